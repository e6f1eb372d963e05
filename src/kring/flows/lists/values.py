"""How values are kept: ordinary items in clear, for else nobody can search; all others encrypted for their row.

source: DESIGN, ground rules - national numbers, free text and special categories are stored encrypted
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kring.core.canonical import Json, canonical
from kring.exchange.offers import Offered
from kring.flows.lists.check import EntryRow
from kring.guard.keys import FieldCipher


@dataclass(frozen=True)
class Kept:
    """The two halves as they are stored."""

    plain: dict[str, str]
    sealed: bytes


def sealed_items(items: Collection[Offered]) -> frozenset[str]:
    """Those that are not kept in clear: numbers, special and judicial items, free text, whatever may have several entries."""
    return frozenset(one.name for one in items if one.category != "ordinary" or one.free_text or one.record)


def close(
    values: Mapping[str, str],
    hidden: frozenset[str],
    cipher: FieldCipher,
    *,
    place: str,
    entries: Sequence[EntryRow] = (),
) -> Kept:
    """Values and entries as they are kept at ``place`` (table and row: bound into the ciphertext)."""
    inside: dict[str, Json] = {
        "values": {name: text for name, text in values.items() if name in hidden},
        "entries": [{"record": one.record, "values": dict(one.values), "facts": dict(one.facts)} for one in entries],
    }
    plain = {name: text for name, text in values.items() if name not in hidden}
    return Kept(plain, cipher.encrypt(canonical(inside), place=place))


def opened(
    plain: Mapping[str, str], sealed: bytes, cipher: FieldCipher, *, place: str
) -> tuple[dict[str, str], list[EntryRow]]:
    """What ``close`` took: values by item, and entries."""
    inside = json.loads(cipher.decrypt(bytes(sealed), place=place))
    entries = [EntryRow(one["record"], one["values"], one["facts"]) for one in inside["entries"]]
    return {**plain, **inside["values"]}, entries


def sent_place(row: UUID) -> str:
    """Where the values of a sent row stand."""
    return f"lists.sentrow.{row}"


def received_place(row: UUID) -> str:
    """Where the values of a received row stand."""
    return f"lists.receivedrow.{row}"
