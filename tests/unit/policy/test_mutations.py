"""Every piece of every text does something, or says who answers for it: the report is of these texts, and holds."""

import re

import pytest
from tools.mutations import OUTCOMES, REPORT, Mutant, documents, judged, mutants, verdict

from kring.policy.document import digest, read

from .samples import GENK, genk


@pytest.mark.req("P9")
def test_the_report_is_of_the_documents_as_they_are_and_knows_no_idle_piece() -> None:
    """A document that changed since: run ``python tools/mutations.py``."""
    rows = [line.split(" | ") for line in REPORT.read_text("utf-8").splitlines() if re.match(r"\| [a-z-]+ \| \d", line)]
    reported = {row[0].removeprefix("| "): row[-1].split("`")[1] for row in rows}
    idle = list(OUTCOMES).index("idle") + 2
    assert reported == {path.parent.name: digest(read(path.read_text("utf-8")))[:19] for path in documents()}
    assert {row[idle] for row in rows} == {"0"}


@pytest.mark.req("P9")
def test_no_piece_of_the_genk_text_is_idle() -> None:
    """Run again, for this one text: everything that enforces changes what passes, what is kept, or no longer compiles."""
    outcomes = [one.outcome for one in judged(GENK / "document.toml")]
    assert "idle" not in outcomes
    assert outcomes.count("permission") > 30


def test_an_idle_piece_would_be_seen() -> None:
    """A mutant that is the text itself is told apart from one that does something: nothing but the words makes it idle."""
    document = read((GENK / "document.toml").read_text("utf-8"))
    same = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert verdict(genk(), Mutant("title", "another word", same | {"title": {"nl": "Anders"}})).outcome == "idle"
    assert len(list(mutants(document))) > 100
