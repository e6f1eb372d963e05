"""One disclosure's steps with their times: a debtor list of 1, 1 000 and 10 000 rows through the door, on a server that flushes.

    .venv/bin/python benchmarks/disclosure.py [--rows 1 1000 10000] [--times 5]

Beside it, in turns within one run, the peer: the same rows (same six items) written in one plain INSERT and COMMIT on the
same server, with no decision, no encryption, no evidence. Every fifth person on the list is a client of the OCMW.
``permit`` and ``release`` are the city's two transactions, ``seal`` is the wait from the release's commit until a checkpoint
covers it (the sealer is a process of its own), ``receive`` is the OCMW's transaction with its comparison.
Prints medians in milliseconds. Reports; asserts nothing but that everybody arrived.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kring.config import house  # noqa: E402 - found from the root
from kring.config.people import Resident, residents  # noqa: E402
from kring.local import throwaway  # noqa: E402

STEPS = ("permit", "release", "seal", "receive")
CLIENT_EVERY = 5
SEAL_WAIT = 60.0
Figures = Mapping[str, float]


def main() -> None:
    """Raise a house, measure in turns, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", nargs="+", type=int, default=[1, 1_000, 10_000])
    options.add_argument("--times", type=int, default=5)
    given = options.parse_args()
    if given.times * len(given.rows) > 20:
        options.error("no more than twenty rounds fit in the life of the instrument")
    with throwaway.folder("bench") as folder, house.standing(house.Places(folder), "test") as standing:
        for name in [*os.environ]:
            if name.startswith(("KRING_", "DATABASE_URL", "DJANGO_")):
                del os.environ[name]
        os.environ.update(standing.environment)
        os.environ.update(KRING_PROCESS="worker", KRING_SEAL_WAIT="60", DJANGO_SETTINGS_MODULE="kring.config.settings")
        import django  # noqa: PLC0415 - the environment is known only now

        django.setup()
        from kring.config import migrating  # noqa: PLC0415

        migrating.migrate()
        sealer = subprocess.Popen(house.command("sealer"), stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        try:
            with psycopg.connect(standing.cluster.conninfo(house.DATABASE), autocommit=True) as plain:
                _measure(given.rows, given.times, plain)
        finally:
            sealer.terminate()
            sealer.wait(30)


def _measure(sizes: Sequence[int], times: int, plain: psycopg.Connection[Any]) -> None:
    plain.execute(
        "CREATE TABLE public.plain (id uuid PRIMARY KEY, first_name text, last_name text, ssin text, street text,"
        " house_number text, file_number text)"
    )
    people = [one for one in residents(max(sizes) * 12 // 10 + 10) if one.ssin][: max(sizes)]
    stage = _Stage(people)
    runs: dict[int, list[Figures]] = {rows: [] for rows in sizes}
    for _ in range(times):
        for rows in sizes:
            runs[rows].append({**stage.once(people[:rows]), "plain": _plain(plain, people[:rows])})
    print(f"medians of {times}, milliseconds; fsync on; × plain: all four steps beside one plain INSERT and COMMIT\n")
    print(f"{'rows':>7}" + "".join(f"{name:>10}" for name in (*STEPS, "together", "plain", "× plain", "µs/row")))
    for rows, found in runs.items():
        together = statistics.median(sum(one[step] for step in STEPS) for one in found)
        bare = statistics.median(one["plain"] for one in found)
        cells = [statistics.median(one[step] for one in found) for step in STEPS] + [together, bare]
        told = "".join(f"{cell * 1e3:>10.1f}" for cell in cells)
        print(f"{rows:>7}{told}{together / bare:>10.1f}{together / rows * 1e6:>10.0f}")


class _Stage:
    """A city and its OCMW under an instrument in force; each round is a month later than the one before."""

    def __init__(self, people: Sequence[Resident]) -> None:
        from tests.database.exchange import cast  # noqa: PLC0415

        from kring.clients.register import import_register  # noqa: PLC0415
        from kring.core import clock as clocks  # noqa: PLC0415

        clocks.install(cast.CLOCK)
        self.pair = cast.a_pair()
        self.rounds = 0
        lines = ["Rijksregisternummer;Naam;Voornaam;Straat;Huisnummer;Hoedanigheid;Van;Tot"]
        lines += [
            f"{one.ssin};{one.last_name};{one.first_name};{one.street};{one.house_number};2;2025-01-01;"
            for one in people[::CLIENT_EVERY]
        ]
        register = "\n".join(lines).encode()
        import_register(by=self.pair.ocmw.worker, data=register, filename="clienten.csv", clock=cast.CLOCK)

    def once(self, people: Sequence[Resident]) -> Figures:
        """The seconds of each step, for a new round of these people in one envelope."""
        from kring.core.clock import stopped_at  # noqa: PLC0415
        from kring.exchange import release, transport  # noqa: PLC0415
        from kring.exchange.door import Order  # noqa: PLC0415
        from kring.exchange.permit import Permitted, permit  # noqa: PLC0415
        from kring.flows.debtors.city import actions  # noqa: PLC0415
        from kring.flows.debtors.models import Case, Round, Row  # noqa: PLC0415
        from kring.guard.acting import acting_for  # noqa: PLC0415
        from kring.journal import waiting  # noqa: PLC0415

        clock = stopped_at(datetime(2026 + (3 + self.rounds) // 12, (3 + self.rounds) % 12 + 1, 2, 12, tzinfo=UTC))
        self.rounds += 1
        by = self.pair.city.worker
        with patch.object(actions, "CHUNK", max(len(people), 1)):
            started = actions.start_round(
                by=by, data=_a_list(people), filename="lijst.csv", version=self.pair.version, declared=True, clock=clock
            )
        assert isinstance(started, actions.Started), started  # noqa: S101 - a benchmark of nothing says nothing
        with acting_for(by.organisation, by.position):
            round_ = Round.objects.get(id=started.round)
            refs = tuple(str(ref) for ref in Row.objects.filter(round=round_).values_list("id", flat=True))
        order = Order(by, round_.version, round_.disclosure, round_.partner, round_.id, 0, 1, refs)
        txs: list[int] = []
        honest = release.append

        def noting(lines: Sequence[Any]) -> Any:
            written = honest(lines)
            txs.append(written.tx)
            return written

        marks = [time.perf_counter()]
        permitted = permit(order, clock=clock)
        marks.append(time.perf_counter())
        assert isinstance(permitted, Permitted)  # noqa: S101
        with patch.object(release, "append", noting):
            sent = release.release(order, permitted, clock=clock)
        marks.append(time.perf_counter())
        assert sent is not None  # noqa: S101
        assert waiting.wait(txs[-1], SEAL_WAIT)  # noqa: S101
        marks.append(time.perf_counter())
        assert transport.receive(sent.envelope, round_.partner, clock=clock)  # noqa: S101
        marks.append(time.perf_counter())
        with acting_for(self.pair.ocmw.id, self.pair.ocmw.worker.position):
            arrived = Case.objects.filter(received__batch=round_.id).count()
        assert arrived == -(-len(people) // CLIENT_EVERY), arrived  # noqa: S101
        return {step: after - before for step, before, after in zip(STEPS, marks, marks[1:], strict=False)}


def _a_list(people: Sequence[Resident]) -> bytes:
    lines = ["Dossiernummer;Naam;Voornaam;Rijksregisternummer;Straat;Huisnummer"]
    lines += [
        f"D-{number};{one.last_name};{one.first_name};{one.ssin};{one.street};{one.house_number}"
        for number, one in enumerate(people)
    ]
    return "\n".join(lines).encode()


def _plain(connection: psycopg.Connection[Any], people: Sequence[Resident]) -> float:
    columns = (
        [uuid4() for _ in people],
        [one.first_name for one in people],
        [one.last_name for one in people],
        [one.ssin for one in people],
        [one.street for one in people],
        [str(one.house_number) for one in people],
        [f"D-{number}" for number in range(len(people))],
    )
    began = time.perf_counter()
    with connection.transaction():
        connection.execute(
            "INSERT INTO public.plain SELECT * FROM"
            " unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])",
            columns,
        )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
