"""Keep persons by number, many at a time: what registers and forms call inside their own transaction.

This is no action: whoever calls it writes the line that says why these people are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection

from kring.guard.acting import acting_organisation
from kring.guard.keys import FieldCipher, blind
from kring.persons.models import Person
from kring.persons.queries import ssin_place, stored

_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class Known:
    """What is known of a person besides the number; unknown is empty."""

    first_name: str = ""
    last_name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    municipality: str = ""


FIELDS: tuple[str, ...] = tuple(Known.__dataclass_fields__)


@dataclass(frozen=True)
class Kept:
    """Where a person is kept now; ``before`` is what was known until now, ``None`` for a person who is new."""

    id: UUID
    blind: bytes
    before: Known | None
    changed: bool


def keep(known: Mapping[str, Known]) -> dict[str, Kept]:
    """Keep the persons in ``known`` (by national number, eleven digits) for the acting organisation.

    What is said now replaces what was said before, save that an empty field says nothing. One person, one row.
    """
    if not known:
        return {}
    numbers = list(known)
    blinds = dict(zip(numbers, blind(numbers), strict=True))
    before = stored(blinds.values())
    cipher, organisation = FieldCipher("fields"), acting_organisation()
    fresh: list[Person] = []
    changed: list[Person] = []
    kept: dict[str, Kept] = {}
    for number, said in known.items():
        pseudonym = blinds[number]
        row = before.get(pseudonym)
        if row is None:
            person = uuid4()
            sealed = cipher.encrypt(number.encode(), place=ssin_place(person))
            fresh.append(
                Person(
                    id=person,
                    organisation_id=organisation,
                    ssin_sealed=sealed,
                    ssin_blind=pseudonym,
                    **{field: getattr(said, field) for field in FIELDS},
                )
            )
            kept[number] = Kept(person, pseudonym, None, changed=True)
            continue
        earlier = Known(**{field: getattr(row, field) for field in FIELDS})
        differs = _learn(row, said)
        if differs:
            changed.append(row)
        kept[number] = Kept(row.id, pseudonym, earlier, differs)
    _insert(fresh)
    # One INSERT … ON CONFLICT per part: an UPDATE with a CASE per person takes minutes for twenty thousand.
    Person.objects.bulk_create(
        changed, batch_size=_ROWS_AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=list(FIELDS)
    )
    return kept


def _insert(fresh: list[Person]) -> None:
    """One statement with an array per column: Django's own ``bulk_create`` binds every sealed value by itself, seconds slower."""
    if not fresh:
        return
    columns = {"id": "uuid", "organisation_id": "uuid", "ssin_sealed": "bytea", "ssin_blind": "bytea"}
    columns |= dict.fromkeys(FIELDS, "text")
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Person._meta.db_table} ({names}) SELECT * FROM unnest({arrays})",
            [[getattr(person, column) for person in fresh] for column in columns],
        )


def _learn(row: Person, said: Known) -> bool:
    """Take over what ``said`` adds or corrects; whether anything differed."""
    differs = False
    for field in FIELDS:
        value = getattr(said, field)
        if value and value != getattr(row, field):
            setattr(row, field, value)
            differs = True
    return differs
