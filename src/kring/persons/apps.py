"""Django's name for this floor."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    """Persons as one organisation knows them, and what they may demand: restriction, objection."""

    name = "kring.persons"
    label = "persons"
