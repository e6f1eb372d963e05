"""The form with which a social worker hands in the client register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.face.forms import UploadField


class RegisterForm(forms.Form):
    """The file, and nothing beside it."""

    register = UploadField(
        label=_("The client register"),
        help_text=_("Excel (.xlsx), OpenDocument (.ods) or CSV. The first row of the list holds the headings."),
        accept=(".xlsx", ".ods", ".csv"),
    )
