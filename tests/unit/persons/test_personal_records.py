"""Everything that persons and clients keep on a person is declared."""

import pytest
from django.apps import apps

from kring.clients.personal_records import PERSONAL_RECORDS as OF_CLIENTS
from kring.config.vocabulary import VOCABULARY
from kring.core.personal import PersonalRecord
from kring.persons.personal_records import PERSONAL_RECORDS as OF_PERSONS


@pytest.mark.parametrize("record", [*OF_PERSONS, *OF_CLIENTS], ids=lambda record: record.table)
def test_every_column_of_a_table_with_a_person_is_classified(record: PersonalRecord) -> None:
    """A column is a datum with its name in the vocabulary, or stands beside; none is both, none is forgotten."""
    columns = {field.name for field in apps.get_model(record.table)._meta.concrete_fields}
    assert set(record.items) | set(record.beside) == columns
    assert not set(record.items) & set(record.beside)
    assert record.found_by in columns
    assert set(record.items.values()) <= VOCABULARY.items.keys()


def test_no_table_with_a_person_is_left_out() -> None:
    """A register import and its report name no person; every other table here does."""
    declared = {record.table for record in (*OF_PERSONS, *OF_CLIENTS)}
    tables = {model._meta.label for app in ("persons", "clients") for model in apps.get_app_config(app).get_models()}
    assert tables - declared == {"clients.RegisterImport", "clients.ImportReport"}
