"""What is taken to be known of people and their records: how often a name is mistyped, how many move, how many share an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Habits = tuple[float, ...]
"""The share of pairs at each step, from different to same (``alike``). Adds up to one."""


@dataclass(frozen=True)
class Model:
    """Shares between 0 and 1, but ``housemates``, which is a number of people.

    ``habits`` and ``strangers``: of two records that both hold the field, how alike they look when they are of one person, and when
    they are not. Of strangers only what the register cannot tell is used: from a sound upwards the spellings are counted.
    """

    habits: Mapping[str, Habits]
    strangers: Mapping[str, Habits]
    crossed_names: float
    """First and last name in each other's place."""
    crossed_places: float
    moved: float
    """At another address by now."""
    share: float
    """Of the rows: how many are about somebody in the register."""
    housemates: float
    """Of the person that a row is about: how many others of that address the register holds."""
    family_name: float = 0.7
    """Of housemates: how many bear the same family name."""
    twins: float = 0.01
    """Of housemates: how many were born on the same day."""


_NEVER = 1e-5

STANDARD: Final = Model(
    habits={
        #       different, part, slips, slip, sound, same
        "first": (0.02, 0.03, 0.01, 0.03, 0.03, 0.88),
        "last": (0.02, 0.03, 0.01, 0.03, 0.03, 0.88),
        "street": (0.005, 0.015, 0.02, 0.04, 0.02, 0.90),
        "extra": (0.03, 0.01, 0.02, 0.04, 0.01, 0.89),
        "house": (0.01, _NEVER, 0.01, 0.03, _NEVER, 0.95),
        "box": (0.08, _NEVER, 0.01, 0.01, _NEVER, 0.90),
        "town": (0.01, 0.02, 0.02, 0.04, 0.02, 0.89),
        "postcode": (0.005, _NEVER, 0.005, 0.02, _NEVER, 0.97),
        "region": (0.03, 0.01, 0.01, 0.02, 0.01, 0.92),
        "birth": (0.01, _NEVER, 0.02, 0.03, _NEVER, 0.94),
        "number": (0.04, 0.06, 0.05, 0.55, _NEVER, 0.30),
    },
    strangers={
        "first": (0.988, 0.001, 0.003, 0.0005, 0.0025, 0.005),
        "last": (0.988, 0.001, 0.003, 0.0005, 0.0025, 0.005),
        "street": (0.99, _NEVER, 0.006, 0.0005, 0.0005, 0.003),
        "extra": (0.99, _NEVER, 0.006, 0.0005, 0.0005, 0.003),
        "house": (0.87, _NEVER, _NEVER, 0.12, _NEVER, 0.01),
        "box": (0.80, _NEVER, _NEVER, 0.15, _NEVER, 0.05),
        "town": (0.94, _NEVER, 0.002, 0.003, _NEVER, 0.05),
        "postcode": (0.50, _NEVER, 0.30, 0.15, _NEVER, 0.05),
        "region": (0.50, _NEVER, 0.25, 0.05, _NEVER, 0.20),
        "birth": (0.998, _NEVER, 0.0015, 0.0005, _NEVER, 0.0001),
        "number": (0.9998, 0.0001, _NEVER, _NEVER, _NEVER, _NEVER),
    },
    crossed_names=0.01,
    crossed_places=0.01,
    moved=0.08,
    share=0.3,
    housemates=0.7,
)
"""Weights for lists of cities beside registers of social welfare, chosen by hand and explained on a page: docs/matching.md."""
