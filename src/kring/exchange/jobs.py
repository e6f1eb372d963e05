"""The door's queued work: deliver what was released; each minute, look for what was left lying and sweep what is due."""

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from kring.core.clock import house_clock
from kring.exchange import clocks, transport
from kring.exchange.release import DELIVER
from kring.guard.acting import Acting
from kring.guard.jobs import task
from kring.journal import waiting
from kring.parties import queries as parties


class NotSealedError(Exception):
    """No seal came in time. Nothing is delivered; the job is tried again. No log, no exchange."""


@task(DELIVER)
def deliver(_acting: Acting, *, envelope: str, recipient: str, tx: str) -> None:
    """Wait until the log covers the release, then let the recipient take it in."""
    if not waiting.wait(int(tx), settings.KRING_SEAL_WAIT):
        raise NotSealedError(envelope)
    transport.receive(UUID(envelope), UUID(recipient), clock=house_clock)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.tick", queueing_lock="exchange.tick", pass_context=True)
def tick(_context: object, timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time of the tick
    """Once a minute, for every organisation that is hosted here: deliver again what waits, erase what is due."""
    for organisation in parties.organisations():
        for envelope in transport.waiting_for(organisation.id):
            transport.receive(envelope, organisation.id, clock=house_clock)
        while clocks.sweep(organisation.id, clock=house_clock):
            pass
