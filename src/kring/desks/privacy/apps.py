"""Django's name for this desk."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The desk of the data protection officer."""

    name = "kring.desks.privacy"
    label = "privacy"
