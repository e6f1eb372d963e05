"""The log measured: appends beside a plain INSERT and a naive chain, the wait for the seal, a million lines verified.

    .venv/bin/python benchmarks/journal.py [--quick] [--callers 32] [--logs 1 50 500] [--seconds 3] [--times 5] [--entries 1000000]
    .venv/bin/python benchmarks/journal.py --crash 60            kill everything for a minute, and reckon

PostgreSQL with fsync on, the sealer in a process of its own, callers in two processes. All ways take turns within each round, and
ratios are of the same round. ``kring`` is ``acting_for`` and ``append`` as every flow calls them; beside it:

    acted     the same transaction for an organisation, with a plain INSERT of the same bytes in the place of the line
    plain     a bare driver, one INSERT that commits by itself (one round trip): the least that anything durable costs
    bare      a bare driver that writes a line made beforehand: what is left if our own Python cost nothing
    thrice    a bare driver, a plain INSERT in a transaction with as many round trips as ``bare``
    naive     a bare driver, a chain whose head is locked (on one log)

Reports medians; asserts nothing but that everything arrived.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(HERE))

import journal_steps  # noqa: E402 - found from the folder
import journal_verified  # noqa: E402

from kring.config import house  # noqa: E402
from kring.local import throwaway  # noqa: E402

PROCESSES = 2
RATES = (50, 500)
TABLES = """
  CREATE TABLE public.plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, log uuid, body bytea,
                             at timestamptz NOT NULL DEFAULT clock_timestamp());
  CREATE TABLE public.naive (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, log uuid, body bytea, hash bytea);
  CREATE TABLE public.naive_head (log uuid PRIMARY KEY, hash bytea NOT NULL);
  GRANT USAGE ON SCHEMA public TO kring_app;
  GRANT SELECT, INSERT, UPDATE ON public.plain, public.naive, public.naive_head TO kring_app"""
Took = Sequence[float]


def main() -> None:
    """Raise a house, measure in turns, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="in less than a minute, of little weight")
    options.add_argument("--callers", type=int, default=32)
    options.add_argument("--logs", nargs="+", type=int, default=[1, 50, 500])
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--entries", type=int, default=1_000_000)
    options.add_argument(
        "--crash", type=float, metavar="SECONDS", help="crash loops instead, half with the leader's lock"
    )
    given = options.parse_args()
    if given.crash:
        _crash(given.crash)
        return
    if given.quick:
        given.logs, given.seconds, given.times, given.entries = [1, 50], 0.8, 3, 100_000
    load = os.getloadavg()[0]
    with _standing() as (plain, callers):
        body = _a_body(plain)
        print(
            f"{given.callers} callers, {given.times} rounds of {given.seconds} s a way; fsync on; load before {load:.1f}\n"
        )
        for count in given.logs:
            _appends(callers, plain, [uuid4() for _ in range(count)], body, given)
        _seals(callers, [uuid4() for _ in range(50)], body, given)
        journal_steps.main(500 if given.quick else 3_000)
    journal_verified.main(given.entries)


