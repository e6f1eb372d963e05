"""Judge one part of a batch as things stand this instant: the discloser's facts, the own copy of the document, its standing.

Called twice, by ``permit`` and again by ``release``: a withdrawal, a suspension or an end in between bites by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kring.core.days import Period, belgian_day
from kring.core.reasons import Reason
from kring.core.registry import GENERAL, Arrived, Part, Source, Subject, sources
from kring.core.vocabulary import Context
from kring.exchange import facts, onward
from kring.exchange.claims import claimed
from kring.exchange.envelope import envelope_of
from kring.exchange.facts import Raw
from kring.exchange.models import Batch
from kring.guard.acting import Acting, acting_organisation
from kring.guard.rows import ask_now
from kring.instruments import queries as instruments
from kring.parties import queries as parties
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
_NOT_ASKED: Final = Reason(
    "not_asked",
    "in_reply_to",
    {
        "nl": "Dit gaat alleen uit als antwoord op een vraag, en die vraag is er niet.",
        "en": "This leaves only in answer to a question, and there is no such question.",
    },
    "discloser",
)
_NOBODY: Final = Reason(
    "nobody",
    "subjects",
    {
        "nl": "Er is niemand (meer) over wie dit gaat.",
        "en": "There is nobody (any more) whom this is about.",
    },
    "discloser",
)


@dataclass(frozen=True)
class Order:
    """What a flow asks of the door: one chunk of one batch of one disclosure to one recipient.

    ``acting`` is the position that starts it (an employee's, or the machine's for a reply); ``role`` is given for the machine,
    which holds no function of its own, and where the flow knows more of the position than that (a social worker *involved*);
    ``chunk`` counts from 0 to ``chunks`` - 1. ``purpose`` is named where the disclosure has several.

    ``about_somebody``: a part that would concern nobody does not leave; that it came would tell that there was something to say.

    ``source`` is only given for a question that is in nobody's tables (else the key item finds it). ``asked`` is the question that
    an answer answers, ``asked_about`` the own pseudonyms of those it names, ``on_behalf`` for whom the machine answers.

    ``corrects`` is the report in answer to which corrected values of an earlier part go again: these ``items`` of it and no others.
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
    source: Source | None = None
    asked: Arrived | None = None
    asked_about: Mapping[str, bytes | None] = field(default_factory=dict)
    on_behalf: UUID | None = None
    corrects: UUID | None = None
    items: tuple[str, ...] = ()
    about_somebody: bool = False

    @property
    def envelope(self) -> UUID:
        """The one envelope in which this part can leave."""
        return envelope_of(self.batch, self.disclosure, self.chunk, self.acting.organisation, self.corrects)

    def part(self, day: date, refs: tuple[str, ...] | None = None) -> Part:
        """The part of the batch that a source is asked about."""
        return Part(self.batch, self.chunk, self.refs if refs is None else refs, day, self.asked)


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
    answers: bool = False
    """Whether this is an answer to the question that it says it answers."""

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


Gathered = Mapping[str, Raw] | tuple[Reason, ...]
"""What other organisations answered beforehand, by fact and ref; or why they could not be asked, and nothing may leave."""
NOTHING: Final[Gathered] = {}


