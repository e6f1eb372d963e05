"""A connection goes from one request to the next: nothing goes with it but what the application itself prepared."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from kring.config.cleaning import clean

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("D1")]

Connection = psycopg.Connection[tuple[Any, ...]]
_ASKED = b"SELECT coalesce(current_setting('kring.acting', true), ''), %s::text"


@pytest.fixture
def pooled(server: Any, database: str) -> Iterator[Connection]:
    """The application's own role, in autocommit as the pool gives it out."""
    with psycopg.connect(server.url("kring_app", database), autocommit=True) as connection:
        yield connection


def _prepared(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT statement, from_sql FROM pg_prepared_statements", prepare=False).fetchall()


def test_what_a_request_set_locked_or_opened_is_gone_for_the_next(pooled: Connection) -> None:
    """A claim for the session, a search path, a lock, a channel, a cursor: the next request has none of them."""
    before = pooled.execute("SHOW search_path").fetchone()
    pooled.execute("SELECT set_config('kring.acting', 'somebody', false), set_config('search_path', 'journal', false)")
    pooled.execute("SELECT pg_advisory_lock(7)")
    pooled.execute("LISTEN something")
    pooled.execute("DECLARE left_open CURSOR WITH HOLD FOR SELECT 1")
    clean(pooled)
    assert pooled.execute("SELECT coalesce(current_setting('kring.acting', true), '')").fetchone() == ("",)
    assert pooled.execute("SHOW search_path").fetchone() == before
    assert pooled.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    ).fetchone() == (0,)
    assert pooled.execute("SELECT * FROM pg_listening_channels()").fetchall() == []
    assert pooled.execute("SELECT * FROM pg_cursors").fetchall() == []


def test_what_the_application_prepared_stays_and_answers_by_the_settings_of_now(pooled: Connection) -> None:
    """It is not parsed again; what it says of who acts is of the transaction in which it is asked."""
    with pooled.transaction():
        pooled.execute("SELECT set_config('kring.acting', 'somebody', true)")
        assert pooled.execute(_ASKED, ["a"], prepare=True).fetchone() == ("somebody", "a")
    clean(pooled)
    assert [from_sql for _, from_sql in _prepared(pooled)] == [False]
    assert pooled.execute(_ASKED, ["b"], prepare=True).fetchone() == ("", "b")


@pytest.mark.parametrize(
    "planted",
    [
        "PREPARE another AS SELECT 1",
        "DEALLOCATE _pg3_0; PREPARE _pg3_0(text) AS SELECT 'planted'::text, $1",
        "DEALLOCATE ALL",
    ],
)
def test_a_statement_that_sql_prepared_or_took_away_leaves_nothing_prepared(pooled: Connection, planted: str) -> None:
    """A statement put in the place of one of the application's would answer the next request."""
    clean(pooled)  # a request that prepared nothing was here before
    pooled.execute(_ASKED, ["a"], prepare=True)
    assert [name for (name,) in pooled.execute("SELECT name FROM pg_prepared_statements").fetchall()] == ["_pg3_0"]
    for statement in planted.split("; "):
        pooled.pgconn.exec_(statement.encode())  # unseen by psycopg
    clean(pooled)
    assert _prepared(pooled) == []
    assert pooled.execute(_ASKED, ["b"], prepare=True).fetchone() == ("", "b")
