"""The forms of a disclosure: its purpose and declarations, then a file or the items of one person, made from the text itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.core.reasons import Localised
from kring.exchange.offers import Offer, Offered
from kring.face.forms import DayField, UploadField
from kring.flows.lists.actions import Choice
from kring.flows.lists.check import FAULTS, LONGEST, LONGEST_FREE, Checked
from kring.flows.lists.words import capital, told

DECLARED, DECIDED, ITEM = "declared.", "decided.", "item."


class OfferForm(forms.Form):
    """What every sending under ``offer`` asks: which purpose, if there are several, and each declaration. ``before`` come first."""

    def __init__(self, *args: Any, offer: Offer, before: Mapping[str, forms.Field] | None = None, **known: Any) -> None:
        super().__init__(*args, **known)
        self.offer = offer
        self.fields.update(before or {})
        if len(offer.purposes) > 1:
            self.fields["purpose"] = forms.ChoiceField(
                label=_("For which purpose"),
                choices=[(key, told(text)) for key, text in offer.purposes],
                widget=forms.RadioSelect,
            )
        for name, text in offer.declarations:
            self.fields[DECLARED + name] = forms.BooleanField(
                label=_("I declare: %(what)s.") % {"what": told(text)},
                error_messages={"required": _("Without this declaration nothing leaves.")},
            )

    @property
    def choice(self) -> Choice:
        """What was chosen and declared; after ``is_valid``."""
        declared = {name for name, _text in self.offer.declarations if self.cleaned_data.get(DECLARED + name)}
        version: UUID = self.offer.agreement.version
        return Choice(
            version, self.offer.agreement.disclosure, self.cleaned_data.get("purpose", ""), frozenset(declared)
        )


class WorkbookForm(OfferForm):
    """A list to hand in."""

    def __init__(self, *args: Any, offer: Offer, **known: Any) -> None:
        file = UploadField(
            label=_("The list"),
            help_text=_("Excel (.xlsx), OpenDocument (.ods) or CSV. The first row of the list holds the headings."),
            accept=(".xlsx", ".ods", ".csv"),
        )
        super().__init__(*args, offer=offer, before={"list": file}, **known)


class PersonForm(OfferForm):
    """One person: the items that the text lists, and nothing else; then what a person must have decided."""

    def __init__(self, *args: Any, offer: Offer, **known: Any) -> None:
        items = {ITEM + one.name: item_field(one, required=one.category == "national_number") for one in offer.items}
        decided = {DECIDED + name: decided_field(capital(told(text))) for name, text in offer.decided}
        super().__init__(*args, offer=offer, before={**items, **decided}, **known)

    @property
    def values(self) -> dict[str, str]:
        """What was filled in, by item."""
        return {one.name: self.cleaned_data.get(ITEM + one.name, "") for one in self.offer.items}

    @property
    def decided(self) -> dict[str, bool]:
        """What was decided, by fact."""
        return {name: bool(self.cleaned_data.get(DECIDED + name)) for name, _text in self.offer.decided}

    def explain(self, checked: Checked) -> None:
        """Put what is to be mended beside its field."""
        for code, item in checked.faults:
            name = capital(told(self.offer.item[item].text)) if item in self.offer.item else item
            field = ITEM + item if ITEM + item in self.fields else None
            text = told(FAULTS[code]).format(item=name)
            self.add_error(field, capital(text.removeprefix(f"{name}: ")) if field else text)


class AnswerForm(forms.Form):
    """The answer about one person in a list: its items, and what it rests on. ``who`` names the person for a screen reader."""

    def __init__(self, *args: Any, offer: Offer, who: str = "", **known: Any) -> None:
        super().__init__(*args, **known)
        self.offer = offer
        for one in offer.items:
            field = item_field(one, required=False)
            field.widget.attrs["aria-label"] = f"{field.label}: {who}"
            self.fields[ITEM + one.name] = field
        for name, text in offer.decided:
            field = decided_field(capital(told(text)))
            field.widget.attrs["aria-label"] = f"{field.label}: {who}"
            self.fields[DECIDED + name] = field

    def answers(self) -> Iterator[Any]:
        """The fields of the items."""
        return (self[ITEM + one.name] for one in self.offer.items)

    def grounds(self) -> Iterator[Any]:
        """The fields of what was decided."""
        return (self[DECIDED + name] for name, _text in self.offer.decided)

    @property
    def values(self) -> dict[str, str]:
        """What was answered, by item; empty where nothing was."""
        return {one.name: self.cleaned_data.get(ITEM + one.name, "") for one in self.offer.items}

    @property
    def decided(self) -> dict[str, bool]:
        """What was decided, by fact."""
        return {name: bool(self.cleaned_data.get(DECIDED + name)) for name, _text in self.offer.decided}


class HappenedForm(forms.Form):
    """What happened from which the term runs, and when."""

    event = forms.ChoiceField(label=gettext_lazy("What happened"), widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, events: Sequence[tuple[str, Localised]], **known: Any) -> None:
        super().__init__(*args, **known)
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(name, capital(told(text))) for name, text in events]


class SearchForm(forms.Form):
    """Words that stand in a row, or a national number. Sent in the body: a number never stands in an address."""

    words = forms.CharField(label=gettext_lazy("Search"), max_length=120)


def item_field(one: Offered, *, required: bool) -> forms.Field:
    """The field of an item: a choice where the text lists values, a box with the text's own guidance for free text."""
    label = capital(told(one.text))
    if one.values:
        choices = [("", _("no answer") if not required else "—"), *((value, value) for value in one.values)]
        return forms.ChoiceField(label=label, choices=choices, required=required)
    if one.free_text:
        longest = one.max_length or LONGEST_FREE
        hint = _("At most %(count)s signs.") % {"count": longest}
        return forms.CharField(
            label=label,
            required=required,
            max_length=longest,
            widget=forms.Textarea,
            help_text=" ".join(filter(None, (one.guidance, hint))),
        )
    return forms.CharField(
        label=label,
        required=required,
        max_length=one.max_length or LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def decided_field(label: str) -> forms.Field:
    """Yes or no, decided by a person."""
    return forms.BooleanField(label=label, required=False)
