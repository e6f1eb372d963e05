"""Who may do what: the debt team of a city, the social workers of an OCMW, their own organisation's side only.

source: 002 §8a; REQUIREMENTS D6, E5
"""

from typing import Final
from uuid import UUID

from django.db.models import Q

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.parties.identity.actions import take_side
from kring.parties.queries import Held, held_now

DEBT_TEAM: Final = "debt_team"
SOCIAL_WORKER: Final = "social_worker"
MATCH_JOB: Final = "match_job"
"""The role under which the OCMW's machine sends the marks."""
INVOLVED: Final = "social_worker_involved"
"""The role of a social worker who is involved with the client; this flow knows who is, the position alone does not say it."""


def require(function: str, *, clock: Clock) -> Held:
    """The acting position, if it is ``function`` today; raises ``Fault("not_your_task")``. Inside ``acting_for``."""
    position = held_now(clock)
    if position is None or position.function != function:
        raise Fault("not_your_task", "Uw functie geeft geen toegang tot deze ronde. Vraag het aan wie ze beheert.")
    return position


def of_team(position: Held) -> Q:
    """What belongs to the team of ``position``: that which has its team or none; to a position without a team all of it."""
    return Q(team="") | Q(team=position.team) if position.team else Q(team__isnull=False)


def stand_on(position: Held, batch: UUID) -> None:
    """Let whoever holds ``position`` stand on this organisation's side of a round, for good.

    Raises ``Fault("other_side")`` when the same person, under another position, worked on it for the other. source: E18
    """
    account = position.account
    if account and not take_side(account_id=account, matter=batch, organisation=position.organisation):
        raise Fault(
            "other_side",
            "U werkte voor een andere organisatie aan deze ronde. Niemand ziet beide kanten van één ronde.",
            en="You worked on this round for another organisation. Nobody sees both sides of one round.",
        )
