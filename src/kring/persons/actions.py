"""Restrict the use of a person's data, record an objection, end either, record a death: a person decides, the log says who.

source: 001 rights of the person (V4, V5); GDPR art. 18, 21 [K]
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.events import (
    ObjectionRecorded,
    ObjectionWithdrawn,
    PersonDied,
    RestrictionLifted,
    RestrictionPlaced,
    tell,
)
from kring.core.ssin import Ssin, read_ssin
from kring.guard.acting import Acting, acting_for
from kring.journal.append import append
from kring.journal.lines import Line
from kring.persons import grounds
from kring.persons.grounds import Ground
from kring.persons.models import Objection, Person, Restriction
from kring.persons.queries import pseudonym


def place_restriction(
    *, by: Acting, ssin: str, ground: str, valid_from: date, valid_until: date | None = None
) -> Restriction:
    """From ``valid_from`` the person's data are neither used nor disclosed, until and including ``valid_until``.

    Raises ``Fault``: ``ssin`` (no such number), ``unknown_ground``, ``period_reversed``.
    """
    number = _number(ssin)
    _check(grounds.RESTRICTION, ground, valid_from, valid_until)
    with acting_for(by.organisation, by.position):
        restriction = Restriction.objects.create(
            blind=pseudonym(number),
            ground=ground,
            valid_from=valid_from,
            valid_until=valid_until,
            decided_by=by.position,
        )
        _write("restriction.placed", restriction)
        tell(RestrictionPlaced(by.organisation, bytes(restriction.blind), valid_from))
    return restriction


def lift_restriction(*, by: Acting, restriction_id: UUID, last_day: date) -> None:
    """The restriction holds until and including ``last_day``. Raises ``Fault``: ``no_such_restriction``, ``period_reversed``."""
    with acting_for(by.organisation, by.position):
        restriction = Restriction.objects.select_for_update().filter(id=restriction_id).first()
        if restriction is None:
            raise Fault("no_such_restriction", "Deze beperking bestaat niet in uw organisatie.")
        _end(restriction, last_day)
        _write("restriction.lifted", restriction)
        tell(RestrictionLifted(by.organisation, bytes(restriction.blind), last_day))


def record_objection(
    *, by: Acting, ssin: str, ground: str, valid_from: date, valid_until: date | None = None
) -> Objection:
    """The person objects to disclosure from ``valid_from``, until and including ``valid_until``.

    Raises ``Fault``: ``ssin`` (no such number), ``unknown_ground``, ``period_reversed``.
    """
    number = _number(ssin)
    _check(grounds.OBJECTION, ground, valid_from, valid_until)
    with acting_for(by.organisation, by.position):
        objection = Objection.objects.create(
            blind=pseudonym(number),
            ground=ground,
            valid_from=valid_from,
            valid_until=valid_until,
            decided_by=by.position,
        )
        _write("objection.recorded", objection)
        tell(ObjectionRecorded(by.organisation, bytes(objection.blind), valid_from))
    return objection


def withdraw_objection(*, by: Acting, objection_id: UUID, last_day: date) -> None:
    """The objection holds until and including ``last_day``. Raises ``Fault``: ``no_such_objection``, ``period_reversed``."""
    with acting_for(by.organisation, by.position):
        objection = Objection.objects.select_for_update().filter(id=objection_id).first()
        if objection is None:
            raise Fault("no_such_objection", "Dit bezwaar bestaat niet in uw organisatie.")
        _end(objection, last_day)
        _write("objection.withdrawn", objection)
        tell(ObjectionWithdrawn(by.organisation, bytes(objection.blind), last_day))


def record_death(*, by: Acting, person_id: UUID, died_on: date | None, clock: Clock) -> None:
    """The person died on this day; ``None`` takes back what was recorded by mistake. Nothing is sent, nothing ends by itself.

    Raises ``Fault``: ``no_such_person``, ``not_yet`` (a day that is still to come). source: REQUIREMENTS D9
    """
    if died_on is not None and died_on > belgian_day(clock()):
        raise Fault("not_yet", "Die dag moet nog komen. Controleer de datum van overlijden.")
    with acting_for(by.organisation, by.position):
        person = Person.objects.select_for_update().filter(id=person_id).first()
        if person is None:
            raise Fault("no_such_person", "Deze persoon is in uw organisatie niet bekend.")
        person.died_on = died_on
        person.save(update_fields=["died_on"])
        subject = person.id.bytes if person.ssin_blind is None else bytes(person.ssin_blind)
        if died_on is None:
            append([Line("action", {"what": "person.death_withdrawn"}, subject=subject)])
            return
        append([Line("action", {"what": "person.died"}, subject=subject, own={"day": died_on.isoformat()})])
        tell(PersonDied(by.organisation, person.id, died_on))


def _number(ssin: str) -> str:
    read = read_ssin(ssin)
    if not isinstance(read, Ssin):
        raise Fault("ssin", read.nl)
    return read.number


def _check(known: Mapping[str, Ground], ground: str, valid_from: date, valid_until: date | None) -> None:
    if ground not in known or valid_from < known[ground].since:
        raise Fault("unknown_ground", f"Deze grond bestaat niet. Kies uit: {', '.join(known)}.")
    if valid_until is not None:
        _check_order(valid_from, valid_until)


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise Fault("period_reversed", "De laatste dag valt voor de eerste. Controleer beide data.")


def _end(held: Restriction | Objection, last_day: date) -> None:
    _check_order(held.valid_from, last_day)
    held.valid_until = last_day
    held.save(update_fields=["valid_until"])


def _write(verb: str, held: Restriction | Objection) -> None:
    """The ground may say something about the person, so it goes where it can be erased."""
    content: dict[str, Json] = {
        "what": verb,
        "from": held.valid_from.isoformat(),
        "until": None if held.valid_until is None else held.valid_until.isoformat(),
    }
    append([Line("action", content, subject=bytes(held.blind), own={"ground": held.ground})])
