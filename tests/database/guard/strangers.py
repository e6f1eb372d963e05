"""Rows of a stranger: one in every table that holds rows of organisations, put there by the superuser, whatever the columns."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg

from kring.journal import merkle, note, signer
from kring.journal.note import Checkpoint

_VALUES: dict[str, Any] = {
    "uuid": uuid4,
    "text": lambda: uuid4().hex[:8],
    "character varying": lambda: uuid4().hex[:2],
    "character": lambda: "x",
    "bytea": lambda: uuid4().bytes,
    "integer": lambda: secrets.randbelow(30_000) + 1,
    "bigint": lambda: secrets.randbelow(30_000) + 1,
    "smallint": lambda: secrets.randbelow(30_000) + 1,
    "boolean": lambda: False,
    "date": lambda: "2026-01-01",
    "timestamp with time zone": lambda: "2026-01-01T00:00:00+00:00",
    "jsonb": lambda: "{}",
    "ARRAY": list,
    "xid8": lambda: "1",
    "pg_snapshot": lambda: "1:1:",
}


def tables_of(kind: str, admin: psycopg.Connection[Any]) -> list[tuple[str, str, str]]:
    """Schema, table and the column that names the organisation (``organisation_id``, ``log`` or empty), of one kind."""
    return [
        (schema, table, column or "")
        for schema, table, column in admin.execute(
            """SELECT n.nspname, c.relname, (SELECT attname FROM pg_attribute a WHERE a.attrelid = c.oid
                     AND attname IN ('organisation_id', 'log') AND NOT attisdropped LIMIT 1)
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE obj_description(c.oid) = 'kring:' || %s::text ORDER BY 1, 2""",
            [kind],
        )
    ]


_FITTING: dict[str, dict[str, Any]] = {
    "lists_sending": {"origin": "form"},
    "lists_sendingpart": {"state": "queued"},
    "lists_sentrow": {"state": "invalid"},
    "debtors_chunk": {"state": "queued"},
    "debtors_receivedchunk": {"state": "compared"},
    "debtors_row": {"state": "invalid"},
    "debtors_signal": {"state": "queued"},
    "debtors_talk": {"answer": "wants_help"},
}
"""Where a check wants more than the type of the column: a value that fits a row with nothing else filled in."""


def _note_of_an_empty(log: UUID) -> str:
    return signer.from_seed(secrets.token_bytes(32)).sign(Checkpoint(note.origin_of(log), 0, merkle.EMPTY_ROOT), 0)


def plant(schema: str, table: str, column: str, organisation: UUID, admin: psycopg.Connection[Any]) -> None:
    """Put one row of ``organisation`` in a table; foreign keys are not asked, the check constraints are."""
    columns = admin.execute(
        """SELECT column_name, data_type, udt_name FROM information_schema.columns
            WHERE table_schema = %s AND table_name = %s AND column_default IS NULL AND is_identity = 'NO'
              AND is_generated = 'NEVER' AND (is_nullable = 'NO' OR column_name = %s)""",
        [schema, table, column],
    ).fetchall()
    values = {
        name: (organisation if name == column else _VALUES.get(kind, _VALUES.get(udt))()) for name, kind, udt in columns
    }
    if (schema, table) == ("journal", "entry"):  # a line says when it was written
        values["body"] = json.dumps({"time": datetime.now(UTC).isoformat()}).encode()
    if (schema, table) == (
        "journal",
        "head",
    ):  # a log without a line: the sealer at work beside the test signs it again
        values |= {"size": 0, "edge": b"", "note": _note_of_an_empty(organisation)}
    if (schema, table) == ("journal", "cosignature"):  # the key of a witness has its length
        values["public"] = secrets.token_bytes(32)
    if (schema, table) == ("journal", "term"):  # a log's term lies within borders
        values["years"] = 10
    values |= _FITTING.get(table, {})
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(["%s"] * len(values))
    admin.execute("SET LOCAL session_replication_role = replica")
    admin.execute(f'INSERT INTO "{schema}"."{table}" ({names}) VALUES ({places})', list(values.values()))
