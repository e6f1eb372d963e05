"""Terms of the debtor comparison: dated, in working days, each with its source."""

import tomllib
from datetime import date
from importlib.resources import files

from kring.flows.debtors import terms

RAW = tomllib.loads(files("kring.flows.debtors").joinpath("terms.toml").read_text("utf-8"))


def test_a_weekend_and_a_holiday_are_no_working_days() -> None:
    """Handed in on a Monday: the Monday after. Before Easter Monday: a day later."""
    assert terms.confirm_by(date(2026, 3, 2)) == date(2026, 3, 9)
    assert terms.answer_by(date(2026, 4, 1)) == date(2026, 4, 9)


def test_before_the_first_date_the_first_term_holds() -> None:
    """No day is without a term."""
    assert terms.confirm_by(date(2020, 3, 2)) == date(2020, 3, 9)


def test_each_term_says_from_when_and_why() -> None:
    """A number without source is a number nobody can question."""
    assert set(RAW) == {"confirm", "answer"}
    for some in RAW.values():
        for one in some:
            assert one["working_days"] > 0
            assert one["from"] <= date(2026, 1, 1)
            assert one["source"]
