"""Reading the list in an .ods."""

from collections.abc import Sequence

from python_calamine import CalamineSheet, SheetVisibleEnum

from kring.sheets.archive import open_archive
from kring.sheets.fields import Field, Heading, find_heading, heading_at, settled
from kring.sheets.grid import Found, Grid, Progress
from kring.sheets.layout import Where
from kring.sheets.limits import Limits
from kring.sheets.ods import Shapes, check_package
from kring.sheets.read_xlsx import all_rows, first_rows, height_of, open_reader, sheet_of
from kring.sheets.refused import Refused


def find(data: bytes, wanted: Sequence[Field], limits: Limits, progress: Progress, where: Where | None = None) -> Found:
    """The visible table with the best heading row (or the one that was chosen), and that heading."""
    progress("check", 0.0)
    archive = open_archive(data, limits)
    check_package(archive)
    scan = Shapes(limits)
    scan.run(archive)
    progress("read", 0.0)
    reader = open_reader(data)
    visible = tuple(meta.name for meta in reader.sheets_metadata if meta.visible is SheetVisibleEnum.Visible)
    best: tuple[str, CalamineSheet, Heading] | None = None
    for name in visible:
        if where is not None and name != where.sheet:
            continue
        values = sheet_of(reader, name)
        first = first_rows(values)
        heading = find_heading(first, wanted) if where is None else heading_at(first, where, wanted)
        if heading is not None and (best is None or heading.merit > best[2].merit):
            best = (name, values, heading)
    if best is None:
        settled(None, wanted, "")
    if best is None or best[0] not in scan.shapes:
        raise Refused("resave", "readers_disagree")
    name, values, heading = best
    shape = scan.shapes[name]
    behind = [row for row, _ in shape.odd if row > height_of(values)]
    if shape.last_row > height_of(values) and shape.last_row not in behind:
        raise Refused("resave", "readers_disagree", sheet=name)
    grid = Grid("ods", name, all_rows(values), height_of(values), shape.odd, shape.merges)
    return Found(grid, heading, visible, first_rows(values))
