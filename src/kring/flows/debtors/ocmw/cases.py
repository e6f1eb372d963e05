"""The marked clients of an OCMW as its social workers see them: one client, the board, and what waits for somebody.

Everything runs inside the view's ``acting_for``; each name shown is a look in the log. Tasks are derived when they are read:
nothing is stored, so nothing can be forgotten. source: REQUIREMENTS D3, D6, D9
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, cast
from uuid import UUID

from kring.clients.debts import Debt, debts_of
from kring.clients.involvement import clients
from kring.clients.queries import RawEnrolment, enrolments
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Localised
from kring.exchange.record import look
from kring.flows.debtors.city.queries import Look, who_looked
from kring.flows.debtors.models import Case, Signal, Talk
from kring.flows.debtors.ocmw import course
from kring.flows.debtors.ocmw.agreed import agreed_on
from kring.flows.debtors.ocmw.course import Course, Known, Said
from kring.flows.debtors.ocmw.involved import stand_on_all, visible_to
from kring.flows.debtors.ocmw.overview import Stand, stands
from kring.flows.debtors.ocmw.talk import note_of
from kring.flows.debtors.roles import SOCIAL_WORKER
from kring.flows.debtors.source import blinds_of
from kring.parties.queries import Held, held_now, holders, names_of, organisations

Standing = course.Standing
Kind = course.Kind
State = Literal["queued", "sent", "stopped"]
BOARD: Final = 50
"""Cases on one page of the board."""
TASKS: Final = 50
"""Names on a start page; the others wait on the board."""


@dataclass(frozen=True)
class CaseLine:
    """One debt of a marked client, as the city named it. ``assigned_to`` is empty while nobody in particular has it."""

    id: UUID
    person_id: UUID
    name: str
    address: str
    file_number: str
    partner: str
    marked_on: date
    standing: Standing
    assigned_to: str
    until: date | None


@dataclass(frozen=True)
class TalkLine:
    """What was laid down once, by whom and when."""

    id: UUID
    answer: str
    note: str
    again_on: date | None
    who: str
    at: datetime


@dataclass(frozen=True)
class SignalLine:
    """That recovery may go on: on its way (``queued``), there (``sent``) or ``stopped`` with reasons."""

    state: State
    sent_on: date | None
    reasons: tuple[Localised, ...]


@dataclass(frozen=True)
class Earlier:
    """The same debt (person, partner, file number) in an earlier round: what was decided then."""

    id: UUID
    marked_on: date
    talks: tuple[TalkLine, ...]
    signal: SignalLine | None


@dataclass(frozen=True)
class CasePage:
    """One case with everything laid down about it, newest first. ``debts``: the client's whole of debts, all treated alike.

    ``no_longer_client``: since when no enrolment holds (the day after the last), None while one does.
    """

    line: CaseLine
    talks: tuple[TalkLine, ...]
    signal: SignalLine | None
    earlier: tuple[Earlier, ...]
    looks: tuple[Look, ...]
    debts: tuple[Debt, ...]
    no_longer_client: date | None
    died_on: date | None


@dataclass(frozen=True)
class Task:
    """One case that waits for the acting position: why, who, until when."""

    kind: Kind
    case: UUID
    name: str
    until: date | None


@dataclass(frozen=True)
class Board:
    """A page of the board, and how many cases there are on all its pages."""

    lines: tuple[CaseLine, ...]
    total: int


@dataclass(frozen=True)
class Tasks:
    """The most pressing of what waits, and whether more waits behind it."""

    shown: tuple[Task, ...]
    more: bool


@dataclass(frozen=True)
class _Whole:
    """A case with what hangs on it and the course that follows; talks oldest first."""

    case: Case
    talks: Sequence[Talk]
    signal: Signal | None
    left_on: date | None
    course: Course


def case(case_id: UUID, *, clock: Clock) -> CasePage | None:
    """One case; None when there is none that the acting position may open. This look is written too."""
    position = held_now(clock)
    mine = visible_to(position, clock=clock, case=case_id)
    found = mine.select_related("person", "received").filter(id=case_id).first()
    if position is None or found is None:
        return None
    stand_on_all(position, {found.received.batch})
    before = mine.filter(person=found.person_id, partner=found.partner, file_number=found.file_number)
    same = list(before.exclude(file_number="").exclude(id=case_id).select_related("person", "received"))
    whole, *others = _wholes([found, *same], clock)
    seen = who_looked(_person(found))
    look("received.case", [_person(found)])
    names = names_of({talk.position for one in (whole, *others) for talk in one.talks})
    earlier = [one for one in others if one.case.received.day < found.received.day]
    earlier.sort(key=lambda one: one.case.received.day, reverse=True)
    (line,) = _case_lines([(whole.case, whole.course)], clock)
    return CasePage(
        line=line,
        talks=_talk_lines(whole.talks, names),
        signal=_signal_line(whole.signal),
        earlier=tuple(
            Earlier(
                one.case.id,
                one.case.marked_on or one.case.received.day,
                _talk_lines(one.talks, names),
                _signal_line(one.signal),
            )
            for one in earlier
        ),
        looks=seen,
        debts=debts_of(found.person_id),
        no_longer_client=whole.left_on,
        died_on=found.person.died_on,
    )


def board(*, clock: Clock, name: str = "", offset: int = 0, limit: int = BOARD) -> Board:
    """Cases of the acting position, those that wait first; of one debt that came in several rounds the newest.

    With ``name`` those whose name holds it, or a part of it. A look is written for each that is in the answer, for no other.
    """
    position = held_now(clock)
    found = stands(position, clock=clock, name=name) if position and position.function == SOCIAL_WORKER else []
    shown = found[offset : offset + limit]
    _seen("cases.board", position, shown)
    rows = Case.objects.in_bulk([one.case for one in shown])
    return Board(tuple(_case_lines([(rows[one.case], one.course) for one in shown], clock)), len(found))


def tasks(*, clock: Clock, limit: int = TASKS) -> Tasks:
    """What waits for the acting position, most pressing first; a look is written for each that is in the answer, for no other."""
    position = held_now(clock)
    found = stands(position, clock=clock) if position and position.function == SOCIAL_WORKER else []
    waiting = [one for one in found if one.course.kind]
    shown = waiting[:limit]
    _seen("cases.tasks", position, shown)
    told = (Task(one.course.kind, one.case, one.name, one.course.until) for one in shown if one.course.kind)
    return Tasks(tuple(told), more=len(waiting) > len(shown))


def _seen(page: str, position: Held | None, shown: Sequence[Stand]) -> None:
    """Write that the acting position saw these, and let it stand on this side of their rounds."""
    if position and shown:
        stand_on_all(position, {one.batch for one in shown})
        blinds = blinds_of({one.person for one in shown})
        look(page, [blinds.get(one.person, b"") for one in shown])


def _wholes(found: Sequence[Case], clock: Clock) -> list[_Whole]:
    """In the order of ``found``; in a fixed number of questions, however many there are."""
    today = belgian_day(clock())
    talks: dict[UUID, list[Talk]] = defaultdict(list)
    for talk in Talk.objects.filter(case__in=found).order_by("at"):
        talks[talk.case_id].append(talk)
    signals = {signal.case_id: signal for signal in Signal.objects.filter(case__in=found)}
    enrolled = enrolments({_person(one) for one in found})
    agreed = agreed_on(today)
    wholes = []
    for one in found:
        signal, left_on = signals.get(one.id), _left_on(enrolled.get(_person(one), []), one, today)
        unsent = signal if signal is not None and signal.state != "sent" else None
        known = Known(
            marked_on=one.marked_on or one.received.day,
            said=[Said(talk.answer, belgian_day(talk.at), talk.again_on) for talk in talks[one.id]],
            unsent_since=belgian_day(unsent.decided_at) if unsent else None,
            stopped=unsent is not None and unsent.state == "stopped",
            left_on=left_on,
            died_on=one.person.died_on,
        )
        wholes.append(_Whole(one, talks[one.id], signal, left_on, course.course_of(known, today, agreed)))
    return wholes


def _left_on(periods: Sequence[RawEnrolment], one: Case, today: date) -> date | None:
    """Since when no enrolment holds: the day after the last one; None while one does."""
    day = today.isoformat()
    if any(period["from"] <= day and (period["until"] is None or period["until"] >= day) for period in periods):
        return None
    ended = [date.fromisoformat(until) for period in periods if (until := period["until"]) and until < day]
    return max(ended) + timedelta(days=1) if ended else one.marked_on


def _case_lines(shown: Sequence[tuple[Case, Course]], clock: Clock) -> list[CaseLine]:
    partners = {party.id: party.name for party in organisations()}
    today = belgian_day(clock())
    workers = {worker.id: worker for worker in holders(SOCIAL_WORKER, today)}
    given = {
        person: client.assignee for person, client in clients({case.person_id for case, _ in shown}, today).items()
    }
    return [
        CaseLine(
            id=one.id,
            person_id=one.person_id,
            name=_name(one),
            address=" ".join(filter(None, (one.street, one.house_number))),
            file_number=one.file_number,
            partner=partners.get(one.partner, ""),
            marked_on=one.marked_on or one.received.day,
            standing=its.standing,
            assigned_to=_name_of(given.get(one.person_id), workers),
            until=its.until,
        )
        for one, its in shown
    ]


def _name_of(assignee: UUID | None, workers: Mapping[UUID, Held]) -> str:
    """Empty while the file is given to nobody, or to somebody who is no social worker here any more."""
    return workers[assignee].name if assignee is not None and assignee in workers else ""


def _talk_lines(talks: Sequence[Talk], names: Mapping[UUID, str]) -> tuple[TalkLine, ...]:
    """Newest first."""
    return tuple(
        TalkLine(talk.id, talk.answer, note_of(talk), talk.again_on, names.get(talk.position, ""), talk.at)
        for talk in reversed(talks)
    )


def _signal_line(signal: Signal | None) -> SignalLine | None:
    if signal is None:
        return None
    reasons = tuple(reason["text"] for reason in signal.reasons)
    return SignalLine(cast("State", signal.state), signal.sent_on, reasons)


def _name(one: Case) -> str:
    return " ".join(filter(None, (one.last_name, one.first_name)))


def _person(one: Case) -> bytes:
    return bytes(one.person.ssin_blind or b"")
