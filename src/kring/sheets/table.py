"""What reading a list gives: plain frozen values that cross the pipe from the child as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar, get_args

from kring.core.canonical import Json

FileKind = Literal["xlsx", "ods", "csv"]
CellKind = Literal["text", "number", "date", "time", "truth", "digits_lost", "formula_without_value", "error"]
"""What stood in a cell. ``digits_lost``: a number of more than 15 digits, of which the program that wrote the file
kept only the first 15. ``formula_without_value``: nobody computed it; opening and saving in Excel does."""

UNUSABLE: frozenset[CellKind] = frozenset({"digits_lost", "formula_without_value", "error"})
"""Kinds whose text says nothing certain."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One person's row. ``number`` is the row in the sheet (1-based); ``values`` has each field that was found.

    A number comes as plain digits (``85673003360``), a date as ISO 8601, a blank cell as ``None``.
    ``kinds`` names the cells that are not plain text.
    """

    number: int
    values: Mapping[str, str | None]
    kinds: Mapping[str, CellKind] = field(default_factory=dict)

    def kind(self, key: str) -> CellKind:
        """What stood in the cell of field ``key``; a blank cell counts as text."""
        return self.kinds.get(key, "text")

    @property
    def faults(self) -> Mapping[str, CellKind]:
        """The fields whose cell holds no usable value, and why."""
        return {key: kind for key, kind in self.kinds.items() if kind in UNUSABLE}


@dataclass(frozen=True, slots=True)
class Table:
    """A list that was found in a file.

    ``columns`` maps a field to its 0-based column; ``header_row`` is the (last) row of headings, 1-based; ``last_row``
    the last row that belongs to somebody. ``dropped_columns`` are the headings of all other columns: those cells were
    never read into a row; ``dropped_places`` says where they stand. ``skipped_rows`` hold something in our columns but
    nobody (a totals line, a note, a repeated heading). ``free_column`` is where a column may be added (``None``:
    nowhere).
    """

    kind: FileKind
    sheet: str
    header_row: int
    last_row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    rows: tuple[TableRow, ...]
    dropped_columns: tuple[str, ...]
    dropped_places: tuple[int, ...]
    skipped_rows: tuple[int, ...]
    free_column: int | None
    sha256: str


def to_json(table: Table) -> Json:
    """The table as JSON, by column, for the rows are many; kinds as one letter per row."""
    keys = list(table.columns)
    rows = table.rows
    odd = {key for row in rows if row.kinds for key in row.kinds}
    return {
        "kind": table.kind,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "last_row": table.last_row,
        "columns": dict(table.columns),
        "headings": dict(table.headings),
        "numbers": [r.number for r in rows],
        "values": {key: [r.values[key] for r in rows] for key in keys},
        "kinds": {key: "".join([_LETTER[r.kinds.get(key, "text")] for r in rows]) for key in keys if key in odd},
        "dropped_columns": list(table.dropped_columns),
        "dropped_places": list(table.dropped_places),
        "skipped_rows": list(table.skipped_rows),
        "free_column": table.free_column,
        "sha256": table.sha256,
    }


def from_json(value: object) -> Table:
    """The table that ``to_json`` wrote; raises ``ValueError`` on any other shape.

    The child opened a stranger's file, so what it says is believed only as far as its form goes.
    """
    match value:
        case {
            "kind": "xlsx" | "ods" | "csv" as kind,
            "sheet": str(sheet),
            "header_row": int(header_row),
            "last_row": int(last_row),
            "columns": dict(columns),
            "headings": dict(headings),
            "numbers": list(numbers),
            "values": dict(values),
            "kinds": dict(kinds),
            "dropped_columns": list(dropped),
            "dropped_places": list(places),
            "skipped_rows": list(skipped),
            "free_column": int() | None as free,
            "sha256": str(sha256),
        } if columns.keys() == values.keys() and columns.keys() >= kinds.keys():
            return Table(
                kind=kind,
                sheet=sheet,
                header_row=header_row,
                last_row=last_row,
                columns=dict(zip(_all(str, columns), _all(int, columns.values()), strict=True)),
                headings=dict(zip(_all(str, headings), _all(str, headings.values()), strict=True)),
                rows=tuple(_rows(_all(int, numbers), values, kinds)),
                dropped_columns=tuple(_all(str, dropped)),
                dropped_places=tuple(_all(int, places)),
                skipped_rows=tuple(_all(int, skipped)),
                free_column=free,
                sha256=sha256,
            )
    raise ValueError("not a table")


_LETTER: Mapping[CellKind, str] = {kind: chr(97 + n) for n, kind in enumerate(get_args(CellKind))}
_KIND: Mapping[str, CellKind] = {letter: kind for kind, letter in _LETTER.items()}
_NO_KINDS: Mapping[str, CellKind] = {}
_T = TypeVar("_T")


def _rows(numbers: list[int], values: Mapping[str, object], kinds: Mapping[str, object]) -> Iterator[TableRow]:
    keys = tuple(values)
    columns = [_texts(column) for column in values.values()]
    odd = {key: _kinds(letters) for key, letters in kinds.items()}
    if {len(part) for part in columns} | {len(part) for part in odd.values()} != {len(numbers)}:
        raise ValueError("not a table")
    of_rows = zip(*columns, strict=True) if columns else iter(())
    for k, (number, row) in enumerate(zip(numbers, of_rows, strict=True)):
        special = {key: kind for key, found in odd.items() if (kind := found[k]) != "text"} if odd else _NO_KINDS
        yield TableRow(number, dict(zip(keys, row, strict=True)), special)


def _texts(column: object) -> list[str | None]:
    if not isinstance(column, list) or not {type(v) for v in column} <= {str, type(None)}:
        raise ValueError("not a column")
    return column


def _kinds(letters: object) -> list[CellKind]:
    if not isinstance(letters, str) or not set(letters) <= _KIND.keys():
        raise ValueError("not kinds")
    return [_KIND[letter] for letter in letters]


def _all(kind: type[_T], values: Iterable[object]) -> list[_T]:
    found = [v for v in values if isinstance(v, kind)]
    if len(found) != len(list(values)):
        raise ValueError("not what was agreed")
    return found
