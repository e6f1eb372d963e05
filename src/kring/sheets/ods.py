"""The package of an .ods and a walk through its ``content.xml``: rows and cells with their repeats and their places.

source: spike workbook, ".ods and .csv".
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from kring.sheets.archive import Archive
from kring.sheets.limits import LAST_COLUMN, LAST_ROW, Limits
from kring.sheets.markup import elements, watched, well_formed
from kring.sheets.places import Area, cell_name
from kring.sheets.refused import Refused
from kring.sheets.table import CellKind

CONTENT = "content.xml"
_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE_NS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE, ROW = _TABLE_NS + "table", _TABLE_NS + "table-row"
CELL, COVERED = _TABLE_NS + "table-cell", _TABLE_NS + "covered-table-cell"
COLUMN, RANGE = _TABLE_NS + "table-column", _TABLE_NS + "database-range"
NAME, ADDRESS = _TABLE_NS + "name", _TABLE_NS + "target-range-address"
_SPREADSHEET = _OFFICE_NS + "spreadsheet"
_VALUE_TYPE = _OFFICE_NS + "value-type"
_FORMULA = _TABLE_NS + "formula"
_ROWS_REPEATED, _COLUMNS_REPEATED = _TABLE_NS + "number-rows-repeated", _TABLE_NS + "number-columns-repeated"
_COLUMNS_SPANNED, _ROWS_SPANNED = _TABLE_NS + "number-columns-spanned", _TABLE_NS + "number-rows-spanned"
_CALC_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_ODD_MOST = 1_000_000


def check_package(archive: Archive) -> None:
    """Refuse what is no spreadsheet, locked, signed or has macros; check every other XML part."""
    if "mimetype" not in archive.members or archive.read("mimetype", 200).strip() != _MIME:
        raise Refused("not_workbook", begins="zip")
    names = list(archive.members)
    if any(n.startswith(("Basic/", "Scripts/")) and not n.endswith("/") for n in names):
        raise Refused("macros")
    if any(n.startswith("META-INF/") and "signatures" in n for n in names):
        raise Refused("signed")
    if "META-INF/manifest.xml" in archive.members:
        elements(archive.pieces("META-INF/manifest.xml"), _refuse_locked)
    for name in names:
        if name != CONTENT and name.lower().endswith((".xml", ".rdf")):
            well_formed(archive.pieces(name))


def _refuse_locked(name: str, _attributes: dict[str, str]) -> None:
    if name.endswith(("encryption-data", "encrypted-key")):
        raise Refused("password")


@dataclass(slots=True)
class OdsShape:
    """How far one table reaches, its odd cells by (row, column) and its merged areas."""

    last_row: int = 0
    last_column: int = -1
    odd: dict[tuple[int, int], CellKind] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)


class Walker:
    """Follows the tables of a spreadsheet; subclasses are told of each row and each cell directly in it.

    ``row`` is the first row of the present row element (1-based), ``repeat`` how many it stands for, ``column`` the
    first free column (0-based).
    """

    def __init__(self) -> None:
        self.depth = self.sheet_depth = self.row_depth = 0
        self.table: str | None = None
        self.row = self.repeat = self.column = 0
        self.next_row = 1
        self.parser: expat.XMLParserType | None = None

    def run(self, archive: Archive) -> None:
        """Walk through the whole content."""
        watched(archive.pieces(CONTENT), self._watch)

    def _watch(self, p: expat.XMLParserType) -> None:
        self.parser = p
        p.StartElementHandler = self._start
        p.EndElementHandler = self._end

    @property
    def place(self) -> int:
        """The byte at which the present tag begins."""
        return self.parser.CurrentByteIndex if self.parser else 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.row_depth:
            if self.depth == self.row_depth + 1 and name in (CELL, COVERED):
                repeat = _count(attributes.get(_COLUMNS_REPEATED), LAST_COLUMN)
                self.cell(name, attributes, repeat)
                self.column += repeat
            elif name == TABLE:
                raise Refused("resave", "nested_table", sheet=self.table or "")
            elif self.depth == self.row_depth + 2:
                self.inside_cell()
        elif self.table is not None:
            if name == ROW:
                self.row, self.column, self.row_depth = self.next_row, 0, self.depth
                self.repeat = _count(attributes.get(_ROWS_REPEATED), 1 << 31)
                self.next_row += self.repeat
                self.row_begins()
            elif name == TABLE:
                raise Refused("resave", "nested_table", sheet=self.table)
            else:
                self.beside_rows(name, attributes)
        elif name == _SPREADSHEET:
            self.sheet_depth = self.depth
        elif self.sheet_depth and name == TABLE and self.depth == self.sheet_depth + 1:
            self.table, self.next_row = attributes.get(NAME, ""), 1
            self.table_begins()
        elif name == RANGE:
            self.database_range(attributes.get(ADDRESS, ""))

    def _end(self, name: str) -> None:
        if self.depth == self.row_depth:
            self.row_ends()
            self.row_depth = 0
        elif name == TABLE and self.table is not None and not self.row_depth:
            self.table = None
        self.depth -= 1

    def table_begins(self) -> None:
        """A table of the spreadsheet begins."""

    def row_begins(self) -> None:
        """A row element begins."""

    def row_ends(self) -> None:
        """The row's end tag."""

    def cell(self, name: str, attributes: dict[str, str], repeat: int) -> None:
        """A cell directly in the row."""

    def inside_cell(self) -> None:
        """Something stands in the present cell (a text, a note, a drawing)."""

    def beside_rows(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the table that is no row."""

    def database_range(self, address: str) -> None:
        """A database range, after the tables."""


class Shapes(Walker):
    """The shape of every table; refuses (``stray_cell``) what would make the reader allocate too much."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.shapes: dict[str, OdsShape] = {}
        self.now = OdsShape()

    def table_begins(self) -> None:
        if self.table in self.shapes:
            raise Refused("resave", "same_name", sheet=self.table or "")
        if len(self.shapes) >= self.limits.sheets:
            raise Refused("too_big", "sheets", what="sheets")
        self.now = self.shapes[self.table or ""] = OdsShape()

    def cell(self, name: str, attributes: dict[str, str], repeat: int) -> None:
        del name
        if _COLUMNS_SPANNED in attributes:
            wide, high = _count(attributes[_COLUMNS_SPANNED], 1 << 20), _count(attributes.get(_ROWS_SPANNED), 1 << 20)
            if wide > 1:
                self.now.merges.append(Area(self.row, self.column, self.row + high - 1, self.column + wide - 1))
        formula = _FORMULA in attributes
        if _VALUE_TYPE not in attributes and not formula:
            return
        self._reach(repeat)
        kind: CellKind | None = None
        if attributes.get(_CALC_TYPE) == "error":
            kind = "error"
        elif formula and _VALUE_TYPE not in attributes:
            kind = "formula_without_value"
        if kind is not None:
            if len(self.now.odd) + self.repeat * repeat > _ODD_MOST:
                raise Refused("resave", "formulas", sheet=self.table or "")
            for row in range(self.row, self.row + self.repeat):
                for column in range(self.column, self.column + repeat):
                    self.now.odd[row, column] = kind

    def _reach(self, repeat: int) -> None:
        row, column = self.row + self.repeat - 1, self.column + repeat - 1
        self.now.last_row = max(self.now.last_row, row)
        self.now.last_column = max(self.now.last_column, column)
        area = self.now.last_row * (self.now.last_column + 1)
        if row > LAST_ROW or column >= LAST_COLUMN or area > self.limits.cells:
            raise Refused("stray_cell", cell=cell_name(min(row, LAST_ROW), column), sheet=self.table or "")


def _count(text: str | None, most: int) -> int:
    """A repeat or span; absent is one, more than ``most`` counts as ``most``."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) < 1:
        raise Refused("resave", "repeat")
    return min(int(text), most)
