"""Which rows their number settles, and which are doubtful: without a usable number, or with that of somebody of another name."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kring.matching.alike import PART, levels
from kring.matching.people import spell_out

_DIGITS: Final = 11
_USUAL_SIGNS: Final = (".", "-")
_CENTURY: Final = 2_000_000_000


@dataclass(frozen=True)
class ByNumber:
    """``found``: columns ``row`` and ``person``, places in both tables. ``doubtful``: places of rows to propose persons for.

    Every other row holds a sound number that nobody in the register bears.
    """

    found: pl.DataFrame
    doubtful: NDArray[np.int64]


def by_number(rows: pl.DataFrame, register: pl.DataFrame) -> ByNumber:
    """Equal number and a name that can be the same person's. Columns ``number``, ``first``, ``last`` in both tables."""
    ours = rows.select("first", "last", _read(rows["number"]).alias("number")).with_row_index("row")
    theirs = register.select("first", "last", _read(register["number"]).alias("number")).with_row_index("person")
    held = ours.join(theirs, on="number", suffix="_theirs")
    equal = (pl.col("first") == pl.col("first_theirs")) & (pl.col("last") == pl.col("last_theirs"))
    plain = held.filter(equal.fill_null(value=False))
    other = held.filter(~equal.fill_null(value=False))
    fits = pl.Series(_fits(other), dtype=pl.Boolean)
    found = pl.concat([plain.select("row", "person"), other.filter(fits).select("row", "person")])
    unusable = ours.filter(pl.col("number").is_null())["row"]
    borrowed = other.filter(~fits)["row"]
    doubtful = np.unique(np.concatenate([unusable.to_numpy(), borrowed.to_numpy()])).astype(np.int64)
    return ByNumber(found, doubtful)


def _read(column: pl.Series) -> pl.Series:
    """Eleven digits with right check digits as a whole number; nothing for anything else. source: ``core.ssin``"""
    digits = column.cast(pl.String)
    for sign in _USUAL_SIGNS:
        digits = digits.str.replace_all(sign, "", literal=True)
    odd = digits.str.len_bytes() > _DIGITS
    if odd.any():
        rest = digits.filter(odd).str.replace_all(r"[^0-9]", "")
        digits = digits.scatter(odd.arg_true(), rest)
    whole = (digits.str.len_bytes() == _DIGITS) & ~digits.str.contains("+", literal=True)
    number = digits.cast(pl.Int64, strict=False)
    nine, check = number // 100, number % 100
    right = (97 - nine % 97 == check) | (97 - (nine + _CENTURY) % 97 == check)
    return number.to_frame("number").select(pl.when(whole & right).then("number"))["number"]


def _fits(pairs: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether both names can be one person's, as written or crossed: each part alike in some way, or missing."""
    pair = spell_out(pairs.select("first", "last"), pairs.select(first="first_theirs", last="last_theirs"))
    ours, theirs, book = pair.rows.codes, pair.register.codes, pair.books["name"]

    def alike(mine: str, other: str) -> NDArray[np.bool_]:
        return levels(book, ours[mine], theirs[other]) >= PART

    return (alike("first", "first") & alike("last", "last")) | (alike("first", "last") & alike("last", "first"))
