"""Measure the catalogues: what is missing, empty, fuzzy, not translated, or says something else than its source.

``wrong()`` tells it all; ``tools/check_pages.py`` prints it and a test asks for nothing. A text that stays the same in
another language is a translation only when it stands in ``SAME``, with the reason.
"""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from tools.catalogue import LANGUAGES, load, messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"</?\w+[^>]*>")
PLURALS = {"nl": "(n != 1)", "fr": "(n > 1)", "de": "(n != 1)"}
"""When the second form is used: French says "0 ligne", the others "0 rijen" and "0 Zeilen"."""
SAME = {
    "nl": {
        "Code": "the same word in both languages",
        "Browser": "the same word in both languages",
        "Instrument": "the same word in both languages",
        "code": "the same word in both languages",
        "%(count)s week": "the same word in the singular",
        "Stand OCMW": "the column's fixed heading, as it stands in the workbook",
    },
    "fr": dict.fromkeys(
        (
            "Code",
            "Note",
            "Organisation",
            "Page",
            "Pages",
            "Solution",
            "Version",
            "Version %(number)s",
            "Versions",
            "code",
            "permission",
            "place",
            "publication",
            "signature",
            "solution",
            "suspension",
            "version",
            "version %(number)s",
            "%(title)s (version %(number)s)",
            "%(title)s, version %(number)s",
        ),
        "the same word in both languages",
    ),
    "de": dict.fromkeys(
        ("Browser", "Code", "Name", "Organisation", "Person", "Problem", "Text", "Version", "Version %(number)s"),
        "the same word in both languages",
    ),
}
"""Texts that a language has in common with English, and why that is right."""


def wrong(language: str) -> list[str]:
    """What is wrong with the catalogue of ``language``, one line each; empty when it is complete."""
    catalogue = load(language)
    found = [f"plural forms are {catalogue.plural_expr}"] if catalogue.plural_expr != PLURALS[language] else []
    for message in catalogue:
        if message.id:
            found += [f"{what}: {_forms(message.id)[0]!r}" for what in _wrong(message, language)]
    return found + list(_strangers(catalogue))


def unused(language: str) -> list[str]:
    """Reasons of ``SAME`` that no text needs any more."""
    held = {_forms(message.id)[0] for message in load(language) if message.id and _untouched(message)}
    return sorted(set(SAME[language]) - held)


def everything_wrong() -> list[str]:
    """The same for all languages, each line with its language."""
    return [f"{language}: {line}" for language in LANGUAGES for line in wrong(language)]


def _wrong(message: Message, language: str) -> Iterator[str]:
    sources, told = _forms(message.id), _forms(message.string)
    if message.fuzzy or not all(each.strip() for each in told):
        yield "not translated"
    elif len(told) != len(sources):
        yield "other number of plural forms"
    elif any(_marks(each) != _marks(source) for each, source in zip(told, sources, strict=True)):
        yield "other placeholders or markup"
    elif _untouched(message) and sources[0] not in SAME[language]:
        yield "the same as in English"


def _untouched(message: Message) -> bool:
    """Says in the other language what it says in English; a text of placeholders only has nothing to translate."""
    sources, told = _forms(message.id), _forms(message.string)
    says = any(letter.isalpha() for source in sources for letter in PLACEHOLDER.sub("", source))
    return says and any(each == source for each, source in zip(told, sources, strict=False))


def _marks(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text)) + sorted(MARKUP.findall(text))


def _forms(text: object) -> list[str]:
    return [str(each) for each in text] if isinstance(text, tuple | list) else [str(text or "")]


def _strangers(catalogue: Catalog) -> Iterator[str]:
    """Texts that only the source or only the catalogue holds."""
    known = {(message.context or "", _forms(message.id)[0]) for message in catalogue if message.id}
    wanted = set(messages())
    yield from (f"missing: {text!r}" for _context, text in sorted(wanted - known))
    yield from (f"no longer used: {text!r}" for _context, text in sorted(known - wanted))
