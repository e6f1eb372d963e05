"""The log, for the data protection officer of the own organisation: read it, open a line, have it verified, take it out.

Each view reads inside one short ``acting_for`` that also writes that it was read, and renders after the commit.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kring.core.clock import system_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.desks.privacy import checking, queries
from kring.desks.privacy.forms import WantedForm
from kring.desks.privacy.navigation import DPO
from kring.desks.privacy.queries import LinePage
from kring.face.acting import ActingRequest, page
from kring.face.paging import paging_of
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
    """What verifying is; on a POST it is done, and its outcome shown."""
    outcome = checking.check(request.acting) if request.method == "POST" else None
    return render(request, "privacy/check.html", {"outcome": outcome, "largest": checking.LARGEST >> 20})


@never_cache
@page(functions=DPO, methods=("POST",))
def bundle(request: ActingRequest) -> HttpResponseBase:
    """The own log as a bundle that anybody can verify."""
    try:
        file = checking.take_out(request.acting)
    except Fault as fault:
        if fault.code not in ("nothing_sealed", "bundle_too_large"):
            raise
        messages.error(request, fault.message)
        return redirect("privacy:check")
    number = parties.organisation(request.acting.organisation).enterprise_number
    name = f"logboek-{number}-{belgian_day(system_clock()).isoformat()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _facts(found: LinePage) -> list[tuple[str, object]]:
    """The line in words, as labels and values; what it does not say is left out."""
    told = found.told
    facts: list[tuple[str, object]] = [
        (_("Under"), told.agreement),
        (_("For"), " ".join(told.purposes)),
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
