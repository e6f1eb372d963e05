"""Open a client's file, give it to who works on it, close it."""

from datetime import date
from uuid import UUID

from kring.clients.models import ClientFile
from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.core.events import ClientFileClosed, tell
from kring.guard.acting import Acting, acting_for
from kring.journal.append import append
from kring.journal.lines import Line
from kring.persons.models import Person


def open_file(
    *, by: Acting, person_id: UUID, opened_on: date, team: str = "", position_id: UUID | None = None
) -> ClientFile:
    """Open a file for a person, worked on by a team and, if known, one position.

    Raises ``Fault``: ``no_such_person``, ``file_open`` (a person has one open file at a time).
    """
    with acting_for(by.organisation, by.position):
        person = Person.objects.select_for_update().filter(id=person_id).first()
        if person is None:
            raise Fault("no_such_person", "Deze persoon is in uw organisatie niet bekend.")
        if ClientFile.objects.filter(person_id=person_id, closed_on__isnull=True).exists():
            raise Fault("file_open", "Deze persoon heeft al een open dossier.")
        file = ClientFile.objects.create(person=person, opened_on=opened_on, team=team, position_id=position_id)
        _write("client_file.opened", file, person, opened_on)
    return file


def assign_file(*, by: Acting, file_id: UUID, position_id: UUID | None, team: str) -> None:
    """Give an open file to a team and, if known, one position. Raises ``Fault("no_such_file")``. source: REQUIREMENTS E5"""
    with acting_for(by.organisation, by.position):
        found = ClientFile.objects.select_for_update(of=("self",)).select_related("person")
        file = found.filter(id=file_id, closed_on__isnull=True).first()
        if file is None:
            raise Fault("no_such_file", "Dit open dossier bestaat niet in uw organisatie.")
        _assign(file, file.person, position_id=position_id, team=team)


def give_file(*, person_id: UUID, position_id: UUID, team: str, day: date) -> None:
    """Assign the person's open file, or open one on ``day`` that is. Inside the caller's ``acting_for``, with its own line.

    Raises ``Fault("no_such_person")``.
    """
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise Fault("no_such_person", "Deze persoon is in uw organisatie niet bekend.")
    file = ClientFile.objects.select_for_update().filter(person_id=person_id, closed_on__isnull=True).first()
    if file is None:
        file = ClientFile.objects.create(person=person, opened_on=day, team=team, position_id=position_id)
        _write("client_file.opened", file, person, day)
    elif (file.position_id, file.team) != (position_id, team):
        _assign(file, person, position_id=position_id, team=team)


def _assign(file: ClientFile, person: Person, *, position_id: UUID | None, team: str) -> None:
    file.position_id, file.team = position_id, team
    file.save(update_fields=["position_id", "team"])
    given: dict[str, Json] = {"to": None if position_id is None else str(position_id), "team": team}
    subject = _pseudonym(person) or person.id.bytes
    append([Line("action", {"what": "client_file.assigned", "file": str(file.id)}, subject=subject, own=given)])


def close_file(*, by: Acting, file_id: UUID, closed_on: date) -> None:
    """Close a file on a day; retention may count from it. Raises ``Fault``: ``no_such_file``, ``period_reversed``."""
    with acting_for(by.organisation, by.position):
        found = ClientFile.objects.select_for_update(of=("self",)).select_related("person")
        file = found.filter(id=file_id, closed_on__isnull=True).first()
        if file is None:
            raise Fault("no_such_file", "Dit open dossier bestaat niet in uw organisatie.")
        if closed_on < file.opened_on:
            raise Fault("period_reversed", "De laatste dag valt voor de eerste. Controleer beide data.")
        file.closed_on = closed_on
        file.save(update_fields=["closed_on"])
        _write("client_file.closed", file, file.person, closed_on)
        tell(ClientFileClosed(by.organisation, file.id, _pseudonym(file.person), closed_on))


def _write(verb: str, file: ClientFile, person: Person, day: date) -> None:
    subject = _pseudonym(person) or person.id.bytes  # a person without a number is someone all the same
    append([Line("action", {"what": verb, "file": str(file.id), "day": day.isoformat()}, subject=subject)])


def _pseudonym(person: Person) -> bytes | None:
    return None if person.ssin_blind is None else bytes(person.ssin_blind)
