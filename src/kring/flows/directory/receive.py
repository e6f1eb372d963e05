"""The directory's half of an enrolment: what an OCMW states is kept beside what it stated before. source: E17"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from kring.core.readers import NotReadable, read_day
from kring.core.registry import Arrived, Receipt, Taken
from kring.core.ssin import Ssin, read_ssin
from kring.exchange import clocks
from kring.flows.directory.models import Enrolment
from kring.flows.directory.texts import PROVENANCE, read_codes, read_period
from kring.guard.keys import blind

ENROLMENTS: Final = "directory.Enrolment"
"""The holder of the directory's clocks."""


class EnrolmentReceiver:
    """Keeps each enrolment that is new or changed. Registered under ``enrolment.provenance``."""

    def receive(self, arrived: Arrived) -> Receipt:
        """A row whose number, capacity, period or provenance is not sound is not kept; it was stated of nobody."""
        return _keep(arrived, _stated)


class EndReceiver:
    """Ends enrolments that this OCMW stated before. Registered under ``enrolment.last_day``."""

    def receive(self, arrived: Arrived) -> Receipt:
        """The same enrolment with its last day; one that was never stated here is not kept."""
        return _keep(arrived, _ended)


class NotKept:
    """An answer of the directory that nobody waits for any more: it was for one request, and is kept nowhere."""

    def receive(self, arrived: Arrived) -> Receipt:
        """Nobody is taken in."""
        return Receipt((), len(arrived.rows))


def erase(rows: Sequence[UUID]) -> None:
    """Delete these statements: their term is over."""
    Enrolment.objects.filter(id__in=list(rows)).delete()


_Row = Mapping[str, str]
_Reading = Callable[[_Row, Enrolment | None, bytes], Enrolment | None]
"""How a row becomes a statement, beside the one before it on the same enrolment; None when it says nothing sound."""


def _keep(arrived: Arrived, read: _Reading) -> Receipt:
    read_numbers = [(row, read_ssin(row.get("person.ssin"))) for row in arrived.rows]
    sound = [(row, number.number) for row, number in read_numbers if isinstance(number, Ssin)]
    blinds = blind([number for _, number in sound])
    before = {
        one.ref: one
        for one in Enrolment.objects.select_for_update().filter(
            enrolling=arrived.sender, ref__in=[row["ref"] for row, _ in sound], current=True
        )
    }
    stated: dict[str, Enrolment] = {}
    for (row, _), person in zip(sound, blinds, strict=True):
        ref = row["ref"]
        one = read(row, before.get(ref), person) if ref not in stated else None  # one statement on each, in one part
        if one is not None:
            one.id, one.enrolling, one.ref, one.current = uuid4(), arrived.sender, ref, True
            one.number = before[ref].number + 1 if ref in before else 0
            one.stated_on, one.batch = arrived.day, arrived.batch
            stated[ref] = one
    fresh = list(stated.values())
    Enrolment.objects.filter(enrolling=arrived.sender, ref__in=[one.ref for one in fresh], current=True).update(
        current=False
    )
    Enrolment.objects.bulk_create(fresh)
    clocks.start(
        holder=ENROLMENTS,
        rows=[one.id for one in fresh],
        digest=arrived.digest,
        disclosure=arrived.disclosure,
        rule=arrived.keep,
        received_on=arrived.day,
    )
    _end_terms(fresh)
    items = {row["ref"]: tuple(name for name in row if name != "ref") for row in arrived.rows}
    return Receipt([Taken(bytes(one.blind), items[one.ref], one.ref) for one in fresh], len(arrived.rows) - len(fresh))


def _stated(row: _Row, before: Enrolment | None, person: bytes) -> Enrolment | None:
    period, codes = read_period(row.get("client.period", "")), read_codes(row.get("client.capacity", ""))
    provenance = row.get("enrolment.provenance", "")
    if period is None or codes is None or len(codes) != 1 or provenance not in PROVENANCE.values():
        return None
    if before is not None and bytes(before.blind) != person:
        return None  # a reference is of one person for good
    return Enrolment(
        blind=person,
        capacity=min(codes),
        valid_from=period.first,
        valid_until=period.last,
        provenance=provenance,
    )


def _ended(row: _Row, before: Enrolment | None, person: bytes) -> Enrolment | None:
    try:
        last: date = read_day(row.get("enrolment.last_day"))
    except NotReadable:
        return None
    if before is None or bytes(before.blind) != person or last < before.valid_from:
        return None
    return Enrolment(
        blind=person,
        capacity=before.capacity,
        valid_from=before.valid_from,
        valid_until=last,
        provenance=before.provenance,
    )


def _end_terms(fresh: list[Enrolment]) -> None:
    """The term after the end of an enrolment runs for all that was stated of it."""
    for one in fresh:
        if one.valid_until is not None:
            rows = Enrolment.objects.filter(enrolling=one.enrolling, ref=one.ref).values_list("id", flat=True)
            clocks.happened("enrolment_ended", holder=ENROLMENTS, rows=list(rows), day=one.valid_until)
