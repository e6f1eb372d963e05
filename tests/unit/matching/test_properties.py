"""What must hold for any two spellings, and for any row beside any register."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.matching.alike import MISSING, SAME, STEPS, levels, near
from kring.matching.propose import Proposals, compare, propose
from kring.matching.reasons import TEXTS
from kring.matching.spelling import read
from tests.unit.matching.town import COLUMNS, town

TEXT = st.text(st.characters(categories=("L", "M", "Nd", "Pd", "Po", "Zs")), max_size=14)
LETTERS = st.text("abcdefgh", min_size=1, max_size=7)
ROW = {"first": "Fatma", "last": "Karaoglan", "street": "Wollegrasstraat", "house": "14"}


def _table(*people: dict[str, str]) -> pl.DataFrame:
    whole = [{column: person.get(column) for column in COLUMNS} for person in people]
    return pl.DataFrame(whole, schema=dict.fromkeys(COLUMNS, pl.String))


def _probability(row: dict[str, str], person: dict[str, str]) -> float:
    """Of that one person for the row, in the town."""
    found = compare(_table(row), pl.concat([_table(person), town()]))
    return float(found.probability[found.evidence.persons == 0].sum())


@pytest.mark.parametrize("digits", [False, True])
@given(texts=st.lists(TEXT, min_size=2, max_size=8))
def test_looking_alike_goes_both_ways(texts: list[str], *, digits: bool) -> None:
    """Whichever of two spellings stands in the list; and each is the same as itself, or nothing."""
    book, (codes,) = read([pl.Series(texts)])
    one, other = (np.asarray(side, dtype=np.uint32) for side in zip(*product(codes, repeat=2), strict=True))

    there = levels(book, one, other, digits=digits)

    assert there.tolist() == levels(book, other, one, digits=digits).tolist()
    assert set(levels(book, codes, codes, digits=digits).tolist()) <= {SAME, MISSING}
    assert there.max() <= STEPS


@given(st.lists(LETTERS, min_size=1, max_size=10), st.lists(LETTERS, min_size=1, max_size=10))
def test_leaving_out_a_letter_finds_every_spelling_that_lies_near(ours: list[str], theirs: list[str]) -> None:
    """The short way finds what comparing all with all finds."""
    book, (mine, other) = read([pl.Series(ours), pl.Series(theirs)])
    found = near(book, mine, other)
    one, two = (np.asarray(side, dtype=np.uint32) for side in zip(*product(set(mine), set(other)), strict=True))
    at = levels(book, one, two) >= 3
    at &= levels(book, one, two) != MISSING

    assert set(found.select("code", "near").rows()) == set(zip(one[at].tolist(), two[at].tolist(), strict=True))


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_case_accents_and_signs_make_no_other_spelling(texts: list[str]) -> None:
    """Read again in capitals, taken apart into letters and marks, with signs between: the same codes."""
    series = pl.Series(texts, dtype=pl.String)
    _, (plain, marks, spaced) = read([series, series.str.normalize("NFD"), "  " + series + " . "])

    assert plain.tolist() == marks.tolist() == spaced.tolist()


@pytest.mark.req("D8")
@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "first": "FATMA", "last": "KARAOĞLAN"},
        {**ROW, "last": "Karaoğlan", "street": "wollegras-straat"},
        {**ROW, "street": "Wollegrasstr."},
        {**ROW, "street": "Wollegrasstraat 14", "house": ""},
    ],
)
def test_another_way_of_writing_changes_nothing(row: dict[str, str]) -> None:
    """Case, accents, hyphens and short forms of a street: the same probability to the last digit."""
    person = {**ROW, "last": "Karaoğlan"}

    assert _probability(row, person) == pytest.approx(_probability(ROW, person), rel=1e-3)


@pytest.mark.req("D8")
def test_a_particle_more_or_less_keeps_the_person_likely() -> None:
    """Van der Linden, Vanderlinden, Linden."""
    person = {**ROW, "first": "Lieve", "last": "Van der Linden"}
    written = [
        _probability({**ROW, "first": "Lieve", "last": last}, person)
        for last in ("Vanderlinden", "van der Linden", "Linden")
    ]

    assert written[0] == pytest.approx(written[1])
    assert min(written) > 0.9


@pytest.mark.req("D8")
def test_the_more_agrees_the_likelier() -> None:
    """From a name alone to name, street, house and number."""
    person = {**ROW, "number": "85671201271"}
    less_to_more = [
        {**ROW, "street": "Lampisteriestraat", "house": "3"},
        {**ROW, "house": "15"},
        ROW,
        {**ROW, "number": "85671201217"},
    ]
    told = [_probability(row, person) for row in less_to_more]

    assert told == sorted(told)
    assert len(set(told)) == len(told)


@pytest.mark.req("D8")
@settings(max_examples=30, deadline=None)
@given(first=LETTERS, last=LETTERS, street=LETTERS, house=st.integers(1, 99))
def test_nobody_is_proposed_with_whom_nothing_is_shared(first: str, last: str, street: str, house: int) -> None:
    """A row in letters that the register does not use leads to nobody."""
    strangers = _table(
        {"first": "Wynnyk", "last": "Tzoutzou", "street": "Rozenpoort", "house": "777"}, {"first": "Ioyo", "last": "Ur"}
    )

    assert (
        len(
            propose(_table({"first": first, "last": last, "street": street, "house": str(house)}), strangers, least=0.0)
        )
        == 0
    )


@pytest.mark.req("D8")
def test_the_order_of_list_and_register_does_not_matter() -> None:
    """The same persons with the same probability, in whatever order they stand."""
    rows, register = town().sample(60, seed=1).with_columns(number=pl.lit(None, dtype=pl.String)), town()
    one = propose(rows, register)
    other = propose(rows.reverse(), register.reverse())

    def told(found: Proposals, *, turned: bool) -> set[tuple[int, int, float]]:
        return {
            (
                59 - each.row if turned else each.row,
                register.height - 1 - each.person if turned else each.person,
                round(each.probability, 9),
            )
            for each in found
        }

    assert told(one, turned=False) == told(other, turned=True)


@pytest.mark.req("D8")
def test_one_row_is_about_one_person_at_most() -> None:
    """What is proposed for a row adds up to no more than certainty, and three persons at most are shown."""
    rows = town().sample(300, seed=2).select("first", "last", "street")
    found = propose(rows, town(), least=0.01)

    for row in set(found.rows.tolist()):
        mine = found.rows == row
        assert found.probability[mine].sum() <= 1.000001
        assert mine.sum() <= 3


@pytest.mark.req("D8")
def test_every_reason_has_its_words() -> None:
    """In Dutch and in English, for whatever is proposed in a town, and nothing of the person in them."""
    rows = (
        town()
        .sample(400, seed=3)
        .with_columns(pl.col("first").str.replace("a", "e"), pl.col("number").str.replace("7", "4"))
    )
    told = {reason.code: reason for each in propose(rows, town(), least=0.05) for reason in each.reasons}

    assert {"first_slip", "address_same", "number_digit"} <= set(told)
    assert all({"nl", "en"} <= set(TEXTS[code][1]) and reason.text == TEXTS[code][1] for code, reason in told.items())


@pytest.mark.parametrize("rows", [_table(), _table({}), _table({"first": "x"})])
def test_empty_lists_and_empty_registers_give_nothing(rows: pl.DataFrame) -> None:
    """No row, a row without anything, a register without anybody."""
    assert len(propose(rows, town())) == 0
    assert len(propose(rows, _table())) == 0
