"""Every table of every schema is declared, and each kind holds against an attack."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from kring.guard.acting import acting_for
from tests.database.guard.strangers import plant, tables_of

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def admin(server: Any, database: str) -> Any:
    with psycopg.connect(server.conninfo(database)) as superuser:
        yield superuser


def test_no_table_is_undeclared(admin: psycopg.Connection[Any]) -> None:
    """A table that nobody declared is not guarded by accident: it fails here."""
    undeclared = admin.execute(
        """SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND coalesce(obj_description(c.oid), '') !~ '^kring:(own|public|identity|machinery)$'"""
    ).fetchall()
    assert undeclared == []
    assert {kind for kind in ("own", "public", "identity", "machinery") if tables_of(kind, admin)} == {
        "own",
        "public",
        "identity",
        "machinery",
    }


@pytest.mark.req("E1")
def test_a_stranger_s_rows_are_neither_seen_nor_touched(admin: psycopg.Connection[Any]) -> None:
    """In every table of own rows: raw SQL as the application finds no row of another organisation, and writes none."""
    mine = uuid4()
    for schema, table, column in tables_of("own", admin):
        stranger = uuid4()  # another for each table: a place without its entry would stop the sealer of a real log
        assert column, f"{schema}.{table} does not say whose rows it holds"
        with admin.transaction():
            plant(schema, table, column, stranger, admin)
        name = f'"{schema}"."{table}"'
        with acting_for(mine, uuid4()), connection.cursor() as cursor:
            if _may(cursor, "SELECT", name):
                cursor.execute(f"SELECT count(*) FROM {name} WHERE {column} = %s", [stranger])
                assert cursor.fetchone() == (0,), f"{name} shows a stranger's row"
        for attack in (
            f"UPDATE {name} SET {column} = %s WHERE {column} = %s",
            f"DELETE FROM {name} WHERE {column} IN (%s, %s)",
        ):
            assert _harmless(attack, [mine, stranger], mine), f"{attack} touched a stranger's row"
        assert admin.execute(f"SELECT count(*) FROM {name} WHERE {column} = %s", [stranger]).fetchone() == (1,)


@pytest.mark.req("E1")
def test_nobody_writes_a_row_for_a_stranger(admin: psycopg.Connection[Any]) -> None:
    """Whoever acts for one organisation cannot put a row in another's name, in any table that has an organisation."""
    mine, stranger = uuid4(), uuid4()
    for schema, table, column in tables_of("own", admin) + tables_of("public", admin):
        where = column or "id"
        with pytest.raises(DatabaseError), acting_for(mine, uuid4()), connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{schema}"."{table}" ({where}) VALUES (%s)', [stranger])
        assert admin.execute(
            f'SELECT count(*) FROM "{schema}"."{table}" WHERE {where} = %s', [stranger]
        ).fetchone() == (0,)


def test_the_orm_shows_own_rows_only(admin: psycopg.Connection[Any]) -> None:
    """A query that forgot its filter still finds nothing of a stranger."""
    mine = uuid4()
    models = [
        model for model in apps.get_models() if any(field.attname == "organisation_id" for field in model._meta.fields)
    ]
    own = {table for _, table, _ in tables_of("own", admin)}
    for model in models:
        if model._meta.db_table not in own:
            continue
        with admin.transaction():
            plant("kring", model._meta.db_table, "organisation_id", uuid4(), admin)
        with acting_for(mine, uuid4()):
            assert not model._default_manager.exists(), f"{model.__name__} shows a stranger's row"


def test_without_acting_for_anyone_nothing_is_shown(admin: psycopg.Connection[Any]) -> None:
    """Deny by default: no organisation set, no rows."""
    for schema, table, column in tables_of("own", admin):
        with admin.transaction():
            plant(schema, table, column, uuid4(), admin)
        with transaction.atomic(), connection.cursor() as cursor:
            if _may(cursor, "SELECT", f'"{schema}"."{table}"'):
                cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}"')
                assert cursor.fetchone() == (0,), f"{schema}.{table} shows rows to nobody"


def test_public_tables_hold_no_person(admin: psycopg.Connection[Any]) -> None:
    """What everyone may read names no person."""
    personal = ("ssin", "first_name", "last_name", "street", "email", "telephone", "birth", "person", "account")
    for schema, table, _ in tables_of("public", admin):
        columns = admin.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s",
            [schema, table],
        ).fetchall()
        assert [name for (name,) in columns if any(word in name for word in personal)] == []


def test_the_application_has_no_way_into_identity(admin: psycopg.Connection[Any]) -> None:
    """Accounts, second factors, sessions and seats: the role that serves pages may not even count them."""
    for schema, table, _ in tables_of("identity", admin):
        for statement in (f'SELECT count(*) FROM "{schema}"."{table}"', f'DELETE FROM "{schema}"."{table}"'):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_identity_has_no_way_into_the_rest(admin: psycopg.Connection[Any]) -> None:
    """Nor can the role that signs people in read what the organisations hold."""
    for schema, table, _ in tables_of("own", admin) + tables_of("public", admin):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(using="identity"),
            connections["identity"].cursor() as cursor,
        ):
            cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}"')


def _may(cursor: Any, privilege: str, name: str) -> bool:
    cursor.execute("SELECT has_any_column_privilege(%s, %s)", [name, privilege])
    return bool(cursor.fetchone()[0])


def _harmless(statement: str, values: list[Any], mine: Any) -> bool:
    """Refused outright, or no row was touched."""
    try:
        with acting_for(mine, uuid4()), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True
