"""Crash loops: writers and sealers that are killed without end, on a server that flushes and is killed too; then the reckoning.

``Arena`` is the place; ``rage`` is one run of so many seconds; ``Outcome`` is what the independent verifier and the writers'
own notes say of it afterwards. Used by the tests for seconds, and by ``benchmarks/journal.py --crash`` for as long as you like.
"""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
from django.db import connections

from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, note, read, seal, signer, verify
from kring.local import postgres, throwaway
from kring.local.postgres import Cluster
from tests import server as servers
from tests.database.journal.crash_child import POINTS
from tests.settings import KEYS

NAME = "kring_rage"
WRITERS, SEALERS, LOGS = 4, 2, 3
_PATIENCE = 60.0  # seconds
_LATE = 3  # so many lost transactions, of which one at least was acknowledged


@dataclass
class Outcome:
    """What a run did and what was found afterwards. ``wrong`` must be empty."""

    seconds: float = 0.0
    killed: Counter[str] = field(default_factory=Counter)
    died_inside: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    acknowledged: int = 0
    late: int = 0
    notes: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, example: object) -> None:
        """Something is wrong; the first few of a kind are kept."""
        self.wrong.setdefault(what, [])
        if len(self.wrong[what]) < 5:
            self.wrong[what].append(str(example))


