"""A list is handed in, shown as it was understood, chosen otherwise where it was not, confirmed, mended, or forgotten."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.flows.debtors import jobs, navigation
from kring.flows.debtors.city import hand_in, queries, waiting
from kring.flows.debtors.city.actions import NotStarted, Started, take_out
from kring.flows.debtors.models import Round, Row, Upload
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.parties.actions import appoint
from kring.sheets.refused import Refused
from tests.database.exchange.cast import CLOCK, NOON, Pair, a_pair
from tests.database.flows.story import (
    HEADINGS,
    a_list,
    acting,
    all_sealed,
    broken,
    confirmed,
    hand_in_a_list,
    knows,
    marks_of,
    run,
    somebody,
    verbs,
    written,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

ODD = ("Dossiernummer", "Naam", "Hoe hij heet", "Rijksregisternummer", "Straat", "Huisnummer", "Bedrag")


def _colleague(pair: Pair, team: str) -> Acting:
    """One more of the city's debt team."""
    position = appoint(
        by=machine_of(pair.city.id), name=f"Team {team}", function="debt_team", team=team, valid_from=date(2025, 1, 1)
    )
    return Acting(pair.city.id, position.id)


def _page(pair: Pair, upload: Any, by: Acting | None = None) -> Any:
    who = by or pair.city.worker
    with acting_for(who.organisation, who.position):
        return waiting.page(upload, clock=CLOCK)


def _kept(pair: Pair) -> int:
    with acting(pair.city):
        return Upload.objects.count()


@pytest.mark.req("D1")
def test_before_anything_leaves_the_page_says_how_the_list_was_understood() -> None:
    """Sheet, headings, columns, what stays, who can leave, what is to be mended and in which cell; nothing became a row."""
    pair = a_pair()
    good, short, twin = somebody(1), written(somebody(2), ssin="123"), somebody(3)
    upload = hand_in_a_list(pair, [good, short, twin, twin])
    page = _page(pair, upload)
    with acting(pair.city):
        problems = waiting.problems(upload, offset=0, limit=9, clock=CLOCK)
        assert not Round.objects.exists()
        assert not Row.objects.exists()

    assert (page.sheet, page.header_row, page.filename) == ("Debiteuren", 2, "debiteuren.xlsx")
    assert page.columns == {
        "file_number": 0, "last_name": 1, "first_name": 2, "ssin": 3, "street": 4, "house_number": 5,
    }  # fmt: skip
    assert [(one.letter, one.heading) for one in page.choices][3] == ("D", "Rijksregisternummer")
    assert page.dropped_columns == ("Bedrag",)
    assert (page.rows, page.valid, page.faults, page.notes) == (4, 3, 1, 2)
    assert [(one.where, one.leaves) for one in problems] == [("D4", False), ("5", True), ("6", True)]
    assert "te weinig cijfers" in problems[0].what["nl"]
    assert [row.file_number for row in page.sample] == ["D-1", "D-2", "D-3"]
    assert {"round.handed_in", "round.sample"} <= verbs(pair.city)


@pytest.mark.req("D1", "D2", "D5")
def test_a_column_that_was_not_recognised_is_chosen_and_the_mark_stands_beside_its_person() -> None:
    """The missing heading is named with what is usual; after the choice the list leaves and the workbook comes back marked."""
    pair = a_pair()
    client, other = somebody(1), somebody(2)
    knows(pair, [client])
    data = a_list([other, client], headings=ODD)
    upload = hand_in.hand_in(by=pair.city.worker, data=data, filename="lijst.xlsx", clock=CLOCK)
    before = _page(pair, upload)
    assert before.missing == ("first_name",)
    assert before.usual["first_name"][:2] == ("Voornaam", "Voornaam debiteur")
    assert (before.rows, before.sample) == (0, ())
    refused = confirmed(pair, upload)
    assert isinstance(refused, NotStarted)
    assert [reason.code for reason in refused.reasons] == ["no_sound_row"]
    hand_in.choose(
        by=pair.city.worker, upload_id=upload, sheet="Debiteuren", header_row=2,
        columns={**before.columns, "first_name": 2}, clock=CLOCK,
    )  # fmt: skip
    assert _page(pair, upload).valid == 2
    started = confirmed(pair, upload)
    assert isinstance(started, Started)
    work_through()
    assert marks_of(pair, started.round) == {"D-2": "", "D-1": "cliënt OCMW"}
    all_sealed(pair)
    taken = take_out(by=pair.city.worker, round_id=started.round, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["H"]] == [None, "Stand OCMW", None, "cliënt OCMW"]
    assert "round.columns_chosen" in verbs(pair.city)


