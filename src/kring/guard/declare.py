"""Declare the tables that libraries bring along, by name: what is not listed here stays undeclared and fails the posture check."""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

_GRANTS = {"identity": "kring_identity", "machinery": "kring_app"}


def declare(connection: BaseDatabaseWrapper, kind: str, tables: Iterable[str], *, grant: bool = True) -> None:
    """Declare each of ``tables`` (schema ``kring``) as ``identity`` or ``machinery``; run as ``kring_owner``, safe to repeat.

    With ``grant`` the role that works with this kind gets the tables and their sequences; without, nobody does.
    """
    role = _GRANTS[kind]
    with connection.cursor() as cursor:
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON kring.{name} FROM kring_app, kring_identity")
            if grant:
                cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON kring.{name} TO {role}")
            cursor.execute(f"COMMENT ON TABLE kring.{name} IS 'kring:{kind}'")
            if not grant:
                continue
            cursor.execute(
                "SELECT s.oid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
                " WHERE s.relkind = 'S' AND d.refobjid = %s::regclass",
                [f"kring.{name}"],
            )
            for (sequence,) in cursor.fetchall():
                cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {sequence} TO {role}")
