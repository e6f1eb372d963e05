"""Writers and sealers to be killed: one process loads everything, and forks a child for each that is asked for.

``python -m tests.database.journal.crash_child`` reads a line of JSON per child on its input and answers with the child's
process id; the children are killed by whoever asked. The product has no hooks for this: a sealer that is to die inside a
round patches the function between whose lines it dies.
"""

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

POINTS = ("after leaf", "before COMMIT", "after COMMIT", "before the anchor", "half the anchor")
"""Where in its round a sealer dies by itself."""


def main() -> None:
    """Fork a child for each request, and say its number."""
    import django  # noqa: PLC0415 - nothing is loaded before main

    django.setup()
    from kring.journal import append, seal  # noqa: F401, PLC0415 - so that no child has to load it

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are nobody's to bury
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_child(json.loads(line)))
        print(child, flush=True)


def _child(request: dict[str, Any]) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        if request["what"] == "writer":
            _write(request)
        else:
            _seal(request)
    except BaseException:  # noqa: BLE001 - a child has nobody to raise to
        with Path(request["faults"]).open("a", encoding="utf-8") as file:
            file.write(f"{request['what']}: {traceback.format_exc()}\n")
        return 3
    return 0


# ----- Writers: exchanges between two logs, noted in a file at each step that was acknowledged.


def _write(request: dict[str, Any]) -> None:
    """Both halves of one exchange after another, until killed. Some hold their transaction, some roll back."""
    import psycopg  # noqa: PLC0415
    from django.db import Error, connections  # noqa: PLC0415

    dice = random.Random(request["seed"])
    logs = [UUID(log) for log in request["logs"]]
    notes = os.open(request["notes"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def noted(word: str, exchange: str, half: str) -> None:
        os.write(notes, f"{word} {exchange} {half}\n".encode())

    while True:
        try:
            _exchange(dice, dice.sample(logs, 2), noted)
        except (Error, psycopg.Error):  # the server died, or is on its way up
            connections.close_all()
            time.sleep(0.02)


def _exchange(dice: random.Random, between: list[UUID], noted: Callable[[str, str, str], None]) -> None:
    from kring.journal import waiting  # noqa: PLC0415

    exchange = str(uuid4())
    discloser, recipient = between
    undone, hold = dice.random() < 0.05, dice.random() * 0.15 if dice.random() < 0.25 else 0.0
    if undone:
        noted("undone", exchange, "discloser")  # said before: whatever happens, this is never in a log
    tx = _half(discloser, exchange, "discloser", dice.randint(2, 4), hold=hold, undo=undone)
    if undone:
        return
    noted("done", exchange, "discloser")
    if not waiting.wait(tx, 5):
        return  # no seal, no delivery
    _half(recipient, exchange, "recipient", 2, hold=0.0, undo=False)
    noted("done", exchange, "recipient")


def _half(log: UUID, exchange: str, half: str, lines: int, *, hold: float, undo: bool) -> int:
    from django.db import transaction  # noqa: PLC0415

    from kring.guard.acting import acting_for  # noqa: PLC0415
    from kring.journal.append import append  # noqa: PLC0415
    from kring.journal.lines import Line  # noqa: PLC0415

    kind: Any = "release" if half == "discloser" else "receive"
    tx = 0
    with acting_for(log, uuid4()):
        for number in range(lines):
            content = {"half": half, "line": number, "of": lines}
            tx = append([Line(kind, content, subject=exchange[:2].encode(), exchange=exchange)]).tx
        time.sleep(hold)
        if undo:
            transaction.set_rollback(True)
    return tx


# ----- Sealers: as in service, but without the leader's lock if asked, and dying inside a round if asked.


def _seal(request: dict[str, Any]) -> None:
    from kring.journal import seal  # noqa: PLC0415

    if not request["leader_lock"]:
        seal._wait_to_lead = lambda *_: True
    if request.get("flaw"):
        seal._PLACE = _without_the_late(seal._PLACE)
    if request.get("point"):
        _arm(request["point"], request["nth"], Path(request["died"]))
    seal.run(request["dsn"], Path(request["key"]), Path(request["anchor"]), threading.Event(), new_anchor=True)


def _without_the_late(place: str) -> str:
    """The sealer that everybody writes first: what is newer than the newest that it saw. It loses who commits late."""
    return place.replace("tx = ANY (%(xip)s::text[]::xid8[])", "false AND tx = ANY (%(xip)s::text[]::xid8[])")


def _arm(point: str, nth: int, died: Path) -> None:
    import psycopg  # noqa: PLC0415

    from kring.journal import anchor, seal  # noqa: PLC0415

    rounds = 0

    def die_if_due() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == nth:
            with died.open("a", encoding="utf-8") as file:
                file.write(point + "\n")
            os.kill(os.getpid(), signal.SIGKILL)

    def around(holder: Any, name: str, *, after: bool = False) -> None:
        honest = getattr(holder, name)

        def deadly(*args: Any, **known: Any) -> Any:
            if not after:
                die_if_due()
            answer = honest(*args, **known)
            if after:
                die_if_due()
            return answer

        setattr(holder, name, deadly)

    def half(self: Any, notes: Any) -> None:
        with self.path.open("ab") as file:
            file.write(b"".join(map(anchor._line, notes))[:-40])
        die_if_due()

    if point == "after leaf":
        around(seal, "_check_known")  # the first thing after the statement that gives places
    elif point == "before COMMIT":
        around(psycopg.Transaction, "__exit__")
    elif point == "after COMMIT":
        around(psycopg.Transaction, "__exit__", after=True)
    elif point == "before the anchor":
        around(anchor.Anchor, "append")
    elif nth == 1:
        anchor.Anchor.append = half  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
