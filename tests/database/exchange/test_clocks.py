"""Clocks of received rows: hidden from the day they run out, erased by the sweep, with a line and nothing left behind."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from kring.core.clock import stopped_at
from kring.exchange import clocks
from kring.exchange.models import Clock
from kring.guard.acting import acting_for, machine_of
from tests.database.exchange.cast import Pair, a_pair, all_lines

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E7")]
HOLDER = "tests.Row"


class NoLogError(Exception):
    """The log cannot be written."""


@pytest.fixture
def erased(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """What the sweep had erased."""
    gone: list[UUID] = []

    def erase(rows: Sequence[UUID]) -> None:
        gone.extend(rows)

    monkeypatch.setitem(clocks.erasers, HOLDER, erase)
    return gone


def _started(pair: Pair, rule: str, *rows: UUID, on: date = date(2026, 3, 2)) -> None:
    machine = machine_of(pair.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        clocks.start(holder=HOLDER, rows=rows, digest=pair.digest, rule=rule, received_on=on)


def _due(pair: Pair) -> dict[UUID, date]:
    machine = machine_of(pair.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        return dict(Clock.objects.filter(holder=HOLDER).values_list("row", "due_on"))


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_the_cap_of_the_rule_counts_working_days(erased: list[UUID]) -> None:
    """Unmatched rows: five working days after Monday 2 March; hidden and erased the day after, not before."""
    pair, row = a_pair(), uuid4()
    _started(pair, "unmatched", row)
    assert _due(pair) == {row: date(2026, 3, 9)}
    assert clocks.sweep(pair.ocmw.id, clock=stopped_at(_noon(2026, 3, 9))) == 0
    machine = machine_of(pair.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        assert clocks.expired(HOLDER, date(2026, 3, 9)) == set()
        assert clocks.expired(HOLDER, date(2026, 3, 10)) == {row}
    assert clocks.sweep(pair.ocmw.id, clock=stopped_at(_noon(2026, 3, 10))) == 1
    assert erased == [row]
    assert _due(pair) == {}
    swept = [line for line in all_lines(pair.ocmw) if line.kind == "sweep"]
    assert [line.content["count"] for line in swept] == [1]


def test_the_end_of_the_instrument_is_known_beforehand(erased: list[UUID]) -> None:
    """Rows under the pilot's rule are gone the day after the instrument's last day."""
    pair, row = a_pair(), uuid4()
    _started(pair, "pilot", row)
    assert _due(pair) == {row: date(2027, 12, 31)}
    assert clocks.sweep(pair.ocmw.id, clock=stopped_at(_noon(2028, 1, 1))) == 1
    assert erased == [row]


def test_an_event_sets_the_clock_forward_never_back() -> None:
    """The list was compared: what matched nobody must be gone that day; the clock never runs longer than it did."""
    pair, row = a_pair(), uuid4()
    _started(pair, "unmatched", row)
    machine = machine_of(pair.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        clocks.happened("list_compared", holder=HOLDER, rows=[row], day=date(2026, 3, 3))
    assert _due(pair) == {row: date(2026, 3, 3)}
    with acting_for(machine.organisation, machine.position):
        clocks.happened("list_compared", holder=HOLDER, rows=[row], day=date(2026, 3, 30))
    assert _due(pair) == {row: date(2026, 3, 3)}


def test_starting_twice_keeps_the_first_clock() -> None:
    """Redelivery does not give a row a longer life."""
    pair, row = a_pair(), uuid4()
    _started(pair, "unmatched", row)
    _started(pair, "unmatched", row, on=date(2026, 3, 20))
    assert _due(pair) == {row: date(2026, 3, 9)}


def test_without_the_line_nothing_is_erased(erased: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """The log cannot be written: the sweep changes nothing, and tries again later."""
    pair, row = a_pair(), uuid4()
    _started(pair, "unmatched", row)

    def broken(*_: object) -> None:
        raise NoLogError

    monkeypatch.setattr(clocks, "append", broken)
    with pytest.raises(NoLogError):
        clocks.sweep(pair.ocmw.id, clock=stopped_at(_noon(2026, 3, 10)))
    assert _due(pair) == {row: date(2026, 3, 9)}
