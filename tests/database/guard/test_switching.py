"""Attempts to act for another organisation half-way, by everything that SQL offers to whoever injects it."""

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from kring.guard.acting import acting_for, mac
from kring.guard.keys import data_key
from tests.database.guard.strangers import plant

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("E1")]


@pytest.fixture
def stranger(server: Any, database: str) -> UUID:
    """An organisation with one key of its own."""
    other = uuid4()
    with psycopg.connect(server.conninfo(database)) as admin, admin.transaction():
        plant("kring", "guard_datakey", "organisation_id", other, admin)
    return other


def _seen(cursor: Any) -> list[UUID]:
    cursor.execute("SELECT DISTINCT organisation_id FROM guard_datakey")
    return [organisation for (organisation,) in cursor.fetchall()]


@pytest.mark.parametrize("scope", ["true", "false"])
def test_a_claim_for_another_is_refused_wherever_it_is_set(stranger: UUID, scope: str) -> None:
    """For the transaction or for the session, with the own valid proof behind a foreign name: an error, and no row."""
    mine = uuid4()
    with pytest.raises(DatabaseError, match="not proven"), acting_for(mine, uuid4()), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kring.acting')")
        (claim,) = cursor.fetchone()
        cursor.execute(f"SELECT set_config('kring.acting', %s, {scope})", [f"{stranger}{claim[36:]}"])
        _seen(cursor)
    with transaction.atomic(), connection.cursor() as cursor:
        assert _seen(cursor) == []


@pytest.mark.parametrize(
    "statement",
    ["RESET kring.acting", "SET LOCAL kring.acting = ''", "SELECT set_config('kring.acting', '', true)", "RESET ALL"],
)
def test_without_its_claim_a_transaction_sees_nothing(stranger: UUID, statement: str) -> None:
    """Dropping the claim shows nothing: neither the stranger's rows nor the own."""
    assert stranger
    with acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        data_key("fields")
        assert len(_seen(cursor)) == 1
        cursor.execute(statement)
        assert _seen(cursor) == []


def test_rolling_back_to_a_savepoint_brings_the_own_claim_back_and_no_other(stranger: UUID) -> None:
    """A claim set after a savepoint goes with it."""
    mine = uuid4()
    with acting_for(mine, uuid4()), connection.cursor() as cursor:
        data_key("fields")
        cursor.execute("SAVEPOINT before")
        cursor.execute("SELECT set_config('kring.acting', %s, true)", [f"{stranger}|{uuid4()}|{'0' * 64}"])
        with pytest.raises(DatabaseError, match="not proven"):
            _seen(cursor)
        cursor.execute("ROLLBACK TO before")
        assert _seen(cursor) == [mine]


def test_a_held_cursor_and_a_prepared_plan_serve_whoever_acts_now(stranger: UUID) -> None:
    """Prepared while acting for one, run while acting for another, or for nobody: each time that one's rows."""
    mine, next_one = uuid4(), uuid4()
    with acting_for(mine, uuid4()), connection.cursor() as cursor:
        data_key("fields")
        cursor.execute("PREPARE peek AS SELECT DISTINCT organisation_id FROM guard_datakey")
        for _ in range(7):  # past the five custom plans: from here on the plan is a generic one
            cursor.execute("EXECUTE peek")
        assert cursor.fetchall() == [(mine,)]
    with acting_for(next_one, uuid4()), connection.cursor() as cursor:
        data_key("fields")
        cursor.execute("EXECUTE peek")
        assert cursor.fetchall() == [(next_one,)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("EXECUTE peek")
        assert cursor.fetchall() == []
        cursor.execute("DEALLOCATE peek")
    assert stranger not in (mine, next_one)


def test_a_proof_of_this_very_instant_is_no_proof_on_another_connection(server: Any, database: str) -> None:
    """Two connections, one claim: the second is another backend, and the proof says which backend it is for."""
    mine = uuid4()
    with acting_for(mine, uuid4()), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kring.acting')")
        (claim,) = cursor.fetchone()
        with psycopg.connect(_as_app(server, database)) as other, pytest.raises(psycopg.Error, match="not proven"):
            other.execute("SELECT set_config('kring.acting', %s, true)", [claim])
            other.execute("SELECT count(*) FROM guard_datakey")


def test_a_proof_for_a_release_is_no_proof_for_acting(stranger: UUID) -> None:
    """What is proven says what it is for: the application's word for one thing opens nothing else."""
    position = uuid4()
    with pytest.raises(DatabaseError, match="not proven"), acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        cursor.execute("SELECT guard.stamp()")
        (stamp,) = cursor.fetchone()
        other_use = mac(stamp, "release", stranger, position)
        cursor.execute("SELECT set_config('kring.acting', %s, true)", [f"{stranger}|{position}|{other_use}"])
        _seen(cursor)


@pytest.mark.parametrize(
    "shadow",
    [
        "SET LOCAL search_path = pg_temp, kring; CREATE TEMP TABLE guard_datakey (organisation_id uuid)",
        "CREATE SCHEMA shadow",
        "CREATE OR REPLACE FUNCTION guard.acting() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "CREATE VIEW kring.everything AS SELECT * FROM guard_datakey",
        "CREATE RULE r AS ON SELECT TO guard_datakey DO INSTEAD SELECT 1",
        "ALTER ROLE kring_app BYPASSRLS",
        "SET SESSION AUTHORIZATION kring_owner",
        "ALTER POLICY guarded ON guard_datakey USING (true)",
        "DO $$ BEGIN EXECUTE 'SET ROLE kring_guard'; END $$",
        "CREATE EXTENSION dblink",
        "SELECT lo_import('/etc/passwd')",
        "SELECT pg_read_binary_file('/etc/passwd')",
        "ALTER SYSTEM SET row_security = off",
        "SELECT pg_ls_dir('/')",
    ],
)
def test_nothing_can_be_put_between_the_application_and_its_guard(shadow: str) -> None:
    """No shadow tables, no functions or views of its own, no other role, no extension, no file."""
    with pytest.raises(DatabaseError), acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        for statement in shadow.split("; ") if not shadow.startswith("DO") else [shadow]:
            cursor.execute(statement)


def _as_app(server: Any, database: str) -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        server.conninfo(database), user=settings["USER"], password=settings.get("PASSWORD") or None
    )
