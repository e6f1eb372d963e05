"""The drawn front page of an organisation: its circle of parties and instruments, and how much goes each way."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.face.acting import ActingRequest, page
from kring.face.spoken import dutch
from kring.face.tables import Cell, Column, Table
from kring.guard.acting import acting_for
from kring.site import circle as circles
from kring.site import circle_picture
from kring.site.circle import Circle


@page()
def circle(request: ActingRequest) -> HttpResponse:
    """Parties, instruments and volumes, each picture with its table. No names of people, and no person behind a count."""
    with acting_for(*request.acting_for):
        found = circles.circle(request.acting.organisation, clock=house_clock)
    context = {
        "circle": found,
        "spokes": circle_picture.spokes(found.partners),
        "ring": circle_picture.RING,
        "bars": circle_picture.bars(found.months),
        "partners": _partners(found),
        "texts": _texts(found),
        "months": _months(found),
        "any": any(month.out or month.in_ for month in found.months),
    }
    return render(request, "site/circle.html", context)


def _partners(found: Circle) -> Table:
    return Table(
        caption=_("With whom"),
        columns=[
            Column(_("Organisation")),
            Column(_("Instruments in force"), number=True),
            Column(_("Left"), number=True),
            Column(_("Came in"), number=True),
        ],
        rows=[
            [Cell(one.name), Cell(str(one.in_force)), Cell(str(one.disclosures_out)), Cell(str(one.disclosures_in))]
            for one in found.partners
        ],
        empty=_("Nobody yet: there is no instrument in force with another organisation."),
    )


def _texts(found: Circle) -> Table:
    return Table(
        caption=_("Under which instruments"),
        columns=[
            Column(_("Instrument")),
            Column(_("With")),
            Column(_("Standing")),
            Column(_("Left"), number=True),
            Column(_("Came in"), number=True),
        ],
        rows=[
            [
                Cell(dutch(one.title), url=reverse("register:instrument", args=[one.id])),
                Cell(", ".join(one.others)),
                Cell(_("in force"), status="good") if one.in_force else Cell(_("not in force"), status="none"),
                Cell(str(one.out)),
                Cell(str(one.in_)),
            ]
            for one in found.texts
        ],
        empty=_("There is no instrument in force, so nothing can leave."),
    )


def _months(found: Circle) -> Table:
    return Table(
        caption=_("How much, month by month"),
        columns=[Column(_("Month")), Column(_("Left"), number=True), Column(_("Came in"), number=True)],
        rows=[
            [Cell(date_format(one.first, "F Y")), Cell(str(one.out)), Cell(str(one.in_))]
            for one in reversed(found.months)
        ],
    )
