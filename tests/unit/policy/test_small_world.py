"""Two evaluators that share no code agree on everything that can be asked in a small world."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest

from kring.core.days import start_of
from kring.core.registry import Entry
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Request, context_of, decide
from kring.policy.document import read
from kring.policy.minimise import minimise
from kring.policy.reference import permitted_items, said_values
from kring.policy.rules import Policy
from kring.policy.standing import Standing

from .worlds import BEGINS, DAYS, DONE, ENDED, FACTS, PREVIOUS, SMALL, SUSPENDED, WORDS, small

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


PICKS = {
    "the latest": 'pick = { latest = "sent_on" }',
    "the latest of a kind": 'pick = { among = ["reminder"], latest = "sent_on" }',
    "the latest of the past month": 'pick = { within = "P1M", latest = "sent_on" }',
    "the latest in each box": 'pick = { latest = "sent_on", per = "box" }',
    "of a kind": 'pick = { among = ["reminder"] }',
    "the latest, if opened": 'pick = { latest = "sent_on" }\nwhen = { all = [{ is = "opened" }], why.nl = "Geopend." }',
    "opened, or all": 'when = { any = [{ is = "opened" }, { is = "row_red" }], why.nl = "Een van beide." }',
}
DAY = date(2026, 4, 30)
SENT = ("2026-03-29", "2026-03-30", "2026-04-30", "2026-05-01", "vandaag", None)
"""A month before the day, and the day before that; the day itself and the day after; no day, and nothing."""
LETTERS: list[dict[str, object]] = [
    {
        name: value
        for name, value in (("sent_on", sent), ("kind", kind), ("box", box), ("opened", opened))
        if value is not None
    }
    for sent, kind, box, opened in [
        *product(SENT, ("reminder", "reply"), ("1", None), (True,)),
        *product(SENT, (None,), ("2",), (False, None)),
    ]
]


@pytest.mark.req("E3", "K5")
@pytest.mark.parametrize("pick", PICKS)
def test_both_minimisers_pick_the_same_of_any_two_letters(pick: str) -> None:
    """Days on both sides of each border, every kind, every box, opened or not, told or not."""
    text = SMALL.replace('names = ["card.name"]\n', f'names = ["letter.subject"]\n{PICKS[pick]}\n', 1)
    text = text.replace('"there.card.street.purpose"', '"there.card.street.purpose", "pick"')
    if "pick =" not in PICKS[pick]:
        text = text.replace(', "pick"]', "]")
    document = read(text)
    policy = compile_document(document, WORDS)
    assert isinstance(policy, Policy), [(one.code, one.where) for one in policy]
    request = Request("there", "clerk", ("letter.subject",), "greet")
    context = context_of(request, start_of(DAY))
    said_once = 0
    for first, second in product(LETTERS, LETTERS):
        entries = [
            Entry({"letter.subject": name}, "letter", facts) for name, facts in (("first", first), ("second", second))
        ]
        facts = {"red": False}
        rows = minimise(policy, policy.disclosures["there"], ("letter.subject",), entries, context=context, facts=facts)
        slow = said_values(document, WORDS, "there", "letter.subject", entries, facts=facts, context=context)
        assert rows == [{"letter.subject": value} for _, value in slow], (first, second)
        said_once += len(rows) == 1
    assert said_once
