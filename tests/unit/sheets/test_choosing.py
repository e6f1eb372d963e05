"""What a person sees of a file before its list leaves, and what becomes of another choice: sheet, headings, columns."""

from typing import Any

import pytest

from kring.sheets import sandbox
from kring.sheets.layout import Where, outline_from_json, outline_to_json
from kring.sheets.mark import mark
from kring.sheets.read import look, read_table
from kring.sheets.refused import Refused
from tests.unit.sheets.corpus import HEADINGS, PEOPLE, TEXT, WANTED, book_of, column_of, ods, saved, text_file, xlsx


@pytest.mark.req("D1")
def test_the_outline_tells_sheet_headings_and_columns_below_a_title() -> None:
    """Also which other columns could be chosen, and the list as it would leave."""
    book = book_of(row=4)
    book.active["A1"] = "Openstaande schulden"
    book.create_sheet("Andere")
    book.create_sheet("Verborgen").sheet_state = "hidden"
    outline = look(saved(book), "lijst.xlsx", WANTED)

    assert outline.sheets == ("Debiteuren", "Andere")
    assert (outline.where.sheet, outline.where.first_row, outline.where.header_row) == ("Debiteuren", 4, 4)
    assert outline.where.columns == {
        "first_name": 2, "last_name": 1, "ssin": 3, "street": 4, "house_number": 5, "file_number": 0,
    }  # fmt: skip
    assert outline.headings == dict(enumerate(HEADINGS))
    assert (outline.missing, outline.doubled) == ((), "")
    assert outline.table is not None
    assert [row.number for row in outline.table.rows] == [5, 6, 7, 8]


def test_a_missing_column_is_asked_for_and_can_be_chosen() -> None:
    """A heading nobody foresaw: the outline names the field, the choice makes the list whole."""
    data = xlsx(headings=("Dossiernummer", "Naam", "Hoe hij heet", "INSZ", "Straat", "Nr", "Bedrag"))
    outline = look(data, "lijst.xlsx", WANTED)
    chosen = Where("Debiteuren", 1, 1, {**(outline.where.columns or {}), "first_name": 2})
    table = read_table(data, "lijst.xlsx", WANTED, where=chosen)

    assert outline.missing == ("first_name",)
    assert outline.table is None
    assert table.rows[0].values["first_name"] == "Jan"
    assert table.headings["first_name"] == "Hoe hij heet"
    assert table.dropped_columns == ("Bedrag",)


def test_of_a_heading_that_stands_twice_one_may_be_chosen() -> None:
    """Without a choice neither counts."""
    data = xlsx(headings=("Dossiernummer", "Naam", "Voornaam", "INSZ", "Straat", "Nr", "naam"))
    outline = look(data, "lijst.xlsx", WANTED)
    columns = outline.where.columns or {}
    table = read_table(data, "lijst.xlsx", WANTED, where=Where("Debiteuren", 1, 1, {**columns, "last_name": 1}))

    assert outline.doubled == "naam"
    assert outline.missing == ("last_name",)
    assert "last_name" not in columns
    assert table.rows[0].values["last_name"] == "Peeters"


def test_another_sheet_or_row_of_headings_is_looked_at_again() -> None:
    """The best sheet is a guess: the person points at the other one, or at the lower headings."""
    book = book_of(row=2)
    book.active["A1"], book.active["B1"] = "INSZ", "Naam"
    other = book.create_sheet("Februari")
    for values in (HEADINGS, *PEOPLE[:1]):
        other.append(values)
    data = saved(book)
    lower = look(data, "lijst.xlsx", WANTED, where=Where("Debiteuren", 2, 2))
    february = look(data, "lijst.xlsx", WANTED, where=Where("Februari", 1, 1))

    assert (lower.where.columns or {})["ssin"] == 3
    assert february.table is not None
    assert (february.table.sheet, len(february.table.rows)) == ("Februari", 1)


