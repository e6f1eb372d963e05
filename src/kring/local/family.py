"""A family of processes under one parent: started in order, stopped in the reverse order, none left when the parent is killed.

Each child has a session of its own, so that Ctrl-C reaches the parent only, and a log file, so that it holds no pipe of
ours. On Linux the kernel ends a child when its parent dies, however that died.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kring.core.errors import Fault
from kring.local.postgres import dying_with_parent

_OTHER_STOPS_SECONDS = 5.0
"""How long to wait for one that is just stopping."""


@dataclass
class Child:
    """One running member of the family."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]


@dataclass
class Family:
    """The children of this process. Start them from the main thread: the kernel watches the thread that forked."""

    logs: Path
    children: list[Child] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        orphaned: signal.Signals = signal.SIGKILL,
    ) -> Child:
        """Start a child that writes to ``logs/name.log``. ``orphaned`` is what the kernel sends it when we are gone."""
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self.logs / f"{name}.log"
        with path.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(environment),
                start_new_session=True,
                preexec_fn=dying_with_parent(orphaned),  # noqa: PLW1509 - set before any thread runs
            )
        child = Child(name, path, process)
        self.children.append(child)
        return child

    def fallen(self) -> Child | None:
        """A child that ended by itself, if there is one."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def stop(self, seconds: float = 30.0) -> dict[str, int]:
        """Stop all, the last first, each given time to finish; answers the exit codes by name."""
        codes: dict[str, int] = {}
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
            try:
                codes[child.name] = child.process.wait(seconds)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.process.pid, signal.SIGKILL)
                codes[child.name] = child.process.wait()
        self.children.clear()
        return codes


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold ``home`` for this process alone; freed however the process ends. Raises ``Fault("already_running")``."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        if not wait_for(lambda: locked(lock), seconds=_OTHER_STOPS_SECONDS):
            raise Fault("already_running", f"Er draait al een Kring op {home}. Stop die eerst.")
        yield


def locked(lock: IO[str]) -> bool:
    """Whether the lock is ours now; freed when the file is closed, however the process ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def interrupted_by(*numbers: signal.Signals) -> Iterator[None]:
    """Within the block these signals raise ``KeyboardInterrupt`` in the main thread, once; later ones are ignored."""

    def interrupt(number: int, _: object) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_for(condition: Callable[[], object], *, seconds: float, every: float = 0.1) -> bool:
    """Whether ``condition()`` became true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(every)
    return False
