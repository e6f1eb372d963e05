"""The circle and its months as shapes on a sheet: geometry only, drawn by the template. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kring.site.circle import Month, Partner

SIZE = 640
"""Width of the sheet of the circle, in units of the drawing; its height is ``HEIGHT``."""
HEIGHT = 420
RING = (216, 150)
"""How far the others stand from the middle, across and down."""
_MOST = 12
"""More partners than this would overlap: the busiest are drawn, the table has them all."""
_THICKEST = 14.0
_ASIDE = 9.0
_CHART, _CHART_HEIGHT = 640, 200
_LINE = 22
"""Signs of a name on one line."""


@dataclass(frozen=True)
class Spoke:
    """One partner on the circle: where it stands, and how thick each way is drawn (0: nothing went).

    ``aside`` is how far the two ways lie beside the line from the middle, so that neither covers the other.
    """

    partner: Partner
    x: float
    y: float
    out: float
    in_: float
    aside: tuple[float, float]
    lines: tuple[str, ...]

    @property
    def back(self) -> tuple[float, float]:
        """The other side of the line from the middle."""
        return -self.aside[0], -self.aside[1]


@dataclass(frozen=True)
class Bar:
    """One month: two bars side by side, their heights and places."""

    month: Month
    x: float
    out_y: float
    out_height: float
    in_y: float
    in_height: float


def spokes(partners: Sequence[Partner]) -> tuple[Spoke, ...]:
    """The partners around the middle, the busiest first, from the top clockwise."""
    busiest = sorted(partners, key=lambda one: (-(one.disclosures_out + one.disclosures_in), one.name))[:_MOST]
    most = max((max(one.disclosures_out, one.disclosures_in) for one in busiest), default=0)
    found = []
    for at, one in enumerate(busiest):
        turn = 2 * math.pi * at / len(busiest) - math.pi / 2
        x, y = RING[0] * math.cos(turn), RING[1] * math.sin(turn)
        found.append(
            Spoke(
                partner=one,
                x=round(SIZE / 2 + x, 1),
                y=round(HEIGHT / 2 + y, 1),
                out=_thickness(one.disclosures_out, most),
                in_=_thickness(one.disclosures_in, most),
                aside=(round(-_ASIDE * y / math.hypot(x, y), 1), round(_ASIDE * x / math.hypot(x, y), 1)),
                lines=_lines(one.name),
            )
        )
    return tuple(found)


def bars(months: Sequence[Month]) -> tuple[Bar, ...]:
    """The months from left to right, all on one scale."""
    most = max((max(one.out, one.in_) for one in months), default=0) or 1
    step = _CHART / max(1, len(months))

    def height(count: int) -> float:
        return round((_CHART_HEIGHT - 30) * count / most, 1)

    base = _CHART_HEIGHT - 24
    return tuple(
        Bar(
            one,
            x=round(at * step + step * 0.14, 1),
            out_y=round(base - height(one.out), 1),
            out_height=height(one.out),
            in_y=round(base - height(one.in_), 1),
            in_height=height(one.in_),
        )
        for at, one in enumerate(months)
    )


def _thickness(count: int, most: int) -> float:
    """Logarithmic: a list of ten thousand must not make an answer of one person invisible."""
    return round(1.5 + (_THICKEST - 1.5) * math.log1p(count) / math.log1p(most), 1) if count else 0.0


def _lines(name: str) -> tuple[str, ...]:
    """A name over at most two lines."""
    words, first = name.split(), ""
    while words and (not first or len(first) + 1 + len(words[0]) <= _LINE):
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    return (first, rest if len(rest) <= _LINE else f"{rest[: _LINE - 1]}…") if rest else (first,)
