"""When a round starts and when it does not: once a month, declared, under an instrument that holds; two at once."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.flows.debtors.city import actions, queries
from kring.flows.debtors.city.actions import NotStarted, Started, start_round
from kring.flows.debtors.models import Round, Upload
from kring.guard.jobs import work_through
from kring.sheets.refused import Refused
from tests.database.exchange.cast import CLOCK, NOON, a_pair
from tests.database.flows.story import (
    APRIL,
    a_list,
    acting,
    begin,
    knows,
    marks_of,
    run,
    somebody,
    verbs,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

CLIENT = "cliënt OCMW"


def test_a_second_round_is_refused_with_its_first_day() -> None:
    """Within the month nothing starts and the day is told; on that day it may, and who was marked stays marked."""
    pair = a_pair()
    client = somebody(1)
    knows(pair, [client], until="2026-03-15")
    run(pair, [client])
    again = begin(pair, [client], clock=stopped_at(NOON + timedelta(days=30)))
    assert isinstance(again, NotStarted)
    assert [reason.code for reason in again.reasons] == ["too_soon"]
    assert "2/4/2026" in again.reasons[0].text["nl"]
    assert "round.refused" in verbs(pair.city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clocks, "_installed", stopped_at(APRIL))
        later = run(pair, [client], clock=stopped_at(APRIL))
    assert marks_of(pair, later) == {"D-1": CLIENT}


def test_two_rounds_at_once_one_goes_and_one_says_when() -> None:
    """Both pass the first look; the door's lock lets one through, and the page of the other names the first day."""
    pair = a_pair()
    first, second = begin(pair, [somebody(1)]), begin(pair, [somebody(2)])
    assert isinstance(first, Started)
    assert isinstance(second, Started)
    failures: list[BaseException] = []

    def send(round_id: Any) -> None:
        try:
            actions.send_chunk(by=pair.city.worker, round_id=round_id, chunk=0, clock=CLOCK)
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=send, args=(one.round,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    work_through()
    with acting(pair.city):
        states = {line.progress.state: line.progress for line in queries.rounds(clock=CLOCK)}
    assert "refused" in states
    assert len(states) == 2
    assert "2/4/2026" in states["refused"].reasons[0]["nl"]


def test_nothing_starts_without_the_declaration_or_an_instrument() -> None:
    """No declaration, no round; under a text that is not in force, neither. No file is kept."""
    pair, unsigned = a_pair(), a_pair(in_force=False)
    for one, declared, code in ((pair, False, "not_declared"), (unsigned, True, "not_in_force")):
        refused = start_round(
            by=one.city.worker,
            data=a_list([somebody(1)]),
            filename="x.xlsx",
            version=one.version,
            declared=declared,
            clock=CLOCK,
        )
        assert isinstance(refused, NotStarted)
        assert {reason.code for reason in refused.reasons} == {code}
        with acting(one.city):
            assert not Upload.objects.exists()


def test_a_file_that_cannot_be_taken_leaves_nothing() -> None:
    """No workbook, no round, no row, no upload."""
    pair = a_pair()
    with pytest.raises(Refused):
        start_round(
            by=pair.city.worker,
            data=b"PK nonsense",
            filename="x.xlsx",
            version=pair.version,
            declared=True,
            clock=CLOCK,
        )
    with acting(pair.city):
        assert not Upload.objects.exists()
        assert not Round.objects.exists()
