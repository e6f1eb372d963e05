"""Who lets something pass under an instrument, and who says something about it, wait for each other.

What passes *shares* the instrument from its judgement to its commit; a statement has it *alone*. So nothing that was judged before
a suspension commits after it, on the side that made or took in the suspension; what comes later finds it. A share costs others
nothing; a statement waits only for what is on its way, and what comes behind it waits for the statement.
source: REQUIREMENTS P7 - suspended at once
"""

from collections.abc import Iterable

from django.db import connection

from kring.guard.acting import acting_organisation
from kring.guard.rows import ask_now


def share(document_id: str) -> None:
    """Let no statement about this instrument be made or taken until the open transaction ends."""
    ask_now(b"SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_key(document_id)])


def alone(document_ids: Iterable[str]) -> None:
    """Wait until nothing is on its way under these instruments, and let nothing begin until the open transaction ends."""
    with connection.cursor() as cursor:
        for document_id in sorted(set(document_ids)):  # in one order, so that two never wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_key(document_id)])


def _key(document_id: str) -> str:
    return f"standing|{acting_organisation()}|{document_id}"
