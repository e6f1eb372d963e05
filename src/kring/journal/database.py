"""The application's own connection, as psycopg knows it: arrays go to the server as they are, unseen by Django."""

from typing import Any

import psycopg
from django.db import connections

Rows = list[tuple[Any, ...]]


def cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    """A cursor in the transaction that is open on ``default`` (or in none), with values bound by the server."""
    wrapper = connections["default"]
    wrapper.ensure_connection()
    connection: psycopg.Connection[tuple[Any, ...]] = wrapper.connection
    return psycopg.Cursor(connection)
