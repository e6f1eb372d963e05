"""A city and its OCMW compare a debtor list through the one door, from upload to the marked workbook."""

import io
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection, connections

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.core.events import ListCompared, Withheld, listening
from kring.core.registry import Arrived, receivers
from kring.exchange.envelope import envelope_of
from kring.flows.debtors import actions, answer, queries, received
from kring.flows.debtors.actions import NotStarted, Started, start_round, take_out
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, Round, Row, Upload
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.persons.actions import place_restriction, record_objection
from kring.sheets.refused import Refused
from tests.database.exchange.cast import CLOCK, NOON, Desk, Pair, a_pair, all_lines
from tests.database.flows.story import (
    APRIL,
    a_list,
    begin,
    cases_of,
    knows,
    marks_of,
    run,
    somebody,
    written,
)

pytestmark = pytest.mark.usefixtures("committed")

CLIENT = "cliënt OCMW"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def _acting(desk: Desk) -> Any:
    return acting_for(desk.worker.organisation, desk.worker.position)


@pytest.mark.req("D1", "D2")
def test_a_client_gets_the_mark_and_nobody_else_does() -> None:
    """Client, stranger, former client, spouse with the same number: one of the four is marked, one looks doubtful."""
    pair = a_pair()
    client, stranger, former, spouse = (somebody(n) for n in (1, 2, 3, 4))
    knows(pair, [written(client, last_name="YILMAZ"), written(spouse, first_name="Kemal")])
    knows(pair, [former], until="2025-12-31")
    told: list[ListCompared] = []
    with listening(ListCompared, told.append):
        started = begin(pair, [client, stranger, former, spouse])
        assert isinstance(started, Started)
        work_through()
    assert marks_of(pair, started.round) == {"D-1": CLIENT, "D-2": "", "D-3": "", "D-4": ""}
    assert cases_of(pair) == [("D-1", True)]
    assert [(len(one.known), len(one.doubtful)) for one in told] == [(1, 1)]
    with _acting(pair.ocmw):
        (line,) = received.received_rounds(clock=CLOCK)
    assert (line.rows, line.marked, line.doubtful, line.complete) == (4, 1, 1, True)


@pytest.mark.req("D2", "D8")
@pytest.mark.parametrize("as_registered", [{"first_name": "Kemal"}, {"first_name": "", "last_name": ""}])
def test_a_number_under_another_name_is_doubtful_also_when_the_help_ended(as_registered: dict[str, str]) -> None:
    """Whose number it is, is the question: the row is counted, of the person nothing is kept and the city sees nothing."""
    pair, person = a_pair(), somebody(1)
    knows(pair, [written(person, **as_registered)], until="2025-12-31")
    told: list[ListCompared] = []
    with listening(ListCompared, told.append):
        round_id = run(pair, [person])
    assert [(len(one.known), len(one.doubtful)) for one in told] == [(0, 1)]
    assert marks_of(pair, round_id) == {"D-1": ""}
    assert cases_of(pair) == []


@pytest.mark.req("D1")
def test_other_columns_stay_behind_and_are_named() -> None:
    """The amount is in the city's file, is named on the page, and stands in no row and no envelope."""
    pair = a_pair()
    started = begin(pair, [somebody(1)])
    assert isinstance(started, Started)
    assert started.dropped_columns == ("Bedrag",)
    arrived: list[Arrived] = []
    honest = receivers["debt.file_number"].receive
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receivers["debt.file_number"], "receive", lambda a: (arrived.append(a), honest(a))[1])
        work_through()
    assert set(arrived[0].rows[0]) == {
        "ref",
        "person.first_name",
        "person.last_name",
        "person.ssin",
        "person.street",
        "person.house_number",
        "debt.file_number",
    }
    with _acting(pair.city):
        page = queries.round_page(started.round, clock=CLOCK)
    assert page is not None
    assert page.dropped_columns == ("Bedrag",)


