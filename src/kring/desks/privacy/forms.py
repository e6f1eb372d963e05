"""Which acts the officer wants to see (everything optional; what cannot be read is said, and then nothing is filtered), what
the log is verified against, and about whom an extract is.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.desks.privacy.checking import Against
from kring.desks.privacy.queries import Wanted
from kring.desks.privacy.words import KINDS
from kring.face.forms import DayField, UploadField


class AgainstForm(forms.Form):
    """What the officer kept elsewhere, both optional."""

    vingerafdruk = forms.RegexField(
        regex=r"^\s*(?:[0-9A-Fa-f]{2}:?){32}\s*$",
        required=False,
        label=gettext_lazy("Fingerprint of the key, as you have it on paper"),
        help_text=gettext_lazy(
            "64 letters and digits. Without it, the key that is in use here is taken for the right one."
        ),
        error_messages={"invalid": gettext_lazy("A fingerprint is 64 of the signs 0 to 9 and a to f. Look it over.")},
    )
    eerder = UploadField(
        required=False,
        label=gettext_lazy("A bundle that you took out earlier"),
        help_text=gettext_lazy(
            "It shows whether the log was set back since. At most 64 MB; a larger one on your own machine."
        ),
        accept=(".zip",),
    )

    def against(self) -> Against:
        """What was given; the form must be valid."""
        mark = str(self.cleaned_data["vingerafdruk"]).strip().replace(":", "").lower()
        return Against(mark, self.cleaned_data["eerder"])


class PersonForm(forms.Form):
    """About whom an extract is wanted, and whether it says who acted."""

    nummer = forms.CharField(
        label=gettext_lazy("National register number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    met_wie = forms.BooleanField(
        required=False,
        label=gettext_lazy(
            "Also say which position acted: for an inquiry inside your organisation only, not for the person"
        ),
    )


class ProofForm(forms.Form):
    """Whether the proof of a disclosure holds the lines of all its persons."""

    allen = forms.BooleanField(required=False)


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
