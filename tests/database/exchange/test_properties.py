"""Whoever is asked about, with whatever facts, on whatever day: the envelopes hold what the text allows and nothing else.

The judge is the slow evaluator that reads the document; what is judged are envelopes out of a real database, opened as their
recipient opens them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kring.config.vocabulary import VOCABULARY
from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.registry import knowers, receivers, sources
from kring.exchange import door, envelope
from kring.exchange.door import Order, Sent, Stopped, send
from kring.exchange.envelope import Opened
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.guard.keys import blind
from kring.instruments import actions as instruments
from kring.journal import read
from kring.persons.actions import place_restriction, record_objection
from kring.policy import document as documents
from kring.policy.decide import Request
from kring.policy.document import Document
from kring.policy.reference import permitted_items
from kring.policy.standing import Standing
from tests.database.exchange.cast import CLOCK, LIST_ITEMS, Desk, Pair, Toy, a_pair, a_text
from tests.database.flows.story import somebody

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(300)]

SIGNED = date(2026, 1, 5)
SUSPENDED = date(2026, 3, 10)
REFS = ("anna", "bilal", "chloe", "daan", "elif", "fatou")
PEOPLE = {ref: somebody(number) for number, ref in enumerate(REFS, 701)}
# Of three of the six either side knows something that holds always: (from, until) of a restriction or an objection.
RESTRICTED = {"bilal": (date(2026, 1, 1), None), "daan": (date(2026, 3, 1), date(2026, 3, 8))}
OBJECTING = {"elif": (date(2026, 3, 5), None)}
VALUES = {"debt.client_mark": ("cliënt OCMW",)}
"""What may be said, where the text lists it."""

FIRST, LAST = date(2026, 2, 27), date(2026, 3, 12)
"""Most attempts lie in this fortnight, the others at the edges of the instrument's life."""
EDGES = (date(2025, 12, 31), date(2026, 1, 4), SIGNED, date(2026, 4, 12), date(2027, 12, 31), date(2028, 1, 1))
ITEMS = (*LIST_ITEMS, "debt.amount", "person.birth_date", "health.note")
WORDS = ("Elif", "Yılmaz", "'); --", "", "😀", "85673003349", "x" * 120)


@dataclass(frozen=True)
class Try:
    """One attempt to send: of whom, with which facts at the permit and (``then``) at the release, when, by whom.

    ``afresh``: no batch went before.
    """

    seed: int
    disclosure: str
    refs: tuple[str, ...]
    facts: Mapping[str, Mapping[str, Any]]
    then: Mapping[str, Mapping[str, Any]]
    records: Mapping[str, Mapping[str, str]]
    day: date
    by: str
    new_batch: bool
    afresh: bool


def _try(seed: int) -> Try:
    """What this seed stands for: evenly spread over what matters, which a search for the smallest case is not."""
    some = Random(seed)

    def facts() -> dict[str, dict[str, Any]]:
        return {ref: _facts(some) for ref in REFS}

    known = facts()
    return Try(
        seed=seed,
        disclosure=some.choice(["list", "mark"]),
        refs=tuple(some.sample(REFS, some.choice([0, 1, 3, 6, 6]))),
        facts=known,
        then=some.choice([known, known, {**facts(), **dict(some.sample(list(known.items()), 5))}, facts()]),
        records={ref: _record(some) for ref in REFS},
        day=some.choice([*[FIRST + timedelta(days=some.randrange((LAST - FIRST).days + 1))] * 4, some.choice(EDGES)]),
        by=some.choice([*["right"] * 8, "dpo", "nobody"]),
        new_batch=some.random() < 0.3,
        afresh=some.random() < 0.5,
    )


def _facts(some: Random) -> dict[str, Any]:
    found = {
        "declared": some.choice([*[["dwangbevel_prepared"]] * 5, [], ["iets_anders"]]),
        "client_on": [_enrolment(some) for _ in range(some.randrange(3))],
        "marked_before": some.random() < 0.3,
    }
    if some.random() < 0.1:
        del found[some.choice(list(found))]
    return found


def _enrolment(some: Random) -> dict[str, Any]:
    first = date(2026, 1, 1) + timedelta(days=some.randrange(70))
    until = some.choice([None, (first + timedelta(days=some.randrange(60))).isoformat()])
    return {"capacity": some.choice([1, 2, 4, 5, 8, 9, 12]), "from": first.isoformat(), "until": until}


