"""``@page``: a page that only certain functions open, for whoever acts now.

It opens no transaction around the view: the view calls queries inside its own short ``acting_for`` and renders after
the commit, so that a refusal's line never dies with a template. source: DESIGN, "The life of a disclosure"
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kring.face import unsent
from kring.face.language import speak_as
from kring.face.problems import NotForYou
from kring.face.seats import Sitting, sitting_of
from kring.face.words import function_labels
from kring.guard.acting import Acting

Parameters = ParamSpec("Parameters")


class ActingRequest(HttpRequest):
    """A request on a page: who acts, for which organisation, in which position. Only a name for what ``page`` adds.

    ``acting_for`` holds the arguments of the function of that name: ``with acting_for(*request.acting_for):``.
    """

    acting: Acting
    acting_for: tuple[UUID, UUID]
    sitting: Sitting


_READING = ("GET", "HEAD")

Page = Callable[Concatenate[ActingRequest, Parameters], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def page(
    *,
    functions: frozenset[str] | set[str] | None = None,
    methods: tuple[str, ...] = ("GET", "HEAD"),
    again: Mapping[str, str] | None = None,
) -> Callable[[Page[Parameters]], View[Parameters]]:
    """Give the view an ``ActingRequest``; ``functions=None`` means everybody who holds a position.

    Not signed in → sign-in page, and a form is held till after it (``face.unsent``); several seats and none chosen → the
    chooser; no seat, or another function → 403 that says who can help; another method → 405, but whoever merely opens the
    address of a form (reloads it, goes back to it) gets the page it stands on. The second factor is asked before any view
    (config.second_factor). ``again``: the fields with which this view gives its form back filled in, doing
    nothing; without it a form that was held is sent again as it was.
    """

    def decorate(view: Page[Parameters]) -> View[Parameters]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                opened = request.method in _READING and _page_above(request.path)
                return redirect(opened) if opened else HttpResponseNotAllowed(methods)
            elsewhere = _first_elsewhere(request)
            if elsewhere is not None:
                return elsewhere
            sitting = cast("Sitting", sitting_of(request))
            speak_as(request, sitting.party.language)
            if functions is not None and sitting.held.function not in functions:
                raise NotForYou(
                    _("This page is for: %(functions)s.") % {"functions": function_labels(functions)},
                    code="other_function",
                    switch=sitting.several,
                )
            if request.method == "POST":
                unsent.let_go(request, request.POST.get(unsent.FIELD, ""))
            acting_request = cast("ActingRequest", request)
            acting_request.acting = sitting.acting
            acting_request.acting_for = (sitting.acting.organisation, sitting.acting.position)
            return view(acting_request, *args, **kwargs)

        guarded.again = again  # type: ignore[attr-defined]  # read where the form is held
        guarded.methods = methods  # type: ignore[attr-defined]  # read by _page_above
        return cast("View[Parameters]", guarded)

    return decorate


def _page_above(path: str) -> str:
    """The nearest page above the address of a form that can be opened; the path alone says it, whatever exists there."""
    while path := path.rstrip("/").rpartition("/")[0]:
        try:
            found = resolve(f"{path}/")
        except Resolver404:
            continue
        if "GET" in getattr(found.func, "methods", ()):
            return f"{path}/"
    return ""


def _first_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """Where somebody must go before any page: to sign in, to the chooser. Raises ``NotForYou``."""
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    sitting = sitting_of(request)
    if sitting == "choose":
        return redirect(f"{reverse('seat')}?{urlencode({'next': request.get_full_path()})}")
    if sitting == "none":
        unsent.let_all_go(request)
        raise NotForYou(
            _("You do not hold a position in an organisation today."),
            code="no_position",
            help=_("Ask the person who manages the positions in your organisation."),
        )
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page, and from there back: to what was asked for, or to the form that was sent and held."""
    if request.headers.get("HX-Request"):  # a part of a page asks on: let the page itself come again
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    held = unsent.hold(request)
    if held == "held":
        said = _("Your sign-in had ended, and nothing was done yet. Sign in: what you filled in waits for you.")
    elif held == "too_large":
        said = _("Your sign-in had ended, and nothing was done. What you filled in was too large to keep.")
    else:
        said = _("Your sign-in had ended, and nothing was done. Sign in and do it again.")
    messages.info(request, said)
    return redirect_to_login(reverse("resume") if held == "held" else unsent.page_before(request))
