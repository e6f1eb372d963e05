"""Which acts the officer wants to see. Everything is optional; what cannot be read is said, and then nothing is filtered."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.desks.privacy.queries import Wanted
from kring.desks.privacy.words import KINDS
from kring.face.forms import DayField


class WantedForm(forms.Form):
    """Kind, period (both days included, Belgian days) and agreement."""

    soort = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    van = DayField(label=gettext_lazy("From (such as 3/9/2026)"), help_text="", required=False)
    tot = DayField(label=gettext_lazy("Up to and including (such as 30/9/2026)"), help_text="", required=False)
    afspraak = forms.ChoiceField(label=gettext_lazy("Agreement"), required=False)

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, str(words)) for code, (_look, words) in KINDS.items()]
        self.fields["soort"].choices = [("", _("all, save the lines per person")), *kinds]  # type: ignore[attr-defined]
        self.fields["afspraak"].choices = [("", _("all")), *agreements]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The first day may not lie after the last."""
        said = super().clean() or {}
        if said.get("van") and said.get("tot") and said["van"] > said["tot"]:
            raise ValidationError(_("The first day lies after the last. Look at both days."))
        return said

    def wanted(self, before: int | None) -> Wanted:
        """What was asked; everything where the form does not hold."""
        if not self.is_valid():
            return Wanted(before=before)
        said = self.cleaned_data
        return Wanted(
            kind=said["soort"],
            instrument=said["afspraak"],
            since=_midnight(said["van"]) if said["van"] else None,
            until=_midnight(said["tot"] + timedelta(days=1)) if said["tot"] else None,
            before=before,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())
