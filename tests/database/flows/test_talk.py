"""A social worker lays down what came out of a talk; a colleague may be first, an answer may change, nothing leaks."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections

from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.flows.debtors.models import Signal, Talk
from kring.flows.debtors.ocmw import cases
from kring.flows.debtors.ocmw.talk import ANSWERS, LaidDown, NotLaidDown, city_sees, lay_down
from kring.guard.acting import Acting
from kring.parties.identity.actions import open_account, take_side
from kring.parties.models import Position
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.talks import (
    RESUME,
    a_case,
    a_colleague,
    a_stage,
    at,
    codes,
    decided,
    newest,
    says,
    settled,
    signals_of,
    stands,
    talks_of,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

NOTE = "Zij betaalt vanaf april 25 euro per maand aan de winkel."


def test_of_four_answers_the_city_sees_two_alike_and_two_not_at_all() -> None:
    """Two answers look the same from the city, the other two like no answer."""
    assert {answer: city_sees(answer) for answer in ANSWERS} == {
        "wants_help": "",
        "solution": "",
        "declines_help": RESUME,
        "no_solution": RESUME,
    }


@pytest.mark.req("D3", "D9")
def test_a_client_who_wants_help_is_helped_and_the_city_hears_nothing() -> None:
    """The talk is kept with its note and the day to come back; no signal, no new envelope, the mark stands."""
    stage = a_case()
    done = decided(stage, "wants_help", note=NOTE, again_on=date(2026, 3, 16))
    assert done.signal == "nothing"
    assert signals_of(stage) == []
    assert stands(stage) == ("cliënt OCMW", "", None)
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    (talk,) = page.talks
    assert (talk.answer, talk.note, talk.again_on, talk.who) == (
        "wants_help",
        NOTE,
        date(2026, 3, 16),
        "social_worker van OCMW Ergens",
    )
    assert page.line.standing == "helping"


def test_the_note_is_kept_encrypted_and_stands_in_no_line() -> None:
    """Neither the row nor the log holds a word of it; the answer is readable in the own part of the own line alone."""
    stage = a_case()
    decided(stage, "declines_help", note=NOTE)
    with at(stage.pair.ocmw.worker):
        (talk,) = Talk.objects.filter(case=stage.case)
    assert NOTE.encode() not in bytes(talk.note_sealed or b"")
    lines = [line for desk in (stage.pair.ocmw, stage.pair.city) for line in all_lines(desk)]
    assert "winkel" not in repr(lines)
    (laid,) = [line for line in lines if line.content.get("case") == str(stage.case)]
    assert "declines_help" not in repr(laid.content)
    assert "declines" not in repr(all_lines(stage.pair.city))


@pytest.mark.req("D9")
def test_an_answer_may_change_and_every_one_stays() -> None:
    """A client comes back: the newest holds, the older ones are still there, in order, also under a clock put back."""
    stage = a_case()
    for answer, moment in (("wants_help", NOON), ("solution", NOON), ("wants_help", NOON - timedelta(hours=1))):
        decided(stage, answer, clock=stopped_at(moment))
    assert talks_of(stage.pair, stage.case) == ["wants_help", "solution", "wants_help"]
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    assert [talk.answer for talk in page.talks] == ["wants_help", "solution", "wants_help"]
    assert page.line.standing == "helping"


def test_a_colleague_who_was_first_is_not_overwritten() -> None:
    """Both had the empty page before them: the second is told, nothing of it is kept, and with the talk seen it may."""
    stage = a_case()
    decided(stage, "wants_help")
    colleague = a_colleague(stage.pair.ocmw)
    late = says(stage, "declines_help", by=colleague, seen=None)
    assert codes(late) == ["changed_meanwhile"]
    assert talks_of(stage.pair, stage.case) == ["wants_help"]
    assert signals_of(stage) == []
    again = says(stage, "declines_help", by=colleague)
    assert isinstance(again, LaidDown)


def test_handing_in_twice_lays_down_once() -> None:
    """The button pressed twice: the same talk comes back, and one signal."""
    stage = a_case()
    first = says(stage, "no_solution", note=NOTE, seen=None)
    second = says(stage, "no_solution", note=NOTE, seen=None)
    assert first == second
    settled(stage.pair)
    assert talks_of(stage.pair, stage.case) == ["no_solution"]
    assert signals_of(stage) == [("sent", [])]
    third = says(stage, "no_solution", note=NOTE, seen=None)
    assert isinstance(third, LaidDown)
    assert third.signal == "left"


def test_two_workers_at_the_same_instant_one_is_told() -> None:
    """Two people on one case press at once: one talk, and one who is told that a colleague was first."""
    stage = a_case()
    colleague = a_colleague(stage.pair.ocmw)
    outcomes: list[LaidDown | NotLaidDown | BaseException] = []
    ready = Barrier(2)

    def press(by: Acting, answer: str) -> None:
        try:
            ready.wait(10)
            outcomes.append(says(stage, answer, by=by, seen=None))
        except BaseException as error:  # noqa: BLE001 - told to the test
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [
        Thread(target=press, args=(stage.pair.ocmw.worker, "wants_help")),
        Thread(target=press, args=(colleague, "declines_help")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in outcomes) == ["LaidDown", "NotLaidDown"]
    assert len(talks_of(stage.pair, stage.case)) == 1


@pytest.mark.parametrize(
    ("other", "code"),
    [({"again_on": NOON.date()}, "again_past"), ({"note": "x" * 4001}, "long_note")],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_kept(other: dict[str, object], code: str) -> None:
    """A day that is not to come, a note beyond its length."""
    stage = a_case()
    assert codes(says(stage, "wants_help", **other)) == [code]
    assert talks_of(stage.pair, stage.case) == []


@pytest.mark.req("D6")
def test_who_is_not_involved_lays_nothing_down() -> None:
    """The DPO, the debt team, a stranger's worker, a case that does not exist, an answer that does not exist."""
    stage, other = a_case(), a_stage()
    ocmw = stage.pair.ocmw
    for by, code in (
        (ocmw.dpo, "not_your_task"),
        (stage.pair.city.worker, "not_your_task"),
        (other.pair.ocmw.worker, "no_such_case"),
    ):
        with pytest.raises(Fault, match=code):
            says(stage, "declines_help", by=by, seen=None)
    with pytest.raises(Fault, match="no_such_case"):
        says(stage, "declines_help", case_id=uuid4(), seen=None)
    with pytest.raises(Fault, match="unknown_answer"):
        says(stage, "maybe")
    assert talks_of(stage.pair, stage.case) == []


