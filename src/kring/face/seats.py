"""For whom a signed-in person acts: one seat at a time, looked up again on every request.

The seat lies with the account (identity role), the position in the organisation's own rows. Both must stand today, or
the request acts for nobody. source: REQUIREMENTS E18, E5
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.http import HttpRequest

from kring.core.clock import Clock, house_clock
from kring.guard.acting import Acting, acting_for
from kring.journal.append import append
from kring.journal.lines import WHAT, Line
from kring.parties import queries
from kring.parties.actions import MACHINE
from kring.parties.identity.models import Account, Seat
from kring.parties.queries import Held, Party

SESSION_KEY = "seat"
DEMO_SESSION_KEY = "kring_demo_sign_in"
"""Set in a session that the marked shortcut opened; counts only while ``KRING_DEMO_SIGN_IN`` is on."""

NoSeat = Literal["choose", "none"]
"""``choose``: several seats and none taken yet; ``none``: no seat whose position is valid today."""


@dataclass(frozen=True)
class Sitting:
    """A person in one position of one organisation, as this request found it."""

    seat: UUID
    acting: Acting
    party: Party
    held: Held
    several: bool


def seats_of(account: Account) -> list[Seat]:
    """All seats of an account, whether their positions are valid or not (identity rows)."""
    return list(Seat.objects.filter(account=account).order_by("id"))


def sittings_of(account: Account, clock: Clock = house_clock) -> list[Sitting]:
    """The seats whose position is valid today, by organisation and function. One short ``acting_for`` for each."""
    seats = seats_of(account)
    found = [sitting for seat in seats if (sitting := _sit(seat, several=len(seats) > 1, clock=clock))]
    return sorted(found, key=lambda s: (s.party.name, s.held.function, s.held.team))


def sitting_of(request: HttpRequest, clock: Clock = house_clock) -> Sitting | NoSeat:
    """The sitting of this request: the seat in the session, or the only one there is. Looked up once per request."""
    known: Sitting | NoSeat | None = getattr(request, "sitting", None)
    if known is None:
        known = _look_up(request, clock)
        request.sitting = known  # type: ignore[attr-defined]  # the shell and the page ask the same question
    return known


def take(request: HttpRequest, seat_id: UUID, clock: Clock = house_clock) -> Sitting | None:
    """Act under another seat of the same person from now on, and write that down; ``None`` if it does not stand today."""
    if not isinstance(request.user, Account):
        return None
    seats = seats_of(request.user)
    seat = next((s for s in seats if s.id == seat_id), None)
    sitting = _sit(seat, several=len(seats) > 1, clock=clock) if seat else None
    if sitting is None:
        return None
    with acting_for(sitting.acting.organisation, sitting.acting.position):
        append([Line("action", {WHAT: "seat.taken"})])
    request.session[SESSION_KEY] = str(seat_id)
    request.sitting = sitting  # type: ignore[attr-defined]  # as above
    return sitting


def _look_up(request: HttpRequest, clock: Clock) -> Sitting | NoSeat:
    if not isinstance(request.user, Account):
        return "none"
    seats = seats_of(request.user)
    wanted = request.session.get(SESSION_KEY)
    chosen = next((s for s in seats if str(s.id) == wanted), None)
    if chosen is None and len(seats) == 1:
        chosen = seats[0]
    sitting = _sit(chosen, several=len(seats) > 1, clock=clock) if chosen else None
    if sitting:
        return sitting
    request.session.pop(SESSION_KEY, None)
    return "choose" if len(seats) > 1 else "none"


def _sit(seat: Seat, *, several: bool, clock: Clock) -> Sitting | None:
    with acting_for(seat.organisation_id, seat.position_id) as acting:
        held = queries.held_now(clock)
    # A seat that points at somebody else's position, or at the machine's, opens nothing.
    if held is None or held.account not in (None, seat.account_id) or held.function == MACHINE:
        return None
    return Sitting(seat.id, acting, queries.organisation(seat.organisation_id), held, several)
