"""The top of the house, as Django knows it: loaded last, it plugs flows and sources together."""

from importlib.util import find_spec

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Fills the registries once every floor below is loaded."""

    name = "kring.config"
    label = "config"

    def ready(self) -> None:
        """Register the start-up checks and plug in what ``wiring`` lists."""
        from kring.config import checks  # noqa: F401, PLC0415 - registers by being imported

        if find_spec("kring.config.wiring") is not None:
            from kring.config import wiring  # noqa: PLC0415

            wiring.fill()
