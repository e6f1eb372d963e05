"""Fictitious residents, for the demo's story and the benchmarks: same number and seed, same people, on every machine.

Nobody can be hit: numbers lie in the fictitious range (month + 60), streets do not exist. source: DOMAIN §2.5
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from kring.config.people_names import MUNICIPALITIES, ORIGINS, QUARTERS, SHARES
from kring.core.ssin import check_digits

Sex = Literal["f", "m"]

TODAY = date(2026, 1, 1)
"""The day on which ages are counted: the people do not grow older with the calendar."""
_FICTITIOUS = 60
_ORIGINS, _WEIGHTS = tuple(SHARES), tuple(SHARES.values())


@dataclass(frozen=True)
class Resident:
    """An invented person. ``born`` is ``None`` when only the year is known, as for some who were born far away.

    ``household`` numbers the people who live together; ``ssin`` has eleven digits and right check digits.
    """

    ssin: str
    first_name: str
    last_name: str
    sex: Sex
    born: date | None
    street: str
    house_number: str
    postcode: str
    municipality: str
    household: int


@dataclass(frozen=True)
class _Member:
    """A person before having a number and an address."""

    first_name: str
    family: str
    sex: Sex
    origin: str
    age: int


def residents(n: int, seed: int = 2026) -> list[Resident]:
    """``n`` residents in households. The first ones are the same whatever ``n`` is; no number occurs twice."""
    return list(islice(_everybody(random.Random(seed)), n))  # noqa: S311 - a story, not a secret


def _everybody(chance: random.Random) -> Iterator[Resident]:
    taken: set[str] = set()
    household = 0
    while True:
        household += 1
        street, house_number, postcode = _address(chance)
        for member in _household(chance):
            born = _birthday(chance, member.age)
            exact = member.origin in ("flemish", "italian") or member.age < 35 or chance.random() > 0.06
            yield Resident(
                ssin=_number(chance, born, member.sex, exact=exact, taken=taken),
                first_name=member.first_name,
                last_name=_in_form(member.family, member.sex),
                sex=member.sex,
                born=born if exact else None,
                street=street,
                house_number=house_number,
                postcode=postcode,
                municipality=MUNICIPALITIES[postcode],
                household=household,
            )


def _household(chance: random.Random) -> list[_Member]:
    """One person, a couple, a couple with children, or a parent with children."""
    first = _adult(chance, _origin(chance), chance.choice(("f", "m")))
    shape = chance.random()
    if shape < 0.33:
        return [first]
    if shape < 0.45:
        return [replace(first, age=_aged(chance, 22, 58)), *_children(chance, [first])]
    second = _partner(chance, first)
    if shape < 0.68:
        return [first, second]
    age = _aged(chance, 24, 56)
    parents = [replace(first, age=age), replace(second, age=max(20, age + chance.randint(-6, 6)))]
    return [*parents, *_children(chance, parents)]


def _adult(chance: random.Random, origin: str, sex: Sex) -> _Member:
    names = ORIGINS[origin]
    first_name = chance.choice(names.women if sex == "f" else names.men)
    return _Member(first_name, chance.choice(names.families), sex, origin, _aged(chance, 18, 93))


def _partner(chance: random.Random, of: _Member) -> _Member:
    """A partner keeps the own family name, as in Belgium; mostly of the same origin and about the same age."""
    origin = of.origin if chance.random() < 0.8 else _origin(chance)
    sex: Sex = of.sex if chance.random() < 0.04 else ("m" if of.sex == "f" else "f")
    return replace(_adult(chance, origin, sex), age=max(18, of.age + chance.randint(-6, 6)))


def _children(chance: random.Random, parents: Sequence[_Member]) -> list[_Member]:
    """One to five children, at least a year apart, with one family name: of one parent, or of both."""
    family = chance.choice(parents).family
    if len(parents) == 2 and chance.random() < 0.12:
        family = " ".join(_in_form(parent.family, parent.sex) for parent in parents)
    age = chance.randint(0, max(0, min(24, min(parent.age for parent in parents) - 19)))
    children: list[_Member] = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 2, 3, 3, 4, 5))):
        origin = chance.choice(parents).origin
        sex: Sex = chance.choice(("f", "m"))
        first_name = chance.choice(ORIGINS[origin].women if sex == "f" else ORIGINS[origin].men)
        if age < 0 or first_name in {child.first_name for child in children}:
            continue
        children.append(_Member(first_name, family, sex, origin, age))
        age -= chance.randint(2, 4)
    return children


def _origin(chance: random.Random) -> str:
    return chance.choices(_ORIGINS, _WEIGHTS)[0]


def _aged(chance: random.Random, low: int, high: int) -> int:
    return min(chance.randint(low, high), chance.randint(low, high) + 12, high)


def _birthday(chance: random.Random, age: int) -> date:
    return TODAY - timedelta(days=int((age + chance.random()) * 365.2425) + 1)


def _in_form(family: str, sex: Sex) -> str:
    men, _, women = family.partition("|")
    return women if women and sex == "f" else men


def _number(chance: random.Random, born: date, sex: Sex, *, exact: bool, taken: set[str]) -> str:
    """A free number: odd sequence for men, even for women; month and day 00 when only the year is known."""
    month, day = (born.month, born.day) if exact else (0, 0)
    front = f"{born.year % 100:02}{month + _FICTITIOUS:02}{day:02}"
    while True:
        sequence = 2 * chance.randint(1, 498) + (sex == "m") * -1
        nine = f"{front}{sequence:03}"
        number = f"{nine}{check_digits(nine, since_2000=born.year >= 2000):02}"
        if number not in taken:
            taken.add(number)
            return number


def _address(chance: random.Random) -> tuple[str, str, str]:
    postcode = chance.choice(tuple(QUARTERS))
    number = str(chance.randint(1, 180))
    if chance.random() < 0.22:
        number += f" bus {chance.randint(1, 24)}"
    elif chance.random() < 0.05:
        number += chance.choice("ABC")
    return chance.choice(QUARTERS[postcode]), number, postcode
