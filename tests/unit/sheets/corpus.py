"""The lists that the sheets are tried on: made by openpyxl, or by hand where openpyxl would write too neatly.

Every person is invented; the numbers lie in the fictitious range (month + 60).
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from python_calamine import CalamineWorkbook

from kring.sheets.fields import Field
from kring.sheets.places import cell_name

TEXT = "cliënt OCMW"
WANTED = (
    Field("first_name", ("Voornaam",)),
    Field("last_name", ("Naam", "Familienaam", "Achternaam"), label="naam"),
    Field("ssin", ("INSZ", "Rijksregisternummer"), names_row=True),
    Field("street", ("Straat", "Adres")),
    Field("house_number", ("Huisnummer", "Nr"), required=False),
    Field("file_number", ("Dossiernummer", "Dossier"), names_row=True),
)
HEADINGS = ("Dossiernummer", "Naam", "Voornaam", "INSZ", "Straat", "Nr", "Bedrag")
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("D1", "Peeters", "Jan", "85670300128", "Kerkstraat", 1, 10.5),
    ("D2", "Janssens", "An", "85670300227", "Dorpstraat", "2 bus 3", 20),
    ("D3", "Maes", "Éric", 85670300326, "Stationsstraat", 3, 30),
    ("D4", "De Smet", "Lies", "85.67.03-004.25", "Markt", 4, 40),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(
    people: Iterable[Sequence[Any]] = PEOPLE, *, headings: Sequence[Any] = HEADINGS, row: int = 1, column: int = 1
) -> openpyxl.Workbook:
    """A workbook with one list, its heading at ``row`` and ``column`` (1-based)."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Debiteuren"
    for r, values in enumerate([headings, *people]):
        for c, value in enumerate(values):
            sheet.cell(row + r, column + c, value)
    return book


def xlsx(people: Iterable[Sequence[Any]] = PEOPLE, **where: Any) -> bytes:
    """The bytes of ``book_of``."""
    return saved(book_of(people, **where))


def parts(data: bytes) -> dict[str, bytes]:
    """Every member of an archive, inflated."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {i.filename: z.read(i) for i in z.infolist()}


def zipped(members: Mapping[str, bytes | str], *, stored: Iterable[str] = ()) -> bytes:
    """An archive of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in members.items():
            z.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(data: bytes, part: str, *swaps: tuple[str, str]) -> bytes:
    """The archive with some text in one part replaced; each text must be there."""
    members = parts(data)
    text = members[part].decode()
    for old, new in swaps:
        assert old in text, f"{old!r} is not in {part}"
        text = text.replace(old, new)
    return zipped({**members, part: text.encode()})


def with_parts(data: bytes, more: Mapping[str, bytes | str]) -> bytes:
    """The archive with members added or replaced."""
    return zipped({**parts(data), **more})


def hand_xlsx(sheet: str, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """The smallest workbook around one worksheet part, named Blad1."""
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": _DECLARED + f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _DECLARED + f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": _DECLARED + f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _DECLARED + f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    return zipped({**members, **(more or {})})


def cell_xml(row: int, column: int, value: Any, *, referenced: bool = True, prefix: str = "") -> str:
    """One cell; a number as such, text inline, ``None`` an empty one with a style."""
    at = f' r="{cell_name(row, column)}"' if referenced else ""
    p = prefix
    if value is None:
        return f'<{p}c{at} s="0"/>'
    if isinstance(value, int | float):
        return f"<{p}c{at}><{p}v>{value!r}</{p}v></{p}c>"
    return f'<{p}c{at} t="inlineStr"><{p}is><{p}t>{escape(value)}</{p}t></{p}is></{p}c>'


def sheet_xml(
    rows: Mapping[int, Sequence[Any]], *, referenced: bool = True, prefix: str = "", head: str = "", tail: str = ""
) -> str:
    """A worksheet of these rows (by number); ``referenced`` says whether rows and cells carry ``r``."""
    p = prefix
    name = f"xmlns:{p[:-1]}" if p else "xmlns"
    lines = []
    for number, values in rows.items():
        at = f' r="{number}"' if referenced else ""
        cells = "".join(cell_xml(number, c, v, referenced=referenced, prefix=p) for c, v in enumerate(values))
        lines.append(f"<{p}row{at}>{cells}</{p}row>")
    body = "".join(lines)
    return f'{_DECLARED}<{p}worksheet {name}="{MAIN}">{head}<{p}sheetData>{body}</{p}sheetData>{tail}</{p}worksheet>'


def list_xml(people: Iterable[Sequence[Any]] = PEOPLE, **how: Any) -> str:
    """A worksheet with the usual list from row 1."""
    return sheet_xml(dict(enumerate([HEADINGS, *people], start=1)), **how)


def ods_cell(value: Any, more: str = "") -> str:
    """One cell of an .ods."""
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value!r}"{more}>'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"{more}><text:p>{escape(value)}</text:p></table:table-cell>'


def ods_row(values: Sequence[Any], more: str = "", after: str = "") -> str:
    """One row of an .ods."""
    return f"<table:table-row{more}>{''.join(map(ods_cell, values))}{after}</table:table-row>"


def ods(
    body: str | None = None, *, after: str = "", more: Mapping[str, bytes | str] | None = None, columns: int = 7
) -> bytes:
    """An .ods with one table named ``Blad 1`` (or the usual list)."""
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    names = {"office": "office", "table": "table", "text": "text", "style": "style"}
    declared = " ".join(f'xmlns:{k}="{ns}:{v}:1.0"' for k, v in names.items())
    rows = body if body is not None else "".join(map(ods_row, [HEADINGS, *PEOPLE]))
    content = (
        f"{_DECLARED}<office:document-content {declared} "
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr('Blad 1')}>"
        f'<table:table-column table:number-columns-repeated="{columns}"/>{rows}</table:table>{after}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    members: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "styles.xml": f"{_DECLARED}<office:document-styles {declared}/>",
        "META-INF/manifest.xml": f'{_DECLARED}<manifest:manifest xmlns:manifest="{ns}:manifest:1.0"/>',
    }
    return zipped({**members, **(more or {})}, stored=("mimetype",))


def text_file(
    people: Iterable[Sequence[Any]] = PEOPLE, separator: str = ";", end: str = "\r\n", *, final: bool = True
) -> str:
    """The usual list as text with separators."""
    lines = [separator.join(str(v) for v in row) for row in [HEADINGS, *people]]
    return end.join(lines) + (end if final else "")


def calamine_rows(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """What calamine reads, from A1."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def openpyxl_rows(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """What openpyxl reads, from A1; a blank cell as ``""`` and a whole number as calamine gives it."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    rows = [[_alike(c.value) for c in row] for row in book.worksheets[sheet].iter_rows(min_row=1, min_col=1)]
    while rows and not any(v != "" for v in rows[-1]):
        rows.pop()
    width = max((k + 1 for row in rows for k, v in enumerate(row) if v != ""), default=0)
    return [row[:width] for row in rows]


def _alike(value: Any) -> Any:
    if value is None:
        return ""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def column_of(data: bytes, column: int, sheet: int = 0) -> dict[int, Any]:
    """The cells with content of one column, by row number."""
    rows = calamine_rows(data, sheet)
    return {n: row[column] for n, row in enumerate(rows, start=1) if column < len(row) and row[column] != ""}
