"""The general flow, as Django knows it."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """Sending and receiving any items under any instrument."""

    name = "kring.flows.lists"
    label = "lists"
