"""Belgian days and legal terms: which day an instant falls on, what a term adds to a day, which days are worked.

A term in months ends on the same day of the month, or on its last day if it has none; a period holds both its ends.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

BELGIUM = ZoneInfo("Europe/Brussels")

_DURATION = re.compile(r"P(?=[0-9T])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(T0S)?")


@dataclass(frozen=True, slots=True)
class Duration:
    """A term that is added to a day: months first, then days."""

    months: int
    days: int

    @property
    def is_zero(self) -> bool:
        """Whether the term adds nothing (``PT0S``)."""
        return not self.months and not self.days


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; ``last`` is None while it is open."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a period does not end before it begins")

    def covers(self, day: date) -> bool:
        """Whether ``day`` falls in the period."""
        return self.first <= day and (self.last is None or day <= self.last)

    def covers_all_of(self, other: "Period") -> bool:
        """Whether every day of ``other`` falls in the period."""
        if self.last is None:
            return self.first <= other.first
        return other.last is not None and self.first <= other.first and other.last <= self.last


def belgian_day(instant: datetime) -> date:
    """The day on which ``instant`` falls in Belgium; raises ``ValueError`` for an instant without offset."""
    if instant.utcoffset() is None:
        raise ValueError("an instant without offset is not an instant")
    return instant.astimezone(BELGIUM).date()


def start_of(day: date) -> datetime:
    """The first instant of a Belgian day."""
    return datetime.combine(day, time(0), BELGIUM)


def parse_duration(text: str) -> Duration:
    """``P1M``, ``P5Y``, ``P30D``, ``P2W``, ``P1Y6M`` or ``PT0S``; raises ``ValueError`` for hours and for anything else.

    source: ISO 8601, restricted to what can be added to a day.
    """
    found = _DURATION.fullmatch(text)
    if found is None or (found[5] and text != "PT0S"):
        raise ValueError("not a term in years, months, weeks or days")
    years, months, weeks, days = (int(part or 0) for part in found.groups()[:4])
    return Duration(months=12 * years + months, days=7 * weeks + days)


def is_duration(text: str) -> bool:
    """Whether ``parse_duration`` takes it."""
    try:
        parse_duration(text)
    except ValueError:
        return False
    return True


def add(day: date, duration: Duration) -> date:
    """The day that lies ``duration`` after ``day``: the same day of that month, or its last day, then the days.

    Beyond the calendar (the year 9999) it is the calendar's last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + duration.months, 12)
    if year > date.max.year:
        return date.max
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return moved + min(timedelta(days=duration.days), date.max - moved)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``: Saturdays, Sundays and Belgian public holidays do not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether ``day`` is neither in a weekend nor a public holiday in Belgium."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - a slow import, for the few that count working days

    return frozenset(country_holidays("BE", years=year))
