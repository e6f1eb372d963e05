"""Every path of a piece of code, with a solver: comparisons are asked of z3, and there is a run for each answer that is possible.

The code under proof is the shipped code itself, not a model of it. A ``Day`` stands for any day of the calendar at once: whenever
the code compares it, the solver says which outcomes can still be, and the run is repeated for each. So when all runs are done
the claim holds for all days, and not for examples. What is chosen among listed options is tried for each of them.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import z3

Option = TypeVar("Option")


class Counterexample(AssertionError):  # noqa: N818 - it is one
    """The claim does not hold: on these days and choices."""


class Day(date):
    """Any day at once. It can be compared, which asks the solver; it can be told, and says its name."""

    name: str
    number: z3.ArithRef
    paths: "Paths"

    @classmethod
    def of(cls, name: str, paths: "Paths") -> "Day":
        """A day that may be any day."""
        made = cls(1, 1, 1)
        made.name, made.number, made.paths = name, z3.Int(name), paths
        return made

    def __lt__(self, other: object) -> bool:
        return self.paths.decide(self.number < _number(other))

    def __le__(self, other: object) -> bool:
        return self.paths.decide(self.number <= _number(other))

    def __gt__(self, other: object) -> bool:
        return self.paths.decide(self.number > _number(other))

    def __ge__(self, other: object) -> bool:
        return self.paths.decide(self.number >= _number(other))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, date) and self.paths.decide(self.number == _number(other))

    def __hash__(self) -> int:
        return id(self)


class Paths:
    """One run of the code: it follows the answers that were given it, and lists the other answers that were possible too."""

    def __init__(self, follow: Sequence[int]) -> None:
        self.follow = list(follow)
        self.taken: list[int] = []
        self.open: list[list[int]] = []
        self.solver = z3.Solver()
        self.chosen: dict[str, object] = {}

    def day(self, name: str) -> Day:
        """Any day of the calendar."""
        made = Day.of(name, self)
        self.solver.add(made.number >= date.min.toordinal(), made.number <= date.max.toordinal())
        return made

    def choose(self, name: str, options: Sequence[Option]) -> Option:
        """Each of ``options``, in a run of its own."""
        number = self._take(list(range(len(options))))
        self.chosen[name] = options[number]
        return options[number]

    def flag(self, name: str) -> bool:
        """Yes and no."""
        return self.choose(name, (True, False))

    def decide(self, condition: z3.BoolRef) -> bool:
        """What the condition is in this run; where the solver says that it can be both, another run is for the other."""
        either = (condition, z3.Not(condition))
        known = len(self.taken) < len(self.follow)
        holds = self._take([] if known else [number for number, one in enumerate(either) if self._can_be(one)]) == 0
        self.solver.add(condition if holds else z3.Not(condition))
        return holds

    def _can_be(self, condition: Any) -> bool:
        found = self.solver.check(condition)
        if found == z3.unknown:
            raise Counterexample("the solver does not know")
        return bool(found == z3.sat)

    def _take(self, possible: list[int]) -> int:
        place = len(self.taken)
        if place < len(self.follow):
            self.taken.append(self.follow[place])
        else:
            self.open += [[*self.taken, other] for other in possible[1:]]
            self.taken.append(possible[0])
        return self.taken[-1]


def prove(claim: Callable[[Paths], bool]) -> int:
    """Run ``claim`` on every path that is possible; answers how many there were. Raises ``Counterexample``."""
    waiting: list[list[int]] = [[]]
    done = 0
    while waiting:
        paths = Paths(waiting.pop())
        if not claim(paths):
            paths.solver.check()
            raise Counterexample(f"{paths.chosen} {paths.solver.model()}")
        waiting += paths.open
        done += 1
    return done


def _number(other: object) -> Any:
    if isinstance(other, Day):
        return other.number
    assert isinstance(other, date)
    return other.toordinal()
