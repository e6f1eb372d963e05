"""Django's name for this floor."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Accounts and seats, behind a database role of their own."""

    name = "kring.parties.identity"
    label = "identity"
