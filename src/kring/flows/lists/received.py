"""What readers see of received lists: frozen values only, and a look's line per person in the same transaction.

Everything here runs inside the view's ``acting_for``. What came in is shown once the log covers it, to positions with one of the
rule's reader roles, within their working area, and not past its clock. source: REQUIREMENTS E5, E6, E7
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.ssin import Ssin, read_ssin
from kring.exchange import clocks
from kring.exchange.models import Clock as Term
from kring.exchange.offers import Offer, offer_of
from kring.exchange.record import look, looks_at, sealed
from kring.flows.lists.models import ReceivedList, ReceivedPart, ReceivedRow
from kring.flows.lists.receive import ROWS, pseudonym
from kring.flows.lists.roles import role_of
from kring.flows.lists.values import opened, received_place
from kring.guard.keys import FieldCipher, blind
from kring.parties.queries import Held, held_now, names_of, organisations

AREA: Final = ("person.postcode", "person.municipality")
"""Items by which a list is cut to a position's working area."""


@dataclass(frozen=True)
class ListLine:
    """One received list in numbers. ``rows`` are those that the acting position may see; ``complete``: every part came in."""

    id: UUID
    batch: UUID
    day: date
    partner: str
    offer: Offer
    purpose: str
    rows: int
    complete: bool
    in_reply_to: UUID | None


@dataclass(frozen=True)
class PersonLine:
    """What arrived in one row: values by item, until when it may be kept."""

    id: UUID
    ref: str
    values: Mapping[str, str]
    until: date | None
    person: bytes


@dataclass(frozen=True)
class Look:
    """Somebody of the own organisation saw this person's data: who, when, on which page (a code)."""

    who: str
    when: object
    where: str


@dataclass
class _Offers:
    """The disclosures of received lists, each looked up once."""

    clock: Clock
    known: dict[tuple[str, str], Offer | None] = field(default_factory=dict)

    def of(self, received: ReceivedList) -> Offer | None:
        place = (received.digest, received.disclosure)
        if place not in self.known:
            self.known[place] = offer_of(*place, clock=self.clock)
        return self.known[place]


def lists(*, clock: Clock, answers: bool = False, since: date | None = None) -> tuple[ListLine, ...]:
    """The lists that the acting position may read, newest first. Counts and days only: nobody is shown, so no look is written.

    ``answers``: those that answer an own sending too.
    """
    found = ReceivedList.objects.order_by("-day", "id")
    if not answers:
        found = found.filter(in_reply_to=None)
    if since is not None:
        found = found.filter(day__gte=since)
    return tuple(_lines(list(found[:200]), clock))


def one(received_id: UUID, *, clock: Clock) -> ListLine | None:
    """One list in numbers; None when there is none that the acting position may read."""
    return next(iter(_lines(list(ReceivedList.objects.filter(id=received_id)), clock)), None)


def the_list(received_id: UUID, *, clock: Clock) -> ReceivedList:
    """The stored list, if the acting position may read it; raises ``Fault("no_such_list")``."""
    found = ReceivedList.objects.filter(id=received_id).first()
    offer = offer_of(found.digest, found.disclosure, clock=clock) if found else None
    if found is None or offer is None or role_of(held_now(clock), offer.reader_roles) is None:
        raise Fault("no_such_list", "Deze lijst bestaat niet (meer), of is niet voor uw functie.")
    return found


def batch_of(received_id: UUID) -> UUID | None:
    """The batch under which both sides know a received list."""
    return ReceivedList.objects.filter(id=received_id).values_list("batch", flat=True).first()


def visible_rows(received: ReceivedList, *, clock: Clock) -> QuerySet[ReceivedRow]:
    """The rows of a list that the acting position may see now."""
    position = held_now(clock)
    offer = offer_of(received.digest, received.disclosure, clock=clock)
    if position is None or offer is None or role_of(position, offer.reader_roles) is None:
        return ReceivedRow.objects.none()
    parts = list(ReceivedPart.objects.filter(received=received))
    covered = sealed({part.tx for part in parts})
    shown = ReceivedRow.objects.filter(received=received, chunk__in=[p.number for p in parts if p.tx in covered])
    shown = shown.exclude(id__in=clocks.expired(ROWS, belgian_day(clock())))
    return shown.filter(_within_area(position, offer))


def count(received_id: UUID, *, clock: Clock) -> int:
    """How many rows ``people`` has."""
    return visible_rows(the_list(received_id, clock=clock), clock=clock).count()


