"""No table is forgotten: each says what it keeps on a person, column by column, or stands here with what it holds instead.

source: DESIGN, second of the five ideas
"""

from collections.abc import Iterator
from importlib import import_module  # noqa: TID251 - whatever packages there are, also those that come later
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.db.models import Model

import kring
from kring.config.vocabulary import VOCABULARY
from kring.core.personal import ANY_ITEM, PersonalRecord


def _declared() -> Iterator[PersonalRecord]:
    for module in walk_packages(kring.__path__, "kring."):
        if module.name.endswith(".personal_records"):
            yield from import_module(module.name).PERSONAL_RECORDS


DECLARED = {record.table: record for record in _declared()}
OURS = [model for model in apps.get_models() if model.__module__.startswith("kring.")]
NOT_BY_PERSON = {
    "guard.DataKey": "keys of an organisation",
    "identity.Account": "an employee's sign-in, under a role of its own",
    "identity.Seat": "an employee's seat, under a role of its own",
    "identity.Side": "which side of a round an employee took",
    "parties.Organisation": "legal persons",
    "parties.OrganisationKey": "keys of legal persons",
    "parties.Position": "the function of an employee, kept with the log that names it",
    "clients.RegisterImport": "counts of one import",
    "clients.ImportReport": "row numbers of one import and what became of them",
    "instruments.InstrumentVersion": "a text",
    "instruments.Statement": "what an office said about a text",
    "instruments.PairRecord": "what two organisations agreed",
    "exchange.Batch": "that a batch went, and when",
    "exchange.Permit": "items and counts",
    "exchange.Clock": "a term of a row that another table holds",
    "exchange.Question": "one question, sealed as a whole, gone with its answer",
    "exchange.Deposit": "which text lies here",
    "debtors.Upload": "a file as it was handed in, sealed as a whole; its people are the rows of its round",
    "debtors.Round": "how far a round is",
    "debtors.Chunk": "how far a chunk is",
    "debtors.ReceivedRound": "how far a round is",
    "debtors.ReceivedChunk": "how far a chunk is, in counts",
    "register.Evaluation": "figures in which nobody can be found",
    "register.Cost": "what one measure costs",
    "register.Erasure": "which tables were erased",
    "directory.Tally": "how many questions in an hour",
    "lists.Sending": "how far a batch is",
    "lists.SendingPart": "how far a part is",
    "lists.ReceivedList": "how far a list is",
    "lists.ReceivedPart": "how far a part is",
}
"""Tables in which nobody is looked up, each with what it holds instead."""


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_says_what_it_keeps_on_a_person_or_why_it_keeps_nothing(model: type[Model]) -> None:
    """One of the two, never both: a new table fails here until somebody has thought about it."""
    label = model._meta.label
    assert (label in DECLARED) != (label in NOT_BY_PERSON)


@pytest.mark.parametrize("record", DECLARED.values(), ids=lambda record: record.table)
def test_every_column_is_a_datum_of_the_vocabulary_or_stands_beside(record: PersonalRecord) -> None:
    """None is forgotten, none is both; the person is found by one of them."""
    columns = {field.name for field in apps.get_model(record.table)._meta.concrete_fields}
    assert set(record.items) | set(record.beside) == columns
    assert not set(record.items) & set(record.beside)
    assert record.found_by in columns
    assert set(record.items.values()) <= VOCABULARY.items.keys() | {ANY_ITEM}


def test_no_exception_is_left_over() -> None:
    """A table that is gone, or that was declared since, goes from the list."""
    assert NOT_BY_PERSON.keys() <= {model._meta.label for model in OURS} - DECLARED.keys()
