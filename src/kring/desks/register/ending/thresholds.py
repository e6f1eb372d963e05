"""How small a group may be in a published figure, as dated data with its source (``small_cells.toml``)."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("small_cells.toml")


@dataclass(frozen=True)
class Threshold:
    """A count below ``least`` is never told; a median only of ``spread`` people or more. Since when, and where that stands."""

    since: date
    least: int
    spread: int
    nl: str
    source: str
    mark: str


@cache
def thresholds() -> Sequence[Threshold]:
    """Every threshold that ever held, the newest first."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["threshold"]
    found = [Threshold(**{"since": one.pop("from"), **one}) for one in read]
    return sorted(found, key=lambda one: one.since, reverse=True)


def threshold_on(day: date) -> Threshold:
    """The threshold that holds on ``day``; before the first, the first."""
    return next((one for one in thresholds() if one.since <= day), thresholds()[-1])
