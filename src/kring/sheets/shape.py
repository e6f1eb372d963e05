"""What a worksheet is like, seen in the bytes: how far it reaches, what the reader cannot tell apart.

The reader (calamine) gives ``''`` for a formula nobody computed and for an error, allocates the whole rectangle up to
the last cell, and believes odd row numbers. So we look first. source: spike workbook, steps 3 and 4.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kring.sheets.limits import LAST_COLUMN, LAST_ROW, Limits
from kring.sheets.places import Area, area, cell_name, column_number
from kring.sheets.refused import Refused
from kring.sheets.scan import Grammar, walk
from kring.sheets.table import CellKind

_ODD_MOST = 1_000_000
_MERGES_MOST = 200_000
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell(?=\s)[^>]*?\sref\s*=\s*[\"']([A-Z0-9:$]+)[\"']")


@dataclass(slots=True)
class Shape:
    """How far the sheet reaches, rows with content, odd cells by (row, column), merged areas."""

    last_row: int = 0
    last_column: int = -1
    last_value_row: int = 0
    odd: dict[tuple[int, int], CellKind] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)


def shape_of(pieces: Iterable[bytes], again: Iterable[bytes], sheet: str, limits: Limits) -> Shape:
    """Scan a worksheet; refuses row numbers out of order (``resave``) and a far-away cell (``stray_cell``).

    ``again`` are the same pieces once more: read only when the quick bound fails, to tell styled empty cells from
    content.
    """
    scanner = _Scanner(sheet, exact=False)
    scanner.run(pieces)
    shape = scanner.shape
    if shape.last_row * (shape.last_column + 1) > limits.cells:
        scanner = _Scanner(sheet, exact=True)
        scanner.run(again)
        shape = scanner.shape
        if shape.last_row * (shape.last_column + 1) > limits.cells:
            raise Refused("stray_cell", cell=scanner.far_cell(), sheet=sheet)
    return shape


class _Scanner:
    def __init__(self, sheet: str, *, exact: bool) -> None:
        self.sheet, self.exact = sheet, exact
        self.shape = Shape()
        self.grammar = Grammar(b"")
        self.row = 0
        self.lowest = (0, 0)
        self.rightmost = (0, -1)

    def run(self, pieces: Iterable[bytes]) -> None:
        for _ in walk(pieces, self.sheet, self.head, self.rows, self.tail):
            pass

    def far_cell(self) -> str:
        return cell_name(*(self.rightmost if self.rightmost[1] > 1_000 else self.lowest))

    def head(self, _head: bytes, grammar: Grammar) -> bytes:
        self.grammar = grammar
        return b""

    def rows(self, buffer: bytes) -> bytes:
        g, shape = self.grammar, self.shape
        careful = self.exact or bool(g.no_value.search(buffer) or g.error.search(buffer))
        for m in g.row.finditer(buffer):
            number = self._number(m)
            if m[2]:
                continue
            begin, end = m.end(), buffer.find(g.row_end, m.end())
            if g.anything.search(buffer, begin, end):
                shape.last_value_row = number
            column = -1 if careful else self._last_column(buffer, begin, end)
            if column < 0:
                column = self._each_cell(buffer, begin, end)
            if column >= LAST_COLUMN:
                raise Refused("resave", "cell_range", sheet=self.sheet)
            if column >= 0:
                shape.last_row = number
                shape.last_column = max(shape.last_column, column)
        return b""

    def tail(self, buffer: bytes) -> bytes:
        for m in _MERGE.finditer(buffer):
            merged = area(m[1].decode("ascii"))
            if merged is not None:
                self.shape.merges.append(merged)
            if len(self.shape.merges) > _MERGES_MOST:
                raise Refused("resave", "merges", sheet=self.sheet)
        return b""

    def _number(self, row: re.Match[bytes]) -> int:
        r = self.grammar.reference.search(row[1])
        number = int(r[2]) if r else self.row + 1
        if not self.row < number <= LAST_ROW:
            raise Refused("resave", "row_order", sheet=self.sheet)
        self.row = number
        return number

    def _last_column(self, buffer: bytes, begin: int, end: int) -> int:
        """The column of the last cell, when that cell says so itself; else -1."""
        g = self.grammar
        at = buffer.rfind(g.cell_begin, begin, end)
        cell = g.cell.match(buffer, at, end) if at >= 0 else None
        r = g.reference.search(cell[1]) if cell else None
        if cell is None or r is None or not r[1] or (cell.end() != end and buffer[cell.end() : end].strip()):
            return -1
        self._same_row(r)
        return column_number(r[1])

    def _same_row(self, reference: re.Match[bytes]) -> None:
        if int(reference[2]) != self.row:
            raise Refused("resave", "cell_row", sheet=self.sheet)

    def _each_cell(self, buffer: bytes, begin: int, end: int) -> int:
        """Look at every cell of one row: note the odd ones; answers the last column (``exact``: with content)."""
        g, column, last = self.grammar, -1, -1
        for cell in g.cell.finditer(buffer, begin, end):
            r = g.reference.search(cell[1])
            if r and r[1]:
                self._same_row(r)
                column = column_number(r[1])
            else:
                column += 1
            inner = cell[2] or b""
            if self.exact and not g.anything.search(inner):
                continue
            last = max(last, column)
            self.lowest = (self.row, column)
            if column > self.rightmost[1]:
                self.rightmost = (self.row, column)
            if kind := self._odd(cell[1], inner):
                self.shape.odd[self.row, column] = kind
                if len(self.shape.odd) > _ODD_MOST:
                    raise Refused("resave", "formulas", sheet=self.sheet)
        return last

    def _odd(self, attributes: bytes, inner: bytes) -> CellKind | None:
        g = self.grammar
        if g.error.search(attributes):
            return "error"
        if not g.formula.search(inner) or not g.no_value.search(inner):
            return None
        kind = g.kind.search(attributes)
        computed_empty = kind is not None and kind[1] == b"str" and b"v" in inner.rpartition(b"f>")[2]
        return None if computed_empty else "formula_without_value"
