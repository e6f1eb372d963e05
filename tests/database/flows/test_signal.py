"""That recovery may go on: it leaves the same day, says nothing else, is told when it cannot leave, and is never taken back."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.core.registry import Arrived, receivers
from kring.exchange import door, transport
from kring.flows.debtors.city import queries
from kring.flows.debtors.city.actions import take_out
from kring.flows.debtors.models import Case, Row, Signal
from kring.flows.debtors.ocmw import cases, signal, talk
from kring.guard.acting import machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.parties.actions import end_position
from kring.persons.actions import place_restriction, record_objection
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.story import APRIL, run, somebody
from tests.database.flows.talks import (
    RESUME,
    Stage,
    a_case,
    a_colleague,
    a_stage,
    at,
    beside,
    decided,
    says,
    sealed,
    settled,
    signals_of,
    stands,
    talks_of,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

MARKED = ("cliënt OCMW", "", None)
RESUMED = ("cliënt OCMW", RESUME, NOON.date())


@pytest.mark.req("D4", "D9")
@pytest.mark.parametrize("answer", ["declines_help", "no_solution"])
def test_the_signal_leaves_the_same_day_and_the_mark_stays(answer: str) -> None:
    """Beside the mark stands that recovery may go on, with the day; on the row, in the list, in the workbook; no reason."""
    stage = a_stage(strangers=1)
    arrived = _arriving(lambda: decided(stage, answer, note="Zij wil niet."))
    assert [list(one.rows) for one in arrived] == [[{"ref": _ref(stage), "debt.recovery_signal": RESUME}]]
    assert signals_of(stage) == [("sent", [])]
    assert beside(stage) == {"D-1": RESUMED, "D-101": ("", "", None)}
    with at(stage.pair.city.worker):
        marked, other = queries.rows(stage.round, only="", offset=0, limit=9, clock=CLOCK)
    assert (marked.stand, marked.marked_on, marked.signalled_on) == (
        f"cliënt OCMW – {RESUME}",
        NOON.date(),
        NOON.date(),
    )
    assert other.stand == ""
    taken = take_out(by=stage.pair.city.worker, round_id=stage.round, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data)).active
    assert sheet is not None
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == ["Stand OCMW", f"cliënt OCMW – {RESUME}", None]
    for line in all_lines(stage.pair.city):
        assert answer not in repr(line)


def test_the_city_shows_the_signal_only_once_its_log_covers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in but not sealed yet: the row has its mark and nothing beside it."""
    stage = a_stage()
    decided(stage, "declines_help")
    with at(stage.pair.city.worker):
        came = Row.objects.get(round_id=stage.round).signal_tx
    honest = queries.signals_of.__globals__["sealed"]
    monkeypatch.setitem(queries.signals_of.__globals__, "sealed", lambda txs: honest(txs) - {came})
    with at(stage.pair.city.worker):
        (line,) = queries.rows(stage.round, only="", offset=0, limit=9, clock=CLOCK)
    assert (line.stand, line.signal, line.signalled_on) == ("cliënt OCMW", "", None)


@pytest.mark.req("D9", "D4")
def test_what_left_is_not_taken_back() -> None:
    """The client comes back and wants help: that is laid down and said to be too late for the city, where nothing changes."""
    stage = a_case()
    decided(stage, "declines_help")
    arrived = _arriving(lambda: _is(decided(stage, "wants_help").signal, "left"))
    assert arrived == []
    assert stands(stage) == RESUMED
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    assert page.signal is not None
    assert (page.signal.state, page.signal.sent_on, page.line.standing) == ("sent", NOON.date(), "helping")
    again = decided(stage, "no_solution")
    assert again.signal == "left"
    assert signals_of(stage) == [("sent", [])]


@pytest.mark.req("D9")
def test_a_talk_that_changed_before_it_left_withdraws_it() -> None:
    """Decided, and thought over before the queue came to it: nothing leaves, no trace of it stays with the case."""
    stage = a_case()
    says(stage, "declines_help")
    withdrawn = says(stage, "wants_help")
    assert isinstance(withdrawn, talk.LaidDown)
    assert withdrawn.signal == "withdrawn"
    assert _arriving(lambda: settled(stage.pair)) == []
    assert signals_of(stage) == []
    assert stands(stage) == MARKED


