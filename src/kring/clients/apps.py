"""Django's name for this floor."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Client files and enrolments."""

    name = "kring.clients"
    label = "clients"
