"""Whom we propose, told as sentences about people. All of them are invented."""

import pytest

from kring.matching.propose import LIKELY
from tests.unit.matching.town import codes, likely

HOME = {"street": "Wollegrasstraat", "house": "14"}
ELSEWHERE = {"street": "Lampisteriestraat", "house": "88"}
FATMA = {"first": "Fatma", "last": "Karaoğlan", **HOME, "number": "85671201271"}
JAN = {"first": "Jan", "last": "Peeters", **HOME, "number": "71630511309"}


@pytest.mark.req("D8")
def test_fatma_whose_number_is_missing_is_proposed_on_name_and_address() -> None:
    """With the reasons for it, and the doubt that there is no number."""
    (found,) = likely({"first": "Fatma", "last": "Karaoglan", **HOME}, FATMA)

    assert found.person == 0
    assert found.probability >= LIKELY
    assert {"name_same", "address_same", "number_missing"} <= codes(found)


@pytest.mark.req("D8")
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("85671201217", "number_swapped"),
        ("85671201371", "number_digit"),
        ("8567120127", "number_lost"),
        ("85671299999", "number_part"),
        ("85671200000", "number_part"),
    ],
)
def test_fatma_whose_number_is_mistyped_is_proposed_and_the_slip_is_named(written: str, reason: str) -> None:
    """Two digits swapped, one other, one lost, or only half of it right."""
    (found,) = likely({"first": "Fatma", "last": "Karaoglan", **HOME, "number": written}, FATMA)

    assert found.probability >= LIKELY
    assert reason in codes(found)


@pytest.mark.req("D8")
def test_the_number_of_a_husband_leads_to_the_wife_whose_name_it_is() -> None:
    """The row holds her name and his number: she is proposed, he is not likely."""
    husband = {"first": "Yusuf", "last": "Karaoğlan", **HOME, "number": "83650301190"}
    found = likely({"first": "Fatma", "last": "Karaoglan", **HOME, "number": "83650301190"}, FATMA, husband)

    assert found[0].person == 0
    assert found[0].probability >= 0.8
    assert all(each.person == 0 or each.probability < 0.2 for each in found)


@pytest.mark.req("D8")
def test_a_son_is_not_his_father() -> None:
    """Same family name, same house, another first name: not likely, and if shown at all then with the doubt."""
    found = likely({"first": "Wout", "last": "Karaoglan", **HOME}, FATMA)

    assert all(each.probability < 0.5 and "family" in codes(each) for each in found)


@pytest.mark.req("D8")
def test_twins_are_two_people() -> None:
    """Born on one day in one house: with another first name it is a question, and it is asked."""
    hasan = {"first": "Hasan", "last": "Karaoğlan", **HOME, "birth": "1985-07-12"}
    found = likely({"first": "Burak", "last": "Karaoglan", **HOME, "birth": "1985-07-12"}, hasan)

    assert all(each.probability < LIKELY and "twins" in codes(each) for each in found)


@pytest.mark.req("D8")
def test_of_father_and_son_of_one_name_in_one_house_neither_is_likely() -> None:
    """Two persons whom nothing tells apart: both are shown, neither is called likely, and each says that there is another."""
    found = likely({"first": "Jan", "last": "Peeters", **HOME}, JAN, {**JAN, "number": "99610100115"})

    assert {each.person for each in found} == {0, 1}
    assert all(each.probability < LIKELY and "rivals" in codes(each) for each in found)


@pytest.mark.req("D8")
def test_who_moved_is_found_by_a_rare_name() -> None:
    """Another address is a reason against, and is told."""
    found = likely({"first": "Fatma", "last": "Karaoglan", **ELSEWHERE}, FATMA)

    assert [each.person for each in found] == [0]
    assert {"address_other", "name_rare"} <= codes(found[0])


@pytest.mark.req("D8")
def test_jan_peeters_who_moved_is_not_likely() -> None:
    """A name that many bear, at another address, without a number: nobody could tell."""
    assert all(each.probability < LIKELY for each in likely({"first": "Jan", "last": "Peeters", **ELSEWHERE}, JAN))


