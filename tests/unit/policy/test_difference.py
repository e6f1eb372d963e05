"""Two texts compared as permission: what the comparison names is what the slow evaluator finds, on people who do not exist."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.policy.difference import Change, Changes, covers, permissions
from kring.policy.difference_cubes import Cube
from kring.policy.difference_outcomes import Variable
from kring.policy.document import Document
from kring.policy.rules import Policy

from .difference_world import DAYS, VALUES, Point, points, policy, somebody, texts


def named(changes: Changes, point: Point, *, allows: bool, old: Document, new: Document) -> bool:
    """Whether a row names this request."""
    read = policy(new)
    return any(
        covers(
            row,
            point.cell,
            day=point.day,
            stopped=point.stopped,
            value=point.value,
            outcome=lambda variable: point.outcome(variable, read),
        )
        for row in changes.rows
        if row.allows is allows
    )


@pytest.mark.req("P8")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=texts(), new=texts(), people=st.lists(points(), min_size=30, max_size=60))
def test_what_passes_only_under_one_of_two_texts_is_named_and_nothing_else(
    old: Document, new: Document, people: list[Point]
) -> None:
    """Whenever a request is permitted under the new text and not under the old one the comparison names it, and never otherwise."""
    changes = permissions(policy(old), policy(new))
    assert not changes.cautious
    for point in people:
        before, after = point.permitted(old), point.permitted(new)
        assert named(changes, point, allows=True, old=old, new=new) == (after and not before), point
        assert named(changes, point, allows=False, old=old, new=new) == (before and not after), point


@pytest.mark.req("P8")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=texts(), new=texts(), people=st.lists(points(), min_size=20, max_size=30))
def test_near_every_row_it_is_right_for_everybody(old: Document, new: Document, people: list[Point]) -> None:
    """The same people, asked for exactly what a row is about: there the two texts differ in some case, and in others not."""
    changes = permissions(policy(old), policy(new))
    for row in changes.rows:
        for number, point in enumerate(people):
            asked = _asked(row, point, number)
            before, after = asked.permitted(old), asked.permitted(new)
            assert named(changes, asked, allows=True, old=old, new=new) == (after and not before), asked
            assert named(changes, asked, allows=False, old=old, new=new) == (before and not after), asked


@pytest.mark.req("P8")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=texts(), new=texts())
def test_every_case_of_every_row_has_somebody(old: Document, new: Document) -> None:
    """No row tells of a case that cannot be: for each there are facts, and with them the slow evaluator finds the difference."""
    read = policy(new)
    for row in permissions(policy(old), read).rows:
        for case in row.cases:
            found = next(
                (
                    point
                    for point in _everybody(row, case, read)
                    if all(point.outcome(variable, read) in outcomes for variable, outcomes in case.items())
                ),
                None,
            )
            assert found is not None, case
            assert (found.permitted(old), found.permitted(new)) == ((False, True) if row.allows else (True, False)), (
                found
            )


def _asked(row: Change, point: Point, number: int) -> Point:
    """The same person, asked for one of the things that the row names."""

    def one(values: frozenset[str]) -> str:
        return sorted(values)[number % len(values)]

    item = one(row.items)
    value = VALUES[item][number % len(VALUES[item])]
    term = sorted(row.terms, key=lambda term: term.first)[number % len(row.terms)]
    days = [day for day in DAYS if term.covers(day, stopped=term.stopped)]
    entries = tuple(
        replace(entry, values={item: value}, record="contract" if item == "contract.day" else None)
        for entry in point.entries
    )
    return replace(
        point,
        item=item,
        purpose=one(row.purposes),
        sender_role=one(row.sender_roles),
        reader_role=one(row.reader_roles),
        value=value,
        stopped=term.stopped,
        day=days[number % len(days)] if days else term.first + timedelta(days=1),
        entries=entries if item == "contract.day" else entries[:1],
        place=point.place if item == "contract.day" else 0,
    )


def _everybody(row: Change, case: Cube[Variable], of: Policy) -> Iterator[Point]:
    """Everybody that might be in this case: what the case says nothing of is favourable."""
    term = min(row.terms, key=lambda term: term.first)
    item = min(row.items)
    value = next(value for value in VALUES[item] if any(one.covers(value) for one in row.values))
    for day in [day for day in DAYS if term.covers(day, stopped=term.stopped)]:
        for facts, entries, place in somebody(case, item, value, day, of=of):
            yield Point(
                item=item,
                purpose=min(row.purposes),
                sender_role=min(row.sender_roles),
                reader_role=min(row.reader_roles),
                value=value,
                day=day,
                stopped=term.stopped,
                facts=facts,
                entries=entries,
                place=place,
            )
