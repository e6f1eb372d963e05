"""From document to policy: every demand is checked first, and only a document without errors becomes rules.

source: REQUIREMENTS P1-P4, P9, P16; DESIGN, "compile refuses".
"""

from datetime import date

from kring.core.days import Duration, Period, parse_duration
from kring.core.reasons import Localised
from kring.core.vocabulary import Gate, RowCondition, Vocabulary

from . import rules
from .check_clauses import check_clauses, check_keys
from .check_disclosures import check_disclosures
from .check_duration import check_duration, check_retentions, check_sanction, check_undertakings
from .check_elements import check_elements, check_parties, check_purposes
from .check_picks import check_onward, check_picks
from .document import Document, digest
from .findings import Finding, finding
from .kinds import Kind, kinds, laws
from .shapes import Condition, Disclosure, EndOf, Every, ItemGroup, Pick, Retention, When, WorkingDays
from .vocabulary import WENT_BEFORE


def compile(  # noqa: A001 - the word
    doc: Document, vocabulary: Vocabulary, on: date | None = None, *, adopted: bool = False
) -> rules.Policy | list[Finding]:
    """The policy that ``doc`` says, or why it says none. Warnings stand in the policy.

    With ``on`` an instrument whose duration is over on that day does not compile either. A text that was ``adopted`` still
    compiles when a law on which it rests has ended since: the decision then says so. source: P7
    """
    found = check(doc, vocabulary, on)
    if adopted:
        found = tuple(one for one in found if one.code != "basis_not_in_force")
    if any(one.severity == "error" for one in found):
        return list(found)
    return _build(doc, vocabulary, found)


