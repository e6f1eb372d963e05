"""What the register's pages show, read inside ``acting_for``: frozen values, nothing that asks the database later."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kring.desks.register import beside
from kring.desks.register.words import IN_FORCE, KINDS, OUTCOMES, OUTSIDE_TERM, STATES
from kring.face.tables import Kind as Look
from kring.face.words import function_label
from kring.instruments import compiling
from kring.instruments import queries as instruments
from kring.instruments.queries import Situation, Version
from kring.instruments.statements import Said
from kring.parties import queries as parties


@dataclass(frozen=True)
class Listed:
    """One version in the list: how it stands in words, and what it waits for."""

    id: UUID
    title: str
    version: int
    others: str
    look: Look
    stands: str
    waits_for: str
    begins_on: date | None
    ends_on: date | None
    fictitious: bool


@dataclass(frozen=True)
class Told:
    """One statement as the page tells it. ``aside``: why an unfavourable advice of the same party was set aside."""

    on: date
    what: str
    party: str
    office: str
    text: str
    ref: str
    aside: str
    fictitious: bool


@dataclass(frozen=True)
class Page:
    """One version: how it stands, what was said about it, and its text beside its rules."""

    listed: Listed
    digest: str
    statements: tuple[Told, ...]
    sections: tuple[beside.Section, ...]


def listed(own: UUID, at: datetime) -> list[Listed]:
    """All versions of which ``own`` holds a copy, by document, newest first."""
    return [_listed(instruments.situation(kept, at), own) for kept in instruments.versions()]


def page(version: UUID, own: UUID, at: datetime) -> Page:
    """One version; raises ``InstrumentVersion.DoesNotExist`` when ``own`` holds no such copy."""
    kept = instruments.version(version)
    now = instruments.situation(kept, at)
    names = _names(kept)
    return Page(
        listed=_listed(now, own),
        digest=kept.digest,
        statements=tuple(
            _told(said, now.statements, names) for said in sorted(now.statements, key=lambda said: said.on)
        ),
        sections=beside.sections(instruments.document(kept), instruments.compiled(kept), compiling.vocabulary()),
    )


def _listed(now: Situation, own: UUID) -> Listed:
    kept = now.version
    look, stands = STATES[now.state]
    if now.in_force:
        look, stands = IN_FORCE
    elif now.state in ("published", "adopted", "decided"):
        look, stands = OUTSIDE_TERM
    names = _names(kept)
    return Listed(
        id=kept.id,
        title=kept.title,
        version=kept.version,
        others=", ".join(names[other] for other in kept.members if other != own),
        look=look,
        stands=str(stands),
        waits_for=_waits_for(now, names),
        begins_on=kept.begins_on,
        ends_on=kept.ends_on,
        fictitious=now.fictitious,
    )


def _waits_for(now: Situation, names: dict[UUID, str]) -> str:
    """The statements that the next step still needs; empty when nothing is awaited."""
    if now.awaited is None:
        return ""
    missing = sorted(names[party] for party in now.awaited.of)
    return _("%(what)s: %(parties)s") % {"what": KINDS[now.awaited.kind], "parties": ", ".join(missing)}


def _told(said: Said, all_said: tuple[Said, ...], names: dict[UUID, str]) -> Told:
    what = str(KINDS[said.kind])
    aside = ""
    if said.kind == "advice":
        what = f"{what}: {OUTCOMES[said.outcome]}"
        if said.outcome == "negative":
            aside = next((s.text for s in all_said if s.kind == "signature" and s.made_by == said.made_by), "")
    return Told(
        said.on, what, names[said.made_by], function_label(said.office), said.text, said.ref, aside, said.fictitious
    )


def _names(kept: Version) -> dict[UUID, str]:
    return {organisation: parties.organisation(organisation).name for organisation in kept.members}
