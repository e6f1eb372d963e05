"""A whole installation on this machine, for the demo and for ``kring compare``: keys, PostgreSQL, roles, tables."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from kring.config.environment import Mode
from kring.guard.bootstrap import LOGIN_ROLES, bootstrap
from kring.local import keys
from kring.local.postgres import Cluster

DATABASE = "kring"
_ALIASES = {"": "kring_app", "_IDENTITY": "kring_identity", "_OWNER": "kring_owner", "_SEALER": "kring_sealer"}


@dataclass(frozen=True)
class Places:
    """Where a house keeps its things: the anchor and the keys lie outside the data, so that a copy of those proves nothing."""

    home: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own."""
        return self.home / "data"

    @property
    def keys(self) -> Path:
        """The key files."""
        return self.home / "keys"

    @property
    def logs(self) -> Path:
        """What the processes write about themselves."""
        return self.home / "logs"

    @property
    def anchor(self) -> Path:
        """The sealer's memory of what it signed last."""
        return self.home / "anchor" / "anchor"


@dataclass(frozen=True)
class House:
    """A running house: its server, and the environment in which every process of it works."""

    cluster: Cluster
    environment: dict[str, str]


@contextmanager
def standing(places: Places, mode: Mode, *, relaxed: bool = False) -> Iterator[House]:
    """Start PostgreSQL at ``places``, with roles and keys, made at the first start; stop it afterwards. Not yet migrated.

    A ``relaxed`` house gives up durability for speed, and its data are removed at the end, wherever they had to lie.
    """
    secrets = keys.installation(places.keys)
    passwords = {role: keys.secret(places.keys, f"password-{role.removeprefix('kring_')}") for role in LOGIN_ROLES}
    cluster = Cluster(places.data, password=keys.secret(places.keys, "password-postgres"), relaxed=relaxed)
    try:
        with cluster:
            _lay(cluster, passwords, bytes.fromhex(secrets["KRING_GUARD_KEY"]))
            places.anchor.parent.mkdir(parents=True, exist_ok=True)
            urls = {
                f"DATABASE_URL{suffix}": cluster.url(DATABASE, user=role, password=passwords[role])
                for suffix, role in _ALIASES.items()
            }
            environment = {
                **secrets,
                **urls,
                "KRING_MODE": mode,
                "KRING_SEALER_KEY": str(keys.sealer_key(places.keys)),
                "KRING_ANCHOR": str(places.anchor),
            }
            yield House(cluster, environment)
    finally:
        if relaxed:
            cluster.remove()


def command(*words: str) -> list[str]:
    """The command line that runs ``kring`` with this Python."""
    return [sys.executable, "-m", "kring.config.main", *words]


def _lay(cluster: Cluster, passwords: dict[str, str], guard_key: bytes) -> None:
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(DATABASE)))
    bootstrap(cluster.conninfo(DATABASE), passwords, guard_key)
