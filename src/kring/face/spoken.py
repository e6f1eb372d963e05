"""Texts that exist in some languages only: the reader's own, else Dutch, which is marked as Dutch where it stands alone.

Dutch is the authentic text: a reader of French or German gets it rather than a detour by English. A browser reads it out
with a Dutch voice, because the element says ``lang="nl"``. source: DESIGN, ground rules; WCAG 2.2, 3.1.2
"""

from collections.abc import Iterable, Mapping

from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kring.core.errors import Fault
from kring.core.reasons import Localised


class InDutch(str):
    """A Dutch text on a page in another language.

    Shown by itself it brings its element with ``lang="nl"``; within a longer sentence, in a file or in JSON it is plain text.
    In an attribute or a ``<title>`` use the filter ``plain``.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return self  # so that forms, which ask for a string, keep the mark

    def __html__(self) -> SafeString:
        return format_html('<span lang="nl">{}</span>', plain(self))


def spoken(text: Localised) -> str:
    """The text in the reader's language; Dutch where there is no other; empty when there is none."""
    language = reading()
    if text.get(language):
        return text[language]
    return dutch(text.get("nl", ""))


def dutch(text: str) -> str:
    """Words that people wrote in Dutch, such as the title of an agreement."""
    return InDutch(text) if text and reading() != "nl" else text


def filled(text: str, parts: Mapping[str, object]) -> str:
    """``text % parts``, in which Dutch parts of a sentence in another language keep their mark."""
    if not any(isinstance(part, InDutch | SafeString) for part in parts.values()):
        return text % parts
    return mark_safe(escape(text) % {name: conditional_escape(_shown(part)) for name, part in parts.items()})  # noqa: S308 - escaped


def listed(texts: Iterable[str], between: str = ", ") -> str:
    """Several texts as one, in which Dutch ones keep their mark."""
    held = list(texts)
    if not any(isinstance(text, InDutch | SafeString) for text in held):
        return between.join(held)
    return format_html_join(between, "{}", ((text,) for text in held))


def of_fault(fault: Fault) -> str:
    """What a fault says. Without English it was told in the reader's language where it arose, or nobody can tell."""
    return fault.message if fault.en == fault.message else spoken({"nl": fault.message, "en": fault.en})


def kept(text: str) -> str:
    """For a message that a redirect carries to the next page: what a session keeps is text, so the mark becomes part of it."""
    return text.__html__() if isinstance(text, InDutch) else text


def capital(text: str) -> str:
    """With a capital in front; a mark stays."""
    raised = text[:1].upper() + text[1:]
    return InDutch(raised) if isinstance(text, InDutch) else raised


def plain(text: object) -> str:
    """Without the mark."""
    return str.__str__(text) if isinstance(text, str) else str(text)


def reading() -> str:
    """The language of this page, two letters."""
    return (get_language() or "nl")[:2]


def _shown(part: object) -> str:
    return part if isinstance(part, str) else str(part)