def check(doc: Document, vocabulary: Vocabulary, on: date | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful in ``doc``, errors and warnings, in the order of the document's parts."""
    kind = kinds().get(doc.kind)
    if kind is None:
        return (finding("unknown_kind", element="shape", where="kind", name=doc.kind),)
    return (
        *check_keys(doc),
        *check_elements(doc, kind),
        *check_parties(doc, kind),
        *check_purposes(doc, kind),
        *check_disclosures(doc, vocabulary, kind),
        *check_picks(doc, vocabulary),
        *check_onward(doc, vocabulary),
        *check_retentions(doc, vocabulary),
        *check_duration(doc, on),
        *check_undertakings(doc),
        *check_sanction(doc),
        *check_clauses(doc),
    )


def _build(doc: Document, vocabulary: Vocabulary, warnings: tuple[Finding, ...]) -> rules.Policy:
    duration = doc.duration
    return rules.Policy(
        id=doc.id,
        version=doc.version,
        kind=doc.kind,
        digest=digest(doc),
        parties={
            one.key: rules.Party(one.key, one.name, one.enterprise_number, one.class_, one.region) for one in doc.party
        },
        begins=duration.from_ if duration and duration.from_ else date.min,
        ends=duration.until if duration and isinstance(duration.until, date) else None,
        needs=kinds()[doc.kind].needs,
        disclosures={one.key: _rule(one, vocabulary, kinds()[doc.kind]) for one in doc.disclosure},
        retentions={name: _retention(name, one) for name, one in doc.retention.items()},
        duties_at_end=duration.then if duration else (),
        bases={
            one.key: rules.Bases(_periods(one.basis.collection), _periods(one.basis.disclosure)) for one in doc.purpose
        },
        end_of=duration.until.end_of if duration and isinstance(duration.until, EndOf) else None,
        notice=parse_duration(duration.notice) if duration and duration.notice else None,
        undertakings=tuple(
            rules.Undertaking(one.key, one.of, one.due if isinstance(one.due, date) else None) for one in doc.condition
        ),
        facts=vocabulary.facts,
        warnings=warnings,
    )


def _rule(one: Disclosure, vocabulary: Vocabulary, kind: Kind) -> rules.Rule:
    path = f"disclosure.{one.key}"
    return rules.Rule(
        key=one.key,
        discloser=one.from_ or "",
        recipient=one.to or "",
        by=one.by,
        in_reply_to=one.in_reply_to,
        follows=one.follows,
        purposes=one.purpose,
        sender_roles=one.sender_roles,
        reader_roles=one.reader_roles,
        gates=tuple(_gate(gate, f"{path}.gate.{gate.is_}", vocabulary) for gate in one.gate),
        every=rules.Every(one.every.at_most, parse_duration(one.every.per), one.every.per)
        if isinstance(one.every, Every)
        else None,
        keep=one.keep,
        after_end=one.after_end,
        items={name: _item(group, name, path, vocabulary) for group in one.item or () for name in group.names},
        onward=tuple(
            rules.Onward(
                to.to, tuple(_gate(gate, f"{path}.onward.{to.to}.gate.{gate.is_}", vocabulary) for gate in to.gate)
            )
            for to in one.onward
        ),
        despite=frozenset({"restriction", "objection"}) if _follow_up(one) else kind.despite,
    )


def _follow_up(one: Disclosure) -> bool:
    """What an earlier disclosure obliges to always passes, about whom it went. source: P7; GDPR art. 19 [K]"""
    return one.after_end and any(gate.is_ == WENT_BEFORE for gate in one.gate)


def _item(group: ItemGroup, name: str, path: str, vocabulary: Vocabulary) -> rules.ItemRule:
    where = f"{path}.item.{name}"
    record = vocabulary.items[name].record
    return rules.ItemRule(
        name=name,
        values=group.values,
        when=None if group.when is None else _when(group.when, f"{where}.when", vocabulary),
        max_length=group.free_text.max if group.free_text else None,
        record=record if record in vocabulary.records else None,
        pick=None if group.pick is None else _pick(group.pick, f"{where}.pick"),
        purposes=frozenset(group.purpose),
    )


def _pick(pick: Pick, path: str) -> rules.Pick:
    return rules.Pick(
        among=None if pick.among is None else frozenset(pick.among),
        within=None if pick.within is None else parse_duration(pick.within),
        latest=pick.latest,
        per=pick.per,
        path=path,
        together=pick.together,
    )


def _periods(keys: tuple[str, ...]) -> tuple[Period, ...]:
    return tuple(laws()[key].period for key in keys)


def _when(when: When, path: str, vocabulary: Vocabulary) -> rules.When:
    conditions = when.any if when.any is not None else when.all or ()
    return rules.When(
        "all" if when.any is None else "any",
        tuple(_row(one, f"{path}.{one.is_}", vocabulary) for one in conditions),
        path,
        about_entries=any(vocabulary.rows[one.is_].about == "entry" for one in conditions),
    )


def _gate(condition: Condition, path: str, vocabulary: Vocabulary) -> rules.Condition:
    gate = vocabulary.gates[condition.is_]
    args = _args(condition, gate)
    refusal = _filled(gate.refusal, args, vocabulary)
    return rules.Condition(
        gate.name,
        path,
        args,
        gate.facts,
        gate.judge,
        gate.code,
        refusal,
        gate.audience(args),
        evaluated_by=gate.evaluated_by(args),
    )


def _row(condition: Condition, path: str, vocabulary: Vocabulary) -> rules.Condition:
    row = vocabulary.rows[condition.is_]
    args = _args(condition, row)
    return rules.Condition(
        row.name, path, args, row.facts, row.judge, "when_not_met", _filled(row.refusal, args, vocabulary), "discloser"
    )


def _args(condition: Condition, declared: Gate | RowCondition) -> dict[str, object]:
    kinds_of = {argument.name: argument.kind for argument in declared.args}
    return {
        name: frozenset(value) if kinds_of[name] in ("numbers", "names") and isinstance(value, list) else value
        for name, value in condition.args.items()
    }


def _filled(text: Localised, args: dict[str, object], vocabulary: Vocabulary) -> Localised:
    """The refusal with the arguments in it; of a declaration its own text in that language."""
    words: dict[str, object] = dict(args)
    for name, value in args.items():
        if isinstance(value, str) and value in vocabulary.declarations:
            said = vocabulary.declarations[value].text
            words |= {f"{name}_nl": said["nl"], f"{name}_en": said["en"]}
    return {language: one.format(**words) for language, one in text.items()}


def _retention(name: str, one: Retention) -> rules.Retention:
    cap: Duration | int = (
        one.cap.working_days
        if isinstance(one.cap, WorkingDays)
        else parse_duration(one.cap)
        if one.cap
        else Duration(0, 0)
    )
    then = {"rest": one.then} if isinstance(one.then, str) else dict(one.then or {})
    return rules.Retention(
        name=name,
        events=((one.from_,) if one.from_ else ()) + (one.until.any if one.until else ()),
        keep=parse_duration(one.keep) if one.keep else Duration(0, 0),
        cap=cap,
        then=then,
    )
