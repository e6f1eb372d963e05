"""``make demo``'s own program, on a free port and in a folder of its own: it starts, keeps, stops, and leaves nothing behind."""

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from kring.local import throwaway
from kring.local.postgres import free_port
from tests.outside import outside

FIRST_START_SECONDS = 120
SECOND_START_SECONDS = 10

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Where this demo keeps its data, so that the reader's own demo is left alone."""
    with throwaway.folder("demo-test") as folder:
        yield folder / "demo"


@contextmanager
def running(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A demo that was started; killed at the end if the test did not stop it."""
    command = [sys.executable, "-m", "kring.config.main", "demo", "--home", str(home), "--port", str(port)]
    output = home.parent / "output.txt"
    with output.open("w") as file:
        demo = subprocess.Popen(command, stdout=file, stderr=file, env=outside(), text=True, start_new_session=True)
    try:
        yield demo
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait(10)


def seconds_until_ready(demo: subprocess.Popen[str], home: Path, port: int, limit: float) -> float:
    """How long it took until every part answered."""
    began = time.monotonic()
    while time.monotonic() - began < limit:
        if demo.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return time.monotonic() - began
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    told = [home.parent / "output.txt", *sorted((home / "logs").glob("*.log"))]
    ends = "\n".join(f"{path.name}: ...{path.read_text()[-1500:]}" for path in told if path.exists())
    pytest.fail(f"the demo was not ready in {limit} s (exit code {demo.poll()})\n{ends}")


def family(pid: int) -> list[psutil.Process]:
    """Everything below the demo."""
    return psutil.Process(pid).children(recursive=True)


def test_the_demo_starts_stops_and_starts_again_with_its_data(home: Path) -> None:
    """Ctrl-C ends every part in order with exit code 0; the second start is ready within ten seconds, with the same keys."""
    port = free_port()
    with running(home, port) as demo:
        seconds_until_ready(demo, home, port, FIRST_START_SECONDS)
        members = family(demo.pid)
        assert members
        demo.send_signal(signal.SIGINT)
        assert demo.wait(40) == 0
    assert not [member for member in members if member.is_running()]
    assert "Gestopt" in (home.parent / "output.txt").read_text()
    keys = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}

    with running(home, port) as demo:
        assert seconds_until_ready(demo, home, port, SECOND_START_SECONDS) < SECOND_START_SECONDS
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(40) == 0
    assert {path.name: path.read_bytes() for path in (home / "keys").iterdir()} == keys


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_killed_demo_leaves_nothing_alive_and_starts_again(home: Path) -> None:
    """After kill -9 of the parent no server, worker or sealer is left; the next start is clean."""
    port = free_port()
    with running(home, port) as demo:
        seconds_until_ready(demo, home, port, FIRST_START_SECONDS)
        members = family(demo.pid)
        demo.kill()
        demo.wait(10)
        _, alive = psutil.wait_procs(members, timeout=15)
    assert alive == []

    with running(home, port) as demo:
        seconds_until_ready(demo, home, port, SECOND_START_SECONDS * 2)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(40) == 0


def test_only_this_machine_reaches_the_demo(home: Path) -> None:
    """Web and database listen on the loopback only, and the keys can be read by their owner only."""
    port = free_port()
    with running(home, port) as demo:
        seconds_until_ready(demo, home, port, FIRST_START_SECONDS)
        pids = {member.pid for member in family(demo.pid)}
        listening = [c for c in psutil.net_connections("inet") if c.pid in pids and c.status == psutil.CONN_LISTEN]
        assert {c.laddr.ip for c in listening} == {"127.0.0.1"}
        assert {path.stat().st_mode & 0o777 for path in (home / "keys").iterdir()} == {0o600}
        demo.send_signal(signal.SIGINT)
        assert demo.wait(40) == 0


def test_a_port_in_use_is_told_in_plain_words(home: Path) -> None:
    """The message names the port and how to choose another."""
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with running(home, taken.getsockname()[1]) as demo:
            assert demo.wait(30) == 2
    assert "PORT=" in (home.parent / "output.txt").read_text()