@dataclass
class Arena:
    """A server of its own, the process that forks children, and the files that the children write."""

    cluster: Cluster
    password: str
    home: Path
    nursery: "subprocess.Popen[str]"

    @property
    def server(self) -> servers.Server:
        """The server as the tests know servers."""
        return servers.Server(self.cluster.port, self.password)

    def superuser(self) -> psycopg.Connection[tuple[Any, ...]]:
        """The hand that sees every row."""
        return psycopg.connect(self.server.conninfo(NAME), autocommit=True, connect_timeout=5)

    def fork(self, request: dict[str, Any]) -> int:
        """A child at work; answers its process id."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps({**request, "faults": str(self.home / "faults")}) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def kill_postmaster(self) -> None:
        """The whole server dies at once, and is started again at the same address."""
        port = self.cluster.port
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        self.cluster.stop()
        for _ in range(50):
            time.sleep(0.1)
            with patch.object(postgres, "free_port", lambda: port), suppress(Fault):
                self.cluster.start()  # refused while a process of the dead server still holds its memory
                return
        raise AssertionError("the server does not start again")

    def kill_backend(self, dice: random.Random) -> bool:
        """One server process dies; PostgreSQL throws everybody out and recovers by itself."""
        try:
            with self.superuser() as admin:
                pids = admin.execute(
                    "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [NAME]
                ).fetchall()
        except psycopg.OperationalError:
            return False
        if not pids:
            return False
        with suppress(ProcessLookupError):
            os.kill(dice.choice(pids)[0], signal.SIGKILL)
        return True


@contextmanager
def arena() -> Iterator[Arena]:
    """Raise the place; Django of this process is pointed at it (and is left without connections)."""
    password = secrets.token_hex(16)
    with throwaway.folder("rage") as home, Cluster(home / "server", password=password) as cluster:
        server = servers.Server(cluster.port, password)
        servers.make_template(server)
        servers.make_clone(server, NAME)
        servers.point_to(server, NAME)
        signer.new_key(home / "key")
        nursery = _nursery(server)
        try:
            yield Arena(cluster, password, home, nursery)
        finally:
            assert nursery.stdin is not None
            assert nursery.stdout is not None
            nursery.stdin.close()
            nursery.wait(30)
            nursery.stdout.close()
            connections.close_all()


def _nursery(server: servers.Server) -> "subprocess.Popen[str]":
    foreign = ("KRING", "DATABASE_URL", "DJANGO", "PG")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    environment |= {
        **KEYS,
        "DATABASE_URL": server.url("kring_app", NAME),
        "DATABASE_URL_IDENTITY": server.url("kring_identity", NAME),
        "KRING_MODE": "test",
        "KRING_PROCESS": "worker",
        "DJANGO_SETTINGS_MODULE": "kring.config.settings",
    }
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.database.journal.crash_child"],
        env=environment,
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


class _Rage:
    """One run: who lives now, and who is killed next."""

    def __init__(self, place: Arena, *, leader_lock: bool | None, flaw: bool, seed: int) -> None:
        self.place, self.flaw, self.leader_lock = place, flaw, leader_lock
        self.dice = random.Random(seed)
        self.logs = [uuid4() for _ in range(LOGS)]
        self.run = uuid4().hex[:8]
        self.outcome = Outcome()
        self.observed: set[tuple[UUID, str]] = set()
        self.writers = [self.writer() for _ in range(WRITERS)]
        self.sealers = [self.sealer(n) for n in range(SEALERS)]

    def writer(self) -> int:
        request = {"what": "writer", "seed": self.dice.random(), "logs": [str(log) for log in self.logs]}
        return self.place.fork({**request, "notes": str(self.place.home / f"{self.run}.notes")})

    def anchor(self, number: int) -> Path:
        return self.place.home / f"{self.run}.anchor-{number}"

    def sealer(self, number: int) -> int:
        request: dict[str, Any] = {
            "what": "sealer",
            "leader_lock": number == 0 if self.leader_lock is None else self.leader_lock,
            "flaw": self.flaw,
            "dsn": self.place.server.url("kring_sealer", NAME),
            "key": str(self.place.home / "key"),
            "anchor": str(self.anchor(number)),
            "died": str(self.place.home / f"{self.run}.died"),
        }
        if self.dice.random() < 0.6:
            point = self.dice.choice(POINTS)
            request |= {"point": point, "nth": 1 if point == "half the anchor" else self.dice.randint(1, 4)}
        return self.place.fork(request)

    def observe(self, stop: threading.Event) -> None:
        """Somebody who keeps copies of the newest checkpoints, as partners do."""
        while not stop.is_set():
            with suppress(psycopg.Error), self.place.superuser() as watching:
                while not stop.wait(0.02):
                    rows = watching.execute(
                        "SELECT log, note FROM journal.head WHERE log = ANY(%s)", [self.logs]
                    ).fetchall()
                    self.observed.update(rows)
            stop.wait(0.05)

    def step(self) -> None:
        """Wait a little, and kill somebody."""
        time.sleep(self.dice.uniform(0.02, 0.12))
        what = self.dice.random()
        if what < 0.6:
            at = self.dice.randrange(WRITERS)
            _kill(self.writers[at])
            self.writers[at] = self.writer()
            self.outcome.killed["writer"] += 1
        elif what < 0.93:
            at = self.dice.randrange(SEALERS)
            self.outcome.killed["sealer"] += _kill(self.sealers[at])
            self.sealers[at] = self.sealer(at)
        elif what < 0.975:
            self.outcome.killed["backend"] += self.place.kill_backend(self.dice)
            time.sleep(0.4)  # time to recover, else nothing is ever written
        else:
            self.place.kill_postmaster()
            self.outcome.killed["postmaster"] += 1
            time.sleep(0.3)

    def too_little(self, at_least: int) -> bool:
        """Whether not enough happened yet to say anything."""
        notes, died = self.place.home / f"{self.run}.notes", self.place.home / f"{self.run}.died"
        done = notes.read_text(encoding="utf-8").count("\ndone ") if notes.exists() else 0
        if done < at_least or not (self.outcome.killed["sealer"] or died.exists()):
            return True
        return not self.somebody_was_late()

    def somebody_was_late(self) -> bool:
        """Whether a few committed after a later transaction was placed: what a sealer that is wrong loses first."""
        lost = "leaf.tx IS NULL" if self.flaw else "true"
        try:
            with self.place.superuser() as admin:
                ((late,),) = admin.execute(
                    "SELECT count(DISTINCT tx) FROM journal.entry one LEFT JOIN journal.leaf leaf USING (log, tx, n)"
                    f" WHERE log = ANY(%s) AND {lost} AND EXISTS (SELECT FROM journal.leaf other WHERE other.log = one.log"
                    " AND other.tx > one.tx AND (leaf.idx IS NULL OR other.idx < leaf.idx))",
                    [self.logs],
                ).fetchall()
        except psycopg.OperationalError:
            return False
        return late >= (_LATE if self.flaw else 1)

    def end(self) -> None:
        for pid in (*self.writers, *self.sealers):
            _kill(pid)
        time.sleep(0.1)


def _kill(pid: int) -> bool:
    """Whether it still lived: it may have died inside its round."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def rage(
    place: Arena, seconds: float, *, leader_lock: bool | None, seed: int, flaw: bool = False, at_least: int = 0
) -> Outcome:
    """Kill for so long, let a fresh sealer finish what lies there, and reckon. ``flaw``: a sealer that is known to be wrong.

    It goes on until ``at_least`` so many transactions were acknowledged, a sealer died and somebody committed late: else it would
    say nothing. ``leader_lock``: whether the sealers wait to lead; None: the first does, the second believes that it leads anyhow.
    """
    run = _Rage(place, leader_lock=leader_lock, flaw=flaw, seed=seed)
    stop = threading.Event()
    watching = threading.Thread(target=run.observe, args=(stop,))
    watching.start()
    began = time.monotonic()
    try:
        while (past := time.monotonic() - began) < seconds or (past < _PATIENCE and run.too_little(at_least)):
            run.step()
        run.place.kill_postmaster()  # at least once in each run, also a short one
        run.outcome.killed["postmaster"] += 1
        time.sleep(0.5)
    finally:
        run.end()
        stop.set()
        watching.join(20)
    run.outcome.seconds = time.monotonic() - began
    connections.close_all()
    _finish(run)
    _reckon(run)
    return run.outcome


