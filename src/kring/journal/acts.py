"""Acts: lines as people speak of them. A look at fifty people writes fifty lines, and is one look.

The list is read backwards in windows, so that a page costs the same however long the log is; nothing is counted beyond
what is shown. The lines of one transaction lie together in the tree, and a window is never cut within one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from kring.guard.acting import current
from kring.journal import read
from kring.journal.database import cursor
from kring.journal.read import LogLine

_WINDOWS = (1_000, 4_000, 50_000)  # lines looked through, in steps, before the reader is asked whether to go on
_SLACK = timedelta(hours=1)  # a line of a long transaction lies behind lines that were written after it
_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"
_ACTS = """
  WITH line AS (
    SELECT leaf.idx, leaf.tx, leaf.n, convert_from(entry.body, 'UTF8')::jsonb AS said
      FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n
     WHERE leaf.log = %(log)s AND entry.log = leaf.log AND leaf.idx >= %(low)s AND leaf.idx < %(top)s),
  act AS (
    SELECT tx, min(idx) AS first, count(*) FILTER (WHERE said ? 'subject') AS persons
      FROM line
     WHERE said ->> 'kind' = ANY (%(kinds)s::text[])
       AND (%(instrument)s::text = '' OR said ->> 'instrument_hash' = %(instrument)s)
       AND (%(since)s::text = '' OR (said ->> 'time') COLLATE "C" >= %(since)s)
       AND (%(until)s::text = '' OR (said ->> 'time') COLLATE "C" < %(until)s)
     GROUP BY tx, said ->> 'kind', coalesce(said ->> 'what', said ->> 'verb'), CASE WHEN said ? 'subject' THEN -1 ELSE n END),
  ranked AS (
    SELECT act.*, dense_rank() OVER (ORDER BY tx_first DESC) AS rank
      FROM (SELECT act.*, min(first) OVER (PARTITION BY tx) AS tx_first FROM act) act)
  SELECT first, persons, rank FROM ranked WHERE rank <= %(limit)s ORDER BY rank, first DESC"""


@dataclass(frozen=True)
class Act:
    """What one position did at once: the first of its lines, and how many persons its lines are about (0: none named)."""

    line: LogLine
    persons: int


@dataclass(frozen=True)
class Found:
    """Acts, newest first. ``before`` is where to read on (``None``: this was all).

    ``searched`` says that only a part of the log was looked through: there may be more, or nothing, further back.
    """

    acts: tuple[Act, ...]
    before: int | None
    searched: bool


def acts(
    *,
    kinds: Collection[str],
    before: int | None = None,
    limit: int = 50,
    instrument: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Found:
    """Sealed acts of these ``kinds``, newest first; inside ``acting_for``.

    ``before``: only lines below that place. ``instrument``: the digest of the text. ``since`` is included, ``until`` is not.
    About ``limit`` acts: those of one transaction are never divided over two pages.
    """
    log = current().organisation
    with cursor() as c:
        top = min(read.size() if before is None else before, place_of(c, log, until + _SLACK) if until else 1 << 62)
        floor = place_of(c, log, since - _SLACK) if since else 0
        found: list[tuple[int, int]] = []
        left, low = limit, top
        for window in _WINDOWS:
            low = max(floor, _aligned(c, log, top - window))
            rows = c.execute(
                _ACTS,
                {
                    "log": log,
                    "low": low,
                    "top": top,
                    "kinds": sorted(kinds),
                    "instrument": instrument,
                    "since": _written(since),
                    "until": _written(until),
                    "limit": left + 1,
                },
            ).fetchall()
            if rows and rows[-1][2] > left:  # one act too many: there is a next page
                found += [(first, persons) for first, persons, rank in rows if rank <= left]
                return _found(found, before=_aligned(c, log, found[-1][0]), searched=False)
            found += [(first, persons) for first, persons, _ in rows]
            left -= rows[-1][2] if rows else 0
            top = low
            if low <= floor:
                return _found(found, before=None, searched=False)
            if left == 0:
                return _found(found, before=low, searched=False)
    return _found(found, before=low, searched=True)


def together(place: int) -> tuple[int, int] | None:
    """The first and the last place of the lines written in one transaction with the line at ``place``."""
    log = current().organisation
    with cursor() as c:
        rows = c.execute(
            "SELECT min(idx), max(idx) FROM journal.leaf WHERE log = %(log)s"
            " AND tx = (SELECT tx FROM journal.leaf WHERE log = %(log)s AND idx = %(place)s)",
            {"log": log, "place": place},
        ).fetchall()
    ((first, last),) = rows
    return None if first is None else (first, last)


def _found(found: list[tuple[int, int]], *, before: int | None, searched: bool) -> Found:
    lines = {line.place: line for line in read.at([first for first, _ in found])}
    shown = tuple(Act(lines[first], persons) for first, persons in found if first in lines)
    return Found(shown, before, searched)


def _aligned(c: psycopg.Cursor[tuple[Any, ...]], log: UUID, place: int) -> int:
    """The place of the first line of the transaction that ``place`` belongs to; 0 for a place before the log."""
    if place <= 0:
        return 0
    row = c.execute(
        "SELECT min(idx) FROM journal.leaf WHERE log = %(log)s"
        " AND tx = (SELECT tx FROM journal.leaf WHERE log = %(log)s AND idx = %(place)s)",
        {"log": log, "place": place},
    ).fetchone()
    return place if row is None or row[0] is None else int(row[0])


def place_of(c: psycopg.Cursor[tuple[Any, ...]], log: UUID, time: datetime) -> int:
    """The first place whose line was written at or after ``time``, by halving; nearly exact: a long transaction lies late."""
    low, high = 0, read.size()
    while low < high:
        middle = (low + high) // 2
        row = c.execute(
            "SELECT entry.at < %(time)s FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n"
            " WHERE leaf.log = %(log)s AND entry.log = leaf.log AND leaf.idx >= %(place)s ORDER BY leaf.idx LIMIT 1",
            {"log": log, "place": middle, "time": time},
        ).fetchone()
        if row is not None and row[0]:
            low = middle + 1
        else:
            high = middle
    return low


def _written(time: datetime | None) -> str:
    """A time as lines write it, so that they compare as texts."""
    return time.astimezone(UTC).strftime(_FORM) if time else ""
