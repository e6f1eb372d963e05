"""Check what was handed in, row by row: who can go, and what must be mended first. Pure.

source: REQUIREMENTS E3, E13
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kring.core.reasons import Localised
from kring.core.ssin import SsinFault, read_ssin
from kring.exchange.offers import Offered
from kring.flows.lists.fields import SSIN, fact_item
from kring.sheets.table import UNUSABLE, Table, TableRow

_TYPED_DAY: Final = re.compile("([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
LONGEST = 400
"""The longest text of an item that is no free text, in characters."""
LONGEST_FREE = 4_000

FAULTS: Mapping[str, Localised] = {
    "ssin_missing": {
        "nl": "{item}: het nummer ontbreekt. Vul het aan.",
        "en": "{item}: the number is missing. Fill it in.",
    },
    "ssin": {
        "nl": "{item}: het nummer klopt niet. Zoek de elf cijfers op en typ ze als tekst.",
        "en": "{item}: the number is wrong. Look up the eleven digits and type them as text.",
    },
    "cell": {
        "nl": "{item}: in de cel staat geen bruikbare waarde (een formule of een fout). Typ de waarde.",
        "en": "{item}: the cell holds no usable value (a formula or an error). Type the value.",
    },
    "too_long": {
        "nl": "{item}: de tekst is langer dan het protocol toelaat. Kort hem in.",
        "en": "{item}: the text is longer than the protocol allows. Shorten it.",
    },
    "other_value": {
        "nl": "{item}: dit protocol kent deze waarde niet. Kies een van de waarden die het opsomt.",
        "en": "{item}: this protocol does not know this value. Choose one of those that it lists.",
    },
    "nothing": {
        "nl": "In deze rij staat niets dat mag vertrekken. Vul ze aan of verwijder ze.",
        "en": "This row holds nothing that may leave. Complete it or remove it.",
    },
}
"""What is wrong with a row that is not sent, and what to do about it; ``{item}`` is the datum."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a record that may have several: values by item, and the facts by which an instrument picks."""

    record: str
    values: Mapping[str, str]
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """One person. ``ssin`` is the number in eleven digits, if there is one; ``values`` are of what is kept once.

    With ``faults`` (code, item) nothing of the person is sent.
    """

    number: int
    ssin: str | None
    values: Mapping[str, str]
    entries: tuple[EntryRow, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()


@dataclass
class _Reading:
    faults: list[tuple[str, str]] = field(default_factory=list)


def check_table(table: Table, items: Sequence[Offered]) -> list[Checked]:
    """Every person of the workbook, in its order. Rows of one person are one, so that a pick sees all entries of the record."""
    rows = [_row(row, items) for row in table.rows]
    return _together(rows) if any(one.record for one in items) else rows


def check_one(values: Mapping[str, str], items: Sequence[Offered]) -> Checked:
    """One person from a form; a field that is no item of the disclosure is not looked at."""
    return _row(TableRow(1, {key: value or None for key, value in values.items()}), items)


def _row(row: TableRow, items: Sequence[Offered]) -> Checked:
    reading = _Reading()
    texts = {one.name: _value(row, one, reading) for one in items}
    ssin = _number(row, reading, listed=SSIN in texts)
    if ssin and SSIN in texts:
        texts[SSIN] = ssin
    known = {name: text for name, text in texts.items() if text}
    if not known and not reading.faults:
        reading.faults.append(("nothing", ""))
    once = {one.name: known[one.name] for one in items if one.record is None and one.name in known}
    return Checked(row.number, ssin, once, tuple(_entries(row, items, known)), tuple(reading.faults))


def _value(row: TableRow, one: Offered, reading: _Reading) -> str:
    if row.kind(one.name) in UNUSABLE:
        reading.faults.append(("cell", one.name))
        return ""
    text = _clean(row.values.get(one.name) or "", lines=one.free_text)
    if len(text) > (one.max_length or (LONGEST_FREE if one.free_text else LONGEST)):
        reading.faults.append(("too_long", one.name))
        return ""
    if text and one.values:
        meant = {value.casefold(): value for value in one.values}.get(text.casefold())
        if meant is None:
            reading.faults.append(("other_value", one.name))
        return meant or ""
    return text


def _number(row: TableRow, reading: _Reading, *, listed: bool) -> str | None:
    """The person's number; one that is wrong keeps the person here, for nobody could tell whom a restriction is about."""
    raw = row.values.get(SSIN)
    if row.kind(SSIN) in UNUSABLE:
        if not listed:
            reading.faults.append(("cell", SSIN))
        return None
    if not raw:
        if listed:
            reading.faults.append(("ssin_missing", SSIN))
        return None
    found = read_ssin(raw)
    if isinstance(found, SsinFault):
        reading.faults.append(("ssin", SSIN))
        return None
    return found.number


def _entries(row: TableRow, items: Sequence[Offered], known: Mapping[str, str]) -> Iterable[EntryRow]:
    for record in dict.fromkeys(one.record for one in items if one.record):
        mine = [one for one in items if one.record == record]
        values = {one.name: known[one.name] for one in mine if one.name in known}
        facts = {
            fact: _day(text)
            for one in mine
            for fact in one.entry_facts
            if (text := row.values.get(fact_item(fact, mine) or fact))
        }
        if values:
            yield EntryRow(record, values, facts)


def _day(text: str) -> str:
    """A day as people type it, in the form that conditions read; any other text as it is."""
    found = _TYPED_DAY.fullmatch(text.strip())
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def _together(rows: Sequence[Checked]) -> list[Checked]:
    """The rows of one person as one: by number, without one by all that is kept once."""
    people: dict[object, list[Checked]] = {}
    for row in rows:
        who = row.number if row.faults else row.ssin or tuple(sorted(row.values.items()))
        people.setdefault(("row" if row.faults else "who", who), []).append(row)
    return [
        Checked(
            number=same[0].number,
            ssin=same[0].ssin,
            values={name: text for row in reversed(same) for name, text in row.values.items()},
            entries=tuple(entry for row in same for entry in row.entries),
            faults=same[0].faults,
        )
        for same in people.values()
    ]


def _clean(text: str, *, lines: bool) -> str:
    """Printable signs, in one line unless it is free text."""
    kept = "".join(sign if sign.isprintable() or (lines and sign == "\n") else " " for sign in text)
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()
