"""What a social worker lays down after talking with a client about one debt. The newest holds, none is ever changed.

The note and the day to come back stay here, always. Of the answer the city sees nothing, or that recovery may go on; never why.
source: 002 §2b, §3b; REQUIREMENTS D3, D4, D9
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.exchange.record import record
from kring.flows.debtors.marks import RESUME
from kring.flows.debtors.models import Case, Talk
from kring.flows.debtors.ocmw import signal
from kring.flows.debtors.ocmw.involved import opened
from kring.guard.acting import Acting, acting_for, current
from kring.guard.keys import FieldCipher

Goes = signal.Goes
ANSWERS: Final = ("wants_help", "declines_help", "no_solution", "solution")
"""What a client, or the search for a solution, may come to."""
LONGEST_NOTE: Final = 4_000
"""Characters."""
_RESUMING: Final = frozenset({"declines_help", "no_solution"})

_CHANGED = Reason(
    "changed_meanwhile",
    "talk",
    {
        "nl": "Een collega legde intussen iets vast over dit gesprek. Uw tekst staat hier nog; kijk na wat nu geldt.",
        "en": "A colleague laid something down meanwhile. Your text is still here; look at what holds now.",
    },
    "discloser",
)
_PAST = Reason(
    "again_past",
    "talk.again_on",
    {
        "nl": "De dag om erop terug te komen is voorbij. Kies een dag die nog komt.",
        "en": "The day to come back to it is over. Choose a day that is still to come.",
    },
    "discloser",
)
_LONG = Reason(
    "long_note",
    "talk.note",
    {
        "nl": f"De nota is te lang: hoogstens {LONGEST_NOTE} tekens.",
        "en": f"The note is too long: {LONGEST_NOTE} characters at most.",
    },
    "discloser",
)


@dataclass(frozen=True)
class LaidDown:
    """It is laid down as ``talk``; ``signal`` says what the city gets of it."""

    talk: UUID
    signal: Goes


@dataclass(frozen=True)
class NotLaidDown:
    """Nothing was kept. ``changed_meanwhile``: a colleague was first; show both, nothing is lost."""

    reasons: tuple[Reason, ...]


def city_sees(answer: str) -> str:
    """What the city sees of this answer: nothing (empty), or ``RESUME``. Pure. source: D4, D9"""
    return RESUME if answer in _RESUMING else ""


def note_of(talk: Talk) -> str:
    """The note of a talk, in clear; inside ``acting_for``."""
    if talk.note_sealed is None:
        return ""
    return FieldCipher("fields").decrypt(bytes(talk.note_sealed), place=_place(talk.id)).decode()


def lay_down(
    *, by: Acting, case_id: UUID, answer: str, note: str, again_on: date | None, seen: UUID | None, clock: Clock
) -> LaidDown | NotLaidDown:
    """Lay down what came out of a talk; ``seen`` is the newest talk that the page showed, None when it showed none.

    Handing in the same twice lays it down once. Raises ``Fault``: ``not_your_task``, ``no_such_case``, ``other_side``,
    ``unknown_answer``.
    """
    if answer not in ANSWERS:
        raise Fault("unknown_answer", f"Dit antwoord bestaat niet. Kies uit: {', '.join(ANSWERS)}.")
    note = note.strip()
    with acting_for(by.organisation, by.position):
        _, case = opened(case_id, clock=clock)
        newest = Talk.objects.filter(case=case).order_by("-at").first()
        resume = answer in _RESUMING
        if newest is not None and newest.id != seen:
            if _same(newest, by, answer, note, again_on):
                return LaidDown(newest.id, signal.follow(case, resume=resume, now=newest.at))
            return NotLaidDown((_CHANGED,))
        now = clock()
        if refused := _refused(note, again_on, belgian_day(now)):
            return NotLaidDown(refused)
        talk = _talk(case, answer, note, again_on, at=_later(now, newest))
        talk.save(force_insert=True)
        record(
            "talk.laid_down",
            {"case": str(case.id)},
            subjects=[bytes(case.person.ssin_blind or b"")],
            own={"answer": answer},
        )
        return LaidDown(talk.id, signal.follow(case, resume=resume, now=now))


def _refused(note: str, again_on: date | None, today: date) -> tuple[Reason, ...]:
    late, long = again_on is not None and again_on <= today, len(note) > LONGEST_NOTE
    return (*((_PAST,) if late else ()), *((_LONG,) if long else ()))


def _same(newest: Talk, by: Acting, answer: str, note: str, again_on: date | None) -> bool:
    """Whether the newest talk is this very one, handed in twice."""
    return (newest.position, newest.answer, newest.again_on) == (by.position, answer, again_on) and note_of(
        newest
    ) == note


def _talk(case: Case, answer: str, note: str, again_on: date | None, *, at: datetime) -> Talk:
    talk_id = uuid4()
    return Talk(
        id=talk_id,
        case=case,
        answer=answer,
        note_sealed=FieldCipher("fields").encrypt(note.encode(), place=_place(talk_id)) if note else None,
        again_on=again_on,
        position=current().position,
        at=at,
    )


def _later(now: datetime, newest: Talk | None) -> datetime:
    """Later than the newest talk, also when a clock was put back: which is the newest must never be in doubt."""
    return now if newest is None else max(now, newest.at + timedelta(microseconds=1))


def _place(talk: UUID) -> str:
    return f"debtors.talk.note.{talk}"
