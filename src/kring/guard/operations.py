"""Migration operations that declare what a table is, and give it exactly the guard that its kind demands.

``own``        rows of one organisation: row security, forced, by the acting organisation
``public``     hosted organisations, their keys, dated law: anyone reads, an organisation writes only its own rows
``identity``   accounts, second factors, sessions, seats: own login role, no privilege for the application's role
``machinery``  jobs, migrations, places of the sealer: no personal data that would mean anything by itself

The declaration is written in the catalogue (``COMMENT ON TABLE``), where the posture check and a test read it.
source: DESIGN, "Whose row is it?"
"""

import re

from django.db import migrations

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


def own(table: str, *, privileges: tuple[str, ...] = ALL) -> migrations.RunSQL:
    """Rows of one organisation. ``privileges`` narrows what the application may do (``("SELECT", "INSERT")``: kept for ever)."""
    name = _checked(table)
    return _sql(f"""
        ALTER TABLE kring.{name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON kring.{name} TO kring_app
          USING (organisation_id = (SELECT guard.acting())) WITH CHECK (organisation_id = (SELECT guard.acting()));
        ALTER TABLE kring.{name} ADD CONSTRAINT {name}_own UNIQUE (organisation_id, id);
        GRANT {", ".join(privileges)} ON kring.{name} TO kring_app;
        COMMENT ON TABLE kring.{name} IS 'kring:own';""")


def public(
    table: str, *, owner_column: str = "organisation_id", privileges: tuple[str, ...] = ALL
) -> migrations.RunSQL:
    """Readable by all who are hosted here; writable only by the organisation named in ``owner_column``."""
    name, column = _checked(table), _checked(owner_column)
    writes = [p for p in privileges if p != "SELECT"]
    policies = "".join(
        f"CREATE POLICY own_{p.lower()} ON kring.{name} FOR {p} TO kring_app {_clause(p, column)};\n" for p in writes
    )
    return _sql(f"""
        ALTER TABLE kring.{name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY everyone ON kring.{name} FOR SELECT TO kring_app USING (true);
        {policies}
        GRANT {", ".join(privileges)} ON kring.{name} TO kring_app;
        COMMENT ON TABLE kring.{name} IS 'kring:public';""")


def identity(table: str) -> migrations.RunSQL:
    """Read and written by the identity role only."""
    name = _checked(table)
    return _sql(f"""
        REVOKE ALL ON kring.{name} FROM kring_app;
        GRANT {", ".join(ALL)} ON kring.{name} TO kring_identity;
        COMMENT ON TABLE kring.{name} IS 'kring:identity';""")


def own_link(table: str, column: str, to_table: str, *, on_delete: str = "NO ACTION") -> migrations.RunSQL:
    """A reference from one own row to another that cannot cross organisations, nor tell whether a foreign row exists."""
    name, field, target = _checked(table), _checked(column), _checked(to_table)
    return _sql(f"""
        ALTER TABLE kring.{name} ADD CONSTRAINT {name}_{field}_own
          FOREIGN KEY (organisation_id, {field}) REFERENCES kring.{target} (organisation_id, id)
          ON DELETE {on_delete} DEFERRABLE INITIALLY DEFERRED;""")


def unsampled(table: str, *columns: str) -> migrations.RunSQL:
    """No statistics of these columns: the planner's samples hold values of people, and outlive the last row of a table."""
    name = _checked(table)
    never = ", ".join(f"ALTER COLUMN {_checked(column)} SET STATISTICS 0" for column in columns)
    return _sql(f"ALTER TABLE kring.{name} {never};")


def as_guard(statements: str) -> migrations.RunSQL:
    """Statements that the guard's own role runs: definer functions and the tables only they may touch."""
    return _sql(f"SET ROLE kring_guard;\n{statements}\nRESET ROLE;")


def _clause(privilege: str, column: str) -> str:
    mine = f"({column} = (SELECT guard.acting()))"
    return {"INSERT": f"WITH CHECK {mine}", "UPDATE": f"USING {mine} WITH CHECK {mine}", "DELETE": f"USING {mine}"}[
        privilege
    ]


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(f"not a table or column name: {name}")
    return name


def _sql(statements: str) -> migrations.RunSQL:
    return migrations.RunSQL(statements, migrations.RunSQL.noop)
