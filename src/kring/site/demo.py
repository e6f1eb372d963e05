"""The marked shortcut of the demonstration: step into the shoes of an invented person.

Its address exists only when ``KRING_DEMO_SIGN_IN`` is on, and it opens seats of fictitious organisations only.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.seats import DEMO_SESSION_KEY, SESSION_KEY
from kring.guard.acting import acting_for, machine_of
from kring.parties import queries
from kring.parties.identity.models import Seat
from kring.parties.queries import Held, Party

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Choice:
    """One invented person in one position."""

    seat: UUID
    held: Held


@require_http_methods(["GET", "HEAD", "POST"])
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """List the invented people per organisation, or sign in as one of them (``seat`` in the form)."""
    if not settings.KRING_DEMO_SIGN_IN:
        raise Http404
    parties = sorted(queries.organisations(), key=lambda party: (party.kind != "city", party.name))
    people = [(party, choices) for party in parties if party.fictitious and (choices := _people_of(party))]
    if request.method == "POST":
        offered = {str(choice.seat) for _party, choices in people for choice in choices}
        wanted = request.POST.get("seat", "")
        if wanted not in offered:
            raise Http404
        seat = Seat.objects.select_related("account").get(id=wanted)
        login(request, seat.account, backend=BACKEND)
        request.session[SESSION_KEY] = wanted
        request.session[DEMO_SESSION_KEY] = True
        return redirect("today")
    return render(request, "site/demo.html", {"people": people})


def _people_of(party: Party) -> list[Choice]:
    machine = machine_of(party.id)
    seats = {
        seat.position_id: seat.id for seat in Seat.objects.filter(organisation_id=party.id, account__is_active=True)
    }
    with acting_for(machine.organisation, machine.position):
        found = [queries.held(position, belgian_day(house_clock())) for position in seats]
    held = sorted((h for h in found if h), key=lambda h: (h.function, h.name))
    return [Choice(seats[h.id], h) for h in held]
