"""Django's name for this floor. It has no models: its tables are written and read by the SQL of this package."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The log of each organisation."""

    name = "kring.journal"
    label = "journal"
