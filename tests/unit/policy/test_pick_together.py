"""A pick that takes along what belongs to the entry that it chose: the addenda of the latest contract and of no other."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.readers import read_day
from kring.core.registry import Entry
from kring.core.vocabulary import Argument, Context, Fact, Item, Record, RowCondition, merge, vocabulary
from kring.policy.compile import check
from kring.policy.document import read
from kring.policy.minimise import minimise
from kring.policy.reference import said_values

from .samples import compiled, genk_text

TODAY = date(2026, 3, 2)
CONTEXT = Context(start_of(TODAY), TODAY, TODAY)
WORDS = merge(
    VOCABULARY,
    vocabulary(
        Record(
            "pact",
            {"nl": "pact"},
            dates=("pact_signed_on",),
            keys=("pact_key",),
            kinds=("pact_parent", "pact_takeover", "pact_addendum"),
        ),
        Item("pact.kind", "pact", "ordinary", {"nl": "soort", "en": "kind"}),
        Fact("pact_signed_on", read_day, about="entry"),
        Fact("pact_key", str, about="entry"),
        RowCondition(
            name="pact_among",
            records=("pact",),
            args=(Argument("kinds", "names", choices=("pact_parent", "pact_takeover")),),
            facts=("pact_key",),
            judge=lambda args, facts, _context: facts.get("pact_key") in args["kinds"],  # type: ignore[operator]
            refusal={"nl": "Geen van deze.", "en": "None of these."},
            about="entry",
        ),
    ),
)
PICK = 'pick = { latest = "pact_signed_on", among = ["pact_parent", "pact_takeover"], together = "pact_key" }'


def text(more: str = PICK) -> str:
    """The adopted document of Genk, whose file number is now an item of the record."""
    named = 'mark.items", "list.pact.kind.pick' if "pick" in more else "mark.items"
    named += '", "list.pact.kind.when' if "when" in more else ""
    return (
        genk_text()
        .replace('names = ["debt.file_number"]', f'names = ["pact.kind"]\n{more}', 1)
        .replace('"mark.items', f'"{named}', 1)
    )


@lru_cache
def policy(more: str = PICK):  # type: ignore[no-untyped-def]
    """Compiled, for this test alone."""
    return compiled(text(more), WORDS)


def leaving(entries: Sequence[Entry]) -> list[str]:
    """What leaves of these entries."""
    rule = policy().disclosures["list"]
    return [row["pact.kind"] for row in minimise(policy(), rule, rule.items, entries, context=CONTEXT)]


def pact(name: str, kind: str, **facts: object) -> Entry:
    """One entry that says its own name."""
    return Entry({"pact.kind": name}, "pact", {"kind": f"pact_{kind}", **facts})


def test_the_addenda_of_the_latest_contract_come_along() -> None:
    """Of any day, before and after it in the list; those of an older contract stay, and those that belong to nothing."""
    entries = [
        pact("old", "parent", pact_signed_on="2025-01-01", pact_key="1"),
        pact("addendum of old, signed last", "addendum", pact_signed_on="2026-02-20", pact_key="1"),
        pact("addendum of new, first", "addendum", pact_signed_on="2025-07-01", pact_key="2"),
        pact("new", "takeover", pact_signed_on="2026-01-01", pact_key="2"),
        pact("addendum of new, undated", "addendum", pact_key="2"),
        pact("addendum of nothing", "addendum", pact_signed_on="2026-02-20"),
    ]
    assert leaving(entries) == ["addendum of new, first", "new", "addendum of new, undated"]


def test_two_without_a_key_do_not_belong_together() -> None:
    """What has no key belongs to nothing: not even to another without one."""
    entries = [
        pact("contract", "parent", pact_signed_on="2026-01-01"),
        pact("addendum", "addendum", pact_signed_on="2026-01-01"),
        pact("older", "parent", pact_signed_on="2025-01-01", pact_key=None),
    ]
    assert leaving(entries) == ["contract"]


def test_both_minimisers_take_the_same_along() -> None:
    """A thousand people with contracts on both sides of each other."""
    chance = random.Random(20260302)
    for _ in range(1000):
        entries = [_any_pact(chance, number) for number in range(chance.randint(0, 6))]
        slow = said_values(read(text()), WORDS, "list", "pact.kind", entries, facts={}, context=CONTEXT)
        assert leaving(entries) == [value for _, value in slow]


def _any_pact(chance: random.Random, number: int) -> Entry:
    facts: Mapping[str, object] = {
        "pact_signed_on": (TODAY - timedelta(days=chance.choice([-1, 0, 1, 2, 400]))).isoformat(),
        "pact_key": chance.choice(["1", "2", None]),
    }
    kept = {name: value for name, value in facts.items() if chance.random() < 0.9}
    return pact(str(number), chance.choice(["parent", "takeover", "addendum"]), **kept)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('pick = { latest = "pact_signed_on", together = "pact_signed_on" }', "pick_unknown"),
        ('pick = { together = "pact_key" }', "pick_without_date"),
        ('when = { all = [{ is = "pact_among", kinds = "pact_parent" }] }', "argument_wrong"),
        ('when = { all = [{ is = "pact_among", kinds = ["pact_addendum"] }] }', "argument_wrong"),
        ('when = { all = [{ is = "pact_among", kinds = [1] }] }', "argument_wrong"),
        ('when = { all = [{ is = "pact_among", kinds = [] }] }', "never_true"),
    ],
)
def test_what_makes_no_sense_is_found(more: str, code: str) -> None:
    """A key that the record does not have, nothing to be together with, and names that are none."""
    assert code in {one.code for one in check(read(text(more)), WORDS)}


def test_an_argument_of_several_names() -> None:
    """It is read as a set."""
    more = 'when = { all = [{ is = "pact_among", kinds = ["pact_parent", "pact_takeover"] }] }'
    when = policy(more).disclosures["list"].items["pact.kind"].when
    assert when is not None
    assert when.conditions[0].args == {"kinds": frozenset({"pact_parent", "pact_takeover"})}


def test_what_is_kept_in_the_end_is_something_that_was_received() -> None:
    """A retention rule that keeps an item which the disclosure never carries is found."""
    old = 'then = { client_found = "pilot", rest = "erase" }'
    kept = genk_text().replace(old, 'then = { keep = ["person.ssin", "debt.client_mark"], rest = "erase" }', 1)
    found = [(one.code, one.where) for one in check(read(kept), VOCABULARY) if one.severity == "error"]
    assert found == [("unknown_item", "retention.unmatched.then.keep")]
