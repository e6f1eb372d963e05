"""What senders see of their sendings: frozen values only, and a look's line per person in the same transaction.

Everything here runs inside the view's ``acting_for``. Answers are shown once the log covers them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Localised
from kring.exchange import clocks
from kring.exchange.offers import Offer, offer_of, offers, usable_first
from kring.exchange.record import look, sealed
from kring.flows.lists.actions import SENDINGS
from kring.flows.lists.check import FAULTS
from kring.flows.lists.models import ReceivedList, ReceivedPart, ReceivedRow, Sending, SendingPart, SentRow
from kring.flows.lists.receive import ROWS
from kring.flows.lists.roles import functions_of, role_of
from kring.flows.lists.values import opened, received_place, sent_place
from kring.guard.keys import FieldCipher
from kring.parties.queries import Held, held_now, names_of, organisations

State = Literal["empty", "sending", "sent", "stopped", "refused"]
"""``refused``: nothing left; ``stopped``: a part did not leave; ``empty``: nobody could be sent."""
Only = Literal["", "beantwoord", "na-te-kijken"]
"""Which persons: all, those with an answer, those that did not leave."""


@dataclass(frozen=True)
class Progress:
    """How far a sending is, in parts and persons."""

    state: State
    chunks: int
    left: int
    people: int
    withheld: int
    reasons: tuple[Localised, ...]

    @property
    def done(self) -> bool:
        """Whether nothing more will change by itself."""
        return self.state != "sending"


@dataclass(frozen=True)
class SendingLine:
    """One sending in a list of sendings."""

    id: UUID
    day: date
    started_at: datetime
    partner: str
    started_by: str
    offer: Offer | None
    document: str
    disclosure: str
    origin: str
    purpose: str
    invalid: int
    answers: int
    missing: tuple[str, ...]
    dropped: tuple[str, ...]
    progress: Progress


@dataclass(frozen=True)
class Answered:
    """One answer to one row: values by item, and when it came."""

    on: date
    values: Mapping[str, str]


@dataclass(frozen=True)
class SentLine:
    """One person of a sending: what was handed in, what came back, what keeps the person here."""

    id: UUID
    number: int
    state: str
    values: Mapping[str, str]
    answers: tuple[Answered, ...]
    faults: tuple[tuple[Localised, str], ...]
    reasons: tuple[Localised, ...]


def startable(*, clock: Clock) -> list[Offer]:
    """The disclosures that the acting position may start, or could if the instrument were in force, by partner."""
    position = held_now(clock)
    if position is None:
        return []
    return usable_first(
        [
            one
            for one in offers(clock=clock, sender=position.organisation)
            if one.general and one.items and one.in_reply_to is None and role_of(position, one.sender_roles) is not None
        ]
    )


def visible_to(position: Held | None, *, clock: Clock) -> QuerySet[Sending]:
    """The sendings of whoever plays the role under which they left, of the same team if both have one, not past their clock."""
    if position is None:
        return Sending.objects.none()
    roles = set(Sending.objects.values_list("role", flat=True).distinct())
    mine = [role for role in roles if position.function in functions_of(role)]
    found = Sending.objects.filter(role__in=mine).exclude(id__in=clocks.expired(SENDINGS, belgian_day(clock())))
    return found.filter(Q(team="") | Q(team=position.team)) if position.team else found


def sendings(*, clock: Clock, since: date | None = None) -> tuple[SendingLine, ...]:
    """All sendings, newest first. Counts and days only: no person is shown, so no look is written."""
    found = visible_to(held_now(clock), clock=clock).order_by("-started_at")
    if since is not None:
        found = found.filter(day__gte=since)
    return tuple(_lines(list(found[:200]), clock))


def one(sending_id: UUID, *, clock: Clock) -> SendingLine | None:
    """One sending in numbers; None when the acting position may open none such."""
    return next(iter(_lines(list(visible_to(held_now(clock), clock=clock).filter(id=sending_id)), clock)), None)


def count(sending_id: UUID, *, only: Only, clock: Clock) -> int:
    """How many persons ``people`` has."""
    sending = visible_to(held_now(clock), clock=clock).filter(id=sending_id).first()
    return _rows(sending, only, clock).count() if sending else 0


def people(sending_id: UUID, *, only: Only, offset: int, limit: int, clock: Clock) -> tuple[SentLine, ...]:
    """Persons ``offset`` up to ``offset + limit`` in the order of the sheet; a look is written for each."""
    sending = visible_to(held_now(clock), clock=clock).filter(id=sending_id).first()
    if sending is None:
        return ()
    found = list(_rows(sending, only, clock).order_by("number", "id")[offset : offset + limit])
    look("list.sent", [bytes(row.blind) if row.blind else row.ref.encode() for row in found])
    cipher = FieldCipher("fields")
    answers = _answers(sending, {row.ref for row in found}, cipher, clock)
    return tuple(_person(row, cipher, answers.get(row.ref, ())) for row in found)


def _rows(sending: Sending, only: Only, clock: Clock) -> QuerySet[SentRow]:
    rows = SentRow.objects.filter(sending=sending)
    if only == "beantwoord":
        return rows.filter(ref__in=_answering(sending, clock).values("ref"))
    if only == "na-te-kijken":
        return rows.filter(state__in=["invalid", "withheld"])
    return rows


def _answering(sending: Sending, clock: Clock) -> QuerySet[ReceivedRow]:
    """Rows of answers to this sending that the acting position may read: covered by the log, within their term."""
    position, found = held_now(clock), ReceivedRow.objects.none()
    for received in ReceivedList.objects.filter(in_reply_to=sending.id):
        offer = offer_of(received.digest, received.disclosure, clock=clock)
        if offer is not None and role_of(position, offer.reader_roles) is not None:
            parts = list(ReceivedPart.objects.filter(received=received))
            covered = sealed({part.tx for part in parts})
            shown = [part.number for part in parts if part.tx in covered]
            found = found | ReceivedRow.objects.filter(received=received, chunk__in=shown)
    return found.exclude(id__in=clocks.expired(ROWS, belgian_day(clock())))


def _answers(
    sending: Sending, refs: Collection[str], cipher: FieldCipher, clock: Clock
) -> dict[str, tuple[Answered, ...]]:
    found: dict[str, list[Answered]] = defaultdict(list)
    rows = _answering(sending, clock).filter(ref__in=refs).select_related("received")
    for row in rows.order_by("received__day", "chunk", "position"):
        values, _ = opened(row.plain, bytes(row.sealed), cipher, place=received_place(row.id))
        found[row.ref].append(Answered(row.received.day, values))
    return {ref: tuple(some) for ref, some in found.items()}


def _person(row: SentRow, cipher: FieldCipher, answers: tuple[Answered, ...]) -> SentLine:
    values, entries = opened(row.plain, bytes(row.sealed), cipher, place=sent_place(row.id))
    for entry in entries:
        for item, text in entry.values.items():
            values[item] = f"{values[item]}; {text}" if item in values else text
    return SentLine(
        id=row.id,
        number=row.number,
        state=row.state,
        values=values,
        answers=answers,
        faults=tuple((FAULTS[fault["code"]], fault["item"]) for fault in row.faults),
        reasons=tuple(reason["text"] for reason in row.reasons),
    )


def _lines(found: Sequence[Sending], clock: Clock) -> list[SendingLine]:
    partners = {party.id: party.name for party in organisations()}
    names = names_of({sending.started_by for sending in found})
    parts: dict[UUID, list[SendingPart]] = defaultdict(list)
    for part in SendingPart.objects.filter(sending__in=found):
        parts[part.sending_id].append(part)
    known = {place: offer_of(*place, clock=clock) for place in {(one.digest, one.disclosure) for one in found}}
    return [
        SendingLine(
            id=sending.id,
            day=sending.day,
            started_at=sending.started_at,
            partner=partners.get(sending.partner, ""),
            started_by=names.get(sending.started_by, ""),
            offer=known[sending.digest, sending.disclosure],
            document=sending.document,
            disclosure=sending.disclosure,
            origin=sending.origin,
            purpose=sending.purpose,
            invalid=sending.invalid,
            answers=_answering(sending, clock).values("ref").distinct().count(),
            missing=tuple(sending.missing),
            dropped=tuple(sending.dropped),
            progress=_progress(parts[sending.id]),
        )
        for sending in found
    ]


def _progress(parts: Sequence[SendingPart]) -> Progress:
    left = [part for part in parts if part.state == "sent"]
    texts = {tuple(reason["text"].items()): reason["text"] for part in parts for reason in part.reasons}
    return Progress(
        state=_state([part.state for part in parts]),
        chunks=len(parts),
        left=len(left),
        people=sum(part.rows - part.withheld for part in left),
        withheld=sum(part.withheld for part in left),
        reasons=tuple(texts.values()),
    )


def _state(states: Sequence[str]) -> State:
    if not states:
        return "empty"
    if "queued" in states:
        return "sending"
    if "stopped" in states:
        return "stopped" if "sent" in states else "refused"
    return "sent"
