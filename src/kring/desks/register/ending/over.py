"""Whether a text is over for good, or soon, and what its own duties at the end are. Reads the own copies; no personal data."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kring.core.days import belgian_day
from kring.core.ending import Text
from kring.instruments import outlook
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.instruments.standing_moves import PAIR_AGREEMENT
from kring.policy.rules import Policy

ERASES: Final = frozenset({"erase", "anonymise"})
"""The duties that leave nothing: Kring knows no rows without people, so it does both by deleting. source: 002 §8c"""
EVALUATES: Final = "evaluate"


@dataclass(frozen=True)
class Over:
    """The first day on which nothing passes any more, for good; ``why``: term, party, notice, agreement or law."""

    day: date
    why: str

    @property
    def last_day(self) -> date:
        """The last day on which something passed."""
        return self.day - timedelta(days=1)


def over(kept: Version, at: datetime) -> Over | None:
    """When and why the own copy came to its end, if it did by ``at``; inside ``acting_for``."""
    ends = coming(kept, at)
    return ends if ends is not None and ends.day <= belgian_day(at) else None


def coming(kept: Version, at: datetime) -> Over | None:
    """The end of the own copy as far as it is known at ``at``, past or to come; the earliest when there are several.

    An agreement of a pair can be renewed: where it is what lacks, nothing is over for good.
    """
    policy, now, day = instruments.compiled(kept), instruments.standing(kept, at), belgian_day(at)
    found = []
    if policy.ends is not None and policy.ends < date.max:
        found.append(Over(policy.ends + timedelta(days=1), "term"))
    if now.ended is not None and (now.ended_by != "agreement" or policy.end_of != PAIR_AGREEMENT):
        found.append(Over(now.ended, now.ended_by))
    if outlook.ended_by_law(policy, day):
        found.append(Over(_first_without_law(policy, day), "law"))
    return min(found, key=lambda one: one.day, default=None)


def erases(policy: Policy) -> bool:
    """Whether the text has everything erased at its end."""
    return bool(ERASES & set(policy.duties_at_end))


def evaluates(policy: Policy) -> bool:
    """Whether the text asks for an evaluation at its end."""
    return EVALUATES in policy.duties_at_end


def text_of(kept: Version, own: UUID) -> Text:
    """The text as flows are asked about it: the items that ``own`` discloses and receives under it."""
    sends: set[str] = set()
    receives: set[str] = set()
    for rule in instruments.compiled(kept).disclosures.values():
        discloser, recipient = kept.between(rule)
        sends |= set(rule.items) if discloser == own else set()
        receives |= set(rule.items) if recipient == own else set()
    return Text(kept.digest, frozenset(sends), frozenset(receives))


def _first_without_law(policy: Policy, day: date) -> date:
    periods = [period for bases in policy.bases.values() for period in (*bases.collection, *bases.disclosure)]
    ends = sorted({period.last + timedelta(days=1) for period in periods if period.last is not None})
    return next((end for end in ends if end <= day and outlook.ended_by_law(policy, end)), day)
