"""The front page, the start page, the public pages, and whether the service is well."""

from django.core.cache import cache
from django.db import connections
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face import today
from kring.face.acting import ActingRequest, page
from kring.guard.acting import acting_for


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What Kring is, and the way in. Who is signed in goes to the start page."""
    if request.user.is_authenticated:
        return redirect("today")
    return render(request, "site/front.html")


@page()
def start(request: ActingRequest) -> HttpResponse:
    """ "Vandaag": what waits for whoever acts now, most urgent first."""
    function = request.sitting.held.function
    with acting_for(*request.acting_for):
        matters = today.matters_for(function, request.acting)
    context = {"matters": matters, "today": belgian_day(house_clock()), "quiet": today.quiet_for(function)}
    return render(request, "site/today.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Kring does and does not do, for anyone."""
    return render(request, "site/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible these pages are, and where to report a hindrance."""
    return render(request, "site/accessibility.html")


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """200 as long as the process answers; asks nothing of others."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """200 when both database roles and the cache answer, else 503. Says which, never why."""
    parts = {alias: _answers(alias) for alias in ("default", "identity")}
    parts["cache"] = _cache_answers()
    well = all(parts.values())
    body = {"status": "ok" if well else "down", "parts": {name: "ok" if up else "down" for name, up in parts.items()}}
    return JsonResponse(body, status=200 if well else 503)


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _cache_answers() -> bool:
    try:
        cache.get("health")
    except Error:
        return False
    return True
