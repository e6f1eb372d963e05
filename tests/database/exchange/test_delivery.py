"""What arrives and is not as it should be: it stays, or is refused for good, and keeps nobody else waiting."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from time import sleep
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections

from kring.core.errors import Fault
from kring.core.registry import Arrived, Receipt, receivers, sources
from kring.exchange import envelope, jobs, judge, release, transport
from kring.exchange.door import Order, Sent, Stopped, send
from kring.guard.acting import acting_for, machine_of
from kring.instruments import actions as instruments
from kring.instruments import queries
from kring.journal import bundle, read, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.exchange.cast import CLOCK, Desk, Pair, Toy, a_list_of, a_pair, a_text, all_lines, an_order

pytestmark = pytest.mark.usefixtures("committed", "in_march")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    flow = a_list_of("a", "b", "c")
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return flow


@pytest.fixture
def tick(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Callable[..., list[str]]:
    """The minute's tick for these organisations only; answers the codes of what it left."""

    def run(*desks: Desk) -> list[str]:
        monkeypatch.setattr(jobs.parties, "organisations", lambda: list(desks))
        caplog.clear()
        jobs.tick(None, timestamp=0)
        return [record.getMessage().rpartition(" ")[2] for record in caplog.records if record.name == "kring.exchange"]

    return run


def _released(order: Order) -> UUID:
    """Send, and wait until it may be collected; it is not delivered."""
    sent = send(order, clock=CLOCK)
    assert isinstance(sent, Sent)
    _sealed(order.acting.organisation)
    return sent.envelope


def _sealed(organisation: UUID) -> None:
    machine = machine_of(organisation)
    for _ in range(2_000):
        with acting_for(machine.organisation, machine.position):
            if not read.unsealed():
                return
        sleep(0.01)
    raise AssertionError("no seal came")


def _two_parts(pair: Pair) -> tuple[UUID, UUID]:
    """Two envelopes of one batch on their way to the OCMW, in this order."""
    first = replace(an_order(pair, "a"), chunks=2)
    return _released(first), _released(replace(first, refs=("b",), chunk=1))


def _refs(toy: Toy, pair: Pair) -> list[str]:
    """Who arrived from this city; what earlier tests left in the queue is not ours."""
    return [row["ref"] for arrived in toy.arrived for row in arrived.rows if arrived.sender == pair.city.id]


def _kinds(desk: Desk) -> list[str]:
    return [line.kind for line in all_lines(desk)]


@pytest.mark.req("E1")
def test_a_damaged_envelope_keeps_no_other_waiting(
    toy: Toy, tick: Callable[..., list[str]], server: Any, database: str
) -> None:
    """The first envelope was changed in the database: the code is told, the second is taken in, the first stays."""
    pair = a_pair()
    bad, _ = _two_parts(pair)
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute("UPDATE guard.envelope SET sealed = sealed || '\\x00' WHERE id = %s", [bad])
    assert tick(pair.ocmw) == ["damaged_envelope"]
    assert _refs(toy, pair) == ["b"]
    assert transport.waiting_for(pair.ocmw.id) == [bad]