def _record(some: Random) -> dict[str, str]:
    mark = some.choice(["cliënt OCMW", "cliënt OCMW", "ex-cliënt", "schuldbemiddeling"])
    values = {**{item: some.choice(WORDS) for item in ITEMS}, "debt.client_mark": mark}
    return {item: value for item, value in values.items() if some.random() < 0.9}


@dataclass
class Stage:
    """A pair under one standing, the toy flow that stands for both of its sources, and the batches that went before."""

    pair: Pair
    toy: Toy
    document: Document
    standing: Standing
    admin: psycopg.Connection[Any]
    batches: dict[str, dict[UUID, date]] = field(default_factory=lambda: {"list": {}, "mark": {}})
    newest: dict[str, UUID] = field(default_factory=lambda: {"list": uuid4(), "mark": uuid4()})
    chunk: int = 0

    def sides(self, disclosure: str) -> tuple[Desk, Desk]:
        """Who discloses and who receives."""
        both = (self.pair.city, self.pair.ocmw)
        return both if disclosure == "list" else both[::-1]

    def order(self, one: Try) -> Order:
        """The order that the flow gives to the door: a further part of the newest batch that left, or a new batch."""
        self.chunk += 1
        sender, recipient = self.sides(one.disclosure)
        if one.afresh:
            self.admin.execute("DELETE FROM kring.exchange_batch WHERE organisation_id = %s", [sender.id])
            self.batches[one.disclosure].clear()
        right = self.pair.city.worker if one.disclosure == "list" else machine_of(self.pair.ocmw.id)
        by = {"right": right, "dpo": sender.dpo, "nobody": Acting(sender.id, uuid4())}[one.by]
        return Order(
            acting=by,
            version=self.pair.version if one.disclosure == "list" else self.pair.ocmw_version,
            disclosure=one.disclosure,
            recipient=recipient.id,
            batch=uuid4() if one.new_batch else self.newest[one.disclosure],
            chunk=self.chunk,
            chunks=10_000,
            refs=one.refs,
            role="match_job" if by == machine_of(self.pair.ocmw.id) else None,
        )

    def expected(self, one: Try, order: Order, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, frozenset[str]]:
        """What the slow evaluator allows of each person; whoever gets nothing is left out."""
        role = {"right": "debt_team" if one.disclosure == "list" else "match_job", "dpo": "dpo", "nobody": ""}[one.by]
        items = LIST_ITEMS if one.disclosure == "list" else ("debt.client_mark",)
        previous = [day.isoformat() for batch, day in self.batches[one.disclosure].items() if batch != order.batch]
        request = Request(one.disclosure, role, items, facts={"previous": previous})
        found = {
            ref: permitted_items(
                self.document,
                VOCABULARY,
                self.standing,
                request,
                {
                    **facts[ref],
                    "restricted": _runs(RESTRICTED, ref, one.day),
                    "objection": _runs(OBJECTING, ref, one.day),
                },
                at=_noon(one.day),
            )
            for ref in one.refs
        }
        return {ref: allowed for ref, allowed in found.items() if allowed}


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _runs(periods: Mapping[str, tuple[date, date | None]], ref: str, day: date) -> bool:
    if ref not in periods:
        return False
    first, last = periods[ref]
    return first <= day and (last is None or day <= last)


def _stage(standing: str, patch: pytest.MonkeyPatch, admin: psycopg.Connection[Any]) -> Stage:
    pair = a_pair(in_force=standing != "unsigned", clock=stopped_at(_noon(date(2025, 6, 2))))
    for desk in (pair.city, pair.ocmw):
        for ref, (first, last) in RESTRICTED.items():
            place_restriction(
                by=desk.dpo, ssin=PEOPLE[ref].ssin, ground="accuracy_contested", valid_from=first, valid_until=last
            )
        for ref, (first, last) in OBJECTING.items():
            record_objection(
                by=desk.dpo, ssin=PEOPLE[ref].ssin, ground="own_situation", valid_from=first, valid_until=last
            )
    known = Standing() if standing == "unsigned" else Standing(SIGNED, SIGNED, SIGNED)
    if standing == "suspended":
        clock = stopped_at(_noon(SUSPENDED))
        with patch.context() as later:
            later.setattr(clocks, "_installed", clock)  # the other side hears of it at once
            instruments.suspend(by=pair.city.dpo, digest=pair.digest, reason="Lek.", clock=clock, fictitious=True)
            work_through()
        known = replace(known, suspended=SUSPENDED)
    toy = Toy(people={}, values={})
    for key in ("debt.file_number", "debt.client_mark"):
        patch.setitem(sources, key, toy)  # type: ignore[arg-type]
        patch.setitem(receivers, key, toy)  # type: ignore[arg-type]
    return Stage(pair, toy, documents.read(a_text(pair.city.number, pair.ocmw.number)), known, admin)


