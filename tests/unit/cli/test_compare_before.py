"""What ``kring compare`` says before anything starts: a command that is wrong, files, places, instruments. No database."""

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kring.cli.compare_files import check_out, put_down, taken
from kring.cli.compare_instrument import instrument_in
from kring.cli.compare_words import Asked, Progress, parse, printed
from kring.config import compare
from kring.config.vocabulary import VOCABULARY
from kring.core.errors import Fault
from kring.sheets.refused import Refused

ROOT = Path(__file__).parents[3]
GENK = ROOT / "instruments" / "genk"
MARCH = date(2026, 3, 2)
WHOLE = ("--instrument", "a", "--debtors", "b", "--clients", "c", "--out", "d")


def _refused(argv: Sequence[str], capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The error that the whole command prints with ``--json``; it exits with 2."""
    assert compare.main([*argv, "--json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["error"]
    assert list(said["error"]) == ["code", "message"]
    error: dict[str, str] = said["error"]
    return error


def _asked(folder: Path, out: Path) -> Asked:
    for name in ("debtors.csv", "clients.csv"):
        (folder / name).write_text(name)
    return Asked(GENK, folder / "debtors.csv", folder / "clients.csv", out, None, as_json=True)


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        ((), "--instrument, --debtors, --clients, --out"),
        (WHOLE[:6], "--out"),
        ((*WHOLE[:7], ""), "--out"),
        ((*WHOLE, "--on", "2026-02-30"), "--on"),
        ((*WHOLE, "--on", "morgen"), "--on"),
        ((*WHOLE, "--force"), "--force"),
        ((*WHOLE[:6], "--ou", "x"), "--ou"),
    ],
)
def test_a_command_that_is_wrong_is_told_in_dutch_and_as_an_object(
    argv: Sequence[str], names: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing or not understood is named; the code is ``usage``."""
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    error = _refused(argv, capsys)
    assert error["code"] == "usage"
    assert names in error["message"]
    assert error["message"].startswith("Deze opdracht")


def test_a_whole_command_is_read() -> None:
    """Paths, a day, and where the proof comes."""
    asked = parse([*WHOLE, "--on", "2026-03-02"])
    assert (asked.on, asked.as_json, str(asked.proof)) == (MARCH, False, "d.kring.zip")


@pytest.mark.parametrize(("made", "says"), [("nothing", "bestaat niet"), ("folder", "een map")])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, made: str, says: str) -> None:
    """The clumsy user reads which file and why."""
    path = tmp_path / "lijst.xlsx"
    if made == "folder":
        path.mkdir()
    with pytest.raises(Fault, match=says) as told:
        taken(path)
    assert (told.value.code, str(path) in told.value.message) == ("no_file", True)


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    """A device gives bytes for ever; the limit of a file is where reading stops."""
    with pytest.raises(Refused) as told:
        taken(Path("/dev/zero"))
    assert told.value.code == "too_big"


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ("nergens/out.csv", "out_folder"),
        ("debtors.csv", "out_is_input"),
        ("sub/../clients.csv", "out_is_input"),
        ("link.csv", "out_is_input"),
        ("sub", "out_taken"),
        ("dangling.csv", "out_taken"),
        ("x" * 250, "out_taken"),
        ("busy.csv", "out_taken"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_beforehand(tmp_path: Path, out: str, code: str) -> None:
    """No folder, an input under any of its names, a folder, a dead link, a name too long, a proof's place that is taken."""
    asked = _asked(tmp_path, tmp_path / out)
    (tmp_path / "sub").mkdir()
    (tmp_path / "busy.csv.kring.zip").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "debtors.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nergens")
    with pytest.raises(Fault) as told:
        check_out(asked)
    assert told.value.code == code
    assert (tmp_path / "debtors.csv").read_text() == "debtors.csv"


def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    """Renaming over /dev/null would break the machine."""
    with pytest.raises(Fault) as told:
        check_out(_asked(tmp_path, Path("/dev/null")))
    assert told.value.code == "out_taken"


def test_an_earlier_outcome_may_be_replaced(tmp_path: Path) -> None:
    """Running the command again is no fault."""
    asked = _asked(tmp_path, tmp_path / "out.csv")
    asked.out.write_text("earlier")
    asked.proof.write_text("earlier")
    check_out(asked)
    put_down([(asked.proof, b"proof"), (asked.out, b"list")])
    assert (asked.out.read_bytes(), asked.proof.read_bytes()) == (b"list", b"proof")
    assert asked.out.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "clients.csv",
        "debtors.csv",
        "out.csv",
        "out.csv.kring.zip",
    ]


