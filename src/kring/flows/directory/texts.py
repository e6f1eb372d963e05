"""Periods, codes and provenance as they travel: plain text, read strictly."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from kring.core.days import Period
from kring.core.readers import NotReadable, read_day

PROVENANCE: Final[Mapping[str, str]] = {"declared": "verklaard", "decided": "beslist", "confirmed": "bevestigd"}
"""As the OCMW keeps it, and as it travels."""
CERTAIN: Final = ("beslist", "bevestigd")
"""What makes somebody entitled: an enrolment that was only declared does not."""
YES: Final = "ja"
NO: Final = "nee"


def write_period(first: date, last: date | None) -> str:
    """``2026-01-01/2026-03-31``, or ``2026-01-01/`` while it is open."""
    return f"{first.isoformat()}/{last.isoformat() if last else ''}"


def read_period(text: str) -> Period | None:
    """The period that ``text`` says, if it says one."""
    first, slash, last = text.partition("/")
    try:
        return Period(read_day(first), read_day(last) if last else None) if slash else None
    except (NotReadable, ValueError):
        return None


def write_codes(codes: frozenset[int]) -> str:
    """``1,2,3``."""
    return ",".join(map(str, sorted(codes)))


def read_codes(text: str) -> frozenset[int] | None:
    """The codes that ``text`` says, if it says any."""
    parts = text.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return None
    return frozenset(map(int, parts))
