"""Read clients of the acting organisation, many at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.db.models import F

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
        rows = Enrolment.objects.filter(person__ssin_blind__in=some).order_by("valid_from", "capacity")
        for row in rows.annotate(pseudonym=F("person__ssin_blind")):
            found.setdefault(bytes(row.pseudonym), []).append(
                {
                    "capacity": row.capacity,
                    "from": row.valid_from.isoformat(),
                    "until": None if row.valid_until is None else row.valid_until.isoformat(),
                }
            )
    return found


def candidates(blinds: Collection[bytes]) -> dict[bytes, Candidate]:
    """The persons among ``blinds`` with whom a list may be compared: those who have or had an enrolment."""
    enrolled = Enrolment.objects.values("person_id")
    return {
        bytes(row.ssin_blind): Candidate(row.id, bytes(row.ssin_blind), row.first_name, row.last_name)
        for some in in_parts(blinds)
        for row in Person.objects.filter(ssin_blind__in=some, id__in=enrolled)
        if row.ssin_blind is not None
    }
