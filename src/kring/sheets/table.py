"""What reading a list gives: plain frozen values that cross the pipe from the child as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

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

    A number comes as plain digits (``85073003328``), a date as ISO 8601, a blank cell as ``None``.
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
    never read into a row. ``skipped_rows`` hold something in our columns but nobody (a totals line, a note, a repeated
    heading). ``free_column`` is where a column may be added (``None``: nowhere).
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

    def place_of(self, heading: str) -> int | None:
        """The 0-based column among the dropped ones with exactly this heading."""
        for name, place in zip(self.dropped_columns, self.dropped_places, strict=True):
            if name == heading:
                return place
        return None


def to_json(table: Table) -> Json:
    """The table as JSON; the rows as lists in the order of ``columns``, for they are many."""
    keys = list(table.columns)
    return {
        "kind": table.kind,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "last_row": table.last_row,
        "columns": dict(table.columns),
        "headings": dict(table.headings),
        "rows": [[r.number, [r.values[k] for k in keys], dict(r.kinds)] for r in table.rows],
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
            "rows": list(rows),
            "dropped_columns": list(dropped),
            "dropped_places": list(places),
            "skipped_rows": list(skipped),
            "free_column": int() | None as free,
            "sha256": str(sha256),
        }:
            keys = tuple(str(k) for k in columns)
            return Table(
                kind=kind,
                sheet=sheet,
                header_row=header_row,
                last_row=last_row,
                columns={str(k): _whole(v) for k, v in columns.items()},
                headings={str(k): _text(v) for k, v in headings.items()},
                rows=tuple(_row(keys, r) for r in rows),
                dropped_columns=tuple(_text(d) for d in dropped),
                dropped_places=tuple(_whole(p) for p in places),
                skipped_rows=tuple(_whole(s) for s in skipped),
                free_column=free,
                sha256=sha256,
            )
    raise ValueError("not a table")


_NO_KINDS: Mapping[str, CellKind] = {}
_KINDS: Mapping[object, CellKind] = {kind: kind for kind in get_args(CellKind)}


def _row(keys: tuple[str, ...], value: object) -> TableRow:
    match value:
        case [int(number), list(texts), dict(kinds)] if len(texts) == len(keys):
            if not all(t is None or isinstance(t, str) for t in texts):
                raise ValueError("not a row")
            known: Mapping[str, CellKind] = {str(k): _KINDS[v] for k, v in kinds.items()} if kinds else _NO_KINDS
            return TableRow(number, dict(zip(keys, texts, strict=True)), known)
    raise ValueError("not a row")


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError("not a whole number")  # noqa: TRY004 - one error for a wrong shape
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")  # noqa: TRY004 - one error for a wrong shape
    return value
