"""A suspension bites at once, with senders at work: on its own side nothing leaves after it, on the other within a second."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections

from kring.core.events import StatementMade, listening
from kring.core.registry import Part, receivers, sources
from kring.exchange import transport
from kring.exchange.door import Order, Sent, Stopped, permit, release, send
from kring.exchange.permit import Permitted
from kring.guard.acting import acting_for
from kring.instruments import actions as instruments
from kring.instruments import queries
from tests.database.exchange.cast import CLOCK, Desk, Pair, Toy, a_list_of, a_pair

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("P7")]

COUNT = """
    SELECT (SELECT count(*) FROM guard.envelope WHERE kind = 'disclosure' AND sender = %(city)s),
           (SELECT count(*) FROM guard.envelope WHERE kind = 'disclosure' AND sender = %(city)s AND settled_at IS NOT NULL),
           EXISTS (SELECT FROM kring.instruments_statement
                    WHERE kind = 'suspension' AND organisation_id = %(by)s AND digest = %(digest)s)
"""


class SlowToy(Toy):
    """Between its judgement and its commit a release takes a while: the moment in which a suspension could be missed."""

    def records(self, part: Part) -> Any:
        time.sleep(0.06)
        return super().records(part)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Pair:
    """In force, with a flow of one person whose list may leave."""
    plain = a_list_of("a")
    flow = SlowToy(people=plain.people, values=plain.values)
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return a_pair()


@dataclass
class Seen:
    """What the superuser saw: how much was released and taken up, and when that last grew; when the suspension was there."""

    released: int = 0
    taken: int = 0
    last_release: float = 0.0
    last_taken: float = 0.0
    suspended: float = 0.0
    at_suspension: tuple[int, int] = (0, 0)
    """Released and taken up at the instant when the suspender holds the instrument alone, before its commit."""


@dataclass
class Work:
    """Two that send the chunks of one list without end, one that takes them up at the other side."""

    pair: Pair
    batch: UUID = field(default_factory=uuid4)
    stop: Event = field(default_factory=Event)
    outcomes: list[Sent | Stopped] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)

    def order(self, chunk: int) -> Order:
        return Order(
            acting=self.pair.city.worker,
            version=self.pair.version,
            disclosure="list",
            recipient=self.pair.ocmw.id,
            batch=self.batch,
            chunk=chunk,
            chunks=100_000,
            refs=("a",),
        )

    def send_all(self, first: int) -> None:
        for chunk in range(first, 100_000, 2):
            if self.stop.is_set():
                return
            self.outcomes.append(send(self.order(chunk), clock=CLOCK))

    def take_up(self) -> None:
        while not self.stop.is_set():
            for envelope in transport.waiting_for(self.pair.ocmw.id):
                transport.receive(envelope, self.pair.ocmw.id, clock=CLOCK)
            time.sleep(0.005)


def _watch(work: Work, seen: Seen, conninfo: str, by: Desk) -> None:
    about = {"city": work.pair.city.id, "by": by.id, "digest": work.pair.digest}
    with psycopg.connect(conninfo, autocommit=True) as admin:
        while not work.stop.is_set():
            released, taken, suspended = admin.execute(COUNT, about).fetchone() or (0, 0, False)
            now = time.monotonic()
            if released > seen.released:
                seen.released, seen.last_release = released, now
            if taken > seen.taken:
                seen.taken, seen.last_taken = taken, now
            if suspended and not seen.suspended:
                seen.suspended = now
            time.sleep(0.005)


@contextmanager
def at_work(work: Work, seen: Seen, conninfo: str, by: Desk) -> Iterator[None]:
    """While the block runs, lists leave and are taken up."""

    def do(what: Callable[[], None]) -> None:
        try:
            what()
        except BaseException as raised:  # noqa: BLE001 - told to the test
            work.faults.append(raised)
        finally:
            connections.close_all()

    jobs = (
        lambda: work.send_all(0),
        lambda: work.send_all(1),
        work.take_up,
        lambda: _watch(work, seen, conninfo, by),
    )
    threads = [Thread(target=do, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        work.stop.set()
        for thread in threads:
            thread.join(60)


def suspended_by(by: Desk, pair: Pair, conninfo: str) -> tuple[Work, Seen]:
    """Suspend while all are at work; answer what happened until long after."""
    work, seen = Work(pair), Seen()

    def counts(_: StatementMade) -> None:
        """In the suspending transaction: what is committed of the others by now."""
        with psycopg.connect(conninfo, autocommit=True) as admin:
            row = admin.execute(COUNT, {"city": pair.city.id, "by": by.id, "digest": pair.digest}).fetchone()
        assert row is not None
        seen.at_suspension = row[0], row[1]

    with at_work(work, seen, conninfo, by):
        until = time.monotonic() + 60
        while seen.taken < 10 and time.monotonic() < until:
            time.sleep(0.01)
        with listening(StatementMade, counts):
            instruments.suspend(by=by.dpo, digest=pair.digest, reason="Er lekte iets.", clock=CLOCK, fictitious=True)
        time.sleep(2.0)
    assert work.faults == []
    assert seen.at_suspension[0] >= 10
    assert isinstance(work.outcomes[-1], Stopped)
    assert [reason.code for reason in work.outcomes[-1].reasons] == ["suspended"]
    return work, seen


def test_on_the_suspender_s_own_side_nothing_leaves_after_its_commit(pair: Pair, server: Any, database: str) -> None:
    """What was judged before and not let out yet has left by then, or never does. The other side stops taking up too."""
    _, seen = suspended_by(pair.city, pair, server.conninfo(database))
    assert seen.released == seen.at_suspension[0]
    assert seen.last_taken - seen.suspended < 1.0


def test_on_the_other_side_nothing_leaves_a_second_later(pair: Pair, server: Any, database: str) -> None:
    """No worker runs here: who suspends hands it over itself. The own side takes nothing up after its commit."""
    _, seen = suspended_by(pair.ocmw, pair, server.conninfo(database))
    assert seen.taken == seen.at_suspension[1]
    assert seen.last_release - seen.suspended < 1.0
    with acting_for(pair.city.id, pair.city.dpo.position):
        assert queries.situation(queries.the_version(pair.digest), CLOCK()).state == "suspended"


@pytest.mark.parametrize("on_its_way", ["release", "take-up"])
def test_a_suspension_waits_for_what_was_judged_before_it(
    pair: Pair, server: Any, database: str, monkeypatch: pytest.MonkeyPatch, on_its_way: str
) -> None:
    """Judged, not committed yet: the suspension of that side commits after it, so that nothing that it missed comes later."""
    judged, go_on = Event(), Event()
    flow = sources["debt.file_number"]
    method, by = ("records", pair.city) if on_its_way == "release" else ("receive", pair.ocmw)
    honest = getattr(flow, method)

    def slow(given: Any) -> Any:
        judged.set()
        assert go_on.wait(30)
        return honest(given)

    order = Work(pair).order(0)
    if on_its_way == "take-up":
        sent = send(order, clock=CLOCK)
        assert isinstance(sent, Sent)
        until = time.monotonic() + 30
        while sent.envelope not in transport.waiting_for(pair.ocmw.id) and time.monotonic() < until:
            time.sleep(0.01)
    monkeypatch.setattr(flow, method, slow)
    ended: list[str] = []

    def passes() -> None:
        if on_its_way == "release":
            assert isinstance(send(order, clock=CLOCK), Sent)
        else:
            assert transport.receive(sent.envelope, pair.ocmw.id, clock=CLOCK)

    def do(what: Callable[[], object], name: str) -> None:
        try:
            what()
            ended.append(name)
        finally:
            connections.close_all()

    def suspends() -> None:
        instruments.suspend(by=by.dpo, digest=pair.digest, reason="Fout.", clock=CLOCK, fictitious=True)

    threads = [Thread(target=do, args=(passes, "passed")), Thread(target=do, args=(suspends, "suspended"))]
    threads[0].start()
    assert judged.wait(30)
    threads[1].start()
    waits = _somebody_waits(server.conninfo(database))
    before = list(ended)
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert waits
    assert before == []
    assert ended == ["passed", "suspended"]


def _somebody_waits(conninfo: str) -> bool:
    """Whether a session is seen to wait for an advisory lock, within two seconds."""
    until = time.monotonic() + 2
    with psycopg.connect(conninfo, autocommit=True) as admin:
        while time.monotonic() < until:
            (waiting,) = admin.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
                " WHERE NOT granted AND locktype = 'advisory' AND d.datname = current_database()"
            ).fetchone() or (0,)
            if waiting:
                return True
            time.sleep(0.01)
    return False


def test_what_was_permitted_before_is_abandoned(pair: Pair) -> None:
    """The permit lies there; the release finds the suspension and stops, and so does every chunk that was queued."""
    work = Work(pair)
    permitted = permit(work.order(0), clock=CLOCK)
    assert isinstance(permitted, Permitted)
    instruments.suspend(by=pair.city.dpo, digest=pair.digest, reason="Fout.", clock=CLOCK, fictitious=True)
    assert release(work.order(0), permitted, clock=CLOCK) is None
    for chunk in (0, 1, 2):
        assert isinstance(send(work.order(chunk), clock=CLOCK), Stopped)
