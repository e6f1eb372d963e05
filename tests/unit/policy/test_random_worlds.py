"""Documents that nobody wrote, of any size: both evaluators and both minimisers agree on them."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.days import start_of
from kring.core.registry import Entry
from kring.core.vocabulary import Context
from kring.policy.compile import check
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Request, context_of, decide
from kring.policy.document import Document
from kring.policy.minimise import minimise
from kring.policy.reference import permitted_items, said_values
from kring.policy.rules import Policy
from kring.policy.standing import Standing

from .worlds import FACTS, WORDS

FIRST, LAST = date(2026, 1, 31), date(2026, 12, 31)
NEAR = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3)) | st.sampled_from(
    [FIRST, FIRST - timedelta(days=1), LAST, LAST + timedelta(days=1), date(2026, 2, 28), date(2026, 3, 31)]
)
PARTIES = ("north", "east", "south", "west")
NUMBERS = ("0000000097", "0000000196", "0000000295", "0000000394")
PURPOSES = ("greet", "visit", "write")
CARD = ("card.name", "card.street", "card.mark", "card.health")
LETTER = ("letter.subject", "letter.sender")
TEXT = {"nl": "Zo staat het er."}


def _some(names: tuple[str, ...], least: int = 1) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, min_size=least)


def _when(conditions: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    chosen = _some(conditions).map(lambda names: [{"is": name} for name in names])
    return st.builds(lambda mode, found: {mode: found, "why": TEXT}, st.sampled_from(["any", "all"]), chosen)


PICKS = st.fixed_dictionaries(
    {"latest": st.just("sent_on")},
    optional={
        "within": st.sampled_from(["P1D", "P1M", "P6M"]),
        "among": _some(("reminder", "reply")),
        "per": st.just("box"),
        "together": st.just("box"),
    },
) | st.builds(lambda kinds: {"among": kinds}, _some(("reminder", "reply")))


@st.composite
def groups(draw: st.DrawFn, purposes: list[str]) -> list[dict[str, Any]]:
    """Item groups that together list some of the items, each once."""
    left = draw(st.permutations((*CARD, *LETTER)))[: draw(st.integers(1, 6))]
    found = []
    for name in left:
        group: dict[str, Any] = {"names": [name], "why": TEXT}
        if name == "card.health":
            group["ground"] = TEXT
        if draw(st.booleans()):
            group["purpose"] = draw(_some(tuple(purposes)))
        if draw(st.booleans()):
            group["values"] = draw(_some(("a", "b", "c")))
        if name in LETTER and draw(st.booleans()):
            group["pick"] = draw(PICKS)
        if draw(st.booleans()):
            rows = tuple(f"row_{fact}" for fact in FACTS)
            group["when"] = draw(_when((*rows, "opened") if name in LETTER else rows))
        found.append(group)
    return found


ADOPTED = {"decided_by": "raad", "signed_by": ["voorzitter"], "dpo": "advises"}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document with up to four parties and four disclosures, and a clause that names every rule without words of its own."""
    parties = PARTIES[: draw(st.integers(2, 4))]
    raw: dict[str, Any] = {
        "schema": "kring/instrument/1",
        "id": "random-world",
        "version": 1,
        "kind": "internal_decision",
        "title": TEXT,
        "party": [
            {"key": key, "name": key, "enterprise_number": number, **ADOPTED}
            for key, number in zip(parties, NUMBERS, strict=False)
        ],
        "retention": {"short": {"from": "letter_closed", "keep": "P1M", "cap": "P1Y", "then": "erase", "text": TEXT}},
        "duration": {"from": FIRST.isoformat(), "until": LAST.isoformat(), "then": ["erase"], "text": TEXT},
        "disclosure": [],
    }
    for number in range(draw(st.integers(1, 4))):
        purposes = draw(_some(PURPOSES))
        one: dict[str, Any] = {
            "key": f"d{number}",
            "from": draw(st.sampled_from(parties)),
            "to": draw(st.sampled_from(parties)),
            "by": "send",
            "purpose": purposes,
            "sender_role": draw(_some(("clerk", "porter"))),
            "reader_role": "porter",
            "gate": [{"is": f"is_{name}", "why": TEXT} for name in draw(_some(FACTS, least=0))],
            "keep": "short",
            "after_end": draw(st.booleans()),
            "item": draw(groups(purposes)),
        }
        if draw(st.booleans()):
            per = draw(st.sampled_from(["P1D", "P1W", "P1M", "P6M"]))
            one["every"] = {"at_most": draw(st.integers(1, 3)), "per": per, "why": TEXT}
        raw["disclosure"].append(one)
    at_work = {one[side] for one in raw["disclosure"] for side in ("from", "to")}
    raw["party"] = [one for one in raw["party"] if one["key"] in at_work]
    used = {purpose for one in raw["disclosure"] for purpose in one["purpose"]}
    basis = {"collection": ["egov-2008/8"], "disclosure": ["egov-2008/8"]}
    raw["purpose"] = [{"key": key, "text": TEXT, "basis": basis} for key in PURPOSES if key in used]
    return _with_a_clause(raw)