def _finish(run: _Rage) -> None:
    """A fresh sealer, with each anchor in turn: it accepts what is there, and seals what is left."""
    key = signer.read(run.place.home / "key")
    with psycopg.connect(run.place.server.url("kring_sealer", NAME), autocommit=True) as conn:
        seal._prepare(conn)
        for number in range(SEALERS):
            anchor = seal.Anchor(run.anchor(number))
            anchor.read()
            run.observed.update((log, kept) for log, kept in anchor._notes.items() if log in run.logs)
            seal.check_anchor(conn, anchor.newest)
        while seal.seal_round(conn, key):
            pass


def _reckon(run: _Rage) -> None:
    """Everything is judged from the exported bundle by the verifier, and from the notes that the writers made."""
    outcome = run.outcome
    with run.place.superuser() as admin:
        ((outcome.entries, placed, outcome.late),) = admin.execute(
            "SELECT count(*), count(leaf.tx), count(*) FILTER (WHERE leaf.tx < leaf.before) FROM journal.entry"
            " LEFT JOIN (SELECT tx, n, max(tx::text::int8) OVER (PARTITION BY log ORDER BY idx)::text::xid8 AS before"
            "              FROM journal.leaf) leaf USING (tx, n) WHERE log = ANY(%s)",
            [run.logs],
        ).fetchall()
    if placed != outcome.entries:
        outcome.add("unsealed", outcome.entries - placed)
    found, faults = _in_the_logs(run), run.place.home / "faults"
    if faults.exists():
        outcome.add("a child failed", faults.read_text(encoding="utf-8")[-2000:])
    died = run.place.home / f"{run.run}.died"
    outcome.died_inside = Counter(died.read_text(encoding="utf-8").splitlines() if died.exists() else ())
    said = (run.place.home / f"{run.run}.notes").read_text(encoding="utf-8").splitlines()
    for word, exchange, half in (line.split() for line in said):
        here = found.get((exchange, half), [])
        if word == "undone" and here:
            outcome.add("rolled back and yet there", exchange)
        if word == "done":
            outcome.acknowledged += 1
            if not here:
                outcome.add("missing", f"{exchange} {half}")
    for (exchange, half), lines in found.items():
        if len(set(lines)) != len(lines):
            outcome.add("twice", f"{exchange} {half}")
        if {number for number, _ in lines} != set(range(lines[0][1])):
            outcome.add("half a transaction", f"{exchange} {half}")
        if half == "recipient" and (exchange, "discloser") not in found:
            outcome.add("received and never released", exchange)


def _in_the_logs(run: _Rage) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """(exchange, half) → (number, of how many) of its lines, as the verifier's own reader finds them in the bundle."""
    with run.place.superuser() as admin:  # a log without a head is in no bundle: whatever it should hold is then missed
        sealed = admin.execute("SELECT log FROM journal.head WHERE log = ANY(%s) ORDER BY log", [run.logs]).fetchall()
    logs = [Acting(log, uuid4()) for (log,) in sealed]
    with acting_for(logs[0].organisation, logs[0].position):
        pinned = [note.fingerprint(key) for key in read.signing_keys()]
    file = BytesIO(bundle.export(logs))
    kept = [(f"{number}", text) for number, (_, text) in enumerate(sorted(run.observed))]
    run.outcome.notes = len(kept)
    report = verify.verify(file, pinned=pinned, own=kept)
    if report.exit_code != verify.VERIFIED:
        run.outcome.add("verifier", f"{report.exit_code} {report.totals} {report.unreadable}")
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for folder in verify.open_bundle(file):
        for body in verify.frames(file, folder.entries):
            line = json.loads(body or b"{}")
            found.setdefault((line["exchange"], line["half"]), []).append((line["line"], line["of"]))
    return found
