"""What is handed in for any disclosure: which columns are read, who can go, and what must be mended first."""

import pytest

from kring.exchange.offers import Offered
from kring.flows.lists.check import check_one, check_table
from kring.flows.lists.fields import SSIN, fields, missing
from kring.flows.lists.roles import functions_of
from kring.flows.lists.values import sealed_items
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table


def item(name: str, nl: str, **other: object) -> Offered:
    """An item of some disclosure."""
    usual: dict[str, object] = {
        "text": {"nl": nl, "en": nl.upper()},
        "why": {"nl": "Daarom."},
        "category": "ordinary",
        "free_text": False,
        "guidance": "",
        "max_length": None,
        "values": (),
        "purposes": frozenset(),
        "record": None,
    }
    return Offered(name=name, **{**usual, **other})  # type: ignore[arg-type]


NUMBER = item(SSIN, "rijksregisternummer", category="national_number")
NAME = item("person.last_name", "achternaam")
NOTE = item("visit.note", "notitie", free_text=True, max_length=12)
MARK = item("visit.mark", "bevinding", values=("in orde", "niet thuis"))
COURSE = item("course.name", "cursus", record="course", entry_facts=("began_on",))


def sheet(*lines: str, items: tuple[Offered, ...]) -> Table:
    """A .csv as the sandbox reads it."""
    return read_table("\n".join(lines).encode(), "lijst.csv", fields(items))


@pytest.mark.req("E3")
@pytest.mark.parametrize(
    "heading", ["RRN", "insz-nummer", "rijksregisternummer", "RIJKSREGISTERNUMMER", "person.ssin", "SSIN"]
)
def test_a_column_is_known_by_what_people_call_it(heading: str) -> None:
    """By the Dutch or English word, the code, or a usual name; all else stays and is named."""
    table = sheet(f"{heading};Saldo;Naam", "85673003360;12;Maes", items=(NUMBER, NAME))
    (row,) = check_table(table, (NUMBER, NAME))
    assert row.values == {SSIN: "85673003360", "person.last_name": "Maes"}
    assert table.dropped_columns == ("Saldo",)


def test_an_item_that_nobody_gave_usual_names_is_found_by_its_own_words() -> None:
    """What the vocabulary says is enough; an item without column is named."""
    items = (NAME, MARK, NOTE)
    table = sheet("Naam;Bevinding", "Maes;In Orde", items=items)
    assert missing(items, table.columns) == ["visit.note"]
    (row,) = check_table(table, items)
    assert row.values == {"person.last_name": "Maes", "visit.mark": "in orde"}


def test_without_the_listed_number_the_file_is_refused() -> None:
    """It names the heading that lacks."""
    with pytest.raises(Refused) as refused:
        sheet("Naam;Bevinding", "Maes;in orde", items=(NUMBER, NAME, MARK))
    assert refused.value.code == "missing_column"
    assert "rijksregisternummer" in refused.value.message["nl"]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({SSIN: "", "person.last_name": "Maes"}, ("ssin_missing", SSIN)),
        ({SSIN: "85673003361", "person.last_name": "Maes"}, ("ssin", SSIN)),
        ({SSIN: "85673003360", "visit.mark": "verhuisd"}, ("other_value", "visit.mark")),
        ({SSIN: "85673003360", "visit.note": "veel te lange notitie"}, ("too_long", "visit.note")),
        ({SSIN: "85673003360", "person.last_name": "x" * 401}, ("too_long", "person.last_name")),
    ],
)
def test_what_must_be_mended_keeps_the_person_here(values: dict[str, str], fault: tuple[str, str]) -> None:
    """Each with its item, so that the page can say where."""
    assert check_one(values, (NUMBER, NAME, MARK, NOTE)).faults == (fault,)


def test_a_row_with_nothing_that_may_leave_is_no_person_to_send() -> None:
    """A number that is not listed makes no row."""
    assert check_one({SSIN: "85673003360", "other": "x"}, (NAME,)).faults == (("nothing", ""),)


@pytest.mark.req("E13")
def test_a_number_that_is_not_listed_is_read_and_stays() -> None:
    """It says who the person is here; among the values it is not. Without one the person exists all the same."""
    table = sheet("Naam;INSZ", "Maes;85673003360", "Claes;", items=(NAME,))
    rows = check_table(table, (NAME,))
    assert [(row.ssin, dict(row.values)) for row in rows] == [
        ("85673003360", {"person.last_name": "Maes"}),
        (None, {"person.last_name": "Claes"}),
    ]


@pytest.mark.req("E3")
def test_rows_of_one_person_are_one_so_that_a_pick_sees_all_entries() -> None:
    """Two courses of one number are two entries of one person; another number is another person."""
    items = (NUMBER, NAME, COURSE)
    lines = ("85673003360;Maes;NT2;2026-01-01", "85673003360;Maes;MO;1/1/2025", "85673003459;Claes;NT2;2024-01-01")
    rows = check_table(sheet("INSZ;Naam;Cursus;began_on", *lines, items=items), items)
    assert [[dict(one.values) for one in row.entries] for row in rows] == [
        [{"course.name": "NT2"}, {"course.name": "MO"}],
        [{"course.name": "NT2"}],
    ]
    assert rows[0].entries[1].facts == {"began_on": "2025-01-01"}
    assert rows[0].values == {SSIN: "85673003360", "person.last_name": "Maes"}


def test_free_text_keeps_its_lines_and_loses_what_cannot_be_printed() -> None:
    """A name is one line, whatever was pasted."""
    checked = check_one({"person.last_name": "Van\n der\tAa\u200b", "visit.note": " een\n twee\x07 "}, (NAME, NOTE))
    assert checked.values == {"person.last_name": "Van der Aa", "visit.note": "een\ntwee"}


def test_only_ordinary_items_are_kept_in_clear() -> None:
    """Numbers, special and judicial items, free text and entries are sealed."""
    special = item("x.health", "gezondheid", category="special")
    assert sealed_items((NUMBER, NAME, NOTE, MARK, COURSE, special)) == {SSIN, "visit.note", "course.name", "x.health"}


def test_a_role_of_a_text_is_a_function_of_that_name() -> None:
    """And a few are played by another function too."""
    assert functions_of("local_team_member") == {"local_team_member"}
    assert functions_of("social_worker_involved") == {"social_worker_involved", "social_worker"}
