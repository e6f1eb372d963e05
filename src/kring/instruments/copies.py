"""The acting organisation's own copies of texts, and the statements that lie on them, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

from django.db import transaction

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.guard.acting import acting_organisation
from kring.guard.rows import ask_now
from kring.instruments import compiling
from kring.instruments.models import InstrumentVersion, Statement
from kring.instruments.standing_moves import Kind
from kring.instruments.standing_rules import Known
from kring.instruments.statements import Said
from kring.instruments.terms import Parties, Terms, terms_of
from kring.policy.document import Document
from kring.policy.rules import Policy, Rule

_IDS: Final = b"SELECT array_agg(id ORDER BY received_at, id) FROM instruments_statement WHERE digest = %s"
_IDS_AND_NEWER: Final = (
    b"SELECT (" + _IDS + b"), (SELECT array_agg(id ORDER BY version) FROM instruments_instrumentversion"
    b" WHERE document_id = %s AND version > %s)"
)
_MOST: Final = 4_096


@dataclass(frozen=True)
class Version:
    """One version of an instrument, as the acting organisation keeps it. ``purposes``: their Dutch words by key."""

    id: UUID
    document_id: str
    version: int
    digest: str
    title: str
    parties: dict[str, UUID]
    begins_on: date | None
    ends_on: date | None
    adopted_at: datetime
    purposes: Mapping[str, str]

    @property
    def members(self) -> Parties:
        """The organisations that are party to it."""
        return frozenset(self.parties.values())

    def between(self, rule: Rule) -> tuple[UUID | None, UUID | None]:
        """Who discloses and who receives under ``rule``; None for a party that takes no part itself."""
        return self.parties.get(rule.discloser), self.parties.get(rule.recipient)


# What this process has read of rows that can be added and neither changed nor deleted, per organisation.
_versions: dict[tuple[UUID, UUID], Version] = {}
_statements: dict[tuple[UUID, str], tuple[tuple[UUID, ...], tuple[Known, ...]]] = {}


def version(version_id: UUID) -> Version:
    """The own copy with this id; raises ``InstrumentVersion.DoesNotExist``."""
    found = _there(ask_now(b"SELECT id FROM instruments_instrumentversion WHERE id = %s", [version_id]))
    if found is None:
        raise InstrumentVersion.DoesNotExist
    return found


def version_by_digest(digest: str) -> Version | None:
    """The own copy of this very text, if there is one."""
    return _there(ask_now(b"SELECT id FROM instruments_instrumentversion WHERE digest = %s", [digest]))


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
    return _text(kept).document


def compiled(kept: Version) -> Policy:
    """What a version permits; made once per text."""
    return _text(kept).policy


def content(kept: Version) -> dict[str, Json]:
    """The document of a version as it is stored."""
    return InstrumentVersion.objects.values_list("document", flat=True).get(id=kept.id)


def terms(kept: Version) -> Terms:
    """What the text asks of the statements about it."""
    return terms_of(document(kept), kept.parties)


def known(digest: str) -> list[Known]:
    """What was said about a text, as far as the own copy knows, in the order in which it came to lie there."""
    ((ids,),) = ask_now(_IDS, [digest])
    return _known(digest, ids)


def known_and_newer(kept: Version) -> tuple[list[Known], list[Version]]:
    """``known``, and the own copies of later versions between the same parties, the oldest first: in one question."""
    ((ids, newer),) = ask_now(_IDS_AND_NEWER, [kept.digest, kept.document_id, kept.version])
    later = [_read(one) for one in newer or ()]
    return _known(kept.digest, ids), [one for one in later if one.parties == kept.parties]


def _known(digest: str, ids: list[UUID] | None) -> list[Known]:
    """The statements with these ids. They never change, so what lies here is read again only when it is not the same any more."""
    place, wanted = (acting_organisation(), digest), tuple(ids or ())
    before = _statements.get(place)
    if before is None or before[0] != wanted:
        rows = Statement.objects.filter(digest=digest).order_by("received_at", "id")
        read = [(row.id, Known(said_in(row), row.received_at)) for row in rows]
        before = tuple(one for one, _ in read), tuple(one for _, one in read)
        if len(_statements) >= _MOST:
            _statements.clear()
        _statements[place] = before
    return list(before[1])


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


def _text(kept: Version) -> compiling.Compiled:
    return compiling.compiled(kept.digest, lambda: content(kept))


def _there(ids: Sequence[tuple[UUID]]) -> Version | None:
    """The own copy that was found to be there, if one was."""
    return _read(ids[0][0]) if ids else None


def _read(version_id: UUID) -> Version:
    """The own copy with this id, as this process knows it already: what is there was never changed."""
    place = (acting_organisation(), version_id)
    found = _versions.get(place)
    if found is not None:
        return found
    fresh = _version(InstrumentVersion.objects.get(id=version_id))

    def keep() -> None:
        if len(_versions) >= _MOST:
            _versions.clear()
        _versions[place] = fresh

    transaction.on_commit(keep)  # else it would be known although it was never adopted
    return fresh


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
        purposes={one["key"]: one["text"]["nl"] for one in content.get("purpose") or ()},
    )
