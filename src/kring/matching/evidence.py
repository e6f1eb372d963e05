"""What speaks for and against two records being one person: per field how much they look alike, and how rare that is.

How rare is counted in the register itself: of a spelling, how many are written so, sound so or lie one slip away. A slip says
much when one of the two spellings is hardly ever written, nothing when both are common: "Oliva" may be Olivia, "Tim" is not Tom.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kring.matching.alike import DIFFERENT, MISSING, PART, SAME, SLIP, SLIPS, SOUND, STEPS, Levels, levels
from kring.matching.candidates import Near
from kring.matching.model import Habits
from kring.matching.people import DIGITS, KIND, OTHER, Pair
from kring.matching.spelling import Book, Codes

Shares = NDArray[np.float64]
Places = NDArray[np.int64]

_WAYS: Final = ((SOUND, 30.0), (SLIP, 10.0), (SLIPS, 100.0))
"""In how many ways a word is likely written by its sound, mistyped with one slip, and with more."""
_UNSEEN: Final = 0.2
"""How often a spelling that was never seen is taken to be somebody's true name, in persons."""
_INITIALS: Final = 0.03
"""How many records hold an initial for a first name,"""
_SEVERAL: Final = 0.3
"""and how many several names in one column."""
_DOUBT: Final = 50.0
"""Pairs of one family name that must be seen before they tell more of a first name than the whole register does."""
_DRAWN: Final = 40_000


@dataclass(frozen=True)
class Evidence:
    """For each pair looked at, per field: the step at which it looks alike, and the chance that a stranger does so too.

    ``crossed_step`` and ``crossed_chance``: the same with first and last name, or street and second line, in each other's place.
    """

    rows: Places
    persons: Places
    step: Mapping[str, Levels]
    chance: Mapping[str, Shares]
    crossed_step: Mapping[str, Levels]
    crossed_chance: Mapping[str, Shares]

    def __len__(self) -> int:
        return len(self.rows)


def weigh_up(pair: Pair, neighbours: Near, rows: Places, persons: Places, strangers: Mapping[str, Habits]) -> Evidence:
    """The evidence on these pairs: ``rows[i]`` of the list beside ``persons[i]`` of the register.

    ``strangers`` says what is not counted in the register: how often two people who are not the same look somewhat alike.
    """
    step = {field: steps(pair, field, field, rows, persons) for field in pair.fields}
    chance: dict[str, Shares] = {}
    crossed_step: dict[str, Levels] = {}
    crossed_chance: dict[str, Shares] = {}
    for field in pair.fields:
        count = _Count(pair, neighbours, field, strangers[field])
        chance[field] = count.chances(field, rows, persons, step[field])
        other = OTHER.get(field, "")
        if other in pair.fields:
            # Where both columns look alike as they stand there is no reason to look at them crossed.
            at = np.flatnonzero((step[field] < SLIP) | (step[other] < SLIP))
            here = steps(pair, other, field, rows[at], persons[at])
            crossed_step[field], crossed_chance[field] = step[field].copy(), chance[field].copy()
            crossed_step[field][at] = here
            crossed_chance[field][at] = count.chances(other, rows[at], persons[at], here)
    return Evidence(rows, persons, step, chance, crossed_step, crossed_chance)


def steps(pair: Pair, mine: str, field: str, rows: Places, persons: Places) -> Levels:
    """How much ``mine`` of the list looks like ``field`` of the register.

    Of a number one half alone is a part. A number that is somebody else's in the register says nothing against this person: that
    is why the row is doubtful.
    """
    ours, theirs = pair.rows.codes[mine][rows], pair.register.codes[field][persons]
    step = levels(pair.books[KIND[field]], ours, theirs, digits=field in DIGITS)
    if field == "number" and "head" in pair.rows.codes:
        for half in ("head", "tail"):
            one, other = pair.rows.codes[half][rows], pair.register.codes[half][persons]
            step[(step == DIFFERENT) & (one > 0) & (one == other)] = PART
        held = np.bincount(pair.register.codes[field], minlength=len(pair.books["number"])) > 0
        step[held[ours] & (step != SAME)] = MISSING
    return step


def strangers_in(pair: Pair) -> Mapping[str, Habits]:
    """How often two people who are not the same look alike, per field and step: counted on pairs drawn by a fixed rule."""
    drawn = np.arange(_DRAWN, dtype=np.int64)
    rows, persons = drawn * 7919 % pair.rows.size, drawn * 104_729 % pair.register.size
    out = {}
    for field in pair.fields:
        step = steps(pair, field, field, rows, persons)
        counted = np.bincount(step[step != MISSING], minlength=STEPS) + 0.5
        out[field] = tuple((counted / counted.sum()).tolist())
    return out


