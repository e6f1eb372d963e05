"""What arrived under any instrument: kept with a clock, read by who may, taken out, and answered."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.core.ssin import check_digits
from kring.exchange import clocks
from kring.flows.lists import actions, answers, happenings, queries, received, taking
from kring.flows.lists.actions import NotStarted, Started
from kring.flows.lists.answers import Answer
from kring.flows.lists.models import ReceivedList, ReceivedRow, Sending, SentRow
from kring.guard.acting import Acting, machine_of
from kring.parties.actions import appoint
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.partners import Partners, at, someone

pytestmark = pytest.mark.usefixtures("committed", "in_march")


def ssin(serial: int) -> str:
    """A fictitious number; another ``serial``, another number."""
    nine = f"856731{serial:03d}"
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


@pytest.mark.req("E5")
def test_other_functions_see_nothing() -> None:
    """The officer and the board neither send nor read; asked by id it is as if there were no list."""
    both = Partners()
    sending = both.sends([someone(ssin(1))])
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
    for stranger in (both.welfare.dpo, both.welfare.secretary):
        with at(stranger):
            assert received.lists(clock=CLOCK) == ()
            with pytest.raises(Fault) as refused:
                received.people(line.id, offset=0, limit=9, clock=CLOCK)
        assert refused.value.code == "no_such_list"
    with at(both.water.dpo):
        assert queries.startable(clock=CLOCK) == []
        assert queries.sendings(clock=CLOCK) == ()
        assert queries.one(sending, clock=CLOCK) is None
    with pytest.raises(Fault) as not_mine:
        both.begins([someone(ssin(2))], by=both.water.dpo)
    assert not_mine.value.code == "not_your_task"


@pytest.mark.req("E5")
def test_a_worker_sees_the_own_working_area_and_a_team_its_own_sendings() -> None:
    """Two workers with an area each; who lives nowhere known is seen by both. Another team does not see what ours sent."""
    both = Partners()
    hired = [
        appoint(
            by=machine_of(both.welfare.id),
            name=f"Werker {area}",
            function="social_worker",
            valid_from=date(2025, 1, 1),
            territory=area,
        )
        for area in ("9999, 9998", "overbeke")
    ]
    both.sends(
        [
            someone(ssin(1), "Aerts"),
            someone(ssin(2), "Bens", Postcode="9000", Gemeente="Overbeke"),
            someone(ssin(3), "Cools", Postcode="", Gemeente=""),
        ]
    )
    seen = []
    for position in hired:
        with at(Acting(both.welfare.id, position.id)):
            (line,) = received.lists(clock=CLOCK)
            people = received.people(line.id, offset=0, limit=9, clock=CLOCK)
            seen.append((line.rows, [one.values["person.last_name"] for one in people]))
    assert seen == [(2, ["Aerts", "Cools"]), (2, ["Bens", "Cools"])]

    teams = [
        appoint(
            by=machine_of(both.water.id),
            name=team,
            function="debt_team",
            valid_from=date(2025, 1, 1),
            team=team,
            bound_by_secrecy=True,
        )
        for team in ("Noord", "Zuid")
    ]
    north, south = (Acting(both.water.id, position.id) for position in teams)
    started = both.begins([someone(ssin(4))], by=north, clock=stopped_at(NOON + timedelta(days=20)))
    assert isinstance(started, Started)
    with at(south):
        assert queries.one(started.sending, clock=CLOCK) is None
        assert len(queries.sendings(clock=CLOCK)) == 1
    with at(north):
        assert queries.one(started.sending, clock=CLOCK) is not None


@pytest.mark.req("E7")
def test_received_rows_go_when_their_term_is_over() -> None:
    """Not shown from the day after, swept or not; then gone, with a line; the sender's copy goes by the term of the reply."""
    both = Partners()
    both.sends([someone(ssin(1))])
    later = stopped_at(datetime(2026, 6, 3, 12, tzinfo=UTC))
    with at(both.welfare.worker):
        assert received.lists(clock=later)[0].rows == 0
    assert clocks.sweep(both.welfare.id, clock=later) == 1
    assert clocks.sweep(both.water.id, clock=later) == 1
    with at(both.welfare.worker):
        assert not ReceivedRow.objects.exists()
        assert not ReceivedList.objects.exists()
    with at(both.water.worker):
        assert not SentRow.objects.exists()
        assert not Sending.objects.exists()


