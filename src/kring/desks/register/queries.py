"""What the register's pages show, read inside ``acting_for``: frozen values, nothing that asks the database later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kring.core.days import belgian_day
from kring.desks.register import beside, saying, timeline
from kring.desks.register.saying import Offer
from kring.desks.register.words import CHANGES, ENDS, IN_FORCE, KINDS, OUTCOMES, OUTSIDE_TERM, STATES
from kring.face.spoken import dutch, spoken
from kring.face.tables import Kind as Look
from kring.face.words import function_label
from kring.instruments import compiling
from kring.instruments import queries as instruments
from kring.instruments.copies import versions_of
from kring.instruments.queries import Situation, Version
from kring.instruments.statements import Said
from kring.parties import queries as parties
from kring.policy import document as documents
from kring.policy.document import Document
from kring.policy.rules import Policy


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
class Held:
    """An own copy with what it permits."""

    id: UUID
    title: str
    version: int
    document: Document
    policy: Policy


@dataclass(frozen=True)
class Page:
    """One version: how it stands, what was said about it, its text beside its rules, and its place among the versions.

    ``offers``: what may be said now by whoever looks. ``before``: the newest older version between the same parties.
    """

    listed: Listed
    digest: str
    model: str
    reasons: tuple[str, ...]
    statements: tuple[Told, ...]
    sections: tuple[beside.Section, ...]
    offers: tuple[Offer, ...]
    matters: tuple[str, ...]
    before: Held | None
    held: Held
    lives: tuple[timeline.Life, ...]


def listed(own: UUID, at: datetime) -> list[Listed]:
    """All versions of which ``own`` holds a copy, by document, newest first."""
    return [_listed(instruments.situation(kept, at), own) for kept in instruments.versions()]


def page(version: UUID, own: UUID, function: str, at: datetime) -> Page:
    """One version; raises ``InstrumentVersion.DoesNotExist`` when ``own`` holds no such copy."""
    kept = instruments.version(version)
    now = instruments.situation(kept, at)
    names = names_of(kept.parties)
    others = _versions_beside(kept)
    older = [one for one in others if one.version < kept.version]
    return Page(
        listed=_listed(now, own),
        digest=kept.digest,
        model=instruments.document(kept).model or "",
        reasons=tuple(spoken(one.text) for one in now.reasons),
        offers=saying.offers(saying.stand(kept, now), own, function, belgian_day(at)),
        matters=tuple(matters(now, names)),
        before=_held(older[-1]) if older else None,
        held=_held(kept),
        lives=timeline.lives(others, at),
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
    names = names_of(kept.parties)
    return Listed(
        id=kept.id,
        title=dutch(kept.title),
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


def pair(old: UUID, new: UUID) -> tuple[Held, Held]:
    """Two own copies; raises ``InstrumentVersion.DoesNotExist``."""
    return _held(instruments.version(old)), _held(instruments.version(new))


def held_before(text: Document, parties_are: Mapping[str, UUID]) -> Held | None:
    """The newest own copy of this document between the same parties, that is not this very text."""
    mark = documents.digest(text)
    found = [one for one in versions_of(text.id, dict(parties_are)) if one.digest != mark]
    return _held(found[-1]) if found else None


def known_already(text: Document) -> Version | None:
    """The own copy of this very text."""
    return instruments.version_by_digest(documents.digest(text))


def names_of(parties_are: Mapping[str, UUID]) -> dict[UUID, str]:
    """The organisations by name."""
    return {organisation: parties.organisation(organisation).name for organisation in parties_are.values()}


def matters(now: Situation, names: Mapping[UUID, str]) -> Iterator[str]:
    """What a version asks attention for: open conditions, changes under review, what ends it soon."""
    for one in now.outlook.open_conditions:
        due = f"{one.undertaking.due:%d/%m/%Y}" if one.undertaking.due else _("as soon as possible")
        owner = names.get(one.undertaking.owner, "") if one.undertaking.owner else ""
        words = (
            _("Overdue condition of %(owner)s (%(due)s): %(text)s")
            if one.overdue
            else _("Open condition of %(owner)s (%(due)s): %(text)s")
        )
        yield words % {"owner": owner, "due": due, "text": one.undertaking.text}
    for review in now.outlook.reviews:
        if review.waits_for:
            waits = ", ".join(sorted(names[one] for one in review.waits_for if one in names))
            yield _("Change of %(what)s under review; waits for %(parties)s") % {
                "what": CHANGES.get(review.change.key, review.change.key),
                "parties": waits,
            }
    for ahead in now.outlook.ahead:
        yield _("From %(day)s nothing passes any more (%(why)s)") % {
            "day": f"{ahead.day:%d/%m/%Y}",
            "why": ENDS[ahead.why] if not ahead.what else f"{ENDS[ahead.why]}: {ahead.what}",
        }


def _held(kept: Version) -> Held:
    return Held(kept.id, dutch(kept.title), kept.version, instruments.document(kept), instruments.compiled(kept))


def _versions_beside(kept: Version) -> list[Version]:
    """All own copies of this document between the same parties, oldest first."""
    return versions_of(kept.document_id, kept.parties)