def test_another_sheet_is_looked_at_and_its_list_is_the_one_that_leaves() -> None:
    """The best sheet is a guess; the person points at the other one, and its marks come in that one."""
    pair, (first, second) = a_pair(), (somebody(1), somebody(2))
    knows(pair, [first, second])
    book = openpyxl.load_workbook(io.BytesIO(a_list([first])))
    other = book.create_sheet("Maart")
    for row in (HEADINGS, (second.file_number, "Yılmaz", "Elif", second.ssin, "Bloemenstraat", "4", 9)):
        other.append(row)
    out = io.BytesIO()
    book.save(out)
    upload = hand_in.hand_in(by=pair.city.worker, data=out.getvalue(), filename="lijst.xlsx", clock=CLOCK)
    hand_in.choose(by=pair.city.worker, upload_id=upload, sheet="Maart", header_row=1, columns={}, clock=CLOCK)
    assert _page(pair, upload).sheets == ("Debiteuren", "Maart")
    started = confirmed(pair, upload)
    assert isinstance(started, Started)
    work_through()
    all_sealed(pair)
    book = openpyxl.load_workbook(io.BytesIO(take_out(by=pair.city.worker, round_id=started.round, clock=CLOCK).data))
    assert [cell.value for cell in book["Maart"]["H"]] == ["Stand OCMW", "cliënt OCMW"]
    assert book["Debiteuren"].max_column == 7


def test_a_choice_that_cannot_be_read_leaves_the_earlier_one() -> None:
    """Headings pointed at below the list: refused in plain words, and the page stands as it stood."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [somebody(1)])
    before = _page(pair, upload)
    with pytest.raises(Refused, match="no_rows"):
        hand_in.choose(
            by=pair.city.worker, upload_id=upload, sheet="Debiteuren", header_row=2,
            columns={**before.columns, "ssin": 7, "file_number": 8, "last_name": 9, "first_name": 10, "street": 11,
                     "house_number": 12},
            clock=CLOCK,
        )  # fmt: skip
    assert _page(pair, upload) == before


@pytest.mark.req("D1")
@pytest.mark.parametrize(
    ("data", "code"),
    [(b"PK nonsense", "damaged"), (b"%PDF-1.7", "not_workbook"), (a_list([]), "no_rows")],
)
def test_of_a_file_that_is_refused_nothing_is_kept(data: bytes, code: str) -> None:
    """No upload, no line with a name in it."""
    pair = a_pair()
    with pytest.raises(Refused, match=code):
        hand_in.hand_in(by=pair.city.worker, data=data, filename="Yilmaz.xlsx", clock=CLOCK)
    assert _kept(pair) == 0
    assert "round.handed_in" not in verbs(pair.city)


@pytest.mark.req("D5")
def test_a_list_that_could_not_come_back_marked_is_refused_before_it_leaves() -> None:
    """A formula in our own column: better told now than when the answer is there."""
    pair = a_pair()
    book = openpyxl.load_workbook(io.BytesIO(a_list([somebody(1)])))
    book["Debiteuren"]["H2"], book["Debiteuren"]["H3"] = "Stand OCMW", "=1+1"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="cell_taken"):
        hand_in.hand_in(by=pair.city.worker, data=out.getvalue(), filename="x.xlsx", clock=CLOCK)
    assert _kept(pair) == 0


@pytest.mark.req("D1")
def test_a_declaration_holds_for_what_the_page_showed_and_for_nothing_else() -> None:
    """A colleague chooses other columns meanwhile: what was declared does not pass to that reading."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [somebody(1)])
    shown = _page(pair, upload)
    swapped = {**shown.columns, "first_name": shown.columns["last_name"], "last_name": shown.columns["first_name"]}
    hand_in.choose(
        by=_colleague(pair, ""), upload_id=upload, sheet="Debiteuren", header_row=2, columns=swapped, clock=CLOCK
    )
    late = confirmed(pair, upload, seen=shown.seen)
    undeclared = confirmed(pair, upload, declared=False)
    assert isinstance(late, NotStarted)
    assert isinstance(undeclared, NotStarted)
    assert [reason.code for reason in late.reasons] == ["changed_meanwhile"]
    assert [reason.code for reason in undeclared.reasons] == ["not_declared"]
    assert _page(pair, upload) is not None
    assert isinstance(confirmed(pair, upload), Started)


