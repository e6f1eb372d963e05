"""Faults in received data: their kinds, what may come of a report, in how many days, and which flow keeps the rows.

A report names a row by the opaque reference under which it was released, items and the kind of fault. Never a value: what the
right one is, the source finds out itself. source: REQUIREMENTS E8; 004 art. 7; 001
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final, Protocol
from uuid import UUID

from kring.core.days import add_working_days
from kring.core.errors import Fault

FAULTS: Final = ("wrong", "imprecise", "incomplete", "missing", "outdated", "superfluous")
"""Kinds of fault. source: 004 art. 7 - foutief, onnauwkeurig, onvolledig, ontbrekend, verouderd, overtollig"""
CORRECTED: Final = "corrected"
KEPT: Final = ("right", "not_established", "needed")
"""Why the source keeps it as it is: it is right; no fault could be established; it is needed (where it was called superfluous)."""
NOT_KEPT: Final = "not_kept"
"""The source has no such row, or has it no more: one answer for both."""
OUTCOMES: Final = (CORRECTED, *KEPT, NOT_KEPT)


@dataclass(frozen=True)
class Place:
    """Under which release a row went: the batch, the part of it, and the discloser's reference."""

    batch: UUID
    chunk: int
    ref: UUID


@dataclass(frozen=True)
class Known:
    """A row that went under a release, as one side knows it: its own row and its own pseudonym.

    ``items`` are those that have a value, ``keeps`` all that can be reported in such a row at all.
    """

    row: UUID
    person: bytes | None
    items: frozenset[str]
    keeps: frozenset[str]


class Keeper(Protocol):
    """The recipient's half of a flow. Every call acts for the recipient."""

    @property
    def holder(self) -> str:
        """The holder of the clocks of these rows."""

    def kept(self, place: Place, source: UUID) -> Known | None:
        """The own row that came from ``source`` under this release, if it is still kept and may be reported. Else None."""

    def correct(self, row: UUID, values: Mapping[str, str]) -> None:
        """Put these values in the place of the old ones; an empty one takes the value away."""


class Origin(Protocol):
    """The source's half of a flow. Every call acts for the source."""

    def left(self, place: Place, recipient: UUID) -> Known | None:
        """The own row that left to ``recipient`` under this release, if it is still kept and a report on it may be. Else None."""


keepers: dict[str, Keeper] = {}
"""Who keeps received rows, by key item."""
origins: dict[str, Origin] = {}
"""Who released them, by key item."""


@lru_cache(maxsize=1)
def terms() -> tuple[tuple[date, int], ...]:
    """From which day how many working days an investigation may take, the newest first."""
    raw = tomllib.loads(files("kring.exchange").joinpath("corrections.toml").read_text("utf-8"))["term"]
    return tuple(sorted(((one["from"], one["working_days"]) for one in raw), reverse=True))


def due_on(day: date) -> date:
    """The last day for an investigation that begins on ``day``; raises ``Fault("no_term")`` before the first term."""
    within = next((count for since, count in terms() if since <= day), None)
    if within is None:
        raise Fault("no_term", "Er is geen termijn bekend waarbinnen een gemelde fout onderzocht wordt.")
    return add_working_days(day, within)


def fits(fault: str, items: frozenset[str], had: frozenset[str], listed: frozenset[str]) -> bool:
    """Whether such a fault can be in these items: of the disclosure, with a value, or without one where it is called missing."""
    if fault not in FAULTS or not items or not items <= listed:
        return False
    return not items & had if fault == "missing" else items <= had
