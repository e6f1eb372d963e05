"""What stands in the two columns: a clause, and what the machine does with it or who answers for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.face.spoken import listed, spoken
from kring.policy.shapes import Part, Text


@dataclass(frozen=True)
class Row:
    """One clause. ``does`` is what the machine does; empty for what people answer for (``answers``) or what binds nobody.

    ``place`` is where it stands in the source, ``number`` counts the clauses of the page, so that a remark can name one.
    """

    text: str
    does: tuple[str, ...] = ()
    answers: str = ""
    added: str = ""
    place: str = ""
    number: int = 0


@dataclass(frozen=True)
class Section:
    """Clauses under one heading."""

    title: str
    rows: tuple[Row, ...]


def in_words(text: Localised) -> str:
    """The text in the reader's language; Dutch where there is no other."""
    return spoken(text)


def nl(text: Text | None) -> str:
    """The authentic text."""
    return text.nl if text else ""


def said(part: Part, text: Text | None) -> str:
    """The sentence of a rule; its reason stands in for it, unless that is told as the reason of an addition."""
    return nl(text) or ("" if part.added else nl(part.why))


def added(part: Part) -> str:
    """The reason of an addition to the source; empty for what the source says itself."""
    return nl(part.why) if part.added else ""


def sentences(*texts: str) -> str:
    """Several sentences as one."""
    return " ".join(text for text in texts if text)


def role_names(roles: Iterable[str], words: Vocabulary) -> str:
    """Roles as people call them."""
    return listed(in_words(words.roles[role].text) if role in words.roles else role for role in roles)
