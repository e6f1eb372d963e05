"""Read the acting organisation's own copies: versions, what was said about them, and what that amounts to."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from kring.core.canonical import Json
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.instruments import compiling, standing_rules
from kring.instruments.models import InstrumentVersion, Statement
from kring.instruments.standing_moves import Kind, State
from kring.instruments.standing_rules import Known, Parties
from kring.instruments.statements import Said
from kring.policy import standing as standings
from kring.policy.document import Document
from kring.policy.rules import Policy, Rule
from kring.policy.standing import Standing


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

    def between(self, rule: Rule) -> tuple[UUID, UUID]:
        """Who discloses and who receives under ``rule``."""
        return self.parties[rule.discloser], self.parties[rule.recipient]


@dataclass(frozen=True)
class Carrying:
    """One disclosure that carries an item, with who discloses and who receives."""

    version: Version
    disclosure: str
    sender: UUID
    recipient: UUID


@dataclass(frozen=True)
class Situation:
    """How a version stands on a day, for people to read. ``fictitious``: every statement on the copy is."""

    version: Version
    state: State
    in_force: bool
    standing: Standing
    statements: tuple[Said, ...]
    fictitious: bool


def version(version_id: UUID) -> Version:
    """The own copy with this id; raises ``InstrumentVersion.DoesNotExist``."""
    return _version(InstrumentVersion.objects.get(id=version_id))


def version_by_digest(digest: str) -> Version | None:
    """The own copy of this very text, if there is one."""
    row = InstrumentVersion.objects.filter(digest=digest).first()
    return _version(row) if row else None


def versions() -> list[Version]:
    """All own copies, by document, newest version first."""
    return [_version(row) for row in InstrumentVersion.objects.order_by("document_id", "-version")]


def document(kept: Version) -> Document:
    """The text of a version, as it was read when it was adopted."""
    return compiling.compiled(kept.digest, kept.content).document


def compiled(kept: Version) -> Policy:
    """What a version permits; made once per text."""
    return compiling.compiled(kept.digest, kept.content).policy


def standing(kept: Version, at: datetime) -> Standing:
    """The standing of a version at ``at``, from the statements on the own copy only.

    Advised, signed and published are the days on which the last party said so; None while one has not.
    """
    return _standing(kept, known(kept.digest), belgian_day(at))


def holds(kept: Version, at: datetime) -> bool:
    """Whether the version is in force at ``at``: every statement that its kind needs, not stopped, within its term."""
    return _holds(kept, standing(kept, at), belgian_day(at))


def in_force(day: date) -> list[Version]:
    """The versions that are in force on a Belgian day."""
    return [kept for kept in versions() if _holds(kept, _standing(kept, known(kept.digest), day), day)]


def situation(kept: Version, at: datetime) -> Situation:
    """Everything that a page tells about how a version stands."""
    said, day = known(kept.digest), belgian_day(at)
    now = _standing(kept, said, day)
    return Situation(
        version=kept,
        state=standing_rules.state(kept.members, said, day),
        in_force=_holds(kept, now, day),
        standing=now,
        statements=tuple(k.said for k in said),
        fictitious=bool(said) and all(k.said.fictitious for k in said),
    )


def carrying(item: str, *, sender: UUID | None = None, recipient: UUID | None = None) -> list[Carrying]:
    """The disclosures whose items include ``item``, of all own copies, newest version of a document first."""
    found = []
    for kept in versions():
        rules = compiled(kept).disclosures.values()
        for rule in rules:
            one = Carrying(kept, rule.key, *kept.between(rule))
            if item in rule.items and sender in (None, one.sender) and recipient in (None, one.recipient):
                found.append(one)
    return found


def statement_content(said: UUID) -> dict[str, Json]:
    """A statement as it travels: its content and the maker's signature (base64). Raises ``Statement.DoesNotExist``."""
    row = Statement.objects.get(said=said)
    return {"statement": said_in(row).content(), "signature": b64encode(bytes(row.signed)).decode()}


def known(digest: str) -> list[Known]:
    """What was said about a text, as far as the own copy knows, in the order in which it came to lie there."""
    rows = Statement.objects.filter(digest=digest).order_by("received_at", "id")
    return [Known(said_in(row), belgian_day(row.received_at)) for row in rows]


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
    )


def the_version(digest: str) -> Version:
    """The own copy of this text; raises ``Fault("no_copy")``."""
    kept = version_by_digest(digest)
    if kept is None:
        raise Fault("no_copy", "Uw organisatie heeft geen exemplaar van deze tekst. Neem hem eerst aan.")
    return kept


def _standing(kept: Version, said: list[Known], day: date) -> Standing:
    found = standing_rules.dates(kept.members, said, day)
    return Standing(
        advised=found.advised,
        signed=found.signed,
        first_signed=found.first_signed,
        published=found.published,
        suspended=found.suspended,
        ended=found.ended,
    )


def _holds(kept: Version, now: Standing, day: date) -> bool:
    policy = compiled(kept)
    within = policy.begins <= day and (policy.ends is None or day <= policy.ends)
    return within and not standings.refusals(now, day, needs=policy.needs)


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