@pytest.mark.req("E6", "E12")
def test_a_list_is_taken_out_as_a_workbook_and_the_log_says_so() -> None:
    """What the reader may see, with the sender's reference; each person has a line, the workbook its digest."""
    both = Partners()
    both.sends([someone(ssin(1), "=SUM(A1)"), someone(ssin(2), "Maes")])
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
    out = taking.take_out(by=both.welfare.worker, received_id=line.id, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(out.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("achternaam", "voornaam", "rijksregisternummer")
    assert [row[0] for row in rows[1:]] == ["=SUM(A1)", "Maes"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    lines = all_lines(both.welfare)
    assert [one.content["what"] for one in lines if one.kind == "look"] == ["list.workbook"] * 2
    assert [one.content["count"] for one in lines if one.content.get("what") == "list.taken_out"] == [2]


def _answer(both: Partners, text: str, **decided: bool) -> Started | NotStarted:
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        people = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    return answers.answer(
        by=both.welfare.worker,
        received_id=line.id,
        choice=actions.Choice(both.welfare_version, "outcome"),
        answers={people[0].id: Answer({"debt.recovery_signal": text}, decided)},
        clock=CLOCK,
    )


@pytest.mark.req("E3", "E4")
def test_an_answer_comes_to_lie_beside_the_row_that_was_sent() -> None:
    """One of the listed values, resting on what the worker decided; the reason of it does not travel."""
    both = Partners()
    sending = both.sends([someone(ssin(1)), someone(ssin(2), "Maes")])
    assert isinstance(_answer(both, "Geen oplossing", no_solution=True), Started)
    both.worked()
    with at(both.water.worker):
        shown = queries.one(sending, clock=CLOCK)
        people = queries.people(sending, only="", offset=0, limit=9, clock=CLOCK)
        answered = queries.people(sending, only="beantwoord", offset=0, limit=9, clock=CLOCK)
        (row,) = ReceivedRow.objects.all()
    assert shown is not None
    assert shown.answers == 1
    assert [[dict(one.values) for one in person.answers] for person in people] == [
        [{"debt.recovery_signal": "geen oplossing"}],
        [],
    ]
    assert [one.values["person.last_name"] for one in answered] == ["Yılmaz"]
    assert row.plain == {"debt.recovery_signal": "geen oplossing"}


@pytest.mark.req("E2", "P9")
def test_an_answer_that_rests_on_nothing_stays() -> None:
    """Without a decision the condition of the reply does not hold: withheld, with the reason for the own eyes only."""
    both = Partners()
    sending = both.sends([someone(ssin(1))])
    started = _answer(both, "geen oplossing")
    assert isinstance(started, Started)
    both.worked()
    with at(both.welfare.worker):
        (person,) = queries.people(started.sending, only="na-te-kijken", offset=0, limit=9, clock=CLOCK)
    assert person.state == "withheld"
    assert person.reasons
    with at(both.water.worker):
        shown = queries.one(sending, clock=CLOCK)
    assert shown is not None
    assert shown.answers == 0


def test_a_value_that_the_reply_does_not_list_is_not_taken() -> None:
    """Nor an answer about nobody."""
    both = Partners()
    both.sends([someone(ssin(1))])
    with pytest.raises(Fault) as refused:
        _answer(both, "verhuisd", no_solution=True)
    assert refused.value.code == "other_value"
    with pytest.raises(Fault) as nothing:
        _answer(both, "", no_solution=True)
    assert nothing.value.code == "nothing_answered"


@pytest.mark.req("E7")
def test_the_term_runs_from_what_a_reader_says_happened() -> None:
    """A rule that starts with an event: recorded by the reader, with a line on the person; then gone a month later."""
    both = Partners()
    both.sends([someone(ssin(1)), someone(ssin(2), "Maes")])
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        first, second = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    assert [event for event, _ in happenings.to_record(line.offer)] == ["help_wanted"]
    said = {"by": both.welfare.worker, "received_id": line.id, "row_id": first.id, "clock": CLOCK}
    with pytest.raises(Fault) as unknown:
        happenings.happened(event="file_closed", on=date(2026, 3, 1), **said)  # type: ignore[arg-type]
    assert unknown.value.code == "no_such_event"
    with pytest.raises(Fault) as early:
        happenings.happened(event="help_wanted", on=date(2026, 3, 3), **said)  # type: ignore[arg-type]
    assert early.value.code == "day_in_future"
    happenings.happened(event="help_wanted", on=date(2026, 3, 1), **said)  # type: ignore[arg-type]
    with at(both.welfare.worker):
        people = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    assert [one.until for one in people] == [date(2026, 3, 31), date(2026, 6, 2)]
    assert second.until == date(2026, 6, 2)
    assert "list.event" in {one.content.get("what") for one in all_lines(both.welfare)}
