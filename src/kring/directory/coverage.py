"""Whether enrolments together hold on every day of a period. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from kring.core.days import Period


def covered(periods: Iterable[Period], asked: Period) -> bool:
    """Whether every day of ``asked`` falls in one of ``periods``; an open period asked about needs one that is open too."""
    day = asked.first
    for period in sorted(periods, key=lambda one: one.first):
        if period.first > day:
            return False
        if period.last is None:
            return True
        day = max(day, period.last + timedelta(days=1))
        if asked.last is not None and day > asked.last:
            return True
    return False
