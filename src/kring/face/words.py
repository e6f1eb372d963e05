"""The words that pages use for functions: codes stay in the database, words in the catalogue."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from kring.core.reasons import Localised
from kring.face.spoken import spoken

FUNCTIONS: dict[str, StrPromise] = {
    "debt_team": _("member of the debt team"),
    "social_worker": _("social worker"),
    "dpo": _("data protection officer"),
    "secretary_general": _("secretary-general"),
    "match_job": _("comparison in the background"),
    "machine": _("Kring itself"),
}

roles: dict[str, Localised] = {}
"""The words of roles that instruments name and that people may hold; ``config`` fills it."""


def function_label(code: str) -> str:
    """The function as people say it ("maatschappelijk werker"); the code itself when it has no word yet."""
    if code not in FUNCTIONS and code in roles:
        return spoken(roles[code])
    return str(FUNCTIONS.get(code, code))


def function_labels(codes: Iterable[str]) -> str:
    """Several functions in one phrase, joined by "or"."""
    words = sorted(function_label(code) for code in codes)
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def days_left(days: int) -> str:
    """How long something has still: "vandaag", "nog 3 dagen", "2 dagen te laat"."""
    if days == 0:
        return str(_("today"))
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def to_the_second(instant: datetime) -> str:
    """A day and a time of day, as exact as a line of the log is."""
    return f"{date_format(instant, 'DATE_FORMAT')} {date_format(instant, 'H:i:s')}"
