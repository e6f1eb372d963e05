"""Putting one cell in each marked row of a worksheet, and leaving every other byte of its rows alone.

source: spike workbook, steps 6 and 7.
"""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from kring.sheets.limits import LAST_ROW
from kring.sheets.places import cell_name, column_name, column_number
from kring.sheets.refused import Refused
from kring.sheets.scan import Grammar


class Placer:
    """Rewrites buffers of whole rows. ``texts``: by row number, the heading among them.

    ``replace``: the column is ours already (a workbook that came back), so its cells may be rewritten.
    ``done`` are the rows that were written.
    """

    def __init__(self, grammar: Grammar, column: int, texts: Mapping[int, str], *, replace: bool) -> None:
        self.grammar, self.column, self.texts, self.replace = grammar, column, texts, replace
        self.letters = column_name(column).encode("ascii")
        self.row = 0
        self.done: set[int] = set()

    def rows(self, buffer: bytes) -> bytes:
        """The same rows with our cells in them."""
        g = self.grammar
        out: list[bytes] = []
        copied = 0
        for m in g.row.finditer(buffer):
            number = self._number(m)
            text = self.texts.get(number)
            if text is None:
                continue
            if m[2]:
                raise Refused("row_gone", "empty_row", row=number)
            begin, end = m.end(), buffer.find(g.row_end, m.end())
            start, stop, style = self._where(buffer, begin, end, number)
            tag = g.spans.sub(self._span, m[0])
            out += (buffer[copied : m.start()], tag, buffer[begin:start], self._cell(number, style, text))
            copied = stop
            self.done.add(number)
        return b"".join(out) + buffer[copied:]

    def _number(self, row: re.Match[bytes]) -> int:
        r = self.grammar.reference.search(row[1])
        number = int(r[2]) if r else self.row + 1
        if not self.row < number <= LAST_ROW:
            raise Refused("resave", "row_order")
        self.row = number
        return number

    def _where(self, buffer: bytes, begin: int, end: int, number: int) -> tuple[int, int, bytes | None]:
        """Which bytes make way for our cell, and the style of its left neighbour (or of the cell it replaces)."""
        g = self.grammar
        last = buffer.rfind(g.cell_begin, begin, end)
        cell = g.cell.match(buffer, last, end) if last >= 0 else None
        r = g.reference.search(cell[1]) if cell else None
        if cell and r and r[1] and column_number(r[1]) < self.column and not buffer[cell.end() : end].strip():
            style = g.style.search(cell[1])
            return cell.end(), cell.end(), style[1] if style else None
        return self._where_exactly(buffer, begin, end, number)

    def _where_exactly(self, buffer: bytes, begin: int, end: int, number: int) -> tuple[int, int, bytes | None]:
        """The same for rows without references, or with cells at or right of our column."""
        g = self.grammar
        start = stop = begin
        style: re.Match[bytes] | None = None
        at = -1
        for cell in g.cell.finditer(buffer, begin, end):
            r = g.reference.search(cell[1])
            at = column_number(r[1]) if r and r[1] else at + 1
            if at > self.column:
                break
            here = at == self.column
            inner = cell[2] or b""
            if here and g.anything.search(inner) and (not self.replace or g.formula.search(inner)):
                raise Refused("cell_taken", cell=cell_name(number, self.column))
            start, stop = (cell.start() if here else cell.end()), cell.end()
            style = g.style.search(cell[1]) or (style if here else None)
        return start, stop, style[1] if style else None

    def _span(self, m: re.Match[bytes]) -> bytes:
        return m[1] + b"%d" % max(int(m[2]), self.column + 1)

    def _cell(self, number: int, style: bytes | None, text: str) -> bytes:
        p = self.grammar.prefix
        dressed = b' s="%s"' % style if style else b""
        body = escape(text).encode("utf-8")
        return b'<%bc r="%b%d"%b t="inlineStr"><%bis><%bt>%b</%bt></%bis></%bc>' % (
            p, self.letters, number, dressed, p, p, body, p, p, p,
        )  # fmt: skip
