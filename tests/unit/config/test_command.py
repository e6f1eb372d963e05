"""The command ``kring``: quick where it can be, clear where it cannot."""

import subprocess
import sys

import pytest

from kring.config.main import main

PURE = {"PATH": "/usr/bin:/bin"}


def run(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``kring`` in a process of its own, with nothing of ours in its environment."""
    command = [sys.executable, "-m", "kring.config.main", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment or PURE, check=False, timeout=60)


def test_who_asks_for_help_gets_the_list() -> None:
    """Every command stands in it, with what it is for."""
    told = run("--help")
    assert told.returncode == 0
    assert all(
        word in told.stdout for word in ("instrument", "compare", "verify", "demo", "serve", "sealer", "migrate")
    )


def test_an_unknown_command_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has to guess."""
    assert main(["nonsense"]) == 2
    assert "compare" in capsys.readouterr().err


def test_serving_without_a_database_says_how() -> None:
    """``kring serve`` on a bare machine refuses, names the setting, and points at the demo."""
    told = run("serve")
    assert told.returncode == 2
    assert "KRING-C002" in told.stderr
    assert "make demo" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_sealer_asks_for_its_own_settings_only() -> None:
    """The sealer's problems are its own connection, key and anchor."""
    told = run("sealer", environment={**PURE, "LANG": "en_GB.UTF-8"})
    assert told.returncode == 2
    assert {"KRING-C002", "KRING-C008", "KRING-C015"} <= {line.split(":")[0] for line in told.stderr.splitlines()}
    assert "KRING_SECRET_KEY" not in told.stderr


def test_a_database_administrator_can_read_what_to_run() -> None:
    """``kring migrate --bootstrap-sql`` needs no settings: it prints the SQL that makes roles and schemas."""
    told = run("migrate", "--bootstrap-sql")
    assert told.returncode == 0
    assert "CREATE ROLE kring_app" in told.stdout


@pytest.mark.parametrize("words", [("instrument", "--help"), ("decide", "--help"), ("verify", "--help")])
def test_pure_commands_load_neither_django_nor_a_driver(words: tuple[str, ...]) -> None:
    """They run anywhere, also where there is no database, and start at once."""
    program = (
        "import sys\nfrom kring.config.main import main\n"
        f"try:\n    main({list(words)!r})\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('django', 'psycopg', 'procrastinate') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=PURE, check=False)
    assert told.stdout.splitlines()[-1] == "[]", told.stderr
