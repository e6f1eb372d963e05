"""Kill everything that can be killed, again and again: nothing is missing, nothing is there twice, nothing is there by half."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.database.journal.crash_child import POINTS
from tests.database.journal.crash_loop import Arena, arena, rage

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def place(server: Any, database: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Arena]:
    """A server of this module's own that flushes, and Django pointed at it for so long."""
    from tests import server as servers  # noqa: PLC0415

    with django_db_blocker.unblock():
        try:
            with arena() as found:
                yield found
        finally:
            servers.point_to(server, database)


@pytest.mark.req("E6")
def test_whoever_is_killed_what_was_acknowledged_is_in_the_log_once_and_whole(place: Arena) -> None:
    """Writers, sealers (also inside a round), server processes and the server itself, while two sealers believe they lead.

    Seconds of it; ``benchmarks/journal.py --crash`` rages longer, with the leader's lock and without.
    """
    outcome = rage(place, 1.5, leader_lock=None, seed=7, at_least=25)
    assert outcome.wrong == {}
    assert outcome.acknowledged >= 25
    assert outcome.entries > outcome.acknowledged  # each half is more than one line
    assert outcome.late > 0  # what the flawed sealer below loses did happen here
    assert outcome.killed["writer"] > 0
    assert outcome.killed["sealer"] + sum(outcome.died_inside.values()) > 0
    assert outcome.killed["postmaster"] >= 1
    assert set(outcome.died_inside) <= set(POINTS)
    assert outcome.notes > 0


def test_the_reckoning_sees_a_sealer_that_loses_who_commits_late(place: Arena) -> None:
    """The sealer that everybody writes first reads what is newer than the newest that it saw: else the test above shows nothing."""
    outcome = rage(place, 1, leader_lock=True, seed=3, flaw=True, at_least=20)
    assert {"unsealed", "missing"} <= set(outcome.wrong)
