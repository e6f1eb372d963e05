"""Two at the same moment: of two rounds one passes, and one part sent twice leaves once."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from kring.core.clock import Clock, stopped_at
from kring.core.registry import Part, Subject, receivers, sources
from kring.exchange.door import Order, Sent, Stopped, send
from kring.flows.debtors.city.actions import Started
from kring.flows.debtors.models import Chunk
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from tests.database.exchange.cast import CLOCK, NOON, Pair, Toy, a_list_of, a_pair, all_lines, an_order
from tests.database.flows.story import begin, somebody

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("D1", "E1")]


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    flow = a_list_of("a", "b")
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return flow


def _together(*does: Callable[[], Any]) -> list[Any]:
    """What each answers, or raises, when all are done at once in threads of their own."""
    found: list[Any] = [None] * len(does)

    def do(number: int) -> None:
        try:
            found[number] = does[number]()
        except Exception as raised:  # noqa: BLE001 - the caller looks at it
            found[number] = raised
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(number,)) for number in range(len(does))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_the_second_round_waits_for_the_first_and_is_refused(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, server: Any, database: str
) -> None:
    """The first is still deciding, nothing is written yet: the second does not look before it is, and finds it too soon."""
    pair = a_pair()
    decides, go_on = Event(), Event()
    honest = toy.subjects

    def slow(part: Part) -> Sequence[Subject]:
        if not decides.is_set():
            decides.set()
            assert go_on.wait(30)
        return honest(part)

    monkeypatch.setattr(toy, "subjects", slow)

    def second() -> Sent | Stopped:
        assert decides.wait(30)
        return send(an_order(pair, "b"), clock=CLOCK)

    def watch() -> bool:
        """Let the first go on once the second is seen to wait for its lock."""
        try:
            return _somebody_waits(server.conninfo(database), database)
        finally:
            go_on.set()

    first, later, waited = _together(lambda: send(an_order(pair, "a"), clock=CLOCK), second, watch)
    assert waited
    assert isinstance(first, Sent)
    assert isinstance(later, Stopped)
    assert [reason.code for reason in later.reasons] == ["too_soon"]


def _somebody_waits(conninfo: str, database: str) -> bool:
    with psycopg.connect(conninfo, autocommit=True) as admin:
        for _ in range(2_000):
            waiting = admin.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
                " WHERE datname = %s AND locktype = 'advisory' AND objsubid = 1 AND NOT granted",
                [database],
            ).fetchone()
            if waiting != (0,):
                return True
            sleep(0.01)
    return False


def test_of_many_rounds_at_once_one_passes_each_month(toy: Toy) -> None:
    """Three at a time, four months in a row: one passes each time, whichever it is."""
    pair = a_pair()

    def attempt(name: str, clock: Clock) -> Callable[[], Sent | Stopped]:
        return lambda: send(an_order(pair, name), clock=clock)

    for month in range(4):
        clock = stopped_at(NOON + timedelta(days=31 * month))
        found = _together(*(attempt(name, clock) for name in ("a", "b", "a")))
        assert sorted(type(one).__name__ for one in found) == ["Sent", "Stopped", "Stopped"]


def test_one_part_sent_twice_at_once_leaves_once(toy: Toy) -> None:
    """A job that was taken for dead still runs beside its second self: one envelope, one release line, one receipt."""
    pair = a_pair()
    order: Order = an_order(pair, "a", "b")
    found = _together(*[lambda: send(order, clock=CLOCK)] * 3)
    assert any(isinstance(one, Sent) and one.people == 2 for one in found)
    assert isinstance(send(order, clock=CLOCK), Sent)
    work_through()
    kinds = [line.kind for line in all_lines(pair.city) if line.content.get("batch") == str(order.batch)]
    assert kinds.count("release") == 1
    assert [line.kind for line in all_lines(pair.ocmw)].count("receive") == 1
    assert all(isinstance(one, Sent) for one in found), found


def test_two_debtor_rounds_started_together_send_one_list() -> None:
    """Two colleagues press the button at once: both lists are taken in, one leaves, the other says when it may."""
    pair = a_pair()
    started = _together(*[lambda: begin(pair, [somebody(1), somebody(2)])] * 2)
    assert all(isinstance(one, Started) for one in started), started
    _together(work_through, work_through)
    work_through()
    with acting_for(pair.city.id, pair.city.worker.position):
        states = sorted(Chunk.objects.values_list("state", flat=True))
        (reasons,) = [chunk.reasons for chunk in Chunk.objects.filter(state="stopped")]
    assert states == ["answered", "stopped"]
    assert [reason["code"] for reason in reasons] == ["too_soon"]


def _signal(pair: Pair, ref: str) -> Order:
    """What the OCMW may tell the city of one person as often as it must: the text sets no limit on how often."""
    return Order(
        acting=pair.ocmw.worker,
        version=pair.ocmw_version,
        disclosure="signal",
        recipient=pair.city.id,
        batch=uuid4(),
        chunk=0,
        chunks=1,
        refs=(ref,),
        role="social_worker_involved",
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Toy:
    facts = {"help_declined": True, "no_solution": False}
    flow = Toy(
        people=dict.fromkeys("ab", facts),
        values={ref: {"debt.recovery_signal": "invorderingsprocedure voortzetten"} for ref in "ab"},
    )
    monkeypatch.setitem(sources, "debt.recovery_signal", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.recovery_signal", flow)  # type: ignore[arg-type]
    return flow


def test_where_the_text_sets_no_limit_nobody_waits_for_another(told: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is still deciding about the one person; about the other it leaves meanwhile."""
    pair = a_pair()
    decides, go_on = Event(), Event()
    honest = told.subjects

    def slow(part: Part) -> Sequence[Subject]:
        if part.refs == ("a",):
            decides.set()
            assert go_on.wait(30)
        return honest(part)

    monkeypatch.setattr(told, "subjects", slow)

    def meanwhile() -> Sent | Stopped:
        assert decides.wait(30)
        try:
            return send(_signal(pair, "b"), clock=CLOCK)
        finally:
            go_on.set()

    first, second = _together(lambda: send(_signal(pair, "a"), clock=CLOCK), meanwhile)
    assert isinstance(second, Sent), second
    assert isinstance(first, Sent), first


def test_also_without_a_limit_one_part_sent_twice_at_once_leaves_once(told: Toy) -> None:
    """Four times the same part at the same moment, in several rounds: one envelope and one release line each."""
    pair = a_pair()
    for _ in range(4):
        order = _signal(pair, "a")
        found = _together(*[lambda order=order: send(order, clock=CLOCK)] * 4)
        assert all(isinstance(one, Sent) for one in found), found
        kinds = [line.kind for line in all_lines(pair.ocmw) if line.content.get("batch") == str(order.batch)]
        assert kinds.count("release") == 1
