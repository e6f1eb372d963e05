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
from kring.policy.condition_words import picked_says, says
from kring.policy.document import Document
from kring.policy.rules import Policy
from kring.policy.shapes import Case, Text

INSTRUMENTS = Path(__file__).parents[3] / "instruments"
ADOPTED = {
    path.parent.name: documents.read(path.read_text())
    for path in sorted(INSTRUMENTS.rglob("document.toml"))
    if "sources" not in path.parts
}
everywhere = pytest.mark.parametrize("text", ADOPTED.values(), ids=ADOPTED.keys())


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


@everywhere
@pytest.mark.req("P9")
def test_every_sentence_of_the_text_stands_on_the_page(text: Document) -> None:
    """What people sign is what they read."""
    policy = compile_document(text, VOCABULARY, adopted=True)
    assert isinstance(policy, Policy)
    with translation.override("nl"):
        rows = [row for section in sections(text, policy, VOCABULARY) for row in section.rows]
    shown = " ".join(f"{row.text} {row.added}" for row in rows)
    assert [one for one in texts(text) if one not in shown] == []


@everywhere
@pytest.mark.req("P9")
def test_every_item_and_every_listed_value_stands_on_the_page(text: Document) -> None:
    """What the machine lets pass is told, to the last item."""
    policy = compile_document(text, VOCABULARY, adopted=True)
    assert isinstance(policy, Policy)
    with translation.override("nl"):
        told = " ".join(
            does for section in sections(text, policy, VOCABULARY) for row in section.rows for does in row.does
        )
    for rule in policy.disclosures.values():
        for item in rule.items.values():
            assert VOCABULARY.items[item.name].text["nl"] in told
            assert all(value in told for value in item.values or ())


@everywhere
@pytest.mark.req("P9", "E15")
def test_every_condition_stands_on_the_page(text: Document) -> None:
    """Gates with who judges them, conditions on records, picks, how often, and who else may get it: each in words."""
    policy = compile_document(text, VOCABULARY, adopted=True)
    assert isinstance(policy, Policy)
    with translation.override("nl"):
        rows = [row for section in sections(text, policy, VOCABULARY) for row in section.rows]
        told = " ".join(does for row in rows for does in row.does)
    for rule in policy.disclosures.values():
        for gate in (*rule.gates, *(gate for to in rule.onward for gate in to.gates)):
            assert says(gate, VOCABULARY)["nl"] in told
        for item in rule.items.values():
            assert item.pick is None or picked_says(item.pick)["nl"] in told
            assert item.when is None or all(says(one, VOCABULARY)["nl"] in told for one in item.when.conditions)
        if rule.items and not rule.onward:
            assert "mag aan niemand anders gegeven worden" in told
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert all(one.text.nl in " ".join(row.text for row in rows) for one in text.condition)
