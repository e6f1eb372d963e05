"""Reported faults as both desks see them; each name shown is a look in the log. Everything runs inside the view's ``acting_for``.

City: the reports to look into and those that were. OCMW: what was reported about one case, and what came of it. source: E8, D6
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.exchange import corrections, investigations
from kring.exchange.corrections import ReportLine
from kring.exchange.investigations import Task
from kring.exchange.record import look, looks_at
from kring.flows.debtors.city import queries
from kring.flows.debtors.models import Case, Row
from kring.flows.debtors.ocmw import involved
from kring.flows.debtors.reported.correctable import COLUMNS
from kring.flows.debtors.source import CASES
from kring.parties.queries import held_now, names_of, organisations

SEEN: Final = "case.faults"
"""The look of the page on which an outcome is read."""
_FRESH: Final = timedelta(days=14)


@dataclass(frozen=True)
class FaultLine:
    """City. One report: in which row, by whom, which data, what kind of fault, until when; and what came of it."""

    id: UUID
    round: UUID
    round_day: date
    number: int
    name: str
    file_number: str
    reporter: str
    items: tuple[str, ...]
    fault: str
    taken_at: datetime
    due_on: date
    late: bool
    outcome: str
    corrected: tuple[str, ...]
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True)
class FaultPage:
    """City. One report with the reported values as they stand now, and who here looked at this person."""

    line: FaultLine
    values: Mapping[str, str]
    looks: tuple[queries.Look, ...]


@dataclass(frozen=True)
class CaseFaults:
    """OCMW. What the city said of a marked client, item by item, and the reports about it, newest first."""

    case: UUID
    name: str
    partner: str
    values: Mapping[str, str]
    reports: tuple[ReportLine, ...]
    who: Mapping[UUID, str]
    """Who here reported it, by report."""
    waiting: frozenset[str]
    """The items that were reported and wait for their outcome."""


@dataclass(frozen=True)
class Answered:
    """OCMW. The city answered a report, and nobody opened the page since."""

    case: UUID
    name: str
    outcome: str


def faults(*, clock: Clock) -> tuple[FaultLine, ...]:
    """City. All reports on rows that the acting position may open, open ones first by their last day; a look for each."""
    return _shown("faults", investigations.tasks(_rounds(clock)), clock)


def waiting(*, clock: Clock) -> tuple[FaultLine, ...]:
    """City. Those that are open, for the start page."""
    return _shown("faults.today", [one for one in investigations.tasks(_rounds(clock)) if not one.outcome], clock)


def fault(task_id: UUID, *, clock: Clock) -> FaultPage | None:
    """City. One report; None when there is none that the acting position may open."""
    task = investigations.task(task_id)
    if task is None or task.place.batch not in _rounds(clock):
        return None
    row = Row.objects.select_related("round").filter(id=task.place.ref, round=task.place.batch).first()
    if row is None:
        return None
    person = _person(row)
    seen = queries.who_looked(person)
    look("fault", [person])
    (line,) = _lines([(task, row)], clock)
    return FaultPage(line, {item: getattr(row, COLUMNS[item]) for item in task.items}, seen)


def batch_of(task_id: UUID) -> UUID | None:
    """City. The round that a report is about: the side to stand on."""
    task = investigations.task(task_id)
    return task.place.batch if task else None


def of_case(case_id: UUID, *, clock: Clock) -> CaseFaults | None:
    """OCMW. One case; None when there is none that the acting position may open. The look counts as having read the outcome."""
    mine = involved.visible_to(held_now(clock), clock=clock, case=case_id)
    case = mine.select_related("person").filter(id=case_id).first()
    if case is None:
        return None
    look(SEEN, [_client(case)])
    reports = corrections.reports(CASES, [case.id])
    names = names_of({one.position for one in reports if one.position})
    partners = {party.id: party.name for party in organisations()}
    return CaseFaults(
        case=case.id,
        name=_name(case),
        partner=partners.get(case.partner, ""),
        values={item: getattr(case, column) for item, column in COLUMNS.items()},
        reports=reports,
        who={one.report: names.get(one.position, "") for one in reports if one.position},
        waiting=frozenset(item for one in reports if not one.outcome for item in one.items),
    )


def answered(*, clock: Clock) -> tuple[Answered, ...]:
    """OCMW. Recent answers of cities about the acting position's own clients that nobody read yet; a look for each name."""
    told = {}
    for line in reversed(corrections.outcomes(CASES, clock() - _FRESH)):
        told[line.row] = line
    if not told:
        return ()
    mine = involved.visible_to(held_now(clock), clock=clock)
    cases = mine.select_related("person").filter(id__among=list(told))
    unread = [case for case in cases if not _read_since(case, told[case.id].told_tx)]
    if unread:
        look("faults.answered", [_client(case) for case in unread])
    return tuple(Answered(case.id, _name(case), told[case.id].outcome) for case in sorted(unread, key=_name))


def _read_since(case: Case, told_tx: int | None) -> bool:
    seen = looks_at(_client(case))
    return any(one.content.get("what") == SEEN and told_tx is not None and one.tx > told_tx for one in seen)


def _rounds(clock: Clock) -> set[UUID]:
    return set(queries.visible_to(held_now(clock), clock=clock).values_list("id", flat=True))


def _shown(page: str, tasks: Sequence[Task], clock: Clock) -> tuple[FaultLine, ...]:
    refs = [task.place.ref for task in tasks]
    rows = {row.id: row for row in Row.objects.select_related("round").filter(id__among=refs)}
    found = [(task, rows[task.place.ref]) for task in tasks if task.place.ref in rows]
    if found:
        look(page, sorted({_person(row) for _, row in found}))
    return _lines(found, clock)


def _lines(found: Collection[tuple[Task, Row]], clock: Clock) -> tuple[FaultLine, ...]:
    parties = {party.id: party.name for party in organisations()}
    people = names_of({task.decided_by for task, _ in found if task.decided_by})
    today = belgian_day(clock())
    return tuple(
        FaultLine(
            id=task.id,
            round=row.round_id,
            round_day=row.round.day,
            number=row.number,
            name=_name(row),
            file_number=row.file_number,
            reporter=parties.get(task.reporter, ""),
            items=task.items,
            fault=task.fault,
            taken_at=task.taken_at,
            due_on=task.due_on,
            late=not task.outcome and today > task.due_on,
            outcome=task.outcome,
            corrected=task.corrected,
            decided_by=people.get(task.decided_by, "") if task.decided_by else "",
            decided_at=task.decided_at,
        )
        for task, row in found
    )


def _name(row: Row | Case) -> str:
    return " ".join(filter(None, (row.last_name, row.first_name)))


def _person(row: Row) -> bytes:
    return bytes(row.ssin_blind or b"") or str(row.id).encode()


def _client(case: Case) -> bytes:
    return bytes(case.person.ssin_blind or b"")