def test_both_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second cannot take its place: the first is taken away again, and nothing half stays."""
    honest = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "out.csv":
            raise OSError(28, "No space left on device")
        return honest(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Fault, match="No space left") as told:
        put_down([(tmp_path / "out.csv.kring.zip", b"proof"), (tmp_path / "out.csv", b"list")])
    assert told.value.code == "not_written"
    assert os.listdir(tmp_path) == []


def _instrument(folder: Path, **files: str | None) -> Path:
    for name in ("document", "standing"):
        text = files.get(name, (GENK / f"{name}.toml").read_text(encoding="utf-8"))
        if text is not None:
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def _standing(*swaps: tuple[str, str]) -> str:
    text = (GENK / "standing.toml").read_text(encoding="utf-8")
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.req("P4", "P6", "P7")
@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"standing": None}, "not_in_force"),
        ({"document": None}, "no_document"),
        ({"document": "schema ="}, "not_toml"),
        ({"document": 'schema = "kring/instrument/1"'}, "does_not_compile"),
        ({"standing": _standing(("genk-debtors", "elsewhere"))}, "standing_of_another"),
        ({"standing": _standing(("version = 2", "version = 1"))}, "standing_of_another"),
        ({"standing": _standing(('party = "ocmw"', 'party = "dorp"'))}, "wrong_party"),
        ({"standing": _standing(("fictitious = true", "fictitious = 1"))}, "standing_unreadable"),
    ],
)
def test_an_instrument_that_cannot_be_used_is_refused_beforehand(
    tmp_path: Path, files: dict[str, str | None], code: str
) -> None:
    """Nothing on record, no text, a text with findings, a standing of another text or by a stranger."""
    with pytest.raises(Fault) as told:
        instrument_in(_instrument(tmp_path, **files), VOCABULARY)
    assert told.value.code == code
    assert told.value.told_in("en") != told.value.told_in("nl")


def test_the_text_of_2021_is_refused_with_its_first_finding() -> None:
    """And with the way to see all of them."""
    with pytest.raises(Fault, match="kring instrument check") as told:
        instrument_in(ROOT / "instruments" / "sources" / "genk-2021", VOCABULARY)
    assert told.value.code == "does_not_compile"


@pytest.mark.req("P4", "P7")
@pytest.mark.parametrize(
    ("swap", "day", "code"),
    [
        (("on = 2025-11-18", "on = 2026-03-03"), MARCH, "not_in_force"),
        (("on = 2025-12-15", "on = 2026-03-03"), MARCH, "not_in_force"),
        (None, date(2025, 12, 31), "not_yet_in_force"),
        (None, date(2028, 1, 1), "no_longer_in_force"),
        (None, date(1, 1, 1), "not_in_force"),
    ],
)
def test_a_day_on_which_nothing_holds_is_refused_beforehand(
    tmp_path: Path, swap: tuple[str, str] | None, day: date, code: str
) -> None:
    """An advice or a publication that is still to come, before the first day, after the last."""
    standing = _standing(swap) if swap else _standing()
    instrument = instrument_in(_instrument(tmp_path, standing=standing), VOCABULARY)
    with pytest.raises(Fault) as told:
        instrument.check_in_force(day)
    assert told.value.code == code


def test_a_missing_advice_keeps_everything_at_home(tmp_path: Path) -> None:
    """One of the two officers said nothing."""
    text = _standing()
    advice = text[text.rindex("[[advice]]") : text.index("[[signature]]")]
    instrument = instrument_in(_instrument(tmp_path, standing=text.replace(advice, "")), VOCABULARY)
    with pytest.raises(Fault) as told:
        instrument.check_in_force(MARCH)
    assert told.value.code == "not_in_force"


@pytest.mark.parametrize(("real", "fictitious"), [(0, True), (1, True), (6, False)])
def test_one_invented_statement_makes_invented_parties(tmp_path: Path, real: int, fictitious: bool) -> None:  # noqa: FBT001
    """Nothing invented ever binds a real organisation, and nothing is refused for being mixed."""
    text = _standing().replace("fictitious = true", "fictitious = false", real)
    assert instrument_in(_instrument(tmp_path, standing=text), VOCABULARY).any_fictitious is fictitious


def test_a_fault_that_nobody_foresaw_is_plain_and_names_nobody(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kind and its places; never its own text, which may quote a row."""

    def broken(*_: object) -> None:
        raise ValueError("Elif Yılmaz 85673000198")

    monkeypatch.setattr(compare, "instrument_in", broken)
    assert compare.main([*WHOLE, "--json"]) == 2
    out, errors = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "failed"
    assert "ValueError" in errors
    assert "Elif" not in out + errors


def test_whoever_stops_it_is_told_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before anything began."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compare, "instrument_in", stopped)
    assert compare.main(WHOLE) == 130
    assert capsys.readouterr().err.splitlines() in (["Afgebroken."], ["Stopped."])


def test_progress_and_outcome_are_told_in_the_language_that_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person at a terminal: stages with their times, the counts, what stayed, where the files are."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    progress = Progress()
    progress.stage("start", "Starten", "Starting")
    progress.close()
    counts = {"rows": 3, "valid": 2, "invalid": 1, "marked": 1, "proposed": 1, "refused": 0}
    answer = {"counts": counts, "dropped_columns": ["Bedrag"], "bundle": "out.kring.zip", "key": "ab"}
    printed(answer, parse(WHOLE))
    printed({**answer, "bundle": None}, parse(WHOLE))
    out, errors = capsys.readouterr()
    assert "Starting" in errors
    assert "Done. Seconds: start 0.0" in errors
    assert "3 rows: 2 valid, 1 invalid" in out
    assert "kring verify out.kring.zip --key ab" in out
    assert "Counts only" in out
