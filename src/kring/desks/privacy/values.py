"""The values of a line's fields in words."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kring.core.canonical import Json
from kring.desks.privacy.telling import (
    Known,
    day,
    decision,
    in_language,
    item,
    organisation,
    purposes,
    reason,
    short,
    uuid_in,
    what,
)
from kring.desks.privacy.words import KINDS
from kring.desks.register.words import KINDS as STATEMENTS
from kring.face.words import function_label, to_the_second
from kring.instruments.queries import Version

Teller = Callable[[Any, Known], str]


def in_words(code: str, value: Json, known: Known, version: Version | None) -> str:
    """The value of the field ``code`` as people say it; as it is written where there are no words for it."""
    try:
        if code == "purpose":
            return " ".join(purposes([str(one) for one in _all(value)], version))
        return _TELLERS[code](value, known) if code in _TELLERS else as_written(value)
    except (TypeError, ValueError, KeyError):  # somebody else than Kring wrote this
        return as_written(value)


def as_written(value: Json) -> str:
    """A text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _all(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _declared(value: Any, known: Known) -> str:
    spoken = known.words.declarations
    return ", ".join(in_language(spoken[one].text) if one in spoken else str(one) for one in _all(value))


def _position(value: Any, known: Known) -> str:
    found = uuid_in(value)
    return known.positions.get(found, str(value)) if found else str(value)


def _day(value: Any, _known: Known) -> str:
    return day(value) if value else ""


def _unspoken(_value: Any, _known: Known) -> str:
    """Marks and pseudonyms have no words: the page shows them as they are written."""
    return ""


_TELLERS: dict[str, Teller] = {
    "kind": lambda value, _known: str(KINDS[value][1]),
    "time": lambda value, _known: to_the_second(localtime(datetime.fromisoformat(value))),
    "recipient": organisation,
    "discloser": organisation,
    "made_by": organisation,
    "items": lambda value, known: ", ".join(item(str(one), known.words) for one in _all(value)),
    "reasons": lambda value, _known: ", ".join(reason(str(one)) for one in _all(value)),
    "decision": lambda value, _known: decision(str(value)),
    "what": lambda value, _known: what({"what": value}),
    "said": lambda value, _known: str(STATEMENTS[value]),
    "declared": _declared,
    "function": lambda value, _known: function_label(str(value)),
    "position": _position,
    "fictitious": lambda value, _known: _("yes") if value else _("no"),
    "peer": lambda value, _known: (
        _("%(size)s lines, root %(root)s") % {"size": value["size"], "root": short(value["root"])}
    ),
    **dict.fromkeys(("judged_on", "on", "day", "from", "until", "last_day"), _day),
    **dict.fromkeys(
        (
            "own",
            "subject",
            "nonce",
            "sealed",
            "root",
            "sha256",
            "content",
            "instrument_hash",
            "exchange",
            "batch",
            "permit",
            "envelope",
        ),
        _unspoken,
    ),
}
