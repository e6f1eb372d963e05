"""When a page cannot be given: 400, 403, 404, 500, 503 in plain words, with who can help and a stable code.

No message holds personal data, and none says whether something exists that the reader may not see.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kring.core.errors import Fault
from kring.face import unsent
from kring.face.spoken import of_fault
from kring.guard.absence import is_away

_RETRY_AFTER = "10"  # seconds: a server that was restarted answers by then


class NotForYou(PermissionDenied):
    """This page is not for whoever acts now. ``help`` says who can help, ``switch`` offers the reader's other positions."""

    def __init__(self, message: str, *, code: str, help: str = "", switch: bool = False) -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.code = code
        self.help = help
        self.switch = switch


@dataclass(frozen=True)
class Problem:
    """What the problem page shows."""

    status: int
    code: str
    title: str
    message: str
    help: str = ""
    switch: bool = False


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page for ``problem``, in the shell."""
    body = render_to_string("face/problems/problem.html", {"problem": problem}, request=request)
    return HttpResponse(body, status=problem.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400: the browser sent something that Kring does not understand."""
    return problem_page(
        request,
        Problem(
            400,
            "bad_request",
            _("This request is not complete"),
            _("Kring did not understand what your browser sent. Go back and try again."),
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this is not for whoever acts now, and who can help."""
    if isinstance(exception, NotForYou):
        return problem_page(
            request,
            Problem(
                403,
                exception.code,
                _("This page is not for you"),
                exception.message,
                exception.help
                or _("Is this your task all the same? Ask the person who manages the positions in your organisation."),
                exception.switch,
            ),
        )
    return problem_page(
        request,
        Problem(
            403,
            "forbidden",
            _("This page is not for you"),
            _("In your position you may not open this page."),
            _("Is this your task all the same? Ask the person who manages the positions in your organisation."),
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403: a form without its token, most often a page that stood open too long.

    When a page of this site sent it and it was made for whoever is signed in (who signed in again in another window), or when
    nobody is, it is held and given back to be sent once more: nothing is ever done with it from here.
    """
    if unsent.same_origin(request) and unsent.may_be_of(request) and unsent.hold(request) == "held":
        back = reverse("resume")
        return redirect(back) if request.user.is_authenticated else redirect_to_login(back)
    return problem_page(
        request,
        Problem(
            403,
            "form_expired",
            _("This page stood open too long"),
            _("For your safety nothing was saved. Go back, reload the page and fill in the form again."),
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404: also what another organisation's pages answer, word for word."""
    return problem_page(
        request,
        Problem(
            404,
            "not_found",
            _("This page does not exist"),
            _("The address is wrong, the page has gone, or it belongs to another organisation."),
            _("Start again from your start page, or check the address."),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """500, or 503 while the database is away: without request, context processors or database, for any of these may be broken.

    Django calls this while it handles the exception.
    """
    if is_away(sys.exception()):
        absent = Problem(
            503,
            "database_away",
            _("Kring is away for a moment"),
            _(
                "Kring cannot reach its data now. It comes back by itself. What you were doing is either wholly saved or not at"
                " all."
            ),
            _("Wait a minute, then look whether it is there before you do it again."),
        )
        return HttpResponse(_bare(absent), status=503, headers={"Retry-After": _RETRY_AFTER})
    broken = Problem(
        500,
        "server_error",
        _("Something is broken"),
        _("This is a fault in Kring, not something you did. What was already written down stays written down."),
        _(
            "Wait a moment and try again. If it goes on, tell your administrator when it happened and what you were doing."
        ),
    )
    return HttpResponse(_bare(broken), status=500)


def _bare(problem: Problem) -> str:
    return render_to_string("face/problems/fault.html", {"problem": problem})


class FaultMiddleware:
    """Turn a ``Fault`` that stopped a view into a page with its code and its own plain words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; faults come in through ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a ``Fault``; ``None`` (Django's own handling) for anything else."""
        if not isinstance(exception, Fault):
            return None
        return problem_page(request, Problem(409, exception.code, _("This did not work"), of_fault(exception)))
