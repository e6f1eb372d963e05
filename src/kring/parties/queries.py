"""Read organisations and positions."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.guard.acting import current
from kring.guard.rows import ask_now
from kring.parties.models import Organisation, OrganisationKey, Position

_HELD: Final = (
    b"SELECT id, organisation_id, name, function, team, territory, account_id FROM parties_position"
    b" WHERE id = %(id)s AND valid_from <= %(day)s AND (valid_until IS NULL OR valid_until >= %(day)s)"
)
_NEWEST: Final = (
    b"SELECT public FROM parties_organisationkey WHERE organisation_id = %s AND use = %s"
    b" ORDER BY valid_until DESC NULLS FIRST, valid_from DESC LIMIT 1"
)


@dataclass(frozen=True)
class Party:
    """An organisation as pages show it."""

    id: UUID
    name: str
    enterprise_number: str
    kind: str
    fictitious: bool
    region: str = "flanders"
    language: str = "nl"


@dataclass(frozen=True)
class Held:
    """A position as pages and checks use it; ``account`` is whose it is, None for the machine's."""

    id: UUID
    organisation: UUID
    name: str
    function: str
    team: str
    territory: str
    account: UUID | None = None


@dataclass(frozen=True)
class Term:
    """A position with whose account holds it and from when until when (both days included, ``None`` is open)."""

    held: Held
    account: UUID | None
    valid_from: date
    valid_until: date | None

    def stands_on(self, day: date) -> bool:
        """Whether the position is valid on this (Belgian) day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def organisation(organisation_id: UUID) -> Party:
    """One hosted organisation; raises ``Organisation.DoesNotExist``. Public: needs no acting organisation."""
    return _party(Organisation.objects.get(id=organisation_id))


def is_hosted(organisation_id: UUID) -> bool:
    """Whether this organisation is hosted here. Public."""
    return Organisation.objects.filter(id=organisation_id).exists()


def organisations() -> list[Party]:
    """All hosted organisations, by name."""
    return [_party(row) for row in Organisation.objects.order_by("name")]


def organisation_by_number(enterprise_number: str) -> Party | None:
    """The hosted organisation with this enterprise number (ten digits)."""
    row = Organisation.objects.filter(enterprise_number=enterprise_number).first()
    return _party(row) if row else None


def public_key(organisation_id: UUID, use: str) -> bytes:
    """The newest public key (raw, 32 bytes) of an organisation for ``seal`` or ``sign``."""
    rows = ask_now(_NEWEST, [organisation_id, use])
    if not rows:
        raise OrganisationKey.DoesNotExist(f"{use} key of {organisation_id}")
    return bytes(rows[0][0])


def public_keys(organisation_id: UUID, use: str) -> list[bytes]:
    """Every public key that an organisation ever had for ``seal`` or ``sign``, the newest first, save those taken back as stolen.

    What was signed with an older one before it was replaced still holds.
    """
    rows = _published(organisation_id, use)
    return [bytes(row.public) for row in rows if row.valid_until is None or row.valid_until > row.valid_from]


def _published(organisation_id: UUID, use: str) -> QuerySet[OrganisationKey]:
    """The one that holds first, then the newest."""
    rows = OrganisationKey.objects.filter(organisation_id=organisation_id, use=use)
    return rows.order_by(F("valid_until").desc(nulls_first=True), "-valid_from")


def held(position_id: UUID, today: date) -> Held | None:
    """A position of the acting organisation, if it is valid on this (Belgian) day."""
    rows = ask_now(_HELD, {"id": position_id, "day": today})
    return Held(*rows[0]) if rows else None


def held_now(clock: Clock) -> Held | None:
    """The position under which the open transaction acts, if it is valid on this Belgian day."""
    return held(current().position, belgian_day(clock()))


def holders(function: str, today: date) -> list[Held]:
    """Every position with this function in the acting organisation that is valid on this (Belgian) day, by name."""
    found = Position.objects.filter(function=function, valid_from__lte=today).order_by("name", "id")
    return [_held(row) for row in found if row.valid_until is None or row.valid_until >= today]


def terms() -> list[Term]:
    """Every position that people hold or held in the acting organisation, by function, the newest first; not the machine's."""
    rows = Position.objects.exclude(account_id=None).order_by("function", "-valid_from", "id")
    return [Term(_held(row), row.account_id, row.valid_from, row.valid_until) for row in rows]


def names_of(position_ids: set[UUID]) -> dict[UUID, str]:
    """Names of people by position, of the acting organisation only (past positions included)."""
    return dict(Position.objects.filter(id__in=position_ids).values_list("id", "name"))


def people_of(position_ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """Name and function by position, of the acting organisation only: as they were, also long after the position ended."""
    rows = Position.objects.filter(id__in=position_ids).values_list("id", "name", "function")
    return {position: (name, function) for position, name, function in rows}


def _party(row: Organisation) -> Party:
    return Party(row.id, row.name, row.enterprise_number, row.kind, row.fictitious, row.region, row.language)


def _held(row: Position) -> Held:
    return Held(row.id, row.organisation_id, row.name, row.function, row.team, row.territory, row.account_id)