@pytest.mark.req("D8")
@pytest.mark.parametrize(
    ("listed", "registered"),
    [
        (("Mohammed", "El Amrani"), ("Mohamed", "Amrani")),
        (("Muhammad", "Elamrani"), ("Mohamed", "El Amrani")),
        (("Aicha", "Ben Haddou"), ("Aïcha", "Benhaddou")),
        (("Abd el Kader", "Bouazzaoui"), ("Abdelkader", "El Bouazzaoui")),
        (("Rashid", "Tahiri"), ("Rachid", "Tahiri")),
        (("Yusuf", "Yilmaz"), ("Yûsuf", "Yılmaz")),
        (("Sukran", "Oeztuerk"), ("Şükran", "Öztürk")),
        (("Aysegul", "Cakir"), ("Ayşe Gül", "Çakır")),
        (("Lukasz", "Wisniewski"), ("Łukasz", "Wiśniewski")),
        (("Nemanja", "Cosic"), ("Nemanja", "Ćosić")),
        (("Oleksandr", "Shevchenko"), ("Alexandr", "Schewtschenko")),
        (("Nataliia", "Zelinska"), ("Natalia", "Zelinska")),
        (("Tshimanga", "Dieudonne"), ("Dieudonné", "Tshimanga")),
        (("N'Kulu", "Esperance"), ("Espérance", "Nkulu")),
        (("Nguyen", "Van An"), ("Văn An", "Nguyễn")),
        (("", "Nguyễn Thị Hoa"), ("Thi Hoa", "Nguyen")),
        (("Jose", "Fernandez"), ("José Antonio", "Fernández López")),
        (("J.", "Vandenbroeck"), ("Joke", "Van den Broeck")),
        (("Lieve", "Linden"), ("Lieve", "Van der Linden")),
        (("Van de Velde", "Kaat"), ("Kaat", "Vandevelde")),
        (("", "Dhondt Rita"), ("Rita", "D'Hondt")),
        (("Papadopoulou", "Eleni"), ("Eleni", "Papadopulou")),
        (("Trabelsi", "Ould Haj"), ("Ould Haj", "Trabelsi")),
        (("Zabihullah", "Stanakzai"), ("Zabiullah", "Stanekzai")),
    ],
    ids=lambda name: " ".join(name).strip(),
)
def test_a_name_written_otherwise_is_one_name_at_one_address(
    listed: tuple[str, str], registered: tuple[str, str]
) -> None:
    """Accents, particles, sounds, initials, orders: whatever the origin of the name."""
    row = {"first": listed[0], "last": listed[1], **HOME}
    person = {"first": registered[0], "last": registered[1], **HOME}
    found = likely(row, person)

    assert found
    assert found[0].person == 0
    assert found[0].probability >= LIKELY


@pytest.mark.req("D8")
@pytest.mark.parametrize(("one", "other"), [("Tim", "Tom"), ("Ali", "Alev"), ("Maria", "Mario")])
def test_two_common_names_one_letter_apart_are_two_housemates(one: str, other: str) -> None:
    """Both are names that people bear: the slip is not the likely story."""
    person = {"first": other, "last": "Karaoğlan", **HOME}
    others = [
        {"first": name, "last": "Claes", **ELSEWHERE, "house": str(n)} for n in range(12) for name in (one, other)
    ]
    found = likely({"first": one, "last": "Karaoglan", **HOME}, person, *others)

    assert all(each.probability < LIKELY for each in found if each.person == 0)


@pytest.mark.req("D8")
def test_a_misspelled_first_name_that_nobody_bears_is_a_slip() -> None:
    """There is no Fatmq: at her address she is likely."""
    (found,) = likely({"first": "Fatmq", "last": "Karaoglan", **HOME}, FATMA)

    assert found.probability >= LIKELY
    assert "first_slip" in codes(found)


@pytest.mark.req("D8")
def test_an_address_in_one_column_is_read() -> None:
    """The house number behind the street, and a box."""
    (found,) = likely({"first": "Fatma", "last": "Karaoglan", "street": "Wollegrasstr. 14 bus 2", "house": ""}, FATMA)

    assert found.probability >= LIKELY
    assert "address_same" in codes(found)


@pytest.mark.req("D8")
def test_neighbours_of_one_building_are_not_proposed_for_each_other() -> None:
    """The same street and number, another name."""
    assert likely({"first": "Odette", "last": "Kalala", **HOME}, FATMA) == []


@pytest.mark.req("D8")
def test_a_row_without_a_name_leads_to_nobody() -> None:
    """An address alone is no person."""
    assert likely({"street": HOME["street"], "house": HOME["house"]}, FATMA) == []
