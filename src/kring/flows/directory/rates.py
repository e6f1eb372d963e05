"""How often the directory answers one organisation: dated data, counted per hour. source: E17 - never enumerable"""

import tomllib
from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from uuid import UUID

from django.db.models import F

from kring.core.days import belgian_day
from kring.flows.directory.models import Tally


@lru_cache(maxsize=1)
def rates() -> tuple[tuple[date, int], ...]:
    """From which day how many questions per hour, the newest first."""
    raw = tomllib.loads(files("kring.flows.directory").joinpath("rates.toml").read_text("utf-8"))["rate"]
    return tuple(sorted(((one["from"], one["per_hour"]) for one in raw), reverse=True))


def per_hour(day: date) -> int:
    """What holds on ``day``; before the first rate nothing is answered."""
    return next((number for since, number in rates() if since <= day), 0)


def spent(asker: UUID, now: datetime) -> bool:
    """Whether this organisation had its number of answers this hour; inside ``acting_for`` of the directory."""
    asked = Tally.objects.filter(asker=asker, hour=_hour(now)).values_list("asked", flat=True).first() or 0
    return asked >= per_hour(belgian_day(now))


def count(asker: UUID, now: datetime) -> None:
    """One more; in the transaction in which the answer leaves."""
    Tally.objects.bulk_create([Tally(asker=asker, hour=_hour(now), asked=0)], ignore_conflicts=True)
    Tally.objects.filter(asker=asker, hour=_hour(now)).update(asked=F("asked") + 1)


def _hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
