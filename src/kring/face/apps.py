"""Django's name for this floor."""

from django.apps import AppConfig


class FaceConfig(AppConfig):
    """What every page stands on: shell, components, forms, sign-in, problems."""

    name = "kring.face"
    label = "face"
