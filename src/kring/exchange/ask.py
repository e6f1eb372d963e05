"""Ask another organisation and wait for its answer: the question is a disclosure, and so is the answer.

Nothing here knows a shorter way: both pass the door, both logs keep a line of each, and each is sealed before the next step.
source: DESIGN, "Two verbs make all flows"; REQUIREMENTS E1-E3
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Subject
from kring.exchange import door, questions, transport
from kring.exchange.awaits import awaiting
from kring.exchange.door import Order, Sent, Stopped
from kring.exchange.envelope import envelope_of
from kring.exchange.transport import TakenIn
from kring.guard.acting import acting_for, machine_of
from kring.instruments import queries as instruments
from kring.journal import waiting
from kring.parties import queries as parties

_told = logging.getLogger("kring.exchange")
_SHORTEST: Final = 0.005
_LONGEST: Final = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Answer:
    """What came back: rows by the refs of the question (none: not known, or nothing may leave), or why nothing could."""

    arrived: Arrived

    @property
    def rows(self) -> Sequence[Mapping[str, str]]:
        """``ref`` and the items by name."""
        return self.arrived.rows

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why nothing could be answered, as far as the asker may read it; empty when it was."""
        return self.arrived.reasons


@dataclass(frozen=True)
class InMemory:
    """The source of a question that stands in nobody's tables: about whom, and the values that the question may name."""

    people: Mapping[str, bytes | None]
    values: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, object] = field(default_factory=dict)

    def subjects(self, part: Part) -> Sequence[Subject]:
        """Who is asked about."""
        return [Subject(ref, person, self.facts) for ref, person in self.people.items() if ref in part.refs]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """What is known of them, once each."""
        return {ref: [Entry(values)] for ref, values in self.values.items() if ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """Nothing is kept of it."""

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """Whoever asked is told by ``ask``."""


def ask(order: Order, *, clock: Clock, within: float) -> Answer | Stopped | None:
    """Send the question ``order`` and wait for its answer, at most ``within`` seconds; None when none came in time.

    The other side takes it in and answers through the queue; where it is hosted here it is done in this process as well, and
    whichever is first does it. What arrived was taken in by the receiver of the answer and is sealed in the own log. After None
    the queue goes on: the answer still reaches the receiver. Not inside a transaction.
    Raises ``Fault("no_answer_agreed")`` when the text has not one answer to this question.
    """
    until = time.monotonic() + within
    asker, asked = order.acting.organisation, order.recipient
    with acting_for(asker, order.acting.position):
        policy = instruments.compiled(instruments.version(order.version))
        answer = questions.answer_to(policy, policy.disclosures[order.disclosure])
    expected = envelope_of(questions.batch_of_answer(order.batch, asker), answer.key, order.chunk, asked)
    with awaiting(expected) as free:
        if not free:
            return None
        sent = door.send(order, clock=clock)
        if isinstance(sent, Stopped):
            return sent
        _drive(sent, asked, until=until, clock=clock)
        taken = _await(expected, asker, until=until, clock=clock)
    if taken is None or taken.arrived is None or not waiting.wait(taken.tx, max(0.0, until - time.monotonic())):
        return None
    return Answer(taken.arrived)


def answer(question: UUID, organisation: UUID, *, clock: Clock) -> Sent | Stopped | None:
    """Answer one question that was taken in, as the machine of ``organisation``; None when that was done before. Idempotent."""
    order = questions.order_of_answer(question, by=machine_of(organisation))
    return door.send(order, clock=clock) if order is not None else None


def _drive(sent: Sent, asked: UUID, *, until: float, clock: Clock) -> None:
    """Let the other side do its part in this process, if it is hosted here. What goes wrong there is its own affair."""
    if not parties.is_hosted(asked):
        return
    if sent.tx and not waiting.wait(sent.tx, max(0.0, until - time.monotonic())):
        return
    try:
        transport.receive(sent.envelope, asked, clock=clock)
        answered = answer(sent.envelope, asked, clock=clock)
    except Exception as fault:  # noqa: BLE001 - the asker learns nothing of it; the queue tries again
        code = fault.code if isinstance(fault, Fault) else type(fault).__name__
        _told.warning("answer_left: %s: %s", sent.envelope, code)
        return
    if isinstance(answered, Sent) and answered.tx:
        waiting.wait(answered.tx, max(0.0, until - time.monotonic()))


def _await(envelope: UUID, asker: UUID, *, until: float, clock: Clock) -> TakenIn | None:
    pause = _SHORTEST
    while True:
        taken = transport.take_in(envelope, asker, clock=clock)
        left = until - time.monotonic()
        if taken is not None or left <= 0:
            return taken
        time.sleep(min(pause, left))
        pause = min(_LONGEST, pause * 1.5)
