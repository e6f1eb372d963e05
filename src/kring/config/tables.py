"""What the tables of other people's packages are, and who may touch them: declared after every migration.

Tables of the house declare themselves in their own migrations (``kring.guard.operations``); these cannot.
"""

from django.db import connections
from psycopg import sql

_ALL = "SELECT, INSERT, UPDATE, DELETE"
_IDENTITY = ("auth", "django_content_type", "django_session", "account", "mfa", "usersessions", "identity_cache")
_MACHINERY = ("procrastinate",)


def declare(*, using: str = "owner") -> None:
    """Say of each undeclared table that we know what it is, and grant it to the role that needs it. Safe to repeat."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'kring' AND c.relkind IN ('r', 'p') AND obj_description(c.oid) IS NULL"
        )
        for (table,) in cursor.fetchall():
            for statement in _statements(table):
                cursor.execute(statement)
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND c.relnamespace = 'kring'::regnamespace"
        )
        for (sequence,) in cursor.fetchall():
            if _belongs(sequence, _MACHINERY):
                cursor.execute(
                    sql.SQL("GRANT USAGE ON SEQUENCE kring.{} TO kring_app").format(sql.Identifier(sequence))
                )


def _statements(table: str) -> list[sql.Composed]:
    if table == "django_migrations":
        return [_grant(table, "SELECT", "kring_app"), _comment(table, "machinery")]
    if _belongs(table, _MACHINERY):
        return [_grant(table, _ALL, "kring_app"), _comment(table, "machinery")]
    if _belongs(table, _IDENTITY):
        return [_grant(table, _ALL, "kring_identity"), _comment(table, "identity")]
    return []


def _belongs(name: str, families: tuple[str, ...]) -> bool:
    return any(name == family or name.startswith(family + "_") for family in families)


def _grant(table: str, privileges: str, role: str) -> sql.Composed:
    return sql.SQL("GRANT {} ON kring.{} TO {}").format(
        sql.SQL(privileges), sql.Identifier(table), sql.Identifier(role)
    )


def _comment(table: str, kind: str) -> sql.Composed:
    return sql.SQL("COMMENT ON TABLE kring.{} IS {}").format(sql.Identifier(table), sql.Literal(f"kring:{kind}"))
