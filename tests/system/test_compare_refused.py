"""``kring compare`` refused, hindered or stopped: exit 2 with one plain message, or 130, and nothing left of it."""

import signal
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from kring.local import throwaway
from tests.system.comparing import ON, an_instrument, compare, number, one_client, surroundings, words
from tests.unit.sheets.corpus import hand_xlsx, xlsx
from tests.unit.sheets.test_refusals import OUTSIDE, doctype

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def place() -> Any:
    """A folder that PostgreSQL's own user can pass through, also when the tests run as root."""
    with throwaway.folder("compare-test") as folder:
        yield folder


@pytest.fixture(scope="module")
def small(place: Path) -> tuple[Path, Path]:
    """A list of one debtor, and a register that knows her."""
    return one_client(place)


@pytest.mark.req("P4", "P5")
def test_a_signature_against_an_advice_that_nobody_set_aside_counts_for_nothing(
    place: Path, small: tuple[Path, Path]
) -> None:
    """The statements are played through the same actions, which refuse it: the instrument is not in force."""
    instrument = an_instrument(place / "against", standing=[('verdict = "positive"', 'verdict = "negative"')])
    done = compare(place / "against-out", *small, "--on", ON, "--json", instrument=instrument)
    assert (done.code, done.answer["error"]["code"]) == (2, "not_in_force")
    assert done.left == []


def test_an_answer_that_may_not_leave_ends_the_comparison_with_the_reason(
    place: Path, small: tuple[Path, Path]
) -> None:
    """Under a text that lets only a person send marks the machine is refused; nothing is handed out as if nobody were known."""
    instrument = an_instrument(
        place / "by-hand",
        document=[
            ('sender_role = ["match_job", "social_worker_involved"]', 'sender_role = ["social_worker_involved"]')
        ],
    )
    done = compare(place / "by-hand-out", *small, "--on", ON, "--json", instrument=instrument)
    assert (done.code, done.answer["error"]["code"]) == (2, "stopped")
    assert done.left == []


def test_a_register_without_a_column_is_refused_by_its_name(place: Path, small: tuple[Path, Path]) -> None:
    """Exit 2, the one object, and nothing kept."""
    lacking = place / "zonder-tot.csv"
    lacking.write_text(
        f"INSZ;Naam;Voornaam;Adres;Hoedanigheid;Van\n{number(1)};Yılmaz;Elif;X 1;2;2025-01-01\n", encoding="utf-8"
    )
    done = compare(place / "lacking", small[0], lacking, "--on", ON, "--json")
    assert done.code == 2
    assert list(done.answer) == ["error"]
    assert list(done.answer["error"]) == ["code", "message"]
    assert done.answer["error"]["code"] == "missing_column"
    assert "tot" in done.answer["error"]["message"]
    assert done.left == []


def _bomb(path: Path) -> None:
    """Half a megabyte that unpacks to half a thousand."""
    path.write_bytes(xlsx())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.xml", "w") as part:
        for _ in range(450):
            part.write(b" " * (1 << 20))


def _entity(path: Path) -> None:
    """A sheet that wants a file of ours in its cells."""
    path.write_bytes(hand_xlsx(doctype(OUTSIDE)))


@pytest.mark.parametrize(("make", "code"), [(_bomb, "too_big"), (_entity, "dtd")], ids=["bomb", "entity"])
def test_a_hostile_list_is_refused_and_leaves_nothing(
    place: Path, small: tuple[Path, Path], make: Callable[[Path], None], code: str
) -> None:
    """It ends in the child that opens it; who handed it in reads why, in English when asked. Nothing is kept.

    Every other kind of bad file has its own refusal in tests/unit/sheets: the way from there to here is one.
    """
    hostile = place / f"{code}.xlsx"
    make(hostile)
    done = compare(place / code, hostile, small[1], "--on", ON, "--json", env={"LC_ALL": "en_GB.UTF-8"})
    assert (done.code, done.answer["error"]["code"]) == (2, code)
    assert done.answer["error"]["message"].startswith("The file")
    assert done.left == []


def test_a_database_that_does_not_start_is_told_in_plain_words(place: Path, small: tuple[Path, Path]) -> None:
    """What the server said last, and nothing left."""
    binaries = place / "binaries"
    binaries.mkdir()
    for name in ("postgres", "initdb"):
        program = binaries / name
        program.write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo "postgres (PostgreSQL) 18.1" && exit\necho no room >&2\nexit 1\n'
        )
        program.chmod(0o755)
    done = compare(place / "no-server", *small, "--on", ON, "--json", env={"PG_BIN": str(binaries)})
    assert (done.code, done.answer["error"]["code"]) == (2, "postgres_layout")
    assert "no room" in done.answer["error"]["message"]
    assert done.left == []


def test_settings_of_another_installation_and_an_unreadable_home_do_no_harm(
    place: Path, small: tuple[Path, Path]
) -> None:
    """What the environment says of a real house, or to PostgreSQL's clients, is not for this one."""
    env = {
        "KRING_MODE": "real",
        "DATABASE_URL": "x",
        "PGSSLMODE": "require",
        "PGOPTIONS": "-c nix=1",
        "HOME": "/nonexistent",
    }
    done = compare(place / "elsewhere", *small, "--on", ON, "--json", env=env)
    assert done.code == 0, done.errors
    assert done.answer["counts"]["marked"] == 1


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_halfway_finds_nothing_left(
    place: Path, small: tuple[Path, Path], stop: signal.Signals
) -> None:
    """No file, no folder, no process."""
    folder = place / stop.name
    results, temporary = folder / "results", folder / "tmp"
    results.mkdir(parents=True)
    temporary.mkdir()
    with subprocess.Popen(
        words(results, *small, "--on", ON),
        env=surroundings(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        while "verstuurd" not in process.stderr.readline():
            assert process.poll() is None
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(stop)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors.splitlines()[-1]) == (130, "Afgebroken.")
    psutil.wait_procs(family, timeout=5)
    assert [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE] == []
    assert [*results.iterdir(), *temporary.iterdir()] == []
