"""Two texts compared as permission: what one lets pass that the other does not, and under which conditions.

Every direction, item, purpose, role and kind of value is tried on a day of every term between two borders (of a duration, of a
law), by the machine's own decision; what then depends on facts is compared as sets of outcomes of the named conditions
(``difference_cubes``), of which only those count that some facts bring out (``difference_outcomes``). Both texts are taken to be
advised on, signed and published: what is said about a text is its standing, not its permission.
source: REQUIREMENTS P8 - two versions are compared side by side, as text and as permission
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from kring.core.days import start_of

from .decide import Request, batch_refusals
from .difference_cubes import HOLDS, KNOWN, Cube, absorbed, meet, minus, shortest
from .difference_outcomes import STOPS, Free, Possible, Variable, holds, often, picks
from .rules import ItemRule, Onward, Policy, Rule, When
from .standing import Standing

Kind = Literal["new", "wider", "gone", "narrower"]
"""Nothing passed before; it passed already, now in more cases; nothing passes any more; it still passes, in fewer cases."""
By = Literal["send", "ask", "onward"]
CHANGE_ONLY = ""
"""In place of an item: a notice that something changed, without any item."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days, both included; ``last`` None is open. ``stopped``: while the instrument is suspended, or after its end."""

    first: date
    last: date | None
    stopped: bool = False

    def covers(self, day: date, *, stopped: bool) -> bool:
        """Whether the day falls in it."""
        return self.stopped == stopped and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Value:
    """Values that the two texts treat alike: one that is listed (``text``), or any but the listed ones, by length in characters."""

    text: str | None
    other_than: frozenset[str] = frozenset()
    shortest: int = 0
    longest: int | None = None

    def covers(self, value: str) -> bool:
        """Whether the value is one of these."""
        if self.text is not None:
            return value == self.text
        fits = self.shortest <= len(value) and (self.longest is None or len(value) <= self.longest)
        return fits and value not in self.other_than


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the comparison: a product of items, purposes, roles, terms and values, for which the same changed.

    ``discloser`` and ``recipient`` are marks of ``party_mark``. ``cases``: in which of them; one suffices, an empty one is always.
    """

    kind: Kind
    discloser: str
    recipient: str
    by: By
    items: frozenset[str]
    purposes: frozenset[str]
    sender_roles: frozenset[str]
    reader_roles: frozenset[str]
    values: frozenset[Value]
    terms: frozenset[Term]
    cases: tuple[Cube[Variable], ...]

    @property
    def allows(self) -> bool:
        """Whether more passes than before."""
        return self.kind in ("new", "wider")


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in permission. ``cautious``: some case may be one that no facts bring out."""

    rows: tuple[Change, ...]
    cautious: bool = False

    @property
    def newly(self) -> tuple[Change, ...]:
        """What is newly allowed."""
        return tuple(row for row in self.rows if row.allows)

    @property
    def no_longer(self) -> tuple[Change, ...]:
        """What is no longer allowed."""
        return tuple(row for row in self.rows if not row.allows)


def party_mark(policy: Policy, key: str) -> str:
    """What makes a party the same one in two texts: its enterprise number, else its class (with its key where the class stands
    twice, as in a text between two centres), else its key.
    """
    party = policy.parties.get(key)
    if party is None:
        return f"class:{key}"
    if party.enterprise_number or not party.of_class:
        return party.enterprise_number or f"key:{key}"
    alone = sum(one.of_class == party.of_class for one in policy.parties.values()) == 1
    return f"class:{party.of_class}" if alone else f"class:{party.of_class}:{key}"


def permissions(old: Policy | None, new: Policy) -> Changes:
    """What ``new`` lets pass that ``old`` does not, and the other way; ``old`` None: there was nothing before."""
    before = old if old is not None else replace(new, disclosures={})
    possible = Possible(new, max(before.begins, new.begins, date(1970, 1, 1)))
    rows: list[Change] = []
    for direction in dict.fromkeys((*_directions(before), *_directions(new))):
        rows += _compared(_Half(before, direction), _Half(new, direction), possible)
    return Changes(tuple(rows), possible.cautious)


# ----- One direction of one text.

_Direction = tuple[str, str, By]


