"""What waits for a social worker, for the start page: only those involved read the name. source: SCREENS 1; D6"""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kring.core.clock import house_clock
from kring.face.today import Matter, Quiet
from kring.flows.debtors.ocmw import cases
from kring.flows.debtors.ocmw.cases import Kind
from kring.flows.debtors.ocmw.talk_words import WAITS
from kring.guard.acting import Acting

QUIET: Final = Quiet(
    _("Newly marked clients, talks to come back to and whatever waits for your decision come here."),
    _("To my cases"),
    "debtors:cases",
)
_URGENT: Final[frozenset[Kind]] = frozenset({"stopped", "overdue"})
"""What cannot wait: a message that should have left today, a talk that is late."""


def matters(_acting: Acting) -> Sequence[Matter]:
    """A line for each client who waits for whoever acts, the most pressing ones, with why and until when; each name is a look."""
    tasks = cases.tasks(clock=house_clock)
    behind = [Matter(gettext("More clients wait for you: see your cases"), reverse("debtors:cases"))]
    return [
        Matter(
            str(WAITS[task.kind]),
            reverse("debtors:case", args=[task.case]),
            who=task.name,
            until=task.until,
            urgent=task.kind in _URGENT,
        )
        for task in tasks.shown
    ] + (behind if tasks.more else [])
