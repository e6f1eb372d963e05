"""The log, as flows see it: an employee did something, or saw somebody. Only ``send`` and ``ask`` let anything out.

Everything here runs inside the caller's ``acting_for`` and lives or dies with it: no log line, no change.
"""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection

from kring.core.canonical import Json
from kring.journal import lines, read, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.read import LogLine


def record(
    verb: str,
    content: Mapping[str, Json] | None = None,
    *,
    subjects: Sequence[bytes | None] = (None,),
    own: Mapping[str, Json] | None = None,
) -> None:
    """Write that the acting employee did ``verb`` (a code such as ``round.started``), a line per subject (pseudonym).

    ``own`` is what only the own organisation may read, beside who acted: it goes where it can be erased.
    """
    append([Line("action", {lines.WHAT: verb, **(content or {})}, subject=subject, own=own) for subject in subjects])


def look(page: str, subjects: Sequence[bytes | None]) -> None:
    """Write that the acting employee saw these people's data on ``page`` (a code); nobody shown still makes one line.

    source: REQUIREMENTS D6 - every look is logged
    """
    append([Line("look", {lines.WHAT: page}, subject=subject) for subject in subjects or (None,)])


def looks_at(subject: bytes) -> list[LogLine]:
    """Who saw this person's data here, newest first: the acting organisation's own log only."""
    return read.looks_at(subject)


def sealed(txs: Collection[int]) -> set[int]:
    """Those transactions whose lines are sealed in the log: what came in with the others is not shown yet."""
    return waiting.sealed_among(txs)


def this_transaction() -> int:
    """The number of the open transaction, as log lines carry it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (tx,) = cursor.fetchone()
    return int(tx)
