"""A round that is interrupted: a chunk that comes twice, a stranger, a suspension, a log that cannot be written, the end."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.registry import Arrived, receivers
from kring.flows.debtors.city import actions, queries
from kring.flows.debtors.city.actions import Started, take_out
from kring.flows.debtors.models import Chunk, ReceivedChunk, Round, Row, Upload
from kring.flows.debtors.ocmw import answer, received
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.exchange.cast import CLOCK, NOON, a_pair
from tests.database.flows.story import (
    acting,
    all_sealed,
    begin,
    broken,
    cases_of,
    closed,
    knows,
    marks_of,
    run,
    sizes,
    somebody,
    states,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

CLIENT = "cliënt OCMW"


def test_a_chunk_that_comes_twice_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """List and marks taken in a second time give the same receipts and leave the same rows."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    arrived: dict[str, tuple[Arrived, Any]] = {}
    for item in ("debt.file_number", "debt.client_mark"):
        honest = receivers[item].receive

        def receive(one: Arrived, honest: Any = honest, item: str = item) -> Any:
            arrived[item] = (one, honest(one))
            return arrived[item][1]

        monkeypatch.setattr(receivers[item], "receive", receive)
    round_id = run(pair, [somebody(1), somebody(2)])
    monkeypatch.undo()
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    before = (marks_of(pair, round_id), cases_of(pair))
    for item, desk in (("debt.file_number", pair.ocmw), ("debt.client_mark", pair.city)):
        machine = machine_of(desk.id)
        with acting_for(machine.organisation, machine.position):
            assert receivers[item].receive(arrived[item][0]) == arrived[item][1]
    work_through()
    assert (marks_of(pair, round_id), cases_of(pair)) == before
    with acting(pair.ocmw):
        assert ReceivedChunk.objects.count() == 1


def test_marks_from_a_stranger_or_for_other_rows_are_not_kept() -> None:
    """An OCMW that this round was not sent to marks nothing, nor does an answer with a text that is no mark."""
    pair, other = a_pair(), a_pair()
    round_id = run(pair, [somebody(1)])
    with acting(pair.city):
        ref = str(Row.objects.get(round_id=round_id).id)
    arrived = Arrived(
        uuid4(), other.ocmw.id, uuid4(), 0, 1, NOON.date(), "x", pair.digest, "mark", "pilot", round_id,
        [{"ref": ref, "debt.client_mark": CLIENT}],
    )  # fmt: skip
    machine = machine_of(pair.city.id)
    for sender, rows in (
        (other.ocmw.id, arrived.rows),
        (pair.ocmw.id, [{"ref": ref, "debt.client_mark": "=1+1"}]),
        (pair.ocmw.id, [{"ref": "nonsense", "debt.client_mark": CLIENT}]),
    ):
        with acting_for(machine.organisation, machine.position):
            one = Arrived(**{**vars(arrived), "sender": sender, "rows": rows})
            assert receivers["debt.client_mark"].receive(one).taken in ([], ())
    assert marks_of(pair, round_id) == {"D-1": ""}


