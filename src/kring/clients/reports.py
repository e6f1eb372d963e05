"""Keep the report of an import beside it, and read it back. Everything here runs inside ``acting_for``."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kring.clients.models import ImportReport, RegisterImport
from kring.clients.outcome import Report, RowResult
from kring.guard.acting import current


@dataclass(frozen=True)
class Import:
    """One import: when, under which position, from which file, and how many rows had which outcome."""

    id: UUID
    at: datetime
    position: UUID
    sha256: str
    rows: int
    refused: int
    taken: int
    updated: int
    unchanged: int
    persons: int


def keep(report: Report, at: datetime) -> None:
    """Write the import and its report, in the transaction that takes the register in."""
    RegisterImport.objects.create(
        id=report.import_id,
        at=at,
        sha256=report.sha256,
        rows=len(report.rows),
        refused=report.count("refused"),
        position_id=current().position,
    )
    ImportReport.objects.create(
        source_import_id=report.import_id,
        rows=[[one.row, one.status, one.code, one.other, one.column] for one in report.rows],
        persons=report.persons,
        taken=report.count("taken"),
        updated=report.count("updated"),
        unchanged=report.count("unchanged"),
        layout={
            "dropped_columns": list(report.dropped_columns),
            "skipped_rows": list(report.skipped_rows),
            "sheet": report.sheet,
            "header_row": report.header_row,
        },
    )


def count_imports() -> int:
    """How many times a register was taken in."""
    return RegisterImport.objects.count()


def imports(*, offset: int, limit: int) -> tuple[Import, ...]:
    """The imports, newest first, without their rows."""
    found = ImportReport.objects.select_related("source_import").defer("rows", "layout")
    return tuple(_import(row) for row in found.order_by("-source_import__at", "id")[offset : offset + limit])


def report(import_id: UUID) -> tuple[Import, Report] | None:
    """One import and its report; ``None`` when the acting organisation has none of this id."""
    row = ImportReport.objects.select_related("source_import").filter(source_import_id=import_id).first()
    if row is None:
        return None
    results = tuple(RowResult(*one) for one in row.rows)
    layout = row.layout
    return _import(row), Report(
        import_id=import_id,
        sha256=row.source_import.sha256,
        rows=results,
        persons=row.persons,
        dropped_columns=tuple(layout["dropped_columns"]),
        skipped_rows=tuple(layout["skipped_rows"]),
        sheet=layout["sheet"],
        header_row=layout["header_row"],
    )


def _import(row: ImportReport) -> Import:
    whole = row.source_import
    return Import(
        id=whole.id,
        at=whole.at,
        position=whole.position_id,
        sha256=whole.sha256,
        rows=whole.rows,
        refused=whole.refused,
        taken=row.taken,
        updated=row.updated,
        unchanged=row.unchanged,
        persons=row.persons,
    )
