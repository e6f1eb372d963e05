"""The processes of service, each on its own: they check where they stand before they begin, and end when told."""

import http.client
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from kring.config import checks
from kring.local.postgres import free_port


def command(*words: str) -> list[str]:
    """The command line of ``kring``."""
    return [sys.executable, "-m", "kring.config.main", *words]


def test_a_worker_empties_the_queue_and_ends(child_env: dict[str, str]) -> None:
    """``kring worker --once`` works as the application's role and leaves with 0."""
    told = subprocess.run(
        command("worker", "--once"), env=child_env, capture_output=True, text=True, timeout=120, check=False
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("words", [("worker",), ("sealer",)])
def test_a_process_told_to_stop_ends_with_0(child_env: dict[str, str], words: tuple[str, ...]) -> None:
    """SIGTERM is how a service manager says goodbye."""
    process = subprocess.Popen(command(*words), env=child_env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(6)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def test_the_pages_are_served_over_several_processes(child_env: dict[str, str]) -> None:
    """``kring serve`` answers with a strict policy for the browser, from a pool of clean connections."""
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port), "--workers", "2"),
        env=child_env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answer = _first_answer(process, port)
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_nothing_serves_on_tables_that_are_behind(child_env: dict[str, str], server: Any) -> None:
    """An empty database is refused with a stable id and the command that helps."""
    env = {**child_env, "DATABASE_URL": server.url("kring_app", "postgres")}
    told = subprocess.run(command("serve"), env=env, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 2
    assert "KRING-E00" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.django_db
def test_the_shortcut_is_refused_on_a_server_that_kring_did_not_start(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Even on the loopback: a real server does not carry the name of the embedded one."""
    settings.KRING_DEMO_SIGN_IN = True
    assert not [line for line in checks._problems_of_database() if "KRING-E004" in line]
    monkeypatch.setattr(checks, "CLUSTER_NAME", "another")
    assert [line for line in checks._problems_of_database() if "KRING-E004" in line]


@pytest.mark.django_db
def test_real_service_relaxes_nothing(settings: Any) -> None:
    """Each relaxed setting in real service is an error with the same id."""
    settings.KRING_MODE = "real"
    found = checks.nothing_is_relaxed(None)
    assert {finding.id for finding in found} == {"KRING-E005"}
    assert any("SESSION_COOKIE_SECURE" in str(finding.msg) for finding in found)


def _first_answer(process: "subprocess.Popen[bytes]", port: int) -> http.client.HTTPResponse:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        else:
            return answer
        finally:
            connection.close()
    return pytest.fail(f"no answer (exit code {process.poll()})")
