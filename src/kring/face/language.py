"""The language of pages: Dutch, unless the reader chose another one here.

The browser's own preference is not followed: Dutch is the authentic text, and a page must read the same for two
colleagues at one desk. source: DESIGN, ground rules
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "kring_language"
LANGUAGES: tuple[tuple[str, str], ...] = (("nl", "Nederlands"), ("en", "English"))


class LanguageMiddleware:
    """Activates the chosen language, else ``LANGUAGE_CODE``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request in one language."""
        chosen = request.COOKIES.get(COOKIE, "")
        language = chosen if chosen in dict(LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language that was chosen, and go back to the page."""
    response = redirect(safe_next(request, request.POST.get("next", "")))
    language = request.POST.get("language", "")
    if language in dict(LANGUAGES):
        response.set_cookie(
            COOKIE,
            language,
            max_age=365 * 86400,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE or False,
        )
    return response


def safe_next(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """``wanted`` when it is a page of this site, else ``otherwise``: nobody is sent elsewhere by a link."""
    fits = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and fits else otherwise
