"""What a solver confirmed on every path of the shipped code. ``docs/proofs.md`` says what that covers and what it does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

import pytest

from kring.core.days import start_of
from kring.core.registry import Entry
from kring.core.vocabulary import Context, Fact
from kring.policy.decide import Decision, Request, decide
from kring.policy.minimise import minimise
from kring.policy.rules import ItemRule, Pick, Policy, Rule
from kring.policy.standing import Standing
from tests.unit.policy.samples import genk

from .paths import Counterexample, Day, Paths, prove

TODAY = date(2026, 3, 2)
CLIENT = {"client_on": [{"capacity": 2, "from": "2020-01-01", "until": None}]}


@lru_cache(maxsize=1)
def reply() -> Policy:
    """Genk, with two disclosures that differ in one thing: the second survives the end."""
    rule = genk().disclosures["mark"]
    return replace(genk(), disclosures={"mark": rule, "after": replace(rule, key="after", after_end=True)}, bases={})


@pytest.mark.req("P7", "E1")
def test_nothing_is_permitted_without_complete_standing() -> None:
    """For all days on which it may have been advised, signed, published, suspended, ended or replaced, and all terms."""

    def claim(paths: Paths) -> bool:
        standing = _standing(paths)
        first = paths.day("begins")
        last = paths.day("ends") if paths.flag("has an end") else None
        policy = replace(reply(), begins=first, ends=last)
        after_end = paths.flag("survives the end")
        request = Request("after" if after_end else "mark", "match_job", ("debt.client_mark",))
        given = decide(policy, standing, request, CLIENT, start_of(TODAY))
        if not given.permitted:
            return True
        done = all(day is not None and day <= TODAY for day in (standing.advised, standing.signed, standing.published))
        in_term = first <= TODAY and (after_end or last is None or last >= TODAY)  # type: ignore[operator]
        stops = (standing.suspended, standing.ended, standing.replaced)
        stopped = any(stop is not None and stop <= TODAY for stop in stops)
        return done and in_term and (after_end or not stopped)

    assert prove(claim) > 100


@pytest.mark.req("P7")
def test_a_signature_before_the_advice_never_puts_in_force() -> None:
    """Whatever the days are: signed before the last advice, nothing passes, however long ago."""

    def claim(paths: Paths) -> bool:
        advised, signed, published = paths.day("advised"), paths.day("signed"), paths.day("published")
        standing = Standing(advised=advised, signed=signed, published=published)
        request = Request("mark", "match_job", ("debt.client_mark",))
        policy = replace(reply(), begins=date.min, ends=None)
        given = decide(policy, standing, request, CLIENT, start_of(TODAY))
        return not (given.permitted and signed < advised)

    assert prove(claim) > 3


def _standing(paths: Paths) -> Standing:
    def maybe(name: str) -> Day | None:
        return paths.day(name) if paths.flag(f"has {name}") else None

    return Standing(
        advised=maybe("advised"),
        signed=maybe("signed"),
        published=maybe("published"),
        suspended=maybe("suspended"),
        ended=maybe("ended"),
        replaced=maybe("replaced"),
    )


LIMIT = 3
RULE = replace(
    genk().disclosures["mark"],
    items={
        "a": ItemRule("a", values=("x",), when=None, max_length=None),
        "b": ItemRule("b", values=None, when=None, max_length=LIMIT),
        "c": ItemRule(
            "c",
            values=None,
            when=None,
            max_length=None,
            record="contract",
            pick=Pick(among=frozenset({"parent"}), within=None, latest="signed_on", per=None, path=""),
        ),
    },
)
CONTEXT = Context(start_of(TODAY), TODAY, TODAY)


@pytest.mark.req("E3", "D2")
def test_minimise_never_says_what_no_permit_lists_or_no_record_holds() -> None:
    """Every permit, every decision, what is kept in every form: a row holds only permitted items, as they are kept, as listed."""

    def claim(paths: Paths) -> bool:
        permit = {name for name in "abcz" if paths.flag(f"permit {name}")}
        decided = tuple(name for name in "abc" if paths.flag(f"decided {name}"))
        decision = Decision(permitted=paths.flag("permitted"), items=decided, reasons=(), keep=None)
        once = Entry(
            {
                "a": paths.choose("a", ("", "x", "y")),
                "b": paths.choose("b", ("", "x" * LIMIT, "x" * (LIMIT + 1))),
                "c": "contract in the wrong place",
                "z": "of no disclosure",
            }
        )
        rows = minimise(genk(), RULE, permit, [once], context=CONTEXT, decision=decision)
        allowed = permit & set(decided) if decision.permitted else set()
        said = [(name, value) for row in rows for name, value in row.items()]
        return all(
            name in allowed
            and value == once.values[name]
            and (name != "a" or value == "x")
            and (name != "b" or 0 < len(value) <= LIMIT)
            and name != "c"
            for name, value in said
        )

    assert prove(claim) > 1000


@pytest.mark.req("E3", "K5")
def test_minimise_says_the_latest_of_its_kind_and_no_other() -> None:
    """Two contracts, signed on any days, of any kind: only the latest parent contract that is not in the future leaves."""
    policy = replace(genk(), facts={"signed_on": Fact("signed_on", lambda raw: raw, about="entry")})

    def claim(paths: Paths) -> bool:
        days = [paths.day("first signed"), paths.day("second signed")]
        kinds = [paths.choose(f"kind {number}", ("parent", "takeover", None)) for number in (1, 2)]
        entries = [
            Entry({"c": name}, "contract", {"signed_on": day, "kind": kind})
            for name, day, kind in zip(("first", "second"), days, kinds, strict=True)
        ]
        rows = minimise(policy, RULE, {"c"}, entries, context=CONTEXT)
        fitting = [number for number in (0, 1) if kinds[number] == "parent" and days[number] <= TODAY]
        said = [row["c"] for row in rows]
        if not fitting:
            return said == []
        if len(fitting) == 1:
            return said == [entries[fitting[0]].values["c"]]
        return said == ["first" if days[0] > days[1] else "second"]

    assert prove(claim) > 10


def test_a_false_claim_is_refuted() -> None:
    """The proof can fail: claim too much, and the solver answers with days on which it is not so."""

    def claim(paths: Paths) -> bool:
        return paths.day("first") <= paths.day("second")

    with pytest.raises(Counterexample, match="first"):
        prove(claim)


def test_the_proof_finds_a_leak_that_is_put_in() -> None:
    """A minimiser that forgets the decision is caught by the same claim."""

    def forgetful(paths: Paths) -> bool:
        permit = {name for name in "ab" if paths.flag(f"permit {name}")}
        decided = tuple(name for name in "ab" if paths.flag(f"decided {name}"))
        rows = minimise(genk(), _all_items(RULE), permit, [Entry({"a": "x", "b": "x"})], context=CONTEXT)
        return all(name in decided for row in rows for name in row)

    with pytest.raises(Counterexample):
        prove(forgetful)


def _all_items(rule: Rule) -> Rule:
    items: Mapping[str, ItemRule] = {name: item for name, item in rule.items.items() if item.record is None}
    return replace(rule, items=items)
