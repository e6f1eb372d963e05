"""Numbers of organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import vat

from kring.core.enterprise import EnterpriseFault, EnterpriseNumber, read_enterprise_number


@given(st.integers(1, 19_999_999))
def test_python_stdnum_agrees(first: int) -> None:
    """The number with right check digits is read, and the next one is not."""
    number = f"{first:08}{97 - first % 97:02}"
    assert read_enterprise_number(number) == EnterpriseNumber(number)
    assert vat.is_valid(number)
    wrong = f"{first:08}{(97 - first % 97) % 97 + 1:02}"
    assert isinstance(read_enterprise_number(wrong), EnterpriseFault)


@pytest.mark.parametrize("written", ["BE 0000.000.196", "0000.000.196", "000000196", "0000000196"])
def test_the_ways_people_write_it(written: str) -> None:
    """With BE, with points, and as nine digits."""
    read = read_enterprise_number(written)
    assert isinstance(read, EnterpriseNumber)
    assert str(read) == "0000.000.196"


@pytest.mark.parametrize(
    ("written", "code"),
    [("2000000097", "form"), ("12", "form"), ("abcdefghij", "form"), ("0000000197", "check_digits")],
)
def test_what_cannot_be_one(written: str, code: str) -> None:
    """An establishment, too few digits, letters, wrong check digits."""
    read = read_enterprise_number(written)
    assert isinstance(read, EnterpriseFault)
    assert read.code == code
