"""A fault in a marked row, from the social worker's report to the new value in the case, and what neither side may learn."""

from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.exchange import clocks as kept
from kring.exchange import corrections as exchanged
from kring.exchange.corrections import NotReported, Reported
from kring.exchange.faults import Place
from kring.exchange.models import Investigation, Report
from kring.flows.debtors.models import Case, Row
from kring.flows.debtors.reported import corrections
from kring.flows.debtors.reported import queries as faults
from kring.flows.debtors.reported import today as fault_today
from kring.guard.jobs import work_through
from kring.persons.actions import place_restriction, record_objection
from tests.database.exchange.cast import CLOCK, NOON, a_pair, all_lines
from tests.database.flows.story import APRIL, all_sealed, knows, run, somebody, written
from tests.database.flows.talks import Stage, a_case, a_stage, at
from tests.database.flows.test_worlds import changed, of_the_city

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E8")]
STREET, HOUSE, FIRST, FILE = "person.street", "person.house_number", "person.first_name", "debt.file_number"


def _reports(stage: Stage, *items: str, fault: str = "wrong") -> Reported | NotReported:
    said = corrections.report(by=stage.pair.ocmw.worker, case_id=stage.case, items=items, fault=fault, clock=CLOCK)
    work_through()
    all_sealed(stage.pair)
    return said


def _case(stage: Stage) -> Case:
    with at(stage.pair.ocmw.worker):
        return Case.objects.get(id=stage.case)


def _task(stage: Stage) -> faults.FaultLine:
    """The newest report on this very row: other stories of the same pair have theirs."""
    ref = _case(stage).ref
    with at(stage.pair.city.worker):
        newest = Investigation.objects.filter(ref=ref).latest("taken_at").id
        return next(one for one in faults.faults(clock=CLOCK) if one.id == newest)


def _corrects(stage: Stage, task: UUID, **values: str) -> corrections.Changed:
    named = {
        {"street": STREET, "house_number": HOUSE, "first_name": FIRST, "file_number": FILE}[k]: v
        for k, v in values.items()
    }
    done = corrections.correct(by=stage.pair.city.worker, task_id=task, values=named, clock=CLOCK)
    work_through()
    all_sealed(stage.pair)
    return done


@pytest.mark.req("D10")
def test_the_city_corrects_and_the_ocmw_has_the_new_value() -> None:
    """Nobody fills it in from a register: a person of the debt team types it, and only what was reported travels."""
    stage = a_case()
    assert isinstance(_reports(stage, STREET), Reported)
    task = _task(stage)
    assert (task.items, task.fault, task.outcome) == ((STREET,), "wrong", "")
    assert _corrects(stage, task.id, street="Tulpenstraat", house_number="9").what == "settled"
    case = _case(stage)
    assert (case.street, case.house_number) == ("Tulpenstraat", "4")
    with at(stage.pair.city.worker):
        row = Row.objects.get(id=case.ref)
    assert (row.street, row.house_number) == ("Tulpenstraat", "4")
    with at(stage.pair.ocmw.worker):
        seen = faults.of_case(stage.case, clock=CLOCK)
    assert seen is not None
    assert [(one.outcome, one.arrived, seen.who[one.report]) for one in seen.reports] == [
        ("corrected", True, "social_worker van OCMW Ergens")
    ]


def test_what_stays_is_told_with_its_reason_and_what_did_not_change_is_no_correction() -> None:
    """The debt team finds that it is right."""
    stage = a_case()
    _reports(stage, STREET, HOUSE)
    task = _task(stage)
    assert _corrects(stage, task.id, street=" Bloemenstraat ", house_number="4").what == "unchanged"
    assert corrections.keep(by=stage.pair.city.worker, task_id=task.id, why="right", clock=CLOCK).what == "settled"
    assert _corrects(stage, task.id, street="Tulpenstraat").what == "already"
    assert corrections.keep(by=stage.pair.city.worker, task_id=task.id, why="right", clock=CLOCK).what == "already"
    work_through()
    all_sealed(stage.pair)
    with at(stage.pair.ocmw.worker):
        seen = faults.of_case(stage.case, clock=CLOCK)
    assert seen is not None
    assert [one.outcome for one in seen.reports] == ["right"]
    assert _case(stage).street == "Bloemenstraat"


