"""Numbers of persons: read strictly, repaired only where nothing can go wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.be import bis, nn

from kring.core.ssin import Ssin, SsinFault, check_digits, has_right_check_digits, read_ssin

MONTHS = st.one_of(*(st.integers(low, low + 12) for low in (0, 20, 40, 60, 80)))
KNOWN_MONTHS = st.sampled_from([*range(1, 13), *range(21, 33)])


def number_of(year: int, month: int, day: int, serial: int, *, since_2000: bool = False) -> str:
    """A number with right check digits."""
    nine = f"{year:02}{month:02}{day:02}{serial:03}"
    return nine + f"{check_digits(nine, since_2000=since_2000):02}"


ANY_NUMBER = st.builds(
    number_of, st.integers(0, 99), MONTHS, st.integers(0, 31), st.integers(1, 998), since_2000=st.booleans()
)
ANNA = number_of(67, 72, 24, 997)


@pytest.mark.req("E13")
@given(ANY_NUMBER)
def test_every_number_of_every_register_is_read(number: str) -> None:
    """National, BIS, TER and the fictitious ranges, before and since 2000: all are read as they stand."""
    read = read_ssin(number)
    assert isinstance(read, Ssin)
    assert read.number == number
    month = int(number[2:4])
    assert read.is_fictitious == (month >= 60)
    assert read.register == {0: "national", 1: "bis", 2: "ter", 3: "national", 4: "bis"}[month // 20]


@given(
    st.integers(0, 99),
    KNOWN_MONTHS,
    st.integers(1, 28),
    st.integers(1, 998),
    st.sampled_from(["before 2000", "since 2000"]),
)
def test_python_stdnum_agrees_where_it_knows_the_range(year: int, month: int, day: int, serial: int, born: str) -> None:
    """A second library, written by others, calls the same national and BIS numbers of people already born valid."""
    number = (
        number_of(year % 20, month, day, serial, since_2000=True)
        if born == "since 2000"
        else number_of(year, month, day, serial)
    )
    oracle = nn if month <= 12 else bis
    assert oracle.is_valid(number)
    wrong = number[:9] + f"{int(number[9:]) % 97 + 1:02}"
    assert oracle.is_valid(wrong) <= isinstance(read_ssin(wrong), Ssin) == has_right_check_digits(wrong)


@settings(deadline=None)
@given(ANY_NUMBER)
def test_a_wrong_digit_in_the_check_is_seen(number: str) -> None:
    """Whatever the check digits are changed to, only the two rules decide."""
    for check in range(1, 98):
        changed = f"{number[:9]}{check:02}"
        assert isinstance(read_ssin(changed), Ssin) == has_right_check_digits(changed)


@pytest.mark.parametrize(
    "written",
    [
        "67.72.24-997.97",
        "67 72 24 997 97",
        "677224 99797",
        "67\u00a07224\u2009997\u201397",
        "'67722499797",
        67722499797,
        67722499797.0,
    ],
)
def test_punctuation_spaces_and_number_cells_are_repaired(written: object) -> None:
    """The ways in which people and spreadsheets write a number."""
    read = read_ssin(written)
    assert isinstance(read, Ssin)
    assert read.number == ANNA == "67722499797"


@given(st.integers(0, 9), st.integers(61, 72), st.integers(1, 31), st.integers(1, 998))
def test_leading_zeros_that_a_number_cell_lost_come_back(year: int, month: int, day: int, serial: int) -> None:
    """A child of 2004 in a number cell: the cell shows ten digits."""
    number = number_of(year, month, day, serial, since_2000=True)
    assert read_ssin(int(number)) == read_ssin(float(int(number))) == read_ssin(str(int(number))) == Ssin(number)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (None, "empty"),
        ("", "empty"),
        (" - ", "empty"),
        ("niet gekend", "not_digits"),
        ("6772249979O", "not_digits"),
        ("６７７２２４９９７９７", "not_digits"),
        ("6,77225E+10", "not_digits"),
        (67722499797.5, "not_digits"),
        (-67722499797, "not_digits"),
        (float("nan"), "not_digits"),
        (float("inf"), "not_digits"),
        (True, "not_digits"),
        (b"67722499797", "not_digits"),
        ("1234567", "too_short"),
        ("677224997970", "too_long"),
        ("67132499702", "month"),
        ("67992499702", "month"),
        ("67723299702", "day"),
        ("67722499798", "check_digits"),
    ],
)
def test_everything_else_is_named_and_not_guessed(written: object, code: str) -> None:
    """Each fault has its own code and a Dutch and an English sentence that never repeat the number."""
    read = read_ssin(written)
    assert isinstance(read, SsinFault)
    assert read.code == code
    assert read.nl != read.en
    assert not any(sign.isdigit() for sign in read.nl + read.en)


def test_a_number_never_shows_in_a_message() -> None:
    """Neither its text form nor its representation holds the digits."""
    read = read_ssin(ANNA)
    assert ANNA not in f"{read} {read!r}"
