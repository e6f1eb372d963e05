"""The forms with which a debt team hands in its list, says how it is to be read, and lets it leave."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.exchange.agreements import Agreement
from kring.face.forms import DayField, UploadField
from kring.flows.debtors.city.fields import DEBTORS
from kring.flows.debtors.city.waiting import WaitingPage
from kring.flows.debtors.words import field_words
from kring.sheets.limits import HEADING_ROWS


class HandInForm(forms.Form):
    """The file; nothing leaves with it yet."""

    list = UploadField(
        label=_("The list of debtors"),
        help_text=_(
            "Excel (.xlsx), OpenDocument (.ods) or CSV, with headings above the columns. A title above them does no harm."
        ),
        accept=(".xlsx", ".ods", ".csv"),
    )


class _ColumnField(forms.ChoiceField):
    """A column; one that is required may still be left open, as the page then says what is missing."""

    def validate(self, value: object) -> None:
        """Nothing, or one of the columns."""
        if value:
            super().validate(value)


class ColumnsForm(forms.Form):
    """Where the list stands, and which column is which field. ``columns`` is the choice, once the form is valid."""

    header_row = forms.IntegerField(label=_("Row of the headings"), min_value=1, max_value=HEADING_ROWS)

    def __init__(self, *args: object, page: WaitingPage, **known: object) -> None:
        """``page`` is the list as it is understood now."""
        super().__init__(*args, **known)  # type: ignore[arg-type]  # as Django's own
        self.fields["header_row"].initial = page.header_row
        if len(page.sheets) > 1:
            sheet = forms.ChoiceField(label=_("Sheet"), choices=[(one, one) for one in page.sheets])
            sheet.initial = page.sheet
            self.fields["sheet"] = sheet
            self.order_fields(["sheet", "header_row"])
        places = [
            (str(one.place), f"{one.letter} – {one.heading}" if one.heading else one.letter) for one in page.choices
        ]
        for field in DEBTORS:
            none = _("choose a column") if field.required else _("not in this list")
            chosen = _ColumnField(label=field_words(field.key), choices=[("", none), *places], required=field.required)
            chosen.initial = str(page.columns.get(field.key, ""))
            self.fields[field.key] = chosen
        self._sheet = page.sheet

    @property
    def sheet(self) -> str:
        """The sheet that was chosen."""
        return str(self.cleaned_data.get("sheet", self._sheet))

    @property
    def columns(self) -> dict[str, int]:
        """The place of each field for which a column was chosen."""
        return {field.key: int(place) for field in DEBTORS if (place := self.cleaned_data.get(field.key))}

    def clean(self) -> None:
        """No column is two fields: whoever has name and first name in one column has to split it first."""
        super().clean()
        taken: dict[str, str] = {}
        for field in DEBTORS:
            place = self.cleaned_data.get(field.key)
            if place and place in taken:
                self.add_error(
                    field.key,
                    _(
                        "This column was chosen for another field already. If it holds both, split it in Excel (Data → Text to"
                        " Columns) and hand the list in again."
                    ),
                )
            elif place:
                taken[place] = field.key


class ConfirmForm(forms.Form):
    """The agreement under which the list leaves, until when the city waits, and the declaration that goes with it."""

    version = forms.ChoiceField(label=_("Under which agreement, to whom"), widget=forms.RadioSelect)
    answer_by = DayField(
        label=_("Answer expected by"),
        help_text=_("From then on you need not wait any longer. A later day may be chosen, for example 16/3/2026."),
    )
    declared = forms.BooleanField(
        label=_("For everyone on this list a dwangbevel is being prepared."),
        error_messages={"required": _("A round is only for debtors for whom a dwangbevel is being prepared.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, agreements: Sequence[tuple[Agreement, str]] = (), **known: object) -> None:
        """``agreements`` are those that can be used today, each with the name of its recipient."""
        super().__init__(*args, **known)  # type: ignore[arg-type]  # as Django's own
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(one.version), f"{recipient}: {one.title}") for one, recipient in agreements]
        if len(agreements) == 1:
            field.initial, field.widget = str(agreements[0][0].version), forms.HiddenInput()
