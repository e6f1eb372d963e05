"""Django's name for this floor."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """Rows of organisations, and the keys that open them."""

    name = "kring.guard"
    label = "guard"

    def ready(self) -> None:
        """Let every column be asked for many values at once: ``blind__among=[…]``."""
        from django.db.models import Field  # noqa: PLC0415 - once the apps are loaded

        from kring.guard.rows import Among  # noqa: PLC0415

        Field.register_lookup(Among)
