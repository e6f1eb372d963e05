"""The acting organisation's own copies of texts, and the statements that lie on them, as values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.instruments import compiling
from kring.instruments.models import InstrumentVersion, Statement
from kring.instruments.standing_moves import Kind
from kring.instruments.standing_rules import Known
from kring.instruments.statements import Said
from kring.instruments.terms import Parties, Terms, terms_of
from kring.policy.document import Document
from kring.policy.rules import Policy, Rule


@dataclass(frozen=True)
class Version:
    """One version of an instrument, as the acting organisation keeps it. ``content`` is the stored document."""

    id: UUID
    document_id: str
    version: int
    digest: str
    title: str
    parties: dict[str, UUID]
    begins_on: date | None
    ends_on: date | None
    adopted_at: datetime
    content: dict[str, Json]

    @property
    def members(self) -> Parties:
        """The organisations that are party to it."""
        return frozenset(self.parties.values())

    def between(self, rule: Rule) -> tuple[UUID | None, UUID | None]:
        """Who discloses and who receives under ``rule``; None for a party that takes no part itself."""
        return self.parties.get(rule.discloser), self.parties.get(rule.recipient)


def version(version_id: UUID) -> Version:
    """The own copy with this id; raises ``InstrumentVersion.DoesNotExist``."""
    return _version(InstrumentVersion.objects.get(id=version_id))


def version_by_digest(digest: str) -> Version | None:
    """The own copy of this very text, if there is one."""
    row = InstrumentVersion.objects.filter(digest=digest).first()
    return _version(row) if row else None


def the_version(digest: str) -> Version:
    """The own copy of this text; raises ``Fault("no_copy")``."""
    kept = version_by_digest(digest)
    if kept is None:
        raise Fault("no_copy", "Uw organisatie heeft geen exemplaar van deze tekst. Neem hem eerst aan.")
    return kept


def versions() -> list[Version]:
    """All own copies, by document, newest version first."""
    return [_version(row) for row in InstrumentVersion.objects.order_by("document_id", "-version")]


def versions_of(document_id: str, parties: dict[str, UUID], *, newer_than: int = 0) -> list[Version]:
    """The own copies of this document between these parties, the oldest first."""
    rows = InstrumentVersion.objects.filter(document_id=document_id, version__gt=newer_than).order_by("version")
    return [kept for row in rows if (kept := _version(row)).parties == parties]


def document(kept: Version) -> Document:
    """The text of a version, as it was read when it was adopted."""
    return compiling.compiled(kept.digest, kept.content).document


def compiled(kept: Version) -> Policy:
    """What a version permits; made once per text."""
    return compiling.compiled(kept.digest, kept.content).policy


def terms(kept: Version) -> Terms:
    """What the text asks of the statements about it."""
    return terms_of(document(kept), kept.parties)


def known(digest: str) -> list[Known]:
    """What was said about a text, as far as the own copy knows, in the order in which it came to lie there."""
    rows = Statement.objects.filter(digest=digest).order_by("received_at", "id")
    return [Known(said_in(row), row.received_at) for row in rows]


def said_in(row: Statement) -> Said:
    """The statement that a row holds."""
    return Said(
        id=row.said,
        digest=row.digest,
        kind=cast("Kind", row.kind),
        made_by=row.made_by,
        office=row.office,
        on=row.on,
        fictitious=row.fictitious,
        outcome=row.outcome,
        text=row.text,
        ref=row.ref,
        about=row.about,
        key=row.key,
        effect_on=row.effect_on,
    )


def _version(row: InstrumentVersion) -> Version:
    content: dict[str, Any] = row.document
    duration = content.get("duration") or {}
    until = duration.get("until")
    return Version(
        id=row.id,
        document_id=row.document_id,
        version=row.version,
        digest=row.digest,
        title=content["title"]["nl"],
        parties=row.organisations(),
        begins_on=date.fromisoformat(duration["from"]) if duration.get("from") else None,
        ends_on=date.fromisoformat(until) if isinstance(until, str) else None,
        adopted_at=row.adopted_at,
        content=content,
    )
