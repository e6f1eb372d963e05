"""``kring compare``: a city and its OCMW compare one list on one machine, through the same door as in service.

Most of it is one run on 2 March 2026 with a debtor for every way in which a row can end.
"""

import json
import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kring.local import throwaway
from tests.system.comparing import (
    COMMAND,
    ON,
    OPEN,
    ROOT,
    Told,
    a_register,
    an_instrument,
    compare,
    in_force_today,
    number,
    one_client,
    today,
)

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("compare")]

SINCE = "2025-01-01"
CLIENT = "cliënt OCMW"


@dataclass(frozen=True)
class Debtor:
    """One row of the list, how it must end, and what the register says: (last, first, capacity, from, until) each."""

    sentence: str
    file_number: Any
    last: Any
    first: Any
    written: Any
    ends: tuple[str, str | None]
    register: tuple[tuple[Any, ...], ...] = ()
    ssin: str = ""


def _client(*periods: tuple[Any, ...], last: str = "Yilmaz", first: str = "Elif") -> tuple[tuple[Any, ...], ...]:
    return tuple((last, first, *period) for period in periods or [(2, SINCE, OPEN)])


MARKED: tuple[str, str | None] = ("marked", None)
NOT: tuple[str, str | None] = ("not_marked", None)
PROPOSED: tuple[str, str | None] = ("proposed", "name_not_compatible")
YOUNG = number(41, born="056730", since_2000=True)
TWICE = number(30)
N = number

DEBTORS = (
    Debtor("a client, the number with dots", "D-1", "Yilmaz", "Elif", "85.67.30-001.{2}", MARKED, _client(), N(1)),
    Debtor("spaces in the number", "D-2", "Yilmaz", "Elif", " 856730 002 {2} ", MARKED, _client(), N(2)),
    Debtor("a number cell that lost its zero", "D-3", "Yilmaz", "Elif", int(YOUNG), MARKED, _client(), YOUNG),
    Debtor("capitals, order and accents", "D-4", "ELIF", "YILMAZ", "{}", MARKED, _client(last="Yílmàz"), N(4)),
    Debtor("particles and initials", "D-5", "Van den Berghe", "J.", "{}", MARKED,
           _client(last="VANDENBERGHE", first="Jan Pieter"), N(5)),
    Debtor("a client from today", "D-6", "Yilmaz", "Elif", "{}", MARKED, _client((2, ON, OPEN)), N(6)),
    Debtor("a client until today", "D-7", "Yilmaz", "Elif", "{}", MARKED, _client((2, SINCE, ON)), N(7)),
    Debtor("a client until yesterday", "D-8", "Yilmaz", "Elif", "{}", NOT, _client((2, SINCE, "2026-03-01")), N(8)),
    Debtor("a client from tomorrow", "D-9", "Yilmaz", "Elif", "{}", NOT, _client((2, "3/03/2026", OPEN)), N(9)),
    Debtor("living with a client (5)", "D-10", "Yilmaz", "Elif", "{}", NOT, _client((5, SINCE, OPEN)), N(10)),
    Debtor("first 5, now 2", "D-11", "Yilmaz", "Elif", "{}", MARKED,
           _client((5, SINCE, "2026-01-31"), (2, "2026-02-01", OPEN)), N(11)),
    Debtor("nobody at the OCMW", "D-12", "Peeters", "Jan", "{}", NOT, (), N(12)),
    Debtor("a relative's number", "D-13", "Yilmaz", "Kemal", "{}", PROPOSED, _client(), N(13)),
    Debtor("a name that the register lacks", "D-14", "Yilmaz", "Elif", "{}", PROPOSED, _client(last="", first=""), N(14)),
    Debtor("a name that the list lacks", "D-15", None, None, "{}", PROPOSED, _client(), N(15)),
    Debtor("another name, and help that ended", "D-16", "Yilmaz", "Kemal", "{}", PROPOSED,
           _client((2, SINCE, "2025-12-31")), N(16)),
    Debtor("another name, and help to come", "D-17", "Yilmaz", "Kemal", "{}", PROPOSED, _client((2, "2026-12-01", OPEN)), N(17)),
    Debtor("another name, capacity 5", "D-18", "Yilmaz", "Kemal", "{}", PROPOSED, _client((5, SINCE, OPEN)), N(18)),
    Debtor("two debts of one client", "D-19", "Yilmaz", "Elif", TWICE, MARKED, _client(), TWICE),
    Debtor("the second of them", "D-20", "Yilmaz", "E.", TWICE, MARKED),
    Debtor("a file number that another has", "D-20", "Peeters", "Jan", "{}", NOT, (), N(21)),
    Debtor("no file number", None, "Yilmaz", "Elif", "{}", MARKED, _client(), N(22)),
    Debtor("a file number like a formula", "'=1+2", "Yilmaz", "Elif", "{}", MARKED, _client(), N(23)),
    Debtor("a client in a row that the register errs in", "D-24", "Yilmaz", "Elif", "{}", NOT,
           _client((13, SINCE, OPEN)), N(24)),
    Debtor("no number", "D-25", "Yilmaz", "Elif", None, ("invalid", "empty")),
    Debtor("a digit mistyped", "D-26", "Yilmaz", "Elif", "85673000198", ("invalid", "check_digits")),
    Debtor("letters", "D-27", "Yilmaz", "Elif", "onbekend", ("invalid", "not_digits")),
    Debtor("a date where the number belongs", "D-28", "Yilmaz", "Elif", date(1985, 7, 30), ("invalid", "date_cell")),
)  # fmt: skip
TITLE_ROWS = 4
HEADINGS = ("Dossiernr.", "Achternaam", "Voornaam", "Rijksregisternummer", "Straat", "Huisnr.", "Bedrag", "Reden")


