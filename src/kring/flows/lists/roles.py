"""Who may do what: a role that a document names is a function of a position, under its own name or one of a few others.

source: REQUIREMENTS E5; 002 §8a
"""

from collections.abc import Iterable, Mapping
from typing import Final

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.parties.queries import Held, held_now

PLAYED_BY: Final[Mapping[str, frozenset[str]]] = {
    "social_worker_involved": frozenset({"social_worker"}),
    "social_worker_assigned": frozenset({"social_worker"}),
    "social_worker_serving": frozenset({"social_worker"}),
}
"""Functions that play a role besides the one that bears its name."""


def functions_of(role: str) -> frozenset[str]:
    """The functions whose holders act in this role."""
    return PLAYED_BY.get(role, frozenset()) | {role}


def role_of(position: Held | None, roles: Iterable[str]) -> str | None:
    """The first of ``roles`` that this position plays; None when it plays none of them."""
    return next((role for role in roles if position is not None and position.function in functions_of(role)), None)


def require(roles: Iterable[str], *, clock: Clock) -> tuple[Held, str]:
    """The acting position with the role that it plays today; raises ``Fault("not_your_task")``. Inside ``acting_for``."""
    position = held_now(clock)
    role = role_of(position, roles)
    if position is None or role is None:
        raise Fault("not_your_task", "Uw functie laat dit niet toe. Vraag het aan wie het protocol beheert.")
    return position, role