def test_mend_and_hand_in_again_forgets_the_first_file() -> None:
    """Deleted with a line; its page is gone; the mended list is declared anew."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [written(somebody(1), ssin="123")])
    hand_in.withdraw(by=pair.city.worker, upload_id=upload, clock=CLOCK)
    assert _kept(pair) == 0
    assert _page(pair, upload) is None
    assert "round.withdrawn" in verbs(pair.city)
    with pytest.raises(Fault, match="no_such_list"):
        hand_in.withdraw(by=pair.city.worker, upload_id=upload, clock=CLOCK)
    with pytest.raises(Fault, match="no_such_list"):
        confirmed(pair, upload)


def test_confirming_twice_makes_one_round() -> None:
    """A second click, or the colleague's: the same round."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [somebody(1)])
    seen = _page(pair, upload).seen
    first, second = confirmed(pair, upload, seen=seen), confirmed(pair, upload, seen=seen)
    assert first == second
    with acting(pair.city):
        assert Round.objects.count() == 1
        kept = Upload.objects.get()
    assert kept.sample_sealed is None
    assert set(kept.layout) == {"where", "headings", "skipped_rows"}


def test_a_list_that_may_not_leave_now_goes_on_waiting() -> None:
    """Within the month: the first day is told, and the list is still there to be confirmed."""
    pair = a_pair()
    run(pair, [somebody(1)])
    upload = hand_in_a_list(pair, [somebody(2)])
    early = confirmed(pair, upload)
    assert isinstance(early, NotStarted)
    assert [reason.code for reason in early.reasons] == ["too_soon"]
    assert "2/4/2026" in early.reasons[0].text["nl"]
    assert _page(pair, upload) is not None
    assert "round.refused" in verbs(pair.city)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (None, ""),
        (date(2026, 3, 9), ""),
        (date(2026, 3, 20), ""),
        (date(2026, 3, 8), "answer_day"),
        (date(2040, 1, 1), "answer_day"),
    ],
)
def test_the_city_may_wait_longer_than_usual_and_not_shorter(day: date | None, code: str) -> None:
    """Five working days by the agreement's own cap; later may be, up to its last day."""
    pair = a_pair()
    outcome = confirmed(pair, hand_in_a_list(pair, [somebody(1)]), answer_by=day)
    if code:
        assert isinstance(outcome, NotStarted)
        assert [reason.code for reason in outcome.reasons] == [code]
        assert "9/3/2026" in outcome.reasons[0].text["nl"]
        return
    assert isinstance(outcome, Started)
    with acting(pair.city):
        line = queries.line(outcome.round, clock=CLOCK)
    assert line is not None
    assert line.answer_by == (day or date(2026, 3, 9))


@pytest.mark.req("D6", "E5")
def test_a_list_waits_for_its_own_team() -> None:
    """Whoever handed it in and the team see it in "Vandaag" and may confirm it; another team does not know of it."""
    pair = a_pair()
    mine, same, other = _colleague(pair, "Noord"), _colleague(pair, "Noord"), _colleague(pair, "Zuid")
    upload = hand_in_a_list(pair, [somebody(1)], by=mine)
    for who, sees in ((mine, True), (same, True), (other, False), (pair.city.worker, True), (pair.city.dpo, False)):
        with acting_for(who.organisation, who.position):
            assert (waiting.page(upload, clock=CLOCK) is not None) is sees
            if who != pair.city.dpo:
                assert bool(navigation.city_matters(who)) is sees
            assert bool(waiting.problems(upload, offset=0, limit=9, clock=CLOCK)) is False
    with pytest.raises(Fault, match="no_such_list"):
        hand_in.withdraw(by=other, upload_id=upload, clock=CLOCK)
    with pytest.raises(Fault, match="no_such_list"):
        confirmed(pair, upload, by=other)
    started = confirmed(pair, upload, by=same)
    assert isinstance(started, Started)
    for who, sees in ((mine, True), (other, False), (pair.city.worker, True)):
        with acting_for(who.organisation, who.position):
            assert bool(queries.rounds(clock=CLOCK)) is sees
            assert (queries.line(started.round, clock=CLOCK) is not None) is sees
            assert bool(queries.rows(started.round, only="", offset=0, limit=9, clock=CLOCK)) is sees
    with pytest.raises(Fault, match="no_such_round"):
        take_out(by=other, round_id=started.round, clock=CLOCK)


