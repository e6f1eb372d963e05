"""No line, no change: when the log cannot be written, nothing is kept, sent, shown or handed out."""

import pytest

from kring.core import clock as house
from kring.exchange import transport
from kring.exchange.models import Clock
from kring.flows.lists import actions, answers, happenings, queries, received, taking
from kring.flows.lists.actions import Started
from kring.flows.lists.answers import Answer
from kring.flows.lists.models import ReceivedList, ReceivedRow, Sending, SendingPart, SentRow
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.exchange.cast import CLOCK, Desk
from tests.database.flows.partners import Partners, at, someone
from tests.database.ocmw import LogBrokenError, break_log

pytestmark = pytest.mark.usefixtures("committed", "in_march")

SSIN = "85673003360"
RECORD = "kring.exchange.record"


def kept(desk: Desk) -> tuple[int, ...]:
    """How many rows of every table of this flow an organisation has, and how many clocks."""
    with acting_for(desk.id, desk.worker.position):
        tables = (Sending, SendingPart, SentRow, ReceivedList, ReceivedRow, Clock)
        return tuple(model.objects.count() for model in tables)


@pytest.mark.req("E6")
def test_a_list_that_is_not_written_down_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither from a workbook nor from the form; and nothing is queued."""
    both = Partners()
    before = kept(both.water)
    break_log(monkeypatch, RECORD)
    with pytest.raises(LogBrokenError):
        both.begins([someone(SSIN)])
    with pytest.raises(LogBrokenError):
        actions.send_person(
            by=both.water.worker,
            values={"person.ssin": SSIN, "person.last_name": "Yılmaz"},
            choice=both.choice(),
            clock=CLOCK,
        )
    assert kept(both.water) == before
    monkeypatch.undo()
    monkeypatch.setattr(house, "_installed", CLOCK)
    both.worked()
    assert kept(both.welfare) == (0, 0, 0, 0, 0, 0)


@pytest.mark.req("E6")
def test_what_arrives_and_is_not_written_down_stays_with_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """The envelope waits, nothing is kept; later it is taken in once."""
    both = Partners()
    started = both.begins([someone(SSIN)])
    assert isinstance(started, Started)
    with monkeypatch.context() as broken:
        broken.setattr("kring.exchange.jobs.deliver", lambda *_a, **_k: None)
        broken.setattr(transport, "receive", lambda *_a, **_k: False)
        work_through()
    (envelope,) = transport.waiting_for(both.welfare.id)
    with monkeypatch.context() as broken:
        break_log(broken, "kring.exchange.transport")
        with pytest.raises(LogBrokenError):
            transport.receive(envelope, both.welfare.id, clock=CLOCK)
    assert kept(both.welfare) == (0, 0, 0, 0, 0, 0)
    assert transport.receive(envelope, both.welfare.id, clock=CLOCK) is True
    assert transport.receive(envelope, both.welfare.id, clock=CLOCK) is False
    assert kept(both.welfare) == (0, 0, 0, 1, 1, 1)


@pytest.mark.req("E6")
def test_a_look_that_is_not_written_down_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the list, not the person, not the workbook, not the own sending."""
    both = Partners()
    sending = both.sends([someone(SSIN)])
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        (person,) = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    break_log(monkeypatch, RECORD)
    with pytest.raises(LogBrokenError), at(both.welfare.worker):
        received.people(line.id, offset=0, limit=9, clock=CLOCK)
    with pytest.raises(LogBrokenError), at(both.welfare.worker):
        received.person(line.id, person.id, clock=CLOCK)
    with pytest.raises(LogBrokenError):
        taking.take_out(by=both.welfare.worker, received_id=line.id, clock=CLOCK)
    with pytest.raises(LogBrokenError), at(both.water.worker):
        queries.people(sending, only="", offset=0, limit=9, clock=CLOCK)


@pytest.mark.req("E6")
def test_an_answer_or_another_try_that_is_not_written_down_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is kept, and the part that was stopped stays stopped."""
    both = Partners()
    both.sends([someone(SSIN)])
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        (person,) = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    before = kept(both.welfare)
    with monkeypatch.context() as broken:
        break_log(broken, RECORD)
        with pytest.raises(LogBrokenError):
            answers.answer(
                by=both.welfare.worker,
                received_id=line.id,
                choice=actions.Choice(both.welfare_version, "outcome"),
                answers={person.id: Answer({"debt.recovery_signal": "geen oplossing"}, {"no_solution": True})},
                clock=CLOCK,
            )
        with pytest.raises(LogBrokenError):
            happenings.happened(
                by=both.welfare.worker,
                received_id=line.id,
                row_id=person.id,
                event="help_wanted",
                on=CLOCK().date(),
                clock=CLOCK,
            )
    assert kept(both.welfare) == before
    with at(both.welfare.worker):
        assert received.people(line.id, offset=0, limit=9, clock=CLOCK)[0].until == person.until

    started = Partners.begins(other := Partners(), [someone(SSIN)])
    assert isinstance(started, Started)
    instruments.suspend(by=other.water.dpo, digest=other.digest, reason="Inbreuk.", clock=CLOCK, fictitious=True)
    other.worked()
    break_log(monkeypatch, RECORD)
    with pytest.raises(LogBrokenError):
        actions.send_again(by=other.water.worker, sending_id=started.sending, clock=CLOCK)
    with at(other.water.worker):
        assert SendingPart.objects.get().state == "stopped"
