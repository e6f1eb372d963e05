"""The application's own connection, as psycopg knows it: arrays go to the server as they are, unseen by Django."""

from typing import Any

import psycopg
from django.db import connections

_NEVER_BY_ITSELF = 1 << 30
"""Only what is executed with ``prepare=True`` is prepared: parsing a statement under row security takes twice its execution."""

Rows = list[tuple[Any, ...]]


def cursor() -> psycopg.Cursor[tuple[Any, ...]]:
    """A cursor in the transaction that is open on ``default`` (or in none), with values bound by the server."""
    wrapper = connections["default"]
    wrapper.ensure_connection()
    connection: psycopg.Connection[tuple[Any, ...]] = wrapper.connection
    if connection.prepare_threshold is None:
        connection.prepare_threshold = _NEVER_BY_ITSELF
    return psycopg.Cursor(connection)
