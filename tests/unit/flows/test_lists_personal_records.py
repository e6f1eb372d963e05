"""Everything that the general flow keeps on a person is declared."""

import pytest
from django.apps import apps

from kring.config.vocabulary import VOCABULARY
from kring.core.personal import ANY_ITEM, PersonalRecord
from kring.flows.lists.personal_records import PERSONAL_RECORDS


@pytest.mark.parametrize("record", PERSONAL_RECORDS, ids=lambda record: record.table)
def test_every_column_is_classified(record: PersonalRecord) -> None:
    """A column is a datum or stands beside; one that holds whatever an instrument lists says so."""
    columns = {field.name for field in apps.get_model(record.table)._meta.concrete_fields}
    assert set(record.items) | set(record.beside) == columns
    assert not set(record.items) & set(record.beside)
    assert record.found_by in columns
    assert set(record.items.values()) - {ANY_ITEM} <= VOCABULARY.items.keys()


def test_no_table_with_a_person_is_left_out() -> None:
    """Sendings, lists and their parts name nobody."""
    tables = {model._meta.label for model in apps.get_app_config("lists").get_models()}
    declared = {record.table for record in PERSONAL_RECORDS}
    assert tables - declared == {"lists.Sending", "lists.SendingPart", "lists.ReceivedList", "lists.ReceivedPart"}