@pytest.mark.req("E18")
def test_who_worked_on_the_city_s_side_of_a_round_lays_nothing_down_on_the_other() -> None:
    """One person, two positions: the action itself refuses, and shows no such case; on another round it may."""
    stage = a_stage()
    account = open_account(email=f"{uuid4().hex}@example.org").id
    with at(stage.pair.ocmw.worker):
        Position.objects.filter(id=stage.pair.ocmw.worker.position).update(account_id=account)
    take_side(account_id=account, matter=stage.round, organisation=stage.pair.city.id)
    with pytest.raises(Fault, match="other_side"):
        says(stage, "declines_help")
    with at(stage.pair.ocmw.worker):
        assert cases.case(stage.case, clock=CLOCK) is None
        assert cases.board(clock=CLOCK).lines == ()
        assert cases.tasks(clock=CLOCK).shown == ()
    assert talks_of(stage.pair, stage.case) == []


@pytest.mark.req("E18")
def test_who_saw_the_board_stands_on_the_ocmw_s_side() -> None:
    """Names were shown: the same account can no longer take the city's side of that round."""
    stage = a_stage()
    account = open_account(email=f"{uuid4().hex}@example.org").id
    with at(stage.pair.ocmw.worker):
        Position.objects.filter(id=stage.pair.ocmw.worker.position).update(account_id=account)
    with at(stage.pair.ocmw.worker):
        assert len(cases.board(clock=CLOCK).lines) == 1
    assert not take_side(account_id=account, matter=stage.round, organisation=stage.pair.city.id)


@pytest.mark.req("E6")
def test_without_a_line_nothing_is_laid_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is broken: no talk, no signal, no job."""
    stage = a_case()

    def broken(_lines: object) -> None:
        raise RuntimeError("the log is closed")

    with monkeypatch.context() as patch:
        patch.setattr("kring.exchange.record.append", broken)
        with pytest.raises(RuntimeError):
            says(stage, "declines_help")
    settled(stage.pair)
    assert talks_of(stage.pair, stage.case) == []
    with at(stage.pair.ocmw.worker):
        assert not Signal.objects.filter(case=stage.case).exists()
    assert newest(stage.pair, stage.case) is None
    assert stands(stage) == ("cliënt OCMW", "", None)


def test_a_case_whose_mark_did_not_leave_yet_is_nobody_s() -> None:
    """Before the mark there is no case to talk about."""
    stage = a_case()
    with at(stage.pair.ocmw.worker):
        from kring.flows.debtors.models import Case  # noqa: PLC0415

        Case.objects.filter(id=stage.case).update(marked_on=None)
    with pytest.raises(Fault, match="no_such_case"):
        lay_down(
            by=stage.pair.ocmw.worker,
            case_id=stage.case,
            answer="declines_help",
            note="",
            again_on=None,
            seen=None,
            clock=CLOCK,
        )
