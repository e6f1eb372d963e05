"""The PostgreSQL of a test run: one server, one migrated template, one clone of it per worker."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.db import connections
from psycopg import sql

from kring.guard.bootstrap import LOGIN_ROLES, bootstrap
from kring.local import throwaway
from kring.local.postgres import Cluster
from tests.settings import KEYS, PASSWORD

TEMPLATE = "kring_template"
ALIASES = {"default": "kring_app", "identity": "kring_identity", "owner": "kring_owner"}
GUARD_KEY = bytes.fromhex(KEYS["KRING_GUARD_KEY"])


@dataclass(frozen=True)
class Server:
    """Where the server of this run listens, and its superuser's password: all that a worker needs to make its clone."""

    port: int
    password: str

    def conninfo(self, database: str = "postgres") -> str:
        """A connection string for the superuser."""
        return f"host=127.0.0.1 port={self.port} dbname={database} user=postgres password={self.password}"

    def url(self, role: str, database: str) -> str:
        """The address for one of our login roles, as ``DATABASE_URL`` takes it."""
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{database}"


@contextmanager
def running() -> Iterator[Server]:
    """A server in a folder that is thrown away; nothing it writes has to last."""
    password = secrets.token_hex(16)
    with throwaway.folder("tests") as home, Cluster(home / "server", password=password, relaxed=True) as cluster:
        yield Server(cluster.port, password)


def make_template(server: Server) -> None:
    """Lay the guard, migrate as the owner."""
    from kring.config.migrating import migrate  # noqa: PLC0415 - needs Django to be set up

    _create(server, TEMPLATE)
    bootstrap(server.conninfo(TEMPLATE), dict.fromkeys(LOGIN_ROLES, PASSWORD), GUARD_KEY)
    point_to(server, TEMPLATE)
    migrate()
    connections.close_all()


def make_clone(server: Server, name: str) -> None:
    """A worker's own database. What belongs to a database and not to its tables is not cloned: the guard is laid again."""
    _create(server, name, template=TEMPLATE)
    bootstrap(server.conninfo(name), {}, GUARD_KEY)


def point_to(server: Server, database: str) -> None:
    """Let Django's aliases connect to ``database``, each under its own role."""
    for alias in ALIASES:
        connections[alias].close()
        connections.settings[alias].update(NAME=database, HOST="127.0.0.1", PORT=str(server.port))


def _create(server: Server, name: str, template: str = "template0") -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
