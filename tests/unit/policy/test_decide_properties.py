"""Whatever is asked, by whom, when and with which facts: the same as the slow evaluator says, and never more."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.config.vocabulary import VOCABULARY
from kring.core.days import Period, add, parse_duration, start_of
from kring.core.registry import Entry
from kring.policy.decide import Decision, Request, context_of, decide
from kring.policy.minimise import minimise
from kring.policy.reference import permitted_items
from kring.policy.standing import Standing

from .samples import IN_FORCE, genk, genk_document

NEAR = st.one_of(
    st.dates(date(2025, 11, 1), date(2026, 5, 1)),
    st.sampled_from(
        [
            date(2025, 12, 31),
            date(2026, 1, 1),
            date(2026, 1, 31),
            date(2026, 2, 28),
            date(2027, 12, 31),
            date(2028, 1, 1),
        ]
    ),
)
ITEMS = sorted(VOCABULARY.items)
STANDINGS = st.one_of(
    st.just(IN_FORCE),
    st.builds(
        Standing, *(st.one_of(st.none(), NEAR) for _ in range(3)), suspended=st.none() | NEAR, ended=st.none() | NEAR
    ),
)
ENROLMENT = st.builds(
    lambda capacity, first, days: {
        "capacity": capacity,
        "from": first,
        "until": None if days is None else first + timedelta(days=days),
    },
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 99]),
    NEAR,
    st.none() | st.integers(0, 90),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "client_on": st.lists(ENROLMENT, max_size=2),
        "marked_before": st.booleans(),
        "declared": st.lists(st.sampled_from(["dwangbevel_prepared", "iets_anders"])),
        "restricted": st.sampled_from([False, False, False, True]),
        "objection": st.sampled_from([False, False, False, True]),
        "previous": st.lists(NEAR, max_size=2),
        "help_declined": st.booleans(),
        "no_solution": st.booleans(),
        "bound_by_secrecy": st.fixed_dictionaries({}, optional={"sender": st.booleans(), "reader": st.booleans()}),
    },
)
REQUESTS = st.builds(
    Request,
    disclosure=st.sampled_from(["list", "mark", "signal", "gossip"]),
    acting_role=st.sampled_from(["debt_team", "match_job", "social_worker_involved", "dpo"]),
    asked=st.lists(st.sampled_from([*ITEMS, "person.secret"])).map(tuple),
    purpose=st.sampled_from([None, None, "spare_costs", "resume_recovery", "curiosity"]),
    period_asked=st.none()
    | st.builds(lambda day, days: Period(day, day + timedelta(days=days)), NEAR, st.integers(0, 1)),
)


@pytest.mark.req("P9", "E1", "E2")
@settings(max_examples=400, deadline=None)
@given(REQUESTS, STANDINGS, FACTS, NEAR)
def test_the_fast_decision_is_the_slow_one(
    request: Request, standing: Standing, facts: dict[str, Any], day: date
) -> None:
    """The evaluator that reads the document, not the policy, permits exactly the same items."""
    decision = decide(genk(), standing, request, facts, start_of(day))
    expected = permitted_items(genk_document(), VOCABULARY, standing, request, facts, at=start_of(day))
    assert frozenset(decision.items) == expected
    assert decision.permitted is bool(expected)
    assert (decision.keep is not None) is decision.permitted
    assert decision.permitted or decision.reasons


@pytest.mark.req("E1", "E2", "P7")
@settings(max_examples=400, deadline=None)
@given(REQUESTS, STANDINGS, FACTS, NEAR)
def test_nothing_is_permitted_outside_the_text(
    request: Request, standing: Standing, facts: dict[str, Any], day: date
) -> None:
    """Said once more without any evaluator: dates, roles, purpose, gates, standing, periodicity, restriction, items."""
    decision = decide(genk(), standing, request, facts, start_of(day))
    if not decision.permitted:
        return
    rule = genk().disclosures[request.disclosure]
    assert date(2026, 1, 1) <= day <= date(2027, 12, 31)
    assert standing.advised is not None
    assert standing.signed is not None
    assert standing.published is not None
    assert standing.advised <= standing.signed <= day >= standing.published
    assert standing.suspended is None or day < standing.suspended
    assert standing.ended is None or day < standing.ended
    assert request.acting_role in rule.sender_roles
    assert request.purpose is None or request.purpose in rule.purposes
    assert not facts.get("restricted")
    assert not facts.get("objection")
    assert set(decision.items) <= set(request.asked) & set(rule.items)
    if request.disclosure == "list":
        assert "dwangbevel_prepared" in facts["declared"]
        assert all(add(before, parse_duration("P1M")) <= day for before in facts.get("previous", []))
    if request.disclosure == "mark":
        assert "client_on" in facts
    if request.disclosure == "signal":
        assert facts["help_declined"] or facts["no_solution"]


@settings(max_examples=200, deadline=None)
@given(REQUESTS, FACTS, NEAR, st.data())
def test_forgetting_a_fact_never_permits_more(
    request: Request, facts: dict[str, Any], day: date, data: st.DataObject
) -> None:
    """Save the four that the decision takes as no when absent: these are forgotten at the discloser's own peril."""
    known = sorted(facts.keys() - {"restricted", "objection", "previous", "marked_before"})
    if not known:
        return
    less = {name: fact for name, fact in facts.items() if name != data.draw(st.sampled_from(known))}
    with_all = decide(genk(), IN_FORCE, request, facts, start_of(day))
    with_less = decide(genk(), IN_FORCE, request, less, start_of(day))
    assert set(with_less.items) <= set(with_all.items)


VALUES = st.dictionaries(
    st.sampled_from([*ITEMS, "person.secret"]),
    st.none() | st.text(max_size=12) | st.sampled_from(["cliënt OCMW", "invorderingsprocedure voortzetten"]),
)


@pytest.mark.req("E3", "D2")
@settings(max_examples=400, deadline=None)
@given(REQUESTS, FACTS, NEAR, VALUES, st.lists(st.sampled_from(ITEMS)))
def test_nothing_leaves_outside_the_permitted_items(
    request: Request, facts: dict[str, Any], day: date, record: dict[str, str | None], items: list[str]
) -> None:
    """Only items of the permit that the fresh decision permits too, as the record has them, and only values that are listed."""
    rule = genk().disclosures.get(request.disclosure)
    if rule is None:
        return
    decision = decide(genk(), IN_FORCE, request, facts, start_of(day))
    entries = [Entry({name: value for name, value in record.items() if value is not None})]
    context = context_of(request, start_of(day))

    def leaving(given: Decision | None) -> dict[str, str]:
        rows = minimise(genk(), rule, items, entries, context=context, facts=facts, decision=given)
        assert len(rows) <= 1
        return rows[0] if rows else {}

    row = leaving(decision)
    assert row.keys() <= set(items) & set(decision.items) & set(rule.items)
    for name, value in row.items():
        assert value == record[name]
        assert rule.items[name].values is None or value in (rule.items[name].values or ())
    assert leaving(None).keys() <= set(items) & set(rule.items)
    assert leaving(replace(decision, permitted=False)) == {}
