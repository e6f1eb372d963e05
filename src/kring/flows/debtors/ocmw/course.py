"""How a case stands and whether it waits for somebody: derived from what is there, each time it is read. Pure.

Death, the end of being a client and refusal lead a person to decide; nothing follows by itself. A case that is not decided comes
back, sooner or later, whatever was laid down: nobody is forgotten. source: REQUIREMENTS D3, D9
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kring.core.days import add, add_working_days
from kring.flows.debtors.ocmw.agreed import Agreed

Standing = Literal["new", "helping", "resumed", "solved", "to_decide"]
"""``new``: nobody talked yet. ``to_decide``: no longer a client, deceased, or helped beyond the agreed term; a person decides."""
Kind = Literal["stopped", "died", "left", "overdue", "decide", "again", "new"]
"""Why a case waits for somebody, most pressing first; a case is listed once. ``stopped``: the signal could not leave. ``overdue``:
the first talk is late. ``decide``: the term for a solution is over, or nearly. ``again``: the day to come back to it.
"""
_ENDS: Final[Mapping[str, Standing]] = {"declines_help": "resumed", "no_solution": "resumed", "solution": "solved"}


@dataclass(frozen=True)
class Said:
    """One talk, as far as its course goes: the answer, the Belgian day, the day to come back to it."""

    answer: str
    day: date
    again_on: date | None = None


@dataclass(frozen=True)
class Known:
    """What is known of a case. ``said`` oldest first; ``unsent_since``: the day of a decision whose signal has not left.

    ``left_on`` is the first day without any enrolment, None while one holds.
    """

    marked_on: date
    said: Sequence[Said] = ()
    unsent_since: date | None = None
    stopped: bool = False
    left_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True)
class Course:
    """How it stands, why it waits (None: it does not), and until when: the last day to do so, or the next that matters."""

    standing: Standing
    kind: Kind | None
    until: date | None


def course_of(known: Known, today: date, agreed: Agreed) -> Course:
    """The course of one case on ``today``."""
    newest = known.said[-1] if known.said else None
    again_on = newest.again_on if newest else None
    ends = _ENDS.get(newest.answer) if newest else None
    if known.unsent_since is not None and (known.stopped or known.unsent_since < today):
        return Course("resumed", "stopped", known.unsent_since)
    if ends is not None:
        return Course(ends, "again" if again_on is not None and again_on <= today else None, again_on)
    if known.died_on is not None:
        return _changed(known, "died", known.died_on, today, agreed)
    if known.left_on is not None and known.left_on <= today:
        return _changed(known, "left", known.left_on, today, agreed)
    if newest is None:
        last = add_working_days(known.marked_on, agreed.first_talk)
        return Course("new", "overdue" if today > last else "new", last)
    return _helping(known.said, again_on, today, agreed)


def _changed(known: Known, kind: Literal["died", "left"], day: date, today: date, agreed: Agreed) -> Course:
    """Somebody died or left, and nobody decided: now, unless a talk since then says when to come back to it."""
    newest = known.said[-1] if known.said else None
    if newest is not None and newest.day >= day and newest.again_on is not None:
        return Course("to_decide", kind if newest.again_on <= today else None, newest.again_on)
    return Course("to_decide", kind, add_working_days(max(day, known.marked_on), agreed.changed))


def _helping(said: Sequence[Said], again_on: date | None, today: date, agreed: Agreed) -> Course:
    last = _term(said, agreed)
    if today > last:
        return Course("to_decide", "decide", last)
    if again_on is not None and again_on <= today:
        return Course("helping", "again", again_on)
    if add(today, agreed.remind) >= last:
        return Course("helping", "decide", last)
    return Course("helping", None, last if again_on is None else min(last, again_on))


def _term(said: Sequence[Said], agreed: Agreed) -> date:
    """The end of the term for a solution: from the first talk of the help that goes on; a talk after its end begins it anew."""
    begun: date | None = None
    for one in said:
        if one.answer != "wants_help":
            begun = None
        elif begun is None or one.day > add(begun, agreed.solution):
            begun = one.day
    return add(begun or said[-1].day, agreed.solution)
