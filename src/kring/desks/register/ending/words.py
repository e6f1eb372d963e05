"""The end of an agreement in words: what is told of a number, what ended it, what stops, what goes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from kring.desks.register.ending.small_cells import LARGE, SMALL, Shown
from kring.face.spoken import capital

WHY: Final[Mapping[str, StrPromise]] = {
    "term": gettext_lazy("the end of its term"),
    "party": gettext_lazy("a party ends it"),
    "notice": gettext_lazy("notice was given"),
    "agreement": gettext_lazy("the end of the underlying agreement"),
    "law": gettext_lazy("the law on which it rests ends"),
}
"""What ended it."""


def told(shown: Shown, least: int) -> str:
    """What is told of one number: never a zero that was not counted, never a small number."""
    if isinstance(shown, int):
        return f"{shown}"
    if shown == SMALL:
        return _("fewer than %(least)d") % {"least": least}
    return _("%(least)d or more") % {"least": least} if shown == LARGE else _("not shown")


def sentence(text: str) -> str:
    """With a capital letter."""
    return capital(text)


def euro(cents: int) -> str:
    """An amount as people write it here."""
    whole = number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"€ {whole}"
