"""A city and its OCMW compare a debtor list through the one door, from upload to the marked workbook."""

import io
from uuid import uuid4

import openpyxl
import pytest

from kring.core.events import ListCompared, Withheld, listening
from kring.core.registry import Arrived, receivers
from kring.exchange.envelope import envelope_of
from kring.flows.debtors.city import queries
from kring.flows.debtors.city.actions import Started, take_out
from kring.flows.debtors.ocmw import received
from kring.guard.jobs import work_through
from kring.persons.actions import place_restriction, record_objection
from tests.database.exchange.cast import CLOCK, NOON, a_pair
from tests.database.flows.story import (
    acting,
    all_sealed,
    begin,
    cases_of,
    knows,
    marks_of,
    run,
    sizes,
    somebody,
    verbs,
    written,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

CLIENT = "cliënt OCMW"


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
    with acting(pair.ocmw):
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
    with acting(pair.city):
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
    all_sealed(pair)
    taken = take_out(by=pair.city.worker, round_id=round_id, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values[0][6:] == ["Bedrag", "Stand OCMW"]
    assert [row[6:] for row in values[1:]] == [[1200, CLIENT], [1200, None]]
    assert taken.filename == "debiteuren.xlsx"
    assert "round.taken_out" in verbs(pair.city)


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
        all_sealed(pair)
        with acting(pair.city):
            progress = queries.progress(round_id, clock=CLOCK)
            (row,) = queries.rows(round_id, only="", offset=0, limit=9, clock=CLOCK)
        assert progress is not None
        shown = (progress, row.mark, row.fault, row.note, row.withheld, [list(a.rows) for a in arrived])
        seen.append((shown, sizes(pair, round_id)))
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
    with acting(pair.city):
        progress = queries.progress(round_id, clock=CLOCK)
    assert progress is not None
    assert (progress.withheld, progress.rows_sent) == (1, 1)


@pytest.mark.req("D1", "E13")
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
    with acting(pair.city):
        problems = queries.rows(round_id, only="na-te-kijken", offset=0, limit=9, clock=CLOCK)
    assert [(row.number, row.fault is not None) for row in problems] == [(4, True), (5, True)]


def test_the_envelope_of_a_list_has_one_id() -> None:
    """The id follows from batch, disclosure, chunk and sender, so that nothing can be sent twice."""
    batch, sender = uuid4(), uuid4()
    assert envelope_of(batch, "list", 0, sender) == envelope_of(batch, "list", 0, sender)
