"""What a discloser does: hand in a workbook or one person, send the parts, try again what was stopped.

Answers to a received list are sendings too (``answers``). source: REQUIREMENTS E1, E3
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID, uuid4

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Reason
from kring.exchange import clocks, door
from kring.exchange.offers import Offer, Offered, offers
from kring.exchange.record import record
from kring.flows.lists import fields
from kring.flows.lists.check import Checked, check_one, check_table
from kring.flows.lists.models import Sending, SendingPart, SentRow
from kring.flows.lists.roles import require
from kring.flows.lists.values import close, sealed_items, sent_place
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import order
from kring.guard.keys import FieldCipher, blind
from kring.parties.queries import Held
from kring.sheets import sandbox

SEND: Final = "lists.send"
CHUNK: Final = 1_000
"""Persons in one envelope."""
SENDINGS: Final = "lists.Sending"
"""The holder of the discloser's clocks: a sending with its rows goes as one."""
Origin = Literal["workbook", "form", "reply"]


@dataclass(frozen=True)
class Choice:
    """Under what: a version of an instrument and a disclosure of it; for which purpose; what the sender declares."""

    version: UUID
    disclosure: str
    purpose: str = ""
    declared: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Started:
    """A sending that began; its parts are queued. ``invalid`` persons are listed and stay."""

    sending: UUID
    valid: int
    invalid: int
    missing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotStarted:
    """Nothing was kept and nothing leaves; that is written down."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Handed:
    """One person as it is kept: what was checked, under which reference, with what a person decided."""

    checked: Checked
    ref: str = ""
    person: bytes | None = None
    decided: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """What becomes one sending."""

    origin: Origin
    people: Sequence[Handed]
    in_reply_to: UUID | None = None
    missing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    sha256: str = ""


def send_workbook(*, by: Acting, data: bytes, filename: str, choice: Choice, clock: Clock) -> Started | NotStarted:
    """Take in a list and queue its sending. Rows, sending and log line are one transaction; the file itself is not kept.

    Raises ``kring.sheets.refused.Refused`` when the file cannot be taken and ``Fault("not_your_task")`` for other functions.
    """
    offer = may_start(by=by, choice=choice, clock=clock)
    if isinstance(offer, NotStarted):
        return offer
    items = listed(offer, choice)
    table = sandbox.read_table(data, filename, fields.fields(items))
    batch = Batch(
        origin="workbook",
        people=[Handed(one) for one in check_table(table, items)],
        missing=tuple(fields.missing(items, table.columns)),
        dropped=table.dropped_columns,
        sha256=table.sha256,
    )
    return keep(by=by, offer=offer, choice=choice, batch=batch, clock=clock)


def send_person(
    *, by: Acting, values: Mapping[str, str], choice: Choice, clock: Clock, decided: Mapping[str, bool] | None = None
) -> Started | NotStarted | Checked:
    """Queue the sending of one person; the answer is what was checked when something must be mended first."""
    offer = may_start(by=by, choice=choice, clock=clock)
    if isinstance(offer, NotStarted):
        return offer
    checked = check_one(values, listed(offer, choice))
    if checked.faults:
        return checked
    batch = Batch(origin="form", people=[Handed(checked, decided=decided or {})])
    return keep(by=by, offer=offer, choice=choice, batch=batch, clock=clock)


def may_start(*, by: Acting, choice: Choice, clock: Clock, replies: bool = False) -> Offer | NotStarted:
    """The disclosure, when it may begin now; else why not, which is written down. Raises ``Fault("not_your_task")``."""
    with acting_for(by.organisation, by.position):
        offer = find(by, choice, clock=clock)
        if offer is not None:
            require(offer.sender_roles, clock=clock)
        reasons = _reasons(offer, choice, clock, replies=replies)
        if reasons:
            record("list.refused", {"reasons": sorted({reason.code for reason in reasons})})
    return NotStarted(reasons) if offer is None or reasons else offer


def find(by: Acting, choice: Choice, *, clock: Clock) -> Offer | None:
    """The disclosure that ``choice`` names, if the own organisation may be its sender. Inside ``acting_for``."""
    return next(
        (
            one
            for one in offers(clock=clock, sender=by.organisation)
            if (one.agreement.version, one.agreement.disclosure) == (choice.version, choice.disclosure) and one.general
        ),
        None,
    )


def listed(offer: Offer, choice: Choice) -> tuple[Offered, ...]:
    """The items that may leave for the purpose chosen."""
    purpose = choice.purpose or (offer.purposes[0][0] if len(offer.purposes) == 1 else "")
    return offer.for_purpose(purpose)


def keep(*, by: Acting, offer: Offer, choice: Choice, batch: Batch, clock: Clock) -> Started:
    """Store a batch with its rows, write its line and queue its parts: one transaction."""
    with acting_for(by.organisation, by.position):
        sending = _sending(offer, choice, batch, require(offer.sender_roles, clock=clock), clock)
        sending.save(force_insert=True)
        valid = _insert(sending, offer, batch)
        sizes = [min(CHUNK, valid - CHUNK * number) for number in range(sending.chunks)]
        SendingPart.objects.bulk_create(
            [SendingPart(sending=sending, number=number, rows=size) for number, size in enumerate(sizes)]
        )
        if rule := offer.reply_keep or offer.keep:
            clocks.start(holder=SENDINGS, rows=[sending.id], digest=sending.digest, rule=rule, received_on=sending.day)
        record(
            "list.started",
            {
                "batch": str(sending.id),
                "instrument_hash": sending.digest,
                "disclosure": sending.disclosure,
                "recipient": str(sending.partner),
                "declared": sorted(choice.declared),
                "origin": batch.origin,
                "count": valid,
                "invalid": sending.invalid,
                "judged_on": sending.day.isoformat(),
                **({"sha256": batch.sha256} if batch.sha256 else {}),
            },
        )
        for number in range(sending.chunks):
            order(SEND, by, batch=str(sending.id), chunk=number)
    return Started(sending.id, valid, sending.invalid, batch.missing, batch.dropped)


def send_chunk(*, by: Acting, sending_id: UUID, chunk: int, clock: Clock) -> None:
    """Send one part through the door; what the door answers is kept by its source. Idempotent."""
    with acting_for(by.organisation, by.position):
        sending = Sending.objects.filter(id=sending_id).first()
        if sending is None:
            return  # erased meanwhile
        ready = SentRow.objects.filter(sending=sending, chunk=chunk).order_by("number", "id")
        refs = tuple(ready.values_list("ref", flat=True))
    door.send(
        door.Order(
            acting=by,
            version=sending.version,
            disclosure=sending.disclosure,
            recipient=sending.partner,
            batch=sending.id,
            chunk=chunk,
            chunks=sending.chunks,
            refs=refs,
            role=sending.role,
            purpose=sending.purpose or None,
            in_reply_to=sending.in_reply_to,
        ),
        clock=clock,
    )


def send_again(*, by: Acting, sending_id: UUID, clock: Clock) -> int:
    """Queue again the parts that were stopped; the door judges them as things stand then. Answers how many."""
    with acting_for(by.organisation, by.position):
        sending = Sending.objects.filter(id=sending_id).first()
        require((sending.role,) if sending else (), clock=clock)
        stopped = SendingPart.objects.select_for_update().filter(sending_id=sending_id, state="stopped")
        numbers = list(stopped.values_list("number", flat=True))
        stopped.update(state="queued", reasons=[])
        for number in numbers:
            order(SEND, by, batch=str(sending_id), chunk=number)
        record("list.sent_again", {"batch": str(sending_id), "parts": len(numbers)})
    return len(numbers)


def _reasons(offer: Offer | None, choice: Choice, clock: Clock, *, replies: bool) -> tuple[Reason, ...]:
    if offer is None or (offer.in_reply_to is not None and not replies):
        return (_NO_DISCLOSURE,)
    found = list(offer.agreement.reasons)
    if offer.agreement.next_day > belgian_day(clock()):
        found.append(too_soon(offer))
    if choice.purpose not in {key for key, _ in offer.purposes} and (choice.purpose or len(offer.purposes) > 1):
        found.append(_NO_PURPOSE)
    found += [
        _not_declared(offer, text["nl"], text.get("en", text["nl"]))
        for name, text in offer.declarations
        if name not in choice.declared
    ]
    return tuple(found)


def too_soon(offer: Offer) -> Reason:
    """The refusal that names the first day on which this may go again."""
    day = offer.agreement.next_day
    return Reason(
        "too_soon",
        f"disclosure.{offer.agreement.disclosure}.every",
        {
            "nl": f"Dit is al verstuurd. Het kan opnieuw vanaf {day.day}/{day.month}/{day.year}.",
            "en": f"This was sent already. It may go again from {day.isoformat()}.",
        },
        "both",
    )


def _not_declared(offer: Offer, nl: str, en: str) -> Reason:
    return Reason(
        "not_declared",
        f"disclosure.{offer.agreement.disclosure}.gate.declared",
        {"nl": f"Bevestig dit eerst: {nl}.", "en": f"Confirm this first: {en}."},
        "discloser",
    )


_NO_DISCLOSURE: Final = Reason(
    "no_instrument",
    "instrument",
    {
        "nl": "Er is geen protocol waaronder uw organisatie dit zo mag versturen.",
        "en": "There is no protocol under which your organisation may send this in this way.",
    },
    "both",
)
_NO_PURPOSE: Final = Reason(
    "purpose_missing",
    "purpose",
    {"nl": "Kies een doeleinde dat het protocol noemt.", "en": "Choose a purpose that the protocol names."},
    "discloser",
)


def _sending(offer: Offer, choice: Choice, batch: Batch, acting: tuple[Held, str], clock: Clock) -> Sending:
    now, agreement, (position, role) = clock(), offer.agreement, acting
    valid = sum(not one.checked.faults for one in batch.people)
    return Sending(
        id=uuid4(),
        partner=agreement.recipient,
        version=agreement.version,
        document=agreement.document,
        digest=agreement.digest,
        disclosure=agreement.disclosure,
        role=role,
        purpose=choice.purpose,
        declared=sorted(choice.declared & {name for name, _ in offer.declarations}),
        origin=batch.origin,
        in_reply_to=batch.in_reply_to,
        team=position.team,
        started_by=position.id,
        started_at=now,
        day=belgian_day(now),
        valid=valid,
        invalid=len(batch.people) - valid,
        chunks=-(-valid // CHUNK),
        missing=list(batch.missing),
        dropped=list(batch.dropped),
    )


def _insert(sending: Sending, offer: Offer, batch: Batch) -> int:
    """Store the persons, a part at a time; answers how many are to be sent."""
    cipher, hidden, sent = FieldCipher("fields"), sealed_items(offer.items), 0
    for start in range(0, len(batch.people), CHUNK):
        some = batch.people[start : start + CHUNK]
        numbered = [one.checked.ssin for one in some if one.checked.ssin]
        blinds = dict(zip(numbered, blind(numbered), strict=True))
        rows = []
        for one in some:
            row = _row(sending, one, hidden, cipher)
            row.blind = one.person or blinds.get(one.checked.ssin or "")
            if not one.checked.faults:
                row.state, row.chunk, sent = "ready", sent // CHUNK, sent + 1
            rows.append(row)
        SentRow.objects.bulk_create(rows)
    return sent


def _row(sending: Sending, one: Handed, hidden: frozenset[str], cipher: FieldCipher) -> SentRow:
    row_id, checked = uuid4(), one.checked
    kept = close(checked.values, hidden, cipher, place=sent_place(row_id), entries=checked.entries)
    return SentRow(
        id=row_id,
        sending=sending,
        number=checked.number,
        ref=one.ref or str(row_id),
        plain=kept.plain,
        sealed=kept.sealed,
        decided=dict(one.decided),
        state="invalid",
        faults=[{"code": code, "item": item} for code, item in checked.faults],
    )
