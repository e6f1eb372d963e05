"""Django's name for this floor."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Organisations, their keys, the positions of people."""

    name = "kring.parties"
    label = "parties"
