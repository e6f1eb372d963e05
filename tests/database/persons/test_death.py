"""That a person died: recorded by a person, told upward, taken back when it was a mistake; nothing follows by itself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kring.core import events
from kring.core.errors import Fault
from kring.persons.actions import record_death
from kring.persons.models import Person
from tests.database.exchange.cast import CLOCK, NOON
from tests.database.ocmw import LogBrokenError, break_log, code_of, somebody, verbs, within, written

pytestmark = pytest.mark.usefixtures("committed")


@pytest.mark.req("D9")
def test_a_death_is_recorded_told_and_may_be_taken_back() -> None:
    """Also of a person without a number; the day stands where it can be erased."""
    ocmw = somebody()
    person = within(ocmw, lambda: Person.objects.create(first_name="Laila"))
    heard: list[object] = []
    with events.listening(events.PersonDied, heard.append):
        record_death(by=ocmw, person_id=person.id, died_on=date(2026, 2, 27), clock=CLOCK)
        record_death(by=ocmw, person_id=person.id, died_on=None, clock=CLOCK)
    assert heard == [events.PersonDied(ocmw.organisation, person.id, date(2026, 2, 27))]
    assert within(ocmw, lambda: Person.objects.get().died_on) is None
    assert verbs(ocmw) == ["person.died", "person.death_withdrawn"]
    assert all(line.subject and "2026-02-27" not in repr(line.content) for line in written(ocmw))


def test_a_day_to_come_and_somebody_unknown_are_refused() -> None:
    """Nothing is written."""
    ocmw, other = somebody(), somebody()
    person = within(other, lambda: Person.objects.create(first_name="Laila"))
    for person_id, day, code in (
        (person.id, NOON.date(), "no_such_person"),
        (uuid4(), NOON.date(), "no_such_person"),
        (person.id, NOON.date() + timedelta(days=1), "not_yet"),
    ):
        with pytest.raises(Fault) as refused:
            record_death(by=ocmw, person_id=person_id, died_on=day, clock=CLOCK)
        assert code_of(refused) == code
    assert written(ocmw) == []


@pytest.mark.req("E6")
def test_without_a_line_nobody_died(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is broken: nothing is kept and nobody is told."""
    ocmw = somebody()
    person = within(ocmw, lambda: Person.objects.create(first_name="Laila"))
    heard: list[object] = []
    break_log(monkeypatch, "kring.persons.actions")
    with events.listening(events.PersonDied, heard.append), pytest.raises(LogBrokenError):
        record_death(by=ocmw, person_id=person.id, died_on=NOON.date(), clock=CLOCK)
    assert heard == []
    assert within(ocmw, lambda: Person.objects.get().died_on) is None