@pytest.mark.req("D2", "E2")
def test_only_a_marked_row_is_reported_whoever_the_others_are() -> None:
    """A stranger, a client who objects, a number under another name, a client no more: by whatever way a report on them is
    tried the answer is the same, nothing leaves, and no byte of the city changes in any of these worlds.
    """
    pair = a_pair()
    stranger, objects, doubtful, former = (somebody(number) for number in (1, 2, 3, 4))
    knows(pair, [objects, written(doubtful, first_name="Kemal")])
    knows(pair, [former], until="2025-12-31")
    record_objection(by=pair.ocmw.dpo, ssin=objects.ssin, ground="own_situation", valid_from=NOON.date())
    stage = Stage(pair, run(pair, [stranger, objects, doubtful, former]), ())
    all_sealed(pair)
    with at(pair.city.worker):
        refs = list(Row.objects.filter(round_id=stage.round).order_by("number").values_list("id", flat=True))
    before, said = of_the_city(stage), []
    for ref in refs:
        with at(pair.ocmw.worker):
            said.append(
                exchanged.report(
                    corrections.KEY,
                    Place(stage.round, 0, ref),
                    pair.city.id,
                    items=[STREET],
                    fault="wrong",
                    clock=CLOCK,
                )
            )
            assert not Report.objects.exists()
        with pytest.raises(Fault, match="no_such_case"):
            corrections.report(by=pair.ocmw.worker, case_id=ref, items=[STREET], fault="wrong", clock=CLOCK)
    work_through()
    all_sealed(pair)
    assert changed(before, of_the_city(stage)) == {}
    assert len(said) == 4
    assert len(set(map(str, said))) == 1


def test_the_city_takes_no_report_on_an_unmarked_row() -> None:
    """Somebody at the OCMW goes around our own checks: no task, one answer, and the city's log names neither row nor person."""
    stage = a_stage(strangers=1)
    case = _case(stage)
    with at(stage.pair.city.worker):
        stranger = Row.objects.get(round_id=stage.round, mark="")
        Row.objects.filter(id=case.ref).update(mark="")
    said = _reports(stage, STREET)
    assert isinstance(said, Reported)
    with at(stage.pair.city.worker):
        assert not Investigation.objects.exists()
    with at(stage.pair.ocmw.worker):
        (report,) = Report.objects.all()
    assert report.outcome == "not_kept"
    about = [line for line in all_lines(stage.pair.city) if "correction" in str(line.content.get("what"))]
    assert {line.kind for line in about} == {"refused", "correction"}
    assert not any(line.subject or "ref" in (line.own or {}) or "batch" in line.content for line in about)
    assert stranger.mark == ""


