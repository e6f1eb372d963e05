"""A third engine agrees: Cedar, written by others, on requests drawn from the whole small world."""

import random
from itertools import product

import pytest

from kring.core.days import start_of
from kring.policy.decide import decide

from . import cedar
from .test_small_world import STANDINGS, people, requests
from .worlds import DAYS, small

TRIED = 4_000


@pytest.mark.req("P9", "E1")
def test_another_engine_says_the_same() -> None:
    """Every item of every request: permitted by both or by neither. The benchmark tries a hundred thousand."""
    document, policy = small()
    everything = list(product(list(requests()), list(people()), DAYS, STANDINGS.values()))
    drawn = random.Random(7).sample(everything, TRIED)
    answers = cedar.permitted(
        cedar.policies(document),
        [(request, cedar.asked(document, request, standing, facts, day)) for request, facts, day, standing in drawn],
    )
    some = 0
    for (request, facts, day, standing), items in zip(drawn, answers, strict=True):
        ours = decide(policy, standing, request, facts, start_of(day))
        assert frozenset(ours.items) == items, (request, facts, day, standing)
        some += bool(items)
    assert some > TRIED / 50
