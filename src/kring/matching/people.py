"""Tables of people, spelled out once: what stands in a list and in a register, as codes into books of spellings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from kring.matching.spelling import Book, Codes, read

NAMES: Final = ("first", "last")
PLACES: Final = ("street", "extra")
ADDRESS: Final = ("street", "extra", "house", "box", "town", "postcode", "region")
FIELDS: Final = (*NAMES, *ADDRESS, "birth", "number")
"""What may be compared: text, or nothing. ``birth`` is year, month, day. A column that either table lacks says nothing."""
DIGITS: Final = frozenset({"house", "box", "postcode", "birth", "number", "head", "tail"})
OTHER: Final[Mapping[str, str]] = {"first": "last", "last": "first", "street": "extra", "extra": "street"}
"""Columns that people fill in the wrong way round."""

_HALVES = ("head", "tail")
_BOOKS: Mapping[str, tuple[str, ...]] = {
    "name": NAMES,
    "place": PLACES,
    **{field: (field,) for field in (*ADDRESS, "birth", "number", *_HALVES) if field not in PLACES},
}
KIND: Final[Mapping[str, str]] = {field: kind for kind, fields in _BOOKS.items() for field in fields}
"""In which book the spellings of a field stand."""
_HOUSE = r"\d+[^\s\d]{0,3}(?:\s+(?i:bus|boite|box|bte|b)?\.?\s*\w{1,4})?"
_BEHIND_STREET = rf"\D[\s,]+({_HOUSE})$"
_BOX = r"(?i)\b(?:bus|boite|box|bte|b)\b|\W"
_WHOLE = 9
"""Digits that a number must have before its halves mean anything."""


@dataclass(frozen=True)
class Side:
    """One table: per field the code of what stands in each row."""

    size: int
    codes: Mapping[str, Codes]


@dataclass(frozen=True)
class Pair:
    """A list beside a register, in the same books. ``fields`` are those that both have."""

    books: Mapping[str, Book]
    rows: Side
    register: Side
    fields: tuple[str, ...]
    one_table: bool = False
    """Whether list and register are one table, in which a person may stand more than once."""


def spell_out(rows: pl.DataFrame, register: pl.DataFrame) -> Pair:
    """Both tables in codes. Only columns of ``FIELDS`` are read; the rest of either table is not looked at."""
    rows, register = _in_parts(rows), _in_parts(register)
    shared = [name for name in (*FIELDS, *_HALVES) if name in rows.columns and name in register.columns]
    books: dict[str, Book] = {}
    ours: dict[str, Codes] = {}
    theirs: dict[str, Codes] = {}
    for kind, names in _BOOKS.items():
        here = [name for name in names if name in shared]
        if here:
            columns = [table[name] for table in (rows, register) for name in here]
            books[kind], codes = read(columns, street=kind == "place")
            ours |= dict(zip(here, codes[: len(here)], strict=True))
            theirs |= dict(zip(here, codes[len(here) :], strict=True))
    fields = tuple(name for name in shared if name in FIELDS)
    return Pair(books, Side(rows.height, ours), Side(register.height, theirs), fields)


def _in_parts(table: pl.DataFrame) -> pl.DataFrame:
    """A name that stands in one column over two; house number and box apart; the number also in two halves."""
    kept = table.select(pl.col(name).cast(pl.String) for name in FIELDS if name in table.columns)
    if {"first", "last"} <= set(kept.columns):
        kept = _name_in_two(kept)
    if "house" in kept.columns:
        kept = _house_in_two(kept)
    if "number" in kept.columns:
        digits = pl.col("number").str.replace_all(r"\D", "")
        whole = pl.when(digits.str.len_chars() >= _WHOLE).then(digits)
        # A slip in one half leaves the other whole.
        kept = kept.with_columns(number=digits, head=whole.str.slice(0, 6), tail=whole.str.tail(5))
    return kept


def _name_in_two(table: pl.DataFrame) -> pl.DataFrame:
    """One column of names, as "Peeters An": the last word is taken for the first name; the comparison looks both ways."""
    first, last = (pl.col(name).fill_null("").str.strip_chars() for name in NAMES)
    if not table.select(((first == "") | (last == "")).any()).item():
        return table
    whole = first + last
    one = ((first == "") | (last == "")) & whole.str.contains(r"\S\s+\S")
    return table.with_columns(
        first=pl.when(one).then(whole.str.extract(r"(\S+)$")).otherwise(pl.col("first")),
        last=pl.when(one).then(whole.str.replace(r"\s+\S+$", "")).otherwise(pl.col("last")),
    )


def _house_in_two(table: pl.DataFrame) -> pl.DataFrame:
    """ "12 bus 3" is 12 and 3; a house number behind the street is taken from there when its own column is empty."""
    house = pl.col("house").fill_null("")
    if "street" in table.columns and table.select((house == "").any()).item():
        behind = pl.col("street").str.extract(_BEHIND_STREET)
        taken = (house == "") & behind.is_not_null()
        table = table.with_columns(
            street=pl.when(taken)
            .then(pl.col("street").str.replace(r"[\s,]+" + _HOUSE + "$", ""))
            .otherwise(pl.col("street")),
            house=pl.when(taken).then(behind).otherwise(house),
        )
    if not table.select(house.str.contains(r"\D").any()).item():
        return table
    number = pl.col("house").str.extract(r"(\d+)").fill_null(pl.col("house"))
    box = pl.col("house").str.extract(r"^\s*\d+\s*(\D.*)$").str.replace_all(_BOX, "").fill_null("")
    return table.with_columns(house=number, **({} if "box" in table.columns else {"box": box}))