def _number_as_written(debtor: Debtor) -> Any:
    if isinstance(debtor.written, str) and debtor.ssin:
        return debtor.written.format(debtor.ssin, "", debtor.ssin[9:])
    return debtor.written


def _list(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Debiteuren"
    sheet["A1"] = "Debiteuren vóór dwangbevel (fictieve gegevens)"
    sheet.merge_cells("A1:H1")
    for column, heading in enumerate(HEADINGS, 1):
        sheet.cell(TITLE_ROWS, column, heading)
    for row, debtor in enumerate(DEBTORS, TITLE_ROWS + 1):
        cells = (
            debtor.file_number,
            debtor.last,
            debtor.first,
            _number_as_written(debtor),
            "Bloemenstraat",
            4,
            12.5,
            "x",
        )
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    book.create_sheet("Afspraken")["A1"] = "Niemand in deze lijst bestaat."
    book.save(path)
    return path


@pytest.fixture(scope="module")
def place() -> Any:
    """A folder that PostgreSQL's own user can pass through, also when the tests run as root."""
    with throwaway.folder("compare-test") as folder:
        yield folder


@pytest.fixture(scope="module")
def a_list(place: Path) -> Path:
    """The list with a debtor for every ending."""
    return _list(place / "debiteuren.xlsx")


@pytest.fixture(scope="module")
def register(place: Path) -> Path:
    """What the OCMW knows of them, as Windows-1252 text."""
    return a_register(place / "clienten.csv", [(d.ssin, *row) for d in DEBTORS for row in d.register])


@pytest.fixture(scope="module")
def small(place: Path) -> tuple[Path, Path]:
    """A list of one debtor, and a register that knows her."""
    return one_client(place)


@pytest.fixture(scope="module")
def told(place: Path, a_list: Path, register: Path) -> Told:
    """The run that most of these tests look at."""
    done = compare(place / "story", a_list, register, "--on", ON, "--json")
    assert done.code == 0, done.errors
    return done


def test_the_answer_is_one_object_of_exactly_this_shape(told: Told) -> None:
    """The keys and types of the issue, nothing more; the counts agree with the rows."""
    answer = told.answer
    assert list(answer) == ["counts", "rows", "dropped_columns", "instrument_hash", "bundle", "key"]
    assert list(answer["counts"]) == ["rows", "valid", "invalid", "marked", "proposed", "refused"]
    assert all(type(count) is int for count in answer["counts"].values())
    assert {tuple(row) for row in answer["rows"]} == {("row", "file_number", "status", "reason")}
    assert all(type(row["row"]) is int and type(row["file_number"]) is str for row in answer["rows"])
    statuses = Counter(debtor.ends[0] for debtor in DEBTORS)
    assert answer["counts"] == {
        "rows": len(DEBTORS),
        "valid": len(DEBTORS) - statuses["invalid"],
        "invalid": statuses["invalid"],
        "marked": statuses["marked"],
        "proposed": statuses["proposed"],
        "refused": 0,
    }
    assert answer["dropped_columns"] == ["Bedrag", "Reden"]
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", answer["instrument_hash"])
    assert re.fullmatch(r"[0-9a-f]{64}", answer["key"])
    assert answer["bundle"] == str(told.folder / "out.xlsx.kring.zip")


@pytest.mark.req("D1", "D2", "D8")
@pytest.mark.parametrize("place_in_list", range(len(DEBTORS)), ids=[d.sentence.replace(" ", "-") for d in DEBTORS])
def test_every_debtor_ends_as_the_text_says(told: Told, place_in_list: int) -> None:
    """One row each: its number in the sheet, its own file number, what became of it and why."""
    debtor = DEBTORS[place_in_list]
    assert told.answer["rows"][place_in_list] == {
        "row": TITLE_ROWS + 1 + place_in_list,
        "file_number": debtor.file_number or "",
        "status": debtor.ends[0],
        "reason": debtor.ends[1],
    }


@pytest.mark.req("D2", "D5")
def test_the_workbook_comes_back_with_its_column_and_nothing_else_changed(told: Told, a_list: Path) -> None:
    """A third program finds the marks beside the marked rows, and every other cell as it was."""
    before, after = (openpyxl.load_workbook(path) for path in (a_list, told.folder / "out.xlsx"))
    column = len(HEADINGS) + 1
    marks = {row: after["Debiteuren"].cell(row, column).value for row in range(1, TITLE_ROWS + 1 + len(DEBTORS))}
    expected = {TITLE_ROWS + 1 + at: CLIENT for at, debtor in enumerate(DEBTORS) if debtor.ends == MARKED}
    assert {row: mark for row, mark in marks.items() if mark is not None} == {TITLE_ROWS: "Stand OCMW", **expected}
    for name in ("Debiteuren", "Afspraken"):
        cells = [
            [cell.value for row in book[name].iter_rows(max_col=column - 1) for cell in row] for book in (before, after)
        ]
        assert cells[0] == cells[1]


def test_nothing_that_is_printed_names_a_person(told: Told) -> None:
    """Progress, with its times, and the object: no name, no number, no address. Register rows are told by their number."""
    said = told.errors + told.out
    assert not re.search(r"yilmaz|elif|peeters|berghe|bloemenstraat", said, re.IGNORECASE)
    assert not [debtor.ssin for debtor in DEBTORS if debtor.ssin and debtor.ssin in said]
    assert "[capacity_unknown]" in told.errors
    assert re.search(r"start \d+\.\d\d, register \d+\.\d\d, list \d+\.\d\d, compare \d+\.\d\d, workbook", told.errors)


def test_two_files_for_the_owner_only_are_all_that_is_left(told: Told) -> None:
    """No database, no copy, no half file."""
    assert told.left == ["out.xlsx", "out.xlsx.kring.zip"]
    assert {path.stat().st_mode & 0o777 for path in told.folder.iterdir()} == {0o600}


def _entries(bundle: Path) -> list[list[dict[str, Any]]]:
    """The lines of each log in a bundle, read from the format page alone."""
    logs = []
    with zipfile.ZipFile(bundle) as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith("/entries")):
            data, at, found = archive.read(name), 0, []
            while at < len(data):
                size = int.from_bytes(data[at : at + 2], "big")
                found.append(json.loads(data[at + 2 : at + 2 + size]))
                at += 2 + size
            logs.append(found)
    return logs


