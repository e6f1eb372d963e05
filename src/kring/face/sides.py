"""One person, two positions, never both sides of one matter. source: REQUIREMENTS E18"""

from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from kring.face.acting import ActingRequest
from kring.face.problems import NotForYou
from kring.parties.identity.actions import take_side
from kring.parties.identity.models import Account


def stand_on(request: ActingRequest, matter: UUID) -> None:
    """Take the acting organisation's side in ``matter`` (a round: its batch), before anything of it is read.

    Raises ``NotForYou`` when this account took the other side before, under another position.
    """
    account = cast("Account", request.user)
    if not take_side(account_id=account.id, matter=matter, organisation=request.acting.organisation):
        raise NotForYou(
            _("You worked on this round for another organisation. Nobody sees both sides of one round."),
            code="other_side",
            help=_("Let a colleague who did not see the other side take it over."),
        )
