"""Adding the column of marks to an .xlsx: the sheet's part is rewritten, with it whatever would part mark and person.

Where the list is a table (or has a filter) that ends at our left, that is widened: else a sort moves five columns and
leaves the sixth, and a mark stands beside the wrong person. source: spike workbook, steps 6 to 8.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from kring.sheets.archive import Packed, open_archive, pack, repack
from kring.sheets.limits import Limits
from kring.sheets.markup import plain
from kring.sheets.place_xlsx import Placer
from kring.sheets.places import Area, area
from kring.sheets.refused import Refused
from kring.sheets.scan import ATTRIBUTES, Grammar, walk
from kring.sheets.table import Table
from kring.sheets.workbook import ListObject, SheetPart, Workbook, list_objects, open_workbook

_WIDTH = 34
_REF = re.compile(
    rb"(<(?:[\w.-]+:)?(?:table|autoFilter|sortState)(?=\s)" + ATTRIBUTES + rb"\sref\s*=\s*[\"'])([^\"']+)"
)
_DIMENSION = re.compile(rb"(<(?:[\w.-]+:)?dimension(?=\s)" + ATTRIBUTES + rb"\sref\s*=\s*[\"'])([^\"']+)")
_COLUMNS_OPEN = re.compile(rb"<(?:[\w.-]+:)?tableColumns(?=[\s>])" + ATTRIBUTES + rb">")
_COLUMNS_CLOSE = re.compile(rb"</([\w.-]+:)?tableColumns\s*>")
_COLUMN_ID = re.compile(rb"<(?:[\w.-]+:)?tableColumn(?=\s)" + ATTRIBUTES + rb"\sid\s*=\s*[\"'](\d{1,9})[\"']")
_COUNT = re.compile(rb"(\scount\s*=\s*[\"'])\d+")
_NAME = re.compile(
    rb"(<(?:[\w.-]+:)?definedName(?=\s)(" + ATTRIBUTES + rb")>)([^<]*)(?=</)",
)


def mark_xlsx(
    data: bytes, table: Table, texts: Mapping[int, str], column: int, heading: str, *, replace: bool, limits: Limits
) -> bytes:
    """The workbook with ``texts`` (by row, the heading among them) in ``column``; all else as it was."""
    book = open_workbook(open_archive(data, limits), limits)
    sheet = book.sheet(table.sheet)
    new: dict[str, Packed] = {}
    for listed in list_objects(book.archive, sheet):
        if _is_the_list(listed, table) and not listed.area.holds(listed.area.top, column):
            _refuse_table(listed, column, heading)
            new[listed.part] = pack([_wider_table(_whole(book, listed.part), listed.area, column, heading)])
    job = _Sheet(table, sheet, column, texts, replace=replace)
    new[sheet.part] = pack(job.pieces(book))
    gone = texts.keys() - job.done
    if gone:
        raise Refused("row_gone", row=min(gone))
    for filtered in job.filters:
        if (names := _wider_name(_whole(book, book.part), sheet, filtered, column)) is not None:
            new[book.part] = pack([names])
    return repack(book.archive, new)


def _is_the_list(listed: ListObject, table: Table) -> bool:
    a = listed.area
    overlaps = a.top <= table.last_row and a.bottom >= table.header_row
    return overlaps and any(a.left <= c <= a.right for c in table.columns.values())


def _refuse_table(listed: ListObject, column: int, heading: str) -> None:
    if listed.linked:
        raise Refused("linked_table")
    if listed.area.right + 1 != column:
        raise Refused("no_room", "table")
    if heading.casefold() in (n.casefold() for n in listed.names):
        raise Refused("heading_taken", heading=heading)


def _whole(book: Workbook, part: str) -> bytes:
    """A small part in one piece, checked so that its bytes may be edited."""
    if book.archive.members[part].size > 32 << 20:
        raise Refused("too_big", "part", what="unpacked")
    return b"".join(piece for piece, _ in plain(book.archive.pieces(part)))


def _widened(xml: bytes, old: Area, column: int) -> bytes:
    """References of a table, its filter and its sort that end where ``old`` ends reach ``column``."""

    def one(m: re.Match[bytes]) -> bytes:
        a = area(m[2].decode("ascii", "replace"))
        ours = a is not None and a.right == old.right and old.top <= a.top and a.bottom <= old.bottom
        return m[1] + str(a.widened(column)).encode("ascii") if a is not None and ours else m[0]

    return _REF.sub(one, xml)


def _wider_table(xml: bytes, old: Area, column: int, heading: str) -> bytes:
    ids = [int(i) for i in _COLUMN_ID.findall(xml)]
    opened, closed = _COLUMNS_OPEN.search(xml), _COLUMNS_CLOSE.search(xml)
    if opened is None or closed is None or not ids:
        raise Refused("damaged", "table_columns")
    prefix = closed[1] or b""
    fresh = b'<%btableColumn id="%d" name=%b/>' % (prefix, max(ids) + 1, quoteattr(heading).encode("utf-8"))
    tag = _COUNT.sub(lambda m: m[1] + b"%d" % (len(ids) + 1), opened[0])
    xml = xml[: opened.start()] + tag + xml[opened.end() : closed.start()] + fresh + xml[closed.start() :]
    return _widened(xml, old, column)


def _wider_name(xml: bytes, sheet: SheetPart, old: Area, column: int) -> bytes | None:
    """The hidden name by which Excel knows the sheet's filter; ``None`` when there is none to change."""
    changed = False

    def one(m: re.Match[bytes]) -> bytes:
        nonlocal changed
        here = re.search(rb"\slocalSheetId\s*=\s*[\"']%d[\"']" % sheet.position, m[2])
        if not here or b"_xlnm._FilterDatabase" not in m[2] or not m[3].rstrip().endswith(old.fixed.encode("ascii")):
            return m[0]
        changed = True
        cut = m[3].rstrip()[: -len(old.fixed)]
        return m[1] + cut + old.widened(column).fixed.encode("ascii")

    wider = _NAME.sub(one, xml)
    return wider if changed else None