def test_the_same_wrong_value_in_another_round_is_corrected_and_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same person, same address: that row goes along. A house number in another street is another house number."""
    stage = a_stage()
    with monkeypatch.context() as later_on:
        later_on.setattr(clocks, "_installed", stopped_at(APRIL))
        april = run(stage.pair, [somebody(1)], clock=stopped_at(APRIL))
    all_sealed(stage.pair)
    with at(stage.pair.city.worker):
        elsewhere = Row.objects.get(round_id=april)
    _reports(stage, HOUSE)
    assert _corrects(stage, _task(stage).id, house_number="6") == corrections.Changed("settled", 1)
    with at(stage.pair.ocmw.worker):
        assert set(Case.objects.values_list("house_number", flat=True)) == {"6"}
        later = Case.objects.get(ref=str(elsewhere.id)).id
        told = faults.of_case(later, clock=CLOCK)
    assert told is not None
    assert [(one.own, one.outcome) for one in told.reports] == [(False, "corrected")]
    with at(stage.pair.city.worker):
        Row.objects.filter(id=elsewhere.id).update(street="Kerkstraat")
    _reports(stage, HOUSE)
    with at(stage.pair.city.worker):
        (task,) = faults.waiting(clock=CLOCK)
    assert _corrects(stage, task.id, house_number="8").elsewhere == 0
    with at(stage.pair.city.worker):
        assert Row.objects.get(id=elsewhere.id).house_number == "6"


@pytest.mark.req("V5")
def test_of_a_restricted_debtor_the_new_value_stays_in_the_city() -> None:
    """That it was corrected is told; the value that the city calls wrong is not kept by the OCMW."""
    stage = a_stage()
    _reports(stage, STREET)
    place_restriction(
        by=stage.pair.city.dpo, ssin=somebody(1).ssin, ground="accuracy_contested", valid_from=NOON.date()
    )
    _corrects(stage, _task(stage).id, street="Tulpenstraat")
    case = _case(stage)
    assert (case.street, case.house_number, case.marked_on is not None) == ("", "4", True)


@pytest.mark.req("D6", "E5")
def test_only_who_may_open_the_row_deals_with_a_fault_in_it() -> None:
    """Not the other functions, not another organisation, not a report that is another's."""
    stage, other = a_case(), a_stage()
    _reports(stage, STREET)
    task = _task(stage).id
    for by, code in (
        (stage.pair.city.dpo, "not_your_task"),
        (stage.pair.ocmw.worker, "not_your_task"),
        (other.pair.city.worker, "no_such_report"),
    ):
        with pytest.raises(Fault, match=code):
            corrections.correct(by=by, task_id=task, values={STREET: "X"}, clock=CLOCK)
        with pytest.raises(Fault, match=code):
            corrections.keep(by=by, task_id=task, why="right", clock=CLOCK)
    with pytest.raises(Fault, match="not_your_task"):
        corrections.report(by=stage.pair.ocmw.dpo, case_id=stage.case, items=[STREET], fault="wrong", clock=CLOCK)
    with pytest.raises(Fault, match="no_such_case"):
        corrections.report(by=other.pair.ocmw.worker, case_id=stage.case, items=[STREET], fault="wrong", clock=CLOCK)
    with at(other.pair.city.worker):
        assert faults.fault(task, clock=CLOCK) is None
        assert faults.faults(clock=CLOCK) == ()


@pytest.mark.req("D6", "E6")
def test_every_look_at_a_fault_is_written_and_the_start_page_says_what_waits() -> None:
    """The debt team until it decided, the social worker until somebody read the answer."""
    stage = a_stage()
    _reports(stage, STREET)
    with at(stage.pair.city.worker) as acting:
        (matter,) = fault_today.to_look_into(acting)
    assert (matter.who, str(matter.until), matter.urgent) == ("Yılmaz Elif", "2026-03-16", False)
    late = stopped_at(NOON + timedelta(days=15))
    task = _id(stage)
    with at(stage.pair.city.worker):
        assert [line.late for line in faults.waiting(clock=late)] == [True]
        assert [line.late for line in faults.faults(clock=CLOCK)] == [False]
        assert faults.fault(task, clock=CLOCK) is not None
    _corrects(stage, task, street="Tulpenstraat")
    with at(stage.pair.city.worker) as acting:
        assert fault_today.to_look_into(acting) == []
    with at(stage.pair.ocmw.worker) as acting:
        assert [matter.who for matter in fault_today.answered(acting)] == ["Yılmaz Elif"]
        faults.of_case(stage.case, clock=CLOCK)
    with at(stage.pair.ocmw.worker) as acting:
        assert fault_today.answered(acting) == []
    whats = {str(line.content.get("what")) for desk in (stage.pair.city, stage.pair.ocmw) for line in all_lines(desk)}
    assert {"faults", "faults.today", "fault", "faults.answered", "case.faults"} <= whats


