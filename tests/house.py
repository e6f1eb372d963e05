"""A server of a test's own that really flushes: it may be stopped, killed and started again, and what was committed is there.

The server of the run gives up durability for speed, and every test of a worker needs it.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import psycopg

from kring.journal import seal
from kring.local import keys, throwaway
from kring.local.postgres import Cluster
from tests import server as servers
from tests.settings import KEYS

NAME = "kring_house"
URLS = {
    "DATABASE_URL": "kring_app",
    "DATABASE_URL_IDENTITY": "kring_identity",
    "DATABASE_URL_SEALER": "kring_sealer",
}


@dataclass
class House:
    """The server, and the sealer beside it."""

    cluster: Cluster
    password: str
    files: Path
    _stop: threading.Event = field(default_factory=threading.Event)
    _sealer: threading.Thread | None = None

    @property
    def server(self) -> servers.Server:
        """The server as the tests know servers."""
        return servers.Server(self.cluster.port, self.password)

    @property
    def postmaster(self) -> int:
        """The process of the server."""
        return int((self.cluster.data / "postmaster.pid").read_text().split()[0])

    def environment(self, **more: str) -> dict[str, str]:
        """In which a process works for this house."""
        return {
            **KEYS,
            "KRING_SEAL_WAIT": "20",
            **{name: self.server.url(role, NAME) for name, role in URLS.items()},
            **more,
        }

    def sealing(self) -> dict[str, str]:
        """What a sealer needs beside it."""
        return {"KRING_SEALER_KEY": str(keys.sealer_key(self.files)), "KRING_ANCHOR": str(self.files / "anchor")}

    def superuser(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The hand that sees every row."""
        return psycopg.connect(self.server.conninfo(NAME), autocommit=True)

    def open_sealer(self) -> None:
        """Let a sealer work, in a thread of ours."""
        self._stop = threading.Event()
        where = (self.server.url("kring_sealer", NAME), keys.sealer_key(self.files), self.files / "anchor", self._stop)
        self._sealer = threading.Thread(target=seal.run, args=where, daemon=True)
        self._sealer.start()

    def close_sealer(self) -> None:
        """From now nothing is sealed."""
        self._stop.set()
        if self._sealer is not None:
            self._sealer.join(20)

    def start_again(self, port: int = 0) -> None:
        """After the server died: once more on the same data; Django of this process follows it."""
        from django.db import connections  # noqa: PLC0415 - Django is set up by now

        connections.close_all()
        self.cluster.stop()
        time.sleep(0.2)
        self.cluster.start(port)
        servers.point_to(self.server, NAME)

    def a_minute_passes(self, *, since: datetime | None = None) -> None:
        """The workers that died gave no sign of life for a while: all, or those that gave none ``since`` then."""
        with self.superuser() as admin:
            admin.execute(
                "UPDATE kring.procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
                " WHERE last_heartbeat < %s",
                [since or datetime.max.replace(tzinfo=UTC)],
            )

    def close(self) -> None:
        """Everything that was started ends."""
        self.close_sealer()

    @classmethod
    @contextmanager
    def standing(cls, kind: str, server: servers.Server, database: str) -> Iterator[Self]:
        """A house with its tables, and Django of this process pointed at it; afterwards at ``database`` of ``server`` again."""
        from django.db import connections  # noqa: PLC0415 - as above

        password = secrets.token_hex(16)
        with throwaway.folder(kind) as home, Cluster(home / "server", password=password) as cluster:
            made = cls(cluster, password, home)
            servers.make_template(made.server)
            servers.make_clone(made.server, NAME)
            servers.point_to(made.server, NAME)
            try:
                yield made
            finally:
                made.close()
                connections.close_all()
                servers.point_to(server, database)
