"""The page of a marked client, the board, and what waits: derived when read, in a fixed number of questions."""

from datetime import date, timedelta
from typing import Any

import pytest

from kring.clients import debts
from kring.clients.enrolling import end_enrolment
from kring.clients.models import Enrolment
from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.flows.debtors.models import Case
from kring.flows.debtors.ocmw import cases
from kring.persons.actions import record_death
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.story import knows, run, somebody
from tests.database.flows.talks import RESUME, Stage, a_stage, at, decided, person_of, sealed, stands

pytestmark = pytest.mark.usefixtures("committed", "in_march")
TODAY = NOON.date()


def waits(stage: Stage, days: int = 0) -> list[tuple[str, str, date | None]]:
    """Why, who, until when, so many days later."""
    with at(stage.pair.ocmw.worker):
        found = cases.tasks(clock=stopped_at(NOON + timedelta(days=days))).shown
    return [(one.kind, one.name, one.until) for one in found]


@pytest.mark.req("D3")
def test_a_marked_client_waits_for_a_first_talk_and_then_for_a_solution() -> None:
    """New, late, helped, nearly over, over: each on its day, without anything being stored in between."""
    stage = a_stage()
    last = date(2026, 3, 16)
    assert waits(stage) == [("new", "Yılmaz Elif", last)]
    assert waits(stage, 15) == [("overdue", "Yılmaz Elif", last)]
    decided(stage, "wants_help")
    end = date(2026, 6, 2)
    assert waits(stage, 30) == []
    assert waits(stage, 90) == [("decide", "Yılmaz Elif", end)]
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=stopped_at(NOON + timedelta(days=93)))
    assert page is not None
    assert (page.line.standing, page.line.until) == ("to_decide", end)


@pytest.mark.req("D9")
@pytest.mark.parametrize("change", ["left", "died"])
def test_the_end_of_being_a_client_and_death_lead_a_person_to_decide_and_send_nothing(change: str) -> None:
    """Helped, then gone: it stands on the list until somebody decides; the city's row is as it was, and so is its log."""
    stage = a_stage()
    decided(stage, "wants_help")
    before = len(all_lines(stage.pair.city))
    if change == "died":
        record_death(by=stage.pair.ocmw.worker, person_id=person_of(stage), died_on=TODAY, clock=CLOCK)
    else:
        with at(stage.pair.ocmw.worker):
            (enrolment,) = Enrolment.objects.values_list("id", flat=True)
        end_enrolment(by=stage.pair.ocmw.worker, enrolment_id=enrolment, last_day=TODAY - timedelta(days=1))
    sealed(stage.pair)
    assert waits(stage) == [(change, "Yılmaz Elif", date(2026, 3, 16))]
    assert waits(stage, 400) == [(change, "Yılmaz Elif", date(2026, 3, 16))]
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    assert (page.no_longer_client, page.died_on) == ((None, TODAY) if change == "died" else (TODAY, None))
    assert page.line.standing == "to_decide"
    assert stands(stage) == ("cliënt OCMW", "", None)
    assert len(all_lines(stage.pair.city)) == before
    decided(stage, "no_solution")
    assert waits(stage) == []
    assert stands(stage) == ("cliënt OCMW", RESUME, TODAY)


def test_most_pressing_first() -> None:
    """A death before a late talk before a new one; the board shows those that wait before those that do not."""
    stage = a_stage(4)
    first, second, third, fourth = stage.cases
    decided(stage, "solution", case_id=first)
    decided(stage, "wants_help", case_id=second, again_on=TODAY + timedelta(days=1))
    record_death(by=stage.pair.ocmw.worker, person_id=person_of(stage, third), died_on=TODAY, clock=CLOCK)
    tomorrow = stopped_at(NOON + timedelta(days=1))
    with at(stage.pair.ocmw.worker):
        waiting, board = cases.tasks(clock=tomorrow).shown, cases.board(clock=tomorrow).lines
    assert [(one.kind, one.case) for one in waiting] == [("died", third), ("again", second), ("new", fourth)]
    assert [(line.id, line.standing) for line in board] == [
        (third, "to_decide"),
        (second, "helping"),
        (fourth, "new"),
        (first, "solved"),
    ]


