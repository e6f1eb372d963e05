"""The page of all instruments is made from them: what stands there is what they say."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kring.policy.document import read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "instruments.md").read_text("utf-8")
FOLDERS = sorted(path.parent for path in (ROOT / "instruments").rglob("document.toml"))


def section(name: str) -> str:
    """What the page says of one document."""
    return PAGE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def test_the_page_is_what_the_documents_say() -> None:
    """A document was changed and the page was not: the tool says so and what to run."""
    done = subprocess.run(
        [sys.executable, "tools/instruments_page.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_document_stands_there_with_all_it_discloses(folder: Path) -> None:
    """Each disclosure has its row and each addition its reason; of a pair that comes from a model the model says it."""
    doc = read((folder / "document.toml").read_text("utf-8"))
    said = section(folder.relative_to(ROOT / "instruments").as_posix())
    assert " ".join(doc.title.nl.split()) in " ".join(said.split())
    if doc.model:
        assert "every word is that of its model" in said
        return
    assert [one.key for one in doc.disclosure if f"| `{one.key}` (" not in said] == []
    added = [one for one in (*doc.measure, *doc.clause, *doc.quality, *doc.disclosure) if one.added and one.why]
    assert [one.why.nl for one in added if one.why and " ".join(one.why.nl.split()) not in said] == []


@pytest.mark.parametrize(
    "folder", [one for one in FOLDERS if one.parent.name == "sources"], ids=lambda folder: folder.name
)
def test_a_source_is_told_as_historical_with_its_findings(folder: Path) -> None:
    """As many as are listed beside it."""
    listed = tomllib.loads((folder / "findings.toml").read_text("utf-8"))["finding"]
    errors = sum(one["severity"] == "error" for one in listed)
    assert f"Historical; {errors} findings" in section(f"sources/{folder.name}")


def test_what_waits_for_a_lawyer_is_told() -> None:
    """The article that the referral rests on, and the numbers of Genk."""
    assert "artikel 10/1" in section("referral-model").partition("Waits for a confirmation")[2]
    assert "the number of Stad Genk" in section("genk")