@dataclass(frozen=True)
class _Count:
    """What the register says of one of its fields: how many bear a spelling, or one like it."""

    pair: Pair
    neighbours: Near
    field: str
    strangers: Habits

    def chances(self, mine: str, rows: Places, persons: Places, step: Levels) -> Shares:
        """For each pair: the chance that a stranger looks as much alike, ``mine`` of the list beside our field."""
        ours, theirs = self.pair.rows.codes[mine], self.pair.register.codes[self.field]
        chance = np.append(np.asarray(self.strangers), 1.0)[step]
        for level, mass in self._masses():
            at = np.flatnonzero(step == level)
            here = mass[ours[rows[at]]]
            chance[at] = np.where(here > 0, here / self._of, chance[at])
        if self.field not in DIGITS:
            at = np.flatnonzero(step == PART)
            chance[at] = self._parts(ours[rows[at]], theirs[persons[at]])
            share = self._shares(ours)
            for level, ways in _WAYS:
                at = np.flatnonzero(step == level)
                one, other = share[ours[rows[at]]], share[theirs[persons[at]]]
                usual = chance[at] if level == SOUND else 1.0
                chance[at] = np.minimum(ways / (1 / one + 1 / other), usual)
        return chance

    @property
    def _book(self) -> Book:
        return self.pair.books[KIND[self.field]]

    @cached_property
    def _held(self) -> Shares:
        """How many in the register bear each spelling."""
        return np.bincount(self.pair.register.codes[self.field], minlength=len(self._book)).astype(np.float64)

    @property
    def _of(self) -> float:
        return float(self._held[1:].sum()) + 1

    @cached_property
    def _met(self) -> Shares:
        """How many bear each spelling; of first names, how many would if all were of the origin that the family name tells.

        First names go with family names: of those who share one, more share a first name than chance would have it. Two people of a
        small origin are namesakes sooner than the register as a whole would make one think.
        """
        codes = self.pair.register.codes
        if self.field != "first" or "last" not in codes or self.pair.one_table:
            return self._held  # in one table namesakes may be the same person again
        both = pl.DataFrame({"first": codes["first"], "last": codes["last"]}).filter(
            (pl.col("first") > 0) & (pl.col("last") > 0)
        )
        both = (
            both.group_by("first", "last")
            .len("n")
            .with_columns(of=pl.col("n").sum().over("last"), n=pl.col("n").cast(pl.Float64))
        )
        pairs = both.group_by("first").agg(
            same=(pl.col("n") * (pl.col("n") - 1)).sum(), of=(pl.col("n") * (pl.col("of") - 1)).sum()
        )
        same, of = np.zeros(len(self._book)), np.zeros(len(self._book))
        same[pairs["first"].to_numpy()], of[pairs["first"].to_numpy()] = (
            pairs["same"].to_numpy(),
            pairs["of"].to_numpy(),
        )
        usual = self._held / self._of
        return np.asarray(np.maximum(usual, (same + _DOUBT * usual) / (of + _DOUBT)) * self._of, np.float64)

    def _masses(self) -> Iterator[tuple[int, Shares]]:
        """Per step that is counted: how many in the register stand at that step from each spelling of the list."""
        table = self.neighbours[KIND[self.field]]
        code, spelling, level = (table[name].to_numpy() for name in ("code", "near", "level"))
        for step in range(SLIP, STEPS):
            here = level == step
            mass = np.bincount(code[here], weights=self._met[spelling[here]], minlength=len(self._book))
            yield step, mass.astype(np.float64)

    def _shares(self, ours: Codes) -> Shares:
        """Of each spelling: how often it is written in both tables, less the two of the pair itself."""
        written = self._held + np.bincount(ours, minlength=len(self._book))
        return np.asarray((np.maximum(written - 2, 0) + _UNSEEN) / (written[1:].sum() + 1), np.float64)

    def _parts(self, ours: Codes, theirs: Codes) -> Shares:
        """The share of the register that holds the rarest word of the shorter one; for an initial, that begins with it."""
        size, (rarest, words) = self._book.size, self._rarest
        less = (words[ours] < words[theirs]) | (words[ours] == words[theirs]) & (size[ours] <= size[theirs])
        shorter = np.where(less, ours, theirs)
        initial = size[shorter] == 1
        bearers = np.where(initial, self._beginning[shorter], rarest[shorter])
        return np.asarray(np.maximum(bearers, 1) / self._of * np.where(initial, _INITIALS, _SEVERAL), np.float64)

    @cached_property
    def _rarest(self) -> tuple[Shares, NDArray[np.uint32]]:
        """Per spelling: how many hold its rarest word, and how many words it has."""
        word = pl.Series(self._book.core).str.split(" ")
        words = pl.DataFrame({"code": np.arange(len(word), dtype=np.uint32), "word": word, "held": self._held}).explode(
            "word"
        )
        words = words.with_columns(pl.col("held").sum().over("word"))
        found = words.group_by("code").agg(pl.col("held").min(), words=pl.len()).sort("code")
        return found["held"].to_numpy(), found["words"].to_numpy()

    @cached_property
    def _beginning(self) -> Shares:
        """Per spelling: how many begin with the same letter."""
        first = self._book.first
        _, of, where = np.unique(first, return_index=True, return_inverse=True)
        return np.bincount(where, weights=self._held, minlength=len(of)).astype(np.float64)[where]
