"""The package of an .xlsx: which part is the workbook, which are its sheets and tables, and what must be refused.

Found by the *ending* of each relationship's type, so strict OOXML, absolute targets and unusual names are fine.
source: spike workbook, step 2.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from kring.sheets.archive import Archive
from kring.sheets.limits import Limits
from kring.sheets.markup import elements, plain, well_formed
from kring.sheets.places import Area, area
from kring.sheets.refused import Refused

_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, the ending of its type and the part it leads to (``""`` when outside the file)."""

    id: str
    ending: str
    part: str


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet: its name, part, position among all sheets, and whether people see it."""

    name: str
    part: str
    position: int
    visible: bool


@dataclass(frozen=True, slots=True)
class ListObject:
    """What Excel calls a table: its part, the cells it covers (totals row included), its columns' names."""

    part: str
    area: Area
    totals_rows: int
    header_rows: int
    names: tuple[str, ...]
    linked: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """A checked package."""

    archive: Archive
    part: str
    sheets: tuple[SheetPart, ...]

    def sheet(self, name: str) -> SheetPart:
        """The visible worksheet of that name."""
        for sheet in self.sheets:
            if sheet.name == name and sheet.visible:
                return sheet
        raise Refused("row_gone", "sheet", row=0)


def open_workbook(archive: Archive, limits: Limits) -> Workbook:
    """The workbook in the archive. Refuses macros, binary workbooks, signatures and any part with a document type."""
    _refuse_kinds(archive)
    main = [r.part for r in relations(archive, "") if r.ending == "officeDocument"]
    if len(main) != 1:
        raise Refused("damaged", "missing_part")
    book = main[0]
    targets = {r.id: r for r in relations(archive, book)}
    sheets: list[SheetPart] = []
    seen: list[tuple[str, str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            rel = next((v for k, v in attributes.items() if k.endswith("/relationships id")), "")
            seen.append((attributes.get("name", ""), attributes.get("state", "visible"), rel))

    elements(archive.pieces(book), start)
    for position, (name, state, rel) in enumerate(seen):
        target = targets.get(rel)
        if target is None:
            raise Refused("damaged", "missing_part")
        if target.ending in ("xlMacrosheet", "xlIntlMacrosheet"):
            raise Refused("macros", "macro_sheet")
        if target.ending == "worksheet":
            sheets.append(SheetPart(name, target.part, position, state == "visible"))
    if len(sheets) > limits.sheets:
        raise Refused("too_big", "sheets", what="sheets")
    _check_parts(archive, book, sheets, limits)
    return Workbook(archive, book, tuple(sheets))


def relations(archive: Archive, part: str) -> list[Relation]:
    """The relationships of a part (``""``: of the package); none when it has no such file."""
    folder, _, name = part.rpartition("/")
    path = posixpath.join(folder, "_rels", name + ".rels")
    found: list[Relation] = []
    if path not in archive.members:
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] != "Relationship":
            return
        target = unquote(attributes.get("Target", ""))
        outside = attributes.get("TargetMode", "") == "External"
        inner = "" if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found.append(Relation(attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], inner))

    elements(archive.pieces(path), start)
    return found


def list_objects(archive: Archive, sheet: SheetPart) -> list[ListObject]:
    """The tables of a sheet."""
    return [_list_object(archive, r.part) for r in relations(archive, sheet.part) if r.ending == "table"]


def _list_object(archive: Archive, part: str) -> ListObject:
    top: dict[str, str] = {}
    names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "table" and not top:
            top.update(attributes)
        elif local == "tableColumn":
            names.append(attributes.get("name", ""))

    elements(archive.pieces(part), start)
    covered = area(top.get("ref", ""))
    if covered is None:
        raise Refused("damaged", "table_ref")
    return ListObject(
        part=part,
        area=covered,
        totals_rows=_count(top.get("totalsRowCount", "0")),
        header_rows=_count(top.get("headerRowCount", "1")),
        names=tuple(names),
        linked=top.get("tableType", "worksheet") != "worksheet",
    )


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _refuse_kinds(archive: Archive) -> None:
    types: list[str] = []

    def start(_name: str, attributes: dict[str, str]) -> None:
        types.append(attributes.get("ContentType", ""))

    if _TYPES not in archive.members:
        raise Refused("not_workbook", begins="zip")
    elements(archive.pieces(_TYPES), start)
    everything = " ".join(types)
    names = [n.lower() for n in archive.members]
    if "sheet.binary" in everything:
        raise Refused("xlsb")
    if "macroEnabled" in everything or "vbaProject" in everything or any(n.endswith("vbaproject.bin") for n in names):
        raise Refused("macros")
    if any(n.startswith("_xmlsignatures/") for n in names) or "digital-signature" in everything:
        raise Refused("signed")
    if "spreadsheetml" not in everything:
        raise Refused("not_workbook", begins="word" if "officedocument" in everything else "zip")


def _check_parts(archive: Archive, book: str, sheets: list[SheetPart], limits: Limits) -> None:
    """No document type anywhere; the parts that the reader depends on in UTF-8; not too many texts.

    The visible sheets are left to the scanner, which checks them while it walks.
    """
    walked = {s.part for s in sheets if s.visible}
    read = {book} | {r.part for r in relations(archive, book) if r.ending in ("sharedStrings", "styles")}
    for name in archive.members:
        if name in walked or not name.lower().endswith((".xml", ".rels")):
            continue
        if name in read:
            _count_texts(archive.pieces(name), limits)
        else:
            well_formed(archive.pieces(name))


def _count_texts(pieces: Iterator[bytes], limits: Limits) -> None:
    texts = 0
    for piece, _root in plain(pieces, strict=False):
        texts += piece.count(b"<si") + piece.count(b":si")
        if texts > limits.texts:
            raise Refused("too_big", "texts", what="texts")
