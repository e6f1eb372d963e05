"""Client files: one open file per person, and news when it closes."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from kring.clients.actions import close_file, open_file
from kring.clients.models import ClientFile
from kring.config.people import residents
from kring.core import events
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.persons.keep import Known, keep
from kring.persons.models import Person
from tests.database.ocmw import LogBrokenError, break_log, code_of, somebody, verbs, within, written

pytestmark = pytest.mark.usefixtures("committed")

MONDAY = date(2026, 3, 2)
PIOTR = residents(1)[0]


def client(ocmw: Acting) -> tuple[UUID, bytes]:
    """A person whom the OCMW knows: row and pseudonym."""
    kept = within(ocmw, lambda: keep({PIOTR.ssin: Known(PIOTR.first_name, PIOTR.last_name)}))[PIOTR.ssin]
    return kept.id, kept.blind


def test_a_file_opens_closes_and_may_open_again() -> None:
    """One at a time; who works on it is known; the closing is told with the day from which retention counts."""
    ocmw = somebody()
    person, blind = client(ocmw)
    file = open_file(by=ocmw, person_id=person, opened_on=MONDAY, team="wijkteam", position_id=ocmw.position)
    with pytest.raises(Fault) as refused:
        open_file(by=ocmw, person_id=person, opened_on=MONDAY)
    assert code_of(refused) == "file_open"
    heard: list[object] = []
    with events.listening(events.ClientFileClosed, heard.append):
        close_file(by=ocmw, file_id=file.id, closed_on=MONDAY)
    assert heard == [events.ClientFileClosed(ocmw.organisation, file.id, blind, MONDAY)]
    open_file(by=ocmw, person_id=person, opened_on=MONDAY + timedelta(days=30))
    assert verbs(ocmw) == ["client_file.opened", "client_file.closed", "client_file.opened"]
    assert all(line.subject for line in written(ocmw))


def test_a_person_without_a_number_may_have_a_file() -> None:
    """The log knows the person by the row."""
    ocmw = somebody()
    person = within(ocmw, lambda: Person.objects.create(first_name="Laila"))
    file = open_file(by=ocmw, person_id=person.id, opened_on=MONDAY)
    heard: list[events.ClientFileClosed] = []
    with events.listening(events.ClientFileClosed, heard.append):
        close_file(by=ocmw, file_id=file.id, closed_on=MONDAY)
    assert [event.person for event in heard] == [None]
    assert all(line.subject for line in written(ocmw))


def test_what_is_not_ours_or_makes_no_sense_is_refused() -> None:
    """A stranger's person, a stranger's file, a file already closed, an end before the beginning."""
    ocmw, other = somebody(), somebody()
    person, _ = client(other)
    file = open_file(by=other, person_id=person, opened_on=MONDAY)
    for refused_code, act in (
        ("no_such_person", lambda: open_file(by=ocmw, person_id=person, opened_on=MONDAY)),
        ("no_such_file", lambda: close_file(by=ocmw, file_id=file.id, closed_on=MONDAY)),
        ("no_such_file", lambda: close_file(by=other, file_id=uuid4(), closed_on=MONDAY)),
        ("period_reversed", lambda: close_file(by=other, file_id=file.id, closed_on=date(2026, 3, 1))),
    ):
        with pytest.raises(Fault) as refused:
            act()
        assert code_of(refused) == refused_code
    assert written(ocmw) == []


def test_without_a_line_no_file_opens_or_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal write is broken in both actions; nothing changed and nobody was told."""
    ocmw = somebody()
    person, _ = client(ocmw)
    file = open_file(by=ocmw, person_id=person, opened_on=MONDAY)
    stranger = within(ocmw, lambda: Person.objects.create(first_name="Farid"))
    heard: list[object] = []
    break_log(monkeypatch, "kring.clients.actions")
    with events.listening(events.ClientFileClosed, heard.append):
        with pytest.raises(LogBrokenError):
            close_file(by=ocmw, file_id=file.id, closed_on=MONDAY)
        with pytest.raises(LogBrokenError):
            open_file(by=ocmw, person_id=stranger.id, opened_on=MONDAY)
    assert heard == []
    assert within(ocmw, lambda: list(ClientFile.objects.values_list("id", "closed_on"))) == [(file.id, None)]
