"""An instrument nobody has seen, from its text to an answer under it, by the commands alone: each a process of its own.

A real ``kring worker`` works and a sealer seals beside them. Nothing in ``src/`` knows this protocol.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from kring.config.house import command
from kring.core.ssin import check_digits
from tests.database.exchange.cast import a_number
from tests.database.flows.partners import a_file, someone
from tests.database.flows.unseen import TEXT, a_text
from tests.terminal import Terminal

SRC = Path(__file__).parents[3] / "src"
DAYS = ("from = 2026-02-01\nuntil = 2027-01-31", "from = 2020-01-01\nuntil = 2099-12-31")
"""These processes live today, whatever the day of the story."""

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.timeout(600)]


def ssin(serial: int) -> str:
    """A fictitious number."""
    nine = f"856728{serial:03d}"
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


@contextmanager
def a_worker(terminal: Terminal) -> Iterator[None]:
    """A ``kring worker``, for as long as the block runs."""
    process = subprocess.Popen(
        command("worker"), env=terminal.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@dataclass(frozen=True)
class Side:
    """One organisation and its people, by address."""

    number: str
    worker: str
    dpo: str
    board: str


@pytest.fixture
def terminal(child_env: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """A terminal on this worker's installation."""
    with Terminal({**child_env, "KRING_EMAIL": "console:"}, tmp_path) as found:
        yield found


def a_side(terminal: Terminal, name: str, function: str) -> Side:
    """Host an invented organisation of no kind that the demonstration knows, and appoint its people."""
    number = a_number()
    terminal.does("organisation", name, "--number", number, "--kind", "other", "--fictitious")
    addresses = []
    for held in (function, "dpo", "secretary_general"):
        email = f"{uuid4().hex}@proef.example"
        words = ("--organisation", number, "--name", f"Proef {held}", "--function", held, "--email", email)
        terminal.does("position", *words, "--bound-by-secrecy")
        addresses.append(email)
    return Side(number, *addresses)


