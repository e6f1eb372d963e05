"""``kring decide`` as another program meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from kring.cli import decide
from kring.config.vocabulary import VOCABULARY

ROOT = Path(__file__).resolve().parents[3]
GENK = ROOT / "instruments" / "genk"
REQUEST: dict[str, Any] = {
    "at": "2026-03-02",
    "disclosure": "mark",
    "acting_role": "match_job",
    "period_asked": None,
    "asked": ["debt.client_mark"],
    "subjects": [
        {
            "ref": "one",
            "facts": {
                "client_on": [{"capacity": 1, "from": "2026-01-01", "until": None}],
                "marked_before": False,
                "bound_by_secrecy": {"sender": True, "reader": True},
                "declared": ["dwangbevel_prepared"],
                "restricted": False,
                "objection": False,
                "previous": ["2026-03-02"],
            },
        }
    ],
    "standing": {
        "signed": "2025-12-10",
        "advised": "2025-11-18",
        "published": "2025-12-15",
        "suspended": None,
        "ended": None,
    },
}


@pytest.fixture(autouse=True)
def dutch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that runs the tests may speak anything."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: object, folder: Path = GENK
) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of one call."""
    path = tmp_path / "request.json"
    path.write_text(request if isinstance(request, str) else json.dumps(request), "utf-8")
    code = decide.main([str(folder), str(path), "--json"], VOCABULARY)
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.req("E2")
def test_the_answer_has_the_keys_that_were_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Per subject ref, permitted, items, reasons and keep; beside them the instrument's hash."""
    code, answer = run(tmp_path, capsys, REQUEST)
    assert code == 0
    assert answer.keys() == {"instrument_hash", "subjects"}
    assert answer["instrument_hash"].startswith("sha256:")
    assert answer["subjects"] == [
        {"ref": "one", "permitted": True, "items": ["debt.client_mark"], "reasons": [], "keep": "pilot"}
    ]


@pytest.mark.parametrize(
    "at", ["2026-01-01", "2026-01-01T00:00:00+01:00", "2025-12-31T23:00:00Z", "2027-12-31T23:59:59+01:00"]
)
def test_days_and_instants_within(tmp_path: Path, capsys: pytest.CaptureFixture[str], at: str) -> None:
    """A day is judged at its start in Belgium."""
    facts = {"facts": {"client_on": [], "marked_before": True}}
    request = {**REQUEST, "at": at, "subjects": [{**REQUEST["subjects"][0], **facts}]}
    assert run(tmp_path, capsys, request)[1]["subjects"][0]["permitted"]


@pytest.mark.parametrize("at", ["2025-12-31", "2025-12-31T22:59:59Z", "2027-12-31T23:00:00Z", "2028-01-01"])
def test_days_and_instants_outside(tmp_path: Path, capsys: pytest.CaptureFixture[str], at: str) -> None:
    """The border is Belgian midnight."""
    assert not run(tmp_path, capsys, {**REQUEST, "at": at})[1]["subjects"][0]["permitted"]