@pytest.mark.req("E7")
def test_what_nobody_confirms_is_shown_no_longer_and_deleted_by_the_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the fifth working day it is still there; the day after nobody sees it, and the tick deletes it with a line."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [somebody(1)])
    last, after = stopped_at(NOON + timedelta(days=7)), stopped_at(NOON + timedelta(days=8))
    assert hand_in.forget_unconfirmed(pair.city.id, clock=last) == 0
    with acting(pair.city):
        assert [line.until for line in waiting.lists(clock=last)] == [date(2026, 3, 9)]
        assert waiting.lists(clock=after) == ()
    with pytest.raises(Fault, match="no_such_list"):
        confirmed(pair, upload, clock=after, seen="")
    monkeypatch.setattr(clocks, "_installed", after)
    jobs.tick(0)
    assert _kept(pair) == 0
    assert "round.not_confirmed" in verbs(pair.city)
    assert hand_in.forget_unconfirmed(pair.city.id, clock=after) == 0


def test_a_round_keeps_its_file_however_long_it_lasts() -> None:
    """The tick deletes what waits, never what left."""
    pair = a_pair()
    started = confirmed(pair, hand_in_a_list(pair, [somebody(1)]))
    assert isinstance(started, Started)
    assert hand_in.forget_unconfirmed(pair.city.id, clock=stopped_at(NOON + timedelta(days=60))) == 0
    assert _kept(pair) == 1


@pytest.mark.req("E6")
@pytest.mark.parametrize("step", ["hand_in", "choose", "confirm", "withdraw", "forget", "look"])
def test_no_log_no_change_before_a_list_leaves_either(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the log closed nothing is kept, chosen, begun, deleted or shown."""
    pair = a_pair()
    if step == "hand_in":
        with broken(monkeypatch), pytest.raises(RuntimeError):
            hand_in_a_list(pair, [somebody(1)])
        assert _kept(pair) == 0
        return
    upload = hand_in_a_list(pair, [somebody(1)])
    before = _page(pair, upload)
    with broken(monkeypatch), pytest.raises(RuntimeError):
        if step == "choose":
            swapped = {**before.columns, "street": 6}
            hand_in.choose(
                by=pair.city.worker, upload_id=upload, sheet="Debiteuren", header_row=2, columns=swapped, clock=CLOCK
            )
        elif step == "confirm":
            confirmed_by_hand = {"version": pair.version, "declared": True, "answer_by": None, "seen": before.seen}
            hand_in.confirm(by=pair.city.worker, upload_id=upload, clock=CLOCK, **confirmed_by_hand)
        elif step == "withdraw":
            hand_in.withdraw(by=pair.city.worker, upload_id=upload, clock=CLOCK)
        elif step == "forget":
            hand_in.forget_unconfirmed(pair.city.id, clock=stopped_at(NOON + timedelta(days=60)))
        else:
            _page(pair, upload)
    assert _page(pair, upload) == before
    with acting(pair.city):
        assert not Round.objects.exists()


def test_where_no_protocol_exists_no_list_is_taken_in() -> None:
    """The OCMW sends no lists of debtors; nothing is kept there."""
    pair = a_pair()
    with pytest.raises(Fault, match="not_your_task"):
        hand_in.hand_in(by=pair.ocmw.worker, data=a_list([somebody(1)]), filename="x.xlsx", clock=CLOCK)
    stray = appoint(by=machine_of(pair.ocmw.id), name="X", function="debt_team", valid_from=date(2025, 1, 1))
    with pytest.raises(Fault, match="no_agreement"):
        hand_in.hand_in(by=Acting(pair.ocmw.id, stray.id), data=a_list([somebody(1)]), filename="x.xlsx", clock=CLOCK)
