"""Every account has a second factor: whoever has none yet comes no further than the page where one is made.

The pages of the house ask for it themselves (``kring.face.acting.page``); this also covers those that libraries bring.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from kring.face.acting import second_factor_missing

OPEN_WITHOUT = frozenset({"account_logout", "account_reauthenticate", "language", "seat"})
"""URL names that a signed-in person may use before the second factor stands, beside the pages that make one."""


class SecondFactorMiddleware:
    """Sends a signed-in person without second factor to the page where one is made, whatever was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not _open(request) and second_factor_missing(request):
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
            return redirect("mfa_index")
        return self.get_response(request)


def _open(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return True  # there is nothing there to protect
    return name in OPEN_WITHOUT or name.startswith("mfa_")
