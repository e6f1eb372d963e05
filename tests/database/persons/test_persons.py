"""Persons as one organisation knows them: found by pseudonym, numbers sealed, nothing shared."""

import pytest

from kring.config.people import residents
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.persons import queries
from kring.persons.keep import Kept, Known, keep
from kring.persons.models import Person
from tests.database.ocmw import code_of, somebody, within

pytestmark = pytest.mark.usefixtures("committed")

PIOTR, ZANETA = (person.ssin for person in residents(2))
KNOWN = Known("Piotr", "Piotrowski", "Houweelgaarde", "82", "3600", "Genk")


def known(acting: Acting, ssin: str, what: Known = KNOWN) -> Kept:
    """Keep one person."""
    return within(acting, lambda: keep({ssin: what}))[ssin]


def test_a_person_is_kept_once_and_found_by_pseudonym() -> None:
    """Kept again with the same data nothing changes; with other data the row does, and an empty field says nothing."""
    ocmw = somebody()
    first = known(ocmw, PIOTR)
    assert (first.before, first.changed) == (None, True)
    again = known(ocmw, PIOTR)
    assert (again.id, again.before, again.changed) == (first.id, KNOWN, False)
    moved = known(ocmw, PIOTR, Known("Piotr", "", "Tikkaartpad", "1"))
    assert (moved.id, moved.before, moved.changed) == (first.id, KNOWN, True)
    found = within(ocmw, lambda: queries.by_blinds([first.blind, b"nobody"]))
    assert list(found) == [first.blind]
    assert (found[first.blind].last_name, found[first.blind].street) == ("Piotrowski", "Tikkaartpad")


def test_two_organisations_cannot_tell_that_they_know_the_same_person() -> None:
    """Other pseudonym, other ciphertext, other row; neither sees the other's."""
    one, other = somebody(), somebody()
    at_one, at_other = known(one, PIOTR), known(other, PIOTR)
    assert at_one.blind != at_other.blind
    assert within(one, lambda: queries.by_blinds([at_other.blind])) == {}
    assert within(one, lambda: queries.ssins_of([at_other.id])) == {}
    assert within(other, Person.objects.count) == 1


def test_a_number_is_stored_sealed_and_opens_only_in_its_own_place() -> None:
    """The eleven digits stand nowhere in the row; a ciphertext moved to another person does not open."""
    ocmw = somebody()
    piotr, zaneta = known(ocmw, PIOTR), known(ocmw, ZANETA)
    assert within(ocmw, lambda: queries.ssins_of([piotr.id, zaneta.id])) == {piotr.id: PIOTR, zaneta.id: ZANETA}
    (row,) = within(ocmw, lambda: list(Person.objects.filter(id=piotr.id).values_list()))
    assert not any(PIOTR.encode() in (value if isinstance(value, bytes) else str(value).encode()) for value in row)

    def swap() -> None:
        sealed = Person.objects.get(id=zaneta.id).ssin_sealed
        Person.objects.filter(id=piotr.id).update(ssin_sealed=sealed)

    within(ocmw, swap)
    with pytest.raises(Fault) as refused:
        within(ocmw, lambda: queries.ssins_of([piotr.id]))
    assert code_of(refused) == "unreadable"


@pytest.mark.req("E13")
def test_people_without_a_number_exist_like_any_other() -> None:
    """More than one of them; half a number cannot be stored."""
    ocmw = somebody()
    for name in ("Laila", "Farid"):
        within(ocmw, lambda name=name: Person.objects.create(first_name=name))
    assert within(ocmw, Person.objects.count) == 2
    with pytest.raises(Exception, match="persons_person_number_whole"):
        within(ocmw, lambda: Person.objects.create(ssin_blind=b"half"))
