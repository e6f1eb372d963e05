"""The drawn front page of an organisation counts what left and came in, from its own log only, and names nobody."""

import pytest

from kring.core.clock import system_clock
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.site.circle import Circle, circle
from tests.database.exchange.cast import Desk, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody

pytestmark = pytest.mark.usefixtures("committed", "in_march")


def of(desk: Desk) -> Circle:
    """The circle as somebody of this organisation sees it."""
    with acting_for(desk.worker.organisation, desk.worker.position):
        return circle(desk.id, clock=system_clock)  # lines bear the time of the database


def test_a_round_is_one_disclosure_each_way_on_both_sides() -> None:
    """The city sent a list and got an answer; the OCMW has it the other way round."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1), somebody(2)])
    work_through()
    city, ocmw = of(pair.city), of(pair.ocmw)
    assert [(one.id, one.in_force, one.disclosures_out, one.disclosures_in) for one in city.partners] == [
        (pair.ocmw.id, 1, 1, 1)
    ]
    assert [(one.persons_out, one.persons_in) for one in city.partners] == [(2, 1)]
    assert [(one.disclosures_out, one.disclosures_in) for one in ocmw.partners] == [(1, 1)]
    assert [(one.in_force, one.out, one.in_) for one in city.texts] == [(True, 1, 1)]
    assert len(city.months) == 12
    assert sum(month.out for month in city.months) == 1


def test_without_an_exchange_there_is_the_instrument_and_no_volume() -> None:
    pair = a_pair()
    found = of(pair.city)
    assert [one.name for one in found.partners] == ["OCMW Ergens"]
    assert {(month.out, month.in_) for month in found.months} == {(0, 0)}


def test_before_anything_is_in_force_the_circle_is_empty() -> None:
    pair = a_pair(in_force=False)
    found = of(pair.city)
    assert (found.partners, found.texts) == ((), ())


@pytest.mark.req("E6")
def test_that_somebody_looked_is_written() -> None:
    pair = a_pair(in_force=False)
    of(pair.city)
    assert [line.kind for line in all_lines(pair.city) if line.content.get("what") == "circle"] == ["look"]