@pytest.mark.req("D5", "D2")
def test_the_uploaded_workbook_comes_back_with_its_column() -> None:
    """The debt team takes out its own workbook: the mark beside the client, nothing beside the other, amounts untouched."""
    pair = a_pair()
    client, stranger = somebody(1), somebody(2)
    knows(pair, [client])
    round_id = run(pair, [client, stranger])
    _all_sealed(pair)
    taken = take_out(by=pair.city.worker, round_id=round_id, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values[0][6:] == ["Bedrag", "Stand OCMW"]
    assert [row[6:] for row in values[1:]] == [[1200, CLIENT], [1200, None]]
    assert taken.filename == "debiteuren.xlsx"
    assert "round.taken_out" in _verbs(pair.city)


@pytest.mark.req("E2", "D2")
def test_unknown_non_client_and_withheld_look_the_same_to_the_city() -> None:
    """Three rounds whose one person is unknown, known in a capacity that does not count, or restricted: the city gets the
    same rows, the same counts and an envelope of the same size.
    """
    seen = []
    for case in ("unknown", "other_capacity", "restricted", "objection"):
        pair = a_pair()
        person = somebody(1)
        if case == "other_capacity":
            knows(pair, [person], capacity=8)
        if case in ("restricted", "objection"):
            knows(pair, [person])
        if case == "restricted":
            place_restriction(by=pair.ocmw.dpo, ssin=person.ssin, ground="accuracy_contested", valid_from=NOON.date())
        if case == "objection":
            record_objection(by=pair.ocmw.dpo, ssin=person.ssin, ground="own_situation", valid_from=NOON.date())
        arrived: list[Arrived] = []
        honest = receivers["debt.client_mark"].receive
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(receivers["debt.client_mark"], "receive", lambda a: (arrived.append(a), honest(a))[1])  # noqa: B023
            round_id = run(pair, [person])
        _all_sealed(pair)
        with _acting(pair.city):
            progress = queries.progress(round_id, clock=CLOCK)
            (row,) = queries.rows(round_id, only="", offset=0, limit=9, clock=CLOCK)
        assert progress is not None
        shown = (progress, row.mark, row.fault, row.note, row.withheld, [list(a.rows) for a in arrived])
        seen.append((shown, _sizes(pair, round_id)))
        assert cases_of(pair) == []
    assert seen[0][0][0].state == "answered"
    assert seen[0] == seen[1] == seen[2] == seen[3]


def test_a_restriction_at_the_city_keeps_the_row_at_home() -> None:
    """Whose data the city may not use is not sent; the page says how many, and the OCMW never hears of the row."""
    pair = a_pair()
    held_back, other = somebody(1), somebody(2)
    place_restriction(by=pair.city.dpo, ssin=held_back.ssin, ground="accuracy_contested", valid_from=NOON.date())
    knows(pair, [held_back, other])
    told: list[Withheld] = []
    with listening(Withheld, told.append):
        round_id = run(pair, [held_back, other])
    assert marks_of(pair, round_id) == {"D-1": "", "D-2": CLIENT}
    assert list(told[0].reasons.values()) == [("restricted",)]
    with _acting(pair.city):
        progress = queries.progress(round_id, clock=CLOCK)
    assert progress is not None
    assert (progress.withheld, progress.rows_sent) == (1, 1)


@pytest.mark.req("D1")
def test_rows_that_cannot_be_read_are_listed_and_stay() -> None:
    """A mistyped number is told with its row and what to do; only sound rows leave."""
    pair = a_pair()
    good, mistyped, empty, dotted = somebody(1), somebody(2), somebody(3), somebody(4)
    ssin = dotted.ssin
    people = [
        good,
        written(mistyped, ssin=mistyped.ssin[:-1] + str((int(mistyped.ssin[-1]) + 1) % 10)),
        written(empty, ssin=""),
        written(dotted, ssin=f"{ssin[:2]}.{ssin[2:4]}.{ssin[4:6]}-{ssin[6:9]}.{ssin[9:]}"),
    ]
    knows(pair, [dotted])
    round_id = run(pair, people)
    assert marks_of(pair, round_id) == {"D-1": "", "D-2": "", "D-3": "", "D-4": CLIENT}
    with _acting(pair.city):
        problems = queries.rows(round_id, only="na-te-kijken", offset=0, limit=9, clock=CLOCK)
    assert [(row.number, row.fault is not None) for row in problems] == [(4, True), (5, True)]


def test_a_second_round_is_refused_with_its_first_day() -> None:
    """Within the month nothing starts and the day is told; on that day it may, and who was marked stays marked."""
    pair = a_pair()
    client = somebody(1)
    knows(pair, [client], until="2026-03-15")
    run(pair, [client])
    again = begin(pair, [client], clock=stopped_at(NOON + timedelta(days=30)))
    assert isinstance(again, NotStarted)
    assert [reason.code for reason in again.reasons] == ["too_soon"]
    assert "2/4/2026" in again.reasons[0].text["nl"]
    assert "round.refused" in _verbs(pair.city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clocks, "_installed", stopped_at(APRIL))
        later = run(pair, [client], clock=stopped_at(APRIL))
    assert marks_of(pair, later) == {"D-1": CLIENT}


def test_two_rounds_at_once_one_goes_and_one_says_when() -> None:
    """Both pass the first look; the door's lock lets one through, and the page of the other names the first day."""
    pair = a_pair()
    first, second = begin(pair, [somebody(1)]), begin(pair, [somebody(2)])
    assert isinstance(first, Started)
    assert isinstance(second, Started)
    failures: list[BaseException] = []

    def send(round_id: Any) -> None:
        try:
            actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=send, args=(one.round,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    work_through()
    with _acting(pair.city):
        states = {line.progress.state: line.progress for line in queries.rounds(clock=CLOCK)}
    assert "refused" in states
    assert len(states) == 2
    assert "2/4/2026" in states["refused"].reasons[0]["nl"]


def test_nothing_starts_without_the_declaration_or_an_instrument() -> None:
    """No declaration, no round; under a text that is not in force, neither. No file is kept."""
    pair, unsigned = a_pair(), a_pair(in_force=False)
    for one, declared, code in ((pair, False, "not_declared"), (unsigned, True, "not_in_force")):
        refused = start_round(
            by=one.city.worker,
            data=a_list([somebody(1)]),
            filename="x.xlsx",
            version=one.version,
            declared=declared,
            clock=CLOCK,
        )
        assert isinstance(refused, NotStarted)
        assert {reason.code for reason in refused.reasons} == {code}
        with _acting(one.city):
            assert not Upload.objects.exists()


@pytest.mark.req("D6")
def test_only_the_debt_team_and_the_social_workers_open_it() -> None:
    """The city's DPO and secretary see no round and start none; the OCMW's DPO sees no client."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    round_id = run(pair, [somebody(1)])
    for by in (pair.city.dpo, pair.city.secretary):
        with pytest.raises(Fault, match="not_your_task"):
            take_out(by=by, round_id=round_id, clock=CLOCK)
        with acting_for(by.organisation, by.position):
            assert queries.rounds(clock=CLOCK) == ()
            assert queries.rows(round_id, only="", offset=0, limit=9, clock=CLOCK) == ()
    with acting_for(pair.ocmw.dpo.organisation, pair.ocmw.dpo.position):
        assert received.received_rounds(clock=CLOCK) == ()
    with _acting(pair.ocmw):
        assert queries.rounds(clock=CLOCK) == ()


@pytest.mark.req("D6", "E6")
def test_every_look_is_written_and_shown_on_the_row() -> None:
    """Whoever opens the rows stands on the row afterwards, with name and time; on the other side there is nothing of it."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    round_id = run(pair, [somebody(1)])
    _all_sealed(pair)
    with _acting(pair.city):
        (row,) = queries.rows(round_id, only="gemarkeerd", offset=0, limit=9, clock=CLOCK)
    with _acting(pair.city):
        opened = queries.row(round_id, row.id, clock=CLOCK)
    assert opened is not None
    assert [(look.who, look.where) for look in opened[1]] == [("debt_team van Stad Ergens", "round.rows")]
    with _acting(pair.ocmw):
        (line,) = received.received_rounds(clock=CLOCK)
        (case,) = received.cases(line.id, offset=0, limit=9, clock=CLOCK)
    with _acting(pair.ocmw):
        found = received.case(case.id, clock=CLOCK)
    assert found is not None
    assert [look.where for look in found[1]] == ["received.cases"]


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
    with _acting(pair.ocmw):
        assert ReceivedChunk.objects.count() == 1


def test_marks_from_a_stranger_or_for_other_rows_are_not_kept() -> None:
    """An OCMW that this round was not sent to marks nothing, nor does an answer with a text that is no mark."""
    pair, other = a_pair(), a_pair()
    round_id = run(pair, [somebody(1)])
    with _acting(pair.city):
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
    _all_sealed(pair)
    with _acting(pair.ocmw):
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


def test_a_file_that_cannot_be_taken_leaves_nothing() -> None:
    """No workbook, no round, no row, no upload."""
    pair = a_pair()
    with pytest.raises(Refused):
        start_round(
            by=pair.city.worker,
            data=b"PK nonsense",
            filename="x.xlsx",
            version=pair.version,
            declared=True,
            clock=CLOCK,
        )
    with _acting(pair.city):
        assert not Upload.objects.exists()
        assert not Round.objects.exists()


@pytest.mark.req("E6")
@pytest.mark.parametrize("step", ["start", "send", "receive", "answer", "mark", "look", "take_out", "again"])
def test_no_log_no_change(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the log's table closed every verb fails and nothing is changed: no row, no envelope, no workbook."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    if step == "start":
        with _broken(monkeypatch), pytest.raises(RuntimeError):
            begin(pair, [somebody(1)])
        with _acting(pair.city):
            assert not Round.objects.exists()
            assert not Upload.objects.exists()
        return
    started = begin(pair, [somebody(1)])
    assert isinstance(started, Started)
    round_id = started.round
    if step == "send":
        with _broken(monkeypatch), pytest.raises(RuntimeError):
            actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        assert _sizes(pair, round_id) == (None, None)
        assert _states(pair, round_id) == ["queued"]
        return
    if step in ("receive", "answer", "mark"):
        where = {
            "receive": "kring.exchange.transport.append",
            "answer": "kring.exchange.permit.append",
            "mark": "kring.exchange.transport.append",
        }[step]
        actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        _all_sealed(pair)
        from kring.exchange import transport  # noqa: PLC0415

        (envelope,) = transport.waiting_for(pair.ocmw.id)
        if step != "receive":
            transport.receive(envelope, pair.ocmw.id, clock=CLOCK)
        if step == "mark":
            with _acting(pair.ocmw):
                received_id = received.visible_to(queries.held_now(CLOCK)).get().id
            answer.answer_chunk(by=machine_of(pair.ocmw.id), received_id=received_id, chunk=0, clock=CLOCK)
            _all_sealed(pair)
        with monkeypatch.context() as patch:
            patch.setattr(where, _raise)
            with pytest.raises(RuntimeError):
                if step == "receive":
                    transport.receive(envelope, pair.ocmw.id, clock=CLOCK)
                elif step == "answer":
                    with _acting(pair.ocmw):
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
        with _acting(pair.city):
            Chunk.objects.update(state="stopped")
        with _broken(monkeypatch), pytest.raises(RuntimeError):
            actions.send_again(by=pair.city.worker, round_id=round_id, clock=CLOCK)
        assert _states(pair, round_id) == ["stopped"]
        return
    work_through()
    _all_sealed(pair)
    with _broken(monkeypatch), pytest.raises(RuntimeError):
        if step == "look":
            with _acting(pair.city):
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
    with _acting(pair.ocmw):
        assert kept.expired("debtors.Case", NOON.date() + timedelta(days=60)) == set()
    late = stopped_at(NOON.replace(year=2028))
    kept.sweep(pair.ocmw.id, clock=late)
    kept.sweep(pair.city.id, clock=late)
    assert cases_of(pair) == []
    assert marks_of(pair, round_id) == {}
    with _acting(pair.city):
        assert not Upload.objects.exists()


def test_pages_of_rows_ask_the_database_a_fixed_number_of_times(django_assert_max_num_queries: Any) -> None:
    """Fifty rows cost as many questions as one, save the lines of the log."""
    pair = a_pair()
    few, many = run(pair, [somebody(1)]), None
    other = a_pair()
    many = run(other, [somebody(n) for n in range(2, 42)])
    with _acting(pair.city), django_assert_max_num_queries(20) as first:
        queries.rows(few, only="", offset=0, limit=50, clock=CLOCK)
    with _acting(other.city), django_assert_max_num_queries(20) as second:
        queries.rows(many, only="", offset=0, limit=50, clock=CLOCK)
    assert abs(len(first.captured_queries) - len(second.captured_queries)) <= 2


@pytest.mark.req("E1")
def test_no_row_of_one_side_is_seen_by_the_other() -> None:
    """By raw SQL too: the city sees no case, the OCMW no debtor's row and no file."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1)])
    with _acting(pair.city), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kring.debtors_case")
        assert cursor.fetchone() == (0,)
    with _acting(pair.ocmw), connection.cursor() as cursor:
        for table in ("row", "upload", "round", "chunk"):
            cursor.execute(f"SELECT count(*) FROM kring.debtors_{table}")
            assert cursor.fetchone() == (0,)
        assert Case.objects.count() == 1


def _raise(*_args: object, **_known: object) -> None:
    raise RuntimeError("the log is closed")


def _broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    context = monkeypatch.context()

    class Broken:
        def __enter__(self) -> None:
            patch = context.__enter__()
            for place in ("record", "permit", "release", "transport"):
                patch.setattr(f"kring.exchange.{place}.append", _raise)

        def __exit__(self, *error: Any) -> Any:
            return context.__exit__(*error)

    return Broken()


def _verbs(desk: Desk) -> set[str]:
    return {str(line.content.get("what")) for line in all_lines(desk)}


def _all_sealed(pair: Pair) -> None:
    all_lines(pair.city)
    all_lines(pair.ocmw)


def _states(pair: Pair, round_id: Any) -> list[str]:
    with _acting(pair.city):
        return list(Chunk.objects.filter(round_id=round_id).values_list("state", flat=True))


def _sizes(pair: Pair, round_id: Any) -> tuple[int | None, int | None]:
    """How many people each envelope's release line counts: the list's, the answer's; None when it never left."""
    lists = [line for line in all_lines(pair.city) if line.kind == "release" and line.content["batch"] == str(round_id)]
    answers = [line for line in all_lines(pair.city) if line.kind == "receive"]
    return (
        int(str(lists[0].content["count"])) if lists else None,
        int(str(answers[0].content["count"])) if answers else None,
    )


def test_the_envelope_of_a_list_has_one_id() -> None:
    """The id follows from batch, disclosure, chunk and sender, so that nothing can be sent twice."""
    batch, sender = uuid4(), uuid4()
    assert envelope_of(batch, "list", 0, sender) == envelope_of(batch, "list", 0, sender)
