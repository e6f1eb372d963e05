"""What people add to an end that is over: what one spared measure would have cost. source: REQUIREMENTS D7"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.desks.register.ending import reading
from kring.desks.register.models import Cost
from kring.exchange.record import record
from kring.guard.acting import Acting, acting_for
from kring.instruments.keeping import holding

GIVERS: Final = frozenset({"debt_team", "secretary_general"})
_MOST: Final = 1_000_000
"""Cents: ten thousand euro for one measure is a slip of the hand."""


def give_cost(*, by: Acting, version: UUID, cents: int, clock: Clock) -> None:
    """Enter what one measure would have cost (cents); the newest holds.

    Raises ``Fault``: ``other_function``, ``no_evaluation``, ``nothing_spared``, ``strange_cost``.
    """
    if not 0 < cents <= _MOST:
        raise Fault("strange_cost", "Geef een bedrag van meer dan nul en hoogstens 10 000 euro.")
    with acting_for(by.organisation, by.position):
        holding(GIVERS, clock)
        evaluation = reading.the_evaluation(version)
        if evaluation is None:
            raise Fault("no_evaluation", "Er is nog geen evaluatie van deze tekst.")
        if not evaluation.figures["spared"]:
            raise Fault("nothing_spared", "Bij deze tekst spaart niets een kost uit aan deze kant.")
        newest = Cost.objects.filter(evaluation=evaluation).order_by("-at").first()
        at = clock() if newest is None else max(clock(), newest.at + timedelta(microseconds=1))
        Cost.objects.create(evaluation=evaluation, cents=cents, position=by.position, at=at)
        record("evaluation.cost_given", {"instrument_hash": evaluation.digest, "cents": cents})
