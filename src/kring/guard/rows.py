"""Many rows in one statement: an array per column instead of a parameter per value, so that ten thousand rows take a blink."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup, Model
from django.db.models.sql.compiler import SQLCompiler

_NEVER_BY_ITSELF = 1 << 30  # only what is asked by ``ask_now`` is prepared


class Among(Lookup):
    """``blind__among=[…]``: as ``__in``, with one array instead of a parameter per value. An empty one finds nothing."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """``column = ANY (array)``."""
        column, values = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{column} = ANY (%s::{kind}[])", (*values, list(self.rhs))


def insert_all(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """Insert ``rows`` (of one model, with their ids) in the open transaction; row security checks each of them.

    ``unless_there`` passes over those that a unique constraint has already. For plain columns only, whose Python value the
    database takes as it is: no JSON, no arrays, nothing that fills itself in at saving.
    """
    if not rows:
        return
    model = type(rows[0])
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    arrays = ", ".join(f"%b::{field.db_type(connection)}[]" for field in fields)
    values = [[getattr(row, field.attname) for row in rows] for field in fields]
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    table = connection.ops.quote_name(model._meta.db_table)
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:  # not Django's: the arrays go to the server as they are
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}){conflict}".encode(), values)


def select_rows(statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement in the open transaction, values bound by the server, bytes as bytes."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement.encode(), list(values), binary=True).fetchall()


def update_column(table: str, column: str, instead: Mapping[bytes, bytes]) -> int:
    """Put in every row of ``table`` that holds a key of ``instead`` in ``column`` its value; answers how many rows."""
    if not instead:
        return 0
    name, field = connection.ops.quote_name(table), connection.ops.quote_name(column)
    pairs = "unnest(%b::bytea[], %b::bytea[]) AS u(before, after)"
    statement = f"UPDATE {name} SET {field} = u.after FROM {pairs} WHERE {field} = u.before"
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement.encode(), [list(instead), list(instead.values())])
        return cursor.rowcount


def ask_now(statement: bytes, values: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement that is asked time and again, in the open transaction: from a prepared statement, values bound.

    Parsing and planning a statement under row security takes several times its execution.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[Any, ...]] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = _NEVER_BY_ITSELF
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall() if cursor.description else []
