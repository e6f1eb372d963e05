"""Judge one part of a batch as things stand this instant: the discloser's facts, the own copy of the document, its standing.

Called twice, by ``permit`` and again by ``release``: a withdrawal, a suspension or an end in between bites by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from kring.core.days import Period, belgian_day
from kring.core.reasons import Reason
from kring.core.registry import Part, Source, Subject, key_item, sources
from kring.core.vocabulary import Context
from kring.exchange.models import Batch
from kring.guard.acting import Acting, acting_organisation
from kring.instruments import queries as instruments
from kring.parties import queries as parties
from kring.persons import queries as persons
from kring.policy.decide import Decision, Request, batch_refusals, context_of, decide_many
from kring.policy.rules import Policy, Rule

_WRONG_PARTY: Final = Reason(
    "wrong_party",
    "party",
    {
        "nl": "Volgens het instrument gaat dit niet van deze organisatie naar die andere.",
        "en": "Under the instrument this does not go from this organisation to that other one.",
    },
    "discloser",
)


@dataclass(frozen=True)
class Order:
    """What a flow asks of the door: one chunk of one batch of one disclosure to one recipient.

    ``acting`` is the position that starts it (an employee's, or the machine's for a reply); ``role`` is only given for the
    machine, which holds no function of its own; ``chunk`` counts from 0 to ``chunks`` - 1. ``purpose`` is named where the
    disclosure has several.
    """

    acting: Acting
    version: UUID
    disclosure: str
    recipient: UUID
    batch: UUID
    chunk: int
    chunks: int
    refs: tuple[str, ...]
    role: str | None = None
    in_reply_to: UUID | None = None
    purpose: str | None = None
    period_asked: Period | None = None

    def part(self, day: date, refs: tuple[str, ...] | None = None) -> Part:
        """The part of the batch that a source is asked about."""
        return Part(self.batch, self.chunk, self.refs if refs is None else refs, day)


@dataclass(frozen=True)
class Verdict:
    """A judgement: either ``stopped`` says why nothing of the part may leave, or each subject has its decision."""

    policy: Policy
    rule: Rule
    source: Source
    context: Context
    role: str
    stopped: tuple[Reason, ...]
    decisions: Mapping[str, Decision]
    subjects: Mapping[str, Subject]

    @property
    def day(self) -> date:
        """The Belgian day on which it was judged."""
        return self.context.day

    def permitted(self) -> tuple[str, ...]:
        """The refs of whom something may leave."""
        return tuple(ref for ref, decision in self.decisions.items() if decision.permitted)

    def withheld(self) -> dict[str, tuple[Reason, ...]]:
        """For each other ref: why."""
        return {ref: decision.reasons for ref, decision in self.decisions.items() if not decision.permitted}


def judge(order: Order, at: datetime) -> Verdict:
    """Judge ``order`` at ``at``, inside ``acting_for`` of the discloser. Takes the lock on the batch's periodicity."""
    version = instruments.version(order.version)
    policy = instruments.compiled(version)
    rule = policy.disclosures[order.disclosure]
    items = tuple(rule.items)
    day = belgian_day(at)
    source = sources[key_item(items, sources) or ""]
    position = parties.held(order.acting.position, day)
    role = (order.role or position.function) if position else ""
    request = Request(
        disclosure=order.disclosure,
        acting_role=role,
        asked=items,
        purpose=order.purpose,
        period_asked=order.period_asked,
        facts={"previous": _previous_days(order, policy.id)},
    )
    standing = instruments.standing(version, at)
    stopped = (*_direction(order, version, rule), *batch_refusals(policy, standing, request, at))
    subjects = {} if stopped else {subject.ref: subject for subject in source.subjects(order.part(day))}
    decisions = decide_many(policy, standing, request, _with_standing_facts(list(subjects.values()), day), at)
    return Verdict(policy, rule, source, context_of(request, at), role, stopped, dict(decisions), subjects)


def _direction(order: Order, version: instruments.Version, rule: Rule) -> tuple[Reason, ...]:
    """The text says who discloses to whom; a flow that errs is told so and nothing leaves."""
    return () if (order.acting.organisation, order.recipient) == version.between(rule) else (_WRONG_PARTY,)


def _previous_days(order: Order, document: str) -> list[str]:
    """The days of earlier batches of this disclosure to this recipient, under a lock: two rounds cannot both be the first."""
    organisation = acting_organisation()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{organisation}|{document}|{order.disclosure}|{order.recipient}"],
        )
    earlier = Batch.objects.filter(document=document, disclosure=order.disclosure, recipient=order.recipient)
    days = earlier.exclude(batch=order.batch).values_list("first_permit_on", flat=True)
    return [day.isoformat() for day in days]


def _with_standing_facts(subjects: Sequence[Subject], day: date) -> list[tuple[str, Mapping[str, object]]]:
    """Restriction and objection hold always and are written in no document: the door asks for them itself."""
    known = {subject.person for subject in subjects if subject.person is not None}
    restricted, objected = persons.restricted(known, day), persons.objected(known, day)
    return [
        (s.ref, {**s.facts, "restricted": s.person in restricted, "objection": s.person in objected}) for s in subjects
    ]
