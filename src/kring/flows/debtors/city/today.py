"""What came in for a city's debt team after its marks, for the start page: no debtor's name. source: SCREENS 1; D4"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.today import Matter, Quiet
from kring.flows.debtors.city import queries
from kring.flows.debtors.marks import signals_of
from kring.flows.debtors.models import Row
from kring.guard.acting import Acting
from kring.parties.queries import held_now

QUIET: Final = Quiet(
    gettext_lazy("Rounds that are answered, that are late or that stopped, and lists to be confirmed come here."),
    gettext_lazy("To your rounds"),
    "debtors:rounds",
)
_FRESH: Final = timedelta(days=14)


def resumed(_acting: Acting) -> Sequence[Matter]:
    """Rounds in which recovery may go on for somebody since a short while; the page of the rows says for whom."""
    rounds = queries.visible_to(held_now(house_clock), clock=house_clock)
    fresh = Row.objects.filter(round__in=rounds, signalled_on__gte=belgian_day(house_clock()) - _FRESH)
    rows = list(fresh.only("id", "round_id", "signal", "signal_tx"))
    covered = signals_of(rows)
    which = {row.round_id for row in rows if row.id in covered}
    return [
        Matter(
            _("In your round of %(day)s recovery may go on again for somebody")
            % {"day": date_format(day, "MONTH_DAY_FORMAT")},
            reverse("debtors:rows", args=[round_id]) + "?toon=gemarkeerd",
        )
        for round_id, day in rounds.filter(id__in=which).order_by("-day", "id").values_list("id", "day")
    ]
