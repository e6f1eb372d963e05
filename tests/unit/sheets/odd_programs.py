"""What programs write."""

import io
import zipfile

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tests.unit.sheets.corpus import (
    MAIN,
    OFFICE,
    PACKAGE,
    book_of,
    changed,
    hand_xlsx,
    list_xml,
    parts,
    saved,
    with_parts,
    xlsx,
    zipped,
)
from tests.unit.sheets.odd import taken


@taken("a list from right to left")
def _right_to_left() -> bytes:
    book = book_of()
    book.active.sheet_view.rightToLeft = True
    return saved(book)


@taken("frozen panes, a filter in use, a rule and a choice list")
def _dressed() -> bytes:
    book = book_of()
    sheet = book.active
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:G5"
    sheet.auto_filter.add_filter_column(1, ["Maes"])
    sheet.row_dimensions[2].hidden = True
    sheet.conditional_formatting.add(
        "G2:G5", CellIsRule("greaterThan", ["15"], fill=PatternFill("solid", fgColor="FF0000"))
    )
    choice = DataValidation("list", formula1='"1,2,3"')
    choice.add("F2:F5")
    sheet.add_data_validation(choice)
    return saved(book)


@taken("a protected sheet in a protected workbook")
def _protected() -> bytes:
    book = book_of()
    book.active.protection.sheet = True
    book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
    return saved(book)


@taken("a sheet's name with quotes, a mark and an emoji")
def _odd_name() -> bytes:
    book = book_of()
    book.active.title = "Blad 'één' & 😀"
    return saved(book)


@taken("a first sheet that only tells what was exported, as Numbers does", first=4)
def _numbers() -> bytes:
    book = book_of(row=3)
    told = book.create_sheet("Exportoverzicht", 0)
    for row in (
        ["Dit document is geëxporteerd uit Numbers."],
        ["Naam werkblad", "Naam tabel", "Excel-naam"],
        ["1", "2"],
    ):
        told.append(row)
    book.active.cell(1, 1, "Tabel 1")
    return saved(book)


@taken("styles on every cell, as Google writes")
def _google() -> bytes:
    book = book_of()
    for row in book.active.iter_rows(min_row=1, max_row=1_000, max_col=26):
        for cell in row:
            cell.font = Font(name="Arial", size=10)
    return saved(book)


@taken("prefixed elements and no references")
def _prefixed() -> bytes:
    return hand_xlsx(list_xml(referenced=False, prefix="x:"))


@taken("strict OOXML")
def _strict() -> bytes:
    strict = "http://purl.oclc.org/ooxml"
    swaps = ((MAIN, f"{strict}/spreadsheetml/main"), (OFFICE, f"{strict}/officeDocument/relationships"))
    made = {}
    for name, content in parts(hand_xlsx(list_xml())).items():
        text = content.decode()
        for old, new in swaps:
            text = text.replace(old, new)
        made[name] = text
    return zipped(made)


@taken("a sheet that says it is as big as a sheet can be")
def _boasting() -> bytes:
    return hand_xlsx(list_xml(head='<dimension ref="A1:XFD1048576"/>'))


@taken("empty styled cells down to the last row")
def _styled_down() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    return hand_xlsx(list_xml().replace("</sheetData>", far))


@taken("a chart's sheet before the list")
def _chart_sheet() -> bytes:
    data = changed(
        hand_xlsx(list_xml()),
        "xl/workbook.xml",
        ('<sheet name="Blad1"', '<sheet name="Grafiek" sheetId="9" r:id="rId9"/><sheet name="Blad1"'),
    )
    link = f'<Relationship Id="rId9" Type="{OFFICE}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>'
    data = changed(data, "xl/_rels/workbook.xml.rels", ("</Relationships>", link))
    return with_parts(data, {"xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}"/>'})


@taken("a pivot table, links to another workbook, custom XML")
def _pivot() -> bytes:
    more: dict[str, bytes | str] = {
        "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}" name="D" cacheId="1"/>',
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}"/>',
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="http://example.org/x.xlsx"'
        ' TargetMode="External"/></Relationships>',
        "customXml/item1.xml": "<a/>",
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    }
    return with_parts(hand_xlsx(list_xml()), more)


@taken("an .xlsx named .csv", "lijst.csv")
def _misnamed() -> bytes:
    return xlsx()


@taken("an archive with a remark behind it")
def _remark() -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"gemaakt door een scanner"
    return out.getvalue()
