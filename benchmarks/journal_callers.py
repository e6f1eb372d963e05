"""The callers of ``benchmarks/journal.py``: a process with some threads, each with its own connection, doing one thing in a loop.

Reads a line of JSON per run on its input, answers with what its threads did. Only the parent knows what is compared.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg

Step = Callable[[int], float | None]
"""Does the thing once; answers the seconds to be counted, when these are not all that it took."""
SEAL_WAIT = 30.0
PEOPLE = 200


def main() -> None:
    """Answer each request with how often it was done and how long each time took."""
    import django  # noqa: PLC0415 - nothing is loaded before main

    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    """``way``, ``logs``, ``threads``, ``seconds``, ``start`` (on the clock that all share), ``rate`` per thread (0: no pause)."""
    took: list[float] = []
    faults: list[str] = []
    lock = threading.Lock()

    def work(number: int) -> None:
        from django.db import connections  # noqa: PLC0415 - set up by now

        mine: list[float] = []
        try:
            step = WAYS[asked["way"]]([UUID(log) for log in asked["logs"]], asked["body"].encode(), number)
            step(0)  # connects, prepares, makes the keys
            time.sleep(max(0.0, asked["start"] - time.monotonic()))
            until, due = asked["start"] + asked["seconds"], time.monotonic()
            while (began := time.monotonic()) < until:
                counted = step(len(mine) + 1)
                mine.append(time.monotonic() - began if counted is None else counted)
                if asked["rate"]:
                    due += 1 / asked["rate"]
                    time.sleep(max(0.0, due - time.monotonic()))
        except Exception as fault:  # noqa: BLE001 - told by the parent
            faults.append(repr(fault))
        finally:
            connections.close_all()
        with lock:
            took.extend(mine)

    threads = [threading.Thread(target=work, args=(asked["first"] + n,)) for n in range(asked["threads"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"took": took, "faults": faults}


# ----- What is compared. The numbers of transactions and round trips are what matters, so each is written out.


def _kring(logs: list[UUID], _body: bytes, number: int) -> Step:
    """One line about a person, as every flow writes it: proof of who acts, pseudonym, encryption, commit."""
    append = _appending(logs, number)
    return lambda turn: append(turn) and None


def _sealed(logs: list[UUID], _body: bytes, number: int) -> Step:
    """The same, and then the wait until it is sealed; only the wait counts."""
    from kring.journal import waiting  # noqa: PLC0415

    append = _appending(logs, number)

    def step(turn: int) -> float:
        tx = append(turn)
        began = time.monotonic()
        if not waiting.wait(tx, SEAL_WAIT):
            raise RuntimeError("no seal")
        return time.monotonic() - began

    return step


def _appending(logs: list[UUID], number: int) -> Callable[[int], int]:
    from kring.guard.acting import acting_for  # noqa: PLC0415
    from kring.journal.append import append  # noqa: PLC0415
    from kring.journal.lines import Line  # noqa: PLC0415

    position = uuid4()
    people = max(1, PEOPLE // len(logs))  # of each log, so that most were met before

    def once(turn: int) -> int:
        log = logs[(number + turn) % len(logs)]
        with acting_for(log, position):
            return append([a_line(Line, (number * 31 + turn) % people, str(log))]).tx

    return once


def a_line(line: Any, person: int, other: str) -> Any:
    """A line of the size that a release has."""
    content = {
        "instrument": "genk-debtors",
        "instrument_version": 2,
        "instrument_hash": "sha256:" + "0" * 64,
        "disclosure": "list",
        "items": ["person.first_name", "person.last_name", "person.ssin"],
        "recipient": other,
    }
    return line("release", content, subject=b"person %d" % person, exchange="0" * 36, own={"ref": "0" * 36})


def _acted(logs: list[UUID], body: bytes, number: int) -> Step:
    """A transaction for an organisation that changes one row and keeps no log: the same bytes in a table without anything."""
    from kring.guard.acting import acting_for  # noqa: PLC0415
    from kring.journal.database import cursor  # noqa: PLC0415

    position = uuid4()

    def step(turn: int) -> None:
        log = logs[(number + turn) % len(logs)]
        with acting_for(log, position), cursor() as c:
            c.execute(b"INSERT INTO public.plain (log, body) VALUES (%s, %s)", [log, body], prepare=True)

    return step


def _plain(logs: list[UUID], body: bytes, number: int) -> Step:
    """The same bytes by a bare driver, in one INSERT that commits by itself: one round trip."""
    conn = _connect()

    def step(turn: int) -> None:
        conn.execute(
            b"INSERT INTO public.plain (log, body) VALUES (%s, %s)",
            [logs[(number + turn) % len(logs)], body],
            prepare=True,
        )

    return step


def _bare(logs: list[UUID], body: bytes, number: int) -> Step:
    """A line by a bare driver: proof, line, commit, but its bytes made beforehand. What is left if our own Python were free."""
    from kring.guard.acting import mac  # noqa: PLC0415

    conn, position, now = _connect(), uuid4(), [0.0, body]

    def fresh() -> bytes:
        if time.time() - float(now[0]) > 60:
            said = json.loads(body) | {"time": time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())}
            now[:] = [time.time(), json.dumps(said, separators=(",", ":")).encode()]
        return bytes(now[1])  # type: ignore[arg-type]

    def step(turn: int) -> None:
        log = logs[(number + turn) % len(logs)]
        with conn.transaction():
            ((stamp,),) = conn.execute(b"SELECT guard.stamp()", prepare=True).fetchall()
            claim = f"{log}|{position}|{mac(stamp, 'acting', log, position)}"
            conn.execute(b"SELECT set_config('kring.acting', %s, true)", [claim], prepare=True)
            conn.execute(b"INSERT INTO journal.entry (n, log, body) VALUES (0, %s, %s)", [log, fresh()], prepare=True)

    return step


def _thrice(logs: list[UUID], body: bytes, number: int) -> Step:
    """The bare INSERT in a transaction with as many round trips as the bare line has."""
    conn = _connect()

    def step(turn: int) -> None:
        with conn.transaction():
            conn.execute(b"SELECT 1", prepare=True).fetchall()
            conn.execute(b"SELECT 1", prepare=True).fetchall()
            conn.execute(
                b"INSERT INTO public.plain (log, body) VALUES (%s, %s)",
                [logs[(number + turn) % len(logs)], body],
                prepare=True,
            )

    return step


def _naive(logs: list[UUID], body: bytes, number: int) -> Step:
    """The chain that everybody writes first: lock the head, hash, insert, move the head, commit."""
    from hashlib import sha256  # noqa: PLC0415

    conn = _connect()

    def step(turn: int) -> None:
        log = logs[(number + turn) % len(logs)]
        with conn.transaction():
            ((last,),) = conn.execute(
                b"SELECT hash FROM public.naive_head WHERE log = %s FOR UPDATE", [log], prepare=True
            ).fetchall()
            mine = sha256(bytes(last) + body).digest()
            conn.execute(
                b"INSERT INTO public.naive (log, body, hash) VALUES (%s, %s, %b)", [log, body, mine], prepare=True
            )
            conn.execute(b"UPDATE public.naive_head SET hash = %b WHERE log = %s", [mine, log], prepare=True)

    return step


def _connect() -> psycopg.Connection[tuple[Any, ...]]:
    from django.db import connections  # noqa: PLC0415

    known = connections.settings["default"]
    conn = psycopg.connect(
        host=known["HOST"],
        port=known["PORT"],
        dbname=known["NAME"],
        user=known["USER"],
        password=known["PASSWORD"],
        autocommit=True,
    )
    conn.prepare_threshold = 1
    return conn


WAYS: dict[str, Callable[[list[UUID], bytes, int], Step]] = {
    "kring": _kring,
    "sealed": _sealed,
    "acted": _acted,
    "plain": _plain,
    "bare": _bare,
    "thrice": _thrice,
    "naive": _naive,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kring.config.settings")
    main()
