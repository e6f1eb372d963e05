"""The pages under docs/ are true: their links lead somewhere, and what they name is there."""

import re
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from tools.traceability import main as make_traceability
from tools.traceability import page, read_statements, written

from kring.config.environment import MESSAGES
from kring.guard.bootstrap import LOGIN_ROLES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix())
NAMED = [page.relative_to(ROOT).as_posix() for page in PAGES]
MADE_BY_TESTS = "docs/pictures/"
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
PATH = re.compile(r"`(?P<path>(?:src|docs|tests|tools|instruments|demo|requirements|benchmarks)/[\w./-]*\w/?)`")
DOTTED = re.compile(r"`(?:kring\.)?(?P<name>[a-z_]+(?:\.[A-Za-z_]+)+)(?:\(\))?`")
CALLED = re.compile(r"`(?P<name>[A-Za-z_]\w*)\(\)`")
NAMED_TEST = re.compile(r"`(?:[\w/]+\.py::)?(?P<name>test_\w+)`")
NOT_OURS = frozenset({"pg_hba.conf"})
DECISION = re.compile(r"[0-9]{4}-[a-z0-9-]+\.md")


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@cache
def _source() -> str:
    """All of our Python and SQL, to look names up in."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.sql")]
    return "\n".join(path.read_text("utf-8") for path in sorted(files))


@cache
def _tests() -> frozenset[str]:
    files = (path for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(name for path in files for name in re.findall(r"def (test_\w+)", path.read_text("utf-8")))


def _outside_code(text: str) -> str:
    return re.sub(r"^(```.*?^```|(?: {4,}|\t).*?$)", "", text, flags=re.MULTILINE | re.DOTALL)


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _headings(path: Path) -> list[str]:
    return [_slug(each) for each in re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("name", NAMED)
def test_a_link_leads_to_a_file_and_a_heading_that_exist(name: str) -> None:
    """Of pictures only their place is asked: the browser's story makes them."""
    broken = []
    for link in LINK.finditer(_text(name)):
        target, _, heading = unquote(link["target"]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = ((ROOT / name).parent / target).resolve() if target else ROOT / name
        if path.is_relative_to(ROOT / MADE_BY_TESTS) and path.suffix == ".png":
            continue
        if not path.exists() or (heading and heading not in _headings(path)):
            broken.append(link["target"])
    assert broken == []


@pytest.mark.parametrize("name", NAMED)
def test_a_path_that_is_named_exists(name: str) -> None:
    """Folders and files of this repository, wherever a page names them; pictures are made by the tests."""
    named = {match["path"] for match in PATH.finditer(_text(name))}
    assert sorted(path for path in named if not (ROOT / path).exists() and not path.startswith(MADE_BY_TESTS)) == []


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_exists(name: str) -> None:
    """Whoever says "shown by" names a test that is there."""
    assert sorted({match["name"] for match in NAMED_TEST.finditer(_text(name))} - _tests()) == []


@pytest.mark.parametrize("name", NAMED)
def test_a_symbol_that_is_named_exists(name: str) -> None:
    """``guard.release()``, ``config.wiring``, ``send()``: a module, or a name that is defined in the source."""
    text = _outside_code(_text(name))
    dotted = {match["name"] for match in DOTTED.finditer(text)}
    called = {match["name"] for match in CALLED.finditer(text)}
    assert sorted(each for each in dotted if each not in NOT_OURS and not _stands(each)) == []
    assert sorted(each for each in called if not _defined(each)) == []


def _stands(dotted: str) -> bool:
    """A module or folder of ours; else its last part is defined, or is a word of the vocabulary, of a document or of SQL."""
    place = ROOT / "src" / "kring" / Path(*dotted.split("."))
    if (
        place.exists()
        or any(place.with_suffix(end).exists() for end in (".py", ".sql"))
        or (ROOT / dotted).exists()
        or (ROOT / "docs" / dotted).exists()
    ):
        return True
    if list((ROOT / "src").rglob(dotted)) or list((ROOT / "instruments").rglob(dotted)):
        return True  # a file, by its own name
    return dotted in _source() or _defined(dotted.rpartition(".")[2]) or dotted in _documents()


def _defined(name: str) -> bool:
    python = rf"^\s*(?:async def|def|class) {name}\b|^\s*{name}\b\s*[:=]"
    sql = rf"FUNCTION (?:guard|journal)\.{name}\(|TABLE \w+\.{name}\b"
    return bool(re.search(f"{python}|{sql}", _source(), re.MULTILINE))


@cache
def _documents() -> str:
    """Texts of instruments with the keys of their tables, as ``retention.pilot``."""
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "instruments").rglob("*.toml")))


