"""Attacks on the log by SQL, under each role that connects: nobody changes a line, nobody writes in another's log."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import Error, connections

from kring.guard import posture
from kring.guard.acting import Acting, acting_for
from kring.journal.append import append
from kring.journal.database import cursor
from kring.journal.lines import Line
from tests.database.journal.conftest import Logs, Place, as_owner

BODY = (
    'convert_to(format(\'{"kind":"look","time":"%%s","v":1}\','
    " to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')), 'UTF8')"
)
BY_APP = [
    "UPDATE journal.entry SET body = body",
    "DELETE FROM journal.entry",
    "TRUNCATE journal.entry",
    f"INSERT INTO journal.entry (n, log, body, tx) VALUES (9, %(me)s, {BODY}, '5')",
    f"INSERT INTO journal.entry (n, log, body, at) VALUES (9, %(me)s, {BODY}, now())",
    f"INSERT INTO journal.entry (n, log, body) VALUES (9, %(other)s, {BODY})",
    "INSERT INTO journal.entry (n, log, body) VALUES (9, %(me)s, '{{}}')",
    "INSERT INTO journal.entry (n, log, body) VALUES (9, %(me)s, 'geen json')",
    f"INSERT INTO journal.entry (n, log, body) VALUES (0, %(me)s, {BODY}) ON CONFLICT (tx, n) DO UPDATE SET body = '{{}}'",
    "INSERT INTO journal.leaf (log, idx, tx, n, hash) VALUES (%(me)s, 9, '5', 0, '')",
    "INSERT INTO journal.node (log, level, idx, hash) VALUES (%(me)s, 8, 9, '')",
    "INSERT INTO journal.head (log, size, edge, note, archived) VALUES (%(me)s, 1, '', '', now())",
    "UPDATE journal.head SET size = 0",
    "UPDATE journal.seal SET snap = '1:1:'",
    "UPDATE journal.seal SET keys = '{{}}'",
    "SELECT round FROM journal.seal",
    "DELETE FROM journal.checkpoint",
    "UPDATE journal.checkpoint SET note = ''",
    "INSERT INTO journal.checkpoint (log, origin, size, root, note) VALUES (%(other)s, 'x', 1, '', '')",
    "DELETE FROM journal.cosignature",
    "UPDATE journal.cosignature SET line = ''",
    (
        "INSERT INTO journal.cosignature (log, origin, size, root, name, public, line)"
        " VALUES (%(other)s, 'x', 1, '', 'x', decode(repeat('00', 32), 'hex'), '')"
    ),
    "UPDATE journal.entry_person SET n = n",
    "INSERT INTO journal.person_key (log, person_ix, year, wrapped_key) VALUES (%(other)s, 'x', 2026, 'x')",
    "INSERT INTO journal.entry_person (log, person_ix, tx, n) VALUES (%(other)s, 'x', '5', 0)",
    "ALTER TABLE journal.entry DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE TABLE journal.shadow (x int)",
    "DROP TABLE journal.entry",
]
BY_SEALER = [
    "INSERT INTO journal.entry (n, log, body) VALUES (9, gen_random_uuid(), '{}')",
    "UPDATE journal.entry SET body = body",
    "DELETE FROM journal.entry",
    "TRUNCATE journal.entry, journal.leaf",
    "UPDATE journal.leaf SET hash = hash",
    "DELETE FROM journal.leaf",
    "DELETE FROM journal.node",
    "DELETE FROM journal.head",
    "UPDATE journal.head SET size = size - 1",
    "UPDATE journal.head SET log = gen_random_uuid()",
    "DELETE FROM journal.seal",
    "UPDATE journal.seal SET cluster = 1",
    "DELETE FROM journal.checkpoint",
    "INSERT INTO journal.checkpoint (log, origin, size, root, note) VALUES (gen_random_uuid(), 'x', 1, '', '')",
    "SELECT * FROM journal.cosignature",
    "SELECT wrapped_key FROM journal.person_key",
    "SELECT * FROM journal.entry_person",
    "SELECT * FROM guard.secret",
    "SELECT * FROM kring.guard_datakey",
    "SELECT guard.acting()",
]
GROWS = ["entry", "leaf", "node", "checkpoint", "cosignature"]


@pytest.fixture
def us(logs: Logs) -> Iterator[Acting]:
    acting = logs.new()
    logs.seal(acting, Line("look", subject=b"An"))
    return acting


@pytest.mark.parametrize("attack", BY_APP)
@pytest.mark.req("E6")
def test_the_application_can_only_add_lines_of_its_own(logs: Logs, us: Acting, attack: str) -> None:
    """By raw SQL, as kring_app, with a valid proof for its own organisation: refused."""
    names = {"me": us.organisation, "other": logs.new().organisation}
    with (
        pytest.raises((Error, psycopg.Error), match=r"permission|policy|owner|violates|invalid"),
        acting_for(us.organisation, us.position),
    ):
        append([Line("action")])
        with cursor() as c:
            c.execute(attack.replace("{{}}", "{}").encode(), names if "%(" in attack else None)


@pytest.mark.parametrize(
    "table", ["entry", "leaf", "node", "head", "checkpoint", "cosignature", "person_key", "entry_person"]
)
def test_nobody_reads_another_organisations_log(logs: Logs, us: Acting, table: str) -> None:
    """As another organisation, and as nobody: no rows, by raw SQL."""
    them = logs.new()
    statement = f"SELECT count(*) FROM journal.{table} WHERE log = %s"
    with acting_for(them.organisation, them.position), connections["default"].cursor() as c:
        c.execute(statement, [us.organisation])
        assert c.fetchone() == (0,)
    with connections["default"].cursor() as c:
        c.execute(f"SELECT count(*) FROM journal.{table}")
        assert c.fetchone() == (0,)


@pytest.mark.parametrize("attack", BY_SEALER)
def test_the_sealer_can_only_add_places_and_move_heads_forward(place: Place, logs_in: Acting, attack: str) -> None:
    """As kring_sealer: it reads no keys, writes no line, removes nothing."""
    with place.connect("kring_sealer") as conn, pytest.raises(psycopg.Error, match=r"permission|only|policy"):
        conn.execute(attack.encode())


@pytest.fixture
def logs_in(place: Place) -> Acting:
    """A sealed log in the test's own database."""
    logs = Logs()
    us = logs.new()
    logs.write(us, Line("look", subject=b"An"), Line("action"))
    place.round()
    return us


