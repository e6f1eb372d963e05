"""A workbook that we compose: opened by others, read by ourselves, and never a formula."""

import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from kring.sheets.fields import Field
from kring.sheets.read import read_table
from kring.sheets.write_xlsx import workbook


def test_what_is_written_is_read_back() -> None:
    """By another program, and by our own reader."""
    data = workbook(["Naam", "Nota"], [["=1+1", "een\ntwee <&>"], ["", "x" * 40_000]], sheet="Lijst")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Naam", "Nota"],
        ["=1+1", "een\ntwee <&>"],
        [None, "x" * 32_767],
    ]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    wanted = (Field("name", ("Naam",)), Field("note", ("Nota",)))
    assert [row.values["name"] for row in read_table(data, "lijst.xlsx", wanted).rows][:1] == ["=1+1"]


def test_the_same_list_gives_the_same_bytes() -> None:
    """So that the digest in the log says something."""
    assert workbook(["a"], [["b"]], sheet="x") == workbook(["a"], [["b"]], sheet="x")


@given(st.text(min_size=1, max_size=30))
def test_any_text_makes_a_workbook_that_opens(text: str) -> None:
    """Whatever stood in a cell, signs that XML does not know become blanks."""
    data = workbook(["kop"], [[text]], sheet="Lijst")
    assert openpyxl.load_workbook(io.BytesIO(data)).active is not None