@pytest.mark.req("E6")
def test_both_logs_say_what_was_declared_and_which_day_was_judged(told: Told) -> None:
    """The declaration, the day judged, that it is not today's; the time of a line is the real one."""
    logs = _entries(told.folder / "out.xlsx.kring.zip")
    assert len(logs) == 2
    for log in logs:
        (begun,) = [line for line in log if line.get("what") == "compare.started"]
        assert begun["declared"] == ["dwangbevel_prepared"]
        assert (begun["judged_on"], begun["today"], begun["another_day"]) == (ON, today(), True)
        decided = [line for line in log if line["kind"] in ("permit", "release")]
        assert len(decided) == 2
        assert {line["judged_on"] for line in decided} == {ON}
        assert {line["time"][:4] for line in log} == {today()[:4]}
    (started,) = [line for log in logs for line in log if line.get("what") == "round.started"]
    assert started["declared"] == ["dwangbevel_prepared"]


@pytest.mark.req("E6")
def test_the_bundle_verifies_and_a_changed_byte_or_another_key_shows(told: Told, tmp_path: Path) -> None:
    """Exit 0 with the key that was told, 1 when a line was touched, 3 with another key."""
    bundle, key = told.folder / "out.xlsx.kring.zip", told.answer["key"]
    touched = bytearray(bundle.read_bytes())
    touched[touched.index(b"round.started")] ^= 1
    changed = tmp_path / "changed.zip"
    changed.write_bytes(touched)
    asked = [(bundle, key), (changed, key), (bundle, "0" * 64)]
    ended = [
        subprocess.run([*COMMAND, "verify", path, "--key", k], capture_output=True, check=False) for path, k in asked
    ]
    assert [one.returncode for one in ended] == [0, 1, 3]


