"""Django's name for this flow."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The integrator's stand-in: a reference directory, and the enrolments that reach it."""

    name = "kring.flows.directory"
    label = "directory"
