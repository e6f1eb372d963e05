"""Which rows a number settles, and for which persons are to be proposed."""

import polars as pl
import pytest

from kring.core.ssin import check_digits
from kring.matching.numbers import by_number


def _number(nine: str) -> str:
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


FATMA, YUSUF, NOBODY = _number("856712012"), _number("836503011"), _number("906101003")
REGISTER = pl.DataFrame(
    {"first": ["Fatma", "Yusuf"], "last": ["Karaoğlan", "Karaoğlan"], "number": [FATMA, YUSUF]},
)


@pytest.mark.req("D8")
def test_a_row_is_settled_found_or_doubtful() -> None:
    """Found by number and name; settled as nobody's; or doubtful: no number, an unsound one, another's."""
    dotted = f"{FATMA[:2]}.{FATMA[2:4]}.{FATMA[4:6]}-{FATMA[6:9]}.{FATMA[9:]}"
    rows = pl.DataFrame(
        [
            ("Fatma", "Karaoğlan", FATMA),
            ("KARAOGLAN", "F.", dotted),
            ("Fatma", "Karaoglan", None),
            ("Fatma", "Karaoglan", FATMA[:-1] + str((int(FATMA[-1]) + 1) % 10)),
            ("Wendy", "Claes", YUSUF),
            ("Wendy", "Claes", NOBODY),
            ("Wendy", "Claes", f"+{NOBODY[1:]}"),
        ],
        schema=["first", "last", "number"],
        orient="row",
    )

    found = by_number(rows, REGISTER)

    assert sorted(found.found.rows()) == [(0, 0), (1, 0)]
    assert found.doubtful.tolist() == [2, 3, 4, 6]


def test_lists_without_rows_or_numbers_are_no_fault() -> None:
    """Nothing in, nothing out."""
    none = pl.DataFrame(schema={"first": pl.String, "last": pl.String, "number": pl.String})

    assert by_number(none, REGISTER).doubtful.tolist() == []
    assert by_number(REGISTER.with_columns(number=pl.lit(None, pl.String)), none).doubtful.tolist() == [0, 1]
