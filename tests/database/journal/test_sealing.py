"""Sealing while others write: late transactions, two sealers, a sealer killed at any moment, and how quick it is."""

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, read, seal, signer, verify, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.journal.conftest import Logs, Place, verified

SEALER = (
    "import pathlib, sys; from kring.journal import seal;"
    "seal.run(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))"
)


def in_thread(work: Any, *arguments: Any) -> Any:
    """Run with a connection of its own, closed afterwards."""

    def inner() -> Any:
        try:
            return work(*arguments)
        finally:
            connections.close_all()

    return inner


def numbers_in(place: Place, log: UUID) -> list[int]:
    """What the lines of a log say in ``n``, in the order of the tree; each entry must be there once."""
    with place.superuser() as conn:
        rows = conn.execute(
            "SELECT (convert_from(e.body, 'UTF8')::jsonb ->> 'n')::int FROM journal.leaf l JOIN journal.entry e USING (tx, n)"
            " WHERE l.log = %s ORDER BY l.idx",
            [log],
        ).fetchall()
    return [number for (number,) in rows]


@pytest.mark.req("E6")
def test_a_transaction_that_commits_late_is_sealed_once_and_holds_up_nobody(place: Place) -> None:
    """A long writer begins first and commits last; others are sealed meanwhile; its line comes in the next round."""
    logs = Logs()
    us = logs.new()
    logs.write(us, Line("action", {"n": 0}))
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        with acting_for(us.organisation, us.position):
            written = append([Line("action", {"n": 1}), Line("action", {"n": 2})])
            begun.set()
            assert go_on.wait(30)
        return written.tx

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(in_thread(slow))
        assert begun.wait(30)
        later = logs.write(us, Line("action", {"n": 3}))
        place.round()
        assert waiting.sealed(later.tx)
        assert numbers_in(place, us.organisation) == [0, 3]
        assert place.round() == {}
        go_on.set()
        tx = late.result(30)
    assert tx < later.tx
    assert not waiting.sealed(tx)
    place.round()
    assert waiting.sealed(tx)
    assert place.round() == {}
    assert numbers_in(place, us.organisation) == [0, 3, 1, 2]
    assert verified([us]).exit_code == verify.VERIFIED


def test_a_transaction_that_is_rolled_back_leaves_nothing_behind(place: Place) -> None:
    """Seen as open in a round, then rolled back: later rounds neither wait for it nor seal it."""
    logs = Logs()
    us = logs.new()
    with pytest.raises(ZeroDivisionError), acting_for(us.organisation, us.position):
        append([Line("action", {"n": 1})])
        with place.connect() as conn:
            assert seal.seal_round(conn, signer.read(place.key)) == {}
        raise ZeroDivisionError
    logs.write(us, Line("action", {"n": 2}))
    place.round()
    assert numbers_in(place, us.organisation) == [2]


def write_all(us: Acting, first: int, count: int) -> None:
    for number in range(first, first + count):
        with acting_for(us.organisation, us.position):
            append([Line("action", {"n": number})])


def test_two_sealers_at_once_give_every_line_one_place(place: Place) -> None:
    """Without the leader's lock even: both run rounds as fast as they can while four people write."""
    logs = Logs()
    both = [logs.new(), logs.new()]
    key, stop = signer.read(place.key), threading.Event()

    def rounds() -> int:
        sealed = 0
        with place.connect() as conn:
            while not stop.is_set():
                sealed += bool(seal.seal_round(conn, key))
        return sealed

    with ThreadPoolExecutor(6) as pool:
        sealers = [pool.submit(rounds) for _ in range(2)]
        writers = [pool.submit(in_thread(write_all, both[n % 2], n * 100, 60)) for n in range(4)]
        for writer in writers:
            writer.result(60)
        stop.set()
        assert sum(sealer.result(60) for sealer in sealers) > 1
    place.round()
    for n, us in enumerate(both):
        expected = [*range(n * 100, n * 100 + 60), *range(n * 100 + 200, n * 100 + 260)]
        assert sorted(numbers_in(place, us.organisation)) == expected
    assert verified(both).exit_code == verify.VERIFIED


def test_the_second_sealer_takes_over_when_the_first_stops(place: Place) -> None:
    """One leads, the other waits; its own anchor knows nothing yet of what the first signed."""
    logs = Logs()
    us = logs.new()
    first, second = threading.Event(), threading.Event()
    dsn = place.server.url("kring_sealer", place.name)
    threads = []
    for stop in (first, second):
        threads.append(threading.Thread(target=seal.run, args=(dsn, place.key, place.anchor, stop)))
        threads[-1].start()
    try:
        logs.seal(us)
        first.set()
        threads[0].join(20)
        logs.seal(us)
    finally:
        first.set()
        second.set()
        for thread in threads:
            thread.join(20)
    assert verified([us]).logs[0].count == 2


