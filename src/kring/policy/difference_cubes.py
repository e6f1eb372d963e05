"""Sets of outcomes of named conditions, as cubes: for each variable named in it the outcomes it may have; the rest is free.

A permission is a list of cubes, of which one must hold. The difference of two permissions is computed on them, and then
written as shortly as it can be: outcomes that no facts can bring out together count for nothing. Pure and exact; knows no policy.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Outcome = bool | None
"""It holds, it does not, or it is not known (a fact was not given)."""
Variable = TypeVar("Variable", bound=Hashable)
Cube = Mapping[Variable, frozenset[Outcome]]

ALL: frozenset[Outcome] = frozenset({True, False, None})
HOLDS: frozenset[Outcome] = frozenset({True})
KNOWN: frozenset[Outcome] = frozenset({True, False})
NOT_SHOWN: frozenset[Outcome] = frozenset({False, None})


def meet(*cubes: Cube[Variable]) -> Cube[Variable] | None:
    """Where all of them hold; None when that is nowhere."""
    made: dict[Variable, frozenset[Outcome]] = {}
    for cube in cubes:
        for variable, outcomes in cube.items():
            left = made.get(variable, ALL) & outcomes
            if not left:
                return None
            made[variable] = left
    return made


def minus(cubes: Iterable[Cube[Variable]], taken: Sequence[Cube[Variable]]) -> list[Cube[Variable]]:
    """Where one of ``cubes`` holds and none of ``taken``; the result may overlap itself."""
    left = list(cubes)
    for one in taken:
        left = absorbed(piece for cube in left for piece in _without(cube, one))
    return left


def _without(cube: Cube[Variable], taken: Cube[Variable]) -> list[Cube[Variable]]:
    """What is left of ``cube``: for each variable of ``taken``, the part of the cube where that variable says otherwise."""
    if meet(cube, taken) is None:
        return [cube]
    return [
        {**cube, variable: other}
        for variable, outcomes in taken.items()
        if (other := cube.get(variable, ALL) - outcomes)
    ]


def absorbed(cubes: Iterable[Cube[Variable]]) -> list[Cube[Variable]]:
    """Without those that lie within another."""
    kept: list[Cube[Variable]] = []
    for cube in cubes:
        if not any(within(cube, other) for other in kept):
            kept = [other for other in kept if not within(other, cube)]
            kept.append(cube)
    return kept


def within(cube: Cube[Variable], other: Cube[Variable]) -> bool:
    """Whether all of ``cube`` lies in ``other``."""
    return all(cube.get(variable, ALL) <= outcomes for variable, outcomes in other.items())


def shortest(cubes: Iterable[Cube[Variable]], possible: Callable[[Cube[Variable]], bool]) -> tuple[Cube[Variable], ...]:
    """The same set, written as shortly as a greedy search finds: ``possible`` says whether any facts lie in a cube.

    What is impossible may be put in or left out, whichever makes the sentence shorter.
    """
    real = [cube for cube in absorbed(cubes) if possible(cube)]
    wide = absorbed(_widened(cube, real, possible) for cube in real)
    for cube in sorted(wide, key=len, reverse=True):
        others = [other for other in wide if other is not cube]
        if others and not any(map(possible, minus([cube], others))):
            wide = others
    return tuple(wide)


def _widened(
    cube: Cube[Variable], real: Sequence[Cube[Variable]], possible: Callable[[Cube[Variable]], bool]
) -> Cube[Variable]:
    """The cube with as few and as wide demands as the set allows."""
    for variable in list(cube):
        for wider in _wider(cube[variable]):
            tried = {**cube, variable: wider} if wider != ALL else {v: o for v, o in cube.items() if v != variable}
            if not any(map(possible, minus([tried], real))):
                cube = tried
                break
    return cube


def _wider(outcomes: frozenset[Outcome]) -> list[frozenset[Outcome]]:
    """Wider sets of outcomes that people have a word for, the widest first."""
    return [wider for wider in (ALL, NOT_SHOWN, KNOWN) if outcomes < wider]