@pytest.mark.req("D5")
@pytest.mark.parametrize(("name", "data"), [("x.xlsx", xlsx()), ("x.ods", ods()), ("x.csv", text_file().encode())])
def test_the_mark_stands_where_it_would_stand_without_a_choice(name: str, data: bytes) -> None:
    """What was recognised, given back as a choice, is the same table; the same bytes come out marked."""
    outline = look(data, name, WANTED)
    chosen = read_table(data, name, WANTED, where=outline.where)

    assert chosen == read_table(data, name, WANTED) == outline.table
    assert mark(data, chosen, {3: TEXT}) == mark(data, read_table(data, name, WANTED), {3: TEXT})


@pytest.mark.req("D5")
def test_a_chosen_column_is_where_the_person_stands_when_marked() -> None:
    """Two columns change places by choice: the table has the other texts, the mark stays beside its row."""
    data = xlsx()
    columns = dict(look(data, "x.xlsx", WANTED).where.columns or {})
    columns["first_name"], columns["last_name"] = columns["last_name"], columns["first_name"]
    table = read_table(data, "x.xlsx", WANTED, where=Where("Debiteuren", 1, 1, columns))

    assert table.rows[0].values["first_name"] == "Peeters"
    assert column_of(mark(data, table, {2: TEXT}), 7) == {1: "Stand OCMW", 2: TEXT}


def test_headings_over_two_rows_are_told_together() -> None:
    """What the upper row says is shown too, and neither row is a person."""
    people = [(None, "Naam", "Voornaam", "INSZ", "Straat", "Nr"), *[p[:6] for p in PEOPLE]]
    data = xlsx(people, headings=("Dossier", None, None, None, None, None))
    outline = look(data, "x.xlsx", WANTED)

    assert (outline.where.first_row, outline.where.header_row) == (1, 2)
    assert outline.headings[0] == "Dossier"
    assert outline.table == read_table(data, "x.xlsx", WANTED, where=outline.where)


def test_pointing_at_somebody_s_row_shows_no_number_as_a_heading() -> None:
    """A row of a person is no row of headings; at least no number is kept as one."""
    data = xlsx()
    outline = look(data, "x.xlsx", WANTED, where=Where("Debiteuren", 2, 2))

    assert set(outline.missing) >= {"ssin"}
    assert "85670300128" not in repr(outline.headings)


@pytest.mark.parametrize(
    "where",
    [Where("Debiteuren", 1, 61), Where("Debiteuren", 2, 1), Where("Debiteuren", 0, 1), Where("Weg", 1, 1)],
)
def test_a_place_that_is_not_there_is_refused(where: Where) -> None:
    """A sheet that is gone, a row too far down."""
    with pytest.raises(Refused, match="no_header"):
        look(xlsx(), "x.xlsx", WANTED, where=where)


def test_one_column_is_never_two_fields() -> None:
    """Nor does a column lie outside the sheet."""
    for columns in ({"first_name": 1, "last_name": 1}, {"first_name": 99_999}, {"first_name": -1}):
        with pytest.raises(ValueError, match="column"):
            read_table(xlsx(), "x.xlsx", WANTED, where=Where("Debiteuren", 1, 1, columns))


def test_a_child_tells_the_same_outline() -> None:
    """Through the pipe and back, with and without a choice."""
    data = xlsx()
    outline = sandbox.look(data, "x.xlsx", WANTED)

    assert outline == look(data, "x.xlsx", WANTED)
    assert outline_from_json(outline_to_json(outline)) == outline
    assert sandbox.read_table(data, "x.xlsx", WANTED, where=outline.where) == outline.table


@pytest.mark.parametrize(
    "change",
    [
        {"where": None},
        {"where": {"sheet": 1}},
        {"sheets": [1]},
        {"headings": [["a", 1]]},
        {"table": 4},
        {"kind": "exe"},
    ],
)
def test_an_outline_of_another_shape_is_not_believed(change: dict[str, Any]) -> None:
    """A child that was taken over can lie, not confuse."""
    told: Any = outline_to_json(look(xlsx(), "x.xlsx", WANTED))

    with pytest.raises(ValueError, match="not a"):
        outline_from_json({**told, **change})