@dataclass(frozen=True, eq=False)
class _Grant:
    """One disclosure (or leave to give on what was received) as far as it concerns one item."""

    rule: Rule
    item: ItemRule | None
    onward: Onward | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it apart within its text."""
        return self.rule.key, self.item.name if self.item else CHANGE_ONLY, self.onward.to if self.onward else ""

    def cubes(self) -> list[Cube[Variable]]:
        """When it permits: every gate and the periodicity, the pick, and the condition on the records."""
        made: dict[Variable, frozenset[bool | None]] = {}
        if self.onward is not None:
            return [{holds(gate): HOLDS for gate in self.onward.gates}]
        made |= {Free(name): HOLDS for name in STOPS if name not in self.rule.despite}
        made |= {holds(gate): HOLDS for gate in self.rule.gates}
        if self.rule.every is not None:
            made[often(self.rule.every)] = HOLDS
        if self.item is not None and self.item.pick is not None:
            made[picks(self.item.pick, self.item.record)] = HOLDS
        if self.item is None or self.item.when is None:
            return [made]
        return absorbed(cube for one in _when(self.item.when) if (cube := meet(made, one)) is not None)

    def says(self, value: Value) -> bool:
        """Whether the value is one that may be said."""
        if self.item is None:
            return True
        if self.item.values is not None and value.text not in self.item.values:
            return False
        longest = self.item.max_length
        length = len(value.text) if value.text is not None else value.longest
        return longest is None or (length is not None and length <= longest)


def _when(when: When) -> list[Cube[Variable]]:
    """Every fact must be known; then one of them holds, or all do."""
    named = [holds(one) for one in when.conditions]
    if when.mode == "all":
        return [dict.fromkeys(named, HOLDS)]
    return [{**dict.fromkeys(named, KNOWN), one: HOLDS} for one in named]


class _Half:
    """What one text says in one direction."""

    def __init__(self, policy: Policy, direction: _Direction) -> None:
        self.policy = policy
        self.direction = direction
        self.grants: dict[str, list[_Grant]] = defaultdict(list)
        for grant in _grants(policy):
            if _direction(policy, grant) == direction:
                self.grants[grant.item.name if grant.item else CHANGE_ONLY].append(grant)
        needed = dict.fromkeys(("advised", "signed", "published", "decided"), date.min)
        self.running = Standing(**needed)  # type: ignore[arg-type]  # days by name
        self.stopped = replace(self.running, suspended=date.min)
        self.opened: dict[tuple[object, ...], bool] = {}

    def active(self, cell: "_Cell") -> tuple[_Grant, ...]:
        """The grants that serve this cell, whatever the facts."""
        return tuple(
            grant
            for grant in self.grants[cell.item]
            if (cell.sender in _senders(grant) and cell.reader in _readers(grant) and grant.says(cell.value))
            and self._open(grant, cell)
        )

    def _open(self, grant: _Grant, cell: "_Cell") -> bool:
        role = next(iter(grant.rule.sender_roles), "") if grant.onward else cell.sender
        key = (grant.key, role, cell.purpose, cell.term)
        if key not in self.opened:
            asked = (grant.item.name,) if grant.item else ()
            request = Request(grant.rule.key, role, asked, cell.purpose)
            standing = self.stopped if cell.term.stopped else self.running
            self.opened[key] = not batch_refusals(self.policy, standing, request, start_of(cell.term.first))
        return self.opened[key]


def _grants(policy: Policy) -> Iterator[_Grant]:
    for rule in policy.disclosures.values():
        items: Sequence[ItemRule | None] = tuple(rule.items.values()) or (None,)
        for item in items:
            yield _Grant(rule, item)
            for onward in rule.onward if item is not None else ():
                yield _Grant(rule, item, onward)


def _direction(policy: Policy, grant: _Grant) -> _Direction:
    rule = grant.rule
    if grant.onward is not None:
        return party_mark(policy, rule.recipient), party_mark(policy, grant.onward.to), "onward"
    return party_mark(policy, rule.discloser), party_mark(policy, rule.recipient), rule.by


def _directions(policy: Policy) -> Iterator[_Direction]:
    return (_direction(policy, grant) for grant in _grants(policy))


def _senders(grant: _Grant) -> tuple[str, ...]:
    return grant.rule.reader_roles if grant.onward else grant.rule.sender_roles


def _readers(grant: _Grant) -> tuple[str, ...]:
    return ("",) if grant.onward else grant.rule.reader_roles


# ----- Cell by cell, then as few rows as say the same.

_Cases = frozenset[frozenset[tuple[Variable, frozenset[bool | None]]]]
"""Cubes that can be told apart."""


@dataclass(frozen=True, slots=True)
class _Cell:
    item: str
    purpose: str
    sender: str
    reader: str
    value: Value
    term: Term


def _compared(before: _Half, after: _Half, possible: Possible) -> Iterator[Change]:
    reckon = _Reckoner(possible)
    found: dict[tuple[Kind, _Cases], list[_Cell]] = defaultdict(list)
    for cell in _cells(before, after):
        old, new = before.active(cell), after.active(cell)
        wider, narrower = reckon.beyond(new, old), reckon.beyond(old, new)
        if wider:
            found["wider" if reckon.any(old) else "new", wider].append(cell)
        if narrower:
            found["narrower" if reckon.any(new) else "gone", narrower].append(cell)
    for (kind, marks), cells in found.items():
        cases = tuple(sorted(map(dict, marks), key=lambda case: (len(case), sorted(map(repr, case)))))
        for items, purposes, senders, readers, values, terms in _products(cells):
            yield Change(
                kind, *after.direction, items, purposes, senders, readers, values, frozenset(_joined(terms)), cases
            )


class _Reckoner:
    """Differences of what grants permit, each computed once."""

    def __init__(self, possible: Possible) -> None:
        self.possible = possible
        self.beyond = lru_cache(maxsize=None)(self._beyond)
        self.any = lru_cache(maxsize=None)(self._any)

    def _beyond(self, some: tuple[_Grant, ...], others: tuple[_Grant, ...]) -> _Cases:
        return frozenset(frozenset(cube.items()) for cube in shortest(minus(_all(some), _all(others)), self.possible))

    def _any(self, some: tuple[_Grant, ...]) -> bool:
        return any(map(self.possible, _all(some)))


def _all(grants: Iterable[_Grant]) -> list[Cube[Variable]]:
    return absorbed(cube for grant in grants for cube in grant.cubes())


def _cells(before: _Half, after: _Half) -> Iterator[_Cell]:
    terms = _terms(before.policy, after.policy)
    for item in dict.fromkeys((*before.grants, *after.grants)):
        grants = [*before.grants.get(item, ()), *after.grants.get(item, ())]
        for purpose in _named(grant.rule.purposes for grant in grants):
            for sender in _named(map(_senders, grants)):
                for reader in _named(map(_readers, grants)):
                    for value in _values(grants):
                        for term in terms:
                            yield _Cell(item, purpose, sender, reader, value, term)


def _named(several: Iterable[Sequence[str]]) -> list[str]:
    return sorted({name for names in several for name in names})


def _values(grants: Sequence[_Grant]) -> list[Value]:
    """The listed values, and the others by length: texts that every grant treats alike."""
    items = [grant.item for grant in grants if grant.item is not None]
    listed = sorted({value for item in items for value in item.values or ()})
    limits = sorted({item.max_length for item in items if item.max_length is not None})
    bounds = zip((0, *(limit + 1 for limit in limits)), (*limits, None), strict=True)
    return [*map(Value, listed), *(Value(None, frozenset(listed), low, high) for low, high in bounds)]


def _terms(before: Policy, after: Policy) -> list[Term]:
    """The terms between two borders, running and stopped: what the day decides is the same on every day of one."""
    borders = {date.min}
    for policy in (before, after):
        borders |= {policy.begins, *([policy.ends + timedelta(days=1)] if policy.ends else [])}
        for base in policy.bases.values():
            for period in (*base.collection, *base.disclosure):
                borders |= {period.first, *([period.last + timedelta(days=1)] if period.last else [])}
    firsts = sorted(borders)
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), None]
    return [Term(first, last, stopped) for first, last in zip(firsts, lasts, strict=True) for stopped in (False, True)]


_Product = tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[Value], frozenset[Term]]


def _products(cells: Collection[_Cell]) -> list[_Product]:
    """The cells as products of sets: two that differ in one thing only are one row."""
    names = [field.name for field in fields(_Cell)]
    rows: list[tuple[frozenset[object], ...]] = [
        tuple(frozenset({getattr(cell, name)}) for name in names) for cell in cells
    ]
    for place in (5, 4, 1, 2, 3, 0):
        merged: dict[tuple[frozenset[object], ...], frozenset[object]] = {}
        for row in rows:
            rest = row[:place] + row[place + 1 :]
            merged[rest] = merged.get(rest, frozenset()) | row[place]
        rows = [(*rest[:place], values, *rest[place:]) for rest, values in merged.items()]
    return rows  # type: ignore[return-value]  # each place holds what the field of that place holds


def _joined(terms: Collection[Term]) -> Iterator[Term]:
    """Terms that follow each other, as one."""
    for stopped in (False, True):
        running: Term | None = None
        for term in sorted((one for one in terms if one.stopped == stopped), key=lambda one: one.first):
            if running is not None and running.last is not None and term.first == running.last + timedelta(days=1):
                running = replace(running, last=term.last)
                continue
            if running is not None:
                yield running
            running = term
        if running is not None:
            yield running


def covers(
    row: Change,
    cell: Mapping[str, object],
    *,
    day: date,
    stopped: bool,
    value: str,
    outcome: Callable[[Variable], object],
) -> bool:
    """Whether a row names a request: ``cell`` by the names of ``Change`` in the singular; ``outcome`` says each condition's."""
    return (
        (row.discloser, row.recipient, row.by) == (cell["discloser"], cell["recipient"], cell["by"])
        and cell["item"] in row.items
        and cell["purpose"] in row.purposes
        and cell["sender_role"] in row.sender_roles
        and cell["reader_role"] in row.reader_roles
        and any(term.covers(day, stopped=stopped) for term in row.terms)
        and any(one.covers(value) for one in row.values)
        and any(all(outcome(variable) in outcomes for variable, outcomes in case.items()) for case in row.cases)
    )