def test_no_log_no_change_of_any_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reporting, correcting, keeping, looking: with a log that is closed nothing is found changed."""
    stage = a_case()
    with _closed(monkeypatch), pytest.raises(RuntimeError):
        corrections.report(by=stage.pair.ocmw.worker, case_id=stage.case, items=[STREET], fault="wrong", clock=CLOCK)
    with at(stage.pair.ocmw.worker):
        assert not Report.objects.filter(row=stage.case).exists()
    _reports(stage, STREET)
    task, ref = _task(stage).id, _case(stage).ref
    for step in ("correct", "keep", "look"):
        with _closed(monkeypatch), pytest.raises(RuntimeError):
            if step == "correct":
                corrections.correct(
                    by=stage.pair.city.worker, task_id=task, values={STREET: "Tulpenstraat"}, clock=CLOCK
                )
            elif step == "keep":
                corrections.keep(by=stage.pair.city.worker, task_id=task, why="right", clock=CLOCK)
            else:
                with at(stage.pair.city.worker):
                    faults.fault(task, clock=CLOCK)
        with at(stage.pair.city.worker):
            assert Investigation.objects.get(id=task).outcome == ""
            assert Row.objects.get(id=ref).street == "Bloemenstraat"


def test_two_of_the_debt_team_at_once_one_is_first() -> None:
    """One corrects, one keeps: one of them did, and the other is told so."""
    stage = a_case()
    _reports(stage, STREET)
    task, done = _task(stage).id, []

    def run_one(work: Any) -> None:
        try:
            done.append(work().what)
        finally:
            connections.close_all()

    by = stage.pair.city.worker
    threads = [
        Thread(
            target=run_one, args=[lambda: corrections.correct(by=by, task_id=task, values={STREET: "X"}, clock=CLOCK)]
        ),
        Thread(target=run_one, args=[lambda: corrections.keep(by=by, task_id=task, why="right", clock=CLOCK)]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(done) == ["already", "settled"]
    work_through()


@pytest.mark.req("E7", "D7")
def test_what_was_reported_goes_with_the_row() -> None:
    """Swept at the city and at the OCMW; the lines of both logs stay."""
    stage = a_stage()
    _reports(stage, STREET)
    late = stopped_at(NOON.replace(year=2028))
    kept.sweep(stage.pair.ocmw.id, clock=late)
    kept.sweep(stage.pair.city.id, clock=late)
    with at(stage.pair.ocmw.worker):
        assert not Report.objects.exists()
    with at(stage.pair.city.worker):
        assert not Investigation.objects.exists()
    assert "correction.taken" in {line.content.get("what") for line in all_lines(stage.pair.city)}


def test_there_is_no_fault_where_there_is_no_row() -> None:
    """Made-up ids open nothing."""
    stage = a_case()
    with at(stage.pair.city.worker):
        assert faults.fault(uuid4(), clock=CLOCK) is None
        assert faults.batch_of(uuid4()) is None
    with at(stage.pair.ocmw.worker):
        assert faults.of_case(uuid4(), clock=CLOCK) is None


def _id(stage: Stage) -> UUID:
    with at(stage.pair.city.worker):
        return Investigation.objects.latest("taken_at").id


def _closed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def no_line(*_: object, **__: object) -> None:
        raise RuntimeError("the log is closed")

    context = monkeypatch.context()

    class Closed:
        def __enter__(self) -> None:
            patch = context.__enter__()
            for place in ("record", "codes", "investigations", "permit", "release", "transport"):
                patch.setattr(f"kring.exchange.{place}.append", no_line)

        def __exit__(self, *error: Any) -> Any:
            return context.__exit__(*error)

    return Closed()
