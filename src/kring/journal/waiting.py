"""Wait until a transaction's lines are sealed: before that nothing is delivered and nothing is shown. Fail closed.

The one row ``journal.seal`` is polled, so that a waiting process needs no connection of its own to listen on and holds no
transaction open. Source: DESIGN "The life of a disclosure"; docs/journal.md says why there is no listener.
"""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connections

from kring.core.errors import Fault
from kring.journal.database import cursor

_SHORTEST, _LONGEST = 0.004, 0.02  # seconds between two looks


@dataclass(eq=False)
class _Waiting:
    """One who waits in this process."""

    tx: int
    sealed: bool = False


_meeting = threading.Condition()
_waiting: list[_Waiting] = []
_looking: list[_Waiting] = []  # nobody, or the one who looks


def sealed(tx: int) -> bool:
    """Whether the lines of the committed transaction ``tx`` have their place in the tree, under a signed checkpoint.

    Ask only of a transaction that committed: one that was rolled back is past too, and has no lines.
    """
    with cursor() as c:
        ((seen,),) = c.execute(
            "SELECT pg_visible_in_snapshot(%s::text::xid8, (SELECT snap FROM journal.seal))",
            [str(tx)],
            prepare=True,
        ).fetchall()
    return bool(seen)


def sealed_among(txs: Collection[int]) -> set[int]:
    """Those of the committed transactions ``txs`` whose lines have their place in the tree."""
    with cursor() as c:
        rows = c.execute(
            "SELECT tx FROM unnest(%s::int8[]) tx"
            " WHERE pg_visible_in_snapshot(tx::text::xid8, (SELECT snap FROM journal.seal))",
            [list(txs)],
            prepare=True,
        ).fetchall()
    return {tx for (tx,) in rows}


def wait(tx: int, seconds: float) -> bool:
    """Wait at most ``seconds`` until ``tx`` is sealed; ``False`` means: not, so do not go on.

    Of all who wait in this process one looks, for all of them. Must be called after the commit: raises
    ``Fault("waits_in_transaction")`` inside one, where it would wait in vain.
    """
    if connections["default"].in_atomic_block:
        raise Fault(
            "waits_in_transaction", "Er wordt op het zegel gewacht voor de wijziging vaststaat. Meld deze fout."
        )
    if seconds <= 0:
        return sealed(tx)
    mine, until = _Waiting(tx), time.monotonic() + seconds
    with _meeting:
        _waiting.append(mine)
    try:
        _until_sealed(mine, until)
    finally:
        with _meeting:
            _waiting.remove(mine)
    return mine.sealed


def _until_sealed(mine: _Waiting, until: float) -> None:
    while not mine.sealed and (left := until - time.monotonic()) > 0:
        with _meeting:
            if mine.sealed:
                return
            if _looking:
                _meeting.wait(left)
                continue
            _looking.append(mine)
        try:
            _look(mine, until)
        finally:  # also when the database is away: whoever is next finds that out for himself
            with _meeting:
                _looking.clear()
                _meeting.notify_all()


def _look(mine: _Waiting, until: float) -> None:
    """Look for everybody until the own transaction is sealed or the own time is over."""
    pause = _SHORTEST
    while True:
        with _meeting:
            wanted = {one.tx for one in _waiting}
        found = sealed_among(wanted)
        if found:
            pause = _SHORTEST
            with _meeting:
                for one in _waiting:
                    one.sealed = one.sealed or one.tx in found
                _meeting.notify_all()
        left = until - time.monotonic()
        if mine.sealed or left <= 0:
            return
        time.sleep(min(pause, left))
        pause = min(_LONGEST, pause * 1.5)
