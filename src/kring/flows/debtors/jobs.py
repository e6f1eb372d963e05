"""The queued work of this flow: send a chunk (city), answer a chunk, send a signal (OCMW). Each may run twice without harm."""

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from kring.core.clock import house_clock
from kring.flows.debtors.city.actions import SEND, send_chunk
from kring.flows.debtors.city.hand_in import forget_unconfirmed
from kring.flows.debtors.ocmw.answer import answer_chunk
from kring.flows.debtors.ocmw.signal import SEND_SIGNAL, send_signal
from kring.flows.debtors.receive import REPLY
from kring.guard.acting import Acting
from kring.guard.jobs import task
from kring.parties.queries import organisations

_told = logging.getLogger("kring.debtors")


@task(SEND)
def send(acting: Acting, *, batch: str, chunk: int) -> None:
    """Send one chunk, as the position that started the round."""
    send_chunk(by=acting, round_id=UUID(batch), chunk=chunk, clock=house_clock)


@task(REPLY)
def reply(acting: Acting, *, received: str, chunk: int) -> None:
    """Answer one chunk, as the machine that took it in."""
    answer_chunk(by=acting, received_id=UUID(received), chunk=chunk, clock=house_clock)


@task(SEND_SIGNAL)
def signal(acting: Acting, *, signal: str) -> None:
    """Send one signal, as the position that decided."""
    send_signal(by=acting, signal_id=UUID(signal), clock=house_clock)


@app.periodic(cron="* * * * *")
@app.task(name="debtors.tick", queueing_lock="debtors.tick")
def tick(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick's time
    """What goes wrong with one organisation is told by a code and does not keep the others waiting."""
    for organisation in organisations():
        try:
            forget_unconfirmed(organisation.id, clock=house_clock)
        except Exception as fault:  # noqa: BLE001 - the next organisation gets its turn
            _told.warning("debtors_tick_left: %s: %s", organisation.id, type(fault).__name__)