@pytest.mark.req("E1")
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"checkpoint": "not a checkpoint"}, "unknown_checkpoint"),
        ({"checkpoint": "of another log"}, "unknown_checkpoint"),
        ({"digest": "sha256:" + "0" * 64}, "unknown_instrument"),
        ({"disclosure": "gossip"}, "unknown_disclosure"),
        ({"disclosure": "mark"}, "unknown_disclosure"),
        ({"batch": "not an id"}, "unreadable_content"),
        ({"day": "2026-02-30"}, "unreadable_content"),
        ({"rows": [{"person.first_name": "Elif"}]}, "unreadable_content"),
        ({"rows": [{"ref": "a", "person.first_name": "El\0if"}]}, "unreadable_content"),
        ({"rows": [{"ref": "a", "person.first_name": 7}]}, "unreadable_content"),
        ({"rows": None}, "unreadable_content"),
        ({"more": "than agreed"}, "unreadable_content"),
    ],
)
def test_content_that_does_not_hold_stays_with_its_sender(
    toy: Toy, tick: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any], code: str
) -> None:
    """A sender that errs or lies is not believed: nothing is kept, nothing is written as received, the next one arrives."""
    pair = a_pair()
    if wrong.get("checkpoint") == "of another log":
        _sealed(pair.ocmw.id)
        with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
            wrong = {"checkpoint": read.newest_checkpoint(pair.ocmw.id)}
    honest = release._content
    first = replace(an_order(pair, "a"), chunks=2)
    with monkeypatch.context() as patch:
        patch.setattr(release, "_content", lambda *known: {**honest(*known), **wrong})
        bad = _released(first)
    _released(replace(first, refs=("b",), chunk=1))
    assert tick(pair.ocmw) == [code]
    assert _refs(toy, pair) == ["b"]
    assert transport.waiting_for(pair.ocmw.id) == [bad]
    assert _kinds(pair.ocmw).count("receive") == 1


@pytest.mark.req("E1", "E2")
def test_without_an_own_copy_the_envelope_waits_until_there_is_one(
    toy: Toy, tick: Callable[..., list[str]], server: Any, database: str
) -> None:
    """The OCMW lost its copy of the text: what comes under it stays with the city, and arrives once the copy is back."""
    pair = a_pair()
    waits = _released(an_order(pair, "a"))
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute("DELETE FROM kring.instruments_instrumentversion WHERE organisation_id = %s", [pair.ocmw.id])
    assert tick(pair.ocmw) == ["unknown_instrument"]
    assert transport.waiting_for(pair.ocmw.id) == [waits]
    instruments.adopt(
        by=pair.ocmw.secretary,
        document=a_text(pair.city.number, pair.ocmw.number),
        parties_are={"city": pair.city.id, "ocmw": pair.ocmw.id},
        clock=CLOCK,
    )
    assert tick(pair.ocmw) == []
    assert _refs(toy, pair) == ["a"]


