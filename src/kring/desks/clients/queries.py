"""What the desk shows of the register's imports: frozen values, and a look's line in the same transaction.

Everything here runs inside the view's ``acting_for``. Nobody's data are shown, so a look names nobody; that somebody
opened a report is written all the same. source: REQUIREMENTS E6
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from kring.clients import reports
from kring.clients.outcome import TO_CHECK, Report, RowResult
from kring.clients.reports import Import
from kring.exchange.record import look
from kring.parties.queries import names_of

Only = Literal["", "geweigerd", "na-te-kijken"]
"""Which rows: all, the refused ones, those that were taken in and that somebody should look at."""

_SHORT = 12


@dataclass(frozen=True)
class ImportLine:
    """One import in words: ``mark`` is the beginning of the file's digest, enough to tell two files apart."""

    id: UUID
    at: datetime
    who: str
    mark: str
    rows: int
    taken: int
    updated: int
    unchanged: int
    refused: int
    persons: int


@dataclass(frozen=True)
class ReportPage:
    """One import with its rows: the refused first, then those to look at, then the rest, each as in the sheet."""

    line: ImportLine
    rows: tuple[RowResult, ...]
    to_check: int
    report: Report


def count_imports() -> int:
    """How many times the register was taken in."""
    return reports.count_imports()


def imports(*, offset: int, limit: int) -> tuple[ImportLine, ...]:
    """The imports, newest first."""
    look("client_register.imports", ())
    found = reports.imports(offset=offset, limit=limit)
    names = names_of({one.position for one in found})
    return tuple(_line(one, names) for one in found)


def report(import_id: UUID, *, only: Only = "") -> ReportPage | None:
    """One import; ``None`` when this organisation has none of this id."""
    found = reports.report(import_id)
    if found is None:
        return None
    look("client_register.report", ())
    one, whole = found
    rows = sorted(whole.rows, key=lambda row: (_rank(row), row.row))
    wanted = {"": None, "geweigerd": 0, "na-te-kijken": 1}[only]
    return ReportPage(
        line=_line(one, names_of({one.position})),
        rows=tuple(row for row in rows if wanted is None or _rank(row) == wanted),
        to_check=sum(_rank(row) == 1 for row in rows),
        report=whole,
    )


def _rank(row: RowResult) -> int:
    if row.status == "refused":
        return 0
    return 1 if row.code in TO_CHECK else 2


def _line(one: Import, names: dict[UUID, str]) -> ImportLine:
    return ImportLine(
        id=one.id,
        at=one.at,
        who=names.get(one.position, ""),
        mark=one.sha256[:_SHORT],
        rows=one.rows,
        taken=one.taken,
        updated=one.updated,
        unchanged=one.unchanged,
        refused=one.refused,
        persons=one.persons,
    )
