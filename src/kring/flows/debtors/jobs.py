"""The queued work of this flow: send a chunk (city), answer a chunk (OCMW). Both may run twice without harm."""

from uuid import UUID

from kring.core.clock import house_clock
from kring.flows.debtors.actions import SEND, send_chunk
from kring.flows.debtors.answer import answer_chunk
from kring.flows.debtors.receive import REPLY
from kring.guard.acting import Acting
from kring.guard.jobs import task


@task(SEND)
def send(acting: Acting, *, batch: str, chunk: int) -> None:
    """Send one chunk, as the position that started the round."""
    send_chunk(by=acting, round_id=UUID(batch), chunk=chunk, clock=house_clock)


@task(REPLY)
def reply(acting: Acting, *, received: str, chunk: int) -> None:
    """Answer one chunk, as the machine that took it in."""
    answer_chunk(by=acting, received_id=UUID(received), chunk=chunk, clock=house_clock)