def judge(order: Order, at: datetime, gathered: Gathered = NOTHING) -> Verdict:
    """Judge ``order`` at ``at``, inside ``acting_for`` of the discloser. Takes the lock under which no other may send the same.

    ``gathered`` are the facts that other organisations answered beforehand.
    """
    version = instruments.version(order.version)
    policy = instruments.compiled(version)
    rule = policy.disclosures[order.disclosure]
    if order.corrects is not None:
        policy, rule = _lasting(policy, rule)
    items = order.items or tuple(rule.items)
    day = belgian_day(at)
    source = order.source or sources[claimed(policy, rule, sources) or GENERAL]
    position = parties.held(order.acting.position, day)
    role = (order.role or position.function) if position else ""
    known = facts.of_batch(
        policy,
        rule,
        day=day,
        recipient=order.recipient,
        period_asked=order.period_asked,
        stated=order.asked.stated if order.asked else {},
        acting=order.on_behalf,
    )
    request = Request(
        disclosure=order.disclosure,
        acting_role=role,
        asked=items,
        purpose=order.purpose,
        period_asked=order.period_asked,
        facts={**known, "previous": _previous_days(order, policy.id, rule)},
    )
    standing = instruments.held(version, at)
    answers = _answers(order, policy, rule)
    stopped = (
        *_direction(order, version, rule),
        *(() if answers or not _is_answer(policy, rule) else (_NOT_ASKED,)),
        *batch_refusals(policy, standing, request, at),
        *(gathered if isinstance(gathered, tuple) else ()),
    )
    context = context_of(request, at)
    if stopped:
        return Verdict(policy, rule, source, context, role, stopped, {}, {}, answers)
    subjects = facts.complete(
        policy,
        rule,
        source.subjects(order.part(day)),
        asked_about=order.asked_about,
        batch=known,
        gathered={} if isinstance(gathered, tuple) else gathered,
        day=day,
        recipient=order.recipient,
        period_asked=order.period_asked,
    )
    decisions = dict(decide_many(policy, standing, request, [(one.ref, one.facts) for one in subjects], at))
    decisions |= onward.refused(subjects, order.recipient, context)
    if order.about_somebody and not any(decision.permitted for decision in decisions.values()):
        whys = {reason.code: reason for decision in decisions.values() for reason in decision.reasons}
        return Verdict(policy, rule, source, context, role, tuple(whys.values()) or (_NOBODY,), {}, {}, answers)
    return Verdict(policy, rule, source, context, role, (), decisions, {one.ref: one for one in subjects}, answers)


def _lasting(policy: Policy, rule: Rule) -> tuple[Policy, Rule]:
    """The same disclosure as an earlier one obliges to it: in any state of the instrument, however often; all else as it says.

    source: REQUIREMENTS P7 - what earlier disclosures oblige to always passes
    """
    lasts = replace(rule, after_end=True, every=None)
    return replace(policy, disclosures={**policy.disclosures, rule.key: lasts}), lasts


def _direction(order: Order, version: instruments.Version, rule: Rule) -> tuple[Reason, ...]:
    """The text says who discloses to whom; a flow that errs is told so and nothing leaves."""
    return () if (order.acting.organisation, order.recipient) == version.between(rule) else (_WRONG_PARTY,)


def _is_answer(policy: Policy, rule: Rule) -> bool:
    return rule.in_reply_to is not None and policy.disclosures[rule.in_reply_to].by == "ask"


def _answers(order: Order, policy: Policy, rule: Rule) -> bool:
    """Whether the question that the order names is one that this disclosure answers: same text, same purpose, same people."""
    asked = order.asked
    return (
        asked is not None
        and _is_answer(policy, rule)
        and (asked.digest, asked.disclosure) == (policy.digest, rule.in_reply_to)
        and (asked.sender, asked.batch) == (order.recipient, order.in_reply_to)
        and (asked.purpose, asked.period_asked) == (order.purpose, order.period_asked)
        and set(order.refs) <= {row["ref"] for row in asked.rows}
    )


def _previous_days(order: Order, document: str, rule: Rule) -> list[str]:
    """The days of earlier batches of this disclosure to this recipient, under a lock: two rounds cannot both be the first.

    Where the text sets no limit on how often, nobody else's batch matters, and only who sends this very part waits for this lock.
    """
    organisation = acting_organisation()
    if rule.every is None:
        _alone(f"part|{order.envelope}")
        return []
    _alone(f"{organisation}|{document}|{order.disclosure}|{order.recipient}")
    earlier = Batch.objects.filter(document=document, disclosure=order.disclosure, recipient=order.recipient)
    days = earlier.exclude(batch=order.batch).values_list("first_permit_on", flat=True)
    return [day.isoformat() for day in days]


def _alone(name: str) -> None:
    """Until the open transaction ends."""
    ask_now(b"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
