"""Corrections at the source: take a report in, let a person find out, tell everybody who received the wrong value.

A report is taken only about a row that left to its sender, on which a report may be; of any other the answer is that it is not kept
here, whatever the reason. Restriction and objection hold for the new value, as they do for any; that it was corrected is told all
the same. source: REQUIREMENTS E8, P7; 004 art. 7; docs/life-of-a-disclosure.md, "Corrections"
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import QuerySet

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.registry import key_item
from kring.exchange import codes, door, envelope, faults
from kring.exchange.envelope import Codes, Opened, envelope_of
from kring.exchange.faults import CORRECTED, KEPT, NOT_KEPT, Known, Place
from kring.exchange.models import Investigation, Permit
from kring.exchange.record import sealed, this_transaction
from kring.guard.acting import Acting, acting_for, acting_organisation, current
from kring.guard.jobs import order as order_job
from kring.guard.rows import ask_now
from kring.instruments import queries as instruments
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line

TELL: Final = "exchange.tell_outcome"


@dataclass(frozen=True)
class Told:
    """Somebody else who received a value that turned out to be wrong, and the items of it: they are told too."""

    place: Place
    recipient: UUID
    items: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """A report to look into, or that was: by the own reference of the row. ``outcome`` is empty while it is open."""

    id: UUID
    reporter: UUID
    place: Place
    items: tuple[str, ...]
    fault: str
    taken_at: datetime
    due_on: date
    outcome: str
    corrected: tuple[str, ...]
    decided_by: UUID | None
    decided_at: datetime | None


def take_report(opened: Opened, said: Codes, clock: Clock) -> None:
    """As the source: open an investigation, with a term. Settled in any case, with a line; what is not taken is answered."""
    ours = _released(opened, said)
    if ours is None:
        codes.refuse(opened, "unknown_row")  # not our release, or not to them: there is nobody to answer
        return
    if Investigation.objects.filter(reporter=opened.sender, report=said.report).exists():
        codes.refuse(opened, "said_already")
        return
    key, listed = ours
    known = faults.origins[key].left(Place(said.batch, said.chunk, said.ref), opened.sender) if key else None
    if known is None or not faults.fits(said.code, frozenset(said.items), known.items, known.keeps & listed):
        codes.refuse(opened, "unknown_row" if known is None else "fault_not_there")
        if set(said.items) <= listed:
            codes.let_out(_outcome(said, NOT_KEPT), opened.sender, what="correction.answered", person=None, nobody=True)
        return
    now = clock()
    Investigation.objects.create(
        report=said.report,
        reporter=opened.sender,
        digest=said.digest,
        disclosure=said.disclosure,
        batch=said.batch,
        chunk=said.chunk,
        ref=said.ref,
        blind=known.person,
        items=list(said.items),
        fault=said.code,
        taken_at=now,
        taken_tx=this_transaction(),
        due_on=faults.due_on(belgian_day(now)),
    )
    codes.taken(opened, said, what="correction.taken", person=known.person)


def tasks(batches: Collection[UUID] | None = None) -> tuple[Task, ...]:
    """Reports to look into and those that were, most urgent first; of these batches, else all. Shown once the log covers them."""
    found: QuerySet[Investigation] = Investigation.objects.order_by("due_on", "taken_at", "id")
    kept = list(found if batches is None else found.filter(batch__in=batches))
    covered = sealed({one.taken_tx for one in kept})
    shown = [_task(one) for one in kept if one.taken_tx in covered]
    return tuple(sorted(shown, key=lambda task: bool(task.outcome)))


def task(task_id: UUID) -> Task | None:
    """One of them."""
    found = Investigation.objects.filter(id=task_id).first()
    return _task(found) if found and found.taken_tx in sealed({found.taken_tx}) else None


def settle(
    task_id: UUID,
    outcome: str,
    *,
    corrected: Collection[str] = (),
    valued: Collection[str] = (),
    also: Sequence[Told] = (),
    clock: Clock,
) -> bool:
    """Close an investigation, in the transaction in which the caller changed the row, and queue that everybody is told.

    ``corrected`` are the items that were changed, of those reported; ``valued`` those of them that have a value now. False, and
    nothing done, when somebody closed it before. Raises ``ValueError`` for what is no outcome of this investigation.
    """
    one = Investigation.objects.select_for_update().get(id=task_id)
    if one.outcome:
        return False
    sound = outcome in KEPT and not corrected if outcome != CORRECTED else bool(corrected)
    if not sound or not set(valued) <= set(corrected) or not set(corrected) <= set(one.items):
        raise ValueError("no outcome of this investigation")
    one.outcome, one.corrected, one.valued = outcome, sorted(corrected), sorted(valued)
    one.also = [_also(told) for told in also]
    one.decided_by, one.decided_at = current().position, clock()
    one.save()
    about: dict[str, Json] = {
        lines.WHAT: "correction.decided",
        "report": str(one.report),
        "code": outcome,
        lines.ITEMS: sorted(corrected),
        lines.BATCH: str(one.batch),
    }
    ref = str(one.ref)
    person = bytes(one.blind) if one.blind else ref.encode()
    append([Line("action", about, subject=person, exchange=str(one.batch), own={"ref": ref})])
    order_job(TELL, current(), investigation=str(one.id))
    return True


def tell(by: Acting, task_id: UUID, *, clock: Clock) -> None:
    """Tell whoever reported it, and all others who received the wrong value, what came of it. Idempotent; outside a transaction."""
    with acting_for(by.organisation, by.position):
        one = Investigation.objects.filter(id=task_id).exclude(outcome="").first()
        told = _whom(one) if one else []
    for said, recipient in told:
        _tell(by, said, recipient, clock=clock)


def forget(batches: Collection[UUID]) -> None:
    """The rows of these batches are erased: what was reported on them goes with them. The lines of the log stay."""
    Investigation.objects.filter(batch__in=list(batches)).delete()


def _tell(by: Acting, said: Codes, recipient: UUID, *, clock: Clock) -> None:
    """First the new values, as far as they may leave; then the outcome, which says whether they are to come."""
    with acting_for(by.organisation, by.position):
        if envelope.posted(codes.envelope_for(said.report, "outcome", said.ref)) is not None:
            return
        version = instruments.version_by_digest(said.digest)
    if said.valued and version is not None:
        door.send(_again(by, version.id, said, recipient), clock=clock)
    with acting_for(by.organisation, by.position):
        ask_now(b"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"outcome|{said.report}|{said.ref}"])
        if envelope.posted(codes.envelope_for(said.report, "outcome", said.ref)) is not None:
            return  # told meanwhile, by a job that was taken for dead
        left = _values_that_left(said)
        told = _with(said, valued=tuple(name for name in said.valued if name in left))
        codes.let_out(told, recipient, what="correction.answered", person=_person(said, recipient))


def _again(by: Acting, version: UUID, said: Codes, recipient: UUID) -> door.Order:
    return door.Order(
        acting=by,
        version=version,
        disclosure=said.disclosure,
        recipient=recipient,
        batch=said.batch,
        chunk=said.chunk,
        chunks=said.chunk + 1,
        refs=(str(said.ref),),
        corrects=said.report,
        items=said.valued,
        about_somebody=True,
    )


def _values_that_left(said: Codes) -> frozenset[str]:
    sent = envelope.posted(envelope_of(said.batch, said.disclosure, said.chunk, acting_organisation(), said.report))
    permit = Permit.objects.filter(id=sent.permit).first() if sent and sent.permit else None
    return frozenset(permit.items) if permit else frozenset()


def _whom(one: Investigation) -> list[tuple[Codes, UUID]]:
    """What each is told: the reporter, and whoever else received the wrong value."""
    own = acting_organisation()
    items = one.corrected if one.outcome == CORRECTED else one.items
    about = envelope_of(one.batch, one.disclosure, one.chunk, own)
    first = Codes(
        about, one.report, "outcome", one.outcome, one.batch, one.chunk, one.digest, one.disclosure, one.ref,
        tuple(items), tuple(one.valued),
    )  # fmt: skip
    told = [(first, one.reporter)]
    for other in one.also:
        place = Place(UUID(other["batch"]), other["chunk"], UUID(other["ref"]))
        about = envelope_of(place.batch, other["disclosure"], place.chunk, own)
        valued = tuple(name for name in other["items"] if name in one.valued)
        said = Codes(
            about, uuid5(one.report, other["ref"]), "outcome", CORRECTED, place.batch, place.chunk, other["digest"],
            other["disclosure"], place.ref, tuple(other["items"]), valued,
        )  # fmt: skip
        told.append((said, UUID(other["recipient"])))
    return told


def _also(told: Told) -> dict[str, Any]:
    permit = Permit.objects.filter(batch=told.place.batch, chunk=told.place.chunk, recipient=told.recipient).first()
    if permit is None:
        raise ValueError("nothing left to them under this release")
    return {
        "batch": str(told.place.batch),
        "chunk": told.place.chunk,
        "ref": str(told.place.ref),
        "recipient": str(told.recipient),
        "items": sorted(told.items),
        "digest": permit.digest,
        "disclosure": permit.disclosure,
    }


def _released(opened: Opened, said: Codes) -> tuple[str | None, frozenset[str]] | None:
    """The key item of the own release that this is about and the items that it lists; None when it is none of ours to them."""
    sent = envelope.posted(said.about)
    if sent is None or sent.permit is None or sent.recipient != opened.sender or sent.settled_at is None:
        return None
    permit = Permit.objects.filter(id=sent.permit).first()
    if permit is None or (permit.batch, permit.chunk, permit.digest, permit.disclosure) != (
        said.batch,
        said.chunk,
        said.digest,
        said.disclosure,
    ):
        return None
    version = instruments.version_by_digest(permit.digest)
    rule = instruments.compiled(version).disclosures.get(permit.disclosure) if version else None
    return (key_item(tuple(rule.items), faults.origins) if rule else None), frozenset(permit.items)


def _person(said: Codes, recipient: UUID) -> bytes | None:
    """The own pseudonym of the row's person, as long as the row is kept."""
    version = instruments.version_by_digest(said.digest)
    rule = instruments.compiled(version).disclosures.get(said.disclosure) if version else None
    key = key_item(tuple(rule.items), faults.origins) if rule else None
    known: Known | None = faults.origins[key].left(Place(said.batch, said.chunk, said.ref), recipient) if key else None
    return known.person if known else None


def _outcome(said: Codes, code: str) -> Codes:
    return Codes(
        said.about,
        said.report,
        "outcome",
        code,
        said.batch,
        said.chunk,
        said.digest,
        said.disclosure,
        said.ref,
        said.items,
    )


def _with(said: Codes, *, valued: tuple[str, ...]) -> Codes:
    return Codes(
        said.about, said.report, said.said, said.code, said.batch, said.chunk, said.digest, said.disclosure, said.ref,
        said.items, valued,
    )  # fmt: skip


def _task(one: Investigation) -> Task:
    return Task(
        id=one.id,
        reporter=one.reporter,
        place=Place(one.batch, one.chunk, one.ref),
        items=tuple(one.items),
        fault=one.fault,
        taken_at=one.taken_at,
        due_on=one.due_on,
        outcome=one.outcome,
        corrected=tuple(one.corrected),
        decided_by=one.decided_by,
        decided_at=one.decided_at,
    )
