"""The words of reported faults: items, kinds of fault, outcomes."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from kring.face.tables import Kind

ITEMS: Final[Mapping[str, StrPromise]] = {
    "person.last_name": _("Last name"),
    "person.first_name": _("First name"),
    "person.street": _("Street"),
    "person.house_number": _("House number"),
    "debt.file_number": _("File number"),
}
FAULTS: Final[Mapping[str, tuple[StrPromise, StrPromise]]] = {
    "wrong": (pgettext_lazy("fault", "Wrong"), _("It is not right.")),
    "outdated": (pgettext_lazy("fault", "Outdated"), _("It was right once.")),
    "imprecise": (pgettext_lazy("fault", "Imprecise"), _("It is right, but not exact.")),
    "incomplete": (pgettext_lazy("fault", "Incomplete"), _("A part of it is missing.")),
    "missing": (pgettext_lazy("fault", "Missing"), _("It is empty and should not be.")),
    "superfluous": (pgettext_lazy("fault", "Superfluous"), _("It should not have been given.")),
}
"""Kind of fault, and what it means."""
KEPT: Final[Mapping[str, StrPromise]] = {
    "right": _("It was looked into: it is right."),
    "not_established": _("It was looked into: no fault could be established."),
    "needed": _("It was looked into: it is right and it is needed."),
}
OUTCOMES: Final[Mapping[str, tuple[Kind, StrPromise]]] = {
    "": ("wait", _("being looked into")),
    "corrected": ("good", _("corrected")),
    "right": ("info", _("stays: it is right")),
    "not_established": ("info", _("stays: no fault could be established")),
    "needed": ("info", _("stays: it is needed")),
    "not_kept": ("none", _("the source does not keep it any more")),
}


def items_words(items: Iterable[str]) -> str:
    """Items in one phrase, in the order of the row."""
    named = set(items)
    return ", ".join(str(words) for item, words in ITEMS.items() if item in named)


def fault_words(fault: str) -> str:
    """The kind of fault in a word."""
    return str(FAULTS[fault][0]) if fault in FAULTS else fault
