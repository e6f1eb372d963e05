"""One glossary: every word that the design fixed stands in it, and what it says of the code and of the pages is so."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from tools.catalogue import load

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<dutch>[^|]+) \| (?P<meaning>[^|]+) \|(?P<later>[^|]*)\|$", re.MULTILINE)
FIXED = frozenset(
    """disclosure discloser recipient initiator instrument capacity_code enrolment period_asked period_entitled
    reception_office toeleiding referral agreement_to_help consent suspended deferment benefit_suspension recovery_pause
    privacy_notice termination_notice formal_demand change_notice instrument_register processing_record client_register
    site_register personal_records dwangbevel leefloon gpmi inburgering ocmw""".split()  # noqa: SIM905 - read more easily than a list
)
"""The names that the design fixed, so that two people never call one thing by two names."""
DUTCH_IN_CODE = frozenset({"dwangbevel", "leefloon", "gpmi", "inburgering", "toeleiding", "ocmw"})
"""No English word carries the law of these; no other Dutch word may be a name in the code."""
NOT_NAMES = frozenset(
    {"debiteur", "dossier", "schuld", "inschrijving", "hoedanigheid", "toestemming", "mededeling", "vermelding"}
)


def _rows() -> dict[str, re.Match[str]]:
    return {row["name"]: row for row in ROW.finditer((ROOT / "docs" / "glossary.md").read_text("utf-8"))}


def _names_in_code() -> str:
    """Identifiers and keys of the source, in lower case with underscores, one on a line."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*"):
        if path.suffix not in {".py", ".toml", ".sql"} or "locale" in path.parts:
            continue
        for word in re.findall(r"[A-Za-z_]\w+", path.read_text("utf-8")):
            found.add(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower().strip("_"))
    return "\n".join(sorted(found))


def test_every_fixed_word_is_explained_once() -> None:
    """The design's words stand in the glossary, no word stands there twice, and each has its Dutch and its meaning."""
    names = [row["name"] for row in ROW.finditer((ROOT / "docs" / "glossary.md").read_text("utf-8"))]
    assert sorted(names) == sorted(set(names))
    assert set(names) >= FIXED
    assert all(row["dutch"].strip() and row["meaning"].strip() for row in _rows().values())


def test_what_is_said_to_be_in_the_code_is_there() -> None:
    """A word without "later" is a name in the source, as it stands or as a part of a longer name."""
    code = _names_in_code()
    said = [name for name, row in _rows().items() if row["later"].strip() != "later"]
    assert [name for name in said if not re.search(rf"(?m)(^|_){name}s?(_|$)", code)] == []


@pytest.mark.parametrize("word", sorted(NOT_NAMES))
def test_dutch_words_with_an_english_name_are_no_names_of_ours(word: str) -> None:
    """A module, class or function bears the English name of the glossary; Dutch is for texts and headings of files."""
    named = re.compile(rf"^\s*(?:async def|def|class)\s+\w*{word}", re.IGNORECASE | re.MULTILINE)
    offending = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if named.search(path.read_text("utf-8")) or word in path.stem
    ]
    assert offending == []
    assert word not in DUTCH_IN_CODE


TERM = re.compile(r"^\| (?P<nl>[^|`]+) \| (?P<fr>[^|]+) \| (?P<de>[^|]+) \| (?P<en>[^|]+) \|$", re.MULTILINE)


def _terms() -> list[dict[str, str]]:
    rows = [row.groupdict() for row in TERM.finditer((ROOT / "docs" / "glossary.md").read_text("utf-8"))]
    return [row for row in rows if row["nl"] not in ("Nederlands", "---")]


def _said(words: object) -> str:
    return " ".join(words) if isinstance(words, tuple | list) else str(words)


def _dutch(term: str) -> re.Pattern[str]:
    """The term, or its plural, as a word of its own."""
    return re.compile(rf"(?<!\w){re.escape(term)}(?:s|n|{'' if term.endswith('el') else 'en'})?(?!\w)", re.IGNORECASE)


def _bent(term: str) -> re.Pattern[str]:
    """The term as a sentence bends it: each word in its order, with another ending, at most three words in between."""
    words = re.findall(r"[\w’-]+", term)
    return re.compile(
        r"\W+(?:\w+\W+){0,3}?".join(re.escape(word[: max(4, len(word) - 3)]) + r"\w*" for word in words), re.IGNORECASE
    )


def _other(catalogue: Catalog, message: Message) -> str:
    found = catalogue.get(message.id[0] if isinstance(message.id, tuple | list) else message.id, message.context)
    return _said(found.string) if found else ""


def test_the_terms_stand_once_in_order_and_in_four_languages() -> None:
    """One table, by the Dutch alphabet."""
    terms = _terms()
    names = [row["nl"].casefold() for row in terms]
    assert names == sorted(set(names))
    assert len(names) > 40
    assert all(word.strip() for row in terms for word in row.values())


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_page_uses_the_terms_of_the_glossary(language: str) -> None:
    """Wherever the Dutch text of a page has a term of the table, the French and the German one have theirs."""
    dutch, other = load("nl"), load(language)
    texts = [message for message in dutch if message.id]
    astray, used = [], 0
    for row in _terms():
        bent = _bent(row[language])
        for message in texts:
            said = _other(other, message)
            if said.strip() and _dutch(row["nl"]).search(_said(message.string)):
                used += 1
                astray += [f"{row['nl']}: {said}"] if not bent.search(said) else []
    assert astray == []
    assert used > 300
