"""One disclosure in the own log: which lines belong to it. The proof of one disclosure is a bundle of these.

The discloser's are the permit, a line per person under it, and the release; the recipient's are the line that it came in and
those of the persons whom it kept. Inside ``acting_for``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from kring.guard.acting import current
from kring.journal import acts, read
from kring.journal import lines as names
from kring.journal.database import cursor
from kring.journal.read import LogLine

_APART = timedelta(minutes=10)  # a permit is used within five minutes, or never: the release is not far
_OF_PERMIT = """
  SELECT leaf.idx, entry.n FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n
   WHERE leaf.log = %(log)s AND entry.log = leaf.log AND leaf.idx >= %(low)s AND leaf.idx < %(high)s
     AND position(%(mark)b::bytea IN entry.body) > 0 ORDER BY leaf.idx"""
_OURS = frozenset({"permit", "release", "abandoned", "subject"})
_THEIRS = frozenset({"receive", "subject"})


@dataclass(frozen=True)
class Disclosure:
    """The places of the lines about a disclosure as such, and of those about one person each."""

    lines: tuple[int, ...]
    persons: tuple[int, ...]


def is_of_disclosure(line: LogLine) -> bool:
    """Whether the line belongs to a disclosure."""
    return (line.kind in _OURS and names.PERMIT in line.content) or (
        line.kind in _THEIRS and names.ENVELOPE in line.content
    )


def disclosure_of(place: int) -> Disclosure | None:
    """The disclosure to which the line at ``place`` belongs; ``None`` when it belongs to none.

    Looks only through the lines of the minutes around it.
    """
    found = read.at([place])
    if not found:
        return None
    (line,) = found
    if line.kind in _OURS and names.PERMIT in line.content:
        return _of_permit(line, str(line.content[names.PERMIT]))
    if is_of_disclosure(line):
        span = acts.together(place)
        near = read.at(range(span[0], span[1] + 1)) if span else []
        return _sorted([one for one in near if one.content.get(names.ENVELOPE) == line.content[names.ENVELOPE]])
    return None


def _of_permit(line: LogLine, permit: str) -> Disclosure:
    log = current().organisation
    with cursor() as c:
        values: dict[str, Any] = {
            "log": log,
            "low": acts.place_of(c, log, line.time - _APART),
            "high": acts.place_of(c, log, line.time + _APART),
            "mark": str(UUID(permit)).encode(),
        }
        places = [place for place, _ in c.execute(_OF_PERMIT, values, binary=True).fetchall()]
    near = [one for one in read.at(places) if one.kind in _OURS and one.content.get(names.PERMIT) == permit]
    return _sorted(near)


def _sorted(found: Sequence[LogLine]) -> Disclosure:
    placed = sorted((one.place, one.kind) for one in found if one.place is not None)
    return Disclosure(
        lines=tuple(place for place, kind in placed if kind != "subject"),
        persons=tuple(place for place, kind in placed if kind == "subject"),
    )
