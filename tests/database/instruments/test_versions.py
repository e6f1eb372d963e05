"""A newer version takes over from the instant that it is in force on the own copy; every past instant still finds its own."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from kring.core.clock import stopped_at
from kring.core.days import start_of
from kring.guard.acting import acting_for
from kring.instruments import actions, queries
from tests.database.instruments.stage import NOW, Carrier, Side, Stage, adopted, bring_into_force, side
from tests.database.instruments.texts import made_over

SIGNED = date(2026, 4, 10)
KNOWN = datetime(2026, 4, 13, 9, 30, tzinfo=UTC)
"""The day that the statements on version 3 name, and the instant when the last of them lay on both copies."""


def in_force_at(stage: Stage, side: Side, at: datetime) -> int | None:
    """The number of the version in force for one side."""
    with acting_for(side.dpo.organisation, side.dpo.position):
        found = queries.in_force_at("genk-debtors", stage.parties, at)
    return found.version if found else None


def third(first: Stage, carrier: Carrier, **made: str) -> Stage:
    """Version 3 between the same two; everything said on one day and on record at one instant."""
    stage = adopted(partial(made_over, version=3, **made), between=first.both)  # type: ignore[arg-type]
    return bring_into_force(stage, carrier, on=SIGNED, at=stopped_at(KNOWN))


@pytest.mark.req("P8")
def test_at_most_one_version_is_in_force_at_any_instant(agreed: Stage, carrier: Carrier) -> None:
    """Version 2 until version 3 was complete on the own copy, not from the day on its statements; both sides alike."""
    newer = third(agreed, carrier)
    before = KNOWN - timedelta(microseconds=1)
    for each in agreed.both:
        assert in_force_at(agreed, each, start_of(date(2026, 1, 1))) == 2
        assert in_force_at(agreed, each, start_of(SIGNED)) == 2
        assert in_force_at(agreed, each, before) == 2
        assert in_force_at(agreed, each, KNOWN) == 3
        assert in_force_at(agreed, each, start_of(date(2028, 1, 1)) - timedelta(seconds=1)) == 3
        assert in_force_at(agreed, each, start_of(date(2028, 1, 1))) is None
        old, new = agreed.situation(each, KNOWN), newer.situation(each, KNOWN)
        assert (old.state, [reason.code for reason in old.reasons]) == ("replaced", ["replaced"])
        assert old.standing.replaced == date(2026, 4, 13)
        assert new.in_force
        assert agreed.situation(each, before).in_force


@pytest.mark.req("P8")
def test_a_version_of_later_begin_takes_over_on_its_first_day(agreed: Stage, carrier: Carrier) -> None:
    """Complete in April, in force from the first of July on, Belgian time."""
    third(agreed, carrier, begins="2026-07-01")
    midnight = start_of(date(2026, 7, 1))
    assert in_force_at(agreed, agreed.city, midnight - timedelta(microseconds=1)) == 2
    assert in_force_at(agreed, agreed.city, midnight) == 3


@pytest.mark.req("P8")
def test_a_newer_draft_takes_nothing_over(agreed: Stage, carrier: Carrier) -> None:
    """Not before the last statement has arrived; then on that copy, and on the other when it arrives there."""
    newer = adopted(partial(made_over, version=3), between=agreed.both)
    bring_into_force(newer, carrier, on=SIGNED, at=stopped_at(KNOWN))
    assert in_force_at(agreed, agreed.city, NOW) == 2
    fourth = adopted(partial(made_over, version=4), between=agreed.both)
    assert fourth.situation(fourth.city, KNOWN).state == "draft"
    assert in_force_at(agreed, agreed.city, KNOWN) == 3


@pytest.mark.req("P8")
def test_what_was_replaced_does_not_come_back(agreed: Stage, carrier: Carrier) -> None:
    """Version 3 is suspended, then ended: nothing passes, also not under version 2."""
    newer = third(agreed, carrier)
    later = KNOWN + timedelta(days=3)
    actions.suspend(by=newer.city.dpo, digest=newer.digest, reason="Fout.", clock=stopped_at(later), fictitious=True)
    assert in_force_at(agreed, agreed.city, later) is None
    assert in_force_at(agreed, agreed.city, later - timedelta(days=1)) == 3
    assert in_force_at(agreed, agreed.ocmw, later) == 3  # it has not heard of it
    carrier.hand_over(stopped_at(later))
    assert in_force_at(agreed, agreed.ocmw, later) is None


@pytest.mark.req("P8")
def test_the_same_document_between_others_takes_nothing_over(agreed: Stage, carrier: Carrier) -> None:
    """A city with two OCMWs has two agreements of one text."""
    elsewhere = (agreed.city, side("OCMW Elders", "ocmw"))
    newer = adopted(partial(made_over, version=3), between=elsewhere)
    bring_into_force(newer, carrier, on=SIGNED, at=stopped_at(KNOWN))
    assert in_force_at(agreed, agreed.city, KNOWN) == 2
    assert in_force_at(newer, agreed.city, KNOWN) == 3
