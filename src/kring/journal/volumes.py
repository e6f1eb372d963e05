"""How much left and came in, month by month, counted from the lines themselves: numbers, codes and organisations, no person."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from kring.core.days import start_of
from kring.guard.acting import current
from kring.journal.database import cursor

Way = Literal["out", "in"]

# The line of a batch is the first of its transaction, so that the lines of its persons are passed over unread.
_COUNTED = """
  SELECT date_trunc('month', at AT TIME ZONE 'Europe/Brussels')::date, body ->> 'kind',
         coalesce(body ->> 'recipient', body ->> 'discloser'), body ->> 'instrument_hash', body ->> 'disclosure',
         count(*), sum((body ->> 'count')::int)
    FROM (SELECT at, convert_from(body, 'UTF8')::jsonb AS body FROM journal.entry
           WHERE log = %(log)s AND n = 0 AND at >= %(since)s) AS first
   WHERE body ->> 'kind' IN ('release', 'receive') AND body ? 'disclosure'
   GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""


@dataclass(frozen=True)
class Volume:
    """What went one way under one disclosure in one month (its first day): how many disclosures, about how many persons in all."""

    month: date
    way: Way
    other: UUID
    digest: str
    disclosure: str
    disclosures: int
    persons: int


def volumes(since: date) -> tuple[Volume, ...]:
    """Everything that the acting organisation released and took in from the Belgian day ``since`` on. In ``acting_for``."""
    with cursor() as c:
        rows = c.execute(_COUNTED, {"log": current().organisation, "since": start_of(since)}).fetchall()
    return tuple(
        Volume(
            month,
            "out" if kind == "release" else "in",
            UUID(other),
            digest,
            disclosure,
            times,
            persons or 0,
        )
        for month, kind, other, digest, disclosure, times, persons in rows
        if other is not None
    )
