"""A document that is read, written and read again is the same document; its mark holds on to what it says and to nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from kring.core import canonical
from kring.policy.document import Document, digest, read, write

from .samples import ROOT
from .test_random_worlds import documents

SHIPPED = sorted((ROOT / "instruments").rglob("document.toml")) + sorted((ROOT / "docs").rglob("document.toml"))


@pytest.mark.req("P1", "P8")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_every_shipped_document_survives_being_written(path: Path) -> None:
    """Nothing is lost, nothing is added, and the mark is the same."""
    document = read(path.read_text("utf-8"))
    again = read(write(document))
    assert again == document
    assert digest(again) == digest(document)


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_document_survives_being_written(document: Document) -> None:
    """Also those that nobody wrote."""
    assert read(write(document)) == document


@pytest.mark.req("P8")
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_the_mark_is_of_what_it_says_and_not_of_how(path: Path) -> None:
    """Comments and the order of keys change nothing; one letter of a text does. It is SHA-256 over canonical JSON."""
    text = path.read_text("utf-8")
    document = read(text)
    reordered = Document.model_validate_json(
        canonical.canonical(document.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    )
    assert digest(read(f"# een opmerking\n{text}")) == digest(document) == digest(reordered)
    assert digest(read(text.replace(document.title.nl, f"{document.title.nl}!", 1))) != digest(document)
