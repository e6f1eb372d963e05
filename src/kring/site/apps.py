"""Django's name for this floor."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Addresses, front page, public pages."""

    name = "kring.site"
    label = "site"
