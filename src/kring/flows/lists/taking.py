"""Take a received list out as a workbook: what the acting position may see of it; a line says so, with a look per person."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from kring.core.clock import Clock
from kring.exchange.record import record
from kring.flows.lists import received
from kring.guard.acting import Acting, acting_for
from kring.sheets.write_xlsx import workbook

_AT_ONCE = 1_000
REFERENCE = "Kenmerk"
"""The heading of the sender's reference."""


@dataclass(frozen=True)
class TakenOut:
    """A workbook to hand over. Its name says nothing of people."""

    filename: str
    data: bytes
    rows: int


def take_out(*, by: Acting, received_id: UUID, clock: Clock) -> TakenOut:
    """The list as an .xlsx, one row per row; raises ``Fault("no_such_list")``."""
    with acting_for(by.organisation, by.position):
        found = received.the_list(received_id, clock=clock)
        line = received.one(received_id, clock=clock)
        items = [(one.name, one.text["nl"]) for one in line.offer.items] if line else []
        people = list(_people(received_id, clock))
        headings = [*(text for _, text in items), REFERENCE]
        data = workbook(
            headings, [[*(row.values.get(name, "") for name, _ in items), row.ref] for row in people], sheet="Lijst"
        )
        digest = hashlib.sha256(data).hexdigest()
        record("list.taken_out", {"batch": str(found.batch), "sha256": digest, "count": len(people)})
    return TakenOut(f"{found.document}-{found.disclosure}-{found.day.isoformat()}.xlsx", data, len(people))


def _people(received_id: UUID, clock: Clock) -> Iterator[received.PersonLine]:
    for offset in range(0, received.count(received_id, clock=clock), _AT_ONCE):
        yield from received.people(received_id, offset=offset, limit=_AT_ONCE, clock=clock, page="list.workbook")
