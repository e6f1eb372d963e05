"""The words of talks: answers, how a case stands, why it waits, what becomes of the signal, amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from kring.face.tables import Kind as Look
from kring.flows.debtors.ocmw.cases import Kind, Standing
from kring.flows.debtors.ocmw.signal import Goes
from kring.flows.debtors.ocmw.talk import ANSWERS, city_sees

ANSWER_WORDS: Final[Mapping[str, StrPromise]] = {
    "wants_help": _("Wants help"),
    "declines_help": _("Does not want help"),
    "no_solution": _("No solution"),
    "solution": _("Solution"),
}
_MEANS: Final[Mapping[str, StrPromise]] = {
    "wants_help": _("You go on together. The pause stays."),
    "declines_help": _("The client does not want help with this debt."),
    "no_solution": _("You looked for one together, and there is none."),
    "solution": _("It is settled, or a plan stands. The pause stays."),
}
STANDINGS: Final[Mapping[Standing, tuple[Look, StrPromise]]] = {
    "to_decide": ("warn", _("to decide")),
    "new": ("info", _("newly marked")),
    "helping": ("wait", _("being helped")),
    "solved": ("good", _("solution")),
    "resumed": ("none", _("recovery may go on")),
}
"""In the order in which the board shows them."""
WAITS: Final[Mapping[Kind, StrPromise]] = {
    "stopped": _("The message to the city could not leave"),
    "died": _("Deceased: decide what becomes of it"),
    "left": _("No longer a client: decide what becomes of it"),
    "overdue": _("The first talk is late"),
    "decide": _("The term for a solution ends: decide"),
    "again": _("You wanted to come back to this"),
    "new": _("Newly marked: talk with the client"),
}
LAID_DOWN: Final[Mapping[Goes, StrPromise]] = {
    "nothing": _("Laid down. The city sees nothing of it."),
    "queued": _("Laid down. The city is told that recovery may go on, without a reason."),
    "withdrawn": _("Laid down. The message that stood ready for the city does not leave."),
    "left": _("Laid down. What the city was told before cannot be taken back."),
}


@dataclass(frozen=True)
class Answer:
    """One of the four large answers, with what the city sees of it (empty: nothing)."""

    code: str
    words: StrPromise
    means: StrPromise
    sees: str
    chosen: bool


def answers(chosen: object = "") -> list[Answer]:
    """The four answers in their order."""
    return [Answer(code, ANSWER_WORDS[code], _MEANS[code], city_sees(code), code == chosen) for code in ANSWERS]


def euro(cents: int | None) -> str:
    """€ 1.200,50; empty when not known."""
    if cents is None:
        return ""
    return "€\u00a0" + number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)
