"""The written contract of the port to the directory, held against every implementation of it. source: ``directory.port``; E17"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import uuid4

import pytest

from kring.core.days import Period
from kring.directory.fake import FakeDirectory
from kring.directory.port import Directory, Enquiry, Reply, Unreachable
from kring.flows.directory import asking
from kring.flows.directory.asking import ExchangeDirectory
from kring.guard.acting import Acting, machine_of
from tests.database.directory.cast import CODES, GATES, JANUARY, an_enquiry, enrol, three
from tests.database.exchange.asking import ELIF, NOBODY
from tests.database.exchange.cast import CLOCK

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E17", "K6")]

TODAY = Period(date(2026, 3, 2), date(2026, 3, 2))


class World(Protocol):
    """One implementation at work: what it is asked, by whom, and how somebody comes to be enrolled with it."""

    directory: Directory
    by: Acting

    def enquiry(self, **changes: object) -> Enquiry: ...

    def enrol(self, capacity: int, since: date, until: date | None, *, decided: bool) -> None: ...

    def break_down(self, monkeypatch: pytest.MonkeyPatch) -> None: ...


class Faked:
    """The fake: its text is a word, its organisations are ids."""

    def __init__(self) -> None:
        self.fake = FakeDirectory()
        self.directory: Directory = self.fake
        self.by = Acting(uuid4(), uuid4())
        self.discloser, self.recipient = self.by.organisation, uuid4()
        self.fake.gates |= {
            ("sha256:text", "answer", "enrolled", CODES, "period_asked"),
            ("sha256:text", "answer", "entitled", frozenset({2, 3}), "today"),
        }

    def enquiry(self, **changes: object) -> Enquiry:
        plain = Enquiry(
            id=uuid4(),
            digest="sha256:text",
            disclosure="answer",
            request=uuid4(),
            discloser=self.discloser,
            recipient=self.recipient,
            person=ELIF,
            fact="enrolled",
            capacity=CODES,
            over="period_asked",
            period=JANUARY,
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def enrol(self, capacity: int, since: date, until: date | None, *, decided: bool) -> None:
        self.fake.enrol(self.recipient, ELIF, [capacity], Period(since, until), decided=decided)

    def break_down(self, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG002 - the world's form
        self.fake.fail("before")


class Real:
    """The stand-in behind the exchange: three organisations, texts, envelopes, logs."""

    def __init__(self) -> None:
        self.here = three(gate=GATES)
        self.directory: Directory = ExchangeDirectory()
        self.by = machine_of(self.here.database.id)

    def enquiry(self, **changes: object) -> Enquiry:
        return an_enquiry(self.here, ELIF, **changes)

    def enrol(self, capacity: int, since: date, until: date | None, *, decided: bool) -> None:
        provenance = "decided" if decided else "declared"
        enrol(self.here.ocmw, ELIF, capacity, since=since, until=until, provenance=provenance)  # type: ignore[arg-type]

    def break_down(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def down(*_: object, **__: object) -> None:
            raise ConnectionError(ELIF)

        monkeypatch.setattr(asking, "ask", down)


@pytest.fixture(params=[Faked, Real], ids=["fake", "real"])
def world(request: pytest.FixtureRequest) -> World:
    make: Callable[[], World] = request.param
    return make()


def said(world: World, **changes: object) -> str:
    enquiry = world.enquiry(**changes)
    reply = world.directory.ask(enquiry, by=world.by, clock=CLOCK, within=20.0)
    assert reply.enquiry == enquiry.id
    return reply.verdict


def test_yes_for_all_of_the_period_in_one_of_the_capacities_and_no_else(world: World) -> None:
    """Elif is enrolled with an application in the first half of January and an income from then on: together they hold."""
    assert said(world) == "no"
    world.enrol(1, date(2025, 12, 1), date(2026, 1, 14), decided=False)
    assert said(world) == "no"
    world.enrol(2, date(2026, 1, 15), None, decided=True)
    assert said(world) == "yes"
    assert said(world, period=Period(date(2025, 11, 30), date(2025, 12, 2))) == "no"
    assert said(world, period=Period(date(2026, 1, 1))) == "yes"
    assert said(world, person=NOBODY) == "no"


def test_another_capacity_is_no_enrolment_for_this_purpose(world: World) -> None:
    """Somebody with other help is known to the OCMW, and may not be asked about: trap 18."""
    world.enrol(4, date(2025, 1, 1), None, decided=True)
    assert said(world) == "no"


def test_entitled_is_only_who_has_a_decision(world: World) -> None:
    """An enrolment that was declared opens a question for an applicant, and no right."""
    entitled = {"fact": "entitled", "capacity": frozenset({2, 3}), "over": "today", "period": TODAY}
    world.enrol(2, date(2025, 1, 1), None, decided=False)
    assert said(world) == "yes"
    assert said(world, **entitled) == "no"
    world.enrol(3, date(2026, 1, 1), None, decided=True)
    assert said(world, **entitled) == "yes"


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "sha256:" + "0" * 64},
        {"disclosure": "question"},
        {"disclosure": "gossip"},
        {"fact": "entitled"},
        {"capacity": frozenset({2})},
        {"capacity": frozenset({1, 2, 3, 4})},
        {"over": "today", "period": TODAY},
        {"discloser": "the recipient"},
    ],
    ids=" ".join,
)
def test_whatever_no_text_makes_depend_on_it_is_not_answered(world: World, changes: dict[str, object]) -> None:
    """Another text, disclosure, fact, set of codes, period or discloser than some text in force names: neither yes nor no."""
    world.enrol(2, date(2025, 1, 1), None, decided=True)
    if "discloser" in changes:
        world.by = machine_of(world.enquiry().recipient)
        changes = {}
    assert said(world, **changes) == "unavailable"


def test_asking_again_is_harmless_and_each_reply_names_its_question(world: World) -> None:
    """The same enquiry twice, and another of the same request: as often answered, alike."""
    world.enrol(2, date(2025, 1, 1), None, decided=True)
    enquiry = world.enquiry()
    again = replace(enquiry, id=uuid4())
    replies = [world.directory.ask(one, by=world.by, clock=CLOCK, within=20.0) for one in (enquiry, enquiry, again)]
    assert replies == [Reply(enquiry.id, "yes"), Reply(enquiry.id, "yes"), Reply(again.id, "yes")]


def test_what_goes_wrong_is_no_answer_and_no_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory is down: unavailable, and nothing is raised at whoever has to decide."""
    world.enrol(2, date(2025, 1, 1), None, decided=True)
    world.break_down(monkeypatch)
    assert said(world) == "unavailable"


def test_an_installation_without_integrator_knows_nothing() -> None:
    """The port as it stands before anything is plugged in."""
    world = Faked()
    world.directory = Unreachable()
    assert said(world) == "unavailable"


def test_the_fake_fails_in_each_way_and_then_answers() -> None:
    """Before and after it took note, too late, and to another question twice."""
    world = Faked()
    world.enrol(2, date(2025, 1, 1), None, decided=True)
    world.fake.fail("before", "after", "slow", "wrong", "wrong")
    replies: list[tuple[bool, str]] = []
    for _ in range(6):
        enquiry = world.enquiry()
        reply = world.directory.ask(enquiry, by=world.by, clock=CLOCK, within=0.0)
        replies.append((reply.enquiry == enquiry.id, reply.verdict))
    assert replies == [
        (True, "unavailable"),
        (True, "unavailable"),
        (True, "unavailable"),
        (False, "yes"),
        (False, "yes"),
        (True, "yes"),
    ]
    assert len(world.fake.asked) == 5
