"""Who may do what: the debt team of a city, the social workers of an OCMW, their own organisation's side only.

source: 002 §8a; REQUIREMENTS D6, E5
"""

from typing import Final

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.parties.queries import Held, held_now

DEBT_TEAM: Final = "debt_team"
SOCIAL_WORKER: Final = "social_worker"
MATCH_JOB: Final = "match_job"
"""The role under which the OCMW's machine sends the marks."""


def require(function: str, *, clock: Clock) -> Held:
    """The acting position, if it is ``function`` today; raises ``Fault("not_your_task")``. Inside ``acting_for``."""
    position = held_now(clock)
    if position is None or position.function != function:
        raise Fault("not_your_task", "Uw functie geeft geen toegang tot deze ronde. Vraag het aan wie ze beheert.")
    return position
