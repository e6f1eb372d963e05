"""The top of the house, as Django knows it: loaded last, it plugs flows and sources together."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Fills the registries once every floor below is loaded."""

    name = "kring.config"
    label = "config"

    def ready(self) -> None:
        """Register the start-up checks and plug in what ``wiring`` lists."""
        from kring.config import checks, wiring  # noqa: F401, PLC0415 - checks registers by being imported

        wiring.fill()
