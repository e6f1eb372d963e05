"""What a social worker fills in: the talk, a debt as the client gives it, a colleague. Nothing here is asked for statistics."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.face.forms import DayField
from kring.flows.debtors.ocmw.involved import Colleague
from kring.flows.debtors.ocmw.talk import ANSWERS, LONGEST_NOTE

_AMOUNT: Final = re.compile(r"(?P<whole>\d{1,3}(?:[. ]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?")


class TalkForm(forms.Form):
    """One of four answers; the note and the day are never required. ``seen`` is the newest talk that the page showed."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What came out of the talk?"),
        widget=forms.RadioSelect,
        choices=[(answer, answer) for answer in ANSWERS],
        error_messages={"required": gettext_lazy("Choose one of the four answers.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Stays here, always. The city never gets it."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": "5"}),
    )
    again_on = DayField(label=gettext_lazy("Come back to it on"), required=False)
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **known: Any) -> None:
        """``today``: the Belgian day; coming back is later."""
        super().__init__(*args, **known)
        self.today = today

    def clean_again_on(self) -> date | None:
        """A day that is still to come."""
        day: date | None = self.cleaned_data["again_on"]
        if day is not None and day <= self.today:
            raise ValidationError(_("Choose a day that is still to come, or leave it empty."))
        return day


class AmountField(forms.CharField):
    """An amount in euro as people write it (1 200; 1.200,50; € 75); becomes cents, None when it is left empty."""

    def to_python(self, value: object) -> Any:
        """Cents."""
        typed = str(super().to_python(value) or "").replace("\u00a0", " ").replace("\u202f", " ")
        typed = re.sub(r"^(€|eur(o)?)\s*|\s*(€|eur(o)?)$", "", typed.strip(), flags=re.IGNORECASE)
        if not typed:
            return None
        found = _AMOUNT.fullmatch(typed)
        if found is None:
            raise ValidationError(
                _("Write an amount in euro, for example 1200 or 1.200,50. Leave it empty if not known.")
            )
        whole = re.sub(r"\D", "", found["whole"])
        if len(whole) > 9:
            raise ValidationError(_("This amount is too large. Look whether a comma is missing."))
        cents = int(whole) * 100 + int((found["cents"] or "").ljust(2, "0"))
        if not cents:
            raise ValidationError(_("Write how much is owed, or leave it empty if not known."))
        return cents


class DebtForm(forms.Form):
    """One debt of the client, to whomever; the amount only as far as it is known."""

    prefix = "debt"
    use_required_attribute = False

    creditor = forms.CharField(label=gettext_lazy("To whom"), max_length=200)
    amount = AmountField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("In euro, as far as the client gives it."),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "12"}),
    )

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Of the page: what it sends twice is one debt."""

    def __init__(self, *args: Any, of: str, asked: bool = False, **known: Any) -> None:
        """``of``: the id of the page's form, with which these fields travel. ``asked``: somebody wants to add one now."""
        super().__init__(*args, **known)
        # Where nothing is handed in yet the page shows what a debt takes; with a talk alone it takes nothing.
        self.fields["creditor"].required = asked or not self.is_bound
        self.fields["creditor"].error_messages["required"] = _("Say to whom the client owes this.")
        for field in self.fields.values():
            field.widget.attrs["form"] = of
        self.fields["creditor"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """An amount, or the button, wants a creditor; empty fields are no debt."""
        super().clean()
        amount, creditor = self.cleaned_data.get("amount"), self.cleaned_data.get("creditor")
        if amount is not None and not creditor and "creditor" not in self.errors:
            self.add_error("creditor", self.fields["creditor"].error_messages["required"])
        return self.cleaned_data

    @property
    def holds_one(self) -> bool:
        """Whether a debt is filled in; of a valid form."""
        return bool(self.cleaned_data.get("creditor"))


class ColleagueForm(forms.Form):
    """To whom a client's file is handed over."""

    to = forms.TypedChoiceField(label=gettext_lazy("Hand over to"), coerce=UUID)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **known: Any) -> None:
        """``colleagues``: whom there is to choose."""
        super().__init__(*args, **known)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        choices = [(str(one.position), f"{one.name} ({one.team})" if one.team else one.name) for one in colleagues]
        field.choices = [("", _("Choose a colleague")), *choices]
