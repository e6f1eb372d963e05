"""Small groups in published figures: told as "fewer than N", and nothing else that is told lets them be worked out. Pure.

A part of fewer than N people is ``SMALL`` (*primary*), zero as much as four. Where a whole is told and one of its parts is small,
the other parts would give it away by subtraction: they are told as ``LARGE``, N or more (*complementary*). And where the whole is
so small that even these marks would narrow it down (below N times the number of parts), nothing is told of any part: ``HIDDEN``.
It is decided from the whole down to its parts and never up again, so that a figure which two tables, or two organisations, tell
is told alike by both; and by nothing but the whole and which parts are small, so that whoever knows this very procedure learns
nothing from its choices. What is promised, and tested over every small table: a part that is told as fewer than N may, for all
that is published, still be each number from 0 up to N - 1; any other that is not told as a number may still be N different ones.

Why it holds: below N x parts - 1 every way to divide the whole is told alike. From there on a small part can be anything, for the
large ones can take up the rest: they need N each, and there are at most parts - 1 of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kring.core.ending import Figures, Group, Spread

SMALL: Final = "small"
LARGE: Final = "large"
HIDDEN: Final = "hidden"
Shown = int | Literal["small", "large", "hidden"]
"""What is told of one part: its number, that it is below the threshold, that it is not, or nothing."""


@dataclass(frozen=True)
class Taken:
    """How long it took: a quarter of the people within ``quarter`` days, half within ``half``, three quarters within ``three``."""

    quarter: int
    half: int
    three: int


@dataclass(frozen=True)
class Protected:
    """What may be told: each part by key, each spread by key (None: of too few)."""

    parts: Mapping[str, Shown]
    spreads: Mapping[str, Taken | None]

    @property
    def whole(self) -> bool:
        """Whether nothing at all was held back."""
        return all(isinstance(shown, int) for shown in self.parts.values())


def protect(figures: Figures, *, least: int, spread: int) -> Protected:
    """What may be told of exact ``figures``, when groups of fewer than ``least`` people may not."""
    parts: dict[str, Shown] = {one.key: one.count for one in figures.volumes}
    for group in figures.groups:
        told = _told(group, parts, least)
        parts.update(zip((part.key for part in group.parts), told, strict=True))
        if group.total is not None:
            parts[group.total.key] = group.total.count if all(isinstance(one, int) for one in told) else HIDDEN
    return Protected(parts, {one.key: _taken(one, parts, spread) for one in figures.spreads})


def rows_told(rows: int, protected: Protected | None, least: int, *, people: bool) -> Shown:
    """What a certificate tells of how many rows were erased: where a figure was held back, no count of people's rows at all."""
    if not people:
        return rows
    return alone(rows, least) if protected is None or protected.whole else HIDDEN


def alone(count: int, least: int) -> Shown:
    """What is told of a number that no other adds up to."""
    return count if count >= least else SMALL


def _told(group: Group, before: Mapping[str, Shown], least: int) -> list[Shown]:
    counts = [part.count for part in group.parts]
    if not group.whole:
        return [alone(count, least) for count in counts]
    whole = before[group.whole]
    if not isinstance(whole, int):  # of fewer than N, every part is; and what is not told cannot be added up again
        return [SMALL if whole == SMALL else HIDDEN] * len(counts)
    if sum(counts) != whole:
        raise ValueError(f"the parts of {group.key} are not the whole")
    if all(count >= least for count in counts):
        return list(counts)
    if whole < least * len(counts) - 1:
        return [HIDDEN] * len(counts)
    return [SMALL if count < least else LARGE for count in counts]


def _taken(one: Spread, parts: Mapping[str, Shown], spread: int) -> Taken | None:
    """Quartiles by rank, each the days of one of many: a mean of two would tell whether they are an even number.

    Told only when what is told already says that there are enough: else telling it would say so.
    """
    sure = sum(shown for key in one.among if isinstance(shown := parts[key], int))
    if sure < spread or len(one.days) < spread:
        return None
    days = sorted(one.days)
    quarter, half, three = (days[-(-len(days) * n // 4) - 1] for n in (1, 2, 3))
    return Taken(quarter, half, three)
