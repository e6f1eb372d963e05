"""The form with which a debt team hands in its list."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.exchange.agreements import Agreement
from kring.face.forms import UploadField


class StartForm(forms.Form):
    """The file, the agreement under which it leaves, and the declaration that goes with it."""

    version = forms.ChoiceField(label=_("Under which agreement, to whom"), widget=forms.RadioSelect)
    list = UploadField(
        label=_("The list of debtors"),
        help_text=_("Excel (.xlsx), OpenDocument (.ods) or CSV. The first row of the list holds the headings."),
        accept=(".xlsx", ".ods", ".csv"),
    )
    declared = forms.BooleanField(
        label=_("For everyone on this list a dwangbevel is being prepared."),
        error_messages={"required": _("A round is only for debtors for whom a dwangbevel is being prepared.")},
    )

    def __init__(self, *args: object, agreements: Sequence[tuple[Agreement, str]] = (), **known: object) -> None:
        """``agreements`` are those that can be used today, each with the name of its recipient."""
        super().__init__(*args, **known)  # type: ignore[arg-type]  # as Django's own
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(one.version), f"{recipient}: {one.title}") for one, recipient in agreements]
        if len(agreements) == 1:
            field.initial, field.widget = str(agreements[0][0].version), forms.HiddenInput()
