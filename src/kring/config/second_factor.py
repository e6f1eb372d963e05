"""Every account has a second factor: whoever has none yet comes no further than the page where one is made."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

DEMO_SESSION_KEY = "kring_demo_sign_in"
"""Set in the session by the demo's shortcut, which exists in demo mode only."""

_WHILE_ENROLLING = frozenset({"account_logout", "account_reauthenticate", "set_language"})


class SecondFactorMiddleware:
    """Sends a signed-in person without second factor to the page where one is made, whatever was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not _passes(request):
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": "/accounts/2fa/"})
            return redirect("mfa_index")
        return self.get_response(request)


def _passes(request: HttpRequest) -> bool:
    if settings.KRING_DEMO_SIGN_IN and request.session.get(DEMO_SESSION_KEY):
        return True
    if _enrolling(request):
        return True
    return bool(is_mfa_enabled(request.user))


def _enrolling(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name or ""
    except Resolver404:
        return False
    return name in _WHILE_ENROLLING or name.startswith("mfa_")
