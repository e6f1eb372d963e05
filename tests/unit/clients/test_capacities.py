"""Capacity codes of sector 17, and how a register may write them."""

import pytest

from kring.clients.capacities import read_capacity
from kring.clients.vocabulary import CAPACITIES


@pytest.mark.req("K6")
def test_the_codes_are_those_of_the_list() -> None:
    """One to nine, eleven, twelve; there is no ten. Each has its name in three languages."""
    assert sorted(CAPACITIES) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]
    assert CAPACITIES[2]["nl"] == "Leefloon"
    assert all({"nl", "fr", "de"} <= names.keys() for names in CAPACITIES.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2", 2),
        (" 02 ", 2),
        ("2.0", 2),
        ("12", 12),
        ("2 - Leefloon", 2),
        ("2 Leefloon", 2),
        ("leefloon", 2),
        ("EQUIVALENT LEEFLOON", 3),
        ("Équivalent revenu d'intégration", 3),
        ("Encadrant", 11),
    ],
)
def test_a_register_may_write_a_code_or_its_name(written: str, meant: int) -> None:
    """With or without leading zero, with or without the name behind it, in any of the languages."""
    assert read_capacity(written) == meant


@pytest.mark.parametrize("written", ["", "0", "10", "13", "902", "2,5", "2-3", "2 - Andere hulp", "client", "²"])
def test_what_means_no_code_is_not_guessed(written: str) -> None:
    """A code that does not exist, two codes, or a name that belongs to another code."""
    assert read_capacity(written) is None