@pytest.mark.req("E6")
def test_a_sealer_killed_at_any_moment_loses_and_doubles_nothing(place: Place) -> None:
    """kill -9 of the sealer process, again and again while lines are written; the next one goes on; all are sealed once."""
    logs = Logs()
    us = logs.new()
    logs.write(us, Line("action", {"n": -1}))
    command = [sys.executable, "-c", SEALER, place.server.url("kring_sealer", place.name), place.key, place.anchor]
    kept, written, failed = [], 0, 0
    for turn in range(6):
        process = subprocess.Popen([*map(str, command)], stderr=subprocess.PIPE)
        until = time.monotonic() + 20
        before = written
        while time.monotonic() < until and not (written - before >= 25 + 7 * turn):
            logs.write(us, Line("action", {"n": written}))
            written += 1
            if written - before == 5:  # it is at work, not still starting
                with acting_for(us.organisation, us.position):
                    tx = append([Line("action", {"n": -2 - turn})]).tx
                assert waiting.wait(tx, 20)
        process.send_signal(signal.SIGKILL)
        _, told = process.communicate(timeout=20)
        failed += b"Fault" in told
        kept.append(bundle.export([us]))
    place.round()
    assert failed == 0
    with acting_for(us.organisation, us.position):
        assert read.unsealed() == []
    assert sorted(numbers_in(place, us.organisation)) == [*range(-7, 0), *range(written)]
    report = verified([us], earlier=[(f"{n}.zip", _file(taken)) for n, taken in enumerate(kept)])
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])


def _file(data: bytes) -> Any:
    from io import BytesIO  # noqa: PLC0415

    return BytesIO(data)


def test_a_database_that_goes_away_is_waited_for(place: Place) -> None:
    """The sealer's connection is cut; it comes back by itself and goes on."""
    logs = Logs()
    us = logs.new()
    stop = place.run()
    try:
        logs.seal(us)
        with place.superuser() as conn:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'kring-sealer' AND datname = current_database()"
            )
        logs.seal(us)
    finally:
        stop.set()
    assert verified([us]).logs[0].count == 2


def test_one_checkpoint_a_day_is_kept(place: Place) -> None:
    """Three rounds on one day keep the first note; the next day another; the newest is in the head."""
    from datetime import timedelta  # noqa: PLC0415

    from kring.core.clock import system_clock  # noqa: PLC0415

    logs = Logs()
    us = logs.new()
    with place.connect() as conn:
        for day in (0, 0, 0, 1):
            logs.write(us)
            seal.seal_round(conn, signer.read(place.key), clock=lambda d=day: system_clock() + timedelta(days=d))
        rows = conn.execute("SELECT size FROM journal.checkpoint WHERE log = %s ORDER BY size", [us.organisation])
        assert [size for (size,) in rows.fetchall()] == [1, 4]


def test_sealing_keeps_up_with_writing(place: Place) -> None:
    """A smoke test: fifty thousand lines in one round, and the plan that finds new ones does not read the old."""
    logs = Logs()
    us = logs.new()
    for _ in range(5):
        logs.write(us, *(Line("action", {"n": n}) for n in range(10_000)))
    began = time.perf_counter()
    place.round()
    took = time.perf_counter() - began
    written = logs.write(us)
    began = time.perf_counter()
    place.round()
    one = time.perf_counter() - began
    print(f"50 000 lines in one round: {took:.2f} s; one line after that, connection included: {one * 1000:.0f} ms")
    assert waiting.sealed(written.tx)
    with place.connect() as conn:
        for statement in seal._SESSION:
            conn.execute(statement.encode())
        plan = conn.execute(f"EXPLAIN {seal._ANYTHING_NEW}".encode()).fetchall()
    assert not any("Seq Scan on entry" in line for (line,) in plan)
    assert verified([us]).logs[0].count == 50_001


@pytest.mark.parametrize("statement", ["SELECT system_identifier FROM pg_control_system()"])
def test_the_sealer_needs_no_more_than_its_role_has(place: Place, statement: str) -> None:
    """The cluster's identity can be read without being superuser, on every version we run on."""
    with place.connect() as conn:
        assert conn.execute(statement.encode()).fetchone() is not None
        with pytest.raises(psycopg.Error, match="permission"):
            conn.execute("SELECT * FROM kring.django_migrations")
