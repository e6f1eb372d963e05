"""No log, no correction: each step with a log that cannot be written, and nothing is found changed on either side."""

from typing import Any
from uuid import uuid4

import pytest

from kring.exchange import codes, investigations, permit, release, transport
from kring.exchange.models import Investigation, Permit, Report
from kring.guard.jobs import work_through
from tests.database.exchange.cast import CLOCK, a_pair, all_lines
from tests.database.exchange.correcting import Story, a_flow

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E1", "E6", "E8")]
ELIF = str(uuid4())
STREET = "person.street"


class NoLogError(Exception):
    """The log cannot be written."""


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    return Story(a_pair(), a_flow(monkeypatch, ELIF), ELIF)


def _no_log(*_: object, **__: object) -> None:
    raise NoLogError


def _broken(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    monkeypatch.setattr(module, "append", _no_log)


def test_a_report_without_a_line_is_none(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept, nothing waits for the source."""
    with monkeypatch.context() as broken, pytest.raises(NoLogError):
        _broken(broken, codes)
        story.reports_only(ELIF, STREET)
    with story.at_ocmw():
        assert not Report.objects.exists()
    assert transport.waiting_for(story.pair.city.id) == []


def test_a_report_that_cannot_be_written_down_waits_with_its_sender(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No task without a line; it is taken in once the log can be written again."""
    story.reports_only(ELIF, STREET)
    all_lines(story.pair.ocmw)
    (sent,) = transport.waiting_for(story.pair.city.id)
    with monkeypatch.context() as broken, pytest.raises(NoLogError):
        _broken(broken, codes)
        transport.receive(sent, story.pair.city.id, clock=CLOCK)
    with story.at_city():
        assert not Investigation.objects.exists()
    assert transport.receive(sent, story.pair.city.id, clock=CLOCK)
    work_through()


def test_a_decision_without_a_line_is_none(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The investigation stays open and nobody is told."""
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    with monkeypatch.context() as broken, pytest.raises(NoLogError):
        _broken(broken, investigations)
        story.settles(task, "right")
    assert story.tasks()[0].outcome == ""
    work_through()
    assert [line.outcome for line in story.heard(ELIF)] == [""]


@pytest.mark.parametrize("step", [permit, release, codes])
def test_an_outcome_that_cannot_be_written_down_does_not_leave(
    story: Story, monkeypatch: pytest.MonkeyPatch, step: Any
) -> None:
    """Neither the new value's permit, nor its release, nor the outcome; the reporter's row is as it was. Then all goes."""
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    story.flow.values[ELIF] = {**story.flow.values[ELIF], STREET: "Tulpenstraat"}
    with story.at_city():
        investigations.settle(task.id, "corrected", corrected=(STREET,), valued=(STREET,), clock=CLOCK)
    with monkeypatch.context() as broken, pytest.raises(NoLogError):
        _broken(broken, step)
        investigations.tell(story.pair.city.worker, task.id, clock=CLOCK)
    with story.at_city():
        assert Permit.objects.filter(batch=story.order.batch).count() == (1 if step is permit else 2)
    assert story.values(ELIF)[STREET] == "Bloemenstraat"
    work_through()
    all_lines(story.pair.ocmw)
    assert story.values(ELIF)[STREET] == "Tulpenstraat"


@pytest.mark.parametrize("step", [codes, transport])
def test_what_comes_back_is_not_kept_without_a_line(story: Story, monkeypatch: pytest.MonkeyPatch, step: Any) -> None:
    """The outcome, and the value that follows it: rolled back with the line, and taken in later."""
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    story.flow.values[ELIF] = {**story.flow.values[ELIF], STREET: "Tulpenstraat"}
    with story.at_city():
        investigations.settle(task.id, "corrected", corrected=(STREET,), valued=(STREET,), clock=CLOCK)
    investigations.tell(story.pair.city.worker, task.id, clock=CLOCK)
    all_lines(story.pair.city)
    value, outcome = transport.waiting_for(story.pair.ocmw.id)
    if step is transport:
        assert transport.receive(outcome, story.pair.ocmw.id, clock=CLOCK)
    with monkeypatch.context() as broken, pytest.raises(NoLogError):
        _broken(broken, step)
        transport.receive(outcome if step is codes else value, story.pair.ocmw.id, clock=CLOCK)
    with story.at_ocmw():
        (kept,) = Report.objects.all()
    assert (kept.outcome, kept.arrived_tx) == ("" if step is codes else "corrected", None)
    work_through()
    all_lines(story.pair.ocmw)
    assert [line.arrived for line in story.heard(ELIF)] == [True]
