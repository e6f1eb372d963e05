"""The pages of the OCMW's social workers: rounds that a city sent, in numbers. Names stand on the board of who is involved."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.face.acting import ActingRequest, page
from kring.face.sides import stand_on
from kring.face.tables import Cell, Column, Kind, Table
from kring.flows.debtors.ocmw import answer, received
from kring.flows.debtors.ocmw.received import ReceivedLine
from kring.flows.debtors.roles import SOCIAL_WORKER
from kring.flows.debtors.words import told
from kring.guard.acting import acting_for

_WORKERS = frozenset({SOCIAL_WORKER})


@page(functions=_WORKERS)
def rounds(request: ActingRequest) -> HttpResponse:
    """All received rounds, in numbers."""
    with acting_for(*request.acting_for):
        found = received.received_rounds(clock=house_clock)
    table = Table(
        caption=_("Received rounds"),
        columns=[
            Column(_("Day")),
            Column(_("From")),
            Column(_("Standing")),
            Column(_("Debtors compared"), number=True),
            Column(_("Marked clients"), number=True),
            Column(_("Doubtful"), number=True),
        ],
        rows=[_round_cells(line) for line in found],
        empty=_("No list came in yet. Once a city sends one it comes here by itself."),
    )
    return render(request, "debtors/received_rounds.html", {"table": table})


@page(functions=_WORKERS)
def round_(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """One received round in numbers: nobody's name, so no look is written."""
    _stand_on(request, received_id)
    with acting_for(*request.acting_for):
        line = received.received_round(received_id, clock=house_clock)
    if line is None:
        raise Http404
    facts = [
        (_("From"), line.partner),
        (_("Debtors compared"), line.rows),
        (_("Marked clients"), line.marked),
        (_("Doubtful: equal number, other name"), line.doubtful),
        (_("Found, mark not allowed to leave"), line.withheld),
    ]
    context = {"line": line, "facts": facts, "reasons": [told(text) for text in line.reasons]}
    return render(request, "debtors/received_round.html", context)


@page(functions=_WORKERS, methods=("POST",))
def again(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """Try again to send the answers that were stopped."""
    _stand_on(request, received_id)
    answer.answer_again(by=request.acting, received_id=received_id, clock=house_clock)
    return redirect("debtors:received", received_id)


def _standing(line: ReceivedLine) -> tuple[str, Kind]:
    if line.reasons:
        return _("answer stopped"), "stop"
    if line.complete:
        return _("answered"), "good"
    return _("being compared"), "wait"


def _round_cells(line: ReceivedLine) -> list[Cell]:
    words, kind = _standing(line)
    return [
        Cell(date_format(line.day, "DATE_FORMAT"), url=reverse("debtors:received", args=[line.id])),
        Cell(line.partner),
        Cell(words, status=kind),
        Cell(str(line.rows)),
        Cell(str(line.marked)),
        Cell(str(line.doubtful)),
    ]


def _stand_on(request: ActingRequest, received_id: UUID) -> None:
    with acting_for(*request.acting_for):
        batch = received.batch_of(received_id=received_id)
    if batch is None:
        raise Http404
    stand_on(request, batch)
