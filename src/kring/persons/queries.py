"""Read persons, restrictions and objections of the acting organisation, many at a time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from kring.guard.keys import FieldCipher, blind
from kring.guard.rows import ask_now
from kring.persons.models import Objection, Person, Restriction

T = TypeVar("T")
_HOLDING = b" UNION ALL ".join(
    b"SELECT %d, blind FROM %s WHERE valid_from <= %%(day)s AND (valid_until IS NULL OR valid_until >= %%(day)s)"
    b" AND blind = ANY (%%(blinds)b::bytea[])" % (number, table)
    for number, table in enumerate((b"persons_restriction", b"persons_objection"))
)
_AT_ONCE = 10_000  # a statement takes 65 535 parameters at most


@dataclass(frozen=True)
class PersonRow:
    """A person without the number. ``blind`` is the keyed pseudonym, ``None`` for a person without a number."""

    id: UUID
    blind: bytes | None
    first_name: str
    last_name: str
    street: str
    house_number: str
    postcode: str
    municipality: str
    died_on: date | None


@dataclass(frozen=True)
class Held:
    """A restriction or objection: from when until when (both days included, ``None`` is open), and who decided it."""

    id: UUID
    ground: str
    valid_from: date
    valid_until: date | None
    decided_by: UUID


def pseudonym(ssin: str) -> bytes:
    """The acting organisation's pseudonym of a national number in eleven digits."""
    (found,) = blind([ssin])
    return found


def by_blinds(blinds: Collection[bytes]) -> dict[bytes, PersonRow]:
    """The persons among ``blinds`` whom the acting organisation knows."""
    return {pseudonym: person_row(row) for pseudonym, row in stored(blinds).items()}


def ssins_of(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The national numbers, decrypted, of those of ``person_ids`` who have one."""
    if not person_ids:
        return {}
    cipher = FieldCipher("fields")
    return {
        row.id: cipher.decrypt(bytes(row.ssin_sealed), place=ssin_place(row.id)).decode()
        for some in in_parts(person_ids)
        for row in Person.objects.filter(id__among=some).only("id", "ssin_sealed")
        if row.ssin_sealed is not None
    }


def died_on(person_ids: Collection[UUID]) -> dict[UUID, date]:
    """The day of death of those of ``person_ids`` who died."""
    return {
        person: day
        for some in in_parts(person_ids)
        for person, day in Person.objects.filter(died_on__isnull=False, id__among=some).values_list("id", "died_on")
        if day is not None
    }


def restricted(blinds: Collection[bytes], day: date) -> set[bytes]:
    """Those of ``blinds`` whose data may not be used or disclosed on ``day``."""
    return _holding(Restriction, blinds, day)


def objected(blinds: Collection[bytes], day: date) -> set[bytes]:
    """Those of ``blinds`` who object to disclosure on ``day``."""
    return _holding(Objection, blinds, day)


def restricted_and_objected(blinds: Collection[bytes], day: date) -> tuple[set[bytes], set[bytes]]:
    """``restricted`` and ``objected``, in one question."""
    rows = ask_now(_HOLDING, {"blinds": list(blinds), "day": day})
    kinds: tuple[set[bytes], set[bytes]] = (set(), set())
    for kind, found in rows:
        kinds[kind].add(bytes(found))
    return kinds


def restrictions_of(person: bytes) -> list[Held]:
    """All restrictions of one pseudonym, past ones too, oldest first."""
    return [_held(row) for row in Restriction.objects.filter(blind=person).order_by("valid_from", "id")]


def objections_of(person: bytes) -> list[Held]:
    """All objections of one pseudonym, past ones too, oldest first."""
    return [_held(row) for row in Objection.objects.filter(blind=person).order_by("valid_from", "id")]


def stored(blinds: Collection[bytes]) -> dict[bytes, Person]:
    """The stored rows of those of ``blinds`` who are known, for actions."""
    return {
        bytes(row.ssin_blind): row
        for some in in_parts(blinds)
        for row in Person.objects.filter(ssin_blind__among=some)
        if row.ssin_blind is not None
    }


def person_row(row: Person) -> PersonRow:
    """The frozen form of a stored person."""
    return PersonRow(
        id=row.id,
        blind=None if row.ssin_blind is None else bytes(row.ssin_blind),
        first_name=row.first_name,
        last_name=row.last_name,
        street=row.street,
        house_number=row.house_number,
        postcode=row.postcode,
        municipality=row.municipality,
        died_on=row.died_on,
    )


def ssin_place(person: UUID) -> str:
    """Where a person's number stands: bound into its ciphertext."""
    return f"persons.person.ssin.{person}"


def in_parts(values: Collection[T]) -> Iterator[list[T]]:
    """``values`` without doubles, in parts that one statement can take."""
    once = list(dict.fromkeys(values))
    for start in range(0, len(once), _AT_ONCE):
        yield once[start : start + _AT_ONCE]


def _holding(kind: type[Restriction] | type[Objection], blinds: Collection[bytes], day: date) -> set[bytes]:
    holds = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return {
        bytes(found)
        for some in in_parts(blinds)
        for found in kind.objects.filter(holds, blind__among=some).values_list("blind", flat=True)
    }


def _held(row: Restriction | Objection) -> Held:
    return Held(row.id, row.ground, row.valid_from, row.valid_until, row.decided_by)
