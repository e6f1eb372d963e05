"""The decision: may this disclosure of these items go, for each of these persons, under this instrument, at this moment?

Deny by default. What concerns the whole batch is judged once, before anybody's facts are looked at; persons are then filtered
by their own conditions. A fact that a condition needs and that is not known never permits: not even where another of an
``any`` would hold, for then nobody knows what was passed over.
source: REQUIREMENTS E1-E3, P7, P9; DESIGN, "The life of a disclosure".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from kring.core.days import Period, belgian_day
from kring.core.errors import Fault
from kring.core.readers import NotReadable, read_days, read_yes_or_no
from kring.core.reasons import Reason
from kring.core.vocabulary import Context, Facts, Missing

from . import standing as standings
from .rules import Condition, Every, ItemRule, Policy, Rule, When
from .standing import Standing
from .texts import joined, reason, term

Ref = TypeVar("Ref")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, for a whole batch.

    ``acting_role`` is the sender's. ``purpose`` may be left out where the disclosure has one. ``facts`` are raw facts about the
    batch, the same for every person; they win over a person's own of the same name. A ``period_asked`` of one day is the
    round's day; else that is the Belgian day judged.
    """

    disclosure: str
    acting_role: str
    asked: tuple[str, ...]
    purpose: str | None = None
    period_asked: Period | None = None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What may go, why the rest may not, and the retention rule under which the recipient keeps it."""

    permitted: bool
    items: tuple[str, ...]
    reasons: tuple[Reason, ...]
    keep: str | None


def decide(policy: Policy, standing: Standing, request: Request, facts: Facts, at: datetime) -> Decision:
    """The decision for one person; see ``decide_many``."""
    return decide_many(policy, standing, request, [(None, facts)], at)[0][1]


def decide_many(
    policy: Policy, standing: Standing, request: Request, subjects: Iterable[tuple[Ref, Facts]], at: datetime
) -> list[tuple[Ref, Decision]]:
    """For each subject its ref and the decision, in the order given. ``facts`` are raw, keyed by gate or row condition.

    Raises ``Fault('bad_fact')`` for a fact of the wrong form and ``ValueError`` for an ``at`` without offset. Two persons with the
    same outcome share one ``Decision`` object.
    """
    opened = _open(policy, standing, request, at)
    if opened.refusals or opened.rule is None:
        refused = _refused(opened.refusals + (opened.unlisted if opened.listed else ()))
        return [(ref, refused) for ref, _ in subjects]
    rule, context, known = opened.rule, opened.context, opened.known
    listed, unlisted = opened.listed, opened.unlisted
    judge = _Judge(policy=policy, rule=rule, context=context, known=known, listed=listed, unlisted=unlisted)
    return [(ref, judge.decide(facts)) for ref, facts in subjects]


def batch_refusals(policy: Policy, standing: Standing, request: Request, at: datetime) -> tuple[Reason, ...]:
    """Why nothing may go, whoever the persons are: role, purpose, items, standing, dates, periodicity. Empty: look at each."""
    return _open(policy, standing, request, at).refusals


def not_in_force(policy: Policy, standing: Standing, day: date, *, after_end: bool = False) -> tuple[Reason, ...]:
    """Why nothing passes under the instrument on ``day``; empty when it is in force."""
    found = list(standings.refusals(standing, day, needs=policy.needs, after_end=after_end))
    if day < policy.begins:
        found.append(reason("not_yet_in_force", "duration.from", day=policy.begins))
    if policy.ends is not None and day > policy.ends and not after_end:
        found.append(reason("no_longer_in_force", "duration.until", day=policy.ends))
    return tuple(found)


def context_of(request: Request, at: datetime) -> Context:
    """When, and about which days, the conditions of ``request`` are judged at ``at``."""
    day = belgian_day(at)
    return Context(at, day, _round_day(request.period_asked, day), request.period_asked)


def _round_day(asked: Period | None, day: date) -> date:
    return asked.first if asked is not None and asked.first == asked.last else day


def _refused(reasons: tuple[Reason, ...]) -> Decision:
    return Decision(permitted=False, items=(), reasons=reasons, keep=None)


def _batch_refusals(policy: Policy, standing: Standing, request: Request, rule: Rule, day: date) -> tuple[Reason, ...]:
    found = list(not_in_force(policy, standing, day, after_end=rule.after_end))
    if request.acting_role not in rule.sender_roles:
        found.append(reason("role_not_allowed", f"disclosure.{rule.key}.sender_role", name=request.acting_role))
    if request.purpose is None and len(rule.purposes) > 1:
        found.append(reason("purpose_missing", f"disclosure.{rule.key}.purpose"))
    if request.purpose is not None and request.purpose not in rule.purposes:
        found.append(reason("purpose_not_listed", f"disclosure.{rule.key}.purpose", name=request.purpose))
    purpose = _purpose(rule, request)
    bases = None if rule.after_end else policy.bases.get(purpose or "")  # P7: what earlier ones oblige to passes
    if bases is not None and not bases.hold_on(day):
        found.append(reason("basis_lapsed", f"purpose.{purpose}.basis", name=purpose))
    return tuple(found)


def _purpose(rule: Rule, request: Request) -> str | None:
    """The one purpose of the request: named, or the only one there is."""
    if request.purpose is None and len(rule.purposes) == 1:
        return rule.purposes[0]
    return request.purpose


def _unlisted(rule: Rule, asked: tuple[str, ...], purpose: str | None) -> tuple[Reason, ...]:
    """Why items that were asked are none of this disclosure, or not for this purpose."""
    return tuple(
        reason("item_not_listed", f"disclosure.{rule.key}.item", name=name)
        if name not in rule.items
        else reason("item_not_for_purpose", f"disclosure.{rule.key}.item.{name}.purpose", name=name)
        for name in asked
        if not _serves(rule, name, purpose)
    )


def _serves(rule: Rule, name: str, purpose: str | None) -> bool:
    item = rule.items.get(name)
    return item is not None and (not item.purposes or purpose in item.purposes)


class _Known(NamedTuple):
    """What the batch's own facts settle for everybody."""

    facts: Facts
    refusals: tuple[Reason, ...]
    open_gates: tuple[Condition, ...]
    """Gates that need a fact of each person."""
    open_every: Every | None
    """The periodicity, if each person brings the days of earlier batches."""


