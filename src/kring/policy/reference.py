"""The decision and the minimiser once more, slow and obvious: they read the document as written and not the compiled policy.

Nothing runs on them; tests hold ``decide`` and ``minimise`` against them. They answer what may go, not why the rest may not.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from kring.core.days import add, belgian_day, parse_duration
from kring.core.readers import NotReadable, read_day
from kring.core.registry import Entry
from kring.core.vocabulary import Context, Vocabulary

from .decide import Request
from .document import Document
from .kinds import kinds, laws
from .shapes import Condition, Disclosure, Every, Pick, When
from .standing import Standing


def permitted_items(
    doc: Document,
    vocabulary: Vocabulary,
    standing: Standing,
    request: Request,
    facts: Mapping[str, Any],
    *,
    at: datetime,
) -> frozenset[str]:
    """The items of ``request`` that may go about the person with these raw facts; empty is a refusal."""
    day = belgian_day(at)
    found = [one for one in doc.disclosure if one.key == request.disclosure]
    if not found:
        return frozenset()
    disclosure = found[0]
    facts = {**facts, **request.facts}
    known: dict[str, Any] = {name: vocabulary.facts[name].read(raw) for name, raw in facts.items()}
    period = request.period_asked
    round_day = period.first if period is not None and period.first == period.last else day
    context = Context(at, day, round_day, period)
    purpose = request.purpose or (disclosure.purpose[0] if len(disclosure.purpose) == 1 else "")
    fine = (
        _in_force(doc, standing, day, disclosure)
        and (disclosure.after_end or _basis_holds(doc, purpose, day))
        and request.acting_role in disclosure.sender_roles
        and _purpose_fits(disclosure, request.purpose)
        and (not known.get("restricted", False) or _passes(doc, disclosure, "restriction"))
        and (not known.get("objection", False) or _passes(doc, disclosure, "objection"))
        and _not_too_soon(disclosure, known.get("previous", ()), day)
        and all(_holds(vocabulary.gates, gate, known, context) for gate in disclosure.gate)
    )
    if not fine:
        return frozenset()
    return frozenset(
        name
        for group in disclosure.item or ()
        for name in group.names
        if name in request.asked
        and (not group.purpose or purpose in group.purpose)
        and (
            group.when is None
            or _about_entries(group.when, vocabulary)
            or _when(group.when, vocabulary, known, context)
        )
    )


def said_values(
    doc: Document,
    vocabulary: Vocabulary,
    disclosure: str,
    item: str,
    entries: Sequence[Entry],
    *,
    facts: Mapping[str, Any],
    context: Context,
) -> list[tuple[int, str]]:
    """Of one item that may go: from which entries (by place) which value leaves."""
    groups = [one.item or () for one in doc.disclosure if one.key == disclosure]
    group = next(group for groups_of_one in groups for group in groups_of_one if item in group.names)
    record = vocabulary.items[item].record
    mine = [
        (place, entry)
        for place, entry in enumerate(entries)
        if entry.record == (record if record in vocabulary.records else None)
    ]
    if group.pick is not None:
        mine = _joined(group.pick, mine, _picked(group.pick, mine, context.day))
    if group.when is not None and _about_entries(group.when, vocabulary):
        mine = [
            (place, entry)
            for place, entry in mine
            if _when(group.when, vocabulary, _known(vocabulary, {**facts, **entry.facts}), context)
        ]
    found = [(place, entry.values.get(item) or "") for place, entry in mine]
    return [
        (place, value)
        for place, value in found
        if value
        and (group.values is None or value in group.values)
        and (group.free_text is None or group.free_text.max is None or len(value) <= group.free_text.max)
    ]


def _picked(pick: Pick, mine: list[tuple[int, Entry]], day: date) -> list[tuple[int, Entry]]:
    if pick.among is not None:
        mine = [(place, entry) for place, entry in mine if entry.facts.get("kind") in pick.among]
    if pick.latest is None:
        return mine
    dated = [(place, entry) for place, entry in mine if _dated(entry, pick.latest) is not None]
    dated = [(place, entry) for place, entry in dated if _day_of(entry, pick.latest) <= day]
    if pick.within is not None:
        term = parse_duration(pick.within)
        dated = [(place, entry) for place, entry in dated if day <= add(_day_of(entry, pick.latest), term)]
    keys: dict[int, object]
    if pick.per is None:
        keys = {place: "all" for place, _ in dated}
    else:
        keys = {place: entry.facts[pick.per] for place, entry in dated if entry.facts.get(pick.per) is not None}
    chosen = []
    for place, entry in dated:
        if place not in keys:
            continue
        rivals = [(other, one) for other, one in dated if other in keys and keys[other] == keys[place]]
        better = [
            other for other, one in rivals if (_day_of(one, pick.latest), other) > (_day_of(entry, pick.latest), place)
        ]
        if not better:
            chosen.append((place, entry))
    return chosen


def _joined(pick: Pick, mine: list[tuple[int, Entry]], chosen: list[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
    """The chosen, and whatever belongs together with one of them."""
    if pick.together is None:
        return chosen
    return [
        (place, entry)
        for place, entry in mine
        if any(
            place == other
            or (one.facts.get(pick.together) is not None and one.facts[pick.together] == entry.facts.get(pick.together))
            for other, one in chosen
        )
    ]


def _dated(entry: Entry, name: str) -> date | None:
    try:
        return read_day(entry.facts.get(name))
    except NotReadable:
        return None


def _day_of(entry: Entry, name: str) -> date:
    return _dated(entry, name) or date.min


def _known(vocabulary: Vocabulary, raw: Mapping[str, Any]) -> dict[str, Any]:
    known = {}
    for name, value in raw.items():
        if name in vocabulary.facts:
            with suppress(NotReadable):
                known[name] = vocabulary.facts[name].read(value)
    return known


def _about_entries(when: When, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.rows[one.is_].about == "entry" for one in (*(when.any or ()), *(when.all or ())))


def _basis_holds(doc: Document, purpose: str, day: date) -> bool:
    for one in doc.purpose:
        if one.key == purpose:
            for side in (one.basis.collection, one.basis.disclosure):
                if side and not any(laws()[key].period.covers(day) for key in side):
                    return False
    return True


def _passes(doc: Document, disclosure: Disclosure, what: str) -> bool:
    """Whether a restriction, or an objection, does not stop it: a follow-up duty, or a kind that the law lets through."""
    follow_up = disclosure.after_end and any(gate.is_ == "went_before" for gate in disclosure.gate)
    return follow_up or what in kinds()[doc.kind].despite


def _in_force(doc: Document, standing: Standing, day: date, disclosure: Disclosure) -> bool:
    for need in kinds()[doc.kind].needs:
        on = getattr(standing, need)
        if on is None or day < on:
            return False
    signed = standing.first_signed or standing.signed
    if (
        {"advised", "signed"} <= set(kinds()[doc.kind].needs)
        and signed is not None
        and standing.advised is not None
        and signed < standing.advised
    ):
        return False
    if doc.duration is not None and doc.duration.from_ is not None and day < doc.duration.from_:
        return False
    if disclosure.after_end:
        return True
    stops = [stop for stop in (standing.suspended, standing.ended, standing.replaced) if stop is not None]
    if doc.duration is not None and isinstance(doc.duration.until, date):
        stops.append(doc.duration.until + timedelta(days=1))
    return all(day < stop for stop in stops)


def _purpose_fits(disclosure: Disclosure, purpose: str | None) -> bool:
    return len(disclosure.purpose) == 1 if purpose is None else purpose in disclosure.purpose


def _not_too_soon(disclosure: Disclosure, previous: tuple[date, ...], day: date) -> bool:
    if not isinstance(disclosure.every, Every):
        return True
    term = parse_duration(disclosure.every.per)
    return sum(day < add(before, term) for before in previous) < disclosure.every.at_most


def _when(when: When, vocabulary: Vocabulary, known: Mapping[str, Any], context: Context) -> bool:
    conditions = when.any if when.any is not None else when.all or ()
    for condition in conditions:
        for fact in vocabulary.rows[condition.is_].facts:
            if vocabulary.facts[fact].required and fact not in known:
                return False
    outcomes = [_holds(vocabulary.rows, condition, known, context) for condition in conditions]
    return any(outcomes) if when.any is not None else all(outcomes)


def _holds(words: Mapping[str, Any], condition: Condition, known: Mapping[str, Any], context: Context) -> bool:
    return words[condition.is_].judge(condition.args, known, context) is True
