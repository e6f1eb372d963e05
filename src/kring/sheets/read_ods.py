"""Reading the list in an .ods."""

from collections.abc import Sequence

from python_calamine import CalamineSheet, SheetVisibleEnum

from kring.sheets.archive import open_archive
from kring.sheets.fields import Field, Heading, find_heading, settled
from kring.sheets.grid import Grid, Progress
from kring.sheets.limits import Limits
from kring.sheets.ods import Shapes, check_package
from kring.sheets.read_xlsx import all_rows, first_rows, height_of, open_reader, sheet_of
from kring.sheets.refused import Refused


def grid_of(data: bytes, wanted: Sequence[Field], limits: Limits, progress: Progress) -> tuple[Grid, Heading]:
    """The visible table with the best heading row, and that heading."""
    progress("check", 0.0)
    archive = open_archive(data, limits)
    check_package(archive)
    scan = Shapes(limits)
    scan.run(archive)
    progress("read", 0.0)
    reader = open_reader(data)
    best: tuple[str, CalamineSheet, Heading] | None = None
    for meta in reader.sheets_metadata:
        if meta.visible is not SheetVisibleEnum.Visible:
            continue
        values = sheet_of(reader, meta.name)
        heading = find_heading(first_rows(values), wanted)
        if heading is not None and (best is None or heading.merit > best[2].merit):
            best = (meta.name, values, heading)
    heading = settled(best[2] if best else None, wanted, best[0] if best else "")
    if best is None or best[0] not in scan.shapes:
        raise Refused("resave", "readers_disagree")
    name, values, _ = best
    shape = scan.shapes[name]
    behind = [row for row, _ in shape.odd if row > height_of(values)]
    if shape.last_row > height_of(values) and shape.last_row not in behind:
        raise Refused("resave", "readers_disagree", sheet=name)
    grid = Grid("ods", name, all_rows(values), height_of(values), shape.odd, shape.merges)
    return grid, heading
