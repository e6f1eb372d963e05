"""That recovery may go on: from the decision of a social worker to the door, the same working day, without a reason.

source: 002 §3b; REQUIREMENTS D4, D9
"""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from kring.core.clock import Clock
from kring.core.reasons import Reason
from kring.exchange import door
from kring.exchange.agreements import Agreement, carrying
from kring.exchange.record import record
from kring.flows.debtors.models import Case, Signal
from kring.flows.debtors.ocmw.involved import opened
from kring.flows.debtors.roles import INVOLVED, SOCIAL_WORKER
from kring.flows.debtors.source import reasons_as_json
from kring.guard.acting import Acting, acting_for, current
from kring.guard.jobs import order
from kring.parties.queries import held_now

KEY_ITEM: Final = "debt.recovery_signal"
SEND_SIGNAL: Final = "debtors.signal"

Goes = Literal["nothing", "queued", "withdrawn", "left"]
"""What becomes of the signal to the city. ``nothing``: there is none. ``queued``: it goes now. ``withdrawn``: it was about to go,
and does not. ``left``: it left before, and what left cannot be taken back.
"""

_NO_AGREEMENT: Final = Reason(
    "no_instrument",
    "instrument",
    {
        "nl": "Er is geen protocol (meer) waaronder dit bericht mag vertrekken.",
        "en": "There is no protocol (any more) under which this message may leave.",
    },
    "discloser",
)


def follow(case: Case, *, resume: bool, now: datetime) -> Goes:
    """What the newest answer makes of the signal; in the transaction that lays it down, which holds the case."""
    signal = Signal.objects.select_for_update().filter(case=case).first()
    if signal is not None and signal.state == "sent":
        return "left"
    if not resume:
        if signal is None:
            return "nothing"
        signal.delete()  # the door looks again before it lets anything out, and finds none
        return "withdrawn"
    if signal is not None and signal.state == "queued":
        return "queued"
    signal = signal or Signal(case=case)
    signal.state, signal.reasons = "queued", []
    signal.decided_by, signal.decided_at = current().position, now
    signal.save()
    order(SEND_SIGNAL, current(), signal=str(signal.id))
    return "queued"


def send_signal(*, by: Acting, signal_id: UUID, clock: Clock) -> None:
    """Send one signal through the door, as the position that decided; what the door answers is kept by its source. Idempotent.

    Who decided was involved with the client then, and must still be a social worker here.
    """
    with acting_for(by.organisation, by.position):
        signal = Signal.objects.select_related("case__received").filter(id=signal_id, state="queued").first()
        if signal is None:
            return  # withdrawn or erased meanwhile, or it left
        case, position = signal.case, held_now(clock)
        agreement = _agreement(case, clock)
        if agreement is None:
            _stop(signal, _NO_AGREEMENT)
            return
    door.send(
        door.Order(
            acting=by,
            version=agreement.version,
            disclosure=agreement.disclosure,
            recipient=case.partner,
            batch=signal.id,
            chunk=0,
            chunks=1,
            refs=(case.ref,),
            role=INVOLVED if position is not None and position.function == SOCIAL_WORKER else None,
            about_somebody=True,
        ),
        clock=clock,
    )


def signal_again(*, by: Acting, case_id: UUID, clock: Clock) -> bool:
    """Queue a signal again that did not leave; the door judges it as things stand then. False when there is none.

    Raises ``Fault``: ``not_your_task``, ``no_such_case``, ``other_side``.
    """
    with acting_for(by.organisation, by.position):
        _, case = opened(case_id, clock=clock)
        signal = Signal.objects.select_for_update().filter(case=case).exclude(state="sent").first()
        if signal is None:
            return False
        signal.state, signal.reasons = "queued", []
        signal.save(update_fields=["state", "reasons"])
        order(SEND_SIGNAL, by, signal=str(signal.id))
        record("signal.again", {"case": str(case.id)}, subjects=[bytes(case.person.ssin_blind or b"")])
    return True


def _agreement(case: Case, clock: Clock) -> Agreement | None:
    """The text under which the mark went, in the version that holds today; else in the very version of the mark."""
    carried = carrying(KEY_ITEM, clock=clock, sender=current().organisation, recipient=case.partner)
    same = [one for one in carried if one.document == case.received.document]
    return next((one for one in same if one.in_force), None) or next(
        (one for one in same if one.digest == case.received.digest), None
    )


def _stop(signal: Signal, reason: Reason) -> None:
    signal.state, signal.reasons = "stopped", reasons_as_json([reason])
    signal.save(update_fields=["state", "reasons"])
    record("signal.stopped", {"case": str(signal.case_id), "reasons": [reason.code]})
