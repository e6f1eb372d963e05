"""A text that somebody hands in by page: from bytes to a document with its findings. Nothing is kept of it.

What cannot be read is told in one sentence that says what to do, and never by repeating what was read.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kring.core.errors import Fault
from kring.core.vocabulary import Vocabulary
from kring.face.spoken import spoken
from kring.policy.document import Document, Unreadable
from kring.policy.examining import examine
from kring.policy.findings import Finding
from kring.policy.kinds import elements

MAX_BYTES = 256 * 1024
"""Ten times the longest text that we know."""
_PLACE = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True)
class Told:
    """One finding as the page tells it: how heavy, on which element, where in the text, and what is to be done."""

    blocks: bool
    element: str
    where: str
    text: str


@dataclass(frozen=True)
class HandedIn:
    """A text that could be read: the document (None while its shape is wrong) and every finding, those that block first."""

    text: str
    document: Document | None
    findings: tuple[Told, ...]

    @property
    def blocked(self) -> bool:
        """Whether something stands in the way of adopting it."""
        return self.document is None or any(one.blocks for one in self.findings)


def decoded(data: bytes) -> str:
    """The text in ``data``; raises ``Fault``: ``text_too_large``, ``text_empty``, ``wrong_encoding``."""
    if len(data) > MAX_BYTES:
        raise Fault(
            "text_too_large", _("This file is larger than 256 kB. No agreement is that long: is it the right file?")
        )
    if data.startswith((b"PK\x03\x04", b"%PDF")):
        raise Fault("not_text", _("This is a workbook, a Word file or a PDF. Choose the file document.toml."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Fault(
            "wrong_encoding", _("This file is not text in UTF-8. Save it again as plain text in UTF-8, and hand it in.")
        ) from None
    if not text.strip():
        raise Fault("text_empty", _("This text is empty."))
    return text


def examined(text: str, words: Vocabulary, on: date) -> HandedIn:
    """The text with the findings that ``kring instrument check`` gives on it; raises ``Fault("not_toml")``."""
    try:
        document, found = examine(text, words, on)
    except Unreadable as broken:
        raise Fault("not_toml", _not_toml(str(broken.__cause__))) from None
    except (ValueError, RecursionError):  # a number of a thousand digits, a list in a list in a list …
        raise Fault("not_toml", _not_toml("")) from None
    told = [_told(one) for one in found]
    return HandedIn(text, document, tuple(sorted(told, key=lambda one: not one.blocks)))


def _told(one: Finding) -> Told:
    element = elements().get(one.element, {})
    return Told(
        blocks=one.severity == "error",
        element=spoken(element),
        where=one.where,
        text=spoken(one.text),
    )


def _not_toml(said: str) -> str:
    place = _PLACE.search(said)
    if place is None:
        return _("This is not a readable document.toml. Nothing of it could be read.")
    return _("This is not readable TOML: look at line %(line)s, column %(column)s.") % {
        "line": place[1],
        "column": place[2],
    }
