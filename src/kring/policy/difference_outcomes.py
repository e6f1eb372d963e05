"""Which outcomes of conditions can come out together: tried on facts that bring out every one of them.

Two conditions that ask different facts are independent. Those that share a fact (a client with a living wage; a client with any
help) are judged together, by the machine's own functions, on examples of that fact. Where no examples of a fact are known, every
combination is taken to be possible: the comparison then says too much, never too little.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, combinations, product
from typing import Final

from kring.core.canonical import canonical
from kring.core.days import Duration, Period, add, start_of
from kring.core.readers import read_names, read_yes_or_no
from kring.core.registry import Entry
from kring.core.vocabulary import Context, Fact, Judge

from .difference_cubes import Cube, Outcome
from .minimise import picked
from .rules import Condition, Every, Pick, Policy
from .vocabulary import read_secrecy

_ABSENT: Final = object()
_MANY: Final = 60_000
"""More combinations of examples than this are not tried."""


@dataclass(frozen=True, slots=True)
class Holds:
    """A gate or row condition with its arguments: the same one wherever it stands."""

    name: str
    args: bytes
    judge: Judge
    condition: Condition = field(compare=False)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it asks."""
        return frozenset(self.condition.facts)


@dataclass(frozen=True, slots=True)
class Picked:
    """A choice among the entries of a record: is this entry chosen?"""

    record: str
    among: frozenset[str] | None
    within: Duration | None
    latest: str | None
    per: str | None
    together: str | None = None

    @property
    def facts(self) -> frozenset[str]:
        """The facts of an entry that it looks at."""
        return frozenset({"kind", *filter(None, (self.latest, self.per, self.together))})


@dataclass(frozen=True, slots=True)
class Often:
    """A periodicity: is it not too soon?"""

    at_most: int
    per: Duration
    every: Every = field(compare=False)
    facts: frozenset[str] = field(default=frozenset({"previous"}), compare=False)


@dataclass(frozen=True, slots=True)
class Free:
    """Nobody restricted the processing, or nobody objected (``name``): what stops everything but what an instrument excepts."""

    name: str

    @property
    def facts(self) -> frozenset[str]:
        """The fact that it asks."""
        return frozenset({_STOPS[self.name]})


STOPS: Final = ("restriction", "objection")
_STOPS: Final = {"restriction": "restricted", "objection": "objection"}
Variable = Holds | Picked | Often | Free


def holds(condition: Condition) -> Holds:
    """The variable of a condition of a policy."""
    plain = {key: sorted(value) if isinstance(value, frozenset) else value for key, value in condition.args.items()}
    return Holds(condition.name, canonical(plain), condition.judge, condition)  # type: ignore[arg-type]  # checked by compile


def picks(pick: Pick, record: str | None) -> Picked:
    """The variable of a pick of a policy."""
    return Picked(record or "", pick.among, pick.within, pick.latest, pick.per, pick.together)


def often(every: Every) -> Often:
    """The variable of a periodicity."""
    return Often(every.at_most, every.per, every)


Vector = tuple[Outcome, ...]


