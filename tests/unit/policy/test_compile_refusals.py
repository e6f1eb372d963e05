"""One malformed text per refusal: what compile says, word for word.

Each sample is the adopted document of Genk with one thing changed.
"""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.readers import read_day
from kring.core.vocabulary import Argument, Fact, Gate, Item, Record, by, merge, vocabulary
from kring.policy.compile import check
from kring.policy.compile import compile as compile_document
from kring.policy.document import Unreadable, read
from kring.policy.finding_texts import TEXTS
from kring.policy.findings import Finding
from kring.policy.rules import Policy

from .samples import genk_text

WORDS = merge(
    VOCABULARY,
    vocabulary(
        Item("person.health", "person", "special", {"nl": "gezondheid", "en": "health"}),
        Item("person.remark", "person", "ordinary", {"nl": "opmerking", "en": "remark"}, free_text=True),
        Item("letter.subject", "letter", "ordinary", {"nl": "onderwerp", "en": "subject"}),
        Record("letter", {"nl": "brief", "en": "letter"}, dates=("sent_on",), kinds=("reminder",)),
        Fact("sent_on", read_day, about="entry"),
        Gate(
            name="enrolled_somewhere",
            args=(Argument("capacity", "numbers", numbers=(1, 2)),),
            facts=("declared",),
            judge=lambda _args, _facts, _context: True,
            evaluated_by=by("directory"),
            code="not_enrolled",
            refusal={"nl": "Niet ingeschreven.", "en": "Not enrolled."},
        ),
    ),
)


@dataclass(frozen=True)
class Sample:
    """Replace ``old`` by ``new`` (once) and this one finding must be there, with these words in Dutch and in English."""

    code: str
    old: str
    new: str
    says: str
    en: str


SAMPLES = [
    Sample(**one) for one in tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))["sample"]
]


def findings_on(text: str) -> tuple[Finding, ...]:
    """What is found in a text, its shape included, on 2 March 2026."""
    try:
        return check(read(text), WORDS, date(2026, 3, 2))
    except Unreadable as broken:
        return broken.findings


@pytest.mark.req("P1", "P2", "P3", "P4", "P9", "P16")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.code)
def test_one_fault_one_finding(sample: Sample) -> None:
    """The changed text gives the finding that its fault deserves, with words that say where and what."""
    assert sample.old in genk_text()
    found = findings_on(genk_text().replace(sample.old, sample.new, 1))
    said = {(one.code, one.text["nl"], one.text["en"]) for one in found}
    assert (sample.code, sample.says, sample.en) in said, said


@pytest.mark.parametrize(
    "sample", [one for one in SAMPLES if not TEXTS[one.code].warns and one.code != "ended"], ids=lambda one: one.code
)
def test_an_error_makes_no_policy(sample: Sample) -> None:
    """Nothing with an error in it compiles; a warning does not block."""
    text = genk_text().replace(sample.old, sample.new, 1)
    with suppress(Unreadable):
        assert not isinstance(compile_document(read(text), WORDS), Policy)


def test_every_finding_has_its_sample() -> None:
    """No code without a text that shows it; the two on cases, and that of a decision without sanction, have their own test."""
    assert {one.code for one in SAMPLES} == TEXTS.keys() - {"case_unreadable", "case_fails", "sanction_absent"}


def test_the_adopted_document_itself_has_none() -> None:
    """Only warnings."""
    assert {one.severity for one in findings_on(genk_text())} == {"warning"}


def test_what_is_no_toml_is_said_so() -> None:
    """A loose bracket, a moment where a day belongs, a number without end, brackets without end."""
    for text in ("[[party", "from = 2026-01-01T10:00:00", f"version = {'9' * 5000}", f"a = {'[' * 5000}{']' * 5000}"):
        with pytest.raises(Unreadable) as broken:
            read(text)
        assert broken.value.code == "not_toml"
        assert broken.value.findings == ()