def _statement(pair: Pair) -> tuple[UUID, dict[str, Any]]:
    """A suspension by the city, as it travels."""
    said = instruments.suspend(by=pair.city.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    with acting_for(pair.city.id, pair.city.dpo.position):
        return said.id, queries.statement_content(said.id)


def _carried(pair: Pair, content: Any) -> UUID:
    """Let this out as if it were a statement of the city."""
    with acting_for(pair.city.id, pair.city.dpo.position):
        named = {"statement": str(uuid4())}
        sealed = envelope.seal(uuid4(), pair.ocmw.id, content, names=named)
        written = append([Line("standing", {"what": "statement.sent", "sealed": sealed.digest, **named})])
        envelope.release_statement(sealed, line=written.first)
    assert waiting.wait(written.tx, 20)
    return sealed.envelope


@pytest.mark.req("P7")
def test_a_statement_that_never_holds_is_refused_once_and_for_all(toy: Toy, tick: Callable[..., list[str]]) -> None:
    """Another text under the same signature: not taken in, a line says why, and it is not tried again; the true one counts."""
    pair = a_pair()
    said, honest = _statement(pair)
    changed = {**honest, "statement": {**honest["statement"], "text": "Niets aan de hand."}}
    bad, worse = _carried(pair, changed), _carried(pair, {"statement": "nonsense"})
    assert tick(pair.ocmw) == []
    assert transport.waiting_for(pair.ocmw.id) == []
    refused = [line for line in all_lines(pair.ocmw) if line.kind == "refused"]
    assert {(line.content["envelope"], *line.content["reasons"]) for line in refused} == {  # type: ignore[misc]
        (str(bad), "wrong_signature"),
        (str(worse), "statement_unreadable"),
    }
    assert {line.content["discloser"] for line in refused} == {str(pair.city.id)}
    with acting_for(pair.ocmw.id, pair.ocmw.dpo.position):
        assert [known.said.id for known in queries.known(pair.digest) if known.said.kind == "suspension"] == [said]
    tick(pair.ocmw)
    assert [line.kind for line in all_lines(pair.ocmw)].count("refused") == 2


@pytest.mark.req("P7")
def test_a_statement_that_came_too_early_waits(
    toy: Toy, tick: Callable[..., list[str]], server: Any, database: str
) -> None:
    """The OCMW has no copy yet: what the city says of the text waits, without a line."""
    pair = a_pair()
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute("DELETE FROM kring.instruments_instrumentversion WHERE organisation_id = %s", [pair.ocmw.id])
    _statement(pair)  # handed over at once, and left
    _sealed(pair.city.id)
    before = _kinds(pair.ocmw)
    assert tick(pair.ocmw) == []
    assert len(transport.waiting_for(pair.ocmw.id)) == 1
    assert _kinds(pair.ocmw) == before


@pytest.mark.req("E1", "E6")
def test_a_broken_sweep_of_one_does_not_stop_the_other(
    toy: Toy, tick: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong at the first organisation, the second gets its post and its sweep."""
    pair = a_pair()
    _released(an_order(pair, "a"))
    swept: list[UUID] = []

    def sweep(organisation: UUID, **_: Any) -> int:
        if organisation == pair.city.id:
            raise ValueError("85.67.30-033.49 stands in this message")
        swept.append(organisation)
        return 0

    monkeypatch.setattr(jobs.clocks, "sweep", sweep)
    assert tick(pair.city, pair.ocmw) == ["ValueError"]
    assert swept == [pair.ocmw.id]
    assert _refs(toy, pair) == ["a"]


@pytest.mark.req("E1")
def test_delivered_twice_at_once_it_is_taken_in_once(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queued delivery and the tick meet: the second waits for the first and finds the envelope settled."""
    pair = a_pair()
    waits = _released(an_order(pair, "a"))
    both, done = Barrier(2), []
    honest = toy.receive

    def slow(arrived: Arrived) -> Receipt:
        sleep(0.3)  # long enough for the other to come
        return honest(arrived)

    monkeypatch.setattr(toy, "receive", slow)

    def deliver() -> None:
        both.wait(10)
        try:
            done.append(transport.receive(waits, pair.ocmw.id, clock=CLOCK))
        finally:
            connections.close_all()

    threads = [Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False, True]
    assert _kinds(pair.ocmw).count("receive") == 1


@pytest.mark.req("E1", "E2")
def test_nothing_goes_to_another_than_the_text_names(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow that errs in the recipient, or sends the other way round, is refused by the door itself."""
    pair, other = a_pair(), a_pair()
    stopped = send(replace(an_order(pair, "a"), recipient=other.ocmw.id), clock=CLOCK)
    assert isinstance(stopped, Stopped)
    assert [reason.code for reason in stopped.reasons] == ["wrong_party"]
    backwards = replace(
        an_order(pair, "a"),
        acting=pair.ocmw.worker,
        version=pair.ocmw_version,
        recipient=pair.city.id,
        role="debt_team",
    )
    stopped = send(backwards, clock=CLOCK)
    assert isinstance(stopped, Stopped)
    assert [reason.code for reason in stopped.reasons] == ["wrong_party"]
    # And were the sender's door broken, the recipient's still holds.
    monkeypatch.setattr(judge, "_direction", lambda *_: ())
    sent = _released(replace(backwards, batch=uuid4()))
    with pytest.raises(Fault, match="unknown_disclosure"):
        transport.receive(sent, pair.city.id, clock=CLOCK)
    assert [arrived for arrived in toy.arrived if arrived.sender == pair.ocmw.id] == []


def test_a_bundle_can_be_taken_of_a_log_with_refusals(toy: Toy, tick: Callable[..., list[str]]) -> None:
    """A line of a refused statement is a line like any other: the log goes on and is handed out."""
    pair = a_pair()
    _carried(pair, {"statement": None})
    tick(pair.ocmw)
    all_lines(pair.ocmw)
    assert bundle.export([pair.ocmw.dpo])
