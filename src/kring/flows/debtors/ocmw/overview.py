"""How all cases of one social worker stand, many at once: figures and names in memory, from a fixed number of questions.

Nobody's page: what is shown of it, and the look that goes with it, is up to ``cases``. source: REQUIREMENTS D3, D6
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, get_args
from uuid import UUID

from django.db.models import Q, QuerySet

from kring.clients.queries import ended
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.flows.debtors.models import Case, ReceivedRound, Signal, Talk
from kring.flows.debtors.ocmw import course
from kring.flows.debtors.ocmw.agreed import agreed_on
from kring.flows.debtors.ocmw.course import Course, Kind, Known, Said
from kring.flows.debtors.ocmw.involved import visible_to
from kring.flows.debtors.search import named
from kring.parties.queries import Held
from kring.persons.queries import died_on

PRESSING: Final = {kind: place for place, kind in enumerate(get_args(Kind))}
"""Why a case waits, most pressing first."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One case: which person it is about, how it stands, the batch whose side its reader takes."""

    case: UUID
    person: UUID
    name: str
    batch: UUID
    course: Course


def stands(position: Held, *, clock: Clock, name: str = "") -> list[Stand]:
    """Every case of ``position``, those that wait first; of one debt that came in several rounds the newest.

    With ``name`` those whose name holds it, or a part of it. Inside ``acting_for``.
    """
    today = belgian_day(clock())
    mine = visible_to(position, clock=clock)
    wanted = set(named(mine, name).values_list("id", flat=True)) if name else None
    rounds = {id_: (batch, day) for id_, batch, day in ReceivedRound.objects.values_list("id", "batch", "day")}
    found = list(mine.values_list(*_COLUMNS))
    said, unsent = _said(mine), _unsent(mine)
    persons = {row[1] for row in found}
    left, died = ended(persons, today), died_on(persons)
    newest: dict[tuple[UUID, UUID, str], date] = {}
    for case, person, partner, file_number, received, *_ in found:
        debt = (person, partner, file_number or str(case))
        newest[debt] = max(newest.get(debt, date.min), rounds[received][1])
    courses, kept = _courses(today), []
    for case, person, partner, file_number, received, marked_on, last, first in found:
        batch, day = rounds[received]
        since, stopped = unsent.get(case, (None, False))
        superseded = day < newest[person, partner, file_number or str(case)] and since is None
        if superseded or (wanted is not None and case not in wanted):
            continue
        gone = (left[person] or marked_on) if person in left else None
        known = Known(marked_on or day, said.get(case, ()), since, stopped, gone, died.get(person))
        called = " ".join(filter(None, (last, first)))
        kept.append(Stand(case, person, called, batch, courses(known)))
    return sorted(kept, key=_pressing)


_COLUMNS: Final = (
    *("id", "person_id", "partner", "file_number", "received_id", "marked_on", "last_name", "first_name"),
)


def _courses(today: date) -> Callable[[Known], Course]:
    """``course_of`` for this day; many cases have the same course, and it is worked out once."""
    agreed = agreed_on(today)
    return lru_cache(maxsize=None)(lambda known: course.course_of(known, today, agreed))


def _said(mine: QuerySet[Case]) -> Mapping[UUID, Sequence[Said]]:
    """The talks of each case, oldest first."""
    said: dict[UUID, list[Said]] = defaultdict(list)
    talks = Talk.objects.filter(case__in=mine.values("id")).order_by("at")
    for case, answer, at, again_on in talks.values_list("case_id", "answer", "at", "again_on"):
        said[case].append(Said(answer, belgian_day(at), again_on))
    return {case: tuple(some) for case, some in said.items()}


def _unsent(mine: QuerySet[Case]) -> Mapping[UUID, tuple[date, bool]]:
    """The cases whose signal was decided on and has not left: since when, and whether it was stopped."""
    waiting = Signal.objects.filter(~Q(state="sent"), case__in=mine.values("id"))
    return {
        case: (belgian_day(decided_at), state == "stopped")
        for case, decided_at, state in waiting.values_list("case_id", "decided_at", "state")
    }


def _pressing(one: Stand) -> tuple[int, date, str, str]:
    kind, until = one.course.kind, one.course.until
    return (PRESSING[kind] if kind else len(PRESSING), until or date.max, one.name, str(one.case))
