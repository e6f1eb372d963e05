"""Run ``kring compare`` as anybody would, in a process and a temporary folder of its own, and keep what it said."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kring.core.ssin import check_digits
from tests.outside import outside

ROOT = Path(__file__).parents[2]
GENK = ROOT / "instruments" / "genk"
ON = "2026-03-02"
COMMAND = (sys.executable, "-m", "kring.config.main")
REGISTER = ("INSZ", "Naam", "Voornaam", "Adres", "Hoedanigheid", "Van", "Tot")
OPEN = ""


@dataclass(frozen=True)
class Told:
    """What a run left: its exit code, what it printed, and its two folders."""

    code: int
    out: str
    errors: str
    folder: Path
    temporary: Path

    @property
    def answer(self) -> dict[str, Any]:
        """The one object of ``--json``."""
        said: dict[str, Any] = json.loads(self.out)
        return said

    @property
    def left(self) -> list[str]:
        """What stands where it was asked to write, and whatever it forgot in the temporary folder."""
        return sorted(path.name for folder in (self.folder, self.temporary) for path in folder.iterdir())


def number(serial: int, *, born: str = "856730", since_2000: bool = False) -> str:
    """A number in the fictitious range (month + 60), with right check digits; another ``serial``, another person."""
    nine = f"{born}{serial:03d}"
    return f"{nine}{check_digits(nine, since_2000=since_2000):02d}"


def words(folder: Path, debtors: Path, clients: Path, *more: str, instrument: Path = GENK) -> list[str]:
    """The command line of one comparison that writes to ``folder``."""
    files = ["--instrument", str(instrument), "--debtors", str(debtors), "--clients", str(clients)]
    return [*COMMAND, "compare", *files, "--out", str(folder / f"out{debtors.suffix}"), *more]


def surroundings(temporary: Path, **more: str) -> dict[str, str]:
    """The environment of a run: a temporary folder that PostgreSQL's user can reach, and nothing of this worker's house."""
    kept = outside("LC_", "LANG")
    return {**kept, "TMPDIR": str(temporary), **more}


def compare(
    folder: Path,
    debtors: Path,
    clients: Path,
    *more: str,
    instrument: Path = GENK,
    env: Mapping[str, str] | None = None,
) -> Told:
    """One run; ``folder`` is made, and is where the outcome comes."""
    temporary = folder / "tmp"
    results = folder / "results"
    results.mkdir(parents=True)
    temporary.mkdir()
    done = subprocess.run(
        words(results, debtors, clients, *more, instrument=instrument),
        env=surroundings(temporary, **(env or {})),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr, results, temporary)


def a_register(path: Path, rows: Iterable[Sequence[object]], *, encoding: str = "cp1252", separator: str = ";") -> Path:
    """A client register as text; each row is number, last name, first name, capacity, from, until."""
    lines = [REGISTER]
    lines += [(ssin, last, first, "Bloemenstraat 4", *rest) for ssin, last, first, *rest in rows]
    path.write_bytes("\r\n".join(separator.join(map(str, line)) for line in lines).encode(encoding))
    return path


def one_client(folder: Path) -> tuple[Path, Path]:
    """A list of one debtor, as text, and a register that knows her."""
    debtors = folder / "een.csv"
    debtors.write_text(
        f"Dossiernummer,Naam,Voornaam,INSZ,Straat\nD-1,Yılmaz,Elif,{number(1)},Bloemenstraat 4\n", encoding="utf-8"
    )
    clients = [(number(1), "Yılmaz", "Elif", 2, "2025-01-01", OPEN)]
    return debtors, a_register(folder / "een-client.csv", clients, encoding="utf-8", separator=",")


def an_instrument(
    folder: Path, *, document: Sequence[tuple[str, str]] = (), standing: Sequence[tuple[str, str]] = ()
) -> Path:
    """A copy of the adopted instrument with some text replaced; each text must be there."""
    folder.mkdir(parents=True)
    for name, swaps in (("document.toml", document), ("standing.toml", standing)):
        text = (GENK / name).read_text(encoding="utf-8")
        for old, new in swaps:
            assert old in text, old
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def in_force_today(folder: Path, *, standing: Sequence[tuple[str, str]] = ()) -> Path:
    """The adopted instrument with a term that holds whenever this test runs."""
    return an_instrument(
        folder,
        document=[("from = 2026-01-01\nuntil = 2027-12-31", "from = 2020-01-01\nuntil = 2099-12-31")],
        standing=[("on = 2025-", "on = 2019-"), *standing],
    )


def today() -> str:
    """The real day, as the command line writes it."""
    return date.today().isoformat()  # noqa: DTZ011 - near midnight the two commands may differ all the same
