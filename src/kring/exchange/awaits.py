"""Whoever waits for the answer to its own question takes it in itself, so that it can be used without being kept.

The wait is a lock of the asker's database session on the answer's envelope. It ends with the session: when the asker dies, the
queued delivery, or the tick, takes the answer in as it takes in anything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection


@contextmanager
def awaiting(envelope: UUID) -> Iterator[bool]:
    """Nobody else takes ``envelope`` in while the block runs; False when somebody else awaits it already. Outside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [str(envelope)])
        (free,) = cursor.fetchone()
    if not free:
        yield False
        return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [str(envelope)])


def mine_to_take(envelope: UUID) -> bool:
    """Whether nobody else awaits ``envelope``; holds it until the open transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [str(envelope)])
        (free,) = cursor.fetchone()
    return bool(free)
