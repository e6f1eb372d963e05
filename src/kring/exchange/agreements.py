"""The instruments, as flows see them: which one lets me send this item to whom, and does it hold today?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Reason
from kring.exchange.models import Batch
from kring.instruments import queries as instruments
from kring.policy.decide import not_in_force


@dataclass(frozen=True)
class Agreement:
    """One disclosure of one version of which the acting organisation holds its own copy."""

    version: UUID
    document: str
    digest: str
    title: str
    disclosure: str
    sender: UUID
    recipient: UUID
    ends_on: date | None
    reasons: tuple[Reason, ...]
    next_day: date
    kept_until: date | None = None
    """The last day on which the recipient may keep what arrives today; None where the disclosure names no such rule."""

    @property
    def in_force(self) -> bool:
        """Whether something may leave under it today, as far as the document and its standing say."""
        return not self.reasons


def carrying(item: str, *, clock: Clock, sender: UUID | None = None, recipient: UUID | None = None) -> list[Agreement]:
    """The disclosures whose items include ``item``, newest version first, with the reasons why they do not hold today.

    ``next_day`` is the first day on which a new batch may go, as far as periodicity goes (today, when it is free).
    """
    now = clock()
    day = belgian_day(now)
    found = []
    for carried in instruments.carrying(item, sender=sender, recipient=recipient):
        version = carried.version
        policy = instruments.compiled(version)
        rule = policy.disclosures[carried.disclosure]
        earlier = Batch.objects.filter(
            document=policy.id, disclosure=carried.disclosure, recipient=carried.recipient
        ).values_list("first_permit_on", flat=True)
        found.append(
            Agreement(
                version=version.id,
                document=policy.id,
                digest=version.digest,
                title=version.title,
                disclosure=carried.disclosure,
                sender=carried.sender,
                recipient=carried.recipient,
                ends_on=policy.ends,
                reasons=not_in_force(policy, instruments.standing(version, now), day, after_end=rule.after_end),
                next_day=(rule.every.again_from(tuple(earlier), day) if rule.every else None) or day,
                kept_until=policy.retentions[rule.keep].due(day) if rule.keep else None,
            )
        )
    return found