@pytest.mark.req("P7")
def test_today_under_a_standing_that_is_not_all_fictitious_gives_everything(
    place: Path, small: tuple[Path, Path]
) -> None:
    """One debtor, text in and out, parties in another order, English: what is judged today is handed out."""
    text = (ROOT / "instruments" / "genk" / "document.toml").read_text(encoding="utf-8")
    parties = text[text.index("[[party]]") : text.index("[[purpose]]")]
    city, ocmw = re.findall(r"\[\[party\]\].*?(?=\[\[party\]\]|\Z)", parties, re.DOTALL)
    instrument = in_force_today(place / "partly", standing=[_REALLY_PUBLISHED])
    document = (instrument / "document.toml").read_text(encoding="utf-8")
    (instrument / "document.toml").write_text(document.replace(parties, ocmw + city), encoding="utf-8")
    done = compare(place / "today", *small, instrument=instrument, env={"LANG": "en_GB.UTF-8"})
    assert done.code == 0, done.errors
    assert "1 rows: 1 valid, 0 invalid. 1 marked" in done.out
    assert done.left == ["out.csv", "out.csv.kring.zip"]
    written = (done.folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert written[1].endswith(f",{CLIENT}")
    (begun, _) = [line for log in _entries(done.folder / "out.csv.kring.zip") for line in log if "another_day" in line]
    assert begun["another_day"] is False


_REALLY_PUBLISHED = (
    'place = "website van het OCMW, rubriek bekendmakingen"\nfictitious = true',
    'place = "website van het OCMW, rubriek bekendmakingen"\nfictitious = false',
)


@pytest.mark.req("P7")
def test_another_day_under_a_standing_that_is_not_all_fictitious_gives_counts_only(
    place: Path, small: tuple[Path, Path]
) -> None:
    """Nobody can play at being on another day with real data: counts, no rows, no workbook, no bundle."""
    instrument = an_instrument(place / "real", standing=[_REALLY_PUBLISHED])
    done = compare(place / "counts", *small, "--on", ON, "--json", instrument=instrument)
    assert done.code == 0, done.errors
    assert done.answer["counts"] == {"rows": 1, "valid": 1, "invalid": 0, "marked": 1, "proposed": 0, "refused": 0}
    assert (done.answer["rows"], done.answer["bundle"], done.answer["key"]) == ([], None, None)
    assert done.left == []