def _subject(**facts: object) -> dict[str, Any]:
    return {"subjects": [{"ref": "one", "facts": facts}]}


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"at": "2026-03-02T10:00:00"},
        {"at": "2 maart"},
        {"at": "2026-W10-1"},
        {"at": "2026-02-30"},
        {"at": 20260302},
        {"at": "2026-02-30T10:00:00Z"},
        {"disclosure": 1},
        {"acting_role": ["match_job"]},
        {"asked": "debt.client_mark"},
        {"asked": [1]},
        {"purpose": 3},
        {"subjects": {}},
        {"subjects": [{"facts": {}}]},
        {"subjects": [{"ref": 1, "facts": {}}]},
        {"subjects": [{"ref": "one", "facts": {}, "name": "x"}]},
        {"subjects": [{"ref": "one", "facts": []}]},
        _subject(hearsay=True),
        _subject(restricted=None),
        _subject(restricted=0),
        _subject(objection="false"),
        _subject(marked_before=1),
        _subject(declared="dwangbevel_prepared"),
        _subject(declared=[1]),
        _subject(previous=["gisteren"]),
        _subject(previous="2026-03-02"),
        _subject(bound_by_secrecy=True),
        _subject(bound_by_secrecy={"sender": "yes"}),
        _subject(bound_by_secrecy={"mayor": True}),
        _subject(client_on={"capacity": 1}),
        _subject(client_on=[1]),
        _subject(client_on=[{"capacity": 1}]),
        _subject(client_on=[{"capacity": "1", "from": "2026-01-01", "until": None}]),
        _subject(client_on=[{"capacity": True, "from": "2026-01-01", "until": None}]),
        _subject(client_on=[{"capacity": 1.0, "from": "2026-01-01", "until": None}]),
        _subject(client_on=[{"capacity": 1, "from": "2026-01-01", "until": "2025-01-01"}]),
        _subject(client_on=[{"capacity": 1, "from": "2026-01-01", "until": None, "x": 1}]),
        {"standing": {"signed": True}},
        {"standing": {"blessed": "2026-01-01"}},
        {"standing": []},
        {"period_asked": "gisteren"},
        {"period_asked": {"from": "2026-02-01", "until": "2026-01-01"}},
        {"period_asked": {"until": "2026-01-01"}},
    ],
    ids=str,
)
def test_what_is_not_of_the_form_is_a_plain_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any]
) -> None:
    """Exit 2 and one Dutch sentence with a stable code; never a guess, never a trace."""
    code, answer = run(tmp_path, capsys, {**REQUEST, **change})
    assert code == 2
    assert answer.keys() == {"error"}
    assert answer["error"]["code"] == "bad_request"
    assert answer["error"]["message"].endswith(".")


@pytest.mark.parametrize("gone", ["at", "disclosure", "acting_role", "asked", "subjects"])
def test_a_missing_key(tmp_path: Path, capsys: pytest.CaptureFixture[str], gone: str) -> None:
    """It is named."""
    code, answer = run(tmp_path, capsys, {key: value for key, value in REQUEST.items() if key != gone})
    assert (code, answer["error"]["code"]) == (2, "bad_request")
    assert gone in answer["error"]["message"]


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "NaN", '{"at": NaN}'])
def test_what_is_no_request(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    """Neither an object nor JSON."""
    code, answer = run(tmp_path, capsys, text)
    assert (code, answer["error"]["code"]) == (2, "bad_request")


def test_without_standing_nothing_is_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Deny by default."""
    answer = run(tmp_path, capsys, {key: value for key, value in REQUEST.items() if key != "standing"})[1]
    assert {one["code"] for one in answer["subjects"][0]["reasons"]} == {"not_in_force"}


def test_english_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults and reasons."""
    dutch = run(tmp_path, capsys, {**REQUEST, "at": 1})[1]["error"]["message"]
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    english = run(tmp_path, capsys, {**REQUEST, "at": 1})[1]["error"]["message"]
    assert (dutch.split()[1], english.split()[1]) == ("moet", "must")
    reason = run(tmp_path, capsys, {**REQUEST, "acting_role": "dpo"})[1]["subjects"][0]["reasons"][0]
    assert reason["text"] == "Whoever acts as “dpo” may not make this disclosure."


def test_an_instrument_that_is_no_policy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The protocol of 2021 decides nothing; an empty folder, loose text and a wrong shape neither."""
    assert (
        run(tmp_path, capsys, REQUEST, ROOT / "instruments/sources/genk-2021")[1]["error"]["code"]
        == "instrument_has_findings"
    )
    assert run(tmp_path, capsys, REQUEST, tmp_path)[1]["error"]["code"] == "no_document"
    (tmp_path / "document.toml").write_text("[[")
    assert run(tmp_path, capsys, REQUEST, tmp_path)[1]["error"]["code"] == "not_toml"
    (tmp_path / "document.toml").write_text("x = 1")
    assert run(tmp_path, capsys, REQUEST, tmp_path) == (
        2,
        {"error": {"code": "wrong_shape", "message": "Dit document heeft niet de vorm van een instrument."}},
    )


def test_in_words_for_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: a line per subject and one per reason; a fault goes to the error stream."""
    path = tmp_path / "request.json"
    path.write_text(json.dumps({**REQUEST, "asked": ["debt.client_mark", "person.ssin"]}))
    assert decide.main([str(GENK), str(path)], VOCABULARY) == 0
    assert capsys.readouterr().out.splitlines()[0] == "one: toegelaten  debt.client_mark"
    assert decide.main([str(GENK), str(tmp_path / "nothing.json")], VOCABULARY) == 2
    assert "[no_request]" in capsys.readouterr().err