class _Opened(NamedTuple):
    """A batch as far as it can be judged before anybody's facts are looked at."""

    rule: Rule | None
    context: Context
    known: _Known
    listed: tuple[str, ...]
    unlisted: tuple[Reason, ...]
    refusals: tuple[Reason, ...]


def _open(policy: Policy, standing: Standing, request: Request, at: datetime) -> _Opened:
    context = context_of(request, at)
    day = context.day
    rule = policy.disclosures.get(request.disclosure)
    if rule is None:
        unknown = reason("disclosure_not_listed", "disclosure", name=request.disclosure)
        return _Opened(None, context, _Known({}, (), (), None), (), (), (unknown,))
    asked = tuple(dict.fromkeys(request.asked))
    purpose = _purpose(rule, request)
    listed = tuple(name for name in asked if _serves(rule, name, purpose))
    unlisted = () if len(listed) == len(asked) else _unlisted(rule, asked, purpose)
    batch = _batch_refusals(policy, standing, request, rule, day)
    if not listed and (unlisted or rule.items):
        batch += unlisted or (reason("nothing_asked", f"disclosure.{rule.key}.item"),)
    known = _read(policy, request.facts, rule, context)
    return _Opened(rule, context, known, listed, unlisted, batch + known.refusals)


def _read(policy: Policy, raw: Facts, rule: Rule, context: Context) -> _Known:
    if not raw:
        return _Known({}, (), rule.gates, rule.every)
    facts = {name: read_fact(policy, name, raw[name]) for name in raw if name in policy.facts}
    settled = [gate for gate in rule.gates if all(name in facts for name in gate.facts)]
    refusals = [refusal for gate in settled if (refusal := _gate_refusal(gate, gate.judge(gate.args, facts, context)))]
    every = rule.every
    if every is not None and "previous" in raw:
        too_soon = _too_soon(every, raw["previous"], rule, context.day)
        refusals += [too_soon] if too_soon else []
        every = None
    unsettled = tuple(gate for gate in rule.gates if not all(name in facts for name in gate.facts))
    return _Known(facts, tuple(refusals), unsettled, every)


def read_fact(policy: Policy, name: str, raw: object) -> object:
    """The fact as conditions read it; raises ``Fault('bad_fact')`` when it has not its form."""
    return _in_form(name, policy.facts[name].read, raw)


def _in_form(name: str, read: Callable[[object], Value], raw: object) -> Value:
    try:
        return read(raw)
    except NotReadable as wrong:
        raise Fault(
            "bad_fact",
            f"Het feit “{name}” moet {wrong.nl} zijn.",
            {"fact": name},
            en=f"The fact “{name}” must be {wrong.en}.",
        ) from wrong


def _too_soon(every: Every, raw: object, rule: Rule, day: date) -> Reason | None:
    again = every.again_from(_in_form("previous", read_days, raw), day)
    if again is None:
        return None
    per_nl, per_en = term(every.term)
    return reason(
        "too_soon", f"disclosure.{rule.key}.every", at_most=every.at_most, per_nl=per_nl, per_en=per_en, day=again
    )


