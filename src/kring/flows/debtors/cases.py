"""The marked clients of an OCMW as its social workers see them: one client, the board, and what waits for somebody.

Everything runs inside the view's ``acting_for``; each name shown is a look in the log. Tasks are derived when they are read:
nothing is stored, so nothing can be forgotten. source: REQUIREMENTS D3, D6, D9
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from kring.clients.debts import Debt
from kring.core.clock import Clock
from kring.core.reasons import Localised
from kring.flows.debtors.queries import Look

Standing = Literal["new", "helping", "resumed", "solved", "to_decide"]
"""``new``: nobody talked yet. ``to_decide``: no longer a client, deceased, or helped beyond the agreed term; a person decides."""
Kind = Literal["stopped", "died", "left", "overdue", "decide", "again", "new"]
"""Why a case waits for somebody, most pressing first; a case is listed once. ``stopped``: the signal could not leave. ``overdue``:
the first talk is late. ``decide``: the term for a solution is over, or nearly. ``again``: the day to come back to it.
"""


@dataclass(frozen=True)
class CaseLine:
    """One debt of a marked client, as the city named it. ``assigned_to`` is empty while nobody in particular has it."""

    id: UUID
    person_id: UUID
    name: str
    address: str
    file_number: str
    partner: str
    marked_on: date
    standing: Standing
    assigned_to: str
    until: date | None


@dataclass(frozen=True)
class TalkLine:
    """What was laid down once, by whom and when."""

    id: UUID
    answer: str
    note: str
    again_on: date | None
    who: str
    at: datetime


@dataclass(frozen=True)
class SignalLine:
    """That recovery may go on: on its way (``queued``), there (``sent``) or ``stopped`` with reasons."""

    state: Literal["queued", "sent", "stopped"]
    sent_on: date | None
    reasons: tuple[Localised, ...]


@dataclass(frozen=True)
class Earlier:
    """The same debt (person, partner, file number) in an earlier round: what was decided then."""

    id: UUID
    marked_on: date
    talks: tuple[TalkLine, ...]
    signal: SignalLine | None


@dataclass(frozen=True)
class CasePage:
    """One case with everything laid down about it, newest first. ``debts``: the client's whole of debts, all treated alike.

    ``no_longer_client``: since when no enrolment holds (the day after the last), None while one does.
    """

    line: CaseLine
    talks: tuple[TalkLine, ...]
    signal: SignalLine | None
    earlier: tuple[Earlier, ...]
    looks: tuple[Look, ...]
    debts: tuple[Debt, ...]
    no_longer_client: date | None
    died_on: date | None


@dataclass(frozen=True)
class Task:
    """One case that waits for the acting position: why, who, until when."""

    kind: Kind
    case: UUID
    name: str
    until: date | None


def case(case_id: UUID, *, clock: Clock) -> CasePage | None:
    """One case; None when there is none that the acting position may open."""
    raise NotImplementedError


def board(*, clock: Clock) -> tuple[CaseLine, ...]:
    """All cases of the acting position, those that wait first."""
    raise NotImplementedError


def tasks(*, clock: Clock) -> tuple[Task, ...]:
    """What waits for the acting position, most pressing first."""
    raise NotImplementedError
