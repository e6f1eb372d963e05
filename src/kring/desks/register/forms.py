"""The forms of the register: a text handed in, and which organisation is which party of it."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kring.core.errors import Fault
from kring.desks.register.handed_in import MAX_BYTES, decoded
from kring.desks.register.places import Place
from kring.face.forms import UploadField


class HandInForm(forms.Form):
    """A document.toml, as a file or pasted. ``cleaned_data["text"]`` is what either holds."""

    file = UploadField(
        label=_("The text, as a file"),
        help_text=_("A document.toml, up to 256 kB. It is looked at, not kept."),
        accept=(".toml", ".txt"),
        required=False,
    )
    pasted = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": "12", "class": "ds-input kr-source", "spellcheck": "false", "lang": "nl"}),
    )

    def clean(self) -> dict[str, object]:
        """One of both, read as text; what cannot be read is told beside the field."""
        given = super().clean() or {}
        file, pasted = given.get("file"), str(given.get("pasted") or "")
        try:
            if isinstance(file, UploadedFile):
                given["text"] = decoded(file.read(MAX_BYTES + 1))
            elif pasted.strip():
                given["text"] = decoded(pasted.encode("utf-8", "replace"))
            elif "file" not in self.errors:
                self.add_error("file", _("Choose a file, or paste the text below it."))
        except Fault as fault:
            self.add_error("file" if file else "pasted", fault.message)
        return given


class PlacesForm(forms.Form):
    """For each party of the text the organisation that it is. The text itself travels along, for nothing is kept yet."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: object, places: Sequence[Place] = (), **known: object) -> None:
        """``places`` are the parties of the text."""
        super().__init__(*args, **known)  # type: ignore[arg-type]  # as Django's own
        self.places = [place for place in places if place.fits]
        for place in self.places:
            self.fields[f"party_{place.key}"] = forms.TypedChoiceField(
                label=place.name,
                help_text=place.by,
                choices=[("", _("Choose an organisation")), *((str(one.id), one.name) for one in place.fits)],
                initial=str(place.chosen) if place.chosen else "",
                coerce=UUID,
                error_messages={"required": _("Say which organisation this is.")},
            )

    @property
    def chosen(self) -> dict[str, UUID]:
        """Which organisation is which party; only when the form is valid."""
        return {place.key: self.cleaned_data[f"party_{place.key}"] for place in self.places}
