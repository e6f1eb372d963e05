"""The page "text beside rule" leaves no sentence of the document out, and says of each what the machine does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pydantic import BaseModel

from kring.config.vocabulary import VOCABULARY
from kring.desks.register.beside import sections
from kring.policy import document as documents
from kring.policy.compile import compile as compile_document
from kring.policy.document import Document
from kring.policy.rules import Policy
from kring.policy.shapes import Case, Text

GENK = documents.read((Path(__file__).parents[3] / "instruments" / "genk" / "document.toml").read_text())


def texts(value: object) -> Iterator[str]:
    """Every sentence that people sign."""
    if isinstance(value, Case):
        return
    if isinstance(value, Text):
        yield value.nl
    elif isinstance(value, BaseModel):
        for name, inner in value:
            if not (isinstance(value, Document) and name == "title"):
                yield from texts(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts(inner)


@pytest.mark.req("P9")
def test_every_sentence_of_the_text_stands_on_the_page() -> None:
    """What people sign is what they read."""
    policy = compile_document(GENK, VOCABULARY)
    assert isinstance(policy, Policy)
    with translation.override("nl"):
        rows = [row for section in sections(GENK, policy, VOCABULARY) for row in section.rows]
    shown = " ".join(f"{row.text} {row.added}" for row in rows)
    assert [text for text in texts(GENK) if text not in shown] == []


@pytest.mark.req("P9")
def test_every_item_and_every_listed_value_stands_on_the_page() -> None:
    """What the machine lets pass is told, to the last item."""
    policy = compile_document(GENK, VOCABULARY)
    assert isinstance(policy, Policy)
    with translation.override("nl"):
        told = " ".join(
            does for section in sections(GENK, policy, VOCABULARY) for row in section.rows for does in row.does
        )
    for rule in policy.disclosures.values():
        for item in rule.items.values():
            assert VOCABULARY.items[item.name].text["nl"] in told
            assert all(value in told for value in item.values or ())
