"""What terms of the law mean: one place, in four languages, short, each with its source and the day it was read."""

import re
from datetime import date
from pathlib import Path

import pytest

from kring.face import what

PAGES = Path(what.__file__).parents[1]
KEYS = sorted(what.terms())


def _used() -> set[str]:
    tags = [
        tag for page in PAGES.rglob("*.html") for tag in re.findall(r"{% what_is (.*?) %}", page.read_text("utf-8"))
    ]
    return {key for tag in tags for key in re.findall(r'"(\w+)"', tag)}


def test_every_term_that_a_page_explains_is_there_and_every_term_is_explained_somewhere() -> None:
    """No page asks in vain, and nothing lies here unread."""
    assert _used() == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_term_is_told_shortly_in_every_language_with_its_source(key: str) -> None:
    """Four languages, a question and two to four sentences, a dated source; what is not confirmed says so."""
    term = what.terms()[key]
    for said in (term.ask, term.text):
        assert sorted(said) == ["de", "en", "fr", "nl"]
        assert all(words == words.strip() for words in said.values())
    for language in ("nl", "fr", "de", "en"):
        assert term.ask[language].endswith("?")
        sentences = re.findall(r"[.!?](?= |$)", term.text[language])
        assert 2 <= len(sentences) <= 4
        assert len(term.text[language]) < 330
    assert re.search(r"\b(19|20)\d\d\b", term.source), "the source says of which year it is"
    assert date(2026, 1, 1) <= term.read_on
    assert term.mark in ("", "[K]")


def test_a_law_is_never_cited_without_its_article() -> None:
    """Whoever doubts can look it up."""
    for key in KEYS:
        assert re.search(r"artikel|punt", what.terms()[key].source), key
