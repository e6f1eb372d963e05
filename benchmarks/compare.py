"""``kring compare`` beside the openpyxl way, on the same two workbooks, in turns within one run.

    .venv/bin/python benchmarks/compare.py [--sizes 10000x5000 100000x20000] [--times 3]

The openpyxl way: read both workbooks, normalise the numbers, match exactly, mark, write. It logs nothing, proves nothing,
looks at no name, period or capacity. Ours is the command as people use it, with its own database raised and erased.
Prints medians: seconds per stage, seconds in all, ratios, and peak memory: of the process, and of it with all its children
(PostgreSQL and the readers of the files; proportional share, sampled). Reports; asserts nothing but that both ran.
"""

import argparse
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kring.config.people import Resident, residents

ROOT = Path(__file__).parents[1]
HEADINGS = ("Dossiernummer", "Naam", "Voornaam", "INSZ", "Straat", "Huisnr", "Bedrag", "Opmerking")
REGISTER = ("INSZ", "Naam", "Voornaam", "Straat", "Nummer", "Postcode", "Gemeente", "Hoedanigheid", "Van", "Tot")
SIZES = ("10000x5000", "100000x20000")
ON = "2026-03-02"
_STAGE = re.compile(r"(\w+) (\d+\.\d+)")
Figures = Mapping[str, float]


def make(folder: Path, debtors: int, clients: int) -> tuple[Path, Path]:
    """An invented list and register; half of the clients are debtors too."""
    chance = random.Random(2026)  # noqa: S311 - made the same every time, on purpose
    people = [one for one in residents((debtors + clients) * 11 // 10) if one.ssin][: debtors + clients // 2]
    chance.shuffle(people)
    a_list, register = folder / f"list-{debtors}.xlsx", folder / f"register-{clients}.xlsx"
    _write(a_list, HEADINGS, [_debtor(n, one) for n, one in enumerate(people[:debtors])])
    _write(
        register, REGISTER, [_client(n, one) for n, one in enumerate(people[debtors - (clients + 1) // 2 :][:clients])]
    )
    return a_list, register


def _debtor(n: int, one: Resident) -> Sequence[object]:
    dotted = f"{one.ssin[:2]}.{one.ssin[2:4]}.{one.ssin[4:6]}-{one.ssin[6:9]}.{one.ssin[9:]}"
    number = one.ssin if n % 2 else dotted
    return f"D{n:07d}", one.last_name, one.first_name, number, one.street, one.house_number, n / 4, "open"


def _client(n: int, one: Resident) -> Sequence[object]:
    since, until = date(2025, 1 + n % 12, 1), date(2026, 1, 31) if n % 9 == 0 else None
    where = (one.street, one.house_number, one.postcode, one.municipality)
    return one.ssin, one.last_name, one.first_name, *where, (1, 2, 2, 3, 5)[n % 5], since, until


def _write(path: Path, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    import openpyxl  # noqa: PLC0415 - our side must not carry its memory

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Lijst")
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    book.save(path)


def with_openpyxl(a_list: Path, register: Path, out: Path) -> Figures:
    """The way of the spreadsheet, in this process."""
    import openpyxl  # noqa: PLC0415 - likewise

    times: dict[str, float] = {}
    t = time.perf_counter()
    clients = {
        _digits(row[0]) for row in openpyxl.load_workbook(register).worksheets[0].iter_rows(min_row=2, values_only=True)
    }
    times["register"], t = time.perf_counter() - t, time.perf_counter()
    book = openpyxl.load_workbook(a_list)
    sheet = book.worksheets[0]
    times["list"], t = time.perf_counter() - t, time.perf_counter()
    sheet.cell(1, len(HEADINGS) + 1, "Stand OCMW")
    marked = 0
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        if _digits(row[3]) in clients:
            sheet.cell(number, len(HEADINGS) + 1, "cliënt OCMW")
            marked += 1
    times["compare"], t = time.perf_counter() - t, time.perf_counter()
    book.save(out)
    times["workbook"] = time.perf_counter() - t
    return {**times, "marked": marked}


def _digits(value: object) -> str:
    return "".join(sign for sign in str(value) if sign.isdigit()).zfill(11)


def measured(command: Sequence[str]) -> tuple[str, str, Figures]:
    """Run it; answers its two outputs, and its seconds and peaks (MiB)."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=told, stderr=errors)  # noqa: S603 - our own command
        family = _Family(process.pid)
        family.start()
        _, status, used = os.wait4(process.pid, 0)
        total = time.perf_counter() - began
        family.stop()
        for file in (told, errors):
            file.seek(0)
        out, err = told.read().decode(), errors.read().decode()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}\n{err}")
    return out, err, {"total": total, "peak": used.ru_maxrss / 1024, "family": family.peak}


class _Family(threading.Thread):
    """Samples the memory of a process and all that it started."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self._over = pid, 0.0, threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        while not self._over.wait(0.25):
            self.peak = max(self.peak, sum(map(_share, _descendants(self.pid))) / 1024)

    def stop(self) -> None:
        """The process has ended."""
        self._over.set()
        self.join()


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(after[1]), []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def _share(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0.0)


def of_kring(a_list: Path, register: Path, folder: Path) -> Figures:
    """The command, as anybody runs it."""
    out = folder / "kring.xlsx"
    files = ["--debtors", str(a_list), "--clients", str(register), "--out", str(out)]
    command = [sys.executable, "-m", "kring.config.main", "compare", "--instrument", str(ROOT / "instruments" / "genk")]
    said, errors, used = measured([*command, *files, "--on", ON, "--json"])
    stages = {name: float(seconds) for name, seconds in _STAGE.findall(errors.splitlines()[-1].partition(":")[2])}
    return {**stages, **used, "marked": json.loads(said)["counts"]["marked"]}


def of_openpyxl(a_list: Path, register: Path, folder: Path) -> Figures:
    """The same script in a process of its own."""
    said, _, used = measured([sys.executable, __file__, "--one", str(a_list), str(register), str(folder / "out.xlsx")])
    return {**json.loads(said), **used}


def main() -> None:
    """Measure in turns and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", default=list(SIZES), metavar="DEBTORSxCLIENTS")
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--one", nargs=3, type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(with_openpyxl(*given.one)))
        return
    print(f"kring compare beside openpyxl; medians of {given.times}, seconds and MiB")
    with tempfile.TemporaryDirectory() as folder:
        for size in given.sizes:
            debtors, clients = map(int, size.split("x"))
            _measure(Path(folder), debtors, clients, given.times)


def _measure(folder: Path, debtors: int, clients: int, times: int) -> None:
    files = make(folder, debtors, clients)
    ways = {"openpyxl": of_openpyxl, "kring compare": of_kring}
    runs: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(times):
        for way, run in ways.items():
            runs[way].append(run(*files, folder))
    found = {
        way: {key: statistics.median(r[key] for r in results) for key in results[0]} for way, results in runs.items()
    }
    peer = found["openpyxl"]
    print(f"\n{debtors} debtors × {clients} clients")
    for way, figures in found.items():
        stages = {name: value for name, value in figures.items() if name not in ("total", "peak", "family", "marked")}
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in stages.items())
        print(
            f"  {way:<14} {figures['total']:7.2f} s ({figures['total'] / peer['total']:.2f} of openpyxl)"
            f"  peak {figures['peak']:5.0f}, with children {figures['family']:5.0f} MiB"
            f"  marked {figures['marked']:.0f}\n  {'':<14} {told}"
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
