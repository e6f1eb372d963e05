"""How forms look: label, hint, field, error, and a summary on top that links to what must be mended.

``FORM_RENDERER = "kring.face.forms.KringRenderer"``; a template writes ``{{ form }}`` and its own buttons.
"""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


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
    """A day, typed as people write it: 3/9/2026.

    No ``<input type="date">``: it shows the order of the browser's language, not of the page's.
    """

    widget = forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "size": "12"})
    formats: ClassVar[list[str]] = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day, month and year, for example 3/9/2026."))
        kwargs.setdefault("input_formats", self.formats)
        super().__init__(**kwargs)


class UploadField(forms.FileField):
    """A file to hand in; ``accept`` lists the endings that the file chooser shows (a hint to the browser, no check)."""

    def __init__(self, *, accept: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(accept)} if accept else {}))
        super().__init__(**kwargs)