def test_a_suspension_between_list_and_answer_stops_the_answer_and_it_can_be_tried_again() -> None:
    """The OCMW suspends after it compared: no mark leaves, the page says why; resumed, the answer goes."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    started = begin(pair, [somebody(1)])
    assert isinstance(started, Started)
    suspended: list[Any] = []

    honest = answer.answer_chunk

    def stopped_first(**known: Any) -> None:
        if not suspended:
            suspended.append(
                instruments.suspend(by=pair.ocmw.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
            )
        honest(**known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kring.flows.debtors.jobs.answer_chunk", stopped_first)
        work_through()
    assert marks_of(pair, started.round) == {"D-1": ""}
    all_sealed(pair)
    with acting(pair.ocmw):
        (line,) = received.received_rounds(clock=CLOCK)
    assert line.chunks_answered == 0
    assert line.reasons
    told = suspended[0].id
    who = {"by": pair.ocmw.dpo, "digest": pair.digest, "suspension": told, "clock": CLOCK, "fictitious": True}
    instruments.close_inquiry(findings="Niets.", **who)
    instruments.record_safeguards(safeguards="Slot.", **who)
    instruments.resume(reason="Klaar.", **who)
    assert answer.answer_again(by=pair.ocmw.worker, received_id=line.id, clock=CLOCK) == 1
    work_through()
    assert marks_of(pair, started.round) == {"D-1": CLIENT}


@pytest.mark.req("E6")
@pytest.mark.parametrize("step", ["start", "send", "receive", "answer", "mark", "look", "take_out", "again"])
def test_no_log_no_change(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the log's table closed every verb fails and nothing is changed: no row, no envelope, no workbook."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    if step == "start":
        with broken(monkeypatch), pytest.raises(RuntimeError):
            begin(pair, [somebody(1)])
        with acting(pair.city):
            assert not Round.objects.exists()
            assert not Upload.objects.exists()
        return
    started = begin(pair, [somebody(1)])
    assert isinstance(started, Started)
    round_id = started.round
    if step == "send":
        with broken(monkeypatch), pytest.raises(RuntimeError):
            actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        assert sizes(pair, round_id) == (None, None)
        assert states(pair, round_id) == ["queued"]
        return
    if step in ("receive", "answer", "mark"):
        where = {
            "receive": "kring.exchange.transport.append",
            "answer": "kring.exchange.permit.append",
            "mark": "kring.exchange.transport.append",
        }[step]
        actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        all_sealed(pair)
        from kring.exchange import transport  # noqa: PLC0415

        (envelope,) = transport.waiting_for(pair.ocmw.id)
        if step != "receive":
            transport.receive(envelope, pair.ocmw.id, clock=CLOCK)
        if step == "mark":
            with acting(pair.ocmw):
                received_id = received.visible_to(queries.held_now(CLOCK)).get().id
            answer.answer_chunk(by=machine_of(pair.ocmw.id), received_id=received_id, chunk=0, clock=CLOCK)
            all_sealed(pair)
        with monkeypatch.context() as patch:
            patch.setattr(where, closed)
            with pytest.raises(RuntimeError):
                if step == "receive":
                    transport.receive(envelope, pair.ocmw.id, clock=CLOCK)
                elif step == "answer":
                    with acting(pair.ocmw):
                        received_id = received.visible_to(queries.held_now(CLOCK)).get().id
                    answer.answer_chunk(by=machine_of(pair.ocmw.id), received_id=received_id, chunk=0, clock=CLOCK)
                else:
                    (back,) = transport.waiting_for(pair.city.id)
                    transport.receive(back, pair.city.id, clock=CLOCK)
        assert marks_of(pair, round_id) == {"D-1": ""}
        assert all(not marked for _, marked in cases_of(pair)) or step == "mark"
        assert step != "receive" or cases_of(pair) == []
        return
    if step == "again":
        with acting(pair.city):
            Chunk.objects.update(state="stopped")
        with broken(monkeypatch), pytest.raises(RuntimeError):
            actions.send_again(by=pair.city.worker, round_id=round_id, clock=CLOCK)
        assert states(pair, round_id) == ["stopped"]
        return
    work_through()
    all_sealed(pair)
    with broken(monkeypatch), pytest.raises(RuntimeError):
        if step == "look":
            with acting(pair.city):
                queries.rows(round_id, only="", offset=0, limit=9, clock=CLOCK)
        else:
            take_out(by=pair.city.worker, round_id=round_id, clock=CLOCK)


@pytest.mark.req("E7", "D7")
def test_at_the_end_both_sides_are_empty() -> None:
    """After the instrument's end the sweep takes cases, rows, marks and the uploaded file."""
    from kring.exchange import clocks as kept  # noqa: PLC0415

    pair = a_pair()
    knows(pair, [somebody(1)])
    round_id = run(pair, [somebody(1)])
    with acting(pair.ocmw):
        assert kept.expired("debtors.Case", NOON.date() + timedelta(days=60)) == set()
    late = stopped_at(NOON.replace(year=2028))
    kept.sweep(pair.ocmw.id, clock=late)
    kept.sweep(pair.city.id, clock=late)
    assert cases_of(pair) == []
    assert marks_of(pair, round_id) == {}
    with acting(pair.city):
        assert not Upload.objects.exists()
