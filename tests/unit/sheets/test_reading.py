"""What a list gives when it is read: our columns, each row under its number in the sheet, nothing else."""

import datetime as dt
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table as ListObject

from kring.sheets.fields import Field
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table, from_json, to_json
from tests.unit.sheets.corpus import HEADINGS, PEOPLE, WANTED, book_of, hand_xlsx, list_xml, saved, sheet_xml, xlsx


def read(data: bytes, name: str = "lijst.xlsx") -> Table:
    return read_table(data, name, WANTED)


@pytest.mark.req("D1", "D5")
def test_a_list_gives_each_person_under_the_row_of_the_sheet() -> None:
    """The row number is the sheet's own, also below a title and right of an empty column."""
    book = book_of(row=4, column=3)
    book.active["C1"] = "Openstaande schulden"
    book.active.merge_cells("C1:J1")
    table = read(saved(book))

    assert (table.kind, table.sheet, table.header_row) == ("xlsx", "Debiteuren", 4)
    assert [row.number for row in table.rows] == [5, 6, 7, 8]
    assert table.rows[2].values == {
        "first_name": "Éric",
        "last_name": "Maes",
        "ssin": "85670300326",
        "street": "Stationsstraat",
        "house_number": "3",
        "file_number": "D3",
    }
    assert table.rows[2].kind("ssin") == "number"
    assert table.rows[0].kind("ssin") == "text"


@pytest.mark.req("D1")
def test_other_columns_are_named_and_never_read() -> None:
    """The amount is not in any row; its heading is told, and a column without heading by its letter."""
    people = [(*p, f"notitie {k}") for k, p in enumerate(PEOPLE)]
    table = read(xlsx(people))

    assert table.dropped_columns == ("Bedrag", "kolom H")
    assert "notitie" not in repr(table)
    assert "10.5" not in repr(table)


def test_a_row_that_is_nobody_is_left_out_and_told() -> None:
    """A totals line, a repeated heading; while somebody without a number stays, to be listed as invalid."""
    people = [*PEOPLE[:2], HEADINGS, ("", "Totaal", "", "", "", "", 99), ("", "Wouters", "Bo", "", "Plein", "", "")]
    table = read(xlsx(people))

    assert [row.number for row in table.rows] == [2, 3, 6]
    assert table.skipped_rows == (4, 5)


def test_the_best_visible_sheet_is_taken() -> None:
    """A sheet with fewer of our headings loses; a hidden one never counts."""
    book = book_of()
    poor = book.create_sheet("Eerst", 0)
    poor.append(["Naam", "INSZ"])
    poor.append(["x", "y"])
    hidden = book.create_sheet("Verborgen", 1)
    hidden.append(HEADINGS)
    hidden.append(PEOPLE[0])
    hidden.sheet_state = "hidden"

    assert read(saved(book)).sheet == "Debiteuren"


@pytest.mark.parametrize(
    ("first", "second", "street"),
    [
        (["Dossier", "Naam", "Voornaam", "INSZ", "Adres", None], [None, None, None, None, "Straat", "Nr"], 4),
        (["Dossier", None, None, None, None, None], [None, "Naam", "Voornaam", "INSZ", "Straat", "Nr"], 4),
    ],
)
def test_headings_in_two_rows_are_read_together(first: list[Any], second: list[Any], street: int) -> None:
    """A second heading row below or above fills in what the first does not say."""
    book = openpyxl.Workbook()
    book.active.append(first)
    book.active.append(second)
    book.active.append(["D1", "Peeters", "Jan", "85670300128", "Kerkstraat", 5])
    table = read(saved(book))

    assert table.header_row == 2
    assert table.columns["street"] == street
    assert table.columns["house_number"] == 5
    assert table.columns["file_number"] == 0
    assert [row.number for row in table.rows] == [3]


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (85670300128, "85670300128", "number"),
        (850730.5, "850730.5", "number"),
        (1234567890123456789, "1234567890123457024", "digits_lost"),
        (dt.date(1985, 7, 3), "1985-07-03", "date"),
        (dt.datetime(1985, 7, 3, 10, 30), "1985-07-03T10:30:00", "date"),  # noqa: DTZ001 - a cell has no zone
        (True, "1", "truth"),
        ("=1+1", None, "formula_without_value"),
        ("#DIV/0!", None, "error"),
        ("  00099912345\u00a0", "00099912345", "text"),
    ],
)
def test_a_number_cell_tells_what_it_was(value: Any, text: str | None, kind: str) -> None:
    """Dates, numbers of too many digits, formulas that nobody computed and errors are told apart from text."""
    table = read(xlsx([(*PEOPLE[0][:3], value, *PEOPLE[0][4:])]))

    assert table.rows[0].values["ssin"] == text
    assert table.rows[0].kind("ssin") == kind
    assert ("ssin" in table.rows[0].faults) == (kind in ("digits_lost", "formula_without_value", "error"))


