"""Enrol a person in a capacity, change that, confirm it, end it: one at a time, by the people of the OCMW.

Whoever keeps a reference directory hears of it by an event in the same transaction. source: REQUIREMENTS E17; DOMAIN §2.3, trap 19
"""

from datetime import date
from typing import Final, Literal
from uuid import UUID

from kring.clients.models import Enrolment
from kring.clients.vocabulary import CAPACITIES
from kring.core.errors import Fault
from kring.core.events import EnrolmentsStated, EnrolmentStated, tell
from kring.guard.acting import Acting, acting_for
from kring.journal.append import append
from kring.journal.lines import Line
from kring.persons.models import Person

Provenance = Literal["declared", "decided", "confirmed"]
PROVENANCES: Final[tuple[Provenance, ...]] = ("declared", "decided", "confirmed")
"""How the OCMW knows it: the person or a register says so, its council decided it, or another body confirmed it."""


def enrol(
    *, by: Acting, person_id: UUID, capacity: int, valid_from: date, provenance: Provenance, until: date | None = None
) -> Enrolment:
    """Enrol a person from a day on. ``Fault``: ``no_such_person``, ``unknown_capacity``, ``period_reversed``, ``enrolled``."""
    with acting_for(by.organisation, by.position):
        if not Person.objects.filter(id=person_id).exists():
            raise Fault("no_such_person", "Deze persoon is in uw organisatie niet bekend.")
        _check(capacity, valid_from, until)
        if Enrolment.objects.filter(person_id=person_id, capacity=capacity, valid_from=valid_from).exists():
            raise Fault("enrolled", "Deze persoon is vanaf die dag al ingeschreven in deze hoedanigheid.")
        enrolment = Enrolment.objects.create(
            person_id=person_id, capacity=capacity, valid_from=valid_from, valid_until=until, provenance=provenance
        )
        _write("enrolment.stated", enrolment)
    return enrolment


def change_enrolment(
    *, by: Acting, enrolment_id: UUID, capacity: int | None = None, provenance: Provenance | None = None
) -> None:
    """Correct the capacity of an enrolment, or say that it was decided or confirmed. Raises ``Fault`` as ``enrol`` does."""
    with acting_for(by.organisation, by.position):
        enrolment = _the(enrolment_id)
        _check(capacity or enrolment.capacity, enrolment.valid_from, enrolment.valid_until)
        enrolment.capacity, enrolment.provenance = capacity or enrolment.capacity, provenance or enrolment.provenance
        enrolment.save(update_fields=["capacity", "provenance"])
        _write("enrolment.changed", enrolment)


def end_enrolment(*, by: Acting, enrolment_id: UUID, last_day: date) -> None:
    """End an enrolment; ``last_day`` is the last that it holds. Forgotten, it keeps the person visible. source: trap 19"""
    with acting_for(by.organisation, by.position):
        enrolment = _the(enrolment_id)
        _check(enrolment.capacity, enrolment.valid_from, last_day)
        enrolment.valid_until = last_day
        enrolment.save(update_fields=["valid_until"])
        _write("enrolment.ended", enrolment, ended=True)


def as_stated(enrolment: Enrolment, *, ended: bool = False) -> EnrolmentStated:
    """The enrolment as an event tells it."""
    return EnrolmentStated(
        enrolment=enrolment.id,
        person=enrolment.person_id,
        capacity=enrolment.capacity,
        first=enrolment.valid_from,
        last=enrolment.valid_until,
        provenance=enrolment.provenance,
        ended=ended,
    )


def _the(enrolment_id: UUID) -> Enrolment:
    enrolment = Enrolment.objects.select_for_update().filter(id=enrolment_id).first()
    if enrolment is None:
        raise Fault("no_such_enrolment", "Deze inschrijving bestaat niet in uw organisatie.")
    return enrolment


def _check(capacity: int, first: date, last: date | None) -> None:
    if capacity not in CAPACITIES:
        raise Fault("unknown_capacity", "Deze hoedanigheidscode bestaat niet.")
    if last is not None and last < first:
        raise Fault("period_reversed", "De laatste dag valt voor de eerste. Controleer beide data.")


def _write(verb: str, enrolment: Enrolment, *, ended: bool = False) -> None:
    person = Person.objects.get(id=enrolment.person_id)
    subject = person.id.bytes if person.ssin_blind is None else bytes(person.ssin_blind)
    append([Line("action", {"what": verb, "enrolment": str(enrolment.id)}, subject=subject)])
    tell(EnrolmentsStated(enrolment.organisation_id, (as_stated(enrolment, ended=ended),)))
