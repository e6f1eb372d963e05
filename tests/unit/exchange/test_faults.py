"""Kinds of fault, outcomes and terms: closed lists, dated data, and the words that both desks read."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from kring.core.days import is_working_day
from kring.core.errors import Fault
from kring.exchange import faults
from kring.flows.debtors.reported.correctable import COLUMNS
from kring.flows.debtors.reported.words import FAULTS, ITEMS, KEPT, OUTCOMES, items_words

pytestmark = pytest.mark.req("E8")
LISTED = frozenset({"street", "number", "name"})


def test_the_six_kinds_of_article_7_and_no_other() -> None:
    """Foutief, onnauwkeurig, onvolledig, ontbrekend, verouderd, overtollig. source: 004 art. 7"""
    assert set(faults.FAULTS) == {"wrong", "imprecise", "incomplete", "missing", "outdated", "superfluous"}
    assert set(FAULTS) == set(faults.FAULTS)
    assert set(KEPT) == set(faults.KEPT)
    assert set(OUTCOMES) == {"", *faults.OUTCOMES}


def test_what_is_empty_can_only_be_missing_and_what_is_there_cannot() -> None:
    """For every set of items, whatever of them has a value."""
    sets = [frozenset(some) for size in range(4) for some in combinations(sorted(LISTED), size)]
    for fault in faults.FAULTS:
        for items in sets:
            for had in sets:
                fits = faults.fits(fault, items, had, LISTED)
                assert fits == (bool(items) and (items.isdisjoint(had) if fault == "missing" else items <= had))


def test_an_item_that_the_text_does_not_list_or_a_fault_that_is_none_never_fits() -> None:
    """Nor nothing at all."""
    assert not faults.fits("wrong", frozenset({"debt.amount"}), frozenset({"debt.amount"}), LISTED)
    assert not faults.fits("it moved", frozenset({"street"}), LISTED, LISTED)
    assert not faults.fits("wrong", frozenset(), LISTED, LISTED)


def test_the_term_is_dated_data_in_working_days() -> None:
    """Ten working days from the day of the report; the last of them is one; before the first term nobody knows one."""
    for offset in range(60):
        day = date(2026, 3, 1) + timedelta(days=offset)
        due = faults.due_on(day)
        assert is_working_day(due)
        worked = sum(is_working_day(day + timedelta(days=one)) for one in range(1, (due - day).days + 1))
        assert worked == dict(faults.terms())[date(2021, 1, 1)]
    with pytest.raises(Fault, match="no_term"):
        faults.due_on(date(2020, 12, 31))


def test_every_item_that_can_be_reported_has_a_word_and_the_number_cannot() -> None:
    """The same items at the city and at the OCMW, without the national number."""
    assert set(ITEMS) == set(COLUMNS)
    assert "person.ssin" not in COLUMNS
    assert items_words({"person.street", "person.last_name"}).count(",") == 1
