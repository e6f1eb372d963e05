"""Django's name for this desk."""

from django.apps import AppConfig


class ClientsDeskConfig(AppConfig):
    """The client register of an OCMW: taken in by its social workers."""

    name = "kring.desks.clients"
    label = "clients_desk"
