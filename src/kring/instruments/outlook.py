"""What a version asks attention for on a day: conditions not met, changes under review, what ends it soon. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from kring.core.days import Duration, add, parse_duration
from kring.instruments.standing_rules import Known
from kring.instruments.statements import Said
from kring.instruments.terms import Parties, Terms, Undertaking
from kring.policy.rules import Bases, Policy
from kring.policy.standing import Standing

_WARN: Final = "warn:"
_WARN_AHEAD: Final = Duration(3, 0)
"""How long before an end it is told, where the text does not say (``then = ["warn:P2M"]``)."""


@dataclass(frozen=True)
class Condition:
    """A condition of the text on ``day``: ``met`` by which statement, or open, and then ``overdue`` when its day is past."""

    undertaking: Undertaking
    met: Said | None
    overdue: bool


@dataclass(frozen=True)
class Review:
    """A change that was told, and the parties that have not closed its review."""

    change: Said
    waits_for: Parties


@dataclass(frozen=True)
class Ahead:
    """The first day on which something no longer holds: the whole by its term, by a statement, or what rests on a law alone.

    ``what`` names the purpose whose law ends; else it is empty.
    """

    day: date
    why: Literal["term", "party", "notice", "agreement", "law"]
    what: str = ""


@dataclass(frozen=True)
class Outlook:
    """``lapsed``: the purposes whose law does not hold on the day. ``dpia``: the newest reference of each party."""

    conditions: tuple[Condition, ...]
    reviews: tuple[Review, ...]
    ahead: tuple[Ahead, ...]
    lapsed: tuple[str, ...]
    dpia: dict[UUID, str]

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        """Those that are not met, the earliest deadline first; those without a day last."""
        still = [one for one in self.conditions if one.met is None]
        return tuple(sorted(still, key=lambda one: one.undertaking.due or date.max))


def outlook(terms: Terms, known: Sequence[Known], policy: Policy, now: Standing, day: date) -> Outlook:
    """Everything that a version asks attention for on ``day``."""
    return Outlook(
        conditions=tuple(_condition(one, known, day) for one in terms.undertakings.values()),
        reviews=_reviews(terms, known),
        ahead=_ahead(policy, now, day),
        lapsed=lapsed(policy, day),
        dpia=_assessments(known),
    )


def lapsed(policy: Policy, day: date) -> tuple[str, ...]:
    """The purposes whose law is not in force on ``day``: nothing passes for them. source: P7 - by operation of law"""
    return tuple(purpose for purpose, bases in policy.bases.items() if not bases.hold_on(day))


def rests_on_law(policy: Policy, purposes: Collection[str], day: date) -> bool:
    """Whether one of ``purposes`` has a law on ``day``; a purpose that names none needs none."""
    gone = lapsed(policy, day)
    return not purposes or any(one not in gone for one in purposes)


def ended_by_law(policy: Policy, day: date) -> bool:
    """Whether no purpose of the text has a law left on ``day``."""
    return bool(policy.bases) and len(lapsed(policy, day)) == len(policy.bases)


def _assessments(known: Sequence[Known]) -> dict[UUID, str]:
    """By their own day, not by when they arrived: both copies then tell the same."""
    said = sorted((k.said for k in known if k.said.kind == "dpia_referenced"), key=lambda one: one.on)
    return {one.made_by: one.ref for one in said}


def _condition(undertaking: Undertaking, known: Sequence[Known], day: date) -> Condition:
    met = next((k.said for k in known if k.said.kind == "condition_met" and k.said.key == undertaking.key), None)
    return Condition(undertaking, met, met is None and undertaking.due is not None and undertaking.due < day)


def _reviews(terms: Terms, known: Sequence[Known]) -> tuple[Review, ...]:
    found = []
    for change in (k.said for k in known if k.said.kind == "change_told"):
        closed = {k.said.made_by for k in known if k.said.kind == "review_closed" and k.said.about == change.id}
        if left := terms.parties - closed:
            found.append(Review(change, left))
    return tuple(found)


def _ahead(policy: Policy, now: Standing, day: date) -> tuple[Ahead, ...]:
    """What ends within the term of warning, the earliest first."""
    found = []
    if policy.ends is not None and policy.ends < date.max:
        found.append(Ahead(policy.ends + timedelta(days=1), "term"))
    if now.ended is not None:
        found.append(Ahead(now.ended, now.ended_by))
    for purpose, bases in policy.bases.items():
        if (last := lapses_on(bases, day)) is not None:
            found.append(Ahead(last, "law", purpose))
    until = add(day, _warning(policy))
    return tuple(sorted((one for one in found if day < one.day <= until), key=lambda one: (one.day, one.why)))


def lapses_on(bases: Bases, day: date) -> date | None:
    """The first day from ``day`` on which one side of the bases rests on no law any more; None when that is not known."""
    ends = {period.last + timedelta(days=1) for period in (*bases.collection, *bases.disclosure) if period.last}
    return next((one for one in sorted({day, *(end for end in ends if end > day)}) if not bases.hold_on(one)), None)


def _warning(policy: Policy) -> Duration:
    said = [parse_duration(duty.removeprefix(_WARN)) for duty in policy.duties_at_end if duty.startswith(_WARN)]
    return max(said, key=lambda term: (term.months, term.days), default=_WARN_AHEAD)
