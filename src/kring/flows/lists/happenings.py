"""Record that something happened from which the term of received data runs: a person says so, the clock follows.

source: REQUIREMENTS E7 - a rule has a starting event and a cap
"""

from datetime import date
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.reasons import Localised
from kring.exchange import clocks
from kring.exchange.offers import Offer
from kring.exchange.record import record
from kring.flows.lists.receive import ROWS
from kring.flows.lists.received import one, the_list, visible_rows
from kring.guard.acting import Acting, acting_for

BY_ITSELF: Final = frozenset({"instrument_ended"})
"""What nobody has to say: the text or its standing tells the day."""


def to_record(offer: Offer) -> list[tuple[str, Localised]]:
    """The events of the retention rule that a person must record."""
    return [(event, text) for event, text in offer.events if event not in BY_ITSELF]


def happened(*, by: Acting, received_id: UUID, row_id: UUID, event: str, on: date, clock: Clock) -> None:
    """Record that ``event`` happened on ``on`` for the person of this row: from then the term of all that came of the person runs.

    Raises ``Fault``: ``no_such_list``, ``no_such_event`` (the rule knows none such), ``day_in_future``.
    """
    with acting_for(by.organisation, by.position):
        received = the_list(received_id, clock=clock)
        line = one(received_id, clock=clock)
        if line is None or event not in {name for name, _text in to_record(line.offer)}:
            raise Fault("no_such_event", "De bewaartermijn van deze lijst hangt daar niet van af.")
        if on > belgian_day(clock()):
            raise Fault("day_in_future", "Die dag is er nog niet. Leg vast wat gebeurd is.")
        rows = visible_rows(received, clock=clock)
        ref = rows.filter(id=row_id).values_list("ref", flat=True).first()
        mine = list(rows.filter(ref=ref)) if ref else []
        if not mine:
            raise Fault("no_such_list", "Deze persoon staat niet (meer) in deze lijst.")
        clocks.happened(event, holder=ROWS, rows=[row.id for row in mine], day=on)
        record(
            "list.event",
            {"batch": str(received.batch), "event": event, "on": on.isoformat()},
            subjects=[bytes(mine[0].blind) if mine[0].blind else str(mine[0].id).encode()],
        )