class Possible:
    """Says of a cube whether any facts lie in it. Made for one pair of policies; remembers what it tried."""

    def __init__(self, policy: Policy, day: date) -> None:
        """``policy`` knows how facts are read; ``day`` is one on which either policy can be in force."""
        self.policy = policy
        self.day = day
        self.tried: dict[frozenset[Variable], tuple[tuple[Variable, ...], frozenset[Vector] | None]] = {}
        self.cautious = False
        """Whether some combination was taken to be possible because no examples are known."""

    def __call__(self, cube: Cube[Variable]) -> bool:
        """Whether some facts bring out an outcome that the cube has, for each of its variables."""
        return all(self._together(cube, group) for group in _groups(cube))

    def _together(self, cube: Cube[Variable], group: frozenset[Variable]) -> bool:
        if group not in self.tried:
            order = tuple(sorted(group, key=repr))
            self.tried[group] = order, self._vectors(order)
        order, vectors = self.tried[group]
        if vectors is None:
            self.cautious = True
            return True
        return any(all(o in cube[v] for v, o in zip(order, vector, strict=True)) for vector in vectors)

    def _vectors(self, order: Sequence[Variable]) -> frozenset[Vector] | None:
        if all(isinstance(one, Often) for one in order):
            return frozenset(_rhythms([one for one in order if isinstance(one, Often)], self.day))
        worlds = _worlds(order, self.policy, self.day)
        if worlds is None:
            return None
        contexts = [
            Context(start_of(self.day), self.day, self.day, asked)
            for asked in (None, Period(self.day, self.day), Period(self.day, add(self.day, Duration(12, 0))))
        ]
        return frozenset(
            tuple(_outcome(one, world, self.policy, context) for one in order)
            for world in worlds
            for context in contexts
        )


def _groups(cube: Cube[Variable]) -> Iterator[frozenset[Variable]]:
    """The cube's variables, those that share a fact together."""
    left = set(cube)
    while left:
        group = {left.pop()}
        facts = set(chain.from_iterable(one.facts for one in group))
        while more := {one for one in left if one.facts & facts}:
            group |= more
            left -= more
            facts |= set(chain.from_iterable(one.facts for one in more))
        yield frozenset(group)


# ----- Worlds: the facts of a person, of an entry, and of another entry that may be preferred to it.


@dataclass(frozen=True, slots=True)
class _World:
    facts: Mapping[str, object]
    entries: tuple[Entry, ...]
    place: int
    """Which of the entries it is about."""


def _outcome(one: Variable, world: _World, policy: Policy, context: Context) -> Outcome:
    if isinstance(one, Picked):
        pick = Pick(one.among, one.within, one.latest, one.per, "", one.together)
        return world.place in picked(policy, pick, list(range(len(world.entries))), world.entries, context.day)
    if isinstance(one, Often):
        return True
    if isinstance(one, Free):
        return world.facts.get(_STOPS[one.name]) is not True
    facts = {**world.facts, **(world.entries[world.place].facts if world.entries else {})}
    return outcome_of(one, facts, policy, context)


def outcome_of(one: Holds, raw: Mapping[str, object], policy: Policy, context: Context) -> Outcome:
    """What the condition says of these raw facts; None when one that it needs is missing."""
    known = {name: policy.facts[name].read(raw[name]) for name in one.facts if name in raw}
    judged = one.judge(one.condition.args, known, context)
    return judged if isinstance(judged, bool) else None


def _worlds(order: Sequence[Variable], policy: Policy, day: date) -> Iterable[_World] | None:
    chosen = [one for one in order if isinstance(one, Picked)]
    asked = {name for one in order for name in one.facts}
    examples: dict[str, list[object]] = {}
    for name in asked:
        found = _pick_examples(name, chosen, day) if chosen else None
        more = _examples(
            policy.facts.get(name), [one for one in order if isinstance(one, Holds) and name in one.facts], day
        )
        if found is None and more is None:
            return None
        examples[name] = [_ABSENT, *dict.fromkeys(_frozen([*(found or ()), *(more or ())]))]
    size = 1
    for values in examples.values():
        size *= len(values)
    if size * (2 * size if chosen else 1) > _MANY * (20 if chosen else 1):
        return None
    singles = [_present(dict(zip(examples, values, strict=True))) for values in product(*examples.values())]
    if not chosen:
        return (_World(facts, (), 0) for facts in singles)
    entries = [Entry({}, chosen[0].record, facts) for facts in singles]
    rivals = {tuple(sorted((k, str(v)) for k, v in e.facts.items() if k in _looked_at(chosen))): e for e in entries}
    return chain((_World({}, (entry,), 0) for entry in entries), _pairs(entries, list(rivals.values())))


