"""A client's whole of debts, as far as the client gives it: the OCMW's own data. All are treated alike, whoever the creditor is.

It outlives the instrument under which one of them came to be known. source: 002 §2b; REQUIREMENTS D3
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4, uuid5

from kring.clients import models
from kring.clients.involvement import involved_with
from kring.clients.register import SOCIAL_WORKER
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.guard.keys import FieldCipher
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties.queries import held_now, names_of
from kring.persons.models import Person

LONGEST_CREDITOR = 200
LONGEST_NOTE = 2_000
"""Characters."""
_MOST_CENTS = 10**12


@dataclass(frozen=True)
class Debt:
    """One debt as the client gave it; ``amount_cents`` None is not known. ``settled_on``: since when it is no debt any more."""

    id: UUID
    person: UUID
    creditor: str
    amount_cents: int | None
    note: str
    given_on: date
    by: str
    settled_on: date | None


def add_debt(
    *,
    by: Acting,
    person_id: UUID,
    creditor: str,
    amount_cents: int | None = None,
    note: str = "",
    once: UUID | None = None,
    clock: Clock,
) -> UUID:
    """Add a debt that the client gives, today. The same debt of the same page (``once``) is added once, however often it is sent.

    Raises ``Fault``: ``other_function``, ``no_such_person`` (nor a colleague's client), ``no_creditor``, ``no_amount``,
    ``long_note``.
    """
    creditor, note = " ".join(creditor.split()), note.strip()
    _check(creditor, amount_cents, note)
    with acting_for(by.organisation, by.position):
        person = _client(person_id, clock)
        debt_id = uuid5(once, f"{person_id} {amount_cents} {creditor}") if once else uuid4()
        if once:
            Person.objects.select_for_update().get(
                id=person.id
            )  # one at a time, or two that come together both find none
            if models.Debt.objects.filter(id=debt_id).exists():
                return debt_id
        sealed = FieldCipher("fields").encrypt(note.encode(), place=_place(debt_id)) if note else None
        models.Debt.objects.create(
            id=debt_id,
            person=person,
            creditor=creditor,
            amount_cents=amount_cents,
            note_sealed=sealed,
            given_on=belgian_day(clock()),
            given_to=by.position,
        )
        _write("debt.added", debt_id, person)
    return debt_id


def settle_debt(*, by: Acting, debt_id: UUID, clock: Clock) -> None:
    """The debt is no more (paid, remitted, prescribed), from today. Settled before, it stays so.

    Raises ``Fault``: ``other_function``, ``no_such_debt`` (nor a colleague's client's).
    """
    with acting_for(by.organisation, by.position):
        debt = _the(debt_id, clock)
        if debt.settled_on is None:
            debt.settled_on = belgian_day(clock())
            debt.save(update_fields=["settled_on"])
            _write("debt.settled", debt.id, debt.person)


def remove_debt(*, by: Acting, debt_id: UUID, clock: Clock) -> None:
    """Delete a debt that was added by mistake. Raises ``Fault`` as ``settle_debt`` does."""
    with acting_for(by.organisation, by.position):
        debt = _the(debt_id, clock)
        debt.delete()
        _write("debt.removed", debt_id, debt.person)


def debts_of(person_id: UUID) -> tuple[Debt, ...]:
    """The debts of a client, in the order in which they were given; none comes before another. Inside ``acting_for``.

    Writes no look: whoever shows a client's page does.
    """
    rows = list(models.Debt.objects.filter(person_id=person_id).order_by("given_on", "creditor", "id"))
    names, cipher = names_of({row.given_to for row in rows}), FieldCipher("fields")
    return tuple(
        Debt(
            id=row.id,
            person=row.person_id,
            creditor=row.creditor,
            amount_cents=row.amount_cents,
            note=cipher.decrypt(bytes(row.note_sealed), place=_place(row.id)).decode() if row.note_sealed else "",
            given_on=row.given_on,
            by=names.get(row.given_to, ""),
            settled_on=row.settled_on,
        )
        for row in rows
    )


def _check(creditor: str, amount_cents: int | None, note: str) -> None:
    if not creditor or len(creditor) > LONGEST_CREDITOR:
        raise Fault("no_creditor", f"Vul in wie de schuldeiser is, in hoogstens {LONGEST_CREDITOR} tekens.")
    if amount_cents is not None and not 0 < amount_cents < _MOST_CENTS:
        raise Fault("no_amount", "Het bedrag is groter dan nul; laat het leeg als de cliënt het niet kent.")
    if len(note) > LONGEST_NOTE:
        raise Fault("long_note", f"De nota is te lang: hoogstens {LONGEST_NOTE} tekens.")


def _client(person_id: UUID, clock: Clock) -> Person:
    _require(clock)
    person = Person.objects.filter(id=person_id).first()
    if person is None or not involved_with(held_now(clock), [person_id], clock=clock):
        raise Fault("no_such_person", "Deze persoon is hier niet bekend, of een collega volgt het dossier op.")
    return person


def _the(debt_id: UUID, clock: Clock) -> models.Debt:
    _require(clock)
    debt = models.Debt.objects.select_for_update(of=("self",)).select_related("person").filter(id=debt_id).first()
    if debt is None or not involved_with(held_now(clock), [debt.person_id], clock=clock):
        raise Fault("no_such_debt", "Deze schuld bestaat hier niet (meer), of een collega volgt het dossier op.")
    return debt


def _require(clock: Clock) -> None:
    position = held_now(clock)
    if position is None or position.function != SOCIAL_WORKER:
        raise Fault("other_function", "Alleen maatschappelijk werkers houden de schulden van een cliënt bij.")


def _write(verb: str, debt: UUID, person: Person) -> None:
    """To whom and how much stands in the row alone: there it can be erased."""
    subject = person.id.bytes if person.ssin_blind is None else bytes(person.ssin_blind)
    append([Line("action", {"what": verb, "debt": str(debt)}, subject=subject)])


def _place(debt: UUID) -> str:
    return f"clients.debt.note.{debt}"
