"""Adding the column of marks to an .ods: one walk notes where, a second one copies ``content.xml`` with the edits in it.

A row or a cell that stands for several is split where a mark falls, and only there. A database range (what
LibreOffice sorts and filters) that ends at our left is widened. source: spike workbook, ".ods and .csv".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape

from kring.sheets.archive import open_archive, pack, repack
from kring.sheets.limits import Limits
from kring.sheets.ods import CELL, COLUMN, CONTENT, Walker, check_package
from kring.sheets.places import Area, cell_name, column_name, column_number
from kring.sheets.refused import Refused
from kring.sheets.scan import ATTRIBUTES
from kring.sheets.table import Table

_TAG = re.compile(rb"<" + ATTRIBUTES + rb">")
_ROW_MOST = 64 << 20
_REPEAT = {
    "rows": re.compile(rb"\s[\w.-]+:number-rows-repeated\s*=\s*[\"']\d+[\"']"),
    "columns": re.compile(rb"\s[\w.-]+:number-columns-repeated\s*=\s*[\"']\d+[\"']"),
}
_STYLE = re.compile(rb"\s[\w.-]+:style-name\s*=\s*(\"[^\"]*\"|'[^']*')")
_CORNER = re.compile(r"\.(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?=$|:)")
_ADDRESS = re.compile(rb"(\s[\w.-]+:target-range-address\s*=\s*)(\"[^\"]*\"|'[^']*')")
_LAST_LETTERS = re.compile(rb"[A-Z]{1,3}(\$?\d{1,7}[\"'])$")
_NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
}


def mark_ods(
    data: bytes, table: Table, texts: Mapping[int, str], column: int, heading: str, *, replace: bool, limits: Limits
) -> bytes:
    """The workbook with ``texts`` (by row, the heading among them) in ``column``; all else as it was."""
    del heading
    archive = open_archive(data, limits)
    check_package(archive)
    plan = _Plan(table, column, texts, replace=replace)
    plan.run(archive)
    gone = texts.keys() - plan.done
    if gone:
        raise Refused("row_gone", row=min(gone))
    return repack(archive, {CONTENT: pack(_spliced(archive.pieces(CONTENT), plan.edits))})


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace the bytes from ``start`` to the end of the tag that begins at ``last_tag`` by what ``build`` makes.

    ``last_tag`` of -1: nothing is replaced, ``build`` gets no bytes.
    """

    start: int
    last_tag: int
    build: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell element of a row that gets a mark; ``start`` in bytes from the row's own start."""

    start: int
    column: int
    repeat: int
    taken: bool
    fixed: bool
    """Part of a merged area, or a formula: never ours."""


