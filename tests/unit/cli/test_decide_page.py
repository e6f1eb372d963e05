"""The examples of docs/decide.md, run."""

import json
import re
from pathlib import Path

import pytest
from tools.words import page as words_page

from kring.cli import decide
from kring.config.vocabulary import VOCABULARY

ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "docs" / "words.md"
PAGE = (ROOT / "docs" / "decide.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"## ([^\n]+)\n(?:(?!\n## ).)*?```json request (\S+)\n(.*?)```\n+```json answer\n(.*?)```", PAGE, re.DOTALL
)


@pytest.mark.parametrize(("title", "folder", "request_text", "answer"), EXAMPLES, ids=[title for title, *_ in EXAMPLES])
def test_the_page_says_what_the_command_does(  # noqa: PLR0917 - the parts of an example
    title: str,
    folder: str,
    request_text: str,
    answer: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The request on the page gives exactly the answer on the page; only the hash is shortened there."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "request.json"
    path.write_text(request_text, "utf-8")
    assert decide.main([str(ROOT / folder), str(path), "--json"], VOCABULARY) == 0
    given = json.loads(capsys.readouterr().out)
    given["instrument_hash"] = "sha256:…"
    assert given == json.loads(answer)


def test_every_gate_and_row_condition_is_explained() -> None:
    """On this page with a request and its answer, or among all conditions with a case that runs."""
    titles = " ".join(title for title, *_ in EXAMPLES)
    explained = titles + " ".join(re.findall(r"## (`\w+`)", WORDS.read_text("utf-8")))
    words = [*VOCABULARY.gates, *VOCABULARY.rows, "restricted", "objection", "previous"]
    assert [word for word in words if f"`{word}`" not in explained] == []


def test_the_page_of_conditions_is_that_of_the_vocabulary() -> None:
    """Made anew it is the same: run ``python tools/words.py``."""
    assert WORDS.read_text("utf-8") == words_page()
