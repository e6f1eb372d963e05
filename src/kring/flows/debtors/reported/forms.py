"""What is filled in about a fault: by the OCMW which data and what kind, never a value; by the city the right ones, or why not."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.exchange.faults import fits
from kring.flows.debtors.models import Row
from kring.flows.debtors.reported.correctable import COLUMNS
from kring.flows.debtors.reported.words import FAULTS, ITEMS, KEPT

_LONGEST: Final[Mapping[str, int | None]] = {
    item: getattr(Row._meta.get_field(column), "max_length", None) for item, column in COLUMNS.items()
}


class ReportForm(forms.Form):
    """Which data, and what is wrong with them. There is no place for the right value, nor for a word of explanation."""

    items = forms.MultipleChoiceField(
        label=_("Which data"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose which data are meant.")},
    )
    fault = forms.ChoiceField(
        label=_("What is wrong"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )

    def __init__(self, *args: Any, values: Mapping[str, str], waiting: Collection[str] = (), **known: Any) -> None:
        """``values`` as the city gave them; ``waiting`` were reported already."""
        super().__init__(*args, **known)
        self.values = values
        items, fault = self.fields["items"], self.fields["fault"]
        assert isinstance(items, forms.MultipleChoiceField)  # noqa: S101 - declared above
        assert isinstance(fault, forms.ChoiceField)  # noqa: S101 - declared above
        items.choices = [
            (item, f"{words}: {values[item] or _('empty')}") for item, words in ITEMS.items() if item not in waiting
        ]
        fault.choices = [(code, f"{name}: {means}") for code, (name, means) in FAULTS.items()]

    def clean(self) -> dict[str, Any]:
        """What is empty can only be missing, and nothing else can."""
        filled: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, fault = frozenset(filled.get("items", ())), filled.get("fault", "")
        had = frozenset(item for item, value in self.values.items() if value)
        if chosen and fault and not fits(fault, chosen, had, frozenset(ITEMS)):
            if fault == "missing":
                self.add_error("fault", _("What you chose is not empty, so it is not missing."))
            else:
                self.add_error("fault", _("What you chose is empty: that can only be missing. Report it separately."))
        return filled


class CorrectForm(forms.Form):
    """The reported data as they stand; what is changed is corrected. What was called superfluous may be emptied: it then goes."""

    def __init__(self, *args: Any, values: Mapping[str, str], fault: str, **known: Any) -> None:
        """``values`` are the reported data as they stand now, ``fault`` what is said of them."""
        super().__init__(*args, **known)
        for item in (one for one in ITEMS if one in values):
            self.fields[COLUMNS[item]] = forms.CharField(
                label=ITEMS[item],
                initial=values[item],
                required=bool(values[item]) and fault != "superfluous",
                help_text=_("Empty it to take it away, at the OCMW too.") if fault == "superfluous" else "",
                error_messages={"required": _("Fill in what is right. If you do not know, keep it as it is.")},
                max_length=_LONGEST[item],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        self.values = values

    @property
    def new_values(self) -> dict[str, str]:
        """What was filled in, by item."""
        return {item: self.cleaned_data[COLUMNS[item]] for item in self.values}


class KeepForm(forms.Form):
    """Why it stays as it is; whoever reported it reads this sentence and nothing else."""

    why = forms.ChoiceField(
        label=_("Why does it stay?"),
        widget=forms.RadioSelect,
        choices=list(KEPT.items()),
        error_messages={"required": _("Choose why it stays as it is.")},
    )
