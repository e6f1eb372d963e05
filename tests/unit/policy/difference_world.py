"""Random texts that differ in everything a text can differ in, and people to try them on, for the comparison of texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, combinations_with_replacement, product
from typing import Any

from hypothesis import strategies as st

from kring.clients.vocabulary import CLIENTS
from kring.core.days import start_of
from kring.core.readers import read_day, read_yes_or_no
from kring.core.registry import Entry
from kring.core.vocabulary import (
    Context,
    Declaration,
    Fact,
    Item,
    Record,
    Role,
    RowCondition,
    Vocabulary,
    merge,
    vocabulary,
)
from kring.policy.compile import _build
from kring.policy.decide import Request
from kring.policy.difference_outcomes import Free, Holds, Often, Picked, Variable, outcome_of
from kring.policy.document import Document
from kring.policy.minimise import picked
from kring.policy.reference import permitted_items, said_values
from kring.policy.rules import Pick, Policy
from kring.policy.standing import Standing
from kring.policy.vocabulary import COMMON


def read_kind(raw: object) -> object:
    """A kind as it is."""
    return raw


WORDS: Vocabulary = merge(
    COMMON,
    CLIENTS,
    vocabulary(
        Item("x.name", "x", "ordinary", {"nl": "naam", "en": "name"}),
        Item("x.note", "x", "ordinary", {"nl": "nota", "en": "note"}, free_text=True),
        Item("x.mark", "client_status", "ordinary", {"nl": "vermelding", "en": "mark"}),
        Item("contract.day", "contract", "ordinary", {"nl": "dag", "en": "day"}),
        Record(
            "contract", {"nl": "contract", "en": "contract"}, dates=("signed_on",), keys=("part",), kinds=("a", "b")
        ),
        Fact("kind", read_kind, about="entry"),
        Fact("signed_on", read_day, about="entry"),
        Fact("part", read_kind, about="entry"),
        Fact("final", read_yes_or_no, about="entry"),
        Fact("asked_help", read_yes_or_no, about="person"),
        RowCondition(
            name="asked_help",
            records=("client_status", "x"),
            args=(),
            facts=("asked_help",),
            judge=lambda _a, f, _c: f["asked_help"] if "asked_help" in f else _missing("asked_help"),  # type: ignore[return-value]
            refusal={"nl": "vroeg geen hulp", "en": "asked no help"},
        ),
        RowCondition(
            name="final",
            records=("contract",),
            args=(),
            facts=("final",),
            judge=lambda _a, f, _c: f["final"] if "final" in f else _missing("final"),  # type: ignore[return-value]
            refusal={"nl": "niet afgesloten", "en": "not final"},
            about="entry",
        ),
        Declaration("ready", {"nl": "klaar", "en": "ready"}),
        Declaration("told", {"nl": "gezegd", "en": "told"}),
        Role("clerk", {"nl": "bediende", "en": "clerk"}),
        Role("boss", {"nl": "baas", "en": "boss"}),
    ),
)


def _missing(name: str) -> object:
    from kring.core.vocabulary import Missing  # noqa: PLC0415

    return Missing(name)


FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=step) for step in (-1, 0, 30, 31, 32, 73, 364, 365, 366)]
PURPOSES = ("help", "count")
ROLES = ("clerk", "boss")


# ----- Texts.

_GATES = st.sampled_from(
    [
        {"is": "declared", "what": "ready"},
        {"is": "declared", "what": "told"},
        {"is": "bound_by_secrecy", "who": "sender"},
        {"is": "bound_by_secrecy", "who": "reader"},
    ]
)
_CAPACITIES = st.sampled_from([[2], [2, 3], [3, 4], [2, 3, 4]])
_ROWS = st.one_of(
    st.just({"is": "asked_help"}), _CAPACITIES.map(lambda some: {"is": "client_on", "day": "round", "capacity": some})
)


def _some(values: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True)


def _when(rows: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[dict[str, object] | None]:
    several = st.lists(rows, min_size=1, max_size=2)
    return st.one_of(st.none(), several.map(lambda some: {"any": some}), several.map(lambda some: {"all": some}))


@st.composite
def _group(draw: st.DrawFn, name: str) -> dict[str, object]:
    made: dict[str, object] = {"names": [name], "why": {"nl": "nodig"}}
    if draw(st.booleans()):
        made["purpose"] = draw(_some(PURPOSES))
    if name == "contract.day":
        if draw(st.booleans()):
            made["pick"] = draw(_picks())
        if (when := draw(_when(st.one_of(st.just({"is": "final"}), _ROWS)))) is not None:
            made["when"] = when
        return made
    if (when := draw(_when(_ROWS))) is not None:
        made["when"] = when
    if name == "x.mark":
        made["values"] = draw(_some(["yes", "no", "perhaps"]))
    if name == "x.note":
        made["free_text"] = {"guidance": "kort", "max": draw(st.sampled_from([3, 5, 9]))}
    return made


@st.composite
def _picks(draw: st.DrawFn) -> dict[str, object]:
    made: dict[str, object] = {}
    if draw(st.booleans()):
        made["among"] = draw(_some(["a", "b"]))
    if not made or draw(st.booleans()):
        made["latest"] = "signed_on"
        if draw(st.booleans()):
            made["within"] = draw(st.sampled_from(["P1M", "P30D", "P1Y"]))
        if draw(st.booleans()):
            made["per"] = "part"
        if draw(st.booleans()):
            made["together"] = "part"
    return made


@st.composite
def _disclosure(draw: st.DrawFn, key: str) -> dict[str, object]:
    names = draw(_some(["x.name", "x.note", "x.mark", "contract.day"]))
    made: dict[str, object] = {
        "key": key,
        "from": "city",
        "to": "ocmw",
        "by": "send",
        "purpose": draw(_some(PURPOSES)),
        "sender_role": draw(_some(ROLES)),
        "reader_role": draw(_some(ROLES)),
        "gate": draw(st.lists(_GATES, max_size=2)),
        "after_end": draw(st.booleans()),
        "follows": draw(st.sampled_from([None, "one"])),
        "keep": "all",
        "item": [draw(_group(name)) for name in names],
    }
    if draw(st.booleans()):
        made["every"] = {"at_most": draw(st.sampled_from([1, 2])), "per": draw(st.sampled_from(["P1M", "P30D", "P1W"]))}
    return made


@st.composite
def texts(draw: st.DrawFn) -> Document:
    """A small text between a city and an OCMW, with one or two disclosures in the same direction."""
    raw: dict[str, object] = {
        "schema": "kring/instrument/1",
        "id": "x",
        "version": 1,
        "kind": "protocol",
        "title": {"nl": "x"},
        "party": [
            {"key": "city", "enterprise_number": "0000000097"},
            {"key": "ocmw", "enterprise_number": "0000000196"},
        ],
        "purpose": [{"key": key, "text": {"nl": key}} for key in PURPOSES],
        "disclosure": [draw(_disclosure(key)) for key in draw(st.sampled_from([["one"], ["one", "two"]]))],
        "retention": {"all": {"cap": "P1Y"}},
        "duration": {
            "from": draw(st.sampled_from([FIRST, FIRST + timedelta(days=31)])).isoformat(),
            "until": draw(st.sampled_from([FIRST + timedelta(days=364), FIRST + timedelta(days=365)])).isoformat(),
        },
    }
    return document(raw)


def document(raw: Mapping[str, object]) -> Document:
    """The document of plain values."""
    import json  # noqa: PLC0415

    return Document.model_validate_json(json.dumps(raw))


def policy(doc: Document) -> Policy:
    """What it compiles to; whether its clauses name its rules does not matter here."""
    return _build(doc, WORDS, ())


# ----- People.


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
