"""Django's name for this floor."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The one door."""

    name = "kring.exchange"
    label = "exchange"
