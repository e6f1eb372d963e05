"""The door's queued work: deliver what was released; each minute, look for what was left lying and sweep what is due."""

import logging
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.exchange import ask, clocks, investigations, questions, transport, witnessing
from kring.exchange.investigations import TELL
from kring.exchange.questions import ANSWER
from kring.exchange.release import DELIVER
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import task
from kring.journal import waiting
from kring.parties import log_term
from kring.parties import queries as parties

_told = logging.getLogger("kring.exchange")


class NotSealedError(Exception):
    """No seal came in time. Nothing is delivered; the job is tried again. No log, no exchange."""


@task(DELIVER)
def deliver(_acting: Acting, *, envelope: str, recipient: str, tx: str) -> None:
    """Wait until the log covers the release, then let the recipient take it in."""
    if not waiting.wait(int(tx), settings.KRING_SEAL_WAIT):
        raise NotSealedError(envelope)
    transport.receive(UUID(envelope), UUID(recipient), clock=house_clock)


@task(ANSWER)
def answer(acting: Acting, *, question: str) -> None:
    """Answer a question that was taken in, as the machine that took it in."""
    ask.answer(UUID(question), acting.organisation, clock=house_clock)


@task(TELL)
def tell_outcome(acting: Acting, *, investigation: str) -> None:
    """Tell what came of a report, as the position that decided."""
    investigations.tell(acting, UUID(investigation), clock=house_clock)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.tick", queueing_lock="exchange.tick", pass_context=True)
def tick(_context: object, timestamp: int) -> None:  # noqa: ARG001 - the queue passes the time of the tick
    """Once a minute, for every organisation hosted here: deliver again what waits, answer what is asked, erase what is due."""
    for organisation in parties.organisations():
        _each("delivery", organisation.id, partial(_deliver_again, organisation.id))
        _each("answers", organisation.id, partial(_answer_again, organisation.id))
        _each("sweep", organisation.id, partial(_sweep, organisation.id))
        _each("log_term", organisation.id, partial(log_term.sweep, organisation.id, clock=house_clock))
        _each("witness", organisation.id, partial(witnessing.ask_all, organisation.id))


def _deliver_again(organisation: UUID) -> None:
    for envelope in transport.waiting_for(organisation):
        _each("envelope", envelope, partial(transport.receive, envelope, organisation, clock=house_clock))


def _answer_again(organisation: UUID) -> None:
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        unanswered = questions.waiting()
    for question in unanswered:
        _each("answer", question, partial(ask.answer, question, organisation, clock=house_clock))


def _sweep(organisation: UUID) -> None:
    """First the texts that are over, as a whole; then single rows whose day has come."""
    not_closed = {digest for close in clocks.closers for digest in close(organisation, house_clock)}
    while clocks.sweep(organisation, clock=house_clock, but=not_closed):
        pass


def _each(what: str, which: UUID, do: Callable[[], object]) -> None:
    """Do one thing of the tick; whatever goes wrong with it is told by a code, and the others get their turn."""
    try:
        do()
    except Exception as fault:  # noqa: BLE001 - one damaged envelope must not keep the rest waiting
        code = fault.code if isinstance(fault, Fault) else type(fault).__name__
        _told.warning("tick_left_%s: %s: %s", what, which, code)
