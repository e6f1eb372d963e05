"""How much two spellings look alike, in seven steps; and which spellings of a list lie near which of a register."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cpdist

from kring.matching.spelling import Book, Codes

Levels = NDArray[np.uint8]

DIFFERENT: Final = 0
PART: Final = 1
"""One is a part of the other: an initial, one of several names."""
SLIPS: Final = 2
"""Two typing slips, three in a long word."""
SLIP: Final = 3
"""One typing slip: a letter too many, too few, other, or two swapped."""
SOUND: Final = 4
"""The same but for particles, or it sounds the same."""
SAME: Final = 5
STEPS: Final = 6
MISSING: Final = 6
"""At least one of the two is not there: says nothing."""

_MOST_SLIPS = 3
_LEAST_TWO, _LEAST_THREE = 5, 9
"""Letters a word needs before two or three slips leave anything of it."""


def levels(book: Book, ours: Codes, theirs: Codes, *, digits: bool = False) -> Levels:
    """The step at which ``ours[i]`` and ``theirs[i]`` look alike; symmetric."""
    out = np.full(len(ours), SAME, np.uint8)
    out[(ours == 0) | (theirs == 0)] = MISSING
    rest = np.flatnonzero((ours != theirs) & (out != MISSING))
    compared = _digits if digits else _texts
    a, b = ours[rest], theirs[rest]
    if len(book) ** 2 <= len(rest):  # few spellings, many people: every spelling beside every other once
        every = np.arange(len(book), dtype=np.uint32)
        table = compared(book, np.repeat(every, len(book)), np.tile(every, len(book)))
        out[rest] = table[a.astype(np.int64) * len(book) + b]
    else:
        out[rest] = compared(book, a, b)
    return out


def _texts(book: Book, a: Codes, b: Codes) -> Levels:
    out = np.zeros(len(a), np.uint8)
    out[_is_part(book, a, b)] = PART
    slips, longest = _slips(book, a, b), np.maximum(book.size[a], book.size[b])
    out[(slips == 2) & (longest >= _LEAST_TWO) | (slips == 3) & (longest >= _LEAST_THREE)] = SLIPS
    out[(slips == 1) & (longest >= 3)] = SLIP
    out[(book.sound[a] == book.sound[b]) & (book.sound[a] > 0) | (book.core_of[a] == book.core_of[b])] = SOUND
    return out


def _digits(book: Book, a: Codes, b: Codes) -> Levels:
    out = np.zeros(len(a), np.uint8)
    slips, longest = _slips(book, a, b), np.maximum(book.size[a], book.size[b])
    out[(slips == 2) & (longest >= 4)] = SLIPS
    out[(slips == 1) & (longest >= 2)] = SLIP
    return out


def _slips(book: Book, a: Codes, b: Codes) -> NDArray[np.int64]:
    """How many slips make the one out of the other; anything over the most that counts is that and one more.

    One slip changes the length by one at most, and the set of letters by two.
    """
    out = np.full(len(a), _MOST_SLIPS + 1, np.int64)
    other = np.bitwise_count(book.letters[a] ^ book.letters[b])
    at = np.flatnonzero((np.abs(book.size[a] - book.size[b]) <= _MOST_SLIPS) & (other <= 2 * _MOST_SLIPS))
    left, right = _pick(book.tight, a[at]), _pick(book.tight, b[at])
    out[at] = cpdist(left, right, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, dtype=np.uint8)
    return out


def _is_part(book: Book, a: Codes, b: Codes) -> NDArray[np.bool_]:
    """An initial with a name that begins so; or all words of the one among several of the other."""
    out = (np.minimum(book.size[a], book.size[b]) == 1) & (book.first[a] == book.first[b])
    at = np.flatnonzero(book.several[a] | book.several[b])
    ours, theirs = book.letters[a[at]], book.letters[b[at]]
    common = ours & theirs
    at = at[(common == ours) | (common == theirs)]
    left, right = _pick(book.core, a[at]), _pick(book.core, b[at])
    whole = cpdist(left, right, scorer=token_set_ratio, score_cutoff=100, dtype=np.uint8)
    out[at] |= np.asarray(whole >= 100, np.bool_)
    return np.asarray(out, np.bool_)


def near(book: Book, ours: Codes, theirs: Codes) -> pl.DataFrame:
    """Every spelling in ``ours`` beside each in ``theirs`` that is the same, sounds the same or lies one slip away.

    Columns ``code``, ``near`` and ``level``. Found by leaving out one letter of each, so that nothing is compared with all.
    """
    mine, other = (pl.DataFrame({"code": _borne(codes, len(book))}) for codes in (ours, theirs))
    shapes = _shapes(book)
    left = mine.join(shapes, on="code")
    right = other.join(shapes, on="code").rename({"code": "near"})
    found = left.join(right, on="shape").select("code", "near").unique()
    level = levels(book, found["code"].to_numpy(), found["near"].to_numpy())
    return found.with_columns(level=pl.Series(level)).filter(pl.col("level") >= SLIP)


def _shapes(book: Book) -> pl.DataFrame:
    """Each spelling with what it may be mistaken for: itself, itself without one letter, its sound, its core."""
    text = pl.DataFrame(
        {"code": np.arange(1, len(book), dtype=np.uint32), "tight": book.tight[1:], "core": book.core[1:]},
        schema={"code": pl.UInt32, "tight": pl.String, "core": pl.String},
    )
    size = text["tight"].str.len_chars()
    longest = int(book.size.max())
    parts = [text.select("code", shape=pl.col("tight").hash())]
    for at in range(longest):
        longer = text.filter((size > at) & (size >= 3))
        gone = pl.concat_str(pl.col("tight").str.slice(0, at), pl.col("tight").str.slice(at + 1))
        parts.append(longer.select("code", shape=gone.hash()))
    heard = pl.DataFrame({"code": np.arange(1, len(book), dtype=np.uint32), "shape": book.sound[1:].astype(np.uint64)})
    parts.append(heard.filter(pl.col("shape") > 0))
    parts.append(text.select("code", shape=pl.concat_str(pl.lit("="), "core").hash()))
    return pl.concat(parts).unique()


def _borne(codes: Codes, size: int) -> Codes:
    """Which spellings occur at all."""
    return np.flatnonzero(np.bincount(codes, minlength=size)[1:]).astype(np.uint32) + np.uint32(1)


def _pick(texts: Sequence[str], places: NDArray[np.integer]) -> list[str]:
    return [texts[place] for place in places.tolist()]
