"""Whole disclosures per second over HTTP, beside a trivial Django view, in turns within one run on one server that flushes.

    .venv/bin/python benchmarks/over_http.py [--seconds 4] [--times 5] [--callers 32] [--workers 2] [--threads 16] [--pool 16]

One request is one disclosure of one person: permit, release, the wait for its seal, the recipient's receive, the wait for that
seal; both logs written, durably. The peer is a Django view without middleware that does one SELECT and one INSERT with COMMIT,
in the same processes. Then the time of each step of one disclosure, asked one at a time, and its questions to the database.
Prints medians and the ratio. Reports; asserts nothing but that everybody arrived.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kring.config import house  # noqa: E402 - found from the root
from kring.local import throwaway  # noqa: E402

VIEWS = ("disclosure", "plain")


def main() -> None:
    """Raise a house, serve, measure in turns, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=4.0)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--callers", type=int, default=32)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--threads", type=int, default=16)
    options.add_argument(
        "--pool", type=int, help="connections that stay, as ``kring serve`` keeps them: one per thread; 0: none"
    )
    given = options.parse_args()
    with throwaway.folder("http") as folder, house.standing(house.Places(folder), "test") as standing:
        for name in [*os.environ]:
            if name.startswith(("KRING_", "DATABASE_URL", "DJANGO_")):
                del os.environ[name]
        os.environ.update(standing.environment)
        os.environ.update(
            KRING_PROCESS="worker",
            KRING_SEAL_WAIT="60",
            KRING_POOL=str(given.threads if given.pool is None else given.pool),
            DJANGO_SETTINGS_MODULE="benchmarks.http_settings",
            PYTHONPATH=str(ROOT),
        )
        _migrate(standing.cluster.conninfo(house.DATABASE))
        with _process(house.command("sealer")):
            from benchmarks import http_app  # noqa: PLC0415

            os.environ["KRING_BENCH"] = http_app.prepare()
            with _serving(given.workers, given.threads) as port:
                _measure(port, given)
                _steps(port)


def _migrate(as_superuser: str) -> None:
    import django  # noqa: PLC0415 - the environment is known only now

    django.setup()

    from kring.config import migrating  # noqa: PLC0415

    migrating.migrate()
    with psycopg.connect(as_superuser) as admin:
        admin.execute("CREATE TABLE kring.bench_plain (id bigint GENERATED ALWAYS AS IDENTITY, what text)")
        admin.execute("GRANT SELECT, INSERT ON kring.bench_plain TO kring_app")


@contextmanager
def _process(command: list[str]) -> Iterator[None]:
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield
    finally:
        running.terminate()
        running.wait(30)


@contextmanager
def _serving(workers: int, threads: int) -> Iterator[int]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--log-level", "warning"),
        "benchmarks.http_wsgi:application",
    ]
    with _process(command):
        for _ in range(300):
            try:
                _get(port, "plain")
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield port


def _get(port: int, view: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", f"/{view}")
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == http.client.OK, body[:300]  # noqa: S101 - a benchmark of errors says nothing
    return body


def _measure(port: int, given: argparse.Namespace) -> None:
    rates: Mapping[str, list[float]] = {view: [] for view in VIEWS}
    for view in VIEWS:  # the first seconds are slow
        _rate(port, view, given.callers, 1.0)
    for _ in range(given.times):
        for view in VIEWS:
            rates[view].append(_rate(port, view, given.callers, given.seconds))
    print(
        f"requests per second, {given.callers} callers, {given.workers} processes; medians of {given.times} (least–most)\n"
    )
    for view, found in rates.items():
        print(f"{view:>12}{statistics.median(found):>10.1f}  ({min(found):.1f}–{max(found):.1f})")
    ratio = statistics.median(one / other for one, other in zip(rates["disclosure"], rates["plain"], strict=True))
    print(f"{'ratio':>12}{ratio:>10.3f}")


def _rate(port: int, view: str, callers: int, seconds: float) -> float:
    """Answers per second of so many callers, each on one connection that stays open."""
    done = [0] * callers
    until = time.perf_counter() + seconds

    def call(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < until:
            connection.request("GET", f"/{view}")
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == http.client.OK, body[:300]  # noqa: S101
            done[number] += 1

    threads = [threading.Thread(target=call, args=(number,)) for number in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def _steps(port: int) -> None:
    """Where the time of one disclosure goes, one at a time."""
    import json  # noqa: PLC0415

    found = [json.loads(_get(port, "steps")) for _ in range(60)][10:]
    print("\none disclosure at a time, milliseconds (median of 50) and questions through Django")
    for step in found[0]:
        middle = statistics.median(one[step]["ms"] for one in found)
        print(f"{step:>12}{middle:>10.2f}{found[-1][step]['questions']:>6}")


if __name__ == "__main__":
    main()
