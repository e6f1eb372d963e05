"""The queued work of this flow: send a part. It may run twice without harm."""

from uuid import UUID

from kring.core.clock import house_clock
from kring.flows.lists.actions import SEND, send_chunk
from kring.guard.acting import Acting
from kring.guard.jobs import task


@task(SEND)
def send(acting: Acting, *, batch: str, chunk: int) -> None:
    """Send one part, as the position that started it."""
    send_chunk(by=acting, sending_id=UUID(batch), chunk=chunk, clock=house_clock)