class _Plan(Walker):
    def __init__(self, table: Table, column: int, texts: Mapping[int, str], *, replace: bool) -> None:
        super().__init__()
        self.wanted, self.our_column, self.texts, self.replace = table, column, texts, replace
        self.edits: list[_Edit] = []
        self.done: set[int] = set()
        self.cells: list[_Cell] = []
        self.due: list[int] = []
        self.order = sorted(texts)
        self.next_due = 0
        self.start = 0
        self.declared = 0
        self.extended = False
        self.prefixes = dict.fromkeys(_NAMESPACES.values(), b"")

    def _watch(self, p: expat.XMLParserType) -> None:
        super()._watch(p)
        p.StartNamespaceDeclHandler = self._prefix

    def _prefix(self, prefix: str | None, uri: str) -> None:
        short = _NAMESPACES.get(uri)
        if short and prefix and not self.prefixes[short]:
            self.prefixes[short] = prefix.encode("utf-8") + b":"

    @property
    def here(self) -> bool:
        return self.table == self.wanted.sheet

    def beside_rows(self, name: str, attributes: dict[str, str]) -> None:
        if self.here and name == COLUMN:
            repeat = attributes.get(COLUMN.replace("table-column", "number-columns-repeated"), "1")
            self.declared += int(repeat) if repeat.isdigit() and len(repeat) < 8 else 1
        elif self.here and not self.extended and name.rpartition(" ")[2] in ("table-header-rows", "table-row-group"):
            self._extend()

    def row_begins(self) -> None:
        self.cells, self.due = [], []
        if not self.here:
            return
        if not self.extended:
            self._extend()
        while self.next_due < len(self.order) and self.order[self.next_due] < self.row + self.repeat:
            self.due.append(self.order[self.next_due])
            self.next_due += 1
        self.start = self.place

    def _extend(self) -> None:
        """Declare as many columns as there are now."""
        self.extended = True
        missing = self.our_column + 1 - self.declared
        if self.declared and missing > 0 and self.prefixes["table"]:
            tag = b'<%btable-column %bnumber-columns-repeated="%d"/>'
            new = tag % (self.prefixes["table"], self.prefixes["table"], missing)
            self.edits.append(_Edit(self.place, -1, lambda _: new))

    def cell(self, name: str, attributes: dict[str, str], repeat: int) -> None:
        if self.due:
            plain_keys = sum(k.endswith((" style-name", " number-columns-repeated")) for k in attributes)
            formula = any(k.endswith(" formula") for k in attributes)
            spanned = any(k.endswith("-spanned") for k in attributes)
            fixed = name != CELL or spanned or formula
            taken = fixed or len(attributes) > plain_keys
            self.cells.append(_Cell(self.place - self.start, self.column, repeat, taken, fixed))

    def inside_cell(self) -> None:
        if self.due and self.cells:
            c = self.cells[-1]
            self.cells[-1] = _Cell(c.start, c.column, c.repeat, taken=True, fixed=c.fixed)

    def row_ends(self) -> None:
        if not self.due:
            return
        if not all(self.prefixes.values()):
            raise Refused("resave", "prefixes", sheet=self.wanted.sheet)
        tags = self.place
        cells, due, row, repeat, end = tuple(self.cells), tuple(self.due), self.row, self.repeat, tags - self.start
        if not cells:
            raise Refused("row_gone", "empty_row", row=row)
        for c in cells:
            if c.column <= self.our_column < c.column + c.repeat and (c.fixed or (c.taken and not self.replace)):
                raise Refused("cell_taken", cell=cell_name(due[0], self.our_column))
        self.edits.append(
            _Edit(self.start, tags, lambda raw: self._rewritten(raw, cells, end, row=row, repeat=repeat, due=due))
        )
        self.done.update(due)

    def _rewritten(
        self, raw: bytes, cells: tuple[_Cell, ...], end: int, *, row: int, repeat: int, due: tuple[int, ...]
    ) -> bytes:
        """The row element again: as often as it takes to give each due row its own."""
        opened = _TAG.match(raw)
        if opened is None:
            raise Refused("row_gone", "row_tag", row=row)
        body, closing = raw[opened.end() : end], raw[end:]
        out: list[bytes] = []
        at = row
        for number in (*due, row + repeat):
            if number > at:
                out += (_repeated(opened[0], "rows", number - at, self.prefixes["table"]), body, closing)
            if number < row + repeat:
                out.append(_repeated(opened[0], "rows", 1, self.prefixes["table"]))
                out += (self._with_cell(raw, cells, opened.end(), end, self.texts[number]), closing)
            at = number + 1
        return b"".join(out)

    def _with_cell(self, raw: bytes, cells: tuple[_Cell, ...], begin: int, end: int, text: str) -> bytes:
        p = self.prefixes["table"]
        bounds = [*(c.start for c in cells), end]
        for k, c in enumerate(cells):
            if not c.column <= self.our_column < c.column + c.repeat:
                continue
            whole = raw[bounds[k] : bounds[k + 1]]
            before, after = self.our_column - c.column, c.column + c.repeat - self.our_column - 1
            left = _repeated_cell(whole, before, p) if before else b""
            right = _repeated_cell(whole, after, p) if after else b""
            beside = whole if _STYLE.search(_tag(whole)) or k == 0 else raw[bounds[k - 1] : bounds[k]]
            return raw[begin : bounds[k]] + left + self._new_cell(beside, text) + right + raw[bounds[k + 1] : end]
        reached = cells[-1].column + cells[-1].repeat
        gap = self.our_column - reached
        filler = b'<%btable-cell %bnumber-columns-repeated="%d"/>' % (p, p, gap) if gap else b""
        return raw[begin:end] + filler + self._new_cell(raw[bounds[-2] : end], text)

    def _new_cell(self, beside: bytes, text: str) -> bytes:
        t, o, x = self.prefixes["table"], self.prefixes["office"], self.prefixes["text"]
        style = _STYLE.search(_tag(beside))
        dressed = b" %bstyle-name=%b" % (t, style[1]) if style else b""
        body = escape(text).encode("utf-8")
        return b'<%btable-cell%b %bvalue-type="string"><%bp>%b</%bp></%btable-cell>' % (t, dressed, o, x, body, x, t)

    def database_range(self, address: str) -> None:
        corners = list(_CORNER.finditer(address))
        if len(corners) != 2 or _sheet_name(address[: corners[0].start()]) != self.wanted.sheet:
            return
        a = Area(int(corners[0][4]), column_number(corners[0][2]), int(corners[1][4]), column_number(corners[1][2]))
        listed = a.top <= self.wanted.last_row and a.bottom >= self.wanted.header_row
        ours = any(a.left <= c <= a.right for c in self.wanted.columns.values())
        if listed and ours and a.right < self.our_column:
            letters = column_name(self.our_column).encode("ascii")
            self.edits.append(_Edit(self.place, self.place, lambda raw: _wider_address(raw, letters)))


