"""Reading the list in an .xlsx: our own look at the bytes first, then calamine for the values."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from kring.sheets.archive import open_archive
from kring.sheets.fields import Field, Heading, Value, find_heading, heading_at, settled
from kring.sheets.grid import Found, Grid, Progress
from kring.sheets.layout import Where
from kring.sheets.limits import HEADING_ROWS, Limits
from kring.sheets.refused import Refused
from kring.sheets.shape import Shape, shape_of
from kring.sheets.workbook import SheetPart, Workbook, list_objects, open_workbook


@dataclass(frozen=True, slots=True)
class _Candidate:
    sheet: SheetPart
    shape: Shape
    values: CalamineSheet
    first: list[Sequence[Value]]
    heading: Heading


_FORGIVEN = ("stray_cell", "resave")
"""A sheet with this is no candidate; it is only refused for it when no other sheet holds the list."""


def find(data: bytes, wanted: Sequence[Field], limits: Limits, progress: Progress, where: Where | None = None) -> Found:
    """The visible sheet with the best heading row (or the one that was chosen), and that heading."""
    progress("check", 0.0)
    book = open_workbook(open_archive(data, limits), limits)
    reader = open_reader(data)
    visible = tuple(s for s in book.sheets if s.visible)
    best: _Candidate | None = None
    put_off: Refused | None = None
    for k, sheet in enumerate(s for s in visible if where is None or s.name == where.sheet):
        progress("check", k / len(book.sheets))
        try:
            shape = _shape(book, sheet, limits)
        except Refused as refused:
            if refused.code not in _FORGIVEN or where is not None:
                raise
            put_off = put_off or refused
            continue
        progress("read", 0.0)
        values = sheet_of(reader, sheet.name)
        first = first_rows(values)
        heading = find_heading(first, wanted) if where is None else heading_at(first, where, wanted)
        if heading is not None and (best is None or heading.merit > best.heading.merit):
            best = _Candidate(sheet, shape, values, first, heading)
    if put_off is not None and (best is None or best.heading.missing):
        raise put_off
    if best is None:
        settled(None, wanted, "")
        raise Refused("no_header", headings="")
    if best.shape.last_value_row > height_of(best.values) and not _only_odd_behind(best.shape, height_of(best.values)):
        raise Refused("resave", "readers_disagree", sheet=best.sheet.name)
    grid = _grid(book, best.sheet, best.shape, best.values)
    return Found(grid, best.heading, tuple(s.name for s in visible), best.first)


def open_reader(data: bytes) -> CalamineWorkbook:
    """calamine over the file."""
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, ValueError, OSError):
        raise Refused("damaged", "reader") from None


def sheet_of(reader: CalamineWorkbook, name: str) -> CalamineSheet:
    """One sheet's values; what the reader cannot read is refused."""
    try:
        return reader.get_sheet_by_name(name)
    except (CalamineError, ValueError, OSError):
        raise Refused("resave", "reader", sheet=name) from None


def height_of(sheet: CalamineSheet) -> int:
    """The last row with a value (``total_height`` forgets leading blank rows)."""
    return sheet.end[0] + 1 if sheet.end else 0


def all_rows(sheet: CalamineSheet) -> Iterator[Sequence[Value]]:
    """Every row from row 1 and column A. (``iter_rows`` keeps leading blank rows but drops leading blank columns.)"""
    if sheet.start is None:
        return
    blank: list[Value] = [""] * sheet.start[1]
    for row in sheet.iter_rows():
        yield [*blank, *row] if blank else row


def first_rows(sheet: CalamineSheet) -> list[Sequence[Value]]:
    """The rows in which a heading may stand, and one more."""
    return list(sheet.to_python(skip_empty_area=False, nrows=HEADING_ROWS + 1))


def _shape(book: Workbook, sheet: SheetPart, limits: Limits) -> Shape:
    pieces = book.archive.pieces
    return shape_of(pieces(sheet.part), pieces(sheet.part), sheet.name, limits)


def _only_odd_behind(shape: Shape, height: int) -> bool:
    """Behind the reader's last row there are only cells that have no value by our own look."""
    return any(row == shape.last_value_row for row, _ in shape.odd if row > height)


def _grid(book: Workbook, sheet: SheetPart, shape: Shape, values: CalamineSheet) -> Grid:
    totals = {
        row
        for table in list_objects(book.archive, sheet)
        for row in range(table.area.bottom - table.totals_rows + 1, table.area.bottom + 1)
        if table.totals_rows <= 1
    }
    return Grid(
        kind="xlsx",
        sheet=sheet.name,
        rows=all_rows(values),
        about=height_of(values),
        odd=shape.odd,
        merges=shape.merges,
        totals=frozenset(totals),
    )
