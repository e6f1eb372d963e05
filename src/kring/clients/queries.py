"""Read clients of the acting organisation, many at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict
from uuid import UUID

from django.db.models import Max, Q

from kring.clients.models import Enrolment
from kring.persons.models import Person
from kring.persons.queries import in_parts

# The raw fact ``client_on`` of a request: days as ISO 8601, both included, ``until`` null while open.
RawEnrolment = TypedDict("RawEnrolment", {"capacity": int, "from": str, "until": str | None})


@dataclass(frozen=True)
class Candidate:
    """A person with an enrolment, as a comparison needs to know the person."""

    person_id: UUID
    blind: bytes
    first_name: str
    last_name: str


def enrolments(blinds: Collection[bytes]) -> dict[bytes, list[RawEnrolment]]:
    """The enrolments of those of ``blinds`` who ever had one, past and future ones too, oldest first."""
    found: dict[bytes, list[RawEnrolment]] = {}
    for some in in_parts(blinds):
        rows = Enrolment.objects.filter(person__ssin_blind__among=some).order_by("valid_from", "capacity")
        for person, capacity, first, last in rows.values_list(
            "person__ssin_blind", "capacity", "valid_from", "valid_until"
        ):
            until = None if last is None else last.isoformat()
            found.setdefault(bytes(person or b""), []).append(
                {"capacity": capacity, "from": first.isoformat(), "until": until}
            )
    return found


def ended(persons: Collection[UUID], day: date) -> dict[UUID, date | None]:
    """Those of ``persons`` for whom no enrolment holds on ``day``: the day after their last one, None where none has ended yet."""
    gone: dict[UUID, date | None] = {}
    for some in in_parts(persons):
        open_now = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        holding = Enrolment.objects.filter(open_now, person__id__among=some, valid_from__lte=day)
        without = list(set(some) - set(holding.values_list("person_id", flat=True)))
        last = Enrolment.objects.filter(person__id__among=without, valid_until__lt=day).values_list("person_id")
        ends = dict(last.annotate(last=Max("valid_until")))
        gone |= {person: ends[person] + timedelta(days=1) if person in ends else None for person in without}
    return gone


def candidates(blinds: Collection[bytes]) -> dict[bytes, Candidate]:
    """The persons among ``blinds`` with whom a list may be compared: those who have or had an enrolment."""
    enrolled = Enrolment.objects.values("person_id")
    found: dict[bytes, Candidate] = {}
    for some in in_parts(blinds):
        rows = Person.objects.filter(ssin_blind__among=some, id__in=enrolled)
        for person_id, blind, first_name, last_name in rows.values_list("id", "ssin_blind", "first_name", "last_name"):
            pseudonym = bytes(blind or b"")
            found[pseudonym] = Candidate(person_id, pseudonym, first_name, last_name)
    return found
