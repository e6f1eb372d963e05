"""What the commands of an installation's administrator share: they run on the server, for one organisation at a time.

The log's line names the position that acted, as everywhere, and says that it was done at the console.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from uuid import UUID

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.enterprise import EnterpriseFault, read_enterprise_number
from kring.core.errors import Fault
from kring.core.readers import NotReadable, read_day
from kring.guard.acting import Acting, acting_for, machine_of
from kring.journal.append import written_at
from kring.parties import queries
from kring.parties.identity import admission
from kring.parties.queries import Party, Term

from .faults import told_as_fault

CONSOLE = "console"


def at_console(work: Callable[[], int], problems: Callable[[], list[str]]) -> int:
    """Do ``work`` once nothing stands in the way; a fault is told in words. Answers the exit code."""
    if found := problems():
        print("\n".join(found), file=sys.stderr)
        return 2
    try:
        with written_at(CONSOLE):
            return work()
    except Fault as fault:
        return told_as_fault(fault, as_json=False)


def today() -> date:
    """The Belgian day."""
    return belgian_day(house_clock())


def day(text: str) -> date:
    """A day on the command line."""
    try:
        return read_day(text)
    except NotReadable as wrong:
        raise argparse.ArgumentTypeError(wrong.nl) from wrong


def hosted(number: str) -> Party:
    """The organisation with this enterprise number; raises ``Fault``: ``enterprise_number``, ``not_hosted``."""
    read = read_enterprise_number(number)
    if isinstance(read, EnterpriseFault):
        raise Fault("enterprise_number", read.nl, en=read.en)
    party = queries.organisation_by_number(read.number)
    if party is None:
        raise Fault("not_hosted", f"Hier is geen organisatie met nummer {read}. Neem ze eerst op: kring organisation.")
    return party


def terms_of(party: Party) -> list[Term]:
    """Every position of people in this organisation."""
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        return queries.terms()


def acting_as(party: Party, who: str, functions: frozenset[str]) -> Acting:
    """The position of ``party`` that ``who`` names: its id, or the address of its holder.

    Somebody with several positions acts under the one whose function is among ``functions``; whether the function allows
    what follows is judged by the action itself. Raises ``Fault``: ``nobody``, ``which_position``.
    """
    standing = [term for term in terms_of(party) if term.stands_on(today())]
    named = _uuid(who)
    if named is not None:
        found = [term for term in standing if term.held.id == named]
    else:
        account = admission.account_of(who)
        found = [term for term in standing if account is not None and term.account == account.id]
    able = [term for term in found if term.held.function in functions] or found
    if not able:
        raise Fault(
            "nobody",
            f"Onder dat adres of die functie is er vandaag niemand bij {party.name}."
            f" Zie kring position --organisation {party.enterprise_number}.",
        )
    if len(able) > 1:
        ids = ", ".join(str(term.held.id) for term in able)
        raise Fault("which_position", f"Deze persoon heeft er meer dan één functie. Noem de functie zelf: {ids}.")
    return Acting(party.id, able[0].held.id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