@dataclass(slots=True)
class _Sheet:
    """One worksheet being rewritten; ``filters`` are the old areas of what was widened."""

    table: Table
    sheet: SheetPart
    column: int
    texts: Mapping[int, str]
    replace: bool = field(kw_only=True)
    filters: list[Area] = field(default_factory=list)
    placer: Placer | None = None

    @property
    def done(self) -> set[int]:
        return self.placer.done if self.placer else set()

    def pieces(self, book: Workbook) -> Iterator[bytes]:
        return walk(book.archive.pieces(self.sheet.part), self.sheet.name, self._head, self._rows, self._tail)

    def _head(self, head: bytes, grammar: Grammar) -> bytes:
        self.placer = Placer(grammar, self.column, self.texts, replace=self.replace)
        head = _DIMENSION.sub(self._dimension, head, count=1)
        return head if self.replace else with_width(head, grammar.prefix, self.column)

    def _rows(self, buffer: bytes) -> bytes:
        return self.placer.rows(buffer) if self.placer else buffer

    def _tail(self, tail: bytes) -> bytes:
        for m in _REF.finditer(tail):
            a = area(m[2].decode("ascii", "replace"))
            if a is None or b"autoFilter" not in m[1] or a in self.filters:
                continue
            listed = a.top <= self.table.last_row and a.bottom >= self.table.header_row
            if listed and a.right < self.column and any(a.left <= c <= a.right for c in self.table.columns.values()):
                self.filters.append(a)
                tail = _widened(tail, a, self.column)
        return tail

    def _dimension(self, m: re.Match[bytes]) -> bytes:
        a = area(m[2].decode("ascii", "replace"))
        if a is None:
            return m[0]
        wider = Area(min(a.top, self.table.header_row), min(a.left, self.column), a.bottom, max(a.right, self.column))
        return m[1] + str(Area(wider.top, wider.left, max(a.bottom, self.table.last_row), wider.right)).encode("ascii")


def with_width(head: bytes, prefix: bytes, column: int) -> bytes:
    """The head with a width for our column; a ``col`` that spans it is split so that the others keep theirs."""
    q, number = re.escape(prefix), column + 1
    own = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (prefix, number, number, _WIDTH)
    opened = re.search(rb"<" + q + rb"cols(?=[\s>])[^>]*>", head)
    closed = re.search(rb"</" + q + rb"cols\s*>", head)
    if opened is None or closed is None:
        return head + b"<%bcols>" % prefix + own + b"</%bcols>" % prefix
    kept: list[tuple[int, bytes]] = []
    for m in re.finditer(rb"<" + q + rb"col(?=\s)(" + ATTRIBUTES + rb")/?>", head[opened.end() : closed.start()]):
        first, last = _bound(m[1], b"min"), _bound(m[1], b"max")
        if first is None or last is None:
            return head
        for low, high in ((first, min(last, number - 1)), (max(first, number + 1), last)):
            if low <= high:
                kept.append((low, _col(prefix, m[1], low, high)))
        if first <= number <= last and (style := re.search(rb"\sstyle\s*=\s*[\"'](\d+)[\"']", m[1])):
            own = own[:-2] + b' style="%b"/>' % style[1]
    kept.append((number, own))
    return head[: opened.end()] + b"".join(tag for _, tag in sorted(kept)) + head[closed.start() :]


def _bound(attributes: bytes, name: bytes) -> int | None:
    m = re.search(rb"\s" + name + rb"\s*=\s*[\"'](\d{1,6})[\"']", attributes)
    return int(m[1]) if m else None


def _col(prefix: bytes, attributes: bytes, low: int, high: int) -> bytes:
    attributes = re.sub(rb"(\smin\s*=\s*[\"'])\d+", lambda m: m[1] + b"%d" % low, attributes)
    attributes = re.sub(rb"(\smax\s*=\s*[\"'])\d+", lambda m: m[1] + b"%d" % high, attributes)
    return b"<%bcol%b/>" % (prefix, attributes)
