"""The log, for the data protection officer of the own organisation: read it, open a line, have it verified, take it out.

Each view reads inside one short ``acting_for`` that also writes that it was read, and renders after the commit.
"""

from collections.abc import Mapping
from typing import IO
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kring.core.clock import system_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.desks.privacy import checking, queries, taking
from kring.desks.privacy.forms import AgainstForm, PersonForm, ProofForm, WantedForm
from kring.desks.privacy.navigation import DPO
from kring.desks.privacy.queries import LinePage
from kring.face.acting import ActingRequest, page
from kring.face.downloads import as_download
from kring.face.paging import paging_of
from kring.face.spoken import dutch, kept, of_fault
from kring.guard.acting import acting_for
from kring.parties import queries as parties

_LAST = 1 << 60  # no log reaches further


@never_cache
@page(functions=DPO)
def log(request: ActingRequest) -> HttpResponse:
    """The own log, newest first."""
    before = _place(request.GET.get("voor", ""))
    with acting_for(*request.acting_for):
        form = WantedForm(request.GET, agreements=queries.agreements())
        found = queries.page(form.wanted(before))
    kept = {key: value for key, value in request.GET.items() if key in form.fields and value}
    context = {
        "form": form,
        "acts": found.acts,
        "searched": found.searched,
        "older": _query({**kept, "voor": found.before}) if found.before is not None else "",
        "newest": _query(kept) if before is not None else "",
        "filtered": bool(kept),
    }
    return render(request, "privacy/log.html", context, status=422 if form.errors else 200)


@never_cache
@page(functions=DPO)
def line(request: ActingRequest, place: int) -> HttpResponse:
    """One line: what it says, field by field, and whether it still is what was sealed."""
    with acting_for(*request.acting_for):
        found = queries.line(place) if place < _LAST else None
    if found is None:
        raise Http404
    return render(request, "privacy/line.html", {"found": found, "told": found.told, "facts": _facts(found)})


@never_cache
@page(functions=DPO)
def together(request: ActingRequest, place: int) -> HttpResponse:
    """The lines that were written together with one, each by itself."""
    with acting_for(*request.acting_for):
        span = queries.count_together(place) if place < _LAST else None
        paging = paging_of(request, span[1]) if span else None
        lines = queries.together(span[0] + paging.offset, paging.last - paging.offset) if span and paging else ()
    if span is None:
        raise Http404
    return render(request, "privacy/together.html", {"acts": lines, "paging": paging, "place": place})


@never_cache
@page(functions=DPO, methods=("GET", "HEAD", "POST"))
def check(request: ActingRequest) -> HttpResponse:
    """What verifying is; on a POST it is done, beside what the officer kept, and its outcome shown."""
    form = AgainstForm(request.POST, request.FILES) if request.method == "POST" else AgainstForm()
    outcome = checking.check(request.acting, form.against()) if form.is_valid() else None
    context = {"form": form, "outcome": outcome, "largest": checking.LARGEST >> 20}
    return render(request, "privacy/check.html", context, status=422 if form.errors else 200)


@never_cache
@page(functions=DPO, methods=("POST",))
def bundle(request: ActingRequest) -> HttpResponseBase:
    """The own log as a bundle that anybody can verify."""
    try:
        return _handed(request, "logboek", taking.whole(request.acting))
    except Fault as fault:
        _tell(request, fault)
        return redirect("privacy:check")


@never_cache
@page(functions=DPO, methods=("POST",))
def proof(request: ActingRequest, place: int) -> HttpResponseBase:
    """The proof of the disclosure to which one line belongs."""
    form = ProofForm(request.POST)
    if not form.is_valid() or place >= _LAST:
        raise Http404
    try:
        return _handed(
            request, "bewijs", taking.disclosure(request.acting, place, all_persons=form.cleaned_data["allen"])
        )
    except Fault as fault:
        _tell(request, fault)
        return redirect("privacy:line", place)


@never_cache
@page(functions=DPO, methods=("GET", "HEAD", "POST"))
def person(request: ActingRequest) -> HttpResponseBase:
    """What the log says of one person, found by number; the number stands in no address and in no name of a file."""
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm()
    if form.is_valid():
        said = form.cleaned_data
        try:
            return _handed(
                request, "uittreksel", taking.person(request.acting, said["nummer"], with_who=said["met_wie"])
            )
        except Fault as fault:
            if not taking.is_told(fault):
                raise
            form.add_error("nummer" if fault.code == "ssin" else None, of_fault(fault))
    return render(request, "privacy/person.html", {"form": form}, status=422 if form.errors else 200)


def _handed(request: ActingRequest, what: str, file: IO[bytes]) -> FileResponse:
    """A file to keep, whose name says what it is, of which organisation and of which day, and nothing of a person."""
    number = parties.organisation(request.acting.organisation).enterprise_number
    name = f"{what}-{number}-{belgian_day(system_clock()).isoformat()}.zip"
    return as_download(FileResponse(file, content_type="application/zip"), name)


def _tell(request: ActingRequest, fault: Fault) -> None:
    """Say on the next page what went wrong; raises what is no business of a page."""
    if not taking.is_told(fault):
        raise fault
    messages.error(request, kept(of_fault(fault)))


def _facts(found: LinePage) -> list[tuple[str, object]]:
    """The line in words, as labels and values; what it does not say is left out."""
    told = found.told
    facts: list[tuple[str, object]] = [
        (_("Under"), told.agreement),
        (_("For"), dutch(" ".join(told.purposes))),
        (_("Which data"), ", ".join(told.items)),
        (_("About how many"), "" if told.persons is None else told.persons),
        (_("Left out"), told.left_out or ""),
        (_("Why"), ", ".join(told.reasons)),
        (_("Done by"), told.who),
        (_("Person, as a pseudonym"), told.pseudonym),
    ]
    return [(label, value) for label, value in facts if value != ""]


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _query(values: Mapping[str, object]) -> str:
    return f"?{urlencode(values)}"
