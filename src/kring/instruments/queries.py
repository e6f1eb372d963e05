"""Read the acting organisation's own copies: versions, what was said about them, and what that amounts to."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kring.core.canonical import Json
from kring.core.days import belgian_day, start_of
from kring.core.reasons import Reason
from kring.instruments import hold, pair_queries, standing_rules
from kring.instruments import outlook as outlooks
from kring.instruments.copies import (
    Version,
    compiled,
    content,
    document,
    known,
    known_and_newer,
    said_in,
    terms,
    the_version,
    version,
    version_by_digest,
    versions,
    versions_of,
)
from kring.instruments.models import Statement
from kring.instruments.outlook import Outlook
from kring.instruments.pair_queries import agreement_on, agreements_with
from kring.instruments.standing_moves import PAIR_AGREEMENT, STEPS, State
from kring.instruments.standing_rules import Awaited, Known
from kring.instruments.statements import Said
from kring.policy.decide import not_in_force
from kring.policy.standing import Standing
from kring.policy.texts import reason

__all__ = [
    "Awaited",
    "Carrying",
    "Situation",
    "Version",
    "agreement_on",
    "agreements_with",
    "carrying",
    "compiled",
    "content",
    "document",
    "held",
    "holds",
    "in_force",
    "in_force_at",
    "known",
    "said_in",
    "situation",
    "standing",
    "statement_content",
    "terms",
    "the_version",
    "version",
    "version_by_digest",
    "versions",
]


@dataclass(frozen=True)
class Carrying:
    """One disclosure that carries an item, with who discloses and who receives."""

    version: Version
    disclosure: str
    sender: UUID
    recipient: UUID


@dataclass(frozen=True)
class Situation:
    """How a version stands on a day, for people to read.

    ``reasons`` say why it is not in force, empty when it is; ``outlook`` what asks attention, also while it is in force.
    ``awaited`` is the next statement that it needs. ``fictitious``: every statement on the copy is.
    """

    version: Version
    state: State
    in_force: bool
    standing: Standing
    reasons: tuple[Reason, ...]
    outlook: Outlook
    awaited: Awaited | None
    statements: tuple[Said, ...]
    fictitious: bool


def standing(kept: Version, at: datetime) -> Standing:
    """The standing of a version at ``at``, from the own copies only.

    Advised, decided, signed and published are the days on which the last party said so; None while one has not.
    """
    said, newer = known_and_newer(kept)
    return _standing(kept, said, newer, at)


def held(kept: Version, at: datetime) -> Standing:
    """``standing``, for who lets something pass: nobody can say anything about the instrument until the open transaction ends."""
    hold.share(kept.document_id)
    return standing(kept, at)


def holds(kept: Version, at: datetime) -> bool:
    """Whether the version is in force at ``at``: it has every statement it needs, is not stopped nor replaced, and runs."""
    return not _reasons(kept, standing(kept, at), belgian_day(at))


def in_force(day: date) -> list[Version]:
    """The versions that are in force on a Belgian day, at its end."""
    at = start_of(day + timedelta(days=1)) - timedelta(microseconds=1)
    return [kept for kept in versions() if holds(kept, at)]


def in_force_at(document_id: str, parties: dict[str, UUID], at: datetime) -> Version | None:
    """The version of a document between ``parties`` (organisation by key) that is, or was, in force at ``at``. source: P8

    At most one is: a newer one takes over at the instant when it is in force on the own copy, and from then on for good.
    """
    return next((kept for kept in versions_of(document_id, parties) if holds(kept, at)), None)


def situation(kept: Version, at: datetime) -> Situation:
    """Everything that a page tells about how a version stands."""
    (said, newer), day = known_and_newer(kept), belgian_day(at)
    now = _standing(kept, said, newer, at)
    asked, policy = terms(kept), compiled(kept)
    stands = standing_rules.state(asked, said, now, day)
    reasons = _reasons(kept, now, day)
    return Situation(
        version=kept,
        state="ended" if outlooks.ended_by_law(policy, day) and stands != "suspended" else stands,
        in_force=not reasons,
        standing=now,
        reasons=reasons,
        outlook=outlooks.outlook(asked, said, policy, now, day),
        awaited=None if stands in ("suspended", "ended", "replaced") else standing_rules.awaited(asked, said),
        statements=tuple(k.said for k in said),
        fictitious=bool(said) and all(k.said.fictitious for k in said),
    )


def carrying(item: str, *, sender: UUID | None = None, recipient: UUID | None = None) -> list[Carrying]:
    """The disclosures whose items include ``item``, of all own copies, newest version of a document first."""
    found = []
    for kept in versions():
        for rule in compiled(kept).disclosures.values():
            discloser, receiver = kept.between(rule)
            if discloser is None or receiver is None or item not in rule.items:
                continue
            if sender in (None, discloser) and recipient in (None, receiver):
                found.append(Carrying(kept, rule.key, discloser, receiver))
    return found


def statement_content(said: UUID) -> dict[str, Json]:
    """A statement as it travels: its content and the maker's signature (base64). Raises ``Statement.DoesNotExist``."""
    row = Statement.objects.filter(said=said).first()
    if row is None:
        return pair_queries.record_content(said)
    return {"statement": said_in(row).content(), "signature": b64encode(bytes(row.signed)).decode()}


def _reasons(kept: Version, now: Standing, day: date) -> tuple[Reason, ...]:
    """Why nothing passes under the version on ``day``; a purpose without a law stops it only when no other has one."""
    policy = compiled(kept)
    found = not_in_force(policy, now, day)
    if not outlooks.ended_by_law(policy, day):
        return found
    return (*found, *(reason("basis_lapsed", f"purpose.{name}.basis", name=name) for name in policy.bases))


def _standing(kept: Version, said: list[Known], newer: list[Version], at: datetime) -> Standing:
    return standing_rules.dates(
        terms(kept),
        said,
        belgian_day(at),
        without_agreement=_without_agreement(kept),
        replaced=_replaced(newer, at),
    )


def _without_agreement(kept: Version) -> date | None:
    """The first day of the term on which the agreement of the pair under it does not run; None for any other text."""
    policy = compiled(kept)
    if policy.end_of != PAIR_AGREEMENT:
        return None
    return pair_queries.without(kept.members, policy.begins)


def _replaced(newer: list[Version], at: datetime) -> date | None:
    """The day since when one of the newer versions is in force instead, if that is so at ``at``."""
    since = [first for one in newer if (first := _first_in_force(one)) is not None and first <= at]
    return belgian_day(min(since)) if since else None


def _first_in_force(kept: Version) -> datetime | None:
    """The instant from which a version was in force on the own copy, whatever stopped it later; None when it never was."""
    said, asked, policy = known(kept.digest), terms(kept), compiled(kept)
    steps = [k for k in said if k.said.made_by in asked.makers and k.said.kind in {STEPS[need] for need in asked.needs}]
    first_day = max([policy.begins, *(k.said.on for k in steps)])
    known_at = max([kept.adopted_at, *(k.at for k in steps)])
    resumed = [(k.said.on, k.at) for k in said if k.said.kind == "resumption"]
    for day, at in sorted([(first_day, known_at), *((max(on, first_day), max(at, known_at)) for on, at in resumed)]):
        since = at if belgian_day(at) >= day else start_of(day)
        on = belgian_day(since)
        now = standing_rules.dates(asked, said, on, without_agreement=_without_agreement(kept))
        if not _reasons(kept, now, on):
            return since
    return None
