"""Where this flow stands in the navigation, and what it puts on the start page."""

from collections.abc import Sequence
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.navigation import Entry
from kring.face.today import Matter
from kring.flows.debtors.city import queries, waiting
from kring.flows.debtors.roles import DEBT_TEAM, SOCIAL_WORKER
from kring.guard.acting import Acting

ENTRIES = (
    Entry(gettext_lazy("Debtors"), "debtors:rounds", frozenset({DEBT_TEAM}), order=20),
    Entry(gettext_lazy("My cases"), "debtors:cases", frozenset({SOCIAL_WORKER}), order=20, within="debtors:case"),
    Entry(
        gettext_lazy("Received rounds"),
        "debtors:received_rounds",
        frozenset({SOCIAL_WORKER}),
        order=22,
        within="debtors:received",
    ),
)
_FRESH = timedelta(days=14)


def city_matters(_acting: Acting) -> Sequence[Matter]:
    """For the debt team: its lists that wait, and recent rounds that are answered, wait, or did not leave. No debtor's name."""
    since = belgian_day(house_clock()) - _FRESH
    found = [
        Matter(
            _("The list that %(who)s handed in on %(day)s at %(time)s waits to be confirmed")
            % {
                "who": handed_in.handed_in_by,
                "day": date_format(localtime(handed_in.handed_in_at), "MONTH_DAY_FORMAT"),
                "time": date_format(localtime(handed_in.handed_in_at), "TIME_FORMAT"),
            },
            reverse("debtors:check", args=[handed_in.id]),
            until=handed_in.until,
        )
        for handed_in in waiting.lists(clock=house_clock)
    ]
    for line in queries.rounds(clock=house_clock):
        url, day = reverse("debtors:round", args=[line.id]), date_format(line.day, "MONTH_DAY_FORMAT")
        if line.day < since or line.progress.state == "empty":
            continue
        if line.progress.state in ("refused", "stopped"):
            found.append(Matter(_("Your round of %(day)s did not leave (entirely)") % {"day": day}, url, urgent=True))
        elif line.progress.state == "answered":
            found.append(Matter(_("Your round of %(day)s is answered: take out the workbook") % {"day": day}, url))
        else:
            found.append(
                Matter(
                    _("Your round of %(day)s waits for its answer") % {"day": day},
                    url,
                    until=line.answer_by,
                    urgent=line.late,
                )
            )
    return found
