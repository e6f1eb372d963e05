"""The child process: the same answers, and a plain message when it dies. The caller lives on."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kring.sheets import mark as marking
from kring.sheets import read, sandbox
from kring.sheets.limits import USUAL, Limits
from kring.sheets.refused import Refused
from tests.unit.sheets.corpus import TEXT, WANTED, hand_xlsx, list_xml, xlsx


@pytest.fixture(scope="module")
def child_dies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """An interpreter in place of ours that does whatever the test says."""

    def make(body: str) -> str:
        script = tmp_path_factory.mktemp("child") / "python"
        script.write_text(f"#!/bin/sh\n{body}\n")
        script.chmod(0o755)
        return str(script)

    return make


def test_a_child_gives_what_the_reader_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any working directory, also one with a ``kring`` of its own in it; progress comes along."""
    (tmp_path / "kring").mkdir()
    (tmp_path / "kring" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    data, told = xlsx(), []
    table = sandbox.read_table(data, "lijst.xlsx", WANTED, progress=lambda stage, share: told.append((stage, share)))

    assert table == read.read_table(data, "lijst.xlsx", WANTED)
    assert sandbox.mark(data, table, {2: TEXT}) == marking.mark(data, table, {2: TEXT})
    assert {stage for stage, _ in told} >= {"check", "read"}


def test_a_refusal_comes_through_with_its_particulars() -> None:
    """The same code and message as without a child."""
    with pytest.raises(Refused) as refused:
        sandbox.read_table(xlsx(headings=("Dossier", "Naam", "INSZ", "Straat")), "lijst.xlsx", WANTED)
    assert refused.value.code == "missing_column"
    assert "Voornaam" in refused.value.message["nl"]


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment is where the code is, and no more."""
    monkeypatch.setenv("KRING_MASTER_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://x")

    assert set(sandbox._environment()) == {"PYTHONPATH", "LC_ALL", "PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"}


def test_the_child_knows_no_framework() -> None:
    """It starts fast and has little in it."""
    code = "import sys, kring.sheets.child; print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_that_asks_too_much_memory_kills_only_the_child() -> None:
    """A rectangle of eight million cells in a child of 130 MiB: a plain message, and we are alive."""
    sheet = list_xml().replace("</sheetData>", '<row r="400000"><c r="S400000"><v>1</v></c></row></sheetData>')
    with pytest.raises(Refused) as refused:
        sandbox.read_table(hand_xlsx(sheet), "lijst.xlsx", WANTED, limits=Limits(memory=130 << 20))

    assert refused.value.code == "too_heavy"
    assert "geheugen" in refused.value.message["nl"]
    assert sandbox.read_table(xlsx(), "lijst.xlsx", WANTED).rows


def test_a_file_that_takes_too_long_is_stopped(
    child_dies: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wall clock ends it, whatever it is doing."""
    monkeypatch.setattr(sys, "executable", child_dies("exec sleep 60"))
    begin = time.monotonic()
    with pytest.raises(Refused, match="too_slow"):
        sandbox.read_table(xlsx(), "lijst.xlsx", WANTED, limits=Limits(seconds=0.3))
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("kill -ABRT $$", "too_heavy"),
        ("kill -KILL $$", "too_heavy"),
        ("exit 7", "reader_died"),
        ("cat > /dev/null; exit 0", "reader_died"),
        ("echo nonsense that is no frame at all", "reader_died"),
        (r"printf 'T\000\000\000\000\000\000\000\002{}'", "reader_died"),
        (r"printf 'T\000\000\000\000\000\000\000\002}{'", "reader_died"),
        (r"printf 'R\000\000\000\000\000\000\000\002}{'", "reader_died"),
        (r"""printf 'R\000\000\000\000\000\000\000\052{"code":"no","detail":"","particulars":{}}'""", "reader_died"),
        (r"""printf 'R\000\000\000\000\000\000\000\057{"code":"too_big","detail":"","particulars":{}}'""", "reader_died"),
        (r"printf 'P\000\000\000\000\000\000\000\002}{'", "reader_died"),
        (r"printf 'F\000\000\000\000\000\000\000\002ab'", "reader_died"),
    ],
)  # fmt: skip
def test_a_child_that_dies_or_lies_is_a_plain_message(
    body: str, code: str, child_dies: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, aborted, gone without a word, or saying what is no answer."""
    monkeypatch.setattr(sys, "executable", child_dies(body))
    with pytest.raises(Refused) as refused:
        sandbox.read_table(xlsx() + b"more than a pipe holds" * 20_000, "lijst.xlsx", WANTED)
    assert refused.value.code == code
    assert "{" not in refused.value.message["nl"]


def test_no_child_and_no_open_file_is_left_behind() -> None:
    """After readings and refusals there are as many open files as before."""
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        sandbox.read_table(xlsx(), "lijst.xlsx", WANTED)
        with pytest.raises(Refused):
            sandbox.read_table(b"x", "lijst.xlsx", WANTED)

    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_over_the_limit_never_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused on its size alone."""
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with pytest.raises(Refused, match="too_big"):
        sandbox.read_table(b"PK" + bytes(USUAL.file), "lijst.xlsx", WANTED)


def test_several_may_be_read_at_once_from_threads() -> None:
    """As a web worker does."""
    with ThreadPoolExecutor(3) as pool:
        tables = list(pool.map(lambda _: sandbox.read_table(xlsx(), "lijst.xlsx", WANTED), range(4)))
    assert {table.sha256 for table in tables}
