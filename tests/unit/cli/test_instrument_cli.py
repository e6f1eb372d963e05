"""``kring instrument check`` as a data protection officer meets it."""

import json
import tomllib
from pathlib import Path

import pytest

from kring.cli import instrument
from kring.cli.language import language
from kring.config.vocabulary import VOCABULARY

ROOT = Path(__file__).resolve().parents[3]
GENK = ROOT / "instruments" / "genk"
GENK_2021 = ROOT / "instruments" / "sources" / "genk-2021"


@pytest.fixture(autouse=True)
def dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may speak anything."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def test_the_adopted_instrument_has_no_findings(capsys: pytest.CaptureFixture[str]) -> None:
    """Three warnings stand, and the exit code is 0."""
    assert instrument.main(["check", str(GENK), "--on", "2026-03-02"], VOCABULARY) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Geen bevindingen; 3 waarschuwing(en)."
    assert all(line.startswith("waarschuwing") for line in lines[:-1])


def test_after_its_last_day_it_has_one(capsys: pytest.CaptureFixture[str]) -> None:
    """The day judged may be given."""
    assert instrument.main(["check", str(GENK), "--on", "2028-01-01", "--json"], VOCABULARY) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["code"] for one in found if one["severity"] == "error"] == ["ended"]


@pytest.mark.req("P1", "P4")
def test_the_protocol_of_2021_exits_1_with_its_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Exactly what is listed beside it, told in Dutch."""
    assert instrument.main(["check", str(GENK_2021), "--json"], VOCABULARY) == 1
    answer = json.loads(capsys.readouterr().out)
    listed = tomllib.loads((GENK_2021 / "findings.toml").read_text("utf-8"))["finding"]
    assert [(one["code"], one["where"]) for one in answer["findings"]] == [
        (one["code"], one["where"]) for one in listed
    ]
    assert (answer["id"], answer["version"]) == ("genk-debtors", 1)
    assert all(one["text"] for one in answer["findings"])


def test_a_case_that_is_not_true_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The cases of the document run with the check."""
    text = (GENK / "document.toml").read_text("utf-8").replace('reasons = ["not_declared"]', 'reasons = ["suspended"]')
    (tmp_path / "document.toml").write_text(text, "utf-8")
    assert instrument.main(["check", str(tmp_path), "--on", "2026-03-02"], VOCABULARY) == 1
    assert "[case_fails, case[1]]" in capsys.readouterr().out


def test_a_wrong_shape_is_found_and_no_toml_is_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown key is a finding; text that is no TOML, or no text at all, is exit 2."""
    (tmp_path / "document.toml").write_text((GENK / "document.toml").read_text("utf-8") + "\n[unheard_of]\n", "utf-8")
    assert instrument.main(["check", str(tmp_path), "--json"], VOCABULARY) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["instrument_hash"] is None
    assert [(one["code"], one["where"]) for one in answer["findings"]] == [("unknown_key", "unheard_of")]
    (tmp_path / "document.toml").write_text("[[", "utf-8")
    assert instrument.main(["check", str(tmp_path), "--json"], VOCABULARY) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_toml"
    (tmp_path / "document.toml").write_bytes(b"\xff\xfe")
    assert instrument.main(["check", str(tmp_path)], VOCABULARY) == 2
    assert "[no_document]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "nl"),
        ({"LANG": "C"}, "nl"),
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "fr_BE"}, "nl"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "nl_BE", "LANG": "en"}, "nl"),
        ({"LC_ALL": "", "LANG": "en"}, "en"),
    ],
)
def test_dutch_unless_english_is_asked(environment: dict[str, str], spoken: str) -> None:
    """By the usual variables, the first that is set."""
    assert language(environment) == spoken
