"""What a social worker lays down after talking with a client about one debt. The newest holds, none is ever changed.

The note and the day to come back stay here, always. Of the answer the city sees nothing, or that recovery may go on; never why.
source: 002 §2b, §3b; REQUIREMENTS D3, D4, D9
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID

from kring.core.clock import Clock
from kring.core.reasons import Reason
from kring.flows.debtors.marks import RESUME
from kring.guard.acting import Acting

ANSWERS: Final = ("wants_help", "declines_help", "no_solution", "solution")
"""What a client, or the search for a solution, may come to."""
_RESUMING: Final = frozenset({"declines_help", "no_solution"})

Goes = Literal["nothing", "queued", "withdrawn", "left"]
"""What becomes of the signal to the city. ``nothing``: there is none. ``queued``: it goes now. ``withdrawn``: it was about to go,
and does not. ``left``: it left before, and what left cannot be taken back.
"""


@dataclass(frozen=True)
class LaidDown:
    """It is laid down as ``talk``; ``signal`` says what the city gets of it."""

    talk: UUID
    signal: Goes


@dataclass(frozen=True)
class NotLaidDown:
    """Nothing was kept. ``changed_meanwhile``: a colleague was first; show both, nothing is lost."""

    reasons: tuple[Reason, ...]


def city_sees(answer: str) -> str:
    """What the city sees of this answer: nothing (empty), or ``RESUME``. Pure. source: D4, D9"""
    return RESUME if answer in _RESUMING else ""


def lay_down(
    *, by: Acting, case_id: UUID, answer: str, note: str, again_on: date | None, seen: UUID | None, clock: Clock
) -> LaidDown | NotLaidDown:
    """Lay down what came out of a talk; ``seen`` is the newest talk that the page showed, None when it showed none.

    Handing in the same twice lays it down once. Raises ``Fault``: ``not_your_task``, ``no_such_case``, ``other_side``.
    """
    raise NotImplementedError
