"""The proof before a marked file leaves: read it again, and find each person beside the mark that was meant.

source: spike workbook, step 9 (a mark shifted by one row is caught).
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from kring.sheets.archive import open_archive
from kring.sheets.cells import text_of
from kring.sheets.delimited import open_delimited
from kring.sheets.fields import Value
from kring.sheets.limits import Limits
from kring.sheets.read_csv import rows_of_text
from kring.sheets.read_xlsx import all_rows, open_reader, sheet_of
from kring.sheets.refused import Refused
from kring.sheets.table import Table


def prove(
    before: bytes, after: bytes, table: Table, texts: Mapping[int, str], column: int, *, again: bool, limits: Limits
) -> None:
    """Refuse ``proof_failed`` unless ``after`` reads as meant.

    In each of the table's rows all our columns as they were; in ``column`` the text that was asked, and where none
    was asked what stood there before (``again``) or nothing.
    """
    people = {row.number: row for row in table.rows}
    pairs = list(table.columns.items())
    was: Iterator[Sequence[Value]] = rows_of(before, table, limits) if again else iter(())
    written = 0
    both = zip(rows_of(after, table, limits), itertools.chain(was, itertools.repeat(())), strict=False)
    for number, (row, old) in enumerate(both, start=1):
        if number < table.header_row or number > table.last_row:
            continue
        asked = texts.get(number)
        if _text(row, column) != (_text(old, column) if asked is None else asked):
            raise Refused("proof_failed", "mark")
        written += asked is not None
        person = people.pop(number, None)
        if person is not None and any(_text(row, c) != person.values[key] for key, c in pairs):
            raise Refused("proof_failed", "person")
    if written != len(texts) or any(v is not None for p in people.values() for v in p.values.values()):
        raise Refused("proof_failed", "rows")


def rows_of(data: bytes, table: Table, limits: Limits) -> Iterator[Sequence[Value]]:
    """The rows of the table's sheet in ``data``, from row 1."""
    if table.kind == "csv":
        return rows_of_text(open_delimited(data, limits))
    open_archive(data, limits)
    return all_rows(sheet_of(open_reader(data), table.sheet))


def _text(row: Sequence[Value], column: int) -> str | None:
    return text_of(row[column])[0] if column < len(row) else None
