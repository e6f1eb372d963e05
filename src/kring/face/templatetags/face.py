"""Template tags for components that hold other markup. The rest are plain includes in ``face/parts``."""

from datetime import date, datetime
from zlib import crc32

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from kring.face import spoken, words
from kring.face.what import What, terms
from kring.face.words import days_left, function_label

register = template.Library()

_FOCUS = SafeString(' tabindex="-1" autofocus')
NOTICES = {"info": "info", "good": "success", "warn": "warning", "stop": "danger"}


@register.simple_block_tag
def scroll(content: str, label: StrOrPromise) -> SafeString:
    """A container for a wide table: scrolls by itself, by keyboard too, so that the page never does."""
    return format_html(
        '<div class="kr-scroll" role="region" tabindex="0" aria-label="{}">{}</div>', label, SafeString(content)
    )


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: StrOrPromise = "", *, focus: bool = False) -> SafeString:
    """A notice of one of four kinds: info, good, warn, stop. The kind is said in words too.

    ``focus``: it tells what came of a form that was just sent, and is read first.
    """
    said = {"info": _("Please note"), "good": _("Done"), "warn": _("Warning"), "stop": _("Problem")}[kind]
    heading = title or said
    return format_html(
        '<div class="ds-alert kr-notice" data-color="{}"{}><p class="kr-notice-title">{}</p>{}</div>',
        NOTICES[kind],
        _FOCUS if focus else "",
        heading,
        SafeString(content),
    )


@register.simple_block_tag
def page_header(content: str, title: StrOrPromise, lead: StrOrPromise = "", *, focus: bool = False) -> SafeString:
    """The one h1 of a page, a sentence below it, and what can be done here (the content) beside it.

    ``focus``: the page is the answer to a form that was just sent, so that a keyboard goes on from here.
    """
    sentence = format_html('<p class="kr-lead">{}</p>', lead) if lead else ""
    actions = format_html('<div class="kr-actions">{}</div>', SafeString(content)) if content.strip() else ""
    return format_html(
        '<div class="kr-page-header"><div><h1 class="ds-heading" data-size="md"{}>{}</h1>{}</div>{}</div>',
        _FOCUS if focus else "",
        title,
        sentence,
        actions,
    )


@register.simple_block_tag
def panel(content: str, title: StrOrPromise = "", anchor: str = "") -> SafeString:
    """A white panel with a heading of the second level."""
    if not title:
        return format_html('<section class="kr-panel">{}</section>', SafeString(content))
    name = anchor or f"h-{crc32(str(title).encode())}"
    return format_html(
        '<section class="kr-panel" aria-labelledby="{0}"><h2 class="ds-heading" data-size="xs" id="{0}">{1}</h2>{2}</section>',
        name,
        title,
        SafeString(content),
    )


@register.inclusion_tag("face/parts/what.html")
def what_is(*keys: str) -> dict[str, list[What]]:
    """What these terms of the law mean (``face/what.toml``), each shut until somebody opens it. An unknown key is a fault."""
    return {"terms": [terms()[key] for key in keys]}


@register.filter
def function_name(code: str) -> str:
    """The function in words."""
    return function_label(code)


@register.filter
def left_until(day: date, today: date) -> str:
    """How long until ``day``, seen from ``today``."""
    return days_left((day - today).days)


@register.filter
def to_the_second(instant: datetime) -> str:
    """A day and a time of day, as exact as a line of the log is."""
    return words.to_the_second(localtime(instant))


@register.filter
def dutch(text: str) -> str:
    """Words that people wrote in Dutch, such as the title of an agreement: marked on a page in another language."""
    return spoken.dutch(text)


@register.filter
def plain(text: object) -> str:
    """A text that may be marked as Dutch, without its mark: for an attribute or the title of the window."""
    return spoken.plain(text)
