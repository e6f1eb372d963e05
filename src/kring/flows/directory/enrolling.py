"""The OCMW's half: whatever changes in its enrolments goes to the directory, if a duty in force says so, and only that.

Written down in the transaction that changed it, sent by queued work; what may not leave now waits and is tried again.
source: REQUIREMENTS E17; DOMAIN trap 19
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db.models import QuerySet

from kring.core.clock import Clock, house_clock
from kring.core.events import EnrolmentsStated, EnrolmentStated
from kring.core.reasons import Reason
from kring.core.registry import Entry, Part, Subject
from kring.exchange import door
from kring.exchange.agreements import Agreement, carrying
from kring.flows.directory.models import Outgoing
from kring.flows.directory.texts import PROVENANCE, write_period
from kring.guard.acting import Acting, acting_for, current, machine_of
from kring.guard.jobs import order
from kring.guard.rows import insert_all
from kring.persons.models import Person
from kring.persons.queries import in_parts, ssins_of

DECLARE: Final = "directory.declare"
STATED: Final = "enrolment.provenance"
"""The key item of an enrolment that is new or changed."""
ENDED: Final = "enrolment.last_day"
"""The key item of one that ends."""
ROLE: Final = "enrolment_job"
_CHUNK: Final = 500


def on_enrolments(event: EnrolmentsStated) -> None:
    """Order to tell the directory, in the transaction that changed the enrolments. Nothing, where no duty binds this OCMW.

    A duty that is suspended still binds: what may not leave meanwhile waits.
    """
    if not event.enrolments or not _bound(event.organisation, house_clock):
        return
    for ended in (False, True):
        told = [one for one in event.enrolments if one.ended is ended]
        _order(told, event.organisation)


def _order(told: Sequence[EnrolmentStated], organisation: UUID) -> None:
    batch = uuid4()
    chunks = -(-len(told) // _CHUNK)
    insert_all(
        [
            Outgoing(
                batch=batch,
                chunk=place // _CHUNK,
                chunks=chunks,
                enrolment=one.enrolment,
                person=one.person,
                capacity=one.capacity,
                valid_from=one.first,
                valid_until=one.last,
                provenance=one.provenance,
                ended=one.ended,
            )
            for place, one in enumerate(told)
        ]
    )
    for chunk in range(chunks):
        order(DECLARE, machine_of(organisation), batch=str(batch), chunk=chunk)


def declare(*, by: Acting, batch: UUID, chunk: int, clock: Clock) -> None:
    """Send one chunk of what changed to every directory that a duty in force names, as the OCMW's machine. Idempotent."""
    with acting_for(by.organisation, by.position):
        rows = list(Outgoing.objects.filter(batch=batch, chunk=chunk).order_by("id"))
        refs = tuple(_ref(row.enrolment) for row in rows)
        duties = _duties(ENDED if rows and rows[0].ended else STATED, by.organisation, clock)
        if not duties:
            Outgoing.objects.filter(batch=batch, chunk=chunk).update(stopped=True)
    for duty in duties if rows else ():
        door.send(
            door.Order(
                acting=by,
                version=duty.version,
                disclosure=duty.disclosure,
                recipient=duty.recipient,
                batch=uuid5(batch, str(duty.recipient)),
                chunk=chunk,
                chunks=rows[0].chunks,
                refs=refs,
                role=ROLE,
                source=Stated(batch, last=duty is duties[-1]),
            ),
            clock=clock,
        )


def declare_again(organisation: UUID, *, clock: Clock) -> None:
    """Once an hour: try again what was stopped."""
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        stopped = set(Outgoing.objects.filter(stopped=True).values_list("batch", "chunk"))
    for batch, chunk in stopped:
        declare(by=machine, batch=batch, chunk=chunk, clock=clock)


class Stated:
    """The source of one batch of enrolments, kept by their own ids until the ``last`` directory has them."""

    def __init__(self, batch: UUID, *, last: bool) -> None:
        self.batch = batch
        self.last = last

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The people whose enrolments changed; of whom there is no number, nothing is known to the directory."""
        rows = list(self._chunk(part))
        blinds = {
            person: bytes(blind)
            for some in in_parts({row.person for row in rows})
            for person, blind in Person.objects.filter(id__among=some).values_list("id", "ssin_blind")
            if blind is not None
        }
        return [Subject(_ref(row.enrolment), blinds[row.person]) for row in rows if row.person in blinds]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """What is stated of each enrolment: number, capacity, period, provenance; of one that ends, its last day."""
        wanted = set(part.refs)
        rows = [row for row in self._chunk(part) if _ref(row.enrolment) in wanted]
        numbers = ssins_of({row.person for row in rows})
        return {_ref(row.enrolment): [Entry(_items(row, numbers.get(row.person, "")))] for row in rows}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """It left: nothing remains to be told. Of whom it may not leave (restriction, objection), it stays here."""
        if self.last:
            kept = [row.enrolment for row in self._chunk(part) if _ref(row.enrolment) in withheld]
            self._chunk(part).exclude(enrolment__in=kept).delete()
            # A batch of their own: of this one nothing leaves twice.
            self._chunk(part).update(batch=uuid4(), chunk=0, chunks=1, stopped=True)

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:  # noqa: ARG002 - the log says why
        """Nothing may leave now; the hourly tick tries again."""
        self._chunk(part).update(stopped=True)

    def _chunk(self, part: Part) -> QuerySet[Outgoing]:
        return Outgoing.objects.filter(batch=self.batch, chunk=part.chunk)


def _items(row: Outgoing, number: str) -> dict[str, str]:
    items = {"person.ssin": number, "client.capacity": str(row.capacity)}
    if row.ended:
        return {**items, ENDED: row.valid_until.isoformat() if row.valid_until else ""}
    return {
        **items,
        "client.period": write_period(row.valid_from, row.valid_until),
        STATED: PROVENANCE[row.provenance],
    }


def _ref(enrolment: UUID) -> str:
    """The return reference: it means something to this OCMW only. source: E4"""
    return str(uuid5(current().organisation, f"enrolment/{enrolment}"))


def _bound(organisation: UUID, clock: Clock) -> bool:
    known = carrying(STATED, clock=clock, sender=organisation)
    return any({reason.code for reason in one.reasons} <= {"suspended"} for one in known)


def _duties(item: str, organisation: UUID, clock: Clock) -> list[Agreement]:
    """The disclosures in force that bind this OCMW to tell ``item`` to a directory, one for each directory."""
    found: dict[UUID, Agreement] = {}
    for one in carrying(item, clock=clock, sender=organisation):
        if one.in_force:
            found.setdefault(one.recipient, one)
    return list(found.values())
