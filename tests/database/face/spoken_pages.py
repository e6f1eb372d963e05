"""What a page says, and in which language each piece of it says so: for a walk over all pages in four languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

from django.urls import URLPattern, URLResolver, get_resolver
from tools.catalogue import load, messages

SPOKEN = ("aria-label", "alt", "title", "placeholder")
"""Attributes that are read to people."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_SILENT = frozenset(("script", "style", "code", "textarea"))
_SMALL = re.compile(
    r"\b(?:het|een|niet|wordt|worden|voor|naar|zijn|werd|geen|deze|heeft|kan|niets|van)\b", re.IGNORECASE
)
"""Words that no sentence in French, German or English has two of."""
_HOLE = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")


@dataclass(frozen=True)
class Said:
    """One piece of text with the language that its element states."""

    text: str
    language: str
    bare: bool = False
    """In the title of the window or in an option of a list: no element can stand there."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[Said] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        language = known.get("lang") or (self.open[-1][1] if self.open else "")
        self.said += [Said(text, language) for name in SPOKEN if (text := known.get(name))]
        if tag not in _VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text and self.open and not any(tag in _SILENT for tag, _language in self.open):
            self.said.append(Said(text, self.open[-1][1], self.open[-1][0] in ("title", "option")))


def said(page: str) -> list[Said]:
    """Every text and every attribute that is read out, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.said


@cache
def words(language: str) -> frozenset[str]:
    """The texts of the catalogue of one language that have no hole for a name or a number."""
    if language == "en":
        found = [text for message in messages().values() for text in (message.singular, message.plural) if text]
    else:
        found = [text for message in load(language) if message.id for text in _forms(message.string)]
    return frozenset(" ".join(text.split()) for text in found if not _HOLE.search(text))


@cache
def shapes(language: str) -> re.Pattern[str]:
    """The texts with a hole in them, as one pattern; only those that say enough to be known by."""
    if language == "en":
        found = [text for message in messages().values() for text in (message.singular, message.plural) if text]
    else:
        found = [text for message in load(language) if message.id for text in _forms(message.string)]
    telling = {" ".join(text.split()) for text in found if _HOLE.search(text) and len(_HOLE.sub("", text)) > 14}
    return re.compile("|".join(".+?".join(map(re.escape, _HOLE.split(text))) for text in sorted(telling)))


def strangers(page: str, language: str) -> list[str]:
    """Texts that stand there in English or in Dutch, while the page and the element say that they are in ``language``."""
    own = words(language)
    others = [other for other in ("en", "nl") if other != language]
    found = []
    for piece in said(page):
        if piece.language != language or piece.text in own or shapes(language).fullmatch(piece.text):
            continue
        found += [
            f"{other}: {piece.text}"
            for other in others
            if piece.text in words(other) or shapes(other).fullmatch(piece.text)
        ]
    return found


def unmarked(page: str, language: str) -> list[str]:
    """Sentences that are Dutch by their small words, on a page and in an element that say otherwise.

    Not the window's title, which can hold no mark, and not a sentence of the page's own language with a Dutch name in it.
    """
    if language == "nl":
        return []
    own = words(language)
    return [
        piece.text
        for piece in said(page)
        if piece.language == language
        and not piece.bare
        and len({word.lower() for word in _SMALL.findall(piece.text)}) > 1
        and piece.text not in own
        and not shapes(language).fullmatch(piece.text)
    ]


def addresses() -> list[str]:
    """Every address of the resolver that needs no argument."""
    return sorted(set(_without_arguments(get_resolver().url_patterns, "/")))


def _without_arguments(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        if one.pattern.converters or one.pattern.regex.groups:
            continue
        route = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(one, URLResolver):
            yield from _without_arguments(one.url_patterns, route)
        else:
            yield route


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)
