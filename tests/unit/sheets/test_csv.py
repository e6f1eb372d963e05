"""Text files with separators: every encoding and separator, the bytes kept, our column behind them."""

import codecs
import csv
import io
from typing import Any

import pytest

from kring.sheets.formula import harmless, harmless_line
from kring.sheets.mark import mark
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table
from tests.unit.sheets.corpus import HEADINGS, PEOPLE, TEXT, WANTED, text_file

ENCODINGS = {
    "utf-8 with mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-8": (b"", "utf-8"),
    "utf-16": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16 big": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "windows-1252": (b"", "cp1252"),
}


def read(data: bytes) -> Table:
    return read_table(data, "lijst.csv", WANTED)


def marked(data: bytes, *rows: int) -> bytes:
    return mark(data, read(data), dict.fromkeys(rows, TEXT))


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_separator_is_read_and_marked(encoding: str, separator: str) -> None:
    """The accents of the names arrive, and taking our column away again gives the very same bytes."""
    mark_bytes, codec = ENCODINGS[encoding]
    data = mark_bytes + text_file(separator=separator).encode(codec)
    table = read(data)
    after = marked(data, 2, 4)
    text = after.removeprefix(mark_bytes).decode(codec)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))

    assert [row.values["first_name"] for row in table.rows] == ["Jan", "An", "Éric", "Lies"]
    assert [line[7] for line in lines] == ["Stand OCMW", TEXT, "", TEXT, ""]
    for told in ("Stand OCMW", TEXT, ""):
        text = text.replace(f"{separator}{told}\r\n", "\r\n")
    assert mark_bytes + text.encode(codec) == data


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["with", "without"])
def test_line_ends_stay_as_they_were(end: str, last: str) -> None:
    """Also a file without a final line end, on whose last line a mark falls."""
    final = last == "with"
    after = marked(text_file(end=end, final=final).encode(), 5).decode()

    assert after.endswith(f";{TEXT}" + (end if final else ""))
    assert after.count(end) == 4 + final


def test_quoted_line_breaks_count_as_one_row() -> None:
    """Row numbers are those a spreadsheet shows; quotes stay as they were."""
    people = [('"D1"', '"Peeters\r\n""de"" man"', *PEOPLE[0][2:]), PEOPLE[1]]
    data = text_file(people).encode("cp1252")
    after = marked(data, 3)

    assert read(data).rows[0].values["last_name"] == 'Peeters\r\n"de" man'
    assert [row.number for row in read(data).rows] == [2, 3]
    assert b'"Peeters\r\n""de"" man"' in after
    assert after.decode("cp1252").rstrip().endswith(TEXT)


def test_a_line_sep_is_honoured_and_is_no_row() -> None:
    """Excel hides it, so row 1 is the heading."""
    data = ("sep=|\r\n" + text_file(separator="|")).encode()

    assert read(data).header_row == 1
    assert marked(data, 2).startswith(b"sep=|\r\nDossiernummer|")


def test_titles_above_and_short_records_keep_the_columns_apart() -> None:
    """A short record is filled up to our column; a title above is left alone."""
    short = "D5;Kort;Bo;85670300524;Plein\r\n"
    data = ("Openstaande schulden\r\n\r\n" + text_file() + short).encode()
    after = marked(data, 8).decode()

    assert read(data).header_row == 3
    assert after.startswith("Openstaande schulden\r\n\r\nDossiernummer")
    assert after.endswith(f"D5;Kort;Bo;85670300524;Plein;;;{TEXT}\r\n")


def test_our_own_csv_may_come_back() -> None:
    """The column is used again; a mark that stands stays."""
    once = marked(text_file().encode(), 2, 3)
    again = marked(once, 5)
    lines = list(csv.reader(io.StringIO(again.decode("utf-8"), newline=""), delimiter=";"))

    assert [line[7] for line in lines] == ["Stand OCMW", TEXT, TEXT, "", TEXT]


def test_empty_fields_at_the_end_make_room() -> None:
    """``;;`` behind each record: the first empty field becomes ours."""
    data = text_file().replace("\r\n", ";;\r\n").encode()
    after = marked(data, 2).decode("utf-8")

    assert after.splitlines()[1].endswith(f"10.5;{TEXT};")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x8d\x8f;a;b\r\n", "resave"),
        (b"%PDF-1.7\n", "not_workbook"),
        (b"<html><table>", "not_workbook"),
        (b"PNG\0\0\0\0", "not_workbook"),
        (b"", "not_workbook"),
        (b'Dossiernummer;Naam;Voornaam;INSZ;Straat\r\n1;"x;y;z;a\r\n', "resave"),
        (b"a;b\r\n1;2\r\n", "no_header"),
    ],
)
def test_a_text_file_that_cannot_be_taken(data: bytes, code: str) -> None:
    """Each with its own code."""
    with pytest.raises(Refused) as refused:
        read(data)
    assert refused.value.code == code


def test_an_unclosed_quote_is_refused() -> None:
    """Nobody can tell which record the rest belongs to."""
    with pytest.raises(Refused, match="resave"):
        read((text_file() + '"D9;x').encode())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝x"])
def test_lists_that_we_compose_hold_no_formula(text: str) -> None:
    """A quote in front keeps it text, whatever program opens it."""
    assert harmless(text) == "'" + text
    assert harmless_line(["a", text, 'b"']) == f'"a";"\'{text}";"b"""'


def test_harmless_text_is_left_alone() -> None:
    """A name or a number stays as it is."""
    values: list[Any] = ["Peeters", "85.67", "", HEADINGS[0]]
    assert [harmless(v) for v in values] == values