@contextmanager
def _standing() -> Iterator[tuple[psycopg.Connection[Any], list["subprocess.Popen[str]"]]]:
    """The house with its sealer and its callers, and the superuser's connection."""
    with ExitStack() as ends:
        folder = ends.enter_context(throwaway.folder("bench"))
        standing = ends.enter_context(house.standing(house.Places(folder), "test"))
        for name in [*os.environ]:
            if name.startswith(("KRING_", "DATABASE_URL", "DJANGO_")):
                del os.environ[name]
        os.environ.update(standing.environment)
        os.environ.update(KRING_PROCESS="worker", KRING_SEAL_WAIT="60", DJANGO_SETTINGS_MODULE="kring.config.settings")
        import django  # noqa: PLC0415 - the environment is known only now

        django.setup()
        from kring.config import migrating  # noqa: PLC0415

        migrating.migrate()
        plain = ends.enter_context(psycopg.connect(standing.cluster.conninfo(house.DATABASE), autocommit=True))
        for setting in ("fsync", "synchronous_commit"):
            assert plain.execute(f"SHOW {setting}".encode()).fetchone() == ("on",)  # noqa: S101 - else it says nothing
        plain.execute(TABLES.encode())
        sealer = subprocess.Popen(house.command("sealer"), stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        ends.callback(lambda: (sealer.terminate(), sealer.wait(30)))
        callers = [_caller() for _ in range(PROCESSES)]
        for caller in callers:
            ends.callback(_dismiss, caller)
        yield plain, callers


def _caller() -> "subprocess.Popen[str]":
    started = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, str(HERE / "journal_callers.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None  # noqa: S101
    assert started.stdout.readline() == "ready\n"  # noqa: S101
    return started


def _dismiss(caller: "subprocess.Popen[str]") -> None:
    assert caller.stdin is not None  # noqa: S101
    caller.stdin.close()
    caller.wait(30)


def _a_body(plain: psycopg.Connection[Any]) -> str:
    """The bytes of a real line, so that every way writes as much."""
    from journal_callers import a_line  # noqa: PLC0415

    from kring.guard.acting import acting_for  # noqa: PLC0415
    from kring.journal.append import append  # noqa: PLC0415
    from kring.journal.lines import Line  # noqa: PLC0415

    log = uuid4()
    with acting_for(log, uuid4()):
        append([a_line(Line, 1, str(log))])
    ((body,),) = plain.execute("SELECT body FROM journal.entry WHERE log = %s", [log]).fetchall()
    print(f"a line of {len(body)} bytes")
    return bytes(body).decode()


def _do(
    callers: Sequence["subprocess.Popen[str]"],
    way: str,
    logs: Sequence[UUID],
    body: str,
    *,
    threads: int,
    seconds: float,
    rate: float = 0.0,
) -> Took:
    """All callers do one thing for so long; answers how long each time took."""
    start = time.monotonic() + 0.3
    each = threads // PROCESSES
    for number, caller in enumerate(callers):
        assert caller.stdin is not None  # noqa: S101
        asked = {
            "way": way,
            "logs": [str(log) for log in logs],
            "body": body,
            "threads": each,
            "first": number * each,
            "seconds": seconds,
            "start": start,
            "rate": rate / threads,
        }
        caller.stdin.write(json.dumps(asked) + "\n")
        caller.stdin.flush()
    took: list[float] = []
    for caller in callers:
        assert caller.stdout is not None  # noqa: S101
        found = json.loads(caller.stdout.readline())
        if found["faults"]:
            raise RuntimeError(found["faults"][0])
        took += found["took"]
    return took


def _appends(
    callers: Sequence["subprocess.Popen[str]"],
    plain: psycopg.Connection[Any],
    logs: Sequence[UUID],
    body: str,
    given: argparse.Namespace,
) -> None:
    with plain.cursor() as cursor:
        cursor.executemany("INSERT INTO public.naive_head VALUES (%s, '\\x00')", [[log] for log in logs])
    ways = ["kring", "acted", "plain", "bare", "thrice", *(["naive"] if len(logs) == 1 else [])]
    rates: dict[str, list[float]] = {way: [] for way in ways}
    slow: dict[str, list[float]] = {way: [] for way in ways}
    _do(callers, "kring", logs, body, threads=given.callers, seconds=1.0)  # meets the people, makes the keys
    for turn in range(given.times):
        for way in ways[turn % len(ways) :] + ways[: turn % len(ways)]:  # nobody is always the first
            took = _do(callers, way, logs, body, threads=given.callers, seconds=given.seconds)
            rates[way].append(len(took) / given.seconds)
            slow[way].append(_at(took, 0.99))
    print(f"== {len(logs)} logs: appends a second, p99 in ms")
    for way in ways:
        print(f"  {way:<8}{statistics.median(rates[way]):>9.0f}{statistics.median(slow[way]) * 1e3:>9.1f}")
    pairs = [
        ("kring", "acted"),
        ("kring", "plain"),
        ("bare", "thrice"),
        *([("kring", "naive")] if "naive" in rates else []),
    ]
    pairs += [("bare", "naive")] if "naive" in rates else []
    for mine, other in pairs:
        ratios = sorted(a / b for a, b in zip(rates[mine], rates[other], strict=True))
        print(
            f"  {mine} is {statistics.median(ratios):.2f} × {other}  ({ratios[0]:.2f} to {ratios[-1]:.2f}, n={len(ratios)})"
        )


def _seals(
    callers: Sequence["subprocess.Popen[str]"], logs: Sequence[UUID], body: str, given: argparse.Namespace
) -> None:
    print(f"== the wait from commit to seal, {len(logs)} logs: p50 and p99 in ms, and how many a second there were")
    seconds = max(2.0, given.seconds)
    for rate in (*RATES, 0):
        took = _do(callers, "sealed", logs, body, threads=given.callers, seconds=seconds, rate=rate)
        name = f"{rate}/s asked" if rate else "closed loop"
        print(f"  {name:<12}{_at(took, 0.5) * 1e3:>8.1f}{_at(took, 0.99) * 1e3:>8.1f}{len(took) / seconds:>8.0f}/s")


def _at(took: Took, part: float) -> float:
    ordered = sorted(took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _crash(seconds: float) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415
    import tests.settings  # noqa: F401, PLC0415 - fills the environment

    django.setup()
    from tests.database.journal.crash_loop import arena, rage  # noqa: PLC0415

    with arena() as place:
        for lock in (True, False):
            outcome = rage(place, seconds / 2, leader_lock=lock, seed=int(time.time()))
            told: Mapping[str, object] = vars(outcome) | {
                "killed": dict(outcome.killed),
                "died_inside": dict(outcome.died_inside),
            }
            print(f"== {'with' if lock else 'without'} the leader's lock")
            print("\n".join(f"  {name:<13}{value}" for name, value in told.items()))
            if outcome.wrong:
                sys.exit(1)


if __name__ == "__main__":
    main()
