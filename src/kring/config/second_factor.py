"""Every account has a second factor: whoever has none yet comes no further than the page where one is made.

It stands before every view, also before those that libraries bring. source: REQUIREMENTS V12
"""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from kring.face.seats import DEMO_SESSION_KEY

OPEN_WITHOUT = frozenset({"account_logout", "account_reauthenticate", "language", "seat"})
"""URL names that a signed-in person may use before the second factor stands, beside the pages that make one."""


class SecondFactorMiddleware:
    """Sends a signed-in person without second factor to the page where one is made, whatever was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not _open(request) and missing(request):
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
            return redirect("mfa_index")
        return self.get_response(request)


def missing(request: HttpRequest) -> bool:
    """Whether this signed-in person still has to make a second factor. Recovery codes alone are none."""
    if settings.KRING_DEMO_SIGN_IN and request.session.get(DEMO_SESSION_KEY):
        return False
    return not is_mfa_enabled(request.user, types=["totp", "webauthn"])


def _open(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return True  # there is nothing there to protect
    return name in OPEN_WITHOUT or name.startswith("mfa_")
