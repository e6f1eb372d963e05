"""Two evaluators that share no code agree on everything that can be asked in a small world."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from kring.core.days import start_of
from kring.policy.decide import Request, decide
from kring.policy.reference import permitted_items
from kring.policy.standing import Standing

from .worlds import BEGINS, DAYS, DONE, ENDED, FACTS, PREVIOUS, SUSPENDED, WORDS, small

STANDINGS = {
    "in force": Standing(advised=DONE, signed=DONE),
    "suspended": Standing(advised=DONE, signed=DONE, suspended=SUSPENDED),
    "ended": Standing(advised=DONE, signed=DONE, ended=ENDED),
}
ITEMS = ("card.name", "card.street", "card.mark")


def requests() -> Iterator[Request]:
    """Both directions, both roles, each purpose and none, every choice of the items."""
    for disclosure, role, purpose, chosen in product(
        ("there", "back"), ("clerk", "porter"), ("greet", "visit", None), product((True, False), repeat=len(ITEMS))
    ):
        asked = tuple(name for name, wanted in zip(ITEMS, chosen, strict=True) if wanted)
        yield Request(disclosure, role, asked, purpose)


def people() -> Iterator[Mapping[str, object]]:
    """Every outcome of the three gates."""
    for outcome in product((True, False), repeat=len(FACTS)):
        yield {**dict(zip(FACTS, outcome, strict=True)), "previous": [PREVIOUS.isoformat()]}


@pytest.mark.req("E1", "E2", "P7", "P9")
@pytest.mark.parametrize("standing", STANDINGS)
def test_both_evaluators_agree_on_everything_in_a_small_world(standing: str) -> None:
    """Two parties, two roles, two purposes, three items, four days around each border, each gate, each standing."""
    document, policy = small()
    tried = permitted = 0
    for request, facts, day in product(list(requests()), list(people()), DAYS):
        fast = decide(policy, STANDINGS[standing], request, facts, start_of(day))
        slow = permitted_items(document, WORDS, STANDINGS[standing], request, facts, at=start_of(day))
        assert frozenset(fast.items) == slow, (request, facts, day)
        assert fast.permitted == bool(slow)
        assert fast.permitted or fast.reasons
        tried += 1
        permitted += fast.permitted
    assert tried == len(DAYS) * 96 * 8
    assert 0 < permitted < tried


@pytest.mark.req("E2")
def test_a_fact_that_is_not_known_never_permits_more() -> None:
    """Left out, one or more: both evaluators agree, and nothing passes that would not pass with the fact told favourably."""
    document, policy = small()
    standing, day = STANDINGS["in force"], DAYS[DAYS.index(BEGINS) + 1]
    told = [{name: value for name, value in zip(FACTS, some, strict=True) if value is not None} for some in _some()]
    best: Mapping[str, object] = dict.fromkeys(FACTS, True)
    for request, facts in product(list(requests()), told):
        fast = decide(policy, standing, request, facts, start_of(day))
        assert frozenset(fast.items) == permitted_items(document, WORDS, standing, request, facts, at=start_of(day))
        assert set(fast.items) <= set(decide(policy, standing, request, best, start_of(day)).items)


def _some() -> Iterator[tuple[bool | None, ...]]:
    return product((True, False, None), repeat=len(FACTS))
