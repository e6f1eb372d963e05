"""Before a decision: ask other organisations what only they can say, each question a disclosure of its own.

Outside any transaction, before the permit. What they answer is held in memory for this one send and kept nowhere; when one of
them does not answer, nothing leaves, and the send may be tried again. source: DESIGN, "gather"; REQUIREMENTS E17, K6
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from kring.core.clock import Clock
from kring.core.days import Period
from kring.core.reasons import Reason
from kring.core.ssin import Ssin, read_ssin
from kring.core.vocabulary import Context
from kring.directory import port
from kring.directory.port import Enquiry
from kring.directory.vocabulary import key_of
from kring.exchange.judge import NOTHING, Gathered, Order, Verdict, judge
from kring.instruments import queries as instruments
from kring.persons import queries as persons
from kring.policy.rules import Condition, Rule

UNAVAILABLE: Final = Reason(
    "directory_unavailable",
    "gate",
    {
        "nl": "Het verwijzingsrepertorium antwoordt niet, en zonder dat antwoord gaat er niets uit. Probeer straks opnieuw.",
        "en": "The reference directory does not answer, and without its answer nothing leaves. Try again later.",
    },
    "both",
)
WITHIN: Final = 5.0
"""Seconds that one question may take."""
_SSIN: Final = "person.ssin"
_gated: dict[UUID, frozenset[str]] = {}  # by version, whose text never changes: the disclosures that ask the directory


@dataclass(frozen=True)
class Asking:
    """One enquiry, for the person under this ref."""

    ref: str
    enquiry: Enquiry


def may_ask(order: Order) -> bool:
    """Whether the directory may have to be asked; False only when this process knows that the text does not want it."""
    return order.disclosure in _gated.get(order.version, {order.disclosure})


def enquiries(order: Order, at: datetime) -> tuple[Asking, ...]:
    """What must be asked of the directory before ``order`` can be decided; inside ``acting_for`` of the discloser.

    Nothing, when something else already stops the part. For an answer, everybody asked about is asked about, known here or not, so
    that no time tells which; else only those of whom something would leave.
    """
    if order.disclosure not in _asking_disclosures(order.version):
        return ()
    policy = instruments.compiled(instruments.version(order.version))
    rule = policy.disclosures[order.disclosure]
    gates = _gates(rule)
    verdict = judge(order, at, {fact: dict.fromkeys(order.refs, True) for gate in gates for fact in gate.facts})
    if verdict.stopped:
        return ()
    return tuple(
        Asking(
            ref,
            Enquiry(
                id=uuid4(),
                digest=policy.digest,
                disclosure=rule.key,
                request=order.batch,
                discloser=order.acting.organisation,
                recipient=order.recipient,
                person=number,
                fact=fact,
                capacity=capacity,
                over=over,
                period=period,
            ),
        )
        for ref, number in _numbers(order, verdict).items()
        for gate in gates
        for fact in gate.facts
        for capacity, over in [key_of(gate.args)]
        if (period := _period(over, verdict.context)) is not None
    )


def answers(asking: Sequence[Asking], order: Order, *, clock: Clock) -> Gathered:
    """What the directory says, by fact and ref; or the reason why nothing may leave. Outside any transaction."""
    if not asking:
        return NOTHING
    found: dict[str, dict[str, list[Mapping[str, object]]]] = defaultdict(lambda: defaultdict(list))
    within = getattr(settings, "KRING_DIRECTORY_WAIT", WITHIN)
    for one in asking:
        enquiry = one.enquiry
        reply = port.installed().ask(enquiry, by=order.acting, clock=clock, within=within)
        if reply.enquiry != enquiry.id or reply.verdict == "unavailable":
            return (UNAVAILABLE,)
        found[enquiry.fact][one.ref].append(
            {"capacity": sorted(enquiry.capacity), "over": enquiry.over, "answer": reply.verdict == "yes"}
        )
    return {fact: dict(by_ref) for fact, by_ref in found.items()}


def _asking_disclosures(version: UUID) -> frozenset[str]:
    if version not in _gated:
        policy = instruments.compiled(instruments.version(version))
        _gated[version] = frozenset(rule.key for rule in policy.disclosures.values() if _gates(rule))
    return _gated[version]


def _gates(rule: Rule) -> list[Condition]:
    return [gate for gate in rule.gates if gate.evaluated_by == "directory"]


def _period(over: str, context: Context) -> Period | None:
    if over == "period_asked":
        return context.period_asked
    day = context.round_day if over == "round" else context.day
    return Period(day, day)


def _numbers(order: Order, verdict: Verdict) -> dict[str, str]:
    """The national number of each person that must be asked about; of whom there is none, nothing can be known."""
    if order.asked is not None:
        read = {row["ref"]: read_ssin(row.get(_SSIN)) for row in order.asked.rows}
        return {ref: one.number for ref, one in read.items() if isinstance(one, Ssin)}
    blinds = {ref: person for ref in verdict.permitted() if (person := verdict.subjects[ref].person) is not None}
    known = persons.by_blinds(set(blinds.values()))
    numbers = persons.ssins_of([row.id for row in known.values()])
    return {
        ref: numbers[known[blind].id] for ref, blind in blinds.items() if blind in known and known[blind].id in numbers
    }
