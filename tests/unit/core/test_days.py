"""Belgian days and legal terms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.days import (
    Duration,
    Period,
    add,
    add_working_days,
    belgian_day,
    is_duration,
    is_working_day,
    parse_duration,
    start_of,
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_midnight_is_belgian_midnight(instant: datetime, day: date) -> None:
    """In winter an hour, in summer two hours before that of Greenwich."""
    assert belgian_day(instant) == day


def test_an_instant_without_offset_is_refused() -> None:
    """Nobody guesses in which country a clock hangs."""
    with pytest.raises(ValueError, match="offset"):
        belgian_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the point


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_starts_on_itself(day: date) -> None:
    """And a moment earlier it was yesterday."""
    assert belgian_day(start_of(day)) == day
    assert belgian_day(start_of(day).astimezone(UTC) - timedelta(seconds=1)) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "term", "expected"),
    [
        ("2026-03-02", "P1M", "2026-04-02"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2026-03-31", "P1M", "2026-04-30"),
        ("2026-12-31", "P1M", "2027-01-31"),
        ("2024-02-29", "P5Y", "2029-02-28"),
        ("2026-01-01", "P30D", "2026-01-31"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-01", "P1Y6M", "2027-07-01"),
        ("2026-01-01", "PT0S", "2026-01-01"),
        ("9999-12-01", "P1M", "9999-12-31"),
        ("9999-12-30", "P10D", "9999-12-31"),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_months_last(day: str, term: str, expected: str) -> None:
    """Month ends, leap years, the end of the calendar."""
    assert add(date.fromisoformat(day), parse_duration(term)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text", ["", "P", "1M", "P1H", "PT1H", "PT72H", "P1M ", "P-1M", "P1.5M", "P1MT0S", "p1m", "P1D1M"]
)
def test_what_is_no_term(text: str) -> None:
    """Hours, fractions, signs and loose ends."""
    assert not is_duration(text)
    with pytest.raises(ValueError, match="term"):
        parse_duration(text)


def test_zero_is_zero() -> None:
    """PT0S adds nothing."""
    assert parse_duration("PT0S").is_zero
    assert not Duration(1, 0).is_zero


def test_easter_and_the_weekend_are_not_worked() -> None:
    """From Good Friday 2026, five working days end after Easter Monday on the next Monday."""
    assert add_working_days(date(2026, 4, 3), 5) == date(2026, 4, 13)
    assert not is_working_day(date(2026, 4, 6))
    assert not is_working_day(date(2026, 7, 21))
    assert is_working_day(date(2026, 7, 22))


def test_a_period_holds_both_its_ends() -> None:
    """The first and the last day are in it, their neighbours are not."""
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert [march.covers(date(2026, 2, 28)), march.covers(date(2026, 3, 1))] == [False, True]
    assert [march.covers(date(2026, 3, 31)), march.covers(date(2026, 4, 1))] == [True, False]
    assert Period(date(2026, 3, 1)).covers(date(2199, 1, 1))
    assert Period(date(2026, 1, 1)).covers_all_of(march)
    assert Period(date(2026, 1, 1)).covers_all_of(Period(date(2026, 3, 1)))
    assert not march.covers_all_of(Period(date(2026, 3, 1)))
    assert not march.covers_all_of(Period(date(2026, 3, 2), date(2026, 4, 1)))
    with pytest.raises(ValueError, match="end"):
        Period(date(2026, 3, 2), date(2026, 3, 1))
