"""Which persons of a register are worth comparing with a row: those who share something rare, or two common things.

A rare spelling is enough by itself: few bear it. A common one counts together with another, where chance alone would hardly bring
the two together. What more than ``PATIENCE`` persons share says too little to begin with. Spellings that lie one slip away, or
sound the same, count as shared; and columns may stand in each other's place.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kring.matching.alike import SAME, near
from kring.matching.people import DIGITS, KIND, OTHER, Pair
from kring.matching.spelling import Codes

PATIENCE: Final = 10
"""How many persons may share a thing before it is too common to be looked at."""
COINCIDENCES: Final = 2.0
"""How many persons chance alone may bring to two things together, at most; fewer in a register of more than ``LARGE``."""
LARGE: Final = 50_000

Near = Mapping[str, pl.DataFrame]
"""Per book: which spellings (``near``) of the register each of the list (``code``) may stand for, and how alike (``level``)."""

_WHOLE_ONLY = frozenset({"number"})
_TOO_WIDE = frozenset({"region", "box"})
_ALONE_ONLY = frozenset({"head", "tail"})


def candidates(pair: Pair, neighbours: Near) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in the list and in the register, beside each other, each pair once."""
    found = [*_alone(pair, neighbours), *_together(pair, neighbours)]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = pl.concat(found).unique()["at"].to_numpy()
    return (at >> np.uint64(32)).astype(np.int64), (at & np.uint64(0xFFFFFFFF)).astype(np.int64)


def spellings_near(pair: Pair) -> Near:
    """What each spelling of the list may stand for. Of digits only themselves: any number lies near some other."""
    out = {}
    for kind, book in pair.books.items():
        fields = [field for field in pair.rows.codes if KIND[field] == kind]
        ours, theirs = (np.concatenate([side.codes[field] for field in fields]) for side in (pair.rows, pair.register))
        if fields[0] in DIGITS:
            borne = [np.bincount(codes, minlength=len(book))[1:] > 0 for codes in (ours, theirs)]
            same = np.flatnonzero(borne[0] & borne[1]).astype(np.uint32) + np.uint32(1)
            out[kind] = pl.DataFrame({"code": same, "near": same, "level": np.full(len(same), SAME, np.uint8)})
        else:
            out[kind] = near(book, ours, theirs)
    return out


def _alone(pair: Pair, neighbours: Near) -> Iterator[pl.DataFrame]:
    for field in pair.register.codes:
        if field in _WHOLE_ONLY | _TOO_WIDE:
            continue
        rare = _held(pair.register.codes[field], "person").filter(pl.len().over("code") <= PATIENCE)
        for mine in _sources(pair, field):
            rows = _held(pair.rows.codes[mine], "row").join(neighbours[KIND[field]], on="code")
            yield _places(rows.join(rare, left_on="near", right_on="code"))


def _together(pair: Pair, neighbours: Near) -> Iterator[pl.DataFrame]:
    fields = [field for field in pair.register.codes if field not in _WHOLE_ONLY | _TOO_WIDE | _ALONE_ONLY]
    shares = {field: _shares(pair, field) for field in fields}
    most = COINCIDENCES * min(1.0, LARGE / max(pair.register.size, 1))
    for one, other in combinations(fields, 2):
        both = _keyed(pair.register.codes[one], pair.register.codes[other])
        for mine, second in _orders(pair, one, other):
            a, b = pair.rows.codes[mine], pair.rows.codes[second]
            by_chance = shares[one][a] * shares[other][b] * pair.register.size
            at = np.flatnonzero((a > 0) & (b > 0) & (by_chance <= most))
            rows = pl.DataFrame({"row": at.astype(np.uint32), "a": a[at], "b": b[at]})
            keys = pl.concat(_keys(rows, neighbours[KIND[one]], neighbours[KIND[other]]))
            some = both.join(keys.select("key").unique(), on="key", how="semi")
            yield _places(keys.join(some.filter(pl.len().over("key") <= PATIENCE), on="key"))


def _keys(rows: pl.DataFrame, ones: pl.DataFrame, others: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Both things as written, and each in turn as what it may stand for."""
    yield rows.select("row", key=_key("a", "b"))
    apart = pl.col("code") != pl.col("near")
    yield rows.join(ones.filter(apart), left_on="a", right_on="code").select("row", key=_key("near", "b"))
    yield rows.join(others.filter(apart), left_on="b", right_on="code").select("row", key=_key("a", "near"))


def _key(one: str, other: str) -> pl.Expr:
    return pl.col(one).cast(pl.UInt64) * 2**32 + pl.col(other)


def _sources(pair: Pair, field: str) -> Iterator[str]:
    """The columns of the list in which what belongs in ``field`` may stand."""
    yield field
    if (other := OTHER.get(field)) and other in pair.rows.codes:
        yield other


def _orders(pair: Pair, one: str, other: str) -> Iterator[tuple[str, str]]:
    for mine in _sources(pair, one):
        for second in _sources(pair, other):
            if mine != second:
                yield mine, second


def _shares(pair: Pair, field: str) -> NDArray[np.float64]:
    """Of each spelling: the share of the register that bears it, as if each were borne at least once."""
    held = np.bincount(pair.register.codes[field], minlength=len(pair.books[KIND[field]]))
    return np.maximum(held, 1) / max(pair.register.size, 1)


def _held(codes: Codes, name: str) -> pl.DataFrame:
    at = np.flatnonzero(codes)
    return pl.DataFrame({name: at.astype(np.uint32), "code": codes[at]})


def _keyed(ones: Codes, others: Codes) -> pl.DataFrame:
    at = np.flatnonzero((ones > 0) & (others > 0))
    key = (ones[at].astype(np.uint64) << np.uint64(32)) | others[at]
    return pl.DataFrame({"person": at.astype(np.uint32), "key": key})


def _places(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(at=pl.col("row").cast(pl.UInt64) * 2**32 + pl.col("person"))
