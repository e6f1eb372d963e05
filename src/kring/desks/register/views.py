"""The register: which agreements this organisation works under, how they stand, and what the machine does with their text."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import system_clock
from kring.desks.register import queries
from kring.desks.register.queries import Listed
from kring.face.acting import ActingRequest, page
from kring.face.tables import Cell, Column, Table
from kring.guard.acting import acting_for
from kring.instruments.models import InstrumentVersion


@page()
def instruments(request: ActingRequest) -> HttpResponse:
    """All agreements, for everybody who holds a position."""
    with acting_for(*request.acting_for):
        found = queries.listed(request.acting.organisation, system_clock())
    table = Table(
        caption=_("Agreements of your organisation"),
        columns=[
            Column(_("Agreement")),
            Column(_("With")),
            Column(_("Standing")),
            Column(_("Waits for")),
            Column(_("Term")),
        ],
        rows=[
            [
                Cell(
                    one.title,
                    url=reverse("register:instrument", args=[one.id]),
                    note=_("version %(number)s") % {"number": one.version},
                ),
                Cell(one.others),
                Cell(one.stands, status=one.look),
                Cell(one.waits_for),
                Cell(_term(one)),
            ]
            for one in found
        ],
        empty=_("Your organisation has adopted no agreement. Without one, nothing leaves."),
    )
    return render(request, "register/list.html", {"table": table})


@page()
def instrument(request: ActingRequest, version: UUID) -> HttpResponse:
    """One agreement: its text beside what the machine does with it, and what was said about it."""
    try:
        with acting_for(*request.acting_for):
            found = queries.page(version, request.acting.organisation, system_clock())
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    facts = [
        (_("With"), found.listed.others),
        (_("Version"), found.listed.version),
        (_("Term"), _term(found.listed)),
        (_("Mark of the text"), found.digest),
    ]
    return render(request, "register/instrument.html", {"found": found, "facts": facts})


def _term(one: Listed) -> str:
    first = date_format(one.begins_on, "j F Y") if one.begins_on else "…"
    last = date_format(one.ends_on, "j F Y") if one.ends_on else "…"
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
