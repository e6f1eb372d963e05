"""Django's name for this desk."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register of instruments, for everybody who works under them."""

    name = "kring.desks.register"
    label = "register"
