"""The pages of the OCMW's social workers: rounds that a city sent, and the marked clients."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.face.acting import ActingRequest, page
from kring.face.paging import paging_of
from kring.face.sides import stand_on
from kring.face.tables import Cell, Column, Kind, Table
from kring.flows.debtors import answer, received
from kring.flows.debtors.received import CaseLine, ReceivedLine
from kring.flows.debtors.roles import SOCIAL_WORKER
from kring.flows.debtors.views import looked
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
        empty=_("No list came in yet."),
    )
    return render(request, "debtors/received_rounds.html", {"table": table})


@page(functions=_WORKERS)
def round_(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """One received round: its numbers, and the clients who were marked. Every look is written."""
    _stand_on(request, received_id=received_id)
    with acting_for(*request.acting_for):
        line = received.received_round(received_id, clock=house_clock)
        paging = paging_of(request, received.count_cases(received_id, clock=house_clock))
        shown = received.cases(received_id, offset=paging.offset, limit=paging.size, clock=house_clock) if line else ()
    if line is None:
        raise Http404
    facts = [
        (_("From"), line.partner),
        (_("Debtors compared"), line.rows),
        (_("Marked clients"), line.marked),
        (_("Doubtful: equal number, other name"), line.doubtful),
        (_("Found, mark not allowed to leave"), line.withheld),
    ]
    table = Table(
        caption=_("Marked clients"),
        columns=[Column(_("Name")), Column(_("Address")), Column(_("File number of the city")), Column(_("Marked on"))],
        rows=[_case_cells(case) for case in shown],
        empty=_("Nobody on this list was marked."),
    )
    context = {
        "line": line,
        "facts": facts,
        "table": table,
        "paging": paging,
        "reasons": [told(text) for text in line.reasons],
    }
    return render(request, "debtors/received_round.html", context)


@page(functions=_WORKERS)
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """One marked client: what the city said, and who here looked."""
    _stand_on(request, case_id=case_id)
    with acting_for(*request.acting_for):
        opened = received.case(case_id, clock=house_clock)
    if opened is None:
        raise Http404
    line, looks = opened
    facts = [
        (_("Name"), line.name),
        (_("Address"), line.address),
        (_("File number of the city"), line.file_number),
        (_("From"), line.partner),
        (_("Marked on"), date_format(line.marked_on, "j F Y")),
    ]
    return render(request, "debtors/case.html", {"line": line, "facts": facts, "looks": looked(looks)})


@page(functions=_WORKERS, methods=("POST",))
def again(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """Try again to send the answers that were stopped."""
    _stand_on(request, received_id=received_id)
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
        Cell(date_format(line.day, "j F Y"), url=reverse("debtors:received", args=[line.id])),
        Cell(line.partner),
        Cell(words, status=kind),
        Cell(str(line.rows)),
        Cell(str(line.marked)),
        Cell(str(line.doubtful)),
    ]


def _case_cells(line: CaseLine) -> list[Cell]:
    return [
        Cell(line.name, url=reverse("debtors:case", args=[line.id])),
        Cell(line.address),
        Cell(line.file_number),
        Cell(date_format(line.marked_on, "j F Y")),
    ]


def _stand_on(request: ActingRequest, *, received_id: UUID | None = None, case_id: UUID | None = None) -> None:
    with acting_for(*request.acting_for):
        batch = received.batch_of(received_id=received_id, case_id=case_id)
    if batch is None:
        raise Http404
    stand_on(request, batch)
