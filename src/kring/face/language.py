"""The language of pages: what the reader chose here, else that of the organisation for which they act, else Dutch.

The browser's own preference is not followed: two colleagues at one desk read the same page. An organisation's language
is part of what it is (its region, facilities); Dutch is the authentic text, and a page in another language says so.
source: DESIGN, ground rules
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "kring_language"


def languages() -> dict[str, str]:
    """The languages of the pages, each by its own name."""
    return dict(settings.LANGUAGES)


class LanguageMiddleware:
    """Activates the language of the request. Asks no database: it also speaks where that is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request in one language."""
        request.LANGUAGE_CODE = _chosen(request) or settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        if (_chosen(request) or settings.LANGUAGE_CODE) != request.LANGUAGE_CODE:
            _remember(response, request.LANGUAGE_CODE)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def speak_as(request: HttpRequest, language: str) -> None:
    """From here on in the language of the organisation for which this person acts, unless the reader ever chose one."""
    if not _chosen(request) and language in languages():
        request.LANGUAGE_CODE = language
        translation.activate(language)  # the middleware takes it back after the answer


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen, and go back to the page."""
    response = redirect(safe_next(request, request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in languages():
        _remember(response, language)
    return response


def safe_next(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """``wanted`` when it is a page of this site, else ``otherwise``: nobody is sent elsewhere by a link."""
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and fits else otherwise


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in languages() else ""


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        COOKIE,
        language,
        max_age=365 * 86400,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE or False,
    )
