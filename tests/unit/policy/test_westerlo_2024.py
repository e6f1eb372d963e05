"""The protocol of 2024 between Opgroeien regie and OCMW Westerlo: transcribed faithfully, and found wanting as listed beside it."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from kring.cli.instrument import run_check
from kring.config.vocabulary import VOCABULARY
from kring.policy.check_elements import COMPATIBILITY_PARTS
from kring.policy.compile import check
from kring.policy.document import Document, read

from .samples import ROOT

WESTERLO_2024 = ROOT / "instruments" / "sources" / "westerlo-2024"
ON = date(2026, 3, 2)
PLACES = [
    "aanhef",
    "partijen",
    *"ABCDEF",
    *map(str, range(1, 12)),
    "3, gegeven 1",
    "3, gegeven 2",
    "5, 11",
    "ondertekening",
]


def text_2024() -> str:
    return (WESTERLO_2024 / "document.toml").read_text("utf-8")


def document_2024() -> Document:
    return read(text_2024())


@pytest.mark.req("P1", "P3", "P4", "P7", "E6", "E7")
def test_the_protocol_of_2024_has_exactly_the_findings_listed() -> None:
    """No logging, no analysis in five parts, no cap, an end that hangs on another agreement, signed after its first day."""
    listed = tomllib.loads((WESTERLO_2024 / "findings.toml").read_text("utf-8"))["finding"]
    found = check(document_2024(), VOCABULARY, ON)
    assert [(one.code, one.element, one.where, one.severity) for one in found] == [
        (one["code"], one["element"], one["where"], one["severity"]) for one in listed
    ]
    assert all(one["why"].strip() for one in listed)
    assert {one.code for one in found} >= {
        "logging_absent",
        "compatibility_part_missing",
        "retention_without_cap",
        "duration_open_ended",
        "duration_without_end_duty",
        "signed_after_start",
    }
    assert [one.where for one in found if one.code == "compatibility_part_missing"] == [
        f"compatibility.{part}" for part in COMPATIBILITY_PARTS if part != "link"
    ]


@pytest.mark.req("P1")
def test_the_command_exits_1_and_tells_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    """What a data protection officer sees who checks the folder."""
    assert run_check(WESTERLO_2024, VOCABULARY, as_json=False, on=ON) == 1
    told = capsys.readouterr().out
    assert told.count("[clause_unanswered") == 6
    assert "is pas op 2024-01-29 getekend" in told
    assert told.splitlines()[-1] == "20 bevinding(en) en 2 waarschuwing(en)."


def test_the_text_of_2024_is_there_with_all_its_articles() -> None:
    """Every article and every letter of the preamble has its place."""
    assert [place for place in PLACES if f'place = "{place}"' not in text_2024()] == []


@pytest.mark.req("P7")
def test_both_officers_advised_before_anybody_signed() -> None:
    """E and F: advised, not informed; neither party is found fault with for it."""
    doc = document_2024()
    assert [party.dpo for party in doc.party] == ["advises", "advises"]
    assert not any(one.code.startswith("dpo_") for one in check(doc, VOCABULARY, ON))


def test_references_that_lead_nowhere_stay() -> None:
    """A transcription mends nothing."""
    for words in ("(zie lager)", "artikel 2, 2°", "in afwijking van artikel 5, 2°", "OCMW bezorgen.."):
        assert words in text_2024()


@pytest.mark.parametrize("path", sorted(WESTERLO_2024.glob("*.toml")), ids=lambda path: path.name)
def test_no_person_no_code_no_address_of_a_mailbox(path: Path) -> None:
    """Offices only; the footer with its code and password, and mail addresses, are left out."""
    text = path.read_text("utf-8")
    assert "@" not in text
    assert not re.search(r"\b(de heer|dhr\.|mevrouw|mevr\.)", text)
    assert "verificatiecode:" not in text.lower()


def test_letters_stand_together() -> None:
    """The source is letter-spaced; no single letter stands alone but those of the text itself."""
    words = re.sub(r'^.*?"|#.*$', " ", text_2024(), flags=re.MULTILINE)
    assert not re.search(r"\b[A-Za-z] [a-z]{1,2} [a-z]\b", words)
    for torn in ("O CM W", "sam en", "w erk", "H et", "m et", " w ", " m "):
        assert torn not in text_2024()