def _tried(stage: Stage, one: Try) -> tuple[Order, Sent | Stopped]:
    """Send; between permit and release the facts become those of ``then``."""
    order = stage.order(one)
    stage.toy.people, stage.toy.values = dict(one.facts), dict(one.records)
    with acting_for(order.acting.organisation, order.acting.position):
        stage.toy.person = dict(zip(REFS, blind([PEOPLE[ref].ssin for ref in REFS]), strict=True))
    honest = door.release

    def changed_in_between(*args: Any, **known: Any) -> Any:
        stage.toy.people = dict(one.then)
        return honest(*args, **known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "release", changed_in_between)
        return order, send(order, clock=stopped_at(_noon(one.day)))


def _opened(sent: Sent, sender: UUID, recipient: UUID) -> Opened:
    """The envelope as its recipient opens it; it is settled, so that no other test meets it."""
    machine = machine_of(sender)
    for _ in range(2_000):
        with acting_for(machine.organisation, machine.position):
            if not read.unsealed():
                break
        sleep(0.005)
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        found = envelope.collect(sent.envelope)
        assert found is not None
        assert envelope.settle(sent.envelope)
    return found


def _written(order: Order, permit: str) -> dict[str, frozenset[str]]:
    """Whom the log says that this permit allows, and which items."""
    machine = machine_of(order.acting.organisation)
    with acting_for(machine.organisation, machine.position):
        lines = [line for line in read.lines(limit=60, kinds=["subject"]) if line.content.get("permit") == permit]
    allowed = {str((line.own or {})["ref"]): frozenset(map(str, line.content["items"])) for line in lines}  # type: ignore[arg-type]
    return {ref: items for ref, items in allowed.items() if items}


@pytest.fixture
def admin(server: Any, database: str) -> Iterator[psycopg.Connection[Any]]:
    """The superuser: the application cannot forget a batch."""
    with psycopg.connect(server.conninfo(database), autocommit=True) as connection:
        yield connection


@pytest.mark.req("E1", "E2", "E3", "P7")
@pytest.mark.parametrize(("standing", "examples"), [("in_force", 80), ("suspended", 40), ("unsigned", 10)])
def test_what_leaves_is_what_the_text_allows(
    standing: str, examples: int, monkeypatch: pytest.MonkeyPatch, admin: psycopg.Connection[Any]
) -> None:
    """Random people, facts, facts that change in between, days, employees, batches and records: refused when the slow
    evaluator refuses everybody, else exactly the people and items that it allows, with values as they were kept and listed.
    """
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    monkeypatch.delitem(knowers, "client_on")  # what the toy leaves out is known to nobody
    stage = _stage(standing, monkeypatch, admin)
    seen = {"sent": 0, "refused": 0}

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64))
    def holds(seed: int) -> None:
        one = _try(seed)
        order, outcome = _tried(stage, one)
        first, afterwards = stage.expected(one, order, one.facts), stage.expected(one, order, one.then)
        if isinstance(outcome, Stopped):
            assert first == {}
            seen["refused"] += 1
            return
        stage.batches[one.disclosure].setdefault(order.batch, one.day)
        covered = all(items <= afterwards.get(ref, frozenset()) for ref, items in first.items())
        allowed = first if covered else afterwards
        sender, recipient = stage.sides(one.disclosure)
        found = _opened(outcome, sender.id, recipient.id)
        assert _written(order, found.content["permit"]) == allowed
        assert outcome.people == len(allowed)
        rows = {
            row["ref"]: {name: value for name, value in row.items() if name != "ref"} for row in found.content["rows"]
        }
        assert len(found.content["rows"]) == len(rows)
        assert rows == {ref: said for ref, items in allowed.items() if (said := _sayable(one.records[ref], items))}
        seen["sent"] += bool(rows)

    holds()
    assert seen["refused"]
    assert bool(seen["sent"]) == (standing != "unsigned")


def _sayable(record: Mapping[str, str], items: frozenset[str]) -> dict[str, str]:
    """What is kept and listed; nothing is said in an empty value."""
    listed = {name: value for name, value in record.items() if name in items and value in VALUES.get(name, (value,))}
    return {name: value for name, value in listed.items() if value}