def test_every_setting_and_every_check_has_its_line() -> None:
    """Each id that a message can bear is explained, and no page explains one that does not exist."""
    checks = re.findall(r"KRING-E\d{3}", _text("src/kring/config/checks.py"))
    operations = set(re.findall(r"\| `(KRING-[CE]\d{3})` \|", _text("docs/operations.md")))
    assert operations == {*MESSAGES, *checks}
    read = set(re.findall(r"\"((?:KRING|DATABASE_URL)[A-Z_]*)\"", _text("src/kring/config/environment.py")))
    described = set(re.findall(r"^\| `(\w+)`", _text("docs/settings.md"), re.MULTILINE))
    assert read - {"KRING_PROCESS"} <= described


def test_every_role_of_the_database_is_described() -> None:
    """The four that log in, and the one that cannot."""
    assert all(f"`{role}`" in _text("docs/operations.md") for role in (*LOGIN_ROLES, "kring_guard"))


def test_every_dependency_has_its_reason() -> None:
    """What ``pyproject.toml`` asks for and what the decision gives reasons for are the same."""
    told = tomllib.loads(_text("pyproject.toml"))
    asked = [
        *told["project"]["dependencies"],
        *told["project"]["optional-dependencies"]["local"],
        *(each for group in told["dependency-groups"].values() for each in group),
    ]
    wanted = {match[0] for each in asked if (match := re.match(r"[a-z0-9-]+", each))}
    rows = re.findall(
        r"^\| (?!at run time|to build|---)([a-z0-9, -]+) \|", _text("docs/decisions/0001-dependencies.md"), re.MULTILINE
    )
    assert {each.strip() for row in rows for each in row.split(",")} == wanted


def test_every_decision_is_numbered_once_and_whole() -> None:
    """Number, status, context, decision, alternatives, consequences."""
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert all(DECISION.fullmatch(path.name) for path in files)
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    for path in files:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        for part in ("Status", "Context", "Decision", "Alternatives", "Consequences"):
            assert f"**{part}.**" in text, f"{path.name}: {part}"


def test_the_code_refers_to_pages_that_exist() -> None:
    """A comment that sends the reader to a page sends them somewhere."""
    assert sorted(each for each in set(re.findall(r"docs/[\w/-]+\.md", _source())) if not (ROOT / each).exists()) == []


def test_every_floor_is_explained() -> None:
    """Each folder of the package stands in the list of floors."""
    floors = {
        path.name
        for path in (ROOT / "src" / "kring").iterdir()
        if path.is_dir() and path.name not in ("locale", "__pycache__")
    }
    table = _text("docs/architecture.md").partition("## The floors")[2].partition("\n## ")[0]
    assert sorted(floor for floor in floors if f"`{floor}`" not in table) == []


def test_every_requirement_that_is_claimed_or_marked_has_a_statement() -> None:
    """An id that this version claims, or that a test says it shows, is one that is described."""
    statements, claimed = read_statements(_text("docs/requirements.toml"))
    files = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    marks = [args for text in files for args in re.findall(r"mark\.req\(([^)]*)\)", text)]
    marked = {each for args in marks for each in re.findall(r"\"([A-Z]+[0-9]+)\"", args)}
    assert sorted({*claimed, *marked} - statements.keys()) == []


def test_a_page_that_was_made_is_read_back(tmp_path: Path) -> None:
    """What stands in the table is what the check compares with."""
    tests = {"D1": ["tests/unit/test_a.py::test_one", "tests/unit/test_b.py::test_two"]}
    place = tmp_path / "traceability.md"
    place.write_text(page({"D1": "One.", "D2": "Two."}, ["D1", "D2"], tests), encoding="utf-8")
    assert written(place) == {**tests, "D2": []}


def test_the_check_tells_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A test that went, one that came, a claim that nothing shows; a skipped one keeps its place."""
    from tools import traceability  # noqa: PLC0415 - to point it elsewhere

    for name in ("REPORT", "STATEMENTS", "PAGE"):
        monkeypatch.setattr(traceability, name, tmp_path / name)
    (tmp_path / "STATEMENTS").write_text('claimed = ["D1", "D2"]\n[statements]\nD1 = "One."\nD2 = "Two."\n', "utf-8")
    (tmp_path / "REPORT").write_text(
        '{"tests/a.py::test_one": {"shows": ["D1"], "outcome": "passed"},'
        ' "tests/a.py::test_two": {"shows": ["D2"], "outcome": "passed"}}',
        "utf-8",
    )
    assert make_traceability([]) == 0
    assert make_traceability(["--check"]) == 0
    (tmp_path / "REPORT").write_text(
        '{"tests/a.py::test_new": {"shows": ["D1"], "outcome": "passed"},'
        ' "tests/a.py::test_one": {"shows": ["D1"], "outcome": "failed"},'
        ' "tests/a.py::test_two": {"shows": ["D2"], "outcome": "skipped"}}',
        "utf-8",
    )
    capsys.readouterr()
    assert make_traceability(["--check"]) == 1
    told = capsys.readouterr().err
    assert "D1: tests/a.py::test_one slaagde niet" in told
    assert "D1: tests/a.py::test_new staat niet" in told
    assert "D2:" not in told
