"""Standing in the words of the page."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from kring.face.tables import Kind as Look
from kring.instruments.standing_moves import Kind, State

STATES: dict[State, tuple[Look, StrPromise]] = {
    "draft": ("wait", _("draft")),
    "advised": ("wait", _("advised, not signed yet")),
    "signed": ("wait", _("signed, not published yet")),
    "published": ("none", _("published")),
    "suspended": ("stop", _("suspended")),
    "ended": ("none", _("ended")),
}
IN_FORCE: tuple[Look, StrPromise] = ("good", _("in force"))
OUTSIDE_TERM: tuple[Look, StrPromise] = ("none", _("published, outside its term"))
KINDS: dict[Kind, StrPromise] = {
    "advice": _("advice of the data protection officer"),
    "signature": _("signature"),
    "publication": _("publication"),
    "suspension": _("suspension"),
    "inquiry_closed": _("inquiry closed"),
    "safeguards_recorded": _("safeguards recorded"),
    "resumption": _("resumption"),
    "end": _("end"),
}
OUTCOMES: dict[str, StrPromise] = {
    "positive": _("favourable"),
    "conditional": _("favourable, with conditions"),
    "negative": _("unfavourable"),
}