def _gate_refusal(gate: Condition, holds: bool | Missing) -> Reason | None:  # noqa: FBT001 - an outcome, not a switch
    if holds is True:
        return None
    if isinstance(holds, Missing):
        return reason("fact_missing", gate.path, gate.audience, name=holds.fact)
    return Reason(gate.code, gate.path, gate.refusal, gate.audience)


class _Outcome(NamedTuple):
    """Everything on which the decision for one person rests, and nothing else: equal outcomes, one decision."""

    restricted: bool
    objection: bool
    previous: tuple[date, ...]
    gates: tuple[bool | Missing, ...]
    whens: tuple[tuple[bool | Missing, ...], ...]


class _Judge:
    """Judges one person after another; equal outcomes give one and the same decision."""

    def __init__(
        self,
        *,
        policy: Policy,
        rule: Rule,
        context: Context,
        known: _Known,
        listed: tuple[str, ...],
        unlisted: tuple[Reason, ...],
    ) -> None:
        self.rule = rule
        self.context = context
        self.known = known
        self.unlisted = unlisted
        self.items: tuple[ItemRule, ...] = tuple(rule.items[name] for name in listed)
        self.whens = tuple({when.path: when for item in self.items if (when := item.when_once) is not None}.values())
        needed = {name for gate in known.open_gates for name in gate.facts}
        needed |= {name for when in self.whens for condition in when.conditions for name in condition.facts}
        self.readers = tuple((name, policy.facts[name].read) for name in sorted(needed - known.facts.keys()))
        self.decided: dict[_Outcome, Decision] = {}

    def decide(self, raw: Facts) -> Decision:
        outcome = self._outcome(raw)
        found = self.decided.get(outcome)
        if found is None:
            found = self.decided[outcome] = self._decision(outcome)
        return found

    def _outcome(self, raw: Facts) -> _Outcome:
        try:
            facts = {name: read(raw[name]) for name, read in self.readers if name in raw}
        except NotReadable:
            for name, read in self.readers:
                if name in raw:
                    _in_form(name, read, raw[name])
            raise
        if self.known.facts:
            facts.update(self.known.facts)
        context = self.context
        return _Outcome(
            "restriction" not in self.rule.despite and _flag(raw, self.known.facts, "restricted"),
            "objection" not in self.rule.despite and _flag(raw, self.known.facts, "objection"),
            _in_form("previous", read_days, raw["previous"]) if self.known.open_every and "previous" in raw else (),
            tuple([gate.judge(gate.args, facts, context) for gate in self.known.open_gates]),
            tuple([tuple([one.judge(one.args, facts, context) for one in when.conditions]) for when in self.whens]),
        )

    def _decision(self, outcome: _Outcome) -> Decision:
        refusals: list[Reason] = []
        if outcome.restricted:
            refusals.append(reason("restricted", "restriction", "discloser"))
        if outcome.objection:
            refusals.append(reason("objection", "objection", "discloser"))
        if self.known.open_every is not None:
            too_soon = _too_soon(self.known.open_every, outcome.previous, self.rule, self.context.day)
            refusals += [too_soon] if too_soon else []
        refusals += [
            refusal
            for gate, holds in zip(self.known.open_gates, outcome.gates, strict=True)
            if (refusal := _gate_refusal(gate, holds))
        ]
        if refusals:
            return _refused(tuple(refusals) + self.unlisted)
        missed = {when.path: _when_refusals(when, holds) for when, holds in zip(self.whens, outcome.whens, strict=True)}
        items = tuple(item.name for item in self.items if (when := item.when_once) is None or not missed[when.path])
        reasons = tuple(one for refusals_of_when in missed.values() for one in refusals_of_when) + self.unlisted
        if not items and self.rule.items:
            return _refused(reasons)
        return Decision(permitted=True, items=items, reasons=reasons, keep=self.rule.keep)


def _flag(raw: Facts, batch: Facts, name: str) -> bool:
    if batch.get(name) is True:
        return True
    value = raw.get(name, False)
    return value if isinstance(value, bool) else bool(_in_form(name, read_yes_or_no, value))


def _when_refusals(when: When, outcomes: tuple[bool | Missing, ...]) -> tuple[Reason, ...]:
    """Empty when it holds; always for the discloser's eyes alone, since it rests on the discloser's records."""
    missing = tuple(outcome for outcome in outcomes if isinstance(outcome, Missing))
    if missing:
        return tuple(reason("fact_missing", when.path, "discloser", name=one.fact) for one in dict.fromkeys(missing))
    if (any if when.mode == "any" else all)(outcomes):
        return ()
    failed = tuple(one.refusal for one, holds in zip(when.conditions, outcomes, strict=True) if not holds)
    return (Reason("when_not_met", when.path, joined(failed), "discloser"),)
