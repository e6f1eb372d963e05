"""Lay the guard in a database: roles, schemas, the proof's key and the functions that check it."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

LOGIN_ROLES = ("kring_owner", "kring_app", "kring_identity", "kring_sealer")


def bootstrap_sql() -> str:
    """The SQL that a database administrator runs once per database, as a superuser."""
    return (Path(__file__).parent / "bootstrap.sql").read_text(encoding="utf-8")


def bootstrap(admin_conninfo: str, passwords: Mapping[str, str], guard_key: bytes) -> None:
    """Run the bootstrap as a superuser, set the login roles' ``passwords`` and install the ``guard_key`` (32 bytes).

    Safe to repeat. Passwords of roles that are not named stay as they are.
    """
    with psycopg.connect(admin_conninfo, autocommit=False) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(7261)")  # roles belong to the cluster: one bootstrap at a time
        connection.execute(bootstrap_sql().encode())
        for role, password in passwords.items():
            if role not in LOGIN_ROLES:
                raise ValueError(f"no login role {role}")
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        install_key(connection, guard_key)


def install_key(connection: psycopg.Connection, guard_key: bytes, *, place: int = 1) -> None:
    """Put the guard's key in ``place`` (2 while the key of 1 is being replaced); needs a superuser or ``kring_guard``."""
    if len(guard_key) != 32:
        raise ValueError("the guard's key is 32 bytes")
    padded = guard_key.ljust(64, b"\0")
    connection.execute(
        "INSERT INTO guard.secret (id, ipad, opad) VALUES (%s, %s, %s)"
        " ON CONFLICT (id) DO UPDATE SET ipad = excluded.ipad, opad = excluded.opad",
        (place, bytes(byte ^ 0x36 for byte in padded), bytes(byte ^ 0x5C for byte in padded)),
    )
