"""People to try two texts on, for their comparison: requests about one person, and persons about whom they are made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, combinations_with_replacement, product
from typing import Any

from hypothesis import strategies as st

from kring.core.days import start_of
from kring.core.readers import read_day
from kring.core.registry import Entry
from kring.core.vocabulary import (
    Context,
)
from kring.policy.decide import Request
from kring.policy.difference_outcomes import Free, Holds, Often, Picked, Variable, outcome_of
from kring.policy.document import Document
from kring.policy.minimise import picked
from kring.policy.reference import permitted_items, said_values
from kring.policy.rules import Pick, Policy
from kring.policy.standing import Standing

from .difference_texts import DAYS, PURPOSES, ROLES, WORDS


@dataclass(frozen=True)
class Point:
    """One request about one person (one of whose contracts it may be about)."""

    item: str
    purpose: str
    sender_role: str
    reader_role: str
    value: str
    day: date
    stopped: bool
    facts: Mapping[str, Any]
    entries: tuple[Entry, ...]
    place: int

    @property
    def context(self) -> Context:
        """The day judged."""
        return Context(start_of(self.day), self.day, self.day, None)

    def permitted(self, doc: Document) -> bool:
        """Whether any disclosure of the text lets this pass, by the slow and obvious evaluator."""
        return any(self._passes(doc, one.key, one.reader_roles) for one in doc.disclosure)

    def _passes(self, doc: Document, key: str, readers: tuple[str, ...]) -> bool:
        request = Request(key, self.sender_role, (self.item,), self.purpose)
        standing = Standing(
            advised=date.min, signed=date.min, published=date.min, suspended=date.min if self.stopped else None
        )
        if self.reader_role not in readers:
            return False
        if self.item not in permitted_items(doc, WORDS, standing, request, self.facts, at=start_of(self.day)):
            return False
        said = said_values(doc, WORDS, key, self.item, self.entries, facts=self.facts, context=self.context)
        return (self.place, self.value) in said

    def outcome(self, variable: Variable, of: Policy) -> object:
        """What a condition says here."""
        if isinstance(variable, Often):
            return variable.every.again_from(tuple(map(read_day, self.facts.get("previous", ()))), self.day) is None
        if isinstance(variable, Picked):
            pick = Pick(variable.among, variable.within, variable.latest, variable.per, "", variable.together)
            mine = [n for n, entry in enumerate(self.entries) if entry.record == variable.record]
            return self.place in picked(of, pick, mine, self.entries, self.day)
        if isinstance(variable, Free):
            return not any(self.facts.get(name) for name in variable.facts)
        assert isinstance(variable, Holds)
        return outcome_of(variable, {**self.facts, **self.entries[self.place].facts}, of, self.context)

    @property
    def cell(self) -> dict[str, object]:
        """The request without day, value and facts."""
        return {
            "discloser": "0000000097",
            "recipient": "0000000196",
            "by": "send",
            "item": self.item,
            "purpose": self.purpose,
            "sender_role": self.sender_role,
            "reader_role": self.reader_role,
        }


VALUES = {
    "x.name": ["An"],
    "x.note": ["abc", "abcd", "abcdef", "abcdefghijkl"],
    "x.mark": ["yes", "no", "perhaps", "other"],
    "contract.day": ["2026-01-05"],
}


@st.composite
def points(draw: st.DrawFn) -> Point:
    """Somebody, with facts that may be missing."""
    item = draw(st.sampled_from(sorted(VALUES)))
    value = draw(st.sampled_from(VALUES[item]))
    day = draw(st.sampled_from(DAYS))
    facts: dict[str, Any] = {}
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "declared": st.lists(st.sampled_from(["ready", "told"]), unique=True),
        "bound_by_secrecy": st.dictionaries(st.sampled_from(["sender", "reader"]), st.booleans()),
        "asked_help": st.booleans(),
        "restricted": st.sampled_from([False, False, False, True]),
        "objection": st.sampled_from([False, False, False, True]),
        "client_on": st.lists(
            st.sampled_from([1, 2, 3, 4, 5]).map(lambda c: {"capacity": c, "from": "2025-01-01"}), max_size=3
        ),
        "previous": st.lists(
            st.sampled_from([0, 1, 6, 7, 8, 27, 28, 29, 30, 31, 32]).map(
                lambda n: (day - timedelta(days=n)).isoformat()
            ),
            max_size=3,
        ),
    }
    for name, values in maybe.items():
        if draw(st.integers(0, 5)) > 0:
            facts[name] = draw(values)
    entries: tuple[Entry, ...]
    if item == "contract.day":
        entries = tuple(draw(_entry(value, day)) for _ in range(draw(st.sampled_from([1, 2, 2, 3]))))
    else:
        entries = (Entry({item: value}),)
    return Point(
        item=item,
        purpose=draw(st.sampled_from(PURPOSES)),
        sender_role=draw(st.sampled_from(ROLES)),
        reader_role=draw(st.sampled_from(ROLES)),
        value=value,
        day=day,
        stopped=draw(st.booleans()),
        facts=facts,
        entries=entries,
        place=draw(st.integers(0, len(entries) - 1)),
    )


@st.composite
def _entry(draw: st.DrawFn, value: str, day: date) -> Entry:
    facts: dict[str, Any] = {}
    ages = [-1, 0, 1, 28, 29, 30, 31, 32, 365, 366, 367]
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "kind": st.sampled_from(["a", "b", "c"]),
        "signed_on": st.sampled_from(ages).map(lambda n: (day - timedelta(days=n)).isoformat()),
        "part": st.sampled_from(["p", "q"]),
        "final": st.booleans(),
    }
    for name, values in maybe.items():
        if draw(st.integers(0, 7)) > 0:
            facts[name] = draw(values)
    return Entry({"contract.day": value}, "contract", facts)


def somebody(
    case: Mapping[Variable, object], item: str, value: str, day: date, *, of: Policy
) -> Iterator[tuple[dict[str, Any], tuple[Entry, ...], int]]:
    """People in whom everything varies that the case asks after, and the rest is as it should be."""
    asked = set(chain.from_iterable(variable.facts for variable in case))
    fine: dict[str, Any] = {
        "declared": ["ready", "told"],
        "bound_by_secrecy": {"sender": True, "reader": True},
        "asked_help": True,
        "client_on": [{"capacity": 3, "from": "2025-01-01"}, {"capacity": 2, "from": "2025-01-01"}],
        "previous": [],
    }
    every: dict[str, list[Any]] = {
        "declared": [None, [], ["ready"], ["told"], ["ready", "told"]],
        "bound_by_secrecy": [None, *({**a, **b} for a in _either("sender") for b in _either("reader"))],
        "asked_help": [None, True, False],
        "restricted": [None, True, False],
        "objection": [None, True, False],
        "client_on": [None, *([{"capacity": c, "from": "2025-01-01"} for c in some] for some in _subsets([2, 3, 4]))],
        "previous": [[(day - timedelta(days=n)).isoformat() for n in some] for some in _few((0, 6, 7, 28, 29, 30, 31))],
    }
    facts = dict(fine)
    for name in sorted(asked & every.keys()):  # each condition of this world asks one fact of a person
        on = {variable: outcomes for variable, outcomes in case.items() if variable.facts == {name}}
        fit = [known for known in every[name] if _comes_out(on, {} if known is None else {name: known}, of, day)]
        if not fit:
            return
        facts[name] = fit[0]
    facts = {name: known for name, known in facts.items() if known is not None}
    if item == "contract.day":
        yield from ((facts, entries, place) for entries, place in _contracts(value, day, asked))
    else:
        yield facts, (Entry({item: value}),), 0


def _comes_out(on: Mapping[Variable, object], facts: Mapping[str, Any], of: Policy, day: date) -> bool:
    point = Point("", "", "", "", "", day, False, facts, (Entry({}),), 0)
    return all(point.outcome(variable, of) in outcomes for variable, outcomes in on.items())  # type: ignore[operator]


def _either(who: str) -> list[dict[str, bool]]:
    return [{}, {who: True}, {who: False}]


def _subsets(values: Sequence[int]) -> list[tuple[int, ...]]:
    return [some for size in range(len(values) + 1) for some in combinations(values, size)]


def _few(values: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """None, one or two of them."""
    return chain([()], ((one,) for one in values), combinations_with_replacement(values, 2))


def _contracts(value: str, day: date, asked: set[str]) -> Iterator[tuple[tuple[Entry, ...], int]]:
    ages = [0, -1, 28, 29, 30, 31, 32, 365, 366] if "signed_on" in asked else [0]
    kinds = ["a", "b", "c", None] if "kind" in asked else ["a"]
    parts = ["p", "q", None] if "part" in asked else ["p"]
    finals = [True, False, None] if "final" in asked else [True]
    singles = [
        Entry(
            {"contract.day": value},
            "contract",
            {
                name: known
                for name, known in {
                    "signed_on": (day - timedelta(days=age)).isoformat(),
                    "kind": kind,
                    "part": part,
                    "final": final,
                }.items()
                if known is not None
            },
        )
        for age in ages
        for kind in kinds
        for part in parts
        for final in finals
    ]
    for one in singles:
        yield (one,), 0
    if len(singles) > 1:
        for one, other in product(singles, singles):
            yield (one, other), 0
