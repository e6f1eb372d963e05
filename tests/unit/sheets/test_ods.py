"""The same for .ods: repeats are split where a mark falls, and only there."""

import io
import re
import zipfile

import pytest

from kring.sheets.mark import mark
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table
from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    TEXT,
    WANTED,
    calamine_rows,
    changed,
    column_of,
    ods,
    ods_cell,
    ods_row,
    parts,
)

NESTED = "<table:table-row><table:table-cell><table:table/></table:table-cell></table:table-row>"
WIDE_AND_LONG = ods_row(
    ["x"], ' table:number-rows-repeated="900000"', ods_cell("y", ' table:number-columns-repeated="99"')
)
BIG = ' table:number-columns-repeated="16377"'


def read(data: bytes) -> Table:
    return read_table(data, "lijst.ods", WANTED)


def marked(data: bytes, *rows: int) -> bytes:
    return mark(data, read(data), dict.fromkeys(rows, TEXT))


def test_a_list_in_an_ods_is_read_and_marked() -> None:
    """Rows, kinds and places as in an .xlsx; all other parts stay the same, ``mimetype`` first and stored."""
    data = ods()
    table = read(data)
    after = marked(data, 2, 5)
    archive = zipfile.ZipFile(io.BytesIO(after))

    assert (table.kind, table.sheet) == ("ods", "Blad 1")
    assert table.rows[2].values["ssin"] == "85670300326"
    assert column_of(after, 7) == {1: "Stand OCMW", 2: TEXT, 5: TEXT}
    assert {n for n, old in parts(data).items() if old != parts(after)[n]} == {"content.xml"}
    assert archive.infolist()[0].filename == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert after[30:38] == b"mimetype"


def test_repeated_rows_and_cells_are_split_where_a_mark_falls() -> None:
    """Three equal rows in one element, and empty cells up to the end of the sheet."""
    twin = ("D9", "Twee", "Ling", "85670300128", "Markt", 1, 2)
    filler = ods_cell(None, ' table:style-name="ce1"' + BIG)
    body = (
        ods_row(HEADINGS, after=filler)
        + ods_row(PEOPLE[0], after=filler)
        + ods_row(twin, ' table:style-name="ro1" table:number-rows-repeated="3"', filler)
        + ods_row(PEOPLE[1])
        + f'<table:table-row table:number-rows-repeated="1048000"><table:table-cell{BIG}/></table:table-row>'
    )
    data = ods(body)
    after = marked(data, 4)
    content = parts(after)["content.xml"].decode()

    assert [row.number for row in read(data).rows] == [2, 3, 4, 5, 6]
    assert column_of(after, 7) == {1: "Stand OCMW", 4: TEXT}
    assert [row[:7] for row in calamine_rows(after)] == [row[:7] for row in calamine_rows(data)]
    assert 'number-columns-repeated="16376"' in content
    assert 'table:style-name="ce1" office:value-type="string"><text:p>' + TEXT in content
    assert content.count("Twee") == 3


def test_a_hidden_table_never_counts() -> None:
    """Its style says that it is not displayed."""
    style = (
        '<office:automatic-styles><style:style style:name="ta9" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body>'
    )
    data = changed(
        ods(), "content.xml", ("<office:body>", style), ("<table:table ", '<table:table table:style-name="ta9" ')
    )

    with pytest.raises(Refused, match="no_header"):
        read(data)


def test_a_covered_cell_is_not_ours() -> None:
    """A merge beside the list moves our column to the right."""
    wide = '<table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell/>'
    data = ods(ods_row(HEADINGS, after=wide) + ods_row(PEOPLE[0]) + ods_row(PEOPLE[1]))

    assert column_of(marked(data, 2), 9) == {1: "Stand OCMW", 2: TEXT}


def test_the_range_that_is_sorted_is_widened() -> None:
    """A database range that ends at our left reaches our column, its name in quotes or not."""
    for address in ("'Blad 1'.A1:'Blad 1'.G5", "$&apos;Blad 1&apos;.$A$1:$&apos;Blad 1&apos;.$G$5"):
        ranges = (
            '<table:database-ranges><table:database-range table:name="x" table:display-filter-buttons="true" '
            f'table:target-range-address="{address}"/></table:database-ranges>'
        )
        content = parts(marked(ods(after=ranges), 2))["content.xml"].decode()
        assert re.search(r"\.\$?H\$?5\"/>", content), address
        assert content.count("A1") + content.count("$A$1") == 1


def test_our_own_ods_may_come_back() -> None:
    """The column is used again."""
    once = marked(ods(), 2, 3)
    again = marked(once, 3, 4)

    assert column_of(again, 7) == {1: "Stand OCMW", 2: TEXT, 3: TEXT, 4: TEXT}
    assert len(calamine_rows(again)[0]) == 8


def test_errors_and_formulas_without_value_are_told() -> None:
    """LibreOffice writes an error as an empty text; a formula nobody computed has no type."""
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    unknown = '<table:table-cell table:formula="of:=A1"/>'
    rows = [
        "<table:table-row>"
        + "".join(map(ods_cell, PEOPLE[0][:3]))
        + cell
        + "".join(map(ods_cell, PEOPLE[0][4:]))
        + "</table:table-row>"
        for cell in (error, unknown)
    ]
    table = read(ods(ods_row(HEADINGS) + "".join(rows)))

    assert [row.faults for row in table.rows] == [{"ssin": "error"}, {"ssin": "formula_without_value"}]


def test_notes_in_cells_and_grouped_rows_do_no_harm() -> None:
    """An annotation is no value; header rows and groups are rows."""
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>x</text:p></office:annotation>'
        "<text:p>D1</text:p></table:table-cell>"
    )
    row = "<table:table-row>" + note + "".join(map(ods_cell, PEOPLE[0][1:])) + "</table:table-row>"
    body = (
        f"<table:table-header-rows>{ods_row(HEADINGS)}</table:table-header-rows>"
        f"<table:table-row-group>{row}{ods_row(PEOPLE[1])}</table:table-row-group>"
    )
    after = marked(ods(body), 2)

    assert column_of(after, 7) == {1: "Stand OCMW", 2: TEXT}
    assert b"office:annotation" in parts(after)["content.xml"]


@pytest.mark.parametrize(
    ("body", "more", "code"),
    [
        (ods_row(HEADINGS) + ods_row(PEOPLE[0], ' table:number-rows-repeated="5000000"'), {}, "stray_cell"),
        (ods_row(HEADINGS) + WIDE_AND_LONG, {}, "stray_cell"),
        (ods_row(HEADINGS) + NESTED, {}, "resave"),
        (None, {"Basic/Standard/script-lb.xml": "<x/>"}, "macros"),
        (None, {"META-INF/documentsignatures.xml": "<x/>"}, "signed"),
        (None, {"META-INF/manifest.xml": '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'}, "password"),
        (None, {"mimetype": "application/vnd.oasis.opendocument.text"}, "not_workbook"),
        (None, {"styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}, "dtd"),
    ],
)  # fmt: skip
def test_an_ods_that_cannot_be_taken(body: str | None, more: dict[str, str], code: str) -> None:
    """Each with its own code."""
    with pytest.raises(Refused) as refused:
        read(ods(body, more=more))
    assert refused.value.code == code
