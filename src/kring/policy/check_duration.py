"""What compile demands of time: a duration with its end, retention rules with start and cap, what a party must do by a day."""

from collections.abc import Iterator
from datetime import date

from kring.core.days import is_duration
from kring.core.vocabulary import Vocabulary

from .document import Document
from .findings import Finding, finding
from .shapes import EndOf, Retention, WorkingDays

BEFORE_RESUMPTION = ("inquiry_closed", "safeguards_recorded")
END_DUTIES = ("evaluate", "erase", "anonymise")


def check_duration(doc: Document, on: date | None) -> Iterator[Finding]:
    """A beginning, an end, what follows it; and, on the day of judging, whether it is not over."""
    duration = doc.duration
    if duration is None:
        return
    if duration.from_ is None or duration.until is None:
        yield finding("duration_without_end", element="duration", where="duration")
    elif isinstance(duration.until, date):
        if duration.until < duration.from_:
            yield finding("duration_backwards", element="duration", where="duration")
        if on is not None and duration.until < on:
            yield finding("ended", element="duration", where="duration.until", day=duration.until.isoformat())
    if isinstance(duration.until, EndOf):
        yield finding("duration_open_ended", element="duration", where="duration.until", name=duration.until.end_of)
    if doc.signing is not None and duration.from_ is not None and duration.from_ < doc.signing.on:
        yield finding(
            "signed_after_start",
            element="duration",
            where="signing",
            begins=duration.from_.isoformat(),
            signed=doc.signing.on.isoformat(),
        )
    for duty in duration.then:
        if duty not in END_DUTIES and not (duty.startswith("warn:") and is_duration(duty.removeprefix("warn:"))):
            yield finding("unknown_duty", element="duration", where="duration.then", name=duty)
    if not any(duty in END_DUTIES for duty in duration.then):
        yield finding("duration_without_end_duty", element="duration", where="duration.then")
    if duration.notice is not None and not is_duration(duration.notice):
        yield finding("term_wrong", element="duration", where="duration.notice", name=duration.notice)


def check_retentions(doc: Document, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Each rule starts with an event, ends with a cap, and is used."""
    used = {one.keep for one in doc.disclosure}
    for rule in doc.retention.values():
        if isinstance(rule.then, dict):
            used |= {one for one in rule.then.values() if isinstance(one, str)}
    for name, rule in doc.retention.items():
        where = f"retention.{name}"
        if name not in used:
            yield finding("retention_unused", element="categories", where=where, name=name)
        yield from _check_retention(doc, rule, where, vocabulary)


def _check_retention(doc: Document, rule: Retention, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    events = ((rule.from_,) if rule.from_ else ()) + (rule.until.any if rule.until else ())
    if not events:
        yield finding("retention_without_start", element="categories", where=where)
    if rule.cap is None:
        yield finding("retention_without_cap", element="categories", where=where)
    for term in (rule.keep, None if isinstance(rule.cap, WorkingDays) else rule.cap):
        if term is not None and not is_duration(term):
            yield finding("term_wrong", element="categories", where=where, name=term)
    branches = rule.then if isinstance(rule.then, dict) else {}
    yield from _check_kept(doc, branches.get("keep", ()), where)
    for event in (*events, *(key for key in branches if key not in ("rest", "keep"))):
        if event not in vocabulary.events:
            yield finding("unknown_event", element="categories", where=where, name=event)
    follow_ups = (
        [rule.then]
        if isinstance(rule.then, str)
        else [one for key, one in branches.items() if key != "keep" and isinstance(one, str)]
    )
    for follow_up in follow_ups:
        if follow_up not in END_DUTIES and follow_up not in doc.retention:
            yield finding("unknown_retention", element="categories", where=f"{where}.then", name=follow_up)


def check_sanction(doc: Document) -> Iterator[Finding]:
    """What was suspended resumes only when the inquiry is closed and safeguards are on record. source: P7; 002 §9"""
    if doc.sanction is None:
        return
    for name in doc.sanction.resume:
        if name not in BEFORE_RESUMPTION:
            yield finding("unknown_duty", element="sanctions", where="sanction.resume", name=name)
    if doc.sanction.do == "suspend":
        for name in BEFORE_RESUMPTION:
            if name not in doc.sanction.resume:
                yield finding("resumption_too_easy", element="sanctions", where="sanction.resume", name=name)


def _check_kept(doc: Document, kept: str | tuple[str, ...], where: str) -> Iterator[Finding]:
    """What stays when the rest is erased is something that a disclosure under this rule brings."""
    groups = [group for one in doc.disclosure if f"retention.{one.keep}" == where for group in one.item or ()]
    carried = {item for group in groups for item in group.names}
    for item in (kept,) if isinstance(kept, str) else kept:
        if item not in carried:
            yield finding("unknown_item", element="categories", where=f"{where}.then.keep", name=item)


def check_undertakings(doc: Document) -> Iterator[Finding]:
    """What a party took on has a party that answers for it, and a way to show it. source: P10"""
    parties = {party.key for party in doc.party}
    for one in doc.condition:
        where = f"condition.{one.key}"
        if one.of not in parties:
            yield finding("unknown_party", element="security", where=where, name=one.of)
        if not one.evidence:
            yield finding("undertaking_without_evidence", element="security", where=where)