@pytest.mark.parametrize("role", ["kring_owner", "superuser"])
@pytest.mark.parametrize("how", ["UPDATE journal.{} SET log = log", "DELETE FROM journal.{}", "TRUNCATE journal.{}"])
def test_the_triggers_refuse_the_owner_and_the_superuser_too(
    place: Place, logs_in: Acting, role: str, how: str
) -> None:
    """Also in replication mode: who wants to change a line must first take a trigger away, and that is seen."""
    with place.superuser() if role == "superuser" else place.connect(role) as conn:
        if role == "superuser":
            conn.execute("SET session_replication_role = replica")
        for table in GROWS:
            with pytest.raises(psycopg.Error, match="only grows"):
                conn.execute(how.format(table).encode())
        for table in ("head", "seal"):
            with pytest.raises(psycopg.Error, match="only grows"):
                conn.execute(f"DELETE FROM journal.{table}".encode())


def test_the_posture_check_sees_a_trigger_taken_away(place: Place, logs_in: Acting) -> None:
    """The owner disables what keeps the log; the hourly check says so."""

    def told() -> list[str]:
        return [found for found in posture.findings(connections["default"]) if "journal" in found]

    assert told() == []
    with as_owner(place):
        assert len(told()) == 12  # seven triggers off, five tables without forced row security
    assert told() == []
