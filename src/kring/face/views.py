"""Pages of the shell: for whom do I act now, and what had I filled in when the session ended?"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kring.face import unsent
from kring.face.acting import ActingRequest, page
from kring.face.language import safe_next
from kring.face.seats import Sitting, sitting_of, sittings_of, take
from kring.face.words import function_label
from kring.parties.identity.models import Account


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_seat(request: HttpRequest) -> HttpResponse:
    """Show the positions that this person holds today, and take up one of them."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST":
        taken = take(request, seat_id) if (seat_id := _uuid(request.POST.get("seat", ""))) else None
        if taken:
            label = {"function": function_label(taken.held.function), "organisation": taken.party.name}
            messages.success(request, _("You now act as %(function)s for %(organisation)s.") % label)
            return redirect(safe_next(request, wanted, "/vandaag/"))
        messages.error(request, _("You do not hold that position today. Choose another one."))
    sittings = sittings_of(request.user) if isinstance(request.user, Account) else []
    now = sitting_of(request)
    context = {"sittings": sittings, "now": now.seat if isinstance(now, Sitting) else None, "next": wanted}
    return render(request, "face/seat.html", context)


@never_cache
@page(methods=("GET", "HEAD", "POST"))
def resume(request: ActingRequest) -> HttpResponse:
    """What was sent after the session had ended, to be sent once more by whoever filled it in, or thrown away."""
    if request.method == "POST":
        messages.success(request, _("Thrown away. Nothing was done with it."))
    forms, others = unsent.waiting(request)
    if not forms and not others:
        if request.method != "POST":
            messages.info(request, _("Nothing waits here any more that was filled in before."))
        return redirect("today")
    context = {"forms": forms, "others": others, "name": unsent.FIELD}
    return render(request, "face/resume.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
