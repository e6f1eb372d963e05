"""The workbook that goes back is the one that came: byte for byte, part for part, but for the column of marks. source: D5"""

import csv
import io
import re
import zipfile
import zlib
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from kring.sheets.mark import mark
from kring.sheets.read import read_table
from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    TEXT,
    WANTED,
    book_of,
    column_of,
    hand_xlsx,
    list_xml,
    ods,
    ods_row,
    parts,
    saved,
    text_file,
    with_parts,
    zipped,
)

pytestmark = pytest.mark.req("D5")

SHEET = "xl/worksheets/sheet1.xml"
OTHERS: dict[str, bytes | str] = {
    "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "xl/printerSettings/printerSettings1.bin": bytes(512),
    "xl/drawings/vmlDrawing9.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape/></xml>',
    "xl/pivotTables/pivotTable1.xml": '<pivotTableDefinition xmlns="x" name="Draaitabel"/>',
    "xl/slicers/slicer1.xml": '<slicers xmlns="x"/>',
    "xl/calcChain.xml": '<calcChain xmlns="x"><c r="G2" i="1"/></calcChain>',
    "customXml/item1.xml": "<eigen>van de stad</eigen>",
    "docProps/custom.xml": '<Properties xmlns="x"/>',
}


def rich() -> bytes:
    """A city's own workbook: layout, formulas, comments, merges, widths, rules, choices, names, other sheets, a chart, an image."""
    book = book_of(row=3)
    sheet = book.active
    sheet["A1"] = "Debiteuren 2026"
    sheet.merge_cells("A1:G1")
    thin = Side(style="thin")
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="003366")
        cell.border, cell.alignment = Border(bottom=thin), Alignment(wrap_text=True)
    sheet["C5"].comment = Comment("bellen", "Debiteurenteam")
    sheet["G9"] = "=SUM(G4:G7)"
    sheet["G4"].number_format = '#,##0.00 "€"'
    sheet.column_dimensions["B"].width, sheet.column_dimensions["E"].hidden = 40, True
    sheet.row_dimensions[6].height, sheet.row_dimensions[7].hidden = 33, True
    sheet.conditional_formatting.add("G4:G7", CellIsRule("greaterThan", ["15"], font=Font(color="FF0000")))
    choice = DataValidation("list", formula1='"1,2,3"')
    choice.add("F4:F7")
    sheet.add_data_validation(choice)
    sheet["B4"].hyperlink = "https://example.org/"
    sheet.freeze_panes, sheet.print_title_rows, sheet.print_area = "A4", "3:3", "A1:G9"
    sheet.sheet_properties.tabColor = "FF9900"
    other = book.create_sheet("Nota's")
    other["B2"] = "=Debiteuren!G4*2"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=4, max_row=7))
    other.add_chart(chart, "D2")
    book.create_sheet("Verborgen").sheet_state = "hidden"
    book.defined_names["Bedragen"] = DefinedName("Bedragen", attr_text="Debiteuren!$G$4:$G$7")
    return with_parts(saved(book), OTHERS)


