"""Django's name for this floor."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest


class FaceConfig(AppConfig):
    """What every page stands on: shell, components, forms, sign-in, problems."""

    name = "kring.face"
    label = "face"

    def ready(self) -> None:
        """Whoever signs in has a session of its own length, also where the nameless one before it was short (``face.unsent``)."""
        user_logged_in.connect(_until_the_browser_closes, dispatch_uid="kring.face")


def _until_the_browser_closes(request: HttpRequest, **_: Any) -> None:
    request.session.set_expiry(0)
