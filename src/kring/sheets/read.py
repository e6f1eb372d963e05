"""Reading a list from the bytes of an uploaded file. Call it through ``sandbox``: this opens a stranger's file.

source: the issue, points 3, 7 and 8.
"""

import hashlib
from collections.abc import Sequence
from itertools import islice

from kring.sheets import read_csv, read_ods, read_xlsx
from kring.sheets.fields import Field, normalised, settled
from kring.sheets.grid import Found, Progress, silent, tabulate
from kring.sheets.layout import Outline, Where
from kring.sheets.limits import USUAL, Limits
from kring.sheets.sniff import kind_of
from kring.sheets.table import Table

_CHOICES_MOST = 500
"""Columns that a person may choose among."""


def read_table(
    data: bytes,
    filename: str,
    wanted: Sequence[Field],
    *,
    where: Where | None = None,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> Table:
    """The list in ``data``: only the ``wanted`` columns; other columns are named, never read into rows.

    ``filename`` decides between text formats only; a workbook is known by its content. ``where`` says which sheet, rows of
    headings and columns to take: nothing is then guessed. Raises ``Refused``; ``ValueError`` for a place nobody can mean.
    """
    found = _found(data, filename, wanted, where, limits=limits, progress=progress)
    settled(found.heading, wanted, found.grid.sheet)
    return _table(data, found, wanted, limits, progress)


def look(
    data: bytes,
    filename: str,
    wanted: Sequence[Field],
    *,
    where: Where | None = None,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> Outline:
    """What the file looks like, for a person to confirm or choose otherwise; the list too if every column is known.

    Raises ``Refused`` as ``read_table`` does, but not for a column that is missing or stands twice: those may be chosen.
    """
    found = _found(data, filename, wanted, where, limits=limits, progress=progress)
    heading = found.heading
    doubled = heading.doubled or ""
    columns = {
        key: column
        for key, column in heading.columns.items()
        if not doubled or normalised(heading.texts.get(column, "")) != normalised(doubled)
    }
    missing = tuple(f.key for f in wanted if f.required and f.key not in columns)
    return Outline(
        kind=found.grid.kind,
        sheets=found.sheets,
        where=Where(found.grid.sheet, heading.first_row, heading.row, columns),
        headings=_choices(found),
        missing=missing,
        doubled=doubled,
        table=None if missing or doubled else _table(data, found, wanted, limits, progress),
    )


def _found(
    data: bytes, filename: str, wanted: Sequence[Field], where: Where | None, *, limits: Limits, progress: Progress
) -> Found:
    kind = kind_of(data, filename, limits)
    find = {"xlsx": read_xlsx.find, "ods": read_ods.find, "csv": read_csv.find}[kind]
    return find(data, wanted, limits, progress, where)


def _table(data: bytes, found: Found, wanted: Sequence[Field], limits: Limits, progress: Progress) -> Table:
    sha256 = hashlib.sha256(data).hexdigest()
    return tabulate(found.grid, found.heading, wanted, sha256=sha256, limits=limits, progress=progress)


def _choices(found: Found) -> dict[int, str]:
    """Columns with a heading or with something below it."""
    below = found.first[found.heading.first_row - 1 :]
    filled = {column for row in below for column, value in enumerate(row) if value != ""}
    places = islice(sorted(filled | set(found.heading.columns.values())), _CHOICES_MOST)
    return {place: found.heading.texts.get(place, "") for place in places}