@pytest.mark.req("D9", "E1")
def test_a_talk_that_changed_between_permit_and_release_abandons_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The permit is written; then the client calls. At release the facts say no: a line says so, nothing leaves."""
    stage = a_case()
    says(stage, "declines_help")
    with at(stage.pair.ocmw.worker):
        batch = str(Signal.objects.get(case=stage.case).id)
    honest, called = door.permit, []

    def then_the_client_calls(*args: Any, **known: Any) -> Any:
        found = honest(*args, **known)
        if not called:
            called.append(says(stage, "solution"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(door, "permit", then_the_client_calls)
        arrived = _arriving(lambda: settled(stage.pair))
    assert arrived == []
    kinds = [line.kind for line in reversed(all_lines(stage.pair.ocmw)) if line.content.get("batch") == batch]
    assert kinds == ["permit", "abandoned", "refused"]
    assert stands(stage) == MARKED


@pytest.mark.parametrize("ended", [False, True])
def test_under_an_instrument_that_does_not_hold_it_is_stopped_and_told(ended: bool) -> None:  # noqa: FBT001 - a parameter
    """Suspended, or over: nothing leaves, the page and the list of what waits say why; resumed, it goes when tried again."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    if ended:
        late = stopped_at(NOON.replace(year=2028, month=1, day=3))
        with at(ocmw.worker):
            from kring.exchange.models import Clock  # noqa: PLC0415 - the sweep has not come by

            Clock.objects.update(due_on=date(2028, 6, 1))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clocks, "_installed", late)
            decided(stage, "declines_help", clock=late)
        assert signals_of(stage) == [("stopped", ["no_longer_in_force"])]
        assert stands(stage) == MARKED
        return
    known: dict[str, Any] = {"by": ocmw.dpo, "digest": stage.pair.digest, "clock": CLOCK, "fictitious": True}
    suspended = instruments.suspend(reason="Lek.", **known)
    work_through()
    decided(stage, "declines_help")
    assert signals_of(stage) == [("stopped", ["suspended"])]
    with at(ocmw.worker):
        page, waiting = cases.case(stage.case, clock=CLOCK), cases.tasks(clock=CLOCK).shown
    assert page is not None
    assert page.signal is not None
    assert page.signal.reasons[0]["nl"]
    assert [(one.kind, one.until) for one in waiting] == [("stopped", NOON.date())]
    known["suspension"] = suspended.id
    instruments.close_inquiry(findings="Niets.", **known)
    instruments.record_safeguards(safeguards="Slot.", **known)
    instruments.resume(reason="Klaar.", **known)
    work_through()
    assert signal.signal_again(by=ocmw.worker, case_id=stage.case, clock=CLOCK)
    settled(stage.pair)
    assert stands(stage) == RESUMED
    assert not signal.signal_again(by=ocmw.worker, case_id=stage.case, clock=CLOCK)


@pytest.mark.req("D9")
@pytest.mark.parametrize("guard", ["objection", "restriction"])
def test_of_who_objects_after_the_mark_nothing_leaves_not_even_an_empty_envelope(guard: str) -> None:
    """Stopped and told here; at the city not one line more than before."""
    stage = a_stage()
    ssin = somebody(1).ssin
    if guard == "objection":
        record_objection(by=stage.pair.ocmw.dpo, ssin=ssin, ground="own_situation", valid_from=NOON.date())
    else:
        place_restriction(by=stage.pair.ocmw.dpo, ssin=ssin, ground="accuracy_contested", valid_from=NOON.date())
    before = len(all_lines(stage.pair.city))
    assert _arriving(lambda: decided(stage, "no_solution")) == []
    assert signals_of(stage) == [("stopped", ["objection" if guard == "objection" else "restricted"])]
    assert len(all_lines(stage.pair.city)) == before
    assert transport.waiting_for(stage.pair.city.id) == []


