"""The fictitious residents: valid, invented, the same every time, and as varied as the people of a real town."""

import re
from collections import Counter
from datetime import date

from kring.config.people import Resident, residents
from kring.core.ssin import Ssin, has_right_check_digits, read_ssin

PEOPLE = residents(5_000)


def test_everybody_has_a_number_that_nobody_can_bear() -> None:
    """Right check digits, month in the fictitious range, eleven digits, never the same twice."""
    read = [read_ssin(person.ssin) for person in PEOPLE]
    assert all(isinstance(number, Ssin) and number.is_fictitious for number in read)
    assert all(has_right_check_digits(person.ssin) for person in PEOPLE)
    assert len({person.ssin for person in PEOPLE}) == len(PEOPLE)


def test_a_number_tells_birthday_and_sex_as_a_real_one_would() -> None:
    """Year, month + 60, day; odd for men; month and day 00 when only the year is known."""
    for person in PEOPLE:
        front = f"{person.born:%y}{person.born.month + 60}{person.born:%d}" if person.born else f"{person.ssin[:2]}6000"
        assert person.ssin.startswith(front)
        assert int(person.ssin[6:9]) % 2 == (person.sex == "m")
    assert 5 < sum(person.born is None for person in PEOPLE) < 250


def test_the_same_seed_makes_the_same_people() -> None:
    """Also when fewer are asked for; another seed makes others."""
    assert residents(300, seed=7) == residents(300, seed=7) == residents(1_000, seed=7)[:300]
    assert residents(300, seed=7) != residents(300, seed=8)
    assert residents(0) == []
    assert residents(1)[0] == PEOPLE[0]


def test_the_first_resident_is_the_same_on_every_machine_and_for_ever() -> None:
    """The demo's story names people; a change of the generator must be seen."""
    assert PEOPLE[0] == Resident(
        ssin="03642821567",
        first_name="Piotr",
        last_name="Piotrowski",
        sex="m",
        born=date(2003, 4, 28),
        street="Houweelgaarde",
        house_number="82",
        postcode="3600",
        municipality="Genk",
        household=1,
    )


def test_names_bring_the_difficulties_that_comparison_must_bear() -> None:
    """Accents, particles, apostrophes, hyphens, two family names, two first names, forms for men and women."""
    families = {person.last_name for person in PEOPLE}
    first_names = {person.first_name for person in PEOPLE}
    assert any(re.search(r"[^\x00-\x7f]", name) for name in families)
    assert any(name.startswith("Van den ") for name in families)
    assert any("'" in name for name in families)
    assert any("-" in name for name in first_names)
    assert any(" " in name for name in first_names)
    assert {"Kowalski", "Kowalska"} <= families
    assert not any("|" in name for name in families)
    two = {"Peeters", "Yılmaz", "Russo", "Janssens", "Demir", "Kaya"}
    assert any(len(name.split()) == 2 and set(name.split()) & two for name in families)


def test_people_live_together_in_households_of_a_credible_size() -> None:
    """One address per household; children younger than twenty-five beside parents."""
    homes: dict[int, list[Resident]] = {}
    for person in PEOPLE:
        homes.setdefault(person.household, []).append(person)
    sizes = Counter(len(people) for people in homes.values())
    assert 1.8 < len(PEOPLE) / len(homes) < 2.8
    assert sizes[1] > sizes[6]
    assert all(len({(p.street, p.house_number, p.postcode) for p in people}) == 1 for people in homes.values())
    assert max(sizes) <= 7
    shared = [people for people in homes.values() if len({p.last_name for p in people}) < len(people)]
    assert len(shared) > len(homes) / 5


def test_nobody_shares_name_and_birthday_by_rule_but_namesakes_exist() -> None:
    """Twins in name are what a comparison by name alone would confuse."""
    names = Counter((person.first_name, person.last_name) for person in PEOPLE)
    assert sum(count > 1 for count in names.values()) > 20
