"""The pages of the client register: hand it in, read what became of each row, see when it was taken in before.

A taken file answers with a redirect to the page of its import: reloading takes nothing in again, and the report can be
opened later by a colleague, without scripts. For that it is kept beside the import as row numbers and codes
(``clients.models.ImportReport``); the file is not, nor anything that stood in it.
Each view reads inside one short ``acting_for`` and renders after the commit.
"""

from typing import cast, get_args
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kring.clients.outcome import RowResult
from kring.clients.register import import_register
from kring.core.clock import house_clock
from kring.desks.clients import queries
from kring.desks.clients.forms import RegisterForm
from kring.desks.clients.navigation import WORKERS
from kring.desks.clients.queries import ImportLine, Only, ReportPage
from kring.desks.clients.words import outcome_words, told
from kring.face.acting import ActingRequest, page
from kring.face.paging import paging_of
from kring.face.problems import NotForYou
from kring.face.tables import Cell, Column, Table
from kring.guard.acting import acting_for
from kring.sheets.refused import Refused

_KIND = "ocmw"
_HISTORY = 10


@page(functions=WORKERS, methods=("GET", "HEAD", "POST"))
def register(request: ActingRequest) -> HttpResponse:
    """What the register is for and what is read of it, the form, and the imports so far."""
    _only_an_ocmw(request)
    form = RegisterForm(request.POST, request.FILES) if request.method == "POST" else RegisterForm()
    if form.is_bound and form.is_valid():
        answer = _take(request, form)
        if answer is not None:
            return answer
    with acting_for(*request.acting_for):
        paging = paging_of(request, queries.count_imports(), size=_HISTORY)
        found = queries.imports(offset=paging.offset, limit=paging.size)
    context = {"form": form, "table": _history(found), "paging": paging}
    return render(request, "clients_desk/register.html", context, status=422 if form.errors else 200)


@page(functions=WORKERS)
def report(request: ActingRequest, import_id: UUID) -> HttpResponse:
    """What became of each row of one import."""
    _only_an_ocmw(request)
    asked = request.GET.get("toon", "")
    only = cast("Only", asked) if asked in get_args(Only) else ""
    with acting_for(*request.acting_for):
        found = queries.report(import_id, only=only)
    if found is None:
        raise Http404
    paging = paging_of(request, len(found.rows))
    shown = found.rows[paging.offset : paging.offset + paging.size]
    table = Table(
        caption=_("Row by row"),
        columns=[
            Column(_("Row"), number=True),
            Column(_("Outcome")),
            Column(_("Explanation")),
        ],
        rows=[_row_cells(row) for row in shown],
        empty=_("No rows here."),
    )
    context = {
        "found": found,
        "facts": _facts(found),
        "table": table,
        "paging": paging,
        "more": paging.total - paging.last,
        "tabs": _tabs(found, only),
    }
    return render(request, "clients_desk/report.html", context)


def _take(request: ActingRequest, form: RegisterForm) -> HttpResponse | None:
    """To the page of the import; None when the form now says why the file cannot be taken."""
    upload = form.cleaned_data["register"]
    try:
        taken = import_register(by=request.acting, data=upload.read(), filename=upload.name, clock=house_clock)
    except Refused as refused:
        form.add_error("register", told(refused.message))
        return None
    return redirect("clients_desk:report", taken.import_id)


def _only_an_ocmw(request: ActingRequest) -> None:
    """A city has no clients, whatever functions its people hold."""
    if request.sitting.party.kind != _KIND:
        raise NotForYou(
            _("Only an OCMW keeps a client register."), code="other_organisation", switch=request.sitting.several
        )


def _history(found: tuple[ImportLine, ...]) -> Table:
    return Table(
        caption=_("Read in before"),
        columns=[
            Column(_("When")),
            Column(_("Read in by")),
            Column(_("Rows"), number=True),
            Column(_("Taken in"), number=True),
            Column(_("Changed"), number=True),
            Column(_("Unchanged"), number=True),
            Column(_("Refused"), number=True),
            Column(_("Mark of the file")),
        ],
        rows=[_history_cells(line) for line in found],
        empty=_("No register was read in yet. Until then no list can be compared with your clients."),
    )


def _history_cells(line: ImportLine) -> list[Cell]:
    counts = (line.rows, line.taken, line.updated, line.unchanged, line.refused)
    return [
        Cell(_when(line), url=reverse("clients_desk:report", args=[line.id])),
        Cell(line.who),
        *(Cell(str(count)) for count in counts),
        Cell(line.mark),
    ]


def _facts(found: ReportPage) -> list[tuple[str, object]]:
    line = found.line
    return [
        (_("Rows read"), line.rows),
        (_("People"), line.persons),
        (_("Taken in"), line.taken),
        (_("Changed"), line.updated),
        (_("Unchanged"), line.unchanged),
        (_("Refused"), line.refused),
        (_("Read in by"), line.who),
        (_("Mark of the file"), line.mark),
    ]


def _row_cells(row: RowResult) -> list[Cell]:
    words, kind = outcome_words(row)
    return [Cell(str(row.row)), Cell(words, status=kind), Cell(told(row.text))]


def _tabs(found: ReportPage, only: str) -> list[tuple[str, str, bool]]:
    """All rows; and the refused ones and those to check, where there are any."""
    line = found.line
    names = (
        ("", _("All rows"), line.rows),
        ("geweigerd", _("Refused"), line.refused),
        ("na-te-kijken", _("To check"), found.to_check),
    )
    return [
        (f"?toon={key}" if key else "?", f"{name} ({count})", key == only)
        for key, name, count in names
        if count or not key or key == only
    ]


def _when(line: ImportLine) -> str:
    return date_format(localtime(line.at), "DATETIME_FORMAT")