def test_who_left_the_service_sends_nothing_and_a_colleague_may() -> None:
    """The position ended before the queue came to it: stopped; an involved colleague tries again."""
    stage = a_stage()
    colleague = a_colleague(stage.pair.ocmw)
    says(stage, "declines_help")
    end_position(
        by=stage.pair.ocmw.secretary,
        position_id=stage.pair.ocmw.worker.position,
        last_day=NOON.date() - timedelta(days=1),
    )
    settled(stage.pair)
    assert signals_of(stage) == [("stopped", ["role_not_allowed"])]
    assert signal.signal_again(by=colleague, case_id=stage.case, clock=CLOCK)
    settled(stage.pair)
    assert stands(stage) == RESUMED


def test_decided_again_after_it_was_stopped_it_goes() -> None:
    """A stopped signal need not be tried again by its button: laying the decision down anew queues it too."""
    stage = a_case()
    with at(stage.pair.ocmw.worker):
        Signal.objects.create(
            case_id=stage.case, decided_by=stage.pair.ocmw.worker.position, decided_at=NOON, state="stopped"
        )
    assert decided(stage, "no_solution").signal == "queued"
    assert stands(stage) == RESUMED


def test_a_job_that_runs_twice_sends_once() -> None:
    """Killed after release and run again: one envelope, one line of receipt."""
    stage = a_case()
    says(stage, "declines_help")
    with at(stage.pair.ocmw.worker):
        found = Signal.objects.get(case=stage.case)
    for _ in range(2):
        signal.send_signal(by=stage.pair.ocmw.worker, signal_id=found.id, clock=CLOCK)
    with at(stage.pair.ocmw.worker):
        Signal.objects.filter(case=stage.case).update(
            state="queued"
        )  # as if what was kept of the release had been lost
    settled(stage.pair)
    received = [line for line in all_lines(stage.pair.city) if line.content.get("batch") == str(found.id)]
    assert [line.kind for line in received] == ["receive"]
    assert stands(stage) == RESUMED


def test_a_signal_that_comes_twice_changes_nothing() -> None:
    """Taken in a second time, on a later day: the same receipt, the same row."""
    stage = a_case()
    (one,) = _arriving(lambda: decided(stage, "declines_help"))
    later = Arrived(**{**vars(one), "day": date(2026, 3, 9)})
    machine = machine_of(stage.pair.city.id)
    with at(machine):
        receipt = receivers["debt.recovery_signal"].receive(later)
    assert [taken.ref for taken in receipt.taken] == [_ref(stage)]
    assert stands(stage) == RESUMED


def test_a_signal_that_fits_no_marked_row_is_not_kept() -> None:
    """From a stranger, with another text, for a row that is not there: not kept. Before its mark: it waits for the mark."""
    stage, other = a_stage(strangers=1), a_case()
    with at(stage.pair.city.worker):
        stranger = str(Row.objects.get(file_number="D-101").id)
    for sender, ref, text, taken in (
        (other.pair.ocmw.id, _ref(stage), RESUME, False),
        (stage.pair.ocmw.id, _ref(stage), "omdat zij niet wil", False),
        (stage.pair.ocmw.id, str(uuid4()), RESUME, False),
        (stage.pair.ocmw.id, "nonsense", RESUME, False),
        (stage.pair.ocmw.id, stranger, RESUME, None),
    ):
        arrived = Arrived(
            uuid4(), sender, uuid4(), 0, 1, NOON.date(), "x", stage.pair.digest, "signal", "pilot", None,
            [{"ref": ref, "debt.recovery_signal": text}],
        )  # fmt: skip
        with at(machine_of(stage.pair.city.id)):
            if taken is None:
                with pytest.raises(Fault, match="mark_not_here"):
                    receivers["debt.recovery_signal"].receive(arrived)
            else:
                assert receivers["debt.recovery_signal"].receive(arrived).taken == []
    assert beside(stage) == {"D-1": MARKED, "D-101": ("", "", None)}


