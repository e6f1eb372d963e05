"""What the OCMW does: answer a chunk of a received round with its marks; try again an answer that was stopped."""

from uuid import UUID

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.exchange import door
from kring.exchange.agreements import carrying
from kring.exchange.record import record
from kring.flows.debtors.models import Case, ReceivedChunk, ReceivedRound
from kring.flows.debtors.receive import REPLY
from kring.flows.debtors.roles import MATCH_JOB, SOCIAL_WORKER, require, stand_on
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import order

KEY_ITEM = "debt.client_mark"


def answer_chunk(*, by: Acting, received_id: UUID, chunk: int, clock: Clock) -> None:
    """Send the marks of one chunk, as the OCMW's machine, under the version that the list came under. Idempotent.

    A chunk in which nobody is found is answered too, by an empty part: the city sees no difference but the marks.
    """
    with acting_for(by.organisation, by.position):
        received = ReceivedRound.objects.filter(id=received_id).first()
        if received is None:
            return  # erased meanwhile
        refs = tuple(Case.objects.filter(received=received, chunk=chunk).order_by("ref").values_list("ref", flat=True))
        carried = carrying(KEY_ITEM, clock=clock, sender=by.organisation, recipient=received.partner)
    agreement = next((one for one in carried if one.digest == received.digest), None)
    if agreement is None:
        raise Fault("no_answer_agreed", "Het protocol waaronder deze lijst kwam, kent geen antwoord met vermeldingen.")
    door.send(
        door.Order(
            acting=by,
            version=agreement.version,
            disclosure=agreement.disclosure,
            recipient=received.partner,
            batch=received.reply,
            chunk=chunk,
            chunks=received.chunks,
            refs=refs,
            role=MATCH_JOB,
            in_reply_to=received.batch,
        ),
        clock=clock,
    )


def answer_again(*, by: Acting, received_id: UUID, clock: Clock) -> int:
    """Queue again the answers that were stopped; the door judges them as things stand then. Answers how many.

    Raises ``Fault``: ``not_your_task``, ``other_side``.
    """
    with acting_for(by.organisation, by.position):
        position = require(SOCIAL_WORKER, clock=clock)
        received = ReceivedRound.objects.filter(id=received_id).first()
        if received is not None:
            stand_on(position, received.batch)
        stopped = ReceivedChunk.objects.select_for_update().filter(received_id=received_id, state="stopped")
        numbers = list(stopped.values_list("number", flat=True))
        stopped.update(state="compared", reasons=[])
        for number in numbers:
            order(REPLY, machine_of(by.organisation), received=str(received_id), chunk=number)
        record("round.answered_again", {"received": str(received_id), "chunks": len(numbers)})
    return len(numbers)