def people(
    received_id: UUID,
    *,
    offset: int,
    limit: int,
    clock: Clock,
    order: str = "",
    search: str = "",
    page: str = "list.people",
) -> tuple[PersonLine, ...]:
    """Rows ``offset`` up to ``offset + limit``, by the item ``order`` (else as they came); a look is written for each."""
    received = the_list(received_id, clock=clock)
    offer = offer_of(received.digest, received.disclosure, clock=clock)
    rows = visible_rows(received, clock=clock)
    if search and offer is not None:
        rows = rows.filter(_matching(search, offer))
    if offer is not None and order in offer.item:
        rows = rows.order_by(Lower(KeyTextTransform(order, "plain")).asc(nulls_last=True), "chunk", "position")
    else:
        rows = rows.order_by("chunk", "position")
    found = list(rows[offset : offset + limit])
    look(page, [pseudonym(row) for row in found])
    return tuple(_people(found))


def person(received_id: UUID, row_id: UUID, *, clock: Clock) -> tuple[tuple[PersonLine, ...], tuple[Look, ...]] | None:
    """All rows about the person of this row, with everybody here who looked before, newest first; this look is written too."""
    rows = visible_rows(the_list(received_id, clock=clock), clock=clock)
    found = rows.filter(id=row_id).first()
    if found is None:
        return None
    seen = who_looked(pseudonym(found))
    look("list.person", [pseudonym(found)])
    return tuple(_people(list(rows.filter(ref=found.ref).order_by("chunk", "position")))), seen


def who_looked(person: bytes) -> tuple[Look, ...]:
    """Who of the own organisation saw this person's data, newest first."""
    found = looks_at(person)
    names = names_of({line.position for line in found if line.position})
    return tuple(
        Look(names.get(line.position, "") if line.position else "", line.time, str(line.content.get("what", "")))
        for line in found
    )


def _within_area(position: Held, offer: Offer) -> Q:
    """Where the list tells where people live and the position has a working area: those of that area, or of nobody's."""
    area = [part.strip() for part in re.split(r"[,;/]", position.territory) if part.strip()]
    places = [item for item in AREA if item in offer.item]
    if not area or not places:
        return Q()
    unknown = Q(*[Q(**{f"plain__{item}__isnull": True}) for item in places])
    return unknown | _any(Q(**{f"plain__{item}__iexact": part}) for item in places for part in area)


def _matching(search: str, offer: Offer) -> Q:
    """By the number, or every word of the search in some item that is kept in clear."""
    number = read_ssin(search)
    if isinstance(number, Ssin):
        return Q(blind=blind([number.number])[0])
    matching = Q()
    for word in search.split()[:8]:
        matching &= _any(Q(**{f"plain__{item.name}__icontains": word}) for item in offer.items)
    return matching


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _people(rows: Sequence[ReceivedRow]) -> list[PersonLine]:
    cipher = FieldCipher("fields")
    terms = Term.objects.filter(holder=ROWS, row__in=[row.id for row in rows])
    until = dict(terms.values_list("row", "due_on"))
    return [
        PersonLine(
            id=row.id,
            ref=row.ref,
            values=opened(row.plain, bytes(row.sealed), cipher, place=received_place(row.id))[0],
            until=until.get(row.id),
            person=pseudonym(row),
        )
        for row in rows
    ]


def _lines(found: Sequence[ReceivedList], clock: Clock) -> list[ListLine]:
    partners = {party.id: party.name for party in organisations()}
    known, position = _Offers(clock), held_now(clock)
    parts: dict[UUID, list[ReceivedPart]] = defaultdict(list)
    for part in ReceivedPart.objects.filter(received__in=found):
        parts[part.received_id].append(part)
    covered = sealed({part.tx for some in parts.values() for part in some})
    lines = []
    for received in found:
        offer = known.of(received)
        if offer is None or role_of(position, offer.reader_roles) is None:
            continue
        shown = [part for part in parts[received.id] if part.tx in covered]
        lines.append(
            ListLine(
                id=received.id,
                batch=received.batch,
                day=received.day,
                partner=partners.get(received.partner, ""),
                offer=offer,
                purpose=received.purpose,
                rows=visible_rows(received, clock=clock).count(),
                complete=len(shown) == received.chunks,
                in_reply_to=received.in_reply_to,
            )
        )
    return lines