def _spliced(pieces: Iterable[bytes], edits: list[_Edit]) -> Iterator[bytes]:
    """The stream with the edits (in order of place) in it."""
    buffer, base = b"", 0
    waiting = iter(edits)
    edit = next(waiting, None)
    source = iter(pieces)
    for piece in source:
        buffer += piece
        while edit is not None:
            end = _reached(buffer, base, edit)
            if end < 0:
                break
            start = edit.start - base
            yield buffer[:start]
            yield edit.build(buffer[start:end])
            buffer, base = buffer[end:], base + end
            edit = next(waiting, None)
        safe = len(buffer) if edit is None else min(len(buffer), edit.start - base)
        if safe > 0:
            yield buffer[:safe]
            buffer, base = buffer[safe:], base + safe
        if len(buffer) > _ROW_MOST:
            raise Refused("resave", "odd_xml")
    if edit is not None:
        raise Refused("proof_failed", "edit")
    yield buffer


def _reached(buffer: bytes, base: int, edit: _Edit) -> int:
    """Where in the buffer the edit ends; -1 when more is needed."""
    if edit.last_tag < 0:
        return edit.start - base if edit.start - base <= len(buffer) else -1
    if edit.last_tag - base >= len(buffer):
        return -1
    m = _TAG.match(buffer, edit.last_tag - base)
    return m.end() if m else -1


def _tag(element: bytes) -> bytes:
    m = _TAG.match(element)
    return m[0] if m else b""


def _repeated(tag: bytes, what: str, times: int, prefix: bytes) -> bytes:
    """The tag with that many repeats (1: without the attribute)."""
    tag = _REPEAT[what].sub(b"", tag)
    if times == 1:
        return tag
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:cut] + b' %bnumber-%b-repeated="%d"' % (prefix, what.encode("ascii"), times) + tag[cut:]


def _repeated_cell(cell: bytes, times: int, prefix: bytes) -> bytes:
    tag = _tag(cell)
    return _repeated(tag, "columns", times, prefix) + cell[len(tag) :]


def _sheet_name(text: str) -> str:
    text = text.removeprefix("$")
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        text = text[1:-1].replace("''", "'")
    return text


def _wider_address(tag: bytes, letters: bytes) -> bytes:
    def one(m: re.Match[bytes]) -> bytes:
        return m[1] + _LAST_LETTERS.sub(lambda last: letters + last[1], m[2])

    return _ADDRESS.sub(one, tag)
