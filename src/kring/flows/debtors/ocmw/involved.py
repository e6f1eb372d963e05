"""Which marked clients a social worker of the OCMW may see, and who takes one over. source: REQUIREMENTS D6, E5, E18; 002 §8a"""

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from kring.clients.actions import give_file
from kring.clients.involvement import involved_with, perhaps_of
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.exchange import clocks, corrections
from kring.flows.debtors.marks import sealed_parts
from kring.flows.debtors.models import Case, ReceivedChunk, ReceivedRound
from kring.flows.debtors.roles import SOCIAL_WORKER, require, stand_on
from kring.flows.debtors.source import CASES
from kring.guard.acting import Acting, acting_for
from kring.parties.identity.actions import elsewhere, take_sides
from kring.parties.queries import Held, held, held_now, holders


class Colleague(NamedTuple):
    """A social worker of the same OCMW, today."""

    position: UUID
    name: str
    team: str


def visible_to(position: Held | None, *, clock: Clock, case: UUID | None = None) -> QuerySet[Case]:
    """The marked cases that ``position`` may open; of others' clients none, nor of a round on whose other side the person stands.

    Covered by the log, and not past their clock. With ``case`` only that one and the same person's others. Inside ``acting_for``.
    """
    if position is None or position.function != SOCIAL_WORKER:
        return Case.objects.none()
    marked = Case.objects.filter(marked_on__isnull=False).exclude(received__in=_barred(position))
    for received, number in _unsealed():
        marked = marked.exclude(received=received, chunk=number)
    if unsealed := corrections.unsealed(CASES):
        marked = marked.exclude(id__in=unsealed)
    if case is not None:
        marked = marked.filter(person__in=Case.objects.filter(id=case).values("person"))
    whole = clocks.unexpired(CASES, marked, belgian_day(clock()))
    there = whole if case else perhaps_of(position, whole, clock=clock)
    persons = dict(there.values_list("id", "person_id"))
    mine = involved_with(position, set(persons.values()), clock=clock)
    if there is whole and mine >= set(persons.values()):  # all of them: not each by its id
        return whole
    return Case.objects.filter(id__among=[case for case, person in persons.items() if person in mine])


def opened(case_id: UUID, *, clock: Clock) -> tuple[Held, Case]:
    """The acting position and a case of its own, locked until the transaction ends; who acts then stands on this side of its round.

    Raises ``Fault``: ``not_your_task``, ``no_such_case``, ``other_side``. Inside ``acting_for``.
    """
    position = require(SOCIAL_WORKER, clock=clock)
    case = Case.objects.select_for_update(of=("self",)).select_related("received", "person").filter(id=case_id).first()
    if case is not None:
        stand_on(position, case.received.batch)
    if case is None or not visible_to(position, clock=clock, case=case_id).filter(id=case_id).exists():
        raise Fault(
            "no_such_case",
            "Deze zaak bestaat niet (meer), of een collega volgt ze op.",
            en="This case does not exist (any more), or a colleague has it.",
        )
    return position, case


def stand_on_all(position: Held, batches: set[UUID]) -> None:
    """Whoever sees names of these rounds stands on this organisation's side of them, for good. source: E18"""
    if position.account and batches:
        take_sides(account_id=position.account, matters=batches, organisation=position.organisation)


def take(*, by: Acting, case_id: UUID, clock: Clock) -> None:
    """Assign the client's file to oneself; opens one when there is none. Raises ``Fault`` as ``hand_over`` does."""
    with acting_for(by.organisation, by.position):
        position, case = opened(case_id, clock=clock)
        give_file(person_id=case.person_id, position_id=position.id, team=position.team, day=belgian_day(clock()))


def hand_over(*, by: Acting, case_id: UUID, to: UUID, clock: Clock) -> None:
    """Give the client's file to a colleague's position.

    Raises ``Fault``: ``not_your_task``, ``no_such_case`` (nor when a colleague has it), ``other_side``, ``no_such_colleague``.
    """
    with acting_for(by.organisation, by.position):
        _, case = opened(case_id, clock=clock)
        colleague = held(to, belgian_day(clock()))
        if colleague is None or colleague.function != SOCIAL_WORKER or case.received_id in _barred(colleague):
            raise Fault(
                "no_such_colleague",
                "Aan deze persoon kan het dossier niet worden overgedragen. Kies een andere collega.",
                en="The file cannot be handed over to this person. Choose another colleague.",
            )
        give_file(person_id=case.person_id, position_id=to, team=colleague.team, day=belgian_day(clock()))


def colleagues(*, clock: Clock) -> tuple[Colleague, ...]:
    """To whom a file can be handed over, by name; not oneself. Inside ``acting_for``."""
    me = held_now(clock)
    return tuple(
        Colleague(one.id, one.name, one.team)
        for one in holders(SOCIAL_WORKER, belgian_day(clock()))
        if me is not None and one.id != me.id
    )


def _barred(position: Held) -> set[UUID]:
    """The received rounds on whose other side this person stands."""
    if position.account is None:
        return set()
    batches = dict(ReceivedRound.objects.values_list("batch", "id"))
    others = elsewhere(account_id=position.account, matters=set(batches), organisation=position.organisation)
    return {batches[batch] for batch in others}


def _unsealed() -> set[tuple[UUID, int]]:
    """The parts of rounds that came in and that the log does not cover yet."""
    parts = list(ReceivedChunk.objects.only("id", "received_id", "number", "tx"))
    covered = {part.id for part in sealed_parts(parts)}
    return {(part.received_id, part.number) for part in parts if part.id not in covered}
