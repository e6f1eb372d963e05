"""Where this flow stands in the navigation, and what it puts on the start page."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.navigation import Entry
from kring.face.today import Matter
from kring.flows.lists import queries, received
from kring.flows.lists.roles import functions_of
from kring.guard.acting import Acting

_FRESH = timedelta(days=14)


def functions(roles: Iterable[str]) -> frozenset[str]:
    """Whoever may send or read something under some instrument that speaks these roles."""
    return frozenset(name for role in roles for name in functions_of(role)) - {"match_job", "machine"}


def entries(roles: Iterable[str]) -> tuple[Entry, ...]:
    """One entry, for them."""
    return (Entry(gettext_lazy("Lists"), "lists:home", functions(roles), order=25),)


def matters(_acting: Acting) -> Sequence[Matter]:
    """Recent lists that came in, sendings that did not leave, answers that came. No names."""
    since = belgian_day(house_clock()) - _FRESH
    found = []
    for line in received.lists(clock=house_clock, since=since):
        if line.rows:
            what = _("New list of %(day)s of %(partner)s") % {
                "day": date_format(line.day, "MONTH_DAY_FORMAT"),
                "partner": line.partner,
            }
            found.append(Matter(what, reverse("lists:received", args=[line.id])))
    for sent in queries.sendings(clock=house_clock, since=since):
        about = {"day": date_format(sent.day, "MONTH_DAY_FORMAT"), "partner": sent.partner}
        url = reverse("lists:sending", args=[sent.id])
        if sent.progress.state in ("stopped", "refused"):
            found.append(
                Matter(_("Your list of %(day)s for %(partner)s did not leave (entirely)") % about, url, urgent=True)
            )
        elif sent.answers:
            found.append(Matter(_("Your list of %(day)s for %(partner)s has answers") % about, url))
    return found
