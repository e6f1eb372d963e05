"""Reported faults on the start page: those to look into, and answers that nobody read yet. source: SCREENS 1; E8"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.face.today import Matter
from kring.flows.debtors.reported import queries as faults
from kring.guard.acting import Acting


def to_look_into(_acting: Acting) -> Sequence[Matter]:
    """For the debt team: one line for each open report, urgent once it is late. Each name is a look."""
    return [
        Matter(
            _("%(reporter)s reports a fault: look into it") % {"reporter": line.reporter},
            reverse("debtors:fault", args=[line.id]),
            who=line.name,
            until=line.due_on,
            urgent=line.late,
        )
        for line in faults.waiting(clock=house_clock)
    ]


def answered(_acting: Acting) -> Sequence[Matter]:
    """For social workers: what a city answered about their own client, until somebody opened the page. Each name is a look."""
    return [
        Matter(
            _("The fault you reported was corrected")
            if line.outcome == "corrected"
            else _("The fault you reported was looked into"),
            reverse("debtors:case_faults", args=[line.case]),
            who=line.name,
        )
        for line in faults.answered(clock=house_clock)
    ]
