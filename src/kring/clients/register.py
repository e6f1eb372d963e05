"""Take in the client register of an OCMW from a file, with a report per row; taking the same file in again changes nothing.

source: issue 2 point 3; REQUIREMENTS K6, E17 (who is enrolled in which capacity in which period)
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, get_args
from uuid import UUID, uuid4

from django.db import connection

from kring.clients import reports
from kring.clients.enrolling import as_stated
from kring.clients.models import Enrolment
from kring.clients.outcome import Report, RowResult, Status
from kring.clients.reading import FIELDS, Stated, check_columns, read_row, unlike
from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.core.events import EnrolmentsStated, tell
from kring.guard.acting import Acting, acting_for, acting_organisation
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties.queries import held_now
from kring.persons.keep import FIELDS as PERSON_FIELDS
from kring.persons.keep import Kept, Known, keep
from kring.persons.queries import in_parts
from kring.sheets import sandbox
from kring.sheets.table import Table

SOCIAL_WORKER: Final = "social_worker"
"""The function that keeps the client register."""

_ROWS_AT_ONCE = 2_000
_Key = tuple[UUID, int, date]

Progress = Callable[[str, float], None]
"""Called with a stage (those of ``sheets``, then ``register``) and how much of it is done, 0 to 1."""


@dataclass(frozen=True)
class _Read:
    """The rows that state something certain, also beside the other rows of the file, and the refusals of the rest."""

    table: Table
    sound: list[Stated]
    refused: list[RowResult]


@dataclass
class _Plan:
    """What is to be stored, and what is said of each row."""

    fresh: list[Enrolment] = field(default_factory=list)
    changed: list[Enrolment] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)
    touched: dict[bytes, str] = field(default_factory=dict)


def import_register(
    *,
    by: Acting,
    data: bytes,
    filename: str,
    clock: Clock,
    progress: Progress = lambda _stage, _share: None,
) -> Report:
    """Take in the register in ``data`` for the organisation of ``by``: all sound rows, in one transaction.

    A row that states nothing certain is refused and told; what the file no longer names stays as it was. The file is
    read in a child process and not kept. Raises ``sheets.Refused`` for a file that cannot be taken (``missing_column`` …)
    and ``Fault("other_function")`` when ``by`` is no social worker's position today. source: E5
    """
    with acting_for(by.organisation, by.position):
        _check_function(clock)  # before the file is opened: nobody else's file is
    table = sandbox.read_table(data, filename, FIELDS, progress=progress)
    check_columns(table)
    read = _read(table)
    with acting_for(by.organisation, by.position):
        _one_at_a_time()
        _check_function(clock)  # reading took a while, and what counts is the moment of writing
        progress("register", 0.0)
        report = _take(read, clock, progress)
    progress("register", 1.0)
    return report


def _take(read: _Read, clock: Clock, progress: Progress) -> Report:
    import_id = uuid4()
    kept = keep(_persons(read.sound))
    progress("register", 0.3)
    plan = _plan(read.sound, kept, import_id)
    results = sorted([*read.refused, *plan.results], key=lambda result: result.row)
    table = read.table
    report = Report(
        import_id=import_id,
        sha256=table.sha256,
        rows=tuple(results),
        persons=len(kept),
        dropped_columns=table.dropped_columns,
        skipped_rows=table.skipped_rows,
        sheet=table.sheet,
        header_row=table.header_row,
    )
    reports.keep(report, clock())
    Enrolment.objects.bulk_create(plan.fresh, batch_size=_ROWS_AT_ONCE)
    Enrolment.objects.bulk_create(
        plan.changed,
        batch_size=_ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["valid_until", "source_import", "source_row"],
    )
    progress("register", 0.6)
    append(_lines(report, plan.touched))
    tell(EnrolmentsStated(acting_organisation(), tuple(map(as_stated, [*plan.fresh, *plan.changed]))))
    return report


def _read(table: Table) -> _Read:
    sound: list[Stated] = []
    refused: list[RowResult] = []
    first_of: dict[str, Stated] = {}
    until: dict[tuple[str, int, date], Stated] = {}
    for row in table.rows:
        stated = read_row(row)
        if isinstance(stated, RowResult):
            refused.append(stated)
            continue
        earlier = first_of.setdefault(stated.number, stated)
        same = until.get((stated.number, stated.capacity, stated.first))
        if unlike(earlier.known, stated.known):
            refused.append(RowResult(stated.row, "refused", "name_differs", other=earlier.row))
        elif same is not None and same.last != stated.last:
            refused.append(RowResult(stated.row, "refused", "contradicts", other=same.row))
        else:
            until.setdefault((stated.number, stated.capacity, stated.first), stated)
            sound.append(stated)
    return _Read(table, sound, refused)


def _persons(sound: Iterable[Stated]) -> dict[str, Known]:
    """Each person once: what the first row says, and from later rows what it leaves out."""
    persons: dict[str, Known] = {}
    for stated in sound:
        known = persons.setdefault(stated.number, stated.known)
        if known is not stated.known and known != stated.known:
            lacking = {name: getattr(stated.known, name) for name in PERSON_FIELDS if not getattr(known, name)}
            persons[stated.number] = replace(known, **lacking)
    return persons


def _plan(sound: list[Stated], kept: dict[str, Kept], import_id: UUID) -> _Plan:
    plan, organisation = _Plan(), acting_organisation()
    stored = _stored({person.id for person in kept.values() if person.before is not None})
    seen: dict[_Key, int] = {}
    for stated in sound:
        person = kept[stated.number]
        key = (person.id, stated.capacity, stated.first)
        if key in seen:
            plan.results.append(RowResult(stated.row, "unchanged", "double", other=seen[key]))
            continue
        seen[key] = stated.row
        before = stored.get(key)
        result = RowResult(stated.row, *_outcome(stated, person, before))
        plan.results.append(result)
        if result.status == "unchanged":
            continue
        if result.status == "taken" or person.blind not in plan.touched:
            plan.touched[person.blind] = result.status
        if before is None:
            before = Enrolment(
                organisation_id=organisation, person_id=person.id, capacity=stated.capacity, valid_from=stated.first
            )
            plan.fresh.append(before)
        elif before.valid_until != stated.last:
            plan.changed.append(before)
        before.valid_until, before.source_import_id, before.source_row = stated.last, import_id, stated.row
    return plan


def _outcome(stated: Stated, person: Kept, before: Enrolment | None) -> tuple[Status, str]:
    """What this row changes, and the code of the sentence that says so; what a person should look at comes first."""
    status: Status = "updated"
    code = "person_changed"
    if before is None:
        nameless = not (stated.known.first_name or stated.known.last_name)
        status, code = "taken", "new_nameless" if nameless and person.before is None else "new"
    elif before.valid_until != stated.last:
        code = "until_changed"
    elif not person.changed:
        return "unchanged", "same"
    if person.changed and person.before is not None and unlike(person.before, stated.known):
        code = "name_changed"
    return status, code


def _stored(person_ids: Collection[UUID]) -> dict[_Key, Enrolment]:
    return {
        (row.person_id, row.capacity, row.valid_from): row
        for some in in_parts(person_ids)
        for row in Enrolment.objects.filter(person_id__in=some)
    }


def _lines(report: Report, touched: dict[bytes, str]) -> list[Line]:
    """One line for the whole, one per person whose entry is new or different."""
    exchange = str(report.import_id)
    whole: dict[str, Json] = {
        "what": "client_register.imported",
        "file": f"sha256:{report.sha256}",
        "persons": report.persons,
        **{status: report.count(status) for status in get_args(Status)},
    }
    return [
        Line("action", whole, exchange=exchange),
        *(
            Line("action", {"what": f"client_register.{status}"}, subject=person, exchange=exchange)
            for person, status in touched.items()
        ),
    ]


def _check_function(clock: Clock) -> None:
    position = held_now(clock)
    if position is None or position.function != SOCIAL_WORKER:
        raise Fault("other_function", "Alleen een maatschappelijk werker van het OCMW leest het cliëntenregister in.")


def _one_at_a_time() -> None:
    """Two imports of one organisation at once would each take in the same person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"register|{acting_organisation()}"])