@pytest.mark.req("D6", "E6")
def test_every_name_shown_is_a_look() -> None:
    """The board, what waits, the page: each a line, read back on the page."""
    stage = a_stage()
    with at(stage.pair.ocmw.worker):
        assert cases.board(clock=CLOCK).lines
    with at(stage.pair.ocmw.worker):
        assert cases.tasks(clock=CLOCK).shown
    sealed(stage.pair)
    with at(stage.pair.ocmw.worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    assert sorted(look.where for look in page.looks) == ["cases.board", "cases.tasks"]


@pytest.mark.req("D6", "E6")
@pytest.mark.parametrize("page", ["case", "board", "tasks"])
def test_without_a_line_nobody_is_shown(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is broken: no page."""
    stage = a_stage()

    def broken(_lines: object) -> None:
        raise RuntimeError("the log is closed")

    monkeypatch.setattr("kring.exchange.record.append", broken)
    show: dict[str, Any] = {
        "case": lambda: cases.case(stage.case, clock=CLOCK),
        "board": lambda: cases.board(clock=CLOCK),
        "tasks": lambda: cases.tasks(clock=CLOCK),
    }
    with pytest.raises(RuntimeError), at(stage.pair.ocmw.worker):
        show[page]()


def test_the_same_person_twice_on_one_list_is_two_cases_and_both_are_shown() -> None:
    """One file number on two rows of one round: each row of the city waits for its own answer."""
    stage = a_stage()
    pair = stage.pair
    with at(pair.ocmw.worker):
        one = Case.objects.select_related("received").get()
        Case.objects.create(
            received=one.received, chunk=0, ref="other", person_id=one.person_id, partner=one.partner,
            file_number=one.file_number, marked_on=one.marked_on,
        )  # fmt: skip
        assert len(cases.board(clock=CLOCK).lines) == 2


@pytest.mark.req("D3")
def test_the_page_shows_the_whole_of_debts() -> None:
    """The city's debt among the others, in the order in which the client gave them."""
    stage = a_stage()
    worker, person = stage.pair.ocmw.worker, person_of(stage)
    for creditor, cents in (("Stad Ergens", None), ("Winkel", 25_00)):
        debts.add_debt(by=worker, person_id=person, creditor=creditor, amount_cents=cents, clock=CLOCK)
    with at(worker):
        page = cases.case(stage.case, clock=CLOCK)
    assert page is not None
    assert [(debt.creditor, debt.amount_cents) for debt in page.debts] == [("Stad Ergens", None), ("Winkel", 25_00)]


def test_many_cases_ask_the_database_as_often_as_one(django_assert_max_num_queries: Any) -> None:
    """The board of thirty costs as many questions as that of one."""
    few, many = a_stage(), a_stage(30)
    counts = []
    for stage in (few, many):
        with at(stage.pair.ocmw.worker), django_assert_max_num_queries(40) as asked:
            assert cases.board(clock=CLOCK).lines
        counts.append(len(asked.captured_queries))
    assert abs(counts[0] - counts[1]) <= 2


def test_a_later_round_takes_the_place_of_the_earlier_one_on_the_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """One debt, two rounds: the newest is worked on; another debt of the same person is another line."""
    stage = a_stage()
    april = stopped_at(NOON + timedelta(days=31))
    monkeypatch.setattr(clocks, "_installed", april)
    knows(stage.pair, [somebody(1)])
    run(stage.pair, [somebody(1)], clock=april)
    sealed(stage.pair)
    with at(stage.pair.ocmw.worker):
        (line,) = cases.board(clock=april).lines
        (task,) = cases.tasks(clock=april).shown
    assert line.id == task.case != stage.case
    assert line.marked_on == date(2026, 4, 2)
