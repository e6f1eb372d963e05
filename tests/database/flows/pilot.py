"""A pilot from its first round to its last day: invented people, talks, signals; and the minute after midnight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kring.core import clock as house
from kring.core.clock import Clock, stopped_at
from kring.exchange.jobs import _sweep
from kring.flows.debtors.models import Case
from kring.flows.debtors.ocmw.talk import LaidDown, lay_down
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from tests.database.exchange.cast import Desk, Pair, a_pair, all_lines
from tests.database.flows.story import Somebody, knows, run, somebody

APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
LAST_EVENING = datetime(2027, 12, 31, 22, 59, 59, tzinfo=UTC)
"""One second before midnight in Belgium."""
AFTER = datetime(2027, 12, 31, 23, 1, tzinfo=UTC)
"""One minute past midnight in Belgium, on the first day on which nothing passes."""
MUCH_LATER = datetime(2028, 1, 5, 12, tzinfo=UTC)


@dataclass
class Hands:
    """The clock of the house, for a test that moves it."""

    patch: pytest.MonkeyPatch

    def at(self, instant: datetime) -> Clock:
        """Set it."""
        clock = stopped_at(instant)
        self.patch.setattr(house, "_installed", clock)
        return clock


def pilot(hands: Hands, *, clients: int = 12, strangers: int = 8) -> Pair:
    """A round of these people in March, a second one in April with three clients more, and everything sealed."""
    march = hands.at(datetime(2026, 3, 2, 12, tzinfo=UTC))
    pair = a_pair()
    known = [somebody(n) for n in range(1, clients + 4)]
    knows(pair, known)
    run(pair, [*known[:clients], *(somebody(n) for n in range(500, 500 + strangers))], clock=march)
    april = hands.at(APRIL)
    run(pair, known, clock=april)
    all_sealed(pair)
    return pair


def talks(pair: Pair, hands: Hands, answers: Sequence[str], *, first: int = 1) -> list[UUID]:
    """One talk with each of the first clients, a week after the round of April; what may reach the city goes."""
    clock = hands.at(datetime(2026, 4, 9, 12, tzinfo=UTC))
    found = []
    for n, answer in enumerate(answers, start=first):
        case = case_of(pair, somebody(n))
        said = lay_down(
            by=pair.ocmw.worker, case_id=case, answer=answer, note=f"nota {n}", again_on=None, seen=None, clock=clock
        )
        assert isinstance(said, LaidDown), said
        found.append(case)
    work_through()
    all_sealed(pair)
    return found


def case_of(pair: Pair, person: Somebody) -> UUID:
    """The newest marked case of a client."""
    with acting(pair.ocmw):
        found = Case.objects.filter(file_number=person.file_number, marked_on__isnull=False).order_by("-marked_on")
        return found.values_list("id", flat=True)[0]


def tick(*desks: Desk) -> None:
    """What the worker does each minute for these organisations, at the end."""
    for desk in desks:
        _sweep(desk.id)


def ends(pair: Pair, hands: Hands, at: datetime = AFTER) -> None:
    """The first minutes after the end: closed, sealed, told to each other."""
    hands.at(at)
    tick(pair.city, pair.ocmw)
    all_sealed(pair)
    tick(pair.city, pair.ocmw)
    work_through()
    all_sealed(pair)


def all_sealed(pair: Pair) -> None:
    """Wait until both logs cover everything."""
    all_lines(pair.city)
    all_lines(pair.ocmw)


def acting(desk: Desk) -> Any:
    """Act as the desk's own worker."""
    return acting_for(desk.worker.organisation, desk.worker.position)
