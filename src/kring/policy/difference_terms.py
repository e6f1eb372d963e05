"""What else changed between two texts: how long data are kept, the terms of the instrument, and what each piece of text did.

source: REQUIREMENTS P8, E7
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from .difference import CHANGE_ONLY, Changes, party_mark, permissions
from .rules import Policy, Retention, Rule

How = Literal["longer", "shorter", "both", "otherwise"]
"""In some case longer and never shorter, the reverse, now this and then that, or as long but after other events."""
TermCode = Literal["needs", "notice", "end_of", "undertaking", "in_reply_to", "follows", "duties_at_end"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Items that the recipient may keep for another time than before; ``before`` and ``after`` by name of the rule."""

    how: How
    discloser: str
    recipient: str
    items: frozenset[str]
    before: tuple[Retention, ...]
    after: tuple[Retention, ...]


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that is no permission of an item; ``about`` is the key of what it belongs to, empty for the whole instrument."""

    code: TermCode
    about: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one changed piece of the text does by itself, put into the old text and nothing else with it."""

    path: str
    permission: Changes
    kept: tuple[Kept, ...]
    terms: tuple[TermChange, ...]

    @property
    def nothing(self) -> bool:
        """Whether by itself it changes nothing that passes."""
        return not (self.permission.rows or self.kept or self.terms)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts compared as permission. ``effects`` in the order of the document."""

    permission: Changes
    kept: tuple[Kept, ...]
    terms: tuple[TermChange, ...]
    effects: tuple[Effect, ...]

    @property
    def same(self) -> bool:
        """Whether the two permit the same, kept as long, on the same terms."""
        return not (self.permission.rows or self.kept or self.terms)


def compare(old: Policy, new: Policy) -> Difference:
    """Everything in which ``new`` permits otherwise than ``old``."""
    return Difference(permissions(old, new), keeping(old, new), terms(old, new), effects(old, new))


# ----- How long.


def keeping(old: Policy, new: Policy) -> tuple[Kept, ...]:
    """Items that pass under both in the same direction, and are kept for another time."""
    first = max(old.begins, new.begins, date(1970, 1, 1))
    found: dict[str, Kept] = {}
    for later in (False, True):
        before, after = _rules_by_item(old, later=later), _rules_by_item(new, later=later)
        for place in sorted(before.keys() & after.keys()):
            how = _how(before[place], after[place], first)
            if how is not None:
                row = Kept(how, place[0], place[1], frozenset(), before[place], after[place])
                known = found.setdefault(repr(row), row)
                found[repr(row)] = replace(known, items=known.items | {place[2]})
    return tuple(found.values())


def _rules_by_item(policy: Policy, *, later: bool) -> dict[tuple[str, str, str], tuple[Retention, ...]]:
    """The rules under which each item is kept when it comes, or those under which it may fall ``later``."""
    found: dict[tuple[str, str, str], dict[str, Retention]] = defaultdict(dict)
    for rule in policy.disclosures.values():
        for item in rule.items or (CHANGE_ONLY,):
            if rule.keep is not None and rule.keep in policy.retentions:
                place = party_mark(policy, rule.discloser), party_mark(policy, rule.recipient), item
                names = _reached(policy, rule.keep) if later else {rule.keep}
                found[place] |= {name: policy.retentions[name] for name in names}
    return {place: tuple(rules[name] for name in sorted(rules)) for place, rules in found.items() if rules}


def _reached(policy: Policy, keep: str) -> set[str]:
    """The rules to which ``keep`` leads on, as one leads to another."""
    reached: set[str] = set()
    waiting = [keep]
    while waiting:
        onward = {one for one in policy.retentions[waiting.pop()].then.values() if isinstance(one, str)}
        fresh = (onward & policy.retentions.keys()) - reached
        reached |= fresh
        waiting += fresh
    return reached


def _how(before: tuple[Retention, ...], after: tuple[Retention, ...], first: date) -> How | None:
    """Compared on receipts of every day of four years, with no event, or with each event at some distance."""
    if [_plain(one) for one in before] == [_plain(one) for one in after]:
        return None
    events = sorted({event for rule in (*before, *after) for event in rule.events})
    longer = shorter = False
    for step in range(4 * 366):
        received = first + timedelta(days=step)
        for event, later in [("", 0), *((event, later) for event in events for later in (0, 1, 31, 400, 4000))]:
            happened = received + timedelta(days=later)
            old, new = (_due(rules, received, event, happened) for rules in (before, after))
            longer, shorter = longer or new > old, shorter or new < old
        if longer and shorter:
            return "both"
    return "longer" if longer else "shorter" if shorter else "otherwise"


def _plain(one: Retention) -> tuple[object, ...]:
    return one.events, one.keep, one.cap, sorted(one.then.items())


def _due(rules: tuple[Retention, ...], received: date, event: str, happened: date) -> date:
    return max(rule.due(received, happened if event in rule.events else None) for rule in rules)


# ----- The terms of the instrument.


def terms(old: Policy, new: Policy) -> tuple[TermChange, ...]:
    """Terms that differ."""
    return tuple(one for one in _terms(old, new) if one.before != one.after)


def _terms(old: Policy, new: Policy) -> Iterator[TermChange]:
    yield TermChange("needs", "", ", ".join(old.needs), ", ".join(new.needs))
    yield TermChange("notice", "", _term(old), _term(new))
    yield TermChange("end_of", "", old.end_of or "", new.end_of or "")
    yield TermChange("duties_at_end", "", ", ".join(old.duties_at_end), ", ".join(new.duties_at_end))
    before, after = _undertakings(old), _undertakings(new)
    for key in dict.fromkeys((*before, *after)):
        yield TermChange("undertaking", key, before.get(key, ""), after.get(key, ""))
    for key in old.disclosures.keys() & new.disclosures.keys():
        one, other = old.disclosures[key], new.disclosures[key]
        yield TermChange("in_reply_to", key, one.in_reply_to or "", other.in_reply_to or "")
        yield TermChange("follows", key, one.follows or "", other.follows or "")


def _term(policy: Policy) -> str:
    notice = policy.notice
    return "" if notice is None else f"P{notice.months}M{notice.days}D"


def _undertakings(policy: Policy) -> dict[str, str]:
    return {
        one.key: f"{party_mark(policy, one.of)}: {one.due.isoformat() if one.due else 'as_soon_as_possible'}"
        for one in policy.undertakings
    }


# ----- What each piece did.


def effects(old: Policy, new: Policy) -> tuple[Effect, ...]:
    """For each piece of the rules that differs: what the old text would permit with only that piece from the new one."""
    both = replace(old, parties={**new.parties, **old.parties}, bases={**new.bases, **old.bases})
    return tuple(_effect(old, path, mixed) for path, mixed in _mixtures(both, new))


def _effect(old: Policy, path: str, mixed: Policy) -> Effect:
    return Effect(path, permissions(old, mixed), keeping(old, mixed), terms(old, mixed))


def _mixtures(old: Policy, new: Policy) -> Iterator[tuple[str, Policy]]:
    if (old.begins, old.ends, old.end_of, old.notice) != (new.begins, new.ends, new.end_of, new.notice):
        yield (
            "duration",
            replace(old, begins=new.begins, ends=new.ends, end_of=new.end_of, notice=new.notice),
        )
    for key, base in new.bases.items():
        if base != old.bases.get(key):
            yield f"purpose.{key}.basis", replace(old, bases={**old.bases, key: base})
    for key in dict.fromkeys((*old.disclosures, *new.disclosures)):
        yield from _of_disclosure(old, new, key)
    retentions = {**old.retentions, **new.retentions}
    for name in retentions:
        if name in old.retentions and name in new.retentions and old.retentions[name] != new.retentions[name]:
            yield f"retention.{name}", replace(old, retentions={**old.retentions, name: new.retentions[name]})
    if old.undertakings != new.undertakings:
        yield "condition", replace(old, undertakings=new.undertakings)


_FIELDS = (
    "discloser",
    "recipient",
    "by",
    "in_reply_to",
    "follows",
    "purposes",
    "sender_roles",
    "reader_roles",
    "gates",
    "every",
    "keep",
    "after_end",
    "despite",
    "onward",
)


def _of_disclosure(old: Policy, new: Policy, key: str) -> Iterator[tuple[str, Policy]]:
    one, other = old.disclosures.get(key), new.disclosures.get(key)
    if one is None and other is not None:
        yield f"disclosure.{key}", _with(old, new, other)
        return
    if one is None or other is None:
        yield f"disclosure.{key}", replace(old, disclosures={k: r for k, r in old.disclosures.items() if k != key})
        return
    for name in _FIELDS:
        if getattr(one, name) != getattr(other, name):
            changed: Mapping[str, object] = {name: getattr(other, name)}
            yield f"disclosure.{key}.{name}", _with(old, new, replace(one, **changed))  # type: ignore[arg-type]
    for item in dict.fromkeys((*one.items, *other.items)):
        if one.items.get(item) != other.items.get(item):
            left = {name: rule for name, rule in one.items.items() if name != item}
            if item in other.items:
                left[item] = other.items[item]
            yield f"disclosure.{key}.item.{item}", _with(old, new, replace(one, items=left))


def _with(old: Policy, new: Policy, rule: Rule) -> Policy:
    """The old text with this disclosure, and the retention rule that it names if the old text has none of that name."""
    return replace(
        old,
        disclosures={**old.disclosures, rule.key: rule},
        retentions={**new.retentions, **old.retentions},
    )