def _pairs(entries: Sequence[Entry], rivals: Sequence[Entry]) -> Iterator[_World]:
    """Each entry beside another, kept before it or after it."""
    for entry in entries:
        for rival in rivals:
            yield _World({}, (entry, rival), 0)
            yield _World({}, (rival, entry), 1)


def _looked_at(chosen: Sequence[Picked]) -> frozenset[str]:
    return frozenset(chain.from_iterable(one.facts for one in chosen))


def _present(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _thawed(value) for name, value in values.items() if value is not _ABSENT}


def _examples(fact: Fact | None, conditions: Sequence[Holds], day: date) -> list[object] | None:
    """Raw values of a fact that bring out whatever these conditions can say of it; None when nobody knows any."""
    if fact is None:
        return None
    if fact.examples is not None:
        return list(fact.examples([one.condition.args for one in conditions], day))
    if fact.read is read_yes_or_no:
        return [True, False]
    if fact.read is read_secrecy:
        some = [{}, *({who: bound} for who in ("sender", "reader") for bound in (True, False))]
        return [*some, *({"sender": a, "reader": b} for a in (True, False) for b in (True, False))]
    if fact.read is read_names:
        names = sorted({value for one in conditions for value in one.condition.args.values() if isinstance(value, str)})
        if len(names) <= 8:
            return [list(some) for size in range(len(names) + 1) for some in combinations(names, size)]
    return None


def _pick_examples(name: str, chosen: Sequence[Picked], day: date) -> list[object] | None:
    """What an entry may say that matters to a pick: its kind, its day around each border, whether it shares a key."""
    if name == "kind":
        return [*sorted({kind for one in chosen for kind in one.among or ()}), "none of these kinds"]
    if any(one.latest == name for one in chosen):
        borders = {day + timedelta(days=step) for step in (-1, 0, 1)}
        for one in chosen:
            if one.within is not None and one.latest == name:
                first = _first_within(one.within, day)
                borders |= {first - timedelta(days=1), first}
        return [border.isoformat() for border in sorted(borders)]
    if any(name in (one.per, one.together) for one in chosen):
        return ["one key", "another key"]
    return None


def _first_within(term: Duration, day: date) -> date:
    """The first day that lies at most ``term`` before ``day``."""
    first = day
    while add(first - timedelta(days=1), term) >= day:
        first -= timedelta(days=1)
    return first


# ----- Periodicities: how many batches went within each term.


def _rhythms(order: Sequence[Often], day: date) -> Iterator[Vector]:
    """Outcomes of periodicities together, on every day of four years, by how many batches went in which term."""
    most = max(one.at_most for one in order)
    seen: set[tuple[tuple[int, ...], ...]] = set()
    for step in range(4 * 366):
        now = day + timedelta(days=step)
        firsts = [_first_after(one.per, now) for one in order]
        steps = sorted({first for first in firsts if first <= now})
        nested = tuple(tuple(int(first <= since) for since in steps) for first in firsts)
        if nested in seen:
            continue
        seen.add(nested)
        for counts in product(range(most + 1), repeat=len(steps)):
            yield tuple(
                sum(count for count, counted in zip(counts, row, strict=True) if counted) < one.at_most
                for one, row in zip(order, nested, strict=True)
            )


def _first_after(per: Duration, day: date) -> date:
    """The first day from which a batch still counts on ``day``: its term is not over."""
    if add(day, per) <= day:
        return day + timedelta(days=1)
    low, high = day - timedelta(days=31 * per.months + per.days + 5), day
    while low < high:
        middle = low + (high - low) // 2
        if add(middle, per) > day:
            high = middle
        else:
            low = middle + timedelta(days=1)
    return high


# ----- Raw values as something that can be told apart.


def _frozen(values: Iterable[object]) -> Iterator[Hashable]:
    for value in values:
        yield _Raw(repr(value), value)


@dataclass(frozen=True, slots=True)
class _Raw:
    shown: str
    value: object = field(compare=False)


def _thawed(value: object) -> object:
    return value.value if isinstance(value, _Raw) else value
