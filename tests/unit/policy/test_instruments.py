"""The two documents of Genk: the historical one fails as listed beside it, the adopted one compiles and its cases run."""

import tomllib
from datetime import date
from typing import Any

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.registry import Entry
from kring.core.vocabulary import Context
from kring.policy.cases import differences, run_case, run_cases
from kring.policy.check_elements import COMPATIBILITY_PARTS
from kring.policy.compile import check
from kring.policy.document import Document, digest, read
from kring.policy.kinds import elements, kinds, laws
from kring.policy.rules import Policy
from kring.policy.shapes import Case
from kring.policy.standing import Standing, refusals
from kring.policy.standing_file import read_standing, standing_of

from .samples import GENK, GENK_2021, compiled, genk, genk_document, genk_text

ON = date(2026, 3, 2)


def document_2021() -> Document:
    return read((GENK_2021 / "document.toml").read_text("utf-8"))


@pytest.mark.req("P1", "P4", "E6")
def test_the_protocol_of_2021_has_exactly_the_findings_listed() -> None:
    """Ended, officer only informed, no enterprise numbers, no logging, no countable periodicity, and the rest of the list."""
    listed = tomllib.loads((GENK_2021 / "findings.toml").read_text("utf-8"))["finding"]
    found = check(document_2021(), VOCABULARY, ON)
    assert [(one.code, one.element, one.where, one.severity) for one in found] == [
        (one["code"], one["element"], one["where"], one["severity"]) for one in listed
    ]
    codes = {one.code for one in found}
    assert {
        "ended",
        "dpo_only_informed",
        "party_without_number",
        "logging_absent",
        "periodicity_not_countable",
    } <= codes


@pytest.mark.req("P1", "P3")
def test_the_text_of_2021_is_there_with_all_its_parts() -> None:
    """Every numbered part of the source has its place in the transcription."""
    text = (GENK_2021 / "document.toml").read_text("utf-8")
    places = [
        "aanhef",
        "voetnoot 1",
        "1a",
        "1b",
        "2a",
        "2b",
        "2, N.B.",
        "3a",
        "3b",
        "4a",
        "5a",
        "5b",
        "6",
        "7",
        "8a",
        "8b",
        "8c",
        "8d",
    ]
    places += ["9", "10a", "10b", "11.1a", "11.1b", "11.2a", "11.2b", "11.3", "11.4a", "11.4b", "11.5", "12a", "12b"]
    places += ["13a", "13b", "13c", "14a", "14b", "14c", "14d", "15"]
    missing = [place for place in places if f'place = "{place}"' not in text]
    assert missing == []


@pytest.mark.parametrize("folder", [GENK, GENK_2021], ids=lambda folder: folder.name)
def test_signatories_are_offices(folder: Any) -> None:
    """No document, standing or list of findings here holds a mail address."""
    for path in folder.glob("*.toml"):
        assert "@" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    "number", range(len(genk_document().case)), ids=lambda number: genk_document().case[number].nl[:60]
)
def test_each_case_is_true(number: int) -> None:
    """The sentences of the adopted document, one by one."""
    case = genk_document().case[number]
    assert differences(case, run_case(case, genk())) == ()


def test_a_case_that_is_not_true_is_a_finding() -> None:
    """It says what came instead; one that cannot be run says why."""
    wrong = genk_text().replace('reasons = ["not_declared"]', 'reasons = ["too_soon"], keep = "pilot"')
    found = list(run_cases(read(wrong), genk()))
    assert [one.code for one in found] == ["case_fails"]
    assert (
        found[0].text["nl"]
        == "case[1]: dit voorbeeld geeft iets anders dan verwacht: reasons = ['not_declared']; keep = None."
    )
    for old, new in [
        ("facts = { declared = [] }", "facts = { sworn = [] }"),
        ("facts = { declared = [] }", "facts = { declared = 3 }"),
        ("standing = { suspended = 2026-06-01 }", "standing = { cancelled = 2026-06-01 }"),
        (
            'nl = "Binnen de maand gaat er geen tweede lijst uit."\ndisclosure = "list"',
            'nl = "Wat?"\ndisclosure = "gossip"',
        ),
    ]:
        assert old in genk_text()
        unrun = list(run_cases(read(genk_text().replace(old, new, 1)), genk()))
        assert [one.code for one in unrun] == ["case_unreadable"], new


