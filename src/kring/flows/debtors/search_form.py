"""The box in which part of a name is typed. It is sent, never put in an address: a name is personal data."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.face.paging import PAGE_SIZE
from kring.flows.debtors.names import words_of
from kring.flows.debtors.search import LONGEST

FEWEST: Final = 2
"""Letters; fewer would show half a list, and each name shown is a look."""
_FURTHEST: Final = 10_000


class SearchForm(forms.Form):
    """Part of a name, and which page of what is found."""

    naam = forms.CharField(
        label=gettext_lazy("Search on part of a name"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Fill in part of a name.")},
    )
    bladzijde = forms.IntegerField(required=False, min_value=1, max_value=_FURTHEST, widget=forms.HiddenInput)

    def clean_naam(self) -> str:
        """At least two letters."""
        name = str(self.cleaned_data["naam"])
        if sum(len(word[0]) for word in words_of(name)) < FEWEST:
            raise ValidationError(_("Fill in at least two letters of a name."))
        return name


@dataclass(frozen=True)
class Search:
    """What was asked for: the form as it is shown again, the name (empty: nothing valid) and the page."""

    form: SearchForm
    name: str = ""
    page: int = 1

    @property
    def offset(self) -> int:
        """How many of those found come before this page."""
        return (self.page - 1) * PAGE_SIZE


def search_of(request: HttpRequest) -> Search:
    """The search that was sent, if one was."""
    if request.method != "POST":
        return Search(SearchForm())
    form = SearchForm(request.POST)
    if not form.is_valid():
        return Search(form)
    return Search(form, form.cleaned_data["naam"], form.cleaned_data["bladzijde"] or 1)
