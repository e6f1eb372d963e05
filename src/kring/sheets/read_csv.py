"""Reading the list in a text file with separators. Row 1 is the first line (behind ``sep=;``, as Excel shows it)."""

from collections.abc import Iterator, Sequence
from itertools import islice

from kring.sheets.delimited import Delimited, open_delimited
from kring.sheets.fields import Field, Value, find_heading, heading_at, settled
from kring.sheets.grid import Found, Grid, Progress
from kring.sheets.layout import Where
from kring.sheets.limits import HEADING_ROWS, LAST_COLUMN, Limits
from kring.sheets.refused import Refused


def find(data: bytes, wanted: Sequence[Field], limits: Limits, progress: Progress, where: Where | None = None) -> Found:
    """The records, and the best heading among the first of them (or the one that was chosen)."""
    progress("check", 0.0)
    file = open_delimited(data, limits)
    first = list(islice(rows_of_text(file), HEADING_ROWS + 1))
    heading = find_heading(first, wanted) if where is None else heading_at(first, where, wanted)
    if heading is None:
        heading = settled(None, wanted, "")
    about = file.text.count("\n") or file.text.count("\r")
    return Found(Grid("csv", "", rows_of_text(file), about), heading, ("",), first)


def rows_of_text(file: Delimited) -> Iterator[Sequence[Value]]:
    """The values of each record."""
    for record in file.records():
        if len(record.fields) > LAST_COLUMN:
            raise Refused("resave", "too_wide")
        yield [span.value for span in record.fields]
