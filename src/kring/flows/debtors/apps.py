"""Django's name for this flow."""

from django.apps import AppConfig


class DebtorsConfig(AppConfig):
    """The debtor comparison between a city and its OCMW."""

    name = "kring.flows.debtors"
    label = "debtors"
