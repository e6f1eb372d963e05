"""The request of ``kring decide``, read strictly from JSON: an unknown key or a wrong type is a fault, never a guess.

The form is documented in ``docs/decide.md``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kring.core.days import Period, start_of
from kring.core.errors import Fault
from kring.core.readers import NotReadable, read_day
from kring.core.vocabulary import Facts, Vocabulary
from kring.policy.decide import Request
from kring.policy.standing import Standing

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_REQUIRED = {"at", "disclosure", "acting_role", "asked", "subjects"}
_OPTIONAL = {"period_asked", "standing", "purpose"}
_STATEMENTS = {"signed", "advised", "published", "decided", "suspended", "ended", "replaced"}


@dataclass(frozen=True)
class Asked:
    """What a request file asks: one batch, judged at one instant."""

    request: Request
    standing: Standing
    subjects: tuple[tuple[str, Facts], ...]
    at: datetime


def read_asked(text: str, vocabulary: Vocabulary) -> Asked:
    """The request in ``text``; raises ``Fault('bad_request')``."""
    try:
        raw = _object(json.loads(text), "het verzoek", "the request", _REQUIRED, _OPTIONAL)
    except ValueError as broken:
        raise _bad("Het verzoek is geen leesbare JSON.", "The request is not readable JSON.") from broken
    purpose = raw.get("purpose")
    return Asked(
        request=Request(
            disclosure=_text(raw["disclosure"], "disclosure"),
            acting_role=_text(raw["acting_role"], "acting_role"),
            asked=tuple(_text(name, "asked") for name in _list(raw["asked"], "asked")),
            purpose=None if purpose is None else _text(purpose, "purpose"),
            period_asked=_period(raw.get("period_asked")),
        ),
        standing=_standing(raw.get("standing")),
        subjects=tuple(_subject(one, vocabulary) for one in _list(raw["subjects"], "subjects")),
        at=_instant(raw["at"]),
    )


def _subject(raw: object, vocabulary: Vocabulary) -> tuple[str, Facts]:
    subject = _object(raw, "subjects", "subjects", {"ref"}, {"facts"})
    facts = _object(subject.get("facts", {}), "facts", "facts", set(), set(vocabulary.facts))
    return _text(subject["ref"], "ref"), {name: _fact(name, value, vocabulary) for name, value in facts.items()}


def _fact(name: str, raw: object, vocabulary: Vocabulary) -> object:
    try:
        return vocabulary.facts[name].read(raw)
    except NotReadable as wrong:
        raise _bad(f"Het feit “{name}” moet {wrong.nl} zijn.", f"The fact “{name}” must be {wrong.en}.") from wrong


def _standing(raw: object) -> Standing:
    if raw is None:
        return Standing()
    statements = _object(raw, "standing", "standing", set(), _STATEMENTS)
    days: dict[str, Any] = {name: _day(day, f"standing.{name}") for name, day in statements.items() if day is not None}
    return Standing(**days)


def _period(raw: object) -> Period | None:
    if raw is None:
        return None
    if isinstance(raw, str):
        return Period(_day(raw, "period_asked"), _day(raw, "period_asked"))
    period = _object(raw, "period_asked", "period_asked", {"from"}, {"until"})
    first, until = _day(period["from"], "period_asked.from"), period.get("until")
    last = None if until is None else _day(until, "period_asked.until")
    if last is not None and last < first:
        raise _bad("De gevraagde periode eindigt voor zij begint.", "The period asked ends before it begins.")
    return Period(first, last)


def _instant(raw: object) -> datetime:
    """A whole Belgian day is judged at its start; an instant must say its offset."""
    try:
        if isinstance(raw, str) and _INSTANT.fullmatch(raw):
            return datetime.fromisoformat(raw)
        return start_of(read_day(raw))
    except ValueError:
        raise _bad(
            "“at” moet een dag zijn (2026-03-02) of een tijdstip met tijdzone (2026-03-02T09:00:00+01:00).",
            "“at” must be a day (2026-03-02) or an instant with offset (2026-03-02T09:00:00+01:00).",
        ) from None


def _day(raw: object, name: str) -> date:
    try:
        return read_day(raw)
    except NotReadable as wrong:
        raise _bad(f"“{name}” moet {wrong.nl} zijn.", f"“{name}” must be {wrong.en}.") from wrong


def _text(raw: object, name: str) -> str:
    if not isinstance(raw, str):
        raise _bad(f"“{name}” moet tekst zijn.", f"“{name}” must be text.")
    return raw


def _list(raw: object, name: str) -> list[object]:
    if not isinstance(raw, list):
        raise _bad(f"“{name}” moet een lijst zijn.", f"“{name}” must be a list.")
    return raw


def _object(raw: object, nl: str, en: str, required: set[str], optional: set[str]) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise _bad(f"“{nl}” moet een object zijn.", f"“{en}” must be an object.")
    unknown = sorted(raw.keys() - required - optional)
    if unknown:
        raise _bad(f"“{nl}” kent de sleutel “{unknown[0]}” niet.", f"“{en}” does not know the key “{unknown[0]}”.")
    missing = sorted(required - raw.keys())
    if missing:
        raise _bad(f"In “{nl}” ontbreekt de sleutel “{missing[0]}”.", f"“{en}” lacks the key “{missing[0]}”.")
    return raw


def _bad(nl: str, en: str) -> Fault:
    return Fault("bad_request", nl, en=en)
