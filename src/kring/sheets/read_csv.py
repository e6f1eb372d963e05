"""Reading the list in a text file with separators. Row 1 is the first line (behind ``sep=;``, as Excel shows it)."""

from collections.abc import Iterator, Sequence

from kring.sheets.delimited import Delimited, open_delimited
from kring.sheets.fields import Field, Heading, Value, find_heading, settled
from kring.sheets.grid import Grid, Progress
from kring.sheets.limits import HEADING_ROWS, LAST_COLUMN, Limits
from kring.sheets.refused import Refused


def grid_of(data: bytes, wanted: Sequence[Field], limits: Limits, progress: Progress) -> tuple[Grid, Heading]:
    """The records, and the best heading among the first of them."""
    progress("check", 0.0)
    file = open_delimited(data, limits)
    first: list[Sequence[Value]] = []
    for row in rows_of_text(file):
        first.append(row)
        if len(first) > HEADING_ROWS:
            break
    heading = settled(find_heading(first, wanted), wanted, "")
    about = file.text.count("\n") or file.text.count("\r")
    return Grid("csv", "", rows_of_text(file), about), heading


def rows_of_text(file: Delimited) -> Iterator[Sequence[Value]]:
    """The values of each record."""
    for record in file.records():
        if len(record.fields) > LAST_COLUMN:
            raise Refused("resave", "too_wide")
        yield [span.value for span in record.fields]
