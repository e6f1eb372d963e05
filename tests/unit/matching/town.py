"""An invented town to propose persons from: names of many origins in their usual shares, so that rare and common mean something."""

import random
from collections.abc import Mapping
from functools import cache

import polars as pl

from kring.config.people_names import ORIGINS, QUARTERS, SHARES
from kring.matching.propose import Proposal, propose

COLUMNS = ("first", "last", "street", "house", "birth", "number")
SIZE = 4_000


@cache
def town() -> pl.DataFrame:
    """Some thousands of people, the same each time."""
    chance = random.Random(61)
    people = [_somebody(chance, origin, n) for n, origin in enumerate(_origins(chance))]
    return pl.DataFrame(people, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def likely(row: Mapping[str, str], *registered: Mapping[str, str]) -> list[Proposal]:
    """The proposals for one row, beside the town and ``registered``; a person's place is counted from the first of those."""
    people = pl.DataFrame([_whole(one) for one in registered], schema=dict.fromkeys(COLUMNS, pl.String))
    rows = pl.DataFrame([_whole(row)], schema=dict.fromkeys(COLUMNS, pl.String))
    return list(propose(rows, pl.concat([people, town()])))


def codes(proposal: Proposal) -> set[str]:
    """The codes of its reasons."""
    return {reason.code for reason in proposal.reasons}


def _whole(person: Mapping[str, str]) -> dict[str, str | None]:
    return {column: person.get(column) for column in COLUMNS}


def _origins(chance: random.Random) -> list[str]:
    return chance.choices(list(SHARES), weights=list(SHARES.values()), k=SIZE)


def _somebody(chance: random.Random, origin: str, n: int) -> tuple[str, ...]:
    names = ORIGINS[origin]
    woman = chance.random() < 0.5
    family = chance.choice(names.families).split("|")
    day = f"{chance.randint(1940, 2006)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    number = f"{day[2:4]}{int(day[5:7]) + 60:02d}{day[8:]}{n % 997 + 1:03d}{n % 97:02d}"
    return (
        chance.choice(names.women if woman else names.men),
        family[0] if woman and len(family) == 1 else family[-1] if woman else family[0],
        chance.choice(QUARTERS["3600"]),
        str(chance.randint(1, 140)),
        day,
        number,
    )
