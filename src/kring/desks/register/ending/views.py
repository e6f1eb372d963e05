"""The pages of an end: what will happen, the evaluation, the certificate; the last two also as PDF."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.desks.register.ending import charts, documents, reading
from kring.desks.register.ending.forms import CostForm
from kring.desks.register.ending.giving import GIVERS, give_cost
from kring.desks.register.ending.reading import CertificatePage, EvaluationPage, FigureGroup
from kring.desks.register.ending.words import WHY, euro
from kring.face.acting import ActingRequest, page
from kring.face.downloads import as_download
from kring.face.tables import Cell, Column, Table
from kring.guard.acting import acting_for
from kring.instruments.models import InstrumentVersion

_POST: Final = ("GET", "HEAD", "POST")


@page()
def end(request: ActingRequest, version: UUID) -> HttpResponse:
    """What stops, what goes, when, and what to take out before; afterwards where to read what became of it."""
    now = house_clock()
    try:
        with acting_for(*request.acting_for):
            found = reading.end_page(version, request.acting.organisation, request.sitting.held.function, now)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    context = {
        "found": found,
        "why": WHY[found.over.why] if found.over else "",
        "today": belgian_day(now),
        "take_out": [(words, reverse(url)) for words, url in found.take_out],
    }
    return render(request, "register/end.html", context)


@page(methods=_POST)
def evaluation(request: ActingRequest, version: UUID) -> HttpResponse:
    """The own side's figures, drawn, each picture with its table; here somebody may enter a cost."""
    found = _evaluation(request, version)
    gives = found.spared is not None and request.sitting.held.function in GIVERS
    form = CostForm(request.POST or None) if gives else None
    if request.method == "POST" and form is None:
        raise Http404
    if form is not None and form.is_valid():
        try:
            give_cost(by=request.acting, version=version, cents=form.cents, clock=house_clock)
        except Fault as fault:
            form.add_error("cost", fault.message)
        else:
            messages.success(request, _("The cost is kept, and the saving is told with it."))
            return redirect("register:evaluation", version)
    context = {
        "found": found,
        "why": WHY[found.over.why],
        "groups": [(group, _table(group), _bars(group)) for group in found.groups],
        "took": [(one, charts.box(*one.days) if one.days else None) for one in found.took],
        "facts": documents.facts_of_evaluation(found),
        "saving": documents.saving(found),
        "cents": euro(found.spared.cents) if found.spared and found.spared.cents is not None else "",
        "form": form,
    }
    return render(request, "register/evaluation.html", context, status=422 if form is not None and form.errors else 200)


@page()
def evaluation_pdf(request: ActingRequest, version: UUID) -> HttpResponse:
    """The same as PDF."""
    return _pdf(documents.evaluation(_evaluation(request, version)), _("evaluation"))


@page()
def certificate(request: ActingRequest, version: UUID) -> HttpResponse:
    """What was erased here, where the log says so, and what every party stated about its own side."""
    found = _certificate(request, version)
    table = Table(
        caption=_("Erased"),
        columns=[Column(_("What")), Column(_("Rows"), number=True)],
        rows=[[Cell(name), Cell(rows)] for name, rows in found.erased],
        empty=_("There was nothing to erase."),
    )
    context = {
        "found": found,
        "why": WHY[found.over.why],
        "table": table,
        "facts": documents.facts_of_certificate(found),
        "proof": documents.proof(found),
    }
    return render(request, "register/certificate.html", context)


@page()
def certificate_pdf(request: ActingRequest, version: UUID) -> HttpResponse:
    """The same as PDF."""
    return _pdf(documents.certificate(_certificate(request, version)), _("certificate"))


def _evaluation(request: ActingRequest, version: UUID) -> EvaluationPage:
    try:
        with acting_for(*request.acting_for):
            found = reading.evaluation_page(version, request.acting.organisation)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def _certificate(request: ActingRequest, version: UUID) -> CertificatePage:
    try:
        with acting_for(*request.acting_for):
            found = reading.certificate_page(version, request.acting.organisation)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def _table(group: FigureGroup) -> Table:
    return Table(
        caption=_("Table: %(title)s") % {"title": group.title},
        columns=[Column(_("What")), Column(_("People"), number=True)],
        rows=[[Cell(part.name), Cell(part.told)] for part in group.parts],
    )


def _bars(group: FigureGroup) -> charts.Bars | None:
    """A picture where there is something to compare."""
    if len(group.parts) < 2:
        return None
    return charts.bars([(part.name, part.told, part.number) for part in group.parts])


def _pdf(data: bytes, name: str) -> HttpResponse:
    return as_download(HttpResponse(data, content_type="application/pdf"), f"{name}.pdf")