def test_a_formula_that_computed_an_empty_text_is_a_blank() -> None:
    """Excel wrote ``<v></v>`` with ``t="str"``: that formula has its value."""
    row = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>D1</t></is></c><c r="D2" t="str"><f>IF(1,"","")</f><v></v></c></row>'
    )
    data = hand_xlsx(list_xml([]).replace("</sheetData>", row + "</sheetData>"))

    assert read(data).rows[0].kinds == {}


def test_rows_of_which_only_formulas_are_left_still_count() -> None:
    """A formula without value below the last row that the reader sees is somebody's row all the same."""
    people = [PEOPLE[0], (None, None, None, "=A1", None, None, None)]
    table = read(xlsx(people))

    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[1].faults == {"ssin": "formula_without_value"}


def test_the_totals_row_of_a_table_is_nobody() -> None:
    """A ListObject's totals row is left out, although it has something under the file number."""
    book = book_of([*PEOPLE, ("4", "Totaal", None, "4", None, None, 100)])
    data = _with_table(book, "A1:G6", totals=True)

    assert [row.number for row in read(data).rows] == [2, 3, 4, 5]


def test_a_sheet_whose_rows_carry_no_numbers_is_counted() -> None:
    """Neither row nor cell says where it stands, with an unusual prefix on top."""
    table = read(hand_xlsx(list_xml(referenced=False, prefix="x:")))

    assert [(row.number, row.values["file_number"]) for row in table.rows] == [
        (2, "D1"),
        (3, "D2"),
        (4, "D3"),
        (5, "D4"),
    ]


def test_a_table_survives_the_pipe() -> None:
    """What the child writes as JSON is the same table again."""
    table = read(xlsx())

    assert from_json(to_json(table)) == table


@pytest.mark.parametrize(
    "change", [{"rows": 1}, {"numbers": ["x"]}, {"values": {}}, {"kind": "exe"}, {"kinds": {"z": ""}}]
)
def test_a_table_of_another_shape_is_not_believed(change: dict[str, Any]) -> None:
    """A child that was taken over can lie, not confuse."""
    told = dict(to_json(read(xlsx())))  # type: ignore[arg-type]
    told.pop("rows" if "rows" in told else "numbers") if "rows" in change else told.update(change)

    with pytest.raises(ValueError, match=r".+"):
        from_json(told)


def test_a_missing_column_is_named() -> None:
    """One column for both names is not two: the message says which heading is missing, in Dutch."""
    headings = ("Dossiernummer", "Naam en voornaam", "x", "INSZ", "Straat", "Nr", "Bedrag")
    with pytest.raises(Refused) as refused:
        read(xlsx(headings=headings))

    assert refused.value.code == "missing_column"
    assert "Voornaam, naam" in refused.value.message["nl"]
    assert "rij 1 van blad «Debiteuren»" in refused.value.message["nl"]


def test_the_same_heading_twice_is_asked_about() -> None:
    """Two columns headed Naam: nobody can say whose number stands beside them."""
    with pytest.raises(Refused) as refused:
        read(xlsx(headings=("Dossiernummer", "Naam", "Voornaam", "INSZ", "Straat", "Nr", "naam")))

    assert refused.value.code == "double_column"


def test_the_likelier_of_two_synonyms_wins() -> None:
    """Of ``Adres`` and ``Straat`` the one the caller named first is taken, the other is dropped."""
    table = read(xlsx(headings=("Dossiernummer", "Naam", "Voornaam", "INSZ", "Adres", "Nr", "Straat")))

    assert table.columns["street"] == 6
    assert table.dropped_columns == ("Adres",)


def test_the_client_register_is_read_by_the_same_means() -> None:
    """Other fields, dates and an open end."""
    wanted = (
        Field("ssin", ("INSZ",), names_row=True),
        Field("capacity", ("Hoedanigheid",)),
        Field("from", ("Van", "Begin")),
        Field("until", ("Tot", "Einde")),
    )
    book = openpyxl.Workbook()
    book.active.append(["INSZ", "Hoedanigheid", "Begin", "Einde"])
    book.active.append(["85670300128", 1, dt.date(2026, 1, 1), None])
    row = read_table(saved(book), "r.xlsx", wanted).rows[0]

    assert row.values == {"ssin": "85670300128", "capacity": "1", "from": "2026-01-01", "until": None}
    assert row.kind("from") == "date"


def test_headings_without_people_are_refused() -> None:
    """An empty list is told as such."""
    with pytest.raises(Refused, match="no_rows"):
        read(xlsx([]))


def test_a_sheet_without_any_of_our_headings_is_refused() -> None:
    """Also a sheet with nothing at all."""
    with pytest.raises(Refused, match="no_header"):
        read(xlsx(headings=("a", "b")))
    with pytest.raises(Refused, match="no_header"):
        read(hand_xlsx(sheet_xml({}).replace("<sheetData></sheetData>", "<sheetData/>")))


def _with_table(book: openpyxl.Workbook, ref: str, *, totals: bool = False) -> bytes:
    table = ListObject(displayName="Lijst", ref=ref)
    if totals:
        table.totalsRowCount = 1
    book.active.add_table(table)
    return saved(book)