def test_a_case_looks_only_at_what_it_says() -> None:
    """An expectation that is left out cannot fail."""
    case = Case.model_validate({"nl": "x", "disclosure": "list", "expect": {}})
    assert differences(case, run_case(case, genk())) == ()


@pytest.mark.req("P1", "P16")
@pytest.mark.parametrize("element", elements())
def test_each_of_the_thirteen_is_asked_of_a_protocol(element: str) -> None:
    """Take it out of the adopted document and it is named, with the law that asks for it."""
    taken_out: dict[str, dict[str, Any]] = {
        "controllers": {"party": ()},
        "purposes": {"purpose": ()},
        "categories": {
            "disclosure": tuple(one.model_copy(update={"item": None}) for one in genk_document().disclosure)
        },
        "recipients": {"third_parties": None},
        "legal_basis": {
            "purpose": tuple(one.model_copy(update={"basis": type(one.basis)()}) for one in genk_document().purpose)
        },
        "security": {"measure": ()},
        "periodicity": {
            "disclosure": tuple(one.model_copy(update={"every": None}) for one in genk_document().disclosure)
        },
        "duration": {"duration": None},
        "sanctions": {"sanction": None},
        "original_purposes": {"original_purpose": ()},
        "compatibility": {"compatibility": None},
        "quality": {"quality": ()},
        "specific_measures": {"specific_measures": None},
    }
    found = check(genk_document().model_copy(update=taken_out[element]), VOCABULARY, ON)
    missing = [one for one in found if one.code == "element_missing"]
    assert [one.element for one in missing] == (["purposes", "legal_basis"] if element == "purposes" else [element])
    assert "artikel 8 §1" in missing[0].text["nl"]


@pytest.mark.req("P3")
@pytest.mark.parametrize("part", COMPATIBILITY_PARTS)
def test_each_of_the_five_parts_of_the_analysis(part: str) -> None:
    """Unless the processing is not further processing, which must then be said."""
    analysis = genk_document().compatibility
    assert analysis is not None
    without = genk_document().model_copy(update={"compatibility": analysis.model_copy(update={part: ()})})
    assert [one.where for one in check(without, VOCABULARY) if one.code == "compatibility_part_missing"] == [
        f"compatibility.{part}"
    ]
    excused = analysis.model_copy(update={part: (), "not_further": genk_document().title})
    assert not any(
        one.code == "compatibility_part_missing"
        for one in check(genk_document().model_copy(update={"compatibility": excused}), VOCABULARY)
    )


@pytest.mark.req("P16")
def test_kinds_and_laws_are_dated_and_cited() -> None:
    """All eight kinds; what they require is named by the thirteen, cites its source and has a beginning."""
    assert kinds().keys() == {
        "protocol", "authorisation", "deliberation", "internal_decision",
        "statutory_duty", "order", "data_subject_request", "vital_interest",
    }  # fmt: skip
    assert len(elements()) == 13
    for kind in kinds().values():
        for required in kind.requires:
            assert required.citation
            assert set(required.elements) <= elements().keys()
    assert kinds()["protocol"].required_on(date(2026, 1, 1)).elements == tuple(elements())
    assert kinds()["authorisation"].required_on(date(2012, 7, 25)).period.last == date(2018, 6, 25)
    assert all(law.nl for law in laws().values())


@pytest.mark.req("P9")
def test_the_hash_is_of_what_is_said() -> None:
    """Comments, order of keys and written-out defaults are not content; a changed word is. The standing is no part of it."""
    same = "# a comment\n" + genk_text().replace("fictitious = true\n", "", 1).replace(
        'kind = "protocol"', 'kind = "protocol"\nfictitious = true', 1
    ).replace('key = "signal"', 'key = "signal"\nafter_end = false', 1)
    assert digest(read(same)) == digest(genk_document()) == genk().digest
    assert digest(read(genk_text().replace("Geen. De gegevens", "Niemand. De gegevens"))) != genk().digest
    stored = Document.model_validate_json(genk_document().model_dump_json(by_alias=True, exclude_defaults=True))
    assert digest(stored) == genk().digest


