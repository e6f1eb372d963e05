"""A debtor list is checked row by row: what is repaired, what is listed, what is only odd."""

import pytest

from kring.flows.debtors.city.check import FAULTS, NOTES, Checked, check
from kring.sheets.table import CellKind, Table, TableRow

GOOD = {
    "file_number": "D-1",
    "ssin": "85673003360",
    "first_name": "Elif",
    "last_name": "Yılmaz",
    "street": "Bloemenstraat",
    "house_number": "4",
}


def _checked(*rows: dict[str, str | None], kinds: dict[str, CellKind] | None = None) -> list[Checked]:
    listed = tuple(TableRow(number, {**GOOD, **row}, kinds or {}) for number, row in enumerate(rows, start=2))
    table = Table("xlsx", "Blad1", 1, 1 + len(rows), {}, {}, listed, (), (), (), 9, "")
    return check(table)


@pytest.mark.req("D1", "E13")
@pytest.mark.parametrize("written", ["85673003360", "85.67.30-033.60", " 856730 033 60 ", "856730-033/60"])
def test_punctuation_and_spaces_of_a_number_are_repaired(written: str) -> None:
    """However a clerk writes the eleven digits, they are the same eleven digits."""
    (row,) = _checked({"ssin": written})
    assert (row.ssin, row.fault) == ("85673003360", "")


def test_zeros_that_a_spreadsheet_lost_come_back() -> None:
    """A number that begins with zeros, stored as a number, is completed because its check digits prove it."""
    (row,) = _checked({"ssin": "1660100193"})
    assert row.ssin == "01660100193"


@pytest.mark.req("D1", "E13")
@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (None, "empty"),
        ("85673003361", "check_digits"),
        ("123", "too_short"),
        ("856730033600", "too_long"),
        ("8567300336O", "not_digits"),
        ("85153003360", "month"),
    ],
)
def test_a_number_that_is_wrong_is_listed_with_what_to_do(written: str | None, fault: str) -> None:
    """Nothing is guessed: the row stays at the city, with a sentence that says what to mend."""
    (row,) = _checked({"ssin": written})
    assert (row.ssin, row.fault) == (None, fault)
    assert FAULTS[row.fault]["nl"].endswith(".")


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("date", "date_cell"),
        ("digits_lost", "digits_lost"),
        ("formula_without_value", "formula"),
        ("error", "error_cell"),
    ],
)
def test_a_cell_that_is_no_number_is_named_for_what_it_is(kind: CellKind, fault: str) -> None:
    """A date, a formula without value, digits that Excel replaced: each has its own advice."""
    (row,) = _checked({}, kinds={"ssin": kind})
    assert (row.ssin, row.fault) == (None, fault)


def test_what_is_odd_is_noted_and_sent_all_the_same() -> None:
    """The same debtor and file twice, a missing name, a missing file number: a note, no refusal."""
    double, again, nameless, fileless = _checked(
        {}, {}, {"first_name": None}, {"file_number": None, "ssin": "85673003261"}
    )
    assert [double.note, again.note] == ["double", "double"]
    assert nameless.note == "no_name"
    assert fileless.note == "no_file_number"
    assert {row.note for row in (double, again, nameless)} <= NOTES.keys()


def test_two_files_of_one_debtor_are_not_double() -> None:
    """One person with two file numbers is in the list twice for a reason."""
    assert [row.note for row in _checked({}, {"file_number": "D-2"})] == ["", ""]


def test_control_characters_and_line_breaks_do_not_travel() -> None:
    """A name over two lines, or with a null in it, becomes one printable line."""
    (row,) = _checked({"last_name": "Yıl\x00maz\n  Demir"})
    assert row.last_name == "Yıl maz Demir"


def test_a_text_that_fits_nowhere_is_listed() -> None:
    """A name of a thousand signs is no name; the row is not sent, and not cut into something else."""
    (row,) = _checked({"last_name": "x" * 1000})
    assert (row.ssin, row.fault) == (None, "long_text")