def packed(data: bytes) -> dict[str, tuple[Any, ...]]:
    """Of each part what stands in the file: its method, sum, moment, and the packed bytes themselves."""
    found: dict[str, tuple[Any, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            local = data[info.header_offset :]
            begin = 30 + int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
            raw = local[begin : begin + info.compress_size]
            assert zlib.crc32(archive.read(info)) == info.CRC
            found[info.filename] = (info.compress_type, info.CRC, info.date_time, info.external_attr, raw)
    return found


def once(data: bytes, name: str, *rows: int) -> bytes:
    """Marked in these rows."""
    return mark(data, read_table(data, name, WANTED), dict.fromkeys(rows, TEXT))


def without_ours(sheet: bytes) -> list[bytes]:
    """Every tag and text of a worksheet, but for what marking may change: our cells, spans, dimension, our column's width."""
    ours = rb'<c r="H\d+"[^>]*t="inlineStr">.*?</c>|<col min="8"[^>]*>|<dimension[^>]*>|\sspans="[^"]*"'
    return re.findall(rb"<[^>]*>|[^<]+", re.sub(ours, b"", sheet))


def test_every_part_but_the_sheet_is_the_very_same_bytes_still_packed() -> None:
    """Same parts, same order, same packed bytes; of the sheet every other tag and text in its order."""
    data = rich()
    after = once(data, "x.xlsx", 4, 6)
    before, now = packed(data), packed(after)

    assert list(before) == list(now)
    assert {name for name in before if before[name] != now[name]} == {SHEET}
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/comments/comment1.xml"} <= set(now)
    assert without_ours(parts(after)[SHEET]) == without_ours(parts(data)[SHEET])
    assert column_of(after, 7) == {3: "Stand OCMW", 4: TEXT, 6: TEXT}


@pytest.mark.parametrize(
    "what",
    [
        "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "sheetViews", "sheetPr", "sheetFormatPr",
        "pageMargins", "legacyDrawing",
    ],
)  # fmt: skip
def test_what_stands_around_the_rows_is_the_same_text(what: str) -> None:
    """Each as it was written, to the byte."""
    pattern = re.compile(rf"<{what}[\s>/].*?(?:</{what}>|/>)".encode(), re.DOTALL)
    before, after = (pattern.findall(parts(one)[SHEET]) for one in (rich(), once(rich(), "x.xlsx", 4)))

    assert before
    assert before == after


def test_another_program_finds_all_of_it_again() -> None:
    """Values, formulas, comments, widths, names, rules, choices, the chart, the hidden sheet: read by openpyxl."""
    was, now = (openpyxl.load_workbook(io.BytesIO(one)) for one in (rich(), once(rich(), "x.xlsx", 4)))

    assert now.sheetnames == was.sheetnames
    assert now["Verborgen"].sheet_state == "hidden"
    assert dict(now.defined_names["Bedragen"]) == dict(was.defined_names["Bedragen"])
    for name in was.sheetnames:
        for row in was[name].iter_rows():
            for old in row:
                new = now[name][old.coordinate]
                ours = (name, old.column) == ("Debiteuren", 8)
                assert ours or (new.value, new.style_id, new.hyperlink) == (old.value, old.style_id, old.hyperlink)
    sheet = now["Debiteuren"]
    assert sheet["C5"].comment.text == "bellen"
    assert (sheet.column_dimensions["B"].width, sheet.column_dimensions["E"].hidden) == (40, True)
    assert (sheet.row_dimensions[6].height, sheet.row_dimensions[7].hidden) == (33, True)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_area) == ("A4", "$3:$3", "'Debiteuren'!$A$1:$G$9")
    assert len(now["Nota's"]._charts) == 1


def test_marked_twice_is_marked_once() -> None:
    """The same marks on what came back, and on what was handed in, give the same bytes."""
    for data, name in ((rich(), "x.xlsx"), (ods(), "x.ods"), (text_file().encode(), "x.csv")):
        row = 4
        first = once(data, name, row)
        assert once(data, name, row) == first, name
        assert once(first, name, row) == first, name


@pytest.mark.req("D4")
def test_a_later_mark_comes_beside_the_earlier_ones() -> None:
    """Taken out after a second answer: what was marked is marked still, whether from the upload or from what came back."""
    for data, name in ((rich(), "x.xlsx"), (ods(), "x.ods")):
        first = once(data, name, 4)
        assert parts(once(first, name, 5)) == parts(once(data, name, 4, 5)), name
    data = text_file().encode()
    assert once(once(data, "x.csv", 4), "x.csv", 5) == once(data, "x.csv", 4, 5)


def test_of_an_ods_only_the_content_changes_and_of_it_only_our_cells() -> None:
    """Every other part still packed as it was, ``mimetype`` first; taking our cells away gives the very same text."""
    more: dict[str, bytes | str] = {
        "Pictures/1.png": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "settings.xml": "<a/>",
        "Thumbnails/thumbnail.png": b"\x89PNG" + bytes(40),
    }
    data = ods("".join(map(ods_row, [HEADINGS, *PEOPLE])), more=more)
    after = once(data, "x.ods", 3, 4)
    before, now = packed(data), packed(after)

    assert list(before) == list(now)
    assert next(iter(now)) == "mimetype"
    assert {name for name in before if before[name] != now[name]} == {"content.xml"}
    content = (
        parts(after)["content.xml"].decode().replace('<table:table-column table:number-columns-repeated="1"/>', "")
    )
    for text in ("Stand OCMW", TEXT):
        content = re.sub(
            rf'<table:table-cell[^>]*office:value-type="string"[^>]*><text:p>{text}</text:p></table:table-cell>',
            "",
            content,
        )
    assert content == parts(data)["content.xml"].decode()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_of_a_text_file_only_the_ends_of_lines_change(codec: str, separator: str) -> None:
    """The column taken away again gives the very same bytes, quotes, blanks and line ends among them."""
    people = [(p[0], f'"{p[1]} ""de"" oude"', *p[2:6], "") for p in PEOPLE]
    data = ("Lijst\r\n" + text_file(people, separator)).encode(codec)
    after = once(data, "x.csv", 4)
    text = after.decode(codec)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))

    assert [line[7] for line in lines if len(line) > 7] == ["Stand OCMW", "", TEXT, "", ""]
    for told in ("Stand OCMW\r\n", f"{TEXT}\r\n", "\r\n"):
        text = text.replace(f"{separator}{told}", "\r\n") if told != "\r\n" else text
    bare = text.replace(f"{separator}{separator}\r\n", f"{separator}\r\n")
    assert bare.encode(codec) == data


def test_a_part_that_nobody_knows_is_left_packed_as_it_was() -> None:
    """Stored or deflated, at whatever level: not even unpacked for the way back."""
    data = zipped({**parts(hand_xlsx(list_xml())), "xl/onbekend/x.dat": bytes(9_999)}, stored=("xl/onbekend/x.dat",))

    assert packed(once(data, "x.xlsx", 2))["xl/onbekend/x.dat"] == packed(data)["xl/onbekend/x.dat"]