def _with_a_clause(raw: dict[str, Any]) -> Document:
    raw["measure"] = [{"text": TEXT, "enforced_by": ["log"]}]
    unnamed = [
        one.where
        for one in check(Document.model_validate_json(json.dumps(raw)), WORDS)
        if one.code == "rule_without_clause"
    ]
    raw["measure"] = [{"text": TEXT, "enforced_by": ["log", *unnamed]}]
    return Document.model_validate_json(json.dumps(raw))


STANDINGS = st.builds(
    Standing,
    advised=st.just(FIRST) | st.none() | NEAR,
    signed=st.just(FIRST) | st.none() | NEAR,
    suspended=st.none() | st.none() | NEAR,
    ended=st.none() | st.none() | NEAR,
    replaced=st.none() | st.none() | NEAR,
)
REQUESTS = st.builds(
    Request,
    disclosure=st.sampled_from(["d0", "d0", "d0", "d1", "d2", "d3"]),
    acting_role=st.sampled_from(["clerk", "porter"]),
    asked=st.just((*CARD, *LETTER)) | _some((*CARD, *LETTER, "card.shoes"), least=0).map(tuple),
    purpose=st.sampled_from([None, *PURPOSES]),
)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from([True, True, True, False]) for name in FACTS},
        "restricted": st.sampled_from([False, False, False, True]),
        "previous": st.lists(NEAR.map(date.isoformat), max_size=3),
    },
)
VALUES = st.sampled_from(["a", "b", "c", "d", ""])
ONCE = st.builds(Entry, st.dictionaries(st.sampled_from(CARD), VALUES))
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.dictionaries(st.sampled_from(LETTER), VALUES),
        st.just("letter"),
        st.fixed_dictionaries(
            {},
            optional={
                "sent_on": NEAR.map(date.isoformat) | st.just("geen dag"),
                "box": st.sampled_from(["1", "2"]),
                "kind": st.sampled_from(["reminder", "reply", "postcard"]),
                "opened": st.booleans(),
            },
        ),
    ),
    max_size=5,
)


class World(NamedTuple):
    """A document, and what is asked under it."""

    document: Document
    policy: Policy
    request: Request
    facts: Mapping[str, Any]
    context: Context


@pytest.mark.req("P9", "E1", "E2", "E3")
@settings(max_examples=300, deadline=None)
@given(documents(), st.data())
def test_both_evaluators_and_both_minimisers_agree_on_any_document(document: Document, data: st.DataObject) -> None:
    """Whatever the text, the request, the standing, the day, the facts and the records."""
    policy = compile_document(document, WORDS)
    assert isinstance(policy, Policy), [(one.code, one.where) for one in policy]
    for _ in range(4):
        request, standing = data.draw(REQUESTS), data.draw(STANDINGS)
        facts: Mapping[str, Any] = data.draw(KNOWN)
        at = start_of(data.draw(NEAR))
        fast = decide(policy, standing, request, facts, at)
        slow = permitted_items(document, WORDS, standing, request, facts, at=at)
        assert frozenset(fast.items) == slow
        if fast.permitted:
            world = World(document, policy, request, facts, context_of(request, at))
            _same_rows(world, fast.items, [data.draw(ONCE), *data.draw(ENTRIES)])


def _same_rows(world: "World", items: tuple[str, ...], entries: list[Entry]) -> None:
    rule = world.policy.disclosures[world.request.disclosure]
    rows = minimise(world.policy, rule, items, entries, context=world.context, facts=world.facts)
    said: dict[int, dict[str, str]] = {}
    for name in items:
        for place, value in said_values(
            world.document, WORDS, rule.key, name, entries, facts=world.facts, context=world.context
        ):
            said.setdefault(place, {})[name] = value
    assert rows == [said[place] for place in sorted(said)]
