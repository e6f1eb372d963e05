"""How forms look: label, hint, field, error, and a summary on top that links to what must be mended.

``FORM_RENDERER = "kring.face.forms.KringRenderer"``; a template writes ``{{ form }}`` and its own buttons.
"""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

_MONTHS = {
    1: "januari janvier januar january",
    2: "februari février fevrier februar february",
    3: "maart mars märz march mrt",
    4: "april avril",
    5: "mei mai may",
    6: "juni juin june",
    7: "juli juillet july",
    8: "augustus août aout august",
    9: "september septembre",
    10: "oktober octobre october",
    11: "november novembre",
    12: "december décembre decembre dezember",
}
"""Each month by its names in the languages of the pages; for short means the first letters of one of them."""
_IN_WORDS = re.compile(
    r"(?P<day>[0-9]{1,2})(?:er|\.|st|nd|rd|th)?[ -]+(?P<month>[^\W\d_]{3,})\.?[ -]+(?P<year>[0-9]{4})"
)


class KringField(BoundField):
    """A field that knows its design: class names, and which texts describe it to a screen reader."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's attributes (with aria-invalid, aria-describedby), and the design system's class.

        No placeholder: it repeats the label, or hides a hint as soon as somebody types.
        """
        chosen = widget or self.field.widget
        chosen.attrs.pop("placeholder", None)
        if isinstance(chosen, forms.Textarea) and chosen.attrs.get("rows") == "10":  # Django's own
            chosen.attrs["rows"] = "4"
        if isinstance(chosen, forms.Textarea):  # a browser cuts off what is pasted and says nothing; the check says it
            chosen.attrs.pop("maxlength", None)
        built = super().build_widget_attrs(attrs, widget)
        if not isinstance(chosen, forms.HiddenInput) and "class" not in chosen.attrs:
            built["class"] = "ds-input"
        return built

    @cached_property
    def shape(self) -> str:
        """Which layout: ``check`` (box before its label), ``group`` (fieldset with legend), ``file`` or ``line``."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "group"
        return "file" if isinstance(widget, forms.FileInput) else "line"

    @property
    def called(self) -> str:
        """The label before a colon: a question or a sentence without its mark."""
        return str(self.label).rstrip(".?:")

    @property
    def jump(self) -> str:
        """The id that the error summary jumps to: the first input of a group, else the input."""
        if self.shape == "group":
            return f"{self.auto_id}_0"
        return str(self.id_for_label or self.auto_id)


class KringRenderer(TemplatesSetting):
    """Forms and fields through our own templates; widgets through ours where we have one, else Django's."""

    form_template_name = "face/forms/form.html"
    field_template_name = "face/forms/field.html"
    bound_field_class = KringField


class DayField(forms.DateField):
    """A day, typed as people write it: 3/9/2026, 2026-09-03, 3 september 2026 (a month in any language of the pages).

    No ``<input type="date">``: it shows the order of the browser's language, not of the page's. No numeric keyboard on a
    telephone: several have no slash on it.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off", "size": "18"})
    formats: ClassVar[list[str]] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Fill in a day, for example 3/9/2026."),
        "invalid": _("This is no day. Write day, month and the whole year, for example 3/9/2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day, month and year, for example 3/9/2026."))
        kwargs.setdefault("input_formats", self.formats)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """A date; spaces too many and a month in words do no harm."""
        return super().to_python(_in_figures(value) if isinstance(value, str) else value)


def _in_figures(typed: str) -> str:
    """``3 sept. 2026`` as ``3/9/2026``; anything else as it is."""
    found = _IN_WORDS.fullmatch(typed.strip().lower())
    if found is None:
        return typed.strip()
    meant = [number for number, names in _MONTHS.items() if f" {found['month']}" in f" {names}"]
    return f"{found['day']}/{meant[0]}/{found['year']}" if len(meant) == 1 else typed.strip()


class UploadField(forms.FileField):
    """A file to hand in; ``accept`` lists the endings that the file chooser shows (a hint to the browser, no check)."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Choose the file first."),
        "empty": _("This file is empty. Look whether it is the right one, save it once more and choose it again."),
    }

    def __init__(self, *, accept: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(accept)} if accept else {}))
        super().__init__(**kwargs)