def until(found: Callable[[], Any]) -> Any:
    """What ``found`` answers once it answers something: other processes are at work."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.1)
    return pytest.fail("nothing came")


def brought_into_force(terminal: Terminal, folder: Path, water: Side, welfare: Side, named: str) -> None:
    """Checked, adopted, advised, signed and published by both; each hears of the other."""
    terminal.does("instrument", "check", str(folder))
    parties = ("--party", f"water={water.number}", "--party", f"welfare={welfare.number}")
    for side in (water, welfare):
        here = ("--organisation", side.number)
        terminal.does("standing", "adopt", str(folder), *here, *parties, "--as", side.board)
    on = ("--on", "2026-02-02", "--fictitious")
    steps: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("advise", "dpo", ("--outcome", "positive", "--text", "Gunstig.")),
        ("sign", "board", ("--offices", "bestuur")),
        ("publish", "board", ("--ref", "website")),
    )
    for verb, who, words in steps:
        for side in (water, welfare):
            said = ("standing", verb, named, "--organisation", side.number, "--as", getattr(side, who), *on, *words)
            until(lambda said=said: terminal.types(*said).code == 0)  # type: ignore[misc]
    for side in (water, welfare):
        shown = ("standing", "show", named, "--organisation", side.number)
        until(lambda shown=shown: "; van kracht" in terminal.does(*shown).out)  # type: ignore[misc]


@pytest.mark.req("P9", "P16", "E1", "E3", "P7", "P8")
def test_a_protocol_nobody_has_seen_works_from_the_command_line(terminal: Terminal, tmp_path: Path) -> None:
    """Adopted, exchanged under, read and answered; suspended it refuses and says so; version 2 no longer lets an item leave."""
    water = a_side(terminal, "Waterbedrijf Bronwater", "debt_team")
    welfare = a_side(terminal, "Welzijnsvereniging Lindedal", "social_worker_involved")
    folder = tmp_path / "text"
    folder.mkdir()
    (folder / "document.toml").write_text(a_text(water.number, welfare.number).replace(*DAYS).replace("P2W", "P1D"))
    people = tmp_path / "klanten.csv"
    people.write_bytes(a_file([someone(ssin(1)), someone(ssin(2), "Maes"), someone("12", "Claes")]))

    send = ("send", water.number, str(people), "--as", water.worker, "--disclosure", "arrears", "--to", welfare.number)
    ours = ("--organisation", water.number, "--as", water.worker, "--json")
    theirs = ("--organisation", welfare.number, "--as", welfare.worker, "--json")
    known = ("--instrument", "bronwater-lindedal", "--json")
    purpose = ("--purpose", "keep_water")
    declared = ("--declare", "dwangbevel_prepared")

    with a_worker(terminal):
        brought_into_force(terminal, folder, water, welfare, "bronwater-lindedal")

        refused = terminal.types(*send, *known)
        assert refused.code == 1
        assert {one["code"] for one in refused.json["refused"]} == {"purpose_missing", "not_declared"}
        wrong = terminal.types(*send, *known, *purpose, "--declare", "sunshine")
        assert (wrong.code, "unknown_declaration" in wrong.err) == (2, True)
        not_hers = terminal.types(
            *(water.dpo if word == water.worker else word for word in send), *known, *purpose, *declared
        )
        assert (not_hers.code, "not_your_task" in not_hers.err) == (2, True)

        sent = terminal.types(*send, *known, *purpose, *declared)
        assert sent.code == 1  # one row is to be mended
        assert (sent.json["queued"], sent.json["to_mend"], sent.json["stayed"]) == (2, 1, ["Saldo"])

        (arrived,) = until(
            lambda: [one for one in terminal.does("received", "list", *theirs).json["received"] if one["rows"]]
        )
        assert (arrived["disclosure"], arrived["rows"], arrived["complete"]) == ("arrears", 2, True)
        rows = terminal.does("received", "show", arrived["list"], *theirs).json["rows"]
        assert [one["person.last_name"] for one in rows] == ["Yılmaz", "Maes"]
        assert {one["person.street"] for one in rows} == {"Bronweg"}
        out = tmp_path / "uit.xlsx"
        terminal.does("received", "take-out", arrived["list"], "--out", str(out), *theirs)
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        assert [cell.value for cell in sheet["A"]] == ["achternaam", "Yılmaz", "Maes"]
        again = terminal.types("received", "take-out", arrived["list"], "--out", str(out), *theirs)
        assert again.code == 2

        answer = ("received", "answer", arrived["list"], "--disclosure", "outcome", "--row", rows[0]["row"], *theirs)
        assert terminal.types(*answer, "--value", "is verhuisd").code == 2
        terminal.does(*answer, "--value", "geen oplossing", "--decided", "no_solution")
        until(lambda: terminal.does("received", "list", *ours).json["sent"][0]["answered"])
        mine = terminal.does("received", "show", sent.json["sending"], *ours).json["rows"]
        assert [one["answers"] for one in mine] == [[{"debt.recovery_signal": "geen oplossing"}], [], []]
        assert [one["state"] for one in mine] == ["sent", "sent", "invalid"]

        second = tmp_path / "second"
        second.mkdir()
        text = a_text(water.number, welfare.number, version=2, without="person.municipality")
        (second / "document.toml").write_text(
            text.replace(*DAYS).replace("every = { at_most = 1, per", "every = { at_most = 9, per")
        )
        brought_into_force(terminal, second, water, welfare, "bronwater-lindedal@2")
        newer = terminal.types(*send, *known, *purpose, *declared)
        assert "Gemeente" in newer.json["stayed"]
        lists = until(
            lambda: [
                one
                for one in terminal.does("received", "list", *theirs).json["received"]
                if one["list"] != arrived["list"] and one["rows"]
            ]
        )
        rows = terminal.does("received", "show", lists[0]["list"], *theirs).json["rows"]
        assert not any("person.municipality" in one for one in rows)
        assert {one["person.postcode"] for one in rows} == {"9999"}

        stop = ("--organisation", welfare.number, "--as", welfare.dpo, "--text", "Inbreuk.", "--fictitious")
        terminal.does("standing", "suspend", "bronwater-lindedal@2", *stop)
        until(lambda: "suspended" in terminal.types(*send, *known, *purpose, *declared).out)


def test_nothing_in_the_house_knows_this_protocol() -> None:
    """No name of it, of its parties or of its disclosures stands in the source."""
    unheard = ("bronwater", "lindedal", "keep_water", '"arrears"', "wil geen hulp")
    assert all(word in TEXT.casefold() for word in unheard)
    for path in SRC.rglob("*"):
        if path.suffix in {".py", ".toml", ".html", ".sql"}:
            text = path.read_text("utf-8").casefold()
            assert not [word for word in unheard if word in text], path
