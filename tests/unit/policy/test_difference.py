"""Two texts compared as permission: what the comparison names is what the slow evaluator finds, on people who do not exist."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.config.vocabulary import VOCABULARY
from kring.policy.difference import Change, Changes, covers, permissions
from kring.policy.difference_cubes import Cube
from kring.policy.difference_outcomes import Variable
from kring.policy.difference_terms import compare, effects
from kring.policy.difference_words import Teller
from kring.policy.document import Document
from kring.policy.rules import Policy

from .difference_texts import DAYS, policy, texts
from .difference_world import VALUES, Point, points, somebody
from .samples import compiled, genk_text


def named(changes: Changes, point: Point, *, allows: bool, read: Policy) -> bool:
    """Whether a row names this request."""
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
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=texts(), new=texts(), people=st.lists(points(), min_size=12, max_size=20))
def test_what_passes_only_under_one_of_two_texts_is_named_and_nothing_else(
    old: Document, new: Document, people: list[Point]
) -> None:
    """Whenever a request is permitted under the new text and not under the old one the comparison names it, and never otherwise."""
    read = policy(new)
    changes = permissions(policy(old), read)
    assert not changes.cautious
    for point in people:
        before, after = point.permitted(old), point.permitted(new)
        assert named(changes, point, allows=True, read=read) == (after and not before), point
        assert named(changes, point, allows=False, read=read) == (before and not after), point


@pytest.mark.req("P8")
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=texts(), new=texts(), people=st.lists(points(), min_size=8, max_size=12))
def test_near_every_row_it_is_right_for_everybody(old: Document, new: Document, people: list[Point]) -> None:
    """The same people, asked for exactly what a row is about: there the two texts differ in some case, and in others not."""
    read = policy(new)
    changes = permissions(policy(old), read)
    for row in changes.rows:
        for number, point in enumerate(people):
            asked = _asked(row, point, number)
            before, after = asked.permitted(old), asked.permitted(new)
            assert named(changes, asked, allows=True, read=read) == (after and not before), asked
            assert named(changes, asked, allows=False, read=read) == (before and not after), asked


@pytest.mark.req("P8")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
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


# ----- What is not drawn at random.


def told(old: str, new: str) -> list[str]:
    """The comparison of two texts, line by line."""
    before, after = compiled(old), compiled(new)
    teller = Teller(before, after, VOCABULARY, "nl")
    found = compare(before, after)
    assert found.same == (not (found.permission.rows or found.kept or found.terms))
    return [
        *(teller.change(row).line("nl") for row in found.permission.rows),
        *map(teller.kept, found.kept),
        *map(teller.term, found.terms),
    ]


def changed(*pairs: tuple[str, str]) -> str:
    """The adopted text with other words in it."""
    text = genk_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.req("P8")
def test_nothing_changed_is_nothing_told() -> None:
    """A text beside itself, and beside itself with other prose."""
    assert told(genk_text(), genk_text()) == []
    assert told(genk_text(), changed(("onmiddellijk bekendgemaakt", "bekendgemaakt"))) == []


@pytest.mark.req("P8", "E15")
def test_who_may_get_it_from_the_recipient_is_permission_too() -> None:
    """Data that may go on to somebody else are newly allowed, from the recipient to them."""
    onward = changed(
        (
            'keep = "unmatched"\n[[disclosure.item]]',
            'keep = "unmatched"\nonward = [{ to = "gbo_partner", why.nl = "x" }]\n[[disclosure.item]]',
        )
    )
    lines = told(genk_text(), onward)
    assert len(lines) == 1
    assert "OCMW Genk mag doorgeven aan partners van het geïntegreerd breed onthaal" in lines[0]
    assert lines[0].startswith("laat voor het eerst toe")
    assert told(onward, genk_text())[0].startswith("laat niet meer toe")


@pytest.mark.req("P8", "E7")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('cap = "P2Y"', 'cap = "P3Y"', "langer bewaard"),
        ('cap = "P2Y"', 'cap = "P1Y"', "korter bewaard"),
        ("cap = { working_days = 5 }", 'cap = "P6D"', "soms langer, soms korter bewaard"),
        ('keep = "PT0S"\ncap = "P2Y"', 'keep = "P1M"\ncap = "P2Y"', "langer bewaard"),
        ('from = "instrument_ended"', 'from = "client_found"', "soms langer, soms korter bewaard"),
    ],
)
def test_how_long_is_compared_on_every_day(old: str, new: str, said: str) -> None:
    """Five working days are sometimes more than six days and sometimes less."""
    lines = [line for line in told(genk_text(), changed((old, new))) if "bewaard:" in line]
    assert lines
    assert all(line.startswith(said) for line in lines)


@pytest.mark.req("P8", "P7", "P10")
def test_terms_that_are_no_item_are_told() -> None:
    """Notice, and what a party takes on."""
    text = changed(
        ("until = 2027-12-31\n", 'until = 2027-12-31\nnotice = "P6M"\n'),
        (
            "[sanction]\n",
            '[[condition]]\nkey = "plan"\nof = "city"\ndue = 2026-06-30\ntext.nl = "Een plan."\nevidence = "plan"\n\n[sanction]\n',
        ),
    )
    lines = told(genk_text(), text)
    assert [line.split(":")[0] for line in lines] == ["opzegtermijn", "verbintenis “plan”"]


@pytest.mark.req("P8")
def test_another_organisation_under_the_same_name_is_another_recipient() -> None:
    """A party is who its number says, whatever the text calls it."""
    lines = told(genk_text(), changed(("0000000196", "0000000295")))
    assert sum(line.startswith("laat voor het eerst toe") for line in lines) == 3
    assert sum(line.startswith("laat niet meer toe") for line in lines) == 3


@pytest.mark.req("P8")
def test_each_change_is_told_by_what_it_does_alone() -> None:
    """Two changes, each with its own rows; one that does nothing by itself is said to."""
    before = compiled(genk_text())
    after = compiled(changed(("at_most = 1", "at_most = 2"), ('cap = "P2Y"', 'cap = "P3Y"')))
    found = {one.path: one for one in effects(before, after)}
    assert found.keys() == {"disclosure.list.every", "retention.pilot"}
    assert found["disclosure.list.every"].permission.rows
    assert not found["disclosure.list.every"].kept
    assert found["retention.pilot"].kept
    assert not found["retention.pilot"].permission.rows


@pytest.mark.req("P8")
def test_where_no_examples_are_known_too_much_is_said_and_it_is_told() -> None:
    """Without examples of enrolments a wider set of capacities is not known to hold whenever a smaller one does."""
    facts = dict(VOCABULARY.facts)
    facts["client_on"] = replace(facts["client_on"], examples=None)
    blind = replace(VOCABULARY, facts=facts)
    before = compiled(genk_text(), blind)
    after = compiled(changed(("capacity = [1, 2, 3, 4, 7, 9]", "capacity = [1, 2, 3, 4, 5, 7, 9]")), blind)
    assert permissions(before, after).cautious
    assert permissions(before, after).no_longer
    sure = permissions(
        compiled(genk_text()), compiled(changed(("capacity = [1, 2, 3, 4, 7, 9]", "capacity = [1, 2, 3, 4, 5, 7, 9]")))
    )
    assert not sure.cautious
    assert not sure.no_longer
