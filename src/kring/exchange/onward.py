"""Onward limits travel with received data: they leave their recipient only to whom the text names under which they came.

Where data came from is found in the clocks of received rows, so that a flow cannot forget to say it: the rows that a source
names, and every reference that is itself a row under a clock. What goes back to whom it came from does not go on.
source: REQUIREMENTS E15; 002 §4, 003 §75, 004 art. 4
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kring.core.reasons import Reason
from kring.core.registry import BATCH, Entry, Subject, knowers
from kring.core.vocabulary import Context
from kring.exchange import facts
from kring.guard.acting import acting_organisation
from kring.guard.rows import ask_now
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.parties import queries as parties
from kring.policy.classes import party_classes
from kring.policy.decide import Decision, read_fact
from kring.policy.rules import Condition, Policy, Rule

NOT_ALLOWED: Final = Reason(
    "onward_not_allowed",
    "onward",
    {
        "nl": "Deze gegevens zijn zelf ontvangen; het instrument waaronder ze kwamen, laat ze niet naar deze organisatie gaan.",
        "en": "These data were received; the instrument under which they came does not let them go on to this organisation.",
    },
    "discloser",
)
_CLOCKS: Final = b"SELECT row, digest, disclosure FROM exchange_clock WHERE row = ANY (%s::uuid[])"
Origin = tuple[str, str]
"""Digest and disclosure under which something was received; an empty disclosure is any that we receive under that text."""


def refused(subjects: Sequence[Subject], recipient: UUID, context: Context) -> dict[str, Decision]:
    """A refusal for each subject whose values may not go on to ``recipient``."""
    origins = _origins({one.ref: (one.received, (*one.rows, *_rows((one.ref,)))) for one in subjects})
    barred = _barred(origins, {one.ref: one for one in subjects}, recipient, context)
    no = Decision(permitted=False, items=(), reasons=(NOT_ALLOWED,), keep=None)
    return dict.fromkeys(barred, no)


def sift(
    records: Mapping[str, Sequence[Entry]], subjects: Mapping[str, Subject], recipient: UUID, context: Context
) -> tuple[dict[str, list[Entry]], int]:
    """The entries that may go on, and how many may not: of one person some may be own data and some received."""
    named = {
        f"{ref}/{place}": (entry.received, entry.rows)
        for ref, entries in records.items()
        for place, entry in enumerate(entries)
        if entry.received or entry.rows
    }
    about = {key: subjects[key.rpartition("/")[0]] for key in named}
    barred = _barred(_origins(named), about, recipient, context)
    kept = {
        ref: [entry for place, entry in enumerate(entries) if f"{ref}/{place}" not in barred]
        for ref, entries in records.items()
    }
    return kept, len(barred)


def _rows(refs: Iterable[str]) -> list[UUID]:
    found = []
    for ref in refs:
        with suppress(ValueError):
            found.append(UUID(ref))
    return found


def _origins(named: Mapping[str, tuple[tuple[Origin, ...], tuple[UUID, ...]]]) -> dict[str, set[Origin]]:
    """For each key the disclosures from which it comes: as the source said, and as the clocks say."""
    rows = {row for _, some in named.values() for row in some}
    clocks = ask_now(_CLOCKS, [list(rows)]) if rows else ()
    of_row: dict[UUID, set[Origin]] = defaultdict(set)
    for row, digest, disclosure in clocks:
        of_row[row].add((digest, disclosure))
    return {
        key: set(said) | {origin for row in some for origin in of_row.get(row, ())}
        for key, (said, some) in named.items()
    }


def _barred(
    origins: Mapping[str, set[Origin]], about: Mapping[str, Subject], recipient: UUID, context: Context
) -> set[str]:
    """The keys that some origin does not let go on to ``recipient``."""
    coming: dict[Origin, list[str]] = defaultdict(list)
    for key, some in origins.items():
        for origin in some:
            coming[origin].append(key)
    barred: set[str] = set()
    for origin, keys in coming.items():
        allowed = _allowed(origin, {key: about[key] for key in keys}, recipient, context)
        barred |= set(keys) - allowed
    return barred


@dataclass(frozen=True)
class _Way:
    """One disclosure that something came under, and the organisation to which it would go on."""

    rule: Rule
    policy: Policy
    version: Version
    recipient: UUID
    context: Context


def _allowed(origin: Origin, about: Mapping[str, Subject], recipient: UUID, context: Context) -> set[str]:
    digest, disclosure = origin
    version = instruments.version_by_digest(digest)
    if version is None:
        return set()  # without the text nobody can say to whom it may go on
    policy = instruments.compiled(version)
    rules = [rule for rule in policy.disclosures.values() if _is_it(rule, disclosure, version)]
    if not rules:
        return set()
    every = [_under(_Way(rule, policy, version, recipient, context), about) for rule in rules]
    return set.intersection(*every)


def _is_it(rule: Rule, disclosure: str, version: Version) -> bool:
    return rule.key == disclosure if disclosure else version.between(rule)[1] == acting_organisation()


def _under(way: _Way, about: Mapping[str, Subject]) -> set[str]:
    if way.version.between(way.rule)[0] == way.recipient:
        return set(about)
    allowed: set[str] = set()
    for onward in way.rule.onward:
        if _fits(onward.to, way):
            allowed |= _opened(onward.gates, way, about)
    return allowed


def _fits(to: str, way: _Way) -> bool:
    """Whether the recipient is that party, or an organisation of that class, in the region that the text gives the class."""
    if to in way.version.parties:
        return way.version.parties[to] == way.recipient
    known = party_classes().get(to)
    if known is None or known.kind is None:
        return False
    organisation = parties.organisation(way.recipient)
    regions = {party.region for party in way.policy.parties.values() if party.of_class == to and party.region}
    return organisation.kind == known.kind and (not regions or organisation.region in regions)


def _opened(gates: Sequence[Condition], way: _Way, about: Mapping[str, Subject]) -> set[str]:
    """The keys for which every gate holds, on facts of today; a fact that nobody here can say does not hold."""
    known: dict[str, dict[str, object]] = {key: dict(subject.facts) for key, subject in about.items()}
    for gate in gates:
        for fact in gate.facts:
            _learn(known, fact, gate, way, about)
    return {key for key in about if all(_holds(gate, known[key], way) for gate in gates)}


def _learn(
    known: dict[str, dict[str, object]], fact: str, gate: Condition, way: _Way, about: Mapping[str, Subject]
) -> None:
    lacking = {key: about[key].person for key in known if fact not in known[key]}
    if gate.evaluated_by == "directory" or fact not in knowers or not lacking:
        return
    asked = facts.question(
        way.policy,
        way.rule,
        fact,
        [gate.args],
        day=way.context.day,
        recipient=way.recipient,
        persons=lacking if way.policy.facts[fact].about == "person" else {},
        period_asked=way.context.period_asked,
    )
    said = knowers[fact].know(asked)
    for key in lacking:
        if key in said or BATCH in said:
            known[key][fact] = said[key] if key in said else said[BATCH]


def _holds(gate: Condition, raw: Mapping[str, object], way: _Way) -> bool:
    if gate.evaluated_by == "directory":
        return False
    read = {name: read_fact(way.policy, name, raw[name]) for name in gate.facts if name in raw}
    return gate.judge(gate.args, read, way.context) is True
