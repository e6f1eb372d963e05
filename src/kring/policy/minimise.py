"""Minimisation: of what a discloser keeps only what may go. source: REQUIREMENTS E3; 002 §3; 003 §61."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kring.core.days import add
from kring.core.readers import NotReadable
from kring.core.registry import Entry
from kring.core.vocabulary import Context, Facts

from .decide import Decision
from .rules import ItemRule, Pick, Policy, Rule, When

Row = dict[str, str]
"""What leaves of one person: values by item. One for what is kept once, and one for each entry that was picked."""


def minimise(
    policy: Policy,
    rule: Rule,
    items: Collection[str],
    entries: Sequence[Entry],
    *,
    context: Context,
    facts: Facts | None = None,
    decision: Decision | None = None,
) -> list[Row]:
    """The rows that may leave of one person's ``entries``, in their order, each in the order of the instrument.

    ``items`` are those of the recorded permit; with ``decision`` (this person's own, taken afresh at release) only those that
    it permits as well. ``facts`` are the raw facts of the person, for conditions about an entry. What never leaves: an item that
    the disclosure does not list or that belongs to another record than the entry's, an entry that is not picked or whose
    condition does not hold (a fact it needs and that is not known does not hold), an empty value, a value that is not among the
    listed ones, a text beyond its limit.
    """
    if decision is not None and not decision.permitted:
        return []
    allowed = set(items) if decision is None else set(items) & set(decision.items)
    rows: list[Row] = [{} for _ in entries]
    for name, item in rule.items.items():
        if name in allowed:
            for number in _chosen(policy, item, entries, facts or {}, context):
                value = entries[number].values.get(name)
                if value is not None and _may_be_said(item, value):
                    rows[number][name] = value
    return _joined(rows, entries)


def _joined(rows: list[Row], entries: Sequence[Entry]) -> list[Row]:
    """What is kept once is one row, whatever number of entries it came in; rows without a value do not leave."""
    once: Row = {}
    for row, entry in zip(rows, entries, strict=True):
        if entry.record is None:
            once.update(row)
    several = [row for row, entry in zip(rows, entries, strict=True) if entry.record is not None and row]
    return ([once] if once else []) + several


def _chosen(policy: Policy, item: ItemRule, entries: Sequence[Entry], facts: Facts, context: Context) -> Sequence[int]:
    """The places of the entries from which this item may leave: picked first, and of those only where the condition holds."""
    mine = [number for number, entry in enumerate(entries) if entry.record == item.record]
    if item.pick is not None:
        mine = picked(policy, item.pick, mine, entries, context.day)
    if item.when is not None and item.when.about_entries:
        mine = [number for number in mine if _holds(policy, item.when, {**facts, **entries[number].facts}, context)]
    return mine


def picked(policy: Policy, pick: Pick, numbers: list[int], entries: Sequence[Entry], day: date) -> list[int]:
    """The places, of those in ``numbers``, that the pick chooses on ``day``: among, within, latest (of each key), together."""
    chosen = _best(policy, pick, numbers, entries, day)
    if pick.together is None:
        return chosen
    keys = {entries[number].facts.get(pick.together) for number in chosen} - {None}
    return sorted({*chosen, *(number for number in numbers if entries[number].facts.get(pick.together) in keys)})


def _best(policy: Policy, pick: Pick, numbers: list[int], entries: Sequence[Entry], day: date) -> list[int]:
    if pick.among is not None:
        numbers = [number for number in numbers if entries[number].facts.get("kind") in pick.among]
    if pick.latest is None:
        return numbers
    latest: dict[object, tuple[date, int]] = {}
    for number in numbers:
        dated = _read(policy, pick.latest, entries[number].facts)
        key = entries[number].facts.get(pick.per) if pick.per is not None else ""
        in_time = isinstance(dated, date) and dated <= day and (pick.within is None or day <= add(dated, pick.within))
        if isinstance(dated, date) and in_time and key is not None:
            latest[key] = max(latest.get(key, (date.min, -1)), (dated, number))
    return sorted(number for _, number in latest.values())


def _holds(policy: Policy, when: When, raw: Mapping[str, object], context: Context) -> bool:
    needed = {name for one in when.conditions for name in one.facts}
    facts = {name: known for name in needed if name in raw and (known := _read(policy, name, raw)) is not None}
    outcomes = [one.judge(one.args, facts, context) for one in when.conditions]
    if not all(isinstance(outcome, bool) for outcome in outcomes):
        return False
    return (any if when.mode == "any" else all)(outcomes)


def _read(policy: Policy, name: str, raw: Mapping[str, object]) -> object:
    """The fact as conditions read it; None when it is not there or has not its form."""
    if name not in raw or name not in policy.facts:
        return None
    try:
        return policy.facts[name].read(raw[name])
    except NotReadable:
        return None


def _may_be_said(item: ItemRule, value: str) -> bool:
    if not value or (item.values is not None and value not in item.values):
        return False
    return item.max_length is None or len(value) <= item.max_length
