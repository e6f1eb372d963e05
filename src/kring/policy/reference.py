"""The decision once more, slow and obvious: it reads the document as written and not the compiled policy.

Nothing runs on it; tests hold ``decide`` against it. It answers which items may go to whom, not why the rest may not.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from kring.core.days import add, belgian_day, parse_duration
from kring.core.vocabulary import Context, Vocabulary

from .decide import Request
from .document import Condition, Disclosure, Document, Every, When
from .kinds import kinds
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
    fine = (
        _in_force(doc, standing, day, disclosure)
        and request.acting_role in disclosure.sender_roles
        and _purpose_fits(disclosure, request.purpose)
        and not known.get("restricted", False)
        and not known.get("objection", False)
        and _not_too_soon(disclosure, known.get("previous", ()), day)
        and all(_holds(vocabulary.gates, gate, known, context) for gate in disclosure.gate)
    )
    if not fine:
        return frozenset()
    return frozenset(
        name
        for group in disclosure.item or ()
        for name in group.names
        if name in request.asked and (group.when is None or _when(group.when, vocabulary, known, context))
    )


def _in_force(doc: Document, standing: Standing, day: date, disclosure: Disclosure) -> bool:
    for need in kinds()[doc.kind].needs:
        on = getattr(standing, need)
        if on is None or day < on:
            return False
    signed = standing.first_signed or standing.signed
    if signed is not None and standing.advised is not None and signed < standing.advised:
        return False
    assert doc.duration is not None  # noqa: S101 - compile demands it of the documents that are tried
    assert doc.duration.from_ is not None  # noqa: S101
    if day < doc.duration.from_:
        return False
    if disclosure.after_end:
        return True
    stops = [stop for stop in (standing.suspended, standing.ended) if stop is not None]
    if isinstance(doc.duration.until, date):
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
