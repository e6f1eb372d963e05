"""A city that asks its OCMW about a person, under a small text of its own: whoever lives in it is invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from kring.clients.models import Enrolment
from kring.core.clock import Clock as Time
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Receipt, Subject, Taken
from kring.exchange import questions, transport
from kring.exchange.ask import Answer, InMemory, answer, ask
from kring.exchange.door import Order, Sent, send
from kring.exchange.models import Clock, Question
from kring.exchange.questions import recognised
from kring.guard.acting import Acting, acting_for
from kring.instruments import actions as instruments
from kring.journal import waiting
from kring.persons import queries as persons
from kring.persons.keep import Known, keep
from tests.database.exchange.cast import CLOCK, Desk, a_desk, all_lines

ELIF = "85673003360"
PIOTR = "67722499797"
NOBODY = "99712100105"
"""Sound numbers of people whom nobody bears."""

TEXT = """
schema = "kring/instrument/1"
id = "{id}"
version = 1
kind = "statutory_duty"
title.nl = "Vraag van een stad aan haar OCMW, alleen voor tests"
fictitious = true
[[party]]
key = "city"
name = "Stad Ergens"
enterprise_number = "{city}"
[[party]]
key = "ocmw"
name = "OCMW Ergens"
enterprise_number = "{ocmw}"
[[purpose]]
key = "care"
text.nl = "Zorg op maat."
basis = {{ collection = ["ocmw-1976/57"], disclosure = ["ocmw-1976/57"] }}
{purpose}
[[disclosure]]
key = "question"
from = "city"
to = "ocmw"
by = "ask"
purpose = {purposes}
sender_role = "debt_team"
reader_role = "match_job"
every = "on_event"
keep = "short"
[[disclosure.item]]
names = ["person.ssin"]
why.nl = "Om te weten over wie het gaat."
[[disclosure]]
key = "answer"
from = "ocmw"
to = "city"
by = "send"
in_reply_to = "question"
purpose = {purposes}
sender_role = "match_job"
reader_role = "debt_team"
keep = "short"
gate = [{gate}]
{onward}
[[disclosure.item]]
names = ["client.capacity"]
why.nl = "Om te weten welke hulp er al is."
{when}
{more}
[retention.short]
from = "instrument_ended"
keep = "PT0S"
cap = "P30D"
then = "erase"
text.nl = "Een maand."
[[clause]]
text.nl = "Alleen wie de taak heeft."
enforced_by = ["sender_role", "reader_role"]
"""
WHEN = """
[disclosure.item.when]
all = [{ is = "client_on", day = "round", capacity = [2, 3] }]
why.nl = "Alleen wie steun krijgt."
"""
MORE = """
[[disclosure.item]]
names = ["person.municipality"]
why.nl = "Om te weten waar."
"""
SECOND_PURPOSE = """
[[purpose]]
key = "research"
text.nl = "Onderzoek."
basis = { collection = ["ocmw-1976/57"], disclosure = ["ocmw-1976/57"] }
"""


@dataclass(frozen=True)
class Two:
    """The city that asks, the OCMW that is asked, and their copies of the text."""

    city: Desk
    ocmw: Desk
    version: UUID
    ocmw_version: UUID
    digest: str


def a_question_text(city: Desk, ocmw: Desk, **parts: str) -> str:
    """The text between these two; the parts named (``gate``, ``when``, ``more``, ``onward`` …) replace what it says there."""
    said = {"gate": "", "when": "", "more": MORE, "onward": "", "purpose": "", "purposes": '["care"]', **parts}
    return TEXT.format(id=f"asking-{uuid4()}", city=city.number, ocmw=ocmw.number, **said)


def two(*, clock: Time = CLOCK, desks: tuple[Desk, Desk] | None = None, **parts: str) -> Two:
    """A city and an OCMW that each took their copy of the text, which puts it in force."""
    city, ocmw = desks or (
        a_desk("Stad Ergens", "city", "debt_team", clock),
        a_desk("OCMW Ergens", "ocmw", "social_worker", clock),
    )
    text = a_question_text(city, ocmw, **parts)
    are = {"city": city.id, "ocmw": ocmw.id}
    mine = instruments.adopt(by=city.secretary, document=text, parties_are=are, clock=clock)
    theirs = instruments.adopt(by=ocmw.secretary, document=text, parties_are=are, clock=clock)
    return Two(city, ocmw, mine.id, theirs.id, mine.digest)


def knows(desk: Desk, number: str, *, capacity: int | None = 2, municipality: str = "Ergens") -> None:
    """This OCMW has a file on the person, as a client in this capacity (none: only as a person)."""
    with acting_for(desk.id, desk.worker.position):
        kept = keep({number: Known("Elif", "Yilmaz", municipality=municipality)})[number]
        if capacity is not None:
            Enrolment.objects.create(person_id=kept.id, capacity=capacity, valid_from=date(2025, 1, 1))


def a_question(two: Two, *numbers: str, by: Acting | None = None, **named: object) -> Order:
    """Ask about these people, whose numbers the city holds in memory, with more than the question may name."""
    refs = tuple(f"q{place}" for place in range(len(numbers)))
    with acting_for(two.city.id, two.city.worker.position):
        people = {ref: persons.pseudonym(number) for ref, number in zip(refs, numbers, strict=True)}
    values = {
        ref: {"person.ssin": number, "person.last_name": "Yilmaz", "debt.file_number": "D-1"}
        for ref, number in zip(refs, numbers, strict=True)
    }
    order: dict[str, object] = {
        "acting": by or two.city.worker,
        "version": two.version,
        "disclosure": "question",
        "recipient": two.ocmw.id,
        "batch": uuid4(),
        "chunk": 0,
        "chunks": 1,
        "refs": refs,
        "source": InMemory(people, values),
    }
    return Order(**{**order, **named})  # type: ignore[arg-type]


@dataclass
class Register:
    """The OCMW's half: whoever is in its register, with as many entries as ``entries`` says. Says what was asked of it."""

    rows: dict[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    asked: list[Arrived] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    given: dict[str, object] = field(default_factory=dict)

    def subjects(self, part: Part) -> Sequence[Subject]:
        assert part.asked is not None
        self.asked.append(part.asked)
        people = recognised(part.asked.rows)
        known = persons.by_blinds([blind for blind in people.values() if blind])
        return [Subject(ref, blind, self.given) for ref, blind in people.items() if blind in known]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        assert part.asked is not None
        numbers = {row["ref"]: row["person.ssin"] for row in part.asked.rows}
        plain = [{"client.capacity": "2", "person.municipality": "Ergens"}]
        return {ref: [Entry(values) for values in self.rows.get(numbers[ref], plain)] for ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        pass

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:  # noqa: ARG002 - the protocol names it
        self.stops += [reason.code for reason in reasons]


@dataclass
class Kept:
    """The city's half of the answer: keeps it in memory."""

    arrived: list[Arrived] = field(default_factory=list)

    def receive(self, arrived: Arrived) -> Receipt:
        self.arrived.append(arrived)
        return Receipt([Taken(None, tuple(row)[1:], row["ref"]) for row in arrived.rows])


LONG = 20.0
"""Seconds that a test waits at most for something that takes a blink."""


def answer_of(order: Order) -> Answer:
    """Ask, and wait for the answer that comes."""
    found = ask(order, clock=CLOCK, within=LONG)
    assert isinstance(found, Answer), found
    return found


def taken_in(order: Order) -> UUID:
    """The question was sent, sealed and taken in, and waits for its answer: the envelope that it came in."""
    sent = send(order, clock=CLOCK)
    assert isinstance(sent, Sent)
    assert waiting.wait(sent.tx, LONG)
    assert transport.receive(sent.envelope, order.recipient, clock=CLOCK)
    return sent.envelope


def answered(order: Order) -> UUID:
    """And was answered: the sealed envelope of the answer, on its way back."""
    sent = answer(taken_in(order), order.recipient, clock=CLOCK)
    assert isinstance(sent, Sent)
    assert waiting.wait(sent.tx, LONG)
    return sent.envelope


def kinds(desk: Desk, batch: object) -> list[str]:
    """The kinds of line that a log holds on one batch."""
    about = str(batch)
    return sorted(one.kind for one in all_lines(desk) if about in (one.content.get("batch"), one.exchange))


def unanswered(desk: Desk) -> tuple[int, int]:
    """How many questions wait at this organisation, and on how many clocks."""
    with acting_for(desk.id, desk.dpo.position):
        return Question.objects.count(), Clock.objects.filter(holder=questions.QUESTIONS).count()
