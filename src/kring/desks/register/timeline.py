"""Which version was, is or will be in force when, as far as is known today; drawn on the server, and told in words beside it.

source: REQUIREMENTS P8 - each disclosure names the version it ran under
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kring.core.days import belgian_day, start_of
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.instruments.standing_moves import STEPS

WIDTH = 1000
_YEAR = 365


@dataclass(frozen=True)
class Spell:
    """Days in force, both included; ``last`` None is open. ``x`` and ``width`` are its place in the picture."""

    first: date
    last: date | None
    x: int
    width: int


@dataclass(frozen=True)
class Life:
    """One version: when it was taken, and its spells in force. ``y`` is its line in the picture."""

    id: UUID
    version: int
    title: str
    adopted: date
    spells: tuple[Spell, ...]
    today: int
    marks: tuple[tuple[int, int], ...]
    """Where each first of January lies, with its year."""


def lives(versions: Sequence[Version], at: datetime) -> tuple[Life, ...]:
    """The versions, oldest first, each with its spells; inside ``acting_for``."""
    today = belgian_day(at)
    days = sorted({day for kept in versions for day in _borders(kept, today)})
    found = [(kept, _spells(kept, days)) for kept in versions]
    firsts = [first for _, spells in found for first, _ in spells] + [belgian_day(kept.adopted_at) for kept in versions]
    lasts = [last for _, spells in found for _, last in spells if last is not None]
    begin = min([*firsts, today]) - timedelta(days=30)
    finish = max([*lasts, today + timedelta(days=_YEAR // 2)]) + timedelta(days=30)
    span = (finish - begin).days

    def place(day: date) -> int:
        return round(WIDTH * (day - begin).days / span)

    marks = tuple((place(date(year, 1, 1)), year) for year in range(begin.year + 1, finish.year + 1))
    return tuple(
        Life(
            id=kept.id,
            version=kept.version,
            title=kept.title,
            adopted=belgian_day(kept.adopted_at),
            spells=tuple(
                Spell(
                    first,
                    last,
                    place(first),
                    max(4, place(last + timedelta(days=1) if last else finish) - place(first)),
                )
                for first, last in spells
            ),
            today=place(today),
            marks=marks,
        )
        for kept, spells in found
    )


def _borders(kept: Version, today: date) -> set[date]:
    """The days on which something may change for a version: its term, its laws, and what was said about it."""
    policy = instruments.compiled(kept)
    days = {belgian_day(kept.adopted_at), today}
    days |= {day for day in (kept.begins_on, kept.ends_on and kept.ends_on + timedelta(days=1)) if day}
    for base in policy.bases.values():
        for period in (*base.collection, *base.disclosure):
            days |= {period.first, *([period.last + timedelta(days=1)] if period.last else [])}
    for one in instruments.known(kept.digest):
        days |= {one.said.on, one.since, *([one.said.effect_on] if one.said.effect_on else [])}
    return days


def _known_since(kept: Version) -> date:
    """The first day on which the own copy held every statement that the text needs: before it nothing went out here."""
    kinds = {STEPS[need] for need in instruments.terms(kept).needs}
    arrived = (one.since for one in instruments.known(kept.digest) if one.said.kind in kinds)
    return max([belgian_day(kept.adopted_at), *arrived])


def _spells(kept: Version, days: Sequence[date]) -> list[tuple[date, date | None]]:
    """The days between borders on whose evening it is in force, joined."""
    found: list[tuple[date, date | None]] = []
    known_since = _known_since(kept)
    for first, following in zip(days, [*days[1:], None], strict=True):
        if first < known_since or not instruments.holds(
            kept, start_of(first + timedelta(days=1)) - timedelta(microseconds=1)
        ):
            continue
        last = following - timedelta(days=1) if following else None
        if found and found[-1][1] == first - timedelta(days=1):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found
