"""The authorisation of 2012: transcribed paragraph by paragraph, and found wanting exactly as listed beside it."""

import re
import tomllib
from datetime import date

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.reasons import Localised
from kring.policy.compile import check
from kring.policy.document import Document, read

from .samples import ROOT

VTC_2012 = ROOT / "instruments" / "sources" / "vtc-2012"
ON = date(2026, 3, 2)


def text() -> str:
    """The transcription."""
    return (VTC_2012 / "document.toml").read_text("utf-8")


def document() -> Document:
    """The transcription, read."""
    return read(text())


@pytest.mark.req("P1", "P2", "P4", "P10", "P16")
def test_the_authorisation_of_2012_has_exactly_the_findings_listed() -> None:
    """No end, no cap, no codes, no functions, no sanction, classes for parties, toeleiding outside it, and the rest of the list."""
    listed = tomllib.loads((VTC_2012 / "findings.toml").read_text("utf-8"))["finding"]
    found = check(document(), VOCABULARY, ON)
    assert [(one.code, one.element, one.where, one.severity) for one in found] == [
        (one["code"], one["element"], one["where"], one["severity"]) for one in listed
    ]
    assert all(one["why"] for one in listed)
    assert {
        "sanction_absent",
        "party_is_class",
        "disclosure_without_purpose",
        "retention_without_cap",
        "duration_without_end",
        "basis_not_in_force",
    } <= {one.code for one in found}


@pytest.mark.req("P1", "P10")
def test_every_numbered_paragraph_is_there() -> None:
    """Paragraphs 1 to 102, the seventeen clusters and the nine footnotes each have their place."""
    places = {
        place for found in re.findall(r'place = "([^"]*)"', text()) for place in (found, *re.split("[,;] ", found))
    }
    assert [number for number in range(1, 103) if str(number) not in places | {"43"}] == []
    assert document().compatibility is not None  # paragraph 43 opens the analysis
    assert [n for n in range(1, 18) if f"61, {n}" not in places] == []
    assert [n for n in range(1, 10) if f"voetnoot {n}" not in places] == []


@pytest.mark.req("K5")
def test_the_seventeen_clusters_are_there_with_their_reasons() -> None:
    """Each has items that the vocabulary knows and a reason; nothing was added to the text."""
    dossier = next(one for one in document().disclosure if one.key == "dossier")
    assert {group.cluster for group in dossier.item or ()} == {None, *range(1, 18)}
    assert all(group.why and group.place and not group.added for group in dossier.item or ())
    assert "added" not in text()
    assert {name for group in dossier.item or () for name in group.names} <= VOCABULARY.items.keys()


@pytest.mark.req("P10")
def test_its_conditions_have_owner_and_day() -> None:
    """Five, of 30 September to 31 December 2012, and one as soon as possible."""
    due = {one.place: (one.of, one.due) for one in document().condition}
    assert due == {
        "98": ("abb", date(2012, 11, 30)),
        "99": ("abb", date(2012, 12, 31)),
        "100": ("kbi", date(2012, 11, 30)),
        "101": ("ocmw", "as_soon_as_possible"),
        "102": ("ocmw", date(2012, 9, 30)),
    }


def test_a_decision_without_sanction_is_told() -> None:
    """A warning, in words: it does not stop a decision that an authority took."""
    told: list[Localised] = [one.text for one in check(document(), VOCABULARY) if one.code == "sanction_absent"]
    assert told == [
        {
            "nl": "sanction: er staat niet wat er gebeurt als een partij zich er niet aan houdt.",
            "en": "sanction: it is not said what happens when a party does not keep to it.",
        }
    ]


def test_nobody_is_named() -> None:
    """Offices only: no name of the chair, no mail address, no password."""
    for path in VTC_2012.glob("*.toml"):
        written = path.read_text("utf-8")
        assert "@" not in written
        assert not re.search(r"\b(de heer|mevrouw|Willem)\b", written)
