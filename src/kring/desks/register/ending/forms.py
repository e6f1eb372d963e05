"""The one thing that people add to an evaluation."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _


class CostForm(forms.Form):
    """An amount in euro, as people write it."""

    cost = forms.DecimalField(
        label=_("What one dwangbevel costs, in euro"),
        help_text=_("For example 87,50. Leave it out and no cost is told."),
        min_value=Decimal("0.01"),
        max_value=Decimal(10_000),
        max_digits=7,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": "10"}),
    )

    @property
    def cents(self) -> int:
        """The amount in cents, once it is valid."""
        return int(self.cleaned_data["cost"] * 100)
