"""The agreement of a pair at the console: record its terms, end it, show it. source: REQUIREMENTS K17"""

import argparse
from uuid import UUID

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.guard.acting import acting_for, machine_of
from kring.instruments import actions, pair_actions, queries
from kring.instruments.pairs import SANCTION, STEERING, Agreement
from kring.parties.queries import Party

from .console import acting_as, hosted, today


def agree(party: Party, asked: argparse.Namespace) -> int:
    """Record what this organisation and another agreed; it counts once both recorded the same."""
    said = actions.record_pair_agreement(
        by=acting_as(party, asked.who, pair_actions.RECORDERS),
        ocmw=hosted(asked.ocmw).id,
        office=hosted(asked.office).id,
        first=asked.first or today(),
        last=asked.last,
        steering=asked.steering,
        sanction=asked.sanction,
        ref=asked.ref,
        clock=house_clock,
        fictitious=asked.fictitious,
    )
    print(f"Opgenomen voor {party.name}: overeenkomst {said.terms.pair}.")
    _tell(party, said.terms.members)
    return 0


def end_agreement(party: Party, asked: argparse.Namespace) -> int:
    """End the agreement that runs with another on the given last day."""
    other = hosted(asked.other)
    last = asked.last or today()
    running = next((one for one in _agreements(party, other.id) if one.runs_on(last)), None)
    if running is None:
        raise Fault("no_such_agreement", f"Er loopt op {last:%d/%m/%Y} geen overeenkomst met {other.name}.")
    actions.end_pair_agreement(
        by=acting_as(party, asked.who, pair_actions.RECORDERS),
        other=other.id,
        pair=running.terms.pair,
        last_day=last,
        clock=house_clock,
        fictitious=asked.fictitious,
    )
    print(f"Opgenomen voor {party.name}: de overeenkomst met {other.name} loopt tot en met {last:%d/%m/%Y}.")
    return 0


def show_agreements(party: Party, asked: argparse.Namespace) -> int:
    """Every agreement with another, past ones too."""
    other = hosted(asked.other)
    found = _agreements(party, other.id)
    for one in found:
        print(_line(one))
    if not found:
        print(f"{party.name} heeft geen overeenkomst met {other.name} opgenomen.")
    return 0


def _tell(party: Party, members: frozenset[UUID]) -> None:
    for one in _agreements(party, next(iter(members - {party.id}))):
        print(_line(one))


def _agreements(party: Party, other: UUID) -> list[Agreement]:
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        return queries.agreements_with(other)


def _line(one: Agreement) -> str:
    last = one.period.last if one.period else one.ended_on
    until = f"tot en met {last:%d/%m/%Y}" if last else "zonder einde"
    stands = "door beide vastgelegd" if one.agreed else "nog niet door beide vastgelegd: geldt niet"
    return (
        f"  {one.terms.first:%d/%m/%Y} {until}: regie {STEERING[one.terms.steering]}, sanctiebevoegdheid"
        f" {SANCTION[one.terms.sanction]} ({one.terms.ref}); {stands}"
    )