@pytest.mark.req("D9", "D2")
def test_the_next_round_marks_again_and_shows_the_worker_what_was_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recovery went on, the help ended, a month later the same debt is on the list: marked, new, with its history."""
    stage = a_stage()
    decided(stage, "declines_help", note="Later misschien.")
    april = stopped_at(APRIL)
    monkeypatch.setattr(clocks, "_installed", april)
    later = run(stage.pair, [somebody(1)], clock=april)
    sealed(stage.pair)
    assert stands(Stage(stage.pair, later, ())) == MARKED
    assert stands(stage) == RESUMED
    with at(stage.pair.ocmw.worker):
        (line,) = cases.board(clock=april).lines
        page = cases.case(line.id, clock=april)
        old = cases.case(stage.case, clock=april)
    assert line.id != stage.case
    assert line.standing == "new"
    assert page is not None
    assert [(one.id, [t.note for t in one.talks], one.signal and one.signal.state) for one in page.earlier] == [
        (stage.case, ["Later misschien."], "sent")
    ]
    assert old is not None
    assert old.earlier == ()


@pytest.mark.req("E6")
@pytest.mark.parametrize("step", ["permit", "release", "receive", "again", "stop"])
def test_without_a_line_nothing_changes(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is broken at each step: nothing left, nothing was taken in, nothing was queued."""
    stage = a_case()
    ocmw = stage.pair.ocmw
    says(stage, "declines_help")
    with at(ocmw.worker):
        found = Signal.objects.get(case=stage.case)

    def broken(_lines: object) -> None:
        raise RuntimeError("the log is closed")

    if step == "receive":
        signal.send_signal(by=ocmw.worker, signal_id=found.id, clock=CLOCK)
        sealed(stage.pair)
        (envelope,) = transport.waiting_for(stage.pair.city.id)
        monkeypatch.setattr("kring.exchange.transport.append", broken)
        with pytest.raises(RuntimeError):
            transport.receive(envelope, stage.pair.city.id, clock=CLOCK)
        assert transport.waiting_for(stage.pair.city.id) == [envelope]
    elif step == "again":
        with at(ocmw.worker):
            Signal.objects.filter(case=stage.case).update(state="stopped")
        monkeypatch.setattr("kring.exchange.record.append", broken)
        with pytest.raises(RuntimeError):
            signal.signal_again(by=ocmw.worker, case_id=stage.case, clock=CLOCK)
        assert signals_of(stage) == [("stopped", [])]
    elif step == "stop":
        monkeypatch.setattr("kring.exchange.record.append", broken)
        monkeypatch.setattr(signal, "carrying", lambda *_args, **_known: [])
        with pytest.raises(RuntimeError):
            signal.send_signal(by=ocmw.worker, signal_id=found.id, clock=CLOCK)
        assert signals_of(stage) == [("queued", [])]
    else:
        monkeypatch.setattr(f"kring.exchange.{step}.append", broken)
        with pytest.raises(RuntimeError):
            signal.send_signal(by=ocmw.worker, signal_id=found.id, clock=CLOCK)
        assert signals_of(stage) == [("queued", [])]
        assert transport.waiting_for(stage.pair.city.id) == []
    assert stands(stage) == MARKED


def test_without_a_text_that_knows_the_signal_it_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreement lists no such disclosure: it stays here, with the reason, and the line of it."""
    stage = a_case()
    monkeypatch.setattr(signal, "carrying", lambda *_args, **_known: [])
    decided(stage, "declines_help")
    assert signals_of(stage) == [("stopped", ["no_instrument"])]
    assert "signal.stopped" in {line.content.get("what") for line in all_lines(stage.pair.ocmw)}


def test_an_erased_case_sends_nothing() -> None:
    """Its clock ran out between the decision and the queue: gone with its talks and its signal."""
    stage = a_case()
    says(stage, "declines_help")
    with at(stage.pair.ocmw.worker):
        Case.objects.filter(id=stage.case).delete()
    assert _arriving(lambda: settled(stage.pair)) == []
    assert talks_of(stage.pair, stage.case) == []
    assert signals_of(stage) == []


def _arriving(do: Callable[[], object]) -> list[Arrived]:
    """The signals that the city's half is given while ``do`` runs."""
    arrived: list[Arrived] = []
    honest = receivers["debt.recovery_signal"].receive
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receivers["debt.recovery_signal"], "receive", lambda a: (arrived.append(a), honest(a))[1])
        do()
    return arrived


def _ref(stage: Stage) -> str:
    with at(stage.pair.city.worker):
        return str(Row.objects.get(round_id=stage.round, file_number=f"D-{stage.number}").id)


def _is(found: object, wanted: object) -> None:
    assert found == wanted
