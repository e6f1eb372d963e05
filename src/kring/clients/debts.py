"""A client's whole of debts, as far as the client gives it: the OCMW's own data. All are treated alike, whoever the creditor is.

It outlives the instrument under which one of them came to be known. source: 002 §2b; REQUIREMENTS D3
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.guard.acting import Acting


@dataclass(frozen=True)
class Debt:
    """One debt as the client gave it; ``amount_cents`` None is not known. ``settled_on``: since when it is no debt any more."""

    id: UUID
    person: UUID
    creditor: str
    amount_cents: int | None
    note: str
    given_on: date
    by: str
    settled_on: date | None


def add_debt(
    *, by: Acting, person_id: UUID, creditor: str, amount_cents: int | None = None, note: str = "", clock: Clock
) -> UUID:
    """Add a debt that the client gives, today.

    Raises ``Fault``: ``other_function``, ``no_such_person`` (nor a colleague's client), ``no_creditor``, ``no_amount``.
    """
    raise NotImplementedError


def settle_debt(*, by: Acting, debt_id: UUID, clock: Clock) -> None:
    """The debt is no more (paid, remitted, prescribed). Raises ``Fault``: ``other_function``, ``no_such_debt``."""
    raise NotImplementedError


def remove_debt(*, by: Acting, debt_id: UUID, clock: Clock) -> None:
    """Delete a debt that was added by mistake. Raises ``Fault`` as ``settle_debt`` does."""
    raise NotImplementedError


def debts_of(person_id: UUID) -> tuple[Debt, ...]:
    """The debts of a client, in the order in which they were given; none comes before another. Inside ``acting_for``."""
    raise NotImplementedError
