""" "Mijn dossiers": the marked clients a social worker is involved with, by how they stand; take one, hand one over. source: D6"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_stubs_ext import StrPromise

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.acting import ActingRequest, page
from kring.face.paging import asked_page, paging_of
from kring.face.tables import Kind as Look
from kring.flows.debtors.ocmw import cases, involved
from kring.flows.debtors.ocmw.cases import CaseLine, Standing
from kring.flows.debtors.ocmw.talk_desk import WORKERS, open_case
from kring.flows.debtors.ocmw.talk_forms import ColleagueForm
from kring.flows.debtors.ocmw.talk_words import STANDINGS
from kring.flows.debtors.search_form import search_of
from kring.guard.acting import acting_for

_DONE: frozenset[Standing] = frozenset({"solved", "resumed"})


@dataclass(frozen=True)
class Section:
    """The cases that stand alike; ``done`` ones are shown shut."""

    look: Look
    stands: StrPromise
    lines: tuple[CaseLine, ...]
    done: bool


@never_cache
@page(functions=WORKERS, methods=("GET", "HEAD", "POST"))
def board(request: ActingRequest) -> HttpResponse:
    """The cases of whoever acts, those that wait first, or those with a name that was sent. Every name shown is a look."""
    search = search_of(request)
    number = search.page if search.name else asked_page(request)
    with acting_for(*request.acting_for):
        found = cases.board(clock=house_clock, name=search.name, offset=(number - 1) * cases.BOARD)
    paging = paging_of(request, found.total, size=cases.BOARD)
    if not found.lines and found.total and not search.name:
        return redirect(f"{reverse('debtors:cases')}{paging.href(paging.pages)}")
    sections = [
        Section(look, stands, lines, standing in _DONE)
        for standing, (look, stands) in STANDINGS.items()
        if (lines := tuple(line for line in found.lines if line.standing == standing))
    ]
    context = {
        "sections": sections,
        "today": belgian_day(house_clock()),
        "search": search,
        "paging": None if search.name else paging,
        "following": bool(search.name) and number * cases.BOARD < found.total,
    }
    return render(request, "debtors/cases.html", context, status=422 if search.form.errors else 200)


@page(functions=WORKERS, methods=("POST",))
def take(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Take a client on: from then on the file is one's own."""
    open_case(request, case_id)
    involved.take(by=request.acting, case_id=case_id, clock=house_clock)
    messages.success(request, _("You took this client on."))
    return redirect("debtors:case", case_id)


@page(functions=WORKERS, methods=("POST",))
def hand_over(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Hand a client over to a colleague; the file then is the colleague's."""
    open_case(request, case_id)
    with acting_for(*request.acting_for):
        others = involved.colleagues(clock=house_clock)
    form = ColleagueForm(request.POST, colleagues=others)
    if not form.is_valid():
        messages.error(request, _("Choose the colleague to whom you hand this client over."))
        return redirect("debtors:case", case_id)
    involved.hand_over(by=request.acting, case_id=case_id, to=form.cleaned_data["to"], clock=house_clock)
    messages.success(request, _("The client is handed over."))
    return redirect("debtors:cases")
