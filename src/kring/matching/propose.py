"""Propose likely persons for rows that a number does not settle. Nothing is decided here: a person looks, and says yes or no.

source: REQUIREMENTS D8, D10; the issue on doubtful rows, point 1
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kring.matching.candidates import candidates, spellings_near
from kring.matching.evidence import Evidence, Places, Shares, strangers_in, weigh_up
from kring.matching.judge import Stories, among, apart, odds, tell
from kring.matching.learn import learn
from kring.matching.model import STANDARD, Model
from kring.matching.people import Pair, spell_out
from kring.matching.reasons import Grounds, Reading, grounds

LEAST: Final = 0.2
"""Below this a person is not proposed at all."""
LIKELY: Final = 0.9
"""From here on a proposal is called likely; below it, possible."""
MOST: Final = 3
"""Persons proposed for one row at most."""


@dataclass(frozen=True)
class Compared:
    """All pairs that were looked at, with their probability; ``possible`` pairs there could have been."""

    pair: Pair
    evidence: Evidence
    stories: Stories
    probability: Shares
    model: Model
    possible: float


@dataclass(frozen=True)
class Proposal:
    """A likely person for a row: their places in the two tables, how probable it is (0 to 1), and why."""

    row: int
    person: int
    probability: float
    reasons: tuple[Grounds, ...]


@dataclass(frozen=True)
class Proposals:
    """The proposals, by row and then by probability. Reasons are made when a proposal is looked at."""

    compared: Compared
    at: Places
    """Which of the pairs that were looked at."""
    rivals: NDArray[np.int64]
    """Per proposal: how many other persons were proposed for the same row."""

    def __len__(self) -> int:
        return len(self.at)

    def __iter__(self) -> Iterator[Proposal]:
        return (self[n] for n in range(len(self)))

    def __getitem__(self, n: int) -> Proposal:
        found = self.compared
        at = int(self.at[n])
        reading = Reading(found.pair, found.evidence, found.stories, at, int(self.rivals[n]))
        row, person = int(found.evidence.rows[at]), int(found.evidence.persons[at])
        return Proposal(row, person, float(found.probability[at]), grounds(reading))

    @property
    def rows(self) -> Places:
        return self.compared.evidence.rows[self.at]

    @property
    def persons(self) -> Places:
        return self.compared.evidence.persons[self.at]

    @property
    def probability(self) -> Shares:
        return self.compared.probability[self.at]


def propose(rows: pl.DataFrame, register: pl.DataFrame, *, model: Model = STANDARD, least: float = LEAST) -> Proposals:
    """Likely persons of ``register`` for each of ``rows``, by place. Columns: ``people.FIELDS``; what either lacks says nothing.

    Give only rows that the number did not settle, and the whole register: how rare a name is, is counted there.
    """
    found = compare(rows, register, model=model)
    at = np.flatnonzero(found.probability >= least)
    at = at[np.lexsort((found.evidence.persons[at], -found.probability[at], found.evidence.rows[at]))]
    first = np.r_[True, np.diff(found.evidence.rows[at]) > 0] if len(at) else np.zeros(0, np.bool_)
    place = np.arange(len(at)) - np.maximum.accumulate(np.where(first, np.arange(len(at)), 0))
    at = at[place < MOST]
    rivals = np.bincount(found.evidence.rows[at], minlength=found.pair.rows.size)[found.evidence.rows[at]] - 1
    return Proposals(found, at, rivals)


def compare(rows: pl.DataFrame, register: pl.DataFrame, *, model: Model = STANDARD, learning: bool = False) -> Compared:
    """Every pair worth looking at, with its probability. ``learning``: fit the habits to these tables first, from ``model``."""
    pair = spell_out(rows, register)
    found = _judged(pair, pair.rows.size * pair.register.size, model, learning=learning, once=False)
    logs = odds(found.stories, found.model, found.possible, pair.rows.size)
    return replace(found, probability=among(logs, found.evidence.rows, pair.rows.size, found.model))


def within(table: pl.DataFrame, *, model: Model = STANDARD, learning: bool = False) -> Compared:
    """Rows of one table that may be one person, each pair once. A person may stand in the table any number of times."""
    pair = replace(spell_out(table, table), one_table=True)
    return _judged(pair, pair.rows.size * (pair.rows.size - 1) / 2, model, learning=learning, once=True)


def _judged(pair: Pair, possible: float, model: Model, *, learning: bool, once: bool) -> Compared:
    """Each pair judged by itself; with ``once`` only pairs whose row stands before the person."""
    neighbours = spellings_near(pair)
    rows, persons = candidates(pair, neighbours)
    if once:
        rows, persons = rows[rows < persons], persons[rows < persons]
    if learning:
        model = replace(model, strangers=strangers_in(pair))
    evidence = weigh_up(pair, neighbours, rows, persons, model.strangers)
    if learning:
        model = learn(evidence, model, possible, pair.rows.size)
    stories = tell(evidence, model)
    return Compared(pair, evidence, stories, apart(odds(stories, model, possible, pair.rows.size)), model, possible)
