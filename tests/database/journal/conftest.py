"""Logs of invented organisations, sealed for real; after every test the public verifier judges what the test left."""

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, read, seal, signer, verify, waiting
from kring.journal.append import Written, append
from kring.journal.lines import Line
from tests.database.exchange.cast import Pair, a_pair, all_lines
from tests.database.flows.story import knows
from tests.database.journal.renewing import CLIENTS


@dataclass
class Logs:
    """Organisations made by one test, and how they write."""

    made: list[Acting] = field(default_factory=list)

    def new(self) -> Acting:
        """An organisation of its own, with somebody who acts for it."""
        self.made.append(Acting(uuid4(), uuid4()))
        return self.made[-1]

    def write(self, acting: Acting, *lines: Line) -> Written:
        """Write lines in one transaction, without waiting for the seal."""
        with acting_for(acting.organisation, acting.position):
            return append(lines or [Line("action", {"what": "test"})])

    def seal(self, acting: Acting, *lines: Line) -> Written:
        """Write lines and wait until they are sealed."""
        written = self.write(acting, *lines)
        assert waiting.wait(written.tx, 20)
        return written


def verified(logs: Sequence[Acting], **more: Any) -> verify.Report:
    """What the public verifier says of the export of these logs, with the installation's key pinned."""
    with acting_for(logs[0].organisation, logs[0].position):
        pinned = [signer.note.fingerprint(key) for key in read.signing_keys()]
    return verify.verify(BytesIO(bundle.export(logs)), pinned=pinned, **more)


@pytest.fixture
def logs(committed: None) -> Iterator[Logs]:
    """Organisations with a log; whatever the test did to them, the public verifier must find nothing."""
    found = Logs()
    yield found
    for acting in found.made:
        written = found.seal(acting)
        report = verified([acting])
        assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
        assert report.logs[0].count > 0
        assert written.count == 1


@dataclass
class Place:
    """A database of the test's own, that may be broken, and the sealer's files beside it."""

    server: Any
    name: str
    key: Path
    anchor: Path

    def connect(self, role: str = "kring_sealer", name: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.server.url(role, name or self.name), autocommit=True)

    def superuser(self, name: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.server.conninfo(name or self.name), autocommit=True)

    def round(self) -> dict[UUID, str]:
        """One round by a sealer that comes, checks its anchor and goes."""
        with self.connect() as conn:
            return one_round(conn, self)

    def copy_to(self, name: str) -> None:
        """A copy of the whole database, as a backup would be."""
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        with psycopg.connect(self.server.conninfo(), autocommit=True) as conn:
            conn.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(self.name))
            )

    def become(self, name: str) -> None:
        """Go on with another database in the place of this one: it was restored from a copy."""
        from tests import server as servers  # noqa: PLC0415

        servers.bootstrap(self.server.conninfo(name), {}, servers.GUARD_KEY)
        self.name = name
        servers.point_to(self.server, name)

    def run(self) -> "threading.Event":
        """A sealer at work in a thread; set the event to stop it."""
        stop = threading.Event()
        dsn = self.server.url("kring_sealer", self.name)
        threading.Thread(target=seal.run, args=(dsn, self.key, self.anchor, stop), daemon=True).start()
        return stop


def one_round(conn: psycopg.Connection[tuple[Any, ...]], place: Place) -> dict[UUID, str]:
    """What ``seal.run`` does between two rests, with its checks at the start."""
    anchor = seal.Anchor(place.anchor)
    anchor.read()
    seal.check_anchor(conn, anchor.newest)
    key = signer.read(place.key)
    conn.execute("UPDATE journal.seal SET keys = ARRAY[%b::bytea]", [key.public])
    notes = seal.seal_round(conn, key, known=anchor.newest)
    anchor.append(notes.values())
    return notes


@pytest.fixture
def place(server: Any, database: str, django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Place]:
    """A migrated database of this test alone, with no sealer at work, and Django pointed at it."""
    from django.db import connections  # noqa: PLC0415

    from tests import server as servers  # noqa: PLC0415

    name = f"kring_place_{secrets.token_hex(6)}"
    servers.make_clone(server, name)
    found = Place(server, name, tmp_path / "key", tmp_path / "anchor")
    signer.new_key(found.key)
    with django_db_blocker.unblock():
        servers.point_to(server, name)
        yield found
        connections.close_all()
        servers.point_to(server, database)
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        for (each,) in conn.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [name + "%"]).fetchall():
            conn.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(each)))


@contextmanager
def as_owner(place: Place) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The owner of the tables, with the triggers and the row security taken away: he can, and it must show."""
    with place.connect("kring_owner") as conn:
        for table in ("entry", "leaf", "node", "head", "checkpoint", "seal"):
            conn.execute(f"ALTER TABLE journal.{table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY".encode())
        yield conn
        for table in ("entry", "leaf", "node", "head", "checkpoint", "seal"):
            conn.execute(f"ALTER TABLE journal.{table} ENABLE ALWAYS TRIGGER keep_rows".encode())
            if table == "head":
                conn.execute(b"ALTER TABLE journal.head ENABLE ALWAYS TRIGGER only_forward")
            if table != "seal":
                conn.execute(f"ALTER TABLE journal.{table} FORCE ROW LEVEL SECURITY".encode())


@pytest.fixture
def pair(committed: None) -> Iterator[Pair]:
    """A city and its OCMW, which knows five clients; whatever the test did to their keys, afterwards both logs must hold."""
    made = a_pair()
    knows(made, CLIENTS)
    yield made
    all_lines(made.city), all_lines(made.ocmw)
    report = verified([made.city.dpo, made.ocmw.dpo])
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
