"""Django's name for this floor."""

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """Instruments: their documents, versions and standing."""

    name = "kring.instruments"
    label = "instruments"
