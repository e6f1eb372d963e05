"""Pictures of figures, as places and sizes that a template draws: a bar per part, a box for how long something took. Pure.

A number that is not told has a bar of one and the same size, drawn otherwise: no length ever says what the words do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 360
"""Of every picture, in its own units: what stands in it can still be read on a telephone."""
_STEP: Final = 44
_UNTOLD: Final = WIDTH // 5


@dataclass(frozen=True)
class Bar:
    """One part: its name, what is told of it, and its bar. ``share`` is its part of the longest bar, from 0 to 1."""

    name: str
    told: str
    exact: bool
    y: int
    width: int
    share: float


@dataclass(frozen=True)
class Bars:
    """A picture of bars, one under the other."""

    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True)
class Box:
    """How long something took: from a quarter to three quarters of the people, with the half in between; ``days`` on the axis."""

    quarter: int
    half: int
    three: int
    days: tuple[tuple[int, int], ...]


def bars(parts: Sequence[tuple[str, str, int | None]]) -> Bars:
    """A bar for each (name, words, number); None where no number is told."""
    longest = max((number for _, _, number in parts if number is not None), default=0) or 1
    drawn = tuple(
        Bar(
            name,
            words,
            number is not None,
            y=_STEP * place,
            width=_UNTOLD if number is None else max(2, round(WIDTH * number / longest)),
            share=0.0 if number is None else number / longest,
        )
        for place, (name, words, number) in enumerate(parts)
    )
    return Bars(drawn, _STEP * len(drawn))


def box(quarter: int, half: int, three: int) -> Box:
    """The box over an axis of days that ends at a round number beyond it."""
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if size * 4 >= three)
    last = step * max(1, -(-three // step))
    margin, wide = 12, WIDTH - 24

    def place(days: int) -> int:
        return margin + round(wide * days / last)

    axis = tuple((place(day), day) for day in range(0, last + 1, step))
    return Box(place(quarter), place(half), place(three), axis)
