"""The workbook that goes back: one column more, the mark beside the right person, everything else as it was."""

import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table as ListObject

from kring.sheets import mark as marking
from kring.sheets.mark import mark
from kring.sheets.mark_xlsx import mark_xlsx
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table
from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    TEXT,
    WANTED,
    book_of,
    calamine_rows,
    changed,
    column_of,
    hand_xlsx,
    list_xml,
    openpyxl_rows,
    parts,
    saved,
    sheet_xml,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes) -> Table:
    return read_table(data, "lijst.xlsx", WANTED)


def marked(data: bytes, *rows: int) -> bytes:
    return mark(data, read(data), dict.fromkeys(rows, TEXT))


def rich_book() -> openpyxl.Workbook:
    """A workbook with what people put in one: formats, notes, merges, rules, other sheets, a hidden row."""
    book = book_of(row=3)
    sheet = book.active
    sheet["A1"] = "Debiteuren 2026"
    sheet.merge_cells("A1:G1")
    sheet["G3"].font = Font(bold=True)
    sheet["B4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["C5"].comment = Comment("bellen", "Debiteurenteam")
    sheet["G9"] = "=SUM(G4:G7)"
    sheet.column_dimensions["B"].width = 40
    sheet.row_dimensions[6].hidden = True
    sheet.freeze_panes = "A4"
    other = book.create_sheet("Nota's")
    other["B2"] = "=Debiteuren!G4*2"
    book.create_sheet("Leeg").sheet_state = "hidden"
    return book


@pytest.mark.req("D2", "D5")
def test_the_mark_stands_beside_its_person_and_nothing_else_changed() -> None:
    """Every other part is the same bytes; in the sheet only our cells, spans, dimension and width differ."""
    data = saved(rich_book())
    after = marked(data, 4, 7)
    old, new = parts(data), parts(after)

    assert column_of(after, 7) == {3: "Stand OCMW", 4: TEXT, 7: TEXT}
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {SHEET}
    assert tokens(new[SHEET]) == tokens(old[SHEET])
    assert zipfile.ZipFile(io.BytesIO(after)).testzip() is None


def tokens(sheet: bytes) -> list[bytes]:
    """The sheet's tags and texts without what marking may change."""
    sheet = re.sub(
        rb'<c r="H\d+"[^>]*t="inlineStr">.*?</c>|<col min="8"[^>]*>|<dimension[^>]*>|\sspans="[^"]*"', b"", sheet
    )
    return re.findall(rb"<[^>]*>|[^<]+", sheet)


def test_comments_merges_widths_formulas_and_other_sheets_are_kept() -> None:
    """Read by openpyxl, the book is what it was, plus one column."""
    after = openpyxl.load_workbook(io.BytesIO(marked(saved(rich_book()), 4)))
    sheet = after["Debiteuren"]

    assert sheet["C5"].comment.text == "bellen"
    assert [str(m) for m in sheet.merged_cells.ranges] == ["A1:G1"]
    assert sheet.column_dimensions["B"].width == 40
    assert sheet.column_dimensions["H"].width == 34
    assert sheet["G9"].value == "=SUM(G4:G7)"
    assert sheet.row_dimensions[6].hidden
    assert sheet.freeze_panes == "A4"
    assert after["Nota's"]["B2"].value == "=Debiteuren!G4*2"
    assert after["Leeg"].sheet_state == "hidden"
    assert sheet["H3"].font.b, "the heading looks like its neighbour"


def test_two_other_readers_agree_on_the_marked_workbook() -> None:
    """openpyxl and calamine read the same values."""
    after = marked(saved(rich_book()), 5, 6)

    assert openpyxl_rows(after) == calamine_rows(after)


def test_an_unmarked_row_is_not_touched() -> None:
    """Byte for byte, also its spans."""
    data = hand_xlsx(list_xml().replace('<row r="3">', '<row  spans="1:7" r="3"  >'))
    after = parts(marked(data, 2))[SHEET]

    assert b'<row  spans="1:7" r="3"  >' in after
    assert after.count(TEXT.encode()) == 1


def test_marks_are_inline_texts_never_formulas() -> None:
    """No formula element enters; free text and anything like a formula is the caller's mistake."""
    data = xlsx()
    table = read(data)

    assert b"<f>" not in parts(marked(data, 2))[SHEET]
    for text in ("=1+1", "+32", "-x", "@x", "\tx", "", "x" * 500, "a\nb", "＝1"):
        with pytest.raises(ValueError, match="mark"):
            mark(data, table, {2: text})
    with pytest.raises(ValueError, match="constant"):
        mark(data, table, {2: "a"} | {row: str(row) for row in range(2, 40)})
    with pytest.raises(ValueError, match="row"):
        mark(data, table, {99: TEXT})


def test_special_characters_of_a_mark_are_kept() -> None:
    """A text with markup in it stays text."""
    data = xlsx()

    assert column_of(mark(data, read(data), {2: "a < b & 'c'"}), 7)[2] == "a < b & 'c'"


def test_a_list_without_marks_still_gets_its_heading() -> None:
    """Nobody is a client: the column is there and empty."""
    assert column_of(marked(xlsx()), 7) == {1: "Stand OCMW"}


def test_styled_empty_cells_beside_the_list_are_taken_over() -> None:
    """A formatted but empty column is where the marks go; its cells are replaced, not pushed."""
    book = book_of()
    for row in range(1, 8):
        book.active.cell(row, 8).font = Font(italic=True)
    after = marked(saved(book), 3)

    assert column_of(after, 7) == {1: "Stand OCMW", 3: TEXT}
    assert openpyxl.load_workbook(io.BytesIO(after)).active["H3"].font.i


def test_a_column_with_something_in_it_is_passed_over() -> None:
    """A note beside the list, or a merge over it: the next free column is taken."""
    book = book_of()
    book.active["H3"] = "bellen"
    book.active.merge_cells("I4:J4")
    after = marked(saved(book), 2)

    assert column_of(after, 10) == {1: "Stand OCMW", 2: TEXT}
    assert column_of(after, 7) == {3: "bellen"}


def test_formulas_that_nobody_computed_are_something_too() -> None:
    """A column of formulas without values reads as blank, and is passed over all the same."""
    after = marked(xlsx([(*p, "=A1") for p in PEOPLE]), 2)

    assert column_of(after, 8) == {1: "Stand OCMW", 2: TEXT}


@pytest.mark.req("D4")
def test_our_own_workbook_may_come_back() -> None:
    """The column is used again: a mark that stands stays, a new one is added."""
    once = marked(xlsx(), 2, 3)
    again = mark(once, read(once), {3: TEXT, 5: TEXT})

    assert column_of(again, 7) == {1: "Stand OCMW", 2: TEXT, 3: TEXT, 5: TEXT}
    assert len(calamine_rows(again)[0]) == 8
    assert parts(mark(once, read(once), {2: TEXT}))[SHEET] == parts(once)[SHEET]


def test_our_column_in_the_middle_is_used_again() -> None:
    """Somebody moved it to the left of the amounts."""
    headings = ("Stand OCMW", *HEADINGS)
    data = xlsx([("", *PEOPLE[0]), (TEXT, *PEOPLE[1]), *[(None, *p) for p in PEOPLE[2:]]], headings=headings)
    after = marked(data, 2, 4)

    assert column_of(after, 0) == {1: "Stand OCMW", 2: TEXT, 3: TEXT, 4: TEXT}


def test_a_formula_in_our_column_is_not_overwritten() -> None:
    """It is somebody's work: refused with the cell."""
    data = xlsx([(*p, "=1") for p in PEOPLE], headings=(*HEADINGS, "Stand OCMW"))

    with pytest.raises(Refused) as refused:
        marked(data, 3)
    assert refused.value.code == "cell_taken"
    assert "H3" in refused.value.message["nl"]


def test_two_columns_with_our_heading_are_refused() -> None:
    """Which of them is ours cannot be known."""
    with pytest.raises(Refused, match="heading_taken"):
        marked(xlsx([(*p, "", "") for p in PEOPLE], headings=(*HEADINGS, "Stand OCMW", "stand ocmw")), 2)


def with_table(ref: str = "A1:G5", *, extra: Any = None) -> bytes:
    book = book_of()
    table = ListObject(displayName="Lijst", ref=ref)
    book.active.add_table(table)
    if extra:
        extra(book)
    return saved(book)


def sorted_by_name(rows: list[list[Any]], width: int) -> list[list[Any]]:
    """What a spreadsheet does that sorts ``width`` columns by the name, and only those."""
    body = sorted((row[:width] for row in rows[1:]), key=lambda row: str(row[1]))
    return [[*new, *old[width:]] for new, old in zip(body, rows[1:], strict=True)]


def test_sorting_the_table_afterwards_keeps_the_mark_beside_its_person() -> None:
    """The ListObject is one column wider: part, filter, count, a new id, the heading as its name."""
    after = marked(with_table(), 2, 4)
    sheet = openpyxl.load_workbook(io.BytesIO(after)).active
    table = sheet.tables["Lijst"]

    assert (table.ref, table.autoFilter.ref) == ("A1:H5", "A1:H5")
    assert [c.name for c in table.tableColumns] == [*HEADINGS, "Stand OCMW"]
    assert len({c.id for c in table.tableColumns}) == 8
    assert b'tableColumns count="8"' in parts(after)["xl/tables/table1.xml"]
    marks = {row[0]: row[7] for row in sorted_by_name(calamine_rows(after), 8)}
    assert marks == {"D1": TEXT, "D2": "", "D3": TEXT, "D4": ""}


def test_sorting_by_the_filter_afterwards_keeps_the_mark_beside_its_person() -> None:
    """The filter reaches our column, and so does the hidden name by which Excel knows it."""
    book = book_of()
    book.active.auto_filter.ref = "A1:G5"
    after = marked(saved(book), 2, 4)
    again = openpyxl.load_workbook(io.BytesIO(after))

    assert again.active.auto_filter.ref == "A1:H5"
    assert b"'Debiteuren'!$A$1:$H$5" in parts(after)["xl/workbook.xml"]
    assert {name for name, old in parts(saved(book)).items() if old != parts(after)[name]} <= {
        SHEET, "xl/workbook.xml", "docProps/core.xml",
    }  # fmt: skip
    marks = {row[0]: row[7] for row in sorted_by_name(calamine_rows(after), 8)}
    assert marks == {"D1": TEXT, "D2": "", "D3": TEXT, "D4": ""}


def test_a_table_that_would_leave_our_column_behind_is_refused() -> None:
    """Notes right of the table would put the marks apart from it: no room."""

    def notes(book: openpyxl.Workbook) -> None:
        book.active["H3"] = "bellen"

    with pytest.raises(Refused, match="no_room"):
        marked(with_table(extra=notes), 2)


def test_a_table_tied_to_a_source_is_refused() -> None:
    """Excel would repair it away."""
    data = changed(
        with_table(), "xl/tables/table1.xml", ('displayName="Lijst"', 'displayName="Lijst" tableType="queryTable"')
    )

    with pytest.raises(Refused, match="linked_table"):
        marked(data, 2)


def test_a_marked_table_comes_back() -> None:
    """Ours is now within the table: nothing is widened twice."""
    once = marked(with_table(), 2)
    again = marked(once, 3)

    assert openpyxl.load_workbook(io.BytesIO(again)).active.tables["Lijst"].ref == "A1:H5"
    assert column_of(again, 7) == {1: "Stand OCMW", 2: TEXT, 3: TEXT}


def test_a_width_over_all_columns_is_split() -> None:
    """``<col min="6" max="16384">`` becomes three: left, ours, right."""
    head = '<cols><col min="1" max="5" width="9"/><col min="6" max="16384" width="11" style="0" hidden="1"/></cols>'
    after = parts(marked(hand_xlsx(list_xml(head=head)), 2))[SHEET].decode()

    assert re.findall(r'<col min="(\d+)" max="(\d+)" width="(\d+)"', after) == [
        ("1", "5", "9"), ("6", "7", "11"), ("8", "8", "34"), ("9", "16384", "11"),
    ]  # fmt: skip
    assert '<col min="8" max="8" width="34" customWidth="1" style="0"/>' in after


@pytest.mark.parametrize("how", [{"referenced": False}, {"prefix": "x:"}, {"referenced": False, "prefix": "main:"}])
def test_unusual_but_lawful_writing_is_marked_too(how: dict[str, Any]) -> None:
    """No references at all, or a prefix on every element."""
    after = marked(hand_xlsx(list_xml(**how)), 3)

    assert column_of(after, 7) == {1: "Stand OCMW", 3: TEXT}
    if how.get("referenced", True):
        assert openpyxl_rows(after) == calamine_rows(after)


def test_attributes_in_any_order_and_quotes_are_read() -> None:
    """Single quotes, line breaks, the style before the reference."""
    sheet = list_xml().replace('<c r="G3">', "<c s='0'\n r='G3'>").replace('<row r="3">', "<row\tht='15'  r = '3' >")
    after = marked(hand_xlsx(sheet), 3)

    assert column_of(after, 7) == {1: "Stand OCMW", 3: TEXT}


def test_a_mark_cannot_come_back_without_the_same_bytes() -> None:
    """The row number means something only in the file it was read from."""
    data, other = xlsx(), xlsx(PEOPLE[1:])

    with pytest.raises(Refused, match="other_file"):
        mark(other, read(data), {2: TEXT})


class Shifting:
    """The real writer with one mistake in it."""

    def __init__(self, mistake: str) -> None:
        self.mistake, self.real = mistake, mark_xlsx

    def __call__(
        self, data: bytes, table: Table, texts: dict[int, str], column: int, heading: str, **rest: Any
    ) -> bytes:
        if self.mistake == "shift":
            texts = {row + (0 if row == table.header_row else 1): text for row, text in texts.items()}
        elif self.mistake == "drop":
            texts = dict(list(texts.items())[1:])
        elif self.mistake == "double":
            texts = {**texts, 4: TEXT}
        elif self.mistake == "column":
            column += 1
        elif self.mistake == "person":
            data = changed(data, SHEET, ("<t>D1</t>", "<t>D9</t>"))
        return self.real(data, table, texts, column, heading, **rest)


@pytest.mark.parametrize("mistake", ["shift", "drop", "double", "column", "person"])
def test_a_wrong_mark_never_leaves(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark shifted, dropped, doubled or in another column, a person changed: the proof refuses."""
    data = hand_xlsx(list_xml())
    monkeypatch.setattr(marking, "mark_xlsx", Shifting(mistake))

    with pytest.raises(Refused, match="proof_failed"):
        marked(data, 2)


def test_rows_that_are_gone_are_a_refusal() -> None:
    """A table whose row has no element in the sheet cannot be marked there."""
    data = hand_xlsx(sheet_xml({1: HEADINGS, 2: PEOPLE[0], 4: PEOPLE[1]}))
    table = read(data)

    assert [row.number for row in table.rows] == [2, 4]
    assert column_of(mark(data, table, {4: TEXT}), 7) == {1: "Stand OCMW", 4: TEXT}
