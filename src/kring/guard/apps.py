"""Django's name for this floor."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """Rows of organisations, and the keys that open them."""

    name = "kring.guard"
    label = "guard"
