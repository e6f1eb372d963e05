"""Canonical JSON: one value, one sequence of bytes, so that a digest means something.

Keys sorted by code point, no white space, UTF-8, no floats (they have no canonical form that all languages share).
source: RFC 8785, restricted to strings, integers, booleans, null, lists and objects.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """The canonical bytes of ``value``; raises ``TypeError`` on a float or a key that is not text."""
    _refuse_what_has_no_form(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Json) -> str:
    """``sha256:`` and the hexadecimal digest of the canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


_PLAIN = frozenset({str, int, bool, type(None)})


def _refuse_what_has_no_form(value: object) -> None:
    if type(value) in _PLAIN:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key must be text, not {type(key).__name__}")
            if type(inner) not in _PLAIN:  # most are plain, and there are many
                _refuse_what_has_no_form(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            if type(inner) not in _PLAIN:
                _refuse_what_has_no_form(inner)
    elif not isinstance(value, str | bool | int):
        raise TypeError(f"{type(value).__name__} has no canonical form")
