"""Many rows in one statement: an array per column instead of a parameter per value, so that ten thousand rows take a blink."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_all(rows: Sequence[Model], *, unless_there: bool = False) -> None:
    """Insert ``rows`` (of one model, with their ids) in the open transaction; row security checks each of them.

    ``unless_there`` passes over those that a unique constraint has already. For plain columns only: no JSON, no arrays.
    """
    if not rows:
        return
    model = type(rows[0])
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    values = [[_stored(field, row) for row in rows] for field in fields]
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}){conflict}", values)


def _stored(field: "Field[Any, Any]", row: Model) -> object:
    value = field.pre_save(row, add=True)
    return value if isinstance(value, bytes) else field.get_db_prep_save(value, connection)