@pytest.mark.req("P4", "P6", "P7")
def test_the_standing_beside_the_adopted_document() -> None:
    """All fictitious, advice before signature, in force on the first day of the duration and not the day before its last step."""
    file = read_standing((GENK / "standing.toml").read_text("utf-8"))
    standing = standing_of(file, genk_document())
    assert file.all_fictitious
    assert standing == Standing(
        signed=date(2025, 12, 10),
        advised=date(2025, 11, 18),
        published=date(2025, 12, 15),
        first_signed=date(2025, 12, 9),
    )
    assert refusals(standing, date(2025, 12, 15)) == ()
    assert [one.element for one in refusals(standing, date(2025, 12, 14))] == ["standing.published"]


def test_one_party_that_is_silent_leaves_the_instrument_out_of_force() -> None:
    """Every party's statement is needed."""
    text = (
        (GENK / "standing.toml")
        .read_text("utf-8")
        .replace('[[publication]]\nparty = "ocmw"', '[[publication]]\nparty = "city"')
    )
    standing = standing_of(read_standing(text), genk_document())
    assert standing.published is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("version = 2", "version = 3", "standing_of_another"),
        ('party = "city"', "party = 1", "standing_unreadable"),
        ("fictitious = true", "", "standing_unreadable"),
        ("[[advice]]", "[[advice", "standing_unreadable"),
        ("[[advice]]", "[[gossip]]", "standing_unreadable"),
    ],
)
def test_a_standing_that_cannot_be_read(old: str, new: str, code: str) -> None:
    """Strict like the document, and about this version of it."""
    from kring.core.errors import Fault  # noqa: PLC0415

    with pytest.raises(Fault) as broken:
        standing_of(read_standing((GENK / "standing.toml").read_text("utf-8").replace(old, new, 1)), genk_document())
    assert broken.value.code == code


@pytest.mark.req("E7")
def test_how_long_received_data_stay() -> None:
    """Non-clients: not beyond the comparison, doubtful ones five working days. Marks: until the end, two years at most."""
    policy: Policy = genk()
    unmatched, pilot = policy.retentions["unmatched"], policy.retentions["pilot"]
    assert unmatched.due(date(2026, 4, 3)) == date(2026, 4, 13)
    assert unmatched.due(date(2026, 4, 3), date(2026, 4, 3)) == date(2026, 4, 3)
    assert unmatched.then == {"client_found": "pilot", "rest": "erase"}
    assert pilot.due(date(2026, 3, 2)) == date(2028, 3, 2)
    assert pilot.due(date(2026, 3, 2), date(2027, 12, 31)) == date(2027, 12, 31)


def test_a_text_that_is_too_long_stays() -> None:
    """Free text leaves only within its limit."""
    from kring.core.vocabulary import Item, merge, vocabulary  # noqa: PLC0415
    from kring.policy.minimise import minimise  # noqa: PLC0415

    words = merge(
        VOCABULARY, vocabulary(Item("person.remark", "person", "ordinary", {"nl": "opmerking"}, free_text=True))
    )
    old = 'names = ["debt.file_number"]'
    text = genk_text().replace(old, 'names = ["person.remark"]\nfree_text = { guidance = "kort", max = 5 }', 1)
    policy = compiled(text, words)
    today = date(2026, 3, 2)
    context = Context(start_of(today), today, today)

    def leaving(remark: str) -> list[dict[str, str]]:
        entries = [Entry({"person.remark": remark})]
        return minimise(policy, policy.disclosures["list"], ["person.remark"], entries, context=context)

    assert leaving("vijf!") == [{"person.remark": "vijf!"}]
    assert leaving("langer") == []
