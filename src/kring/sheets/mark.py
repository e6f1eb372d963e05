"""Adding a column of marks to the file that was read, in place, and proving it before it is handed out.

Only constant texts enter a cell, as inline strings or plain text, never as a formula.
source: the issue, point 7 (``Stand OCMW``), point 8 (formula injection); spike workbook, steps 6 to 9.
"""

import hashlib
from collections.abc import Mapping

from kring.sheets.fields import normalised
from kring.sheets.formula import is_harmless
from kring.sheets.grid import Progress, silent
from kring.sheets.limits import USUAL, Limits
from kring.sheets.mark_csv import mark_csv
from kring.sheets.mark_ods import mark_ods
from kring.sheets.mark_xlsx import mark_xlsx
from kring.sheets.proof import prove
from kring.sheets.refused import Refused
from kring.sheets.table import Table

HEADING = "Stand OCMW"
_TEXTS_MOST = 16
_LENGTH_MOST = 120


def mark(
    data: bytes,
    table: Table,
    marks: Mapping[int, str],
    heading: str = HEADING,
    *,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> bytes:
    """The same file with ``marks`` (row number in the sheet → text) in a column headed ``heading``.

    ``table`` must have been read from exactly these bytes (``other_file`` otherwise). A column with that heading that
    is already there is used again: its cells are rewritten only where a mark is given. Every row without a mark stays
    as it was, byte for byte in a workbook. Raises ``Refused``; ``ValueError`` for marks that no caller should give.
    """
    check_marks(table, marks, heading)
    if hashlib.sha256(data).hexdigest() != table.sha256:
        raise Refused("other_file")
    column, again = column_for(table, heading)
    texts = {**marks, table.header_row: heading}
    progress("mark", 0.0)
    write = {"xlsx": mark_xlsx, "ods": mark_ods, "csv": mark_csv}[table.kind]
    marked = write(data, table, texts, column, heading, replace=again, limits=limits)
    progress("proof", 0.0)
    prove(data, marked, table, texts, column, again=again, limits=limits)
    return marked


def check_marks(table: Table, marks: Mapping[int, str], heading: str) -> None:
    """Refuse (``ValueError``: the caller's mistake) free text, anything a formula could start with, a strange row."""
    texts = {*marks.values(), heading}
    if len(texts) > _TEXTS_MOST:
        raise ValueError("a mark is one of a few constant texts")
    for text in texts:
        if not text or len(text) > _LENGTH_MOST or text != text.strip() or not text.isprintable():
            raise ValueError("a mark is a short printable text")
        if not is_harmless(text):
            raise ValueError("a mark must not begin like a formula")
    if not marks.keys() <= {row.number for row in table.rows}:
        raise ValueError("a mark for a row that the table does not have")


def column_for(table: Table, heading: str) -> tuple[int, bool]:
    """Where the marks go (0-based), and whether that column was there already."""
    own = normalised(heading)
    places = [
        place
        for name, place in zip(table.dropped_columns, table.dropped_places, strict=True)
        if normalised(name) == own
    ]
    if len(places) > 1:
        raise Refused("heading_taken", heading=heading)
    if places:
        return places[0], True
    if table.free_column is None:
        raise Refused("no_room", "width")
    return table.free_column, False
