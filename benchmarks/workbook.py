"""The marked workbook beside the openpyxl way: the same list, the same marks, in turns within one run.

    .venv/bin/python benchmarks/workbook.py [--rows 10000 100000] [--times 3]

Prints a table of medians: seconds per stage, peak memory of the process that does the work, and the ratio. Each
measurement is a process of its own. Reports; asserts nothing but that both put the same marks.
"""

import argparse
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kring.sheets import mark, read, read_xlsx, sandbox
from kring.sheets.fields import Field

HEADINGS = ("Dossiernummer", "Naam", "Voornaam", "INSZ", "Straat", "Nr", "Bedrag", "Opmerking")
WANTED = (
    Field("file_number", ("Dossiernummer",), names_row=True),
    Field("last_name", ("Naam",)),
    Field("first_name", ("Voornaam",)),
    Field("ssin", ("INSZ",), names_row=True),
    Field("street", ("Straat",)),
    Field("house_number", ("Nr",)),
)
TEXT = "cliënt OCMW"
EVERY = 7
"""Every seventh row gets a mark."""


def make(path: Path, rows: int) -> None:
    """An invented list of that many rows."""
    import openpyxl  # noqa: PLC0415 - our side must not carry its memory

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Debiteuren")
    sheet.append(HEADINGS)
    for n in range(rows):
        ssin = f"{n % 100:02d}67{n % 28 + 1:02d}{n % 998 + 1:03d}{n % 97:02d}"
        cells = (
            f"D{n:07d}",
            f"Peeters{n % 500}",
            f"Jan{n % 300}",
            ssin,
            f"Kerkstraat {n % 80}",
            n % 200,
            n / 4,
            "open",
        )
        sheet.append(cells)
    book.save(path)


def marks_for(rows: int) -> dict[int, str]:
    """Row number in the sheet → mark."""
    return dict.fromkeys(range(2, rows + 2, EVERY), TEXT)


def with_openpyxl(path: Path, rows: int) -> Mapping[str, float]:
    """Load, mark and save as anybody would."""
    import openpyxl  # noqa: PLC0415 - our side must not carry its memory

    times: dict[str, float] = {}
    t = time.perf_counter()
    book = openpyxl.load_workbook(path)
    sheet = book.active
    _people = [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]
    times["read"], t = time.perf_counter() - t, time.perf_counter()
    sheet.cell(1, len(HEADINGS) + 1, "Stand OCMW")
    for number, text in marks_for(rows).items():
        sheet.cell(number, len(HEADINGS) + 1, text)
    out = io.BytesIO()
    book.save(out)
    times["mark"] = time.perf_counter() - t
    return {**times, "marks": float(_marks_in(out.getvalue()))}


def with_kring(path: Path, rows: int) -> Mapping[str, float]:
    """The same work in this process, so that each stage can be timed."""
    data = path.read_bytes()
    times: dict[str, float] = {}
    now = ("", time.perf_counter())

    def stage(name: str, _share: float) -> None:
        nonlocal now
        before, since = now
        now = (name, time.perf_counter())
        if before:
            times[before] = times.get(before, 0.0) + now[1] - since

    table = read.read_table(data, path.name, WANTED, progress=stage)
    marked = mark.mark(data, table, marks_for(rows), progress=stage)
    stage("", 0.0)
    return {**times, "marks": float(_marks_in(marked))}


def in_sandbox(path: Path, rows: int) -> Mapping[str, float]:
    """The same work as the site does it: two children."""
    data = path.read_bytes()
    t = time.perf_counter()
    table = sandbox.read_table(data, path.name, WANTED)
    reading = time.perf_counter() - t
    marked = sandbox.mark(data, table, marks_for(rows))
    return {"read": reading, "mark": time.perf_counter() - t - reading, "marks": float(_marks_in(marked))}


WAYS: Mapping[str, Callable[[Path, int], Mapping[str, float]]] = {
    "openpyxl": with_openpyxl,
    "kring": with_kring,
    "kring, in children": in_sandbox,
}


def _marks_in(data: bytes) -> int:
    """How many marks a third reader finds (not part of the time)."""
    sheet = read_xlsx.open_reader(data).get_sheet_by_index(0)
    return sum(row[-1] == TEXT for row in read_xlsx.all_rows(sheet))


def _one(way: str, path: Path, rows: int) -> None:
    found = WAYS[way](path, rows)
    who = resource.RUSAGE_CHILDREN if way == "kring, in children" else resource.RUSAGE_SELF
    print(json.dumps({**found, "peak": resource.getrusage(who).ru_maxrss / 1024}))


def main() -> None:
    """Measure in turns and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", nargs="+", type=int, default=[10_000, 100_000])
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        _one(given.one[0], Path(given.one[1]), int(given.one[2]))
        return
    print(f"{len(HEADINGS)} columns, medians of {given.times}, seconds")
    with tempfile.TemporaryDirectory() as folder:
        for rows in given.rows:
            path = Path(folder) / f"{rows}.xlsx"
            make(path, rows)
            _compare(path, rows, given.times)


def _compare(path: Path, rows: int, times: int) -> None:
    runs: dict[str, list[Mapping[str, float]]] = {way: [] for way in WAYS}
    for _ in range(times):
        for way in WAYS:
            command = [sys.executable, __file__, "--one", way, str(path), str(rows)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this very file
            runs[way].append(json.loads(done.stdout))
    found = {run["marks"] for results in runs.values() for run in results}
    if found != {float(len(marks_for(rows)))}:
        raise SystemExit(f"not the same marks: {found}")
    total = {way: statistics.median(_total(r) for r in results) for way, results in runs.items()}
    print(f"\n{rows} rows, {path.stat().st_size >> 10} KiB")
    for way, results in runs.items():
        stages = ", ".join(
            f"{name} {statistics.median(r[name] for r in results):.2f}"
            for name in results[0]
            if name not in ("marks", "peak")
        )
        peak = statistics.median(r["peak"] for r in results)
        share = total[way] / total["openpyxl"]
        print(f"  {way:<20} {total[way]:7.2f}  ({share:.2f} of openpyxl)  peak {peak:5.0f} MiB   {stages}")


def _total(run: Mapping[str, float]) -> float:
    return sum(v for k, v in run.items() if k not in ("marks", "peak"))


if __name__ == "__main__":
    main()
