"""What one row of a client register says, and what is said of a row that is not sound."""

from datetime import date

import pytest

from kring.clients.outcome import RowResult
from kring.clients.reading import Stated, read_day, read_row, unlike
from kring.config.people import residents
from kring.persons.keep import Known
from kring.sheets.table import CellKind, TableRow

PIOTR = residents(1)[0]
SOUND: dict[str, str | None] = {
    "number": PIOTR.ssin,
    "first_name": "Piotr",
    "last_name": "Piotrowski",
    "street": "Houweelgaarde",
    "house_number": "82",
    "capacity": "2",
    "from": "2026-01-01",
    "until": None,
}


def row(kinds: dict[str, CellKind] | None = None, **cells: str | None) -> TableRow:
    """A sound row, with some cells otherwise."""
    return TableRow(7, {**SOUND, **cells}, kinds or {})


def stated(**cells: str | None) -> Stated:
    """What the row says; it must be sound."""
    found = read_row(row(**cells))
    assert isinstance(found, Stated), found
    return found


def refusal(kinds: dict[str, CellKind] | None = None, **cells: str | None) -> str:
    """The code under which the row is refused."""
    found = read_row(row(kinds, **cells))
    assert isinstance(found, RowResult)
    assert found.status == "refused"
    assert found.row == 7
    assert not any(value and value in sentence for sentence in found.text.values() for value in cells.values())
    return found.code


def test_a_sound_row_says_who_in_which_capacity_from_when() -> None:
    """An empty last day is open."""
    known = Known("Piotr", "Piotrowski", "Houweelgaarde", "82")
    assert read_row(row()) == Stated(7, PIOTR.ssin, known, 2, date(2026, 1, 1), None)
    assert stated(until="31/03/2026").last == date(2026, 3, 31)


@pytest.mark.parametrize(
    "written",
    ["2026-03-01", "2026-03-01T00:00:00", "1/3/2026", "01/03/2026", "1-3-2026", "01.03.2026", "1/3/2026 00:00"],
)
def test_a_day_is_read_as_belgians_write_it(written: str) -> None:
    """Day before month; the date cell of a workbook comes as ISO 8601."""
    assert read_day(written) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "written", ["", "3/1/26", "31/02/2026", "46082", "maart 2026", "2026-13-01", "01/03/2026 12:00"]
)
def test_a_day_that_is_not_surely_one_is_not_guessed(written: str) -> None:
    """Two-digit years, days that do not exist, bare numbers."""
    assert read_day(written) is None


@pytest.mark.req("E13")
def test_a_row_without_a_right_number_is_refused_with_the_reason() -> None:
    """Empty, mistyped, or lost in a cell with an error; spaces and points are no matter."""
    wrong = PIOTR.ssin[:-1] + ("0" if PIOTR.ssin[-1] != "0" else "1")
    assert refusal(number=None) == "ssin_empty"
    assert refusal(number=wrong) == "ssin_check_digits"
    assert refusal({"number": "error"}, number=None) == "cell_unusable"
    n = PIOTR.ssin
    assert stated(number=f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:9]}.{n[9:]}").number == n


def test_a_row_without_a_sure_capacity_or_period_is_refused_with_the_reason() -> None:
    """Nothing is guessed: a wrong capacity would open or close a door."""
    assert refusal(capacity=None) == "capacity_missing"
    assert refusal(capacity="10") == "capacity_unknown"
    assert refusal(**{"from": None}) == "from_missing"
    assert refusal(**{"from": "begin 2026"}) == "from_unclear"
    assert refusal(until="heden") == "until_unclear"
    assert refusal(until="2025-12-31") == "period_reversed"
    assert refusal({"until": "formula_without_value"}, until=None) == "cell_unusable"
    assert refusal(street="Koolzwartdreef " * 20) == "too_long"


def test_a_client_without_a_name_is_still_a_client() -> None:
    """Also when the cell holds an error: then a person must look, and the row is not lost."""
    assert stated(first_name=None, last_name=None).known.last_name == ""
    found = read_row(row({"last_name": "error"}, last_name="#N/A"))
    assert isinstance(found, Stated)
    assert found.known == Known("Piotr", "", "Houweelgaarde", "82")


def test_names_and_address_may_stand_in_one_column() -> None:
    """Comma or not; the street is told from number, postcode and municipality where that is sure."""
    one = {"first_name": None, "last_name": None, "street": None, "house_number": None}
    found = stated(**one, name="Van den Broeck, An", address="Oude Loonzaalstraat 12 bus 3, 3600 Genk").known
    assert found == Known("An", "Van den Broeck", "Oude Loonzaalstraat", "12 bus 3", "3600", "Genk")
    assert stated(**one, name="An Van den Broeck", address="Tikkaartpad 7A").known == Known(
        "", "An Van den Broeck", "Tikkaartpad", "7A"
    )
    assert stated(**one, address="p/a daklozenopvang").known == Known("", "", "p/a daklozenopvang")


def test_what_cannot_be_printed_is_left_out_of_names() -> None:
    """No control characters, no doubled spaces, one form for an accent."""
    assert stated(first_name=" Zoe\u0308\x00 \t Anne ").known.first_name == "Zoë Anne"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Known("An", "Peeters"), Known("Annie", "Peeters")),
        (Known("An", "Peeters"), Known("Peeters", "AN")),
        (Known("José", "Núñez"), Known("Jose", "Nunez")),
        (Known("", ""), Known("Mehmet", "Yılmaz")),
    ],
)
def test_names_with_something_in_common_may_be_one_person(one: Known, other: Known) -> None:
    """Order, case and accents are no matter; an empty name is like any."""
    assert not unlike(one, other)


def test_two_names_with_nothing_in_common_are_hardly_one_person() -> None:
    """The number of one of them is probably mistyped."""
    assert unlike(Known("An", "Peeters"), Known("Mehmet", "Yılmaz"))
