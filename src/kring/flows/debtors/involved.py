"""Which marked clients a social worker of the OCMW may see, and who takes one over. source: REQUIREMENTS D6, E5, E18; 002 §8a"""

from uuid import UUID

from django.db.models import QuerySet

from kring.core.clock import Clock
from kring.flows.debtors.models import Case
from kring.guard.acting import Acting
from kring.parties.queries import Held


def visible_to(position: Held | None, *, clock: Clock) -> QuerySet[Case]:
    """The marked cases that ``position`` may open; of others' clients none. Inside ``acting_for``."""
    raise NotImplementedError


def take(*, by: Acting, case_id: UUID, clock: Clock) -> None:
    """Assign the client's file to oneself; opens one when there is none. Raises ``Fault`` as ``hand_over`` does."""
    raise NotImplementedError


def hand_over(*, by: Acting, case_id: UUID, to: UUID, clock: Clock) -> None:
    """Give the client's file to a colleague's position.

    Raises ``Fault``: ``not_your_task``, ``no_such_case`` (nor when a colleague has it), ``other_side``, ``no_such_colleague``.
    """
    raise NotImplementedError


def colleagues(*, clock: Clock) -> tuple[tuple[UUID, str, str], ...]:
    """To whom a file can be handed over: position, name, team; not oneself. Inside ``acting_for``."""
    raise NotImplementedError
