"""Wait until a transaction's lines are sealed: before that nothing is delivered and nothing is shown. Fail closed.

The one row ``journal.seal`` is polled, so that a waiting process needs no connection of its own to listen on and holds no
transaction open. Source: DESIGN "The life of a disclosure"; docs/journal.md says why there is no listener.
"""

import time
from collections.abc import Collection

from django.db import connections

from kring.core.errors import Fault
from kring.journal.database import cursor

_SHORTEST, _LONGEST = 0.002, 0.02  # seconds between two looks


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
        ).fetchall()
    return {tx for (tx,) in rows}


def wait(tx: int, seconds: float) -> bool:
    """Wait at most ``seconds`` until ``tx`` is sealed; ``False`` means: not, so do not go on.

    Must be called after the commit: raises ``Fault("waits_in_transaction")`` inside one, where it would wait in vain.
    """
    if connections["default"].in_atomic_block:
        raise Fault(
            "waits_in_transaction", "Er wordt op het zegel gewacht voor de wijziging vaststaat. Meld deze fout."
        )
    until, pause = time.monotonic() + seconds, _SHORTEST
    while not sealed(tx):
        left = until - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(_LONGEST, pause * 1.5)
    return True
