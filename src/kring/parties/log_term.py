"""The end of the log's own term, and the erasure of one person from it: keys go, lines stay. source: REQUIREMENTS E16"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for, machine_of
from kring.journal import lines, pseudonym, terms
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.terms import Term
from kring.parties import queries

OFFICERS: Final = frozenset({"dpo"})


def choose_term(*, by: Acting, years: int, clock: Clock) -> None:
    """Keep the log readable for ``years`` after the year of a line. Raises ``Fault``: ``wrong_term``, ``other_function``."""
    with acting_for(by.organisation, by.position):
        _check(clock)
        day = belgian_day(clock())
        before = terms.years_kept(day)
        terms.choose(years, day)
        append([Line("action", {lines.WHAT: "log.term", "years": years, "before": before})])


def term_of(by: Acting, clock: Clock) -> tuple[int, Term]:
    """For how many years the own log is kept readable, and the dated rule on which that rests."""
    day = belgian_day(clock())
    with acting_for(by.organisation, by.position):
        return terms.years_kept(day), terms.term_on(day)


def sweep(organisation: UUID, *, clock: Clock) -> list[int]:
    """Destroy the keys of the years whose term is over, each with its line, in one transaction; answers the years.

    The line comes first: it is never written under a key that goes.
    """
    machine, day = machine_of(organisation), belgian_day(clock())
    with acting_for(machine.organisation, machine.position):
        over = terms.over(day)
        term = terms.term_on(day)
        if over:
            kept = terms.years_kept(day)
            append([_told(year, kept, term) for year in over])
        for year in over:
            terms.destroy(year)
    return over


def forget_person(*, by: Acting, subjects: Collection[bytes], clock: Clock) -> int:
    """Erase the keys of one person in every year of the own log, so that its lines say nothing of the person any more.

    ``subjects`` are the names under which the log knows the person (pseudonyms, also of older index keys; the id of a row).
    The line that is written names nobody. Answers how many years' keys went.
    """
    with acting_for(by.organisation, by.position):
        _check(clock)
        gone = pseudonym.forget(subjects, by.organisation)
        if gone:
            append([Line("action", {lines.WHAT: "log.person_erased", lines.COUNT: gone})])
    return gone


def _told(year: int, years: int, term: Term) -> Line:
    return Line("sweep", {lines.WHAT: "log.year_destroyed", "year": year, "years": years, "mark": term.mark})


def _check(clock: Clock) -> None:
    held = queries.held_now(clock)
    if held is None or held.function not in OFFICERS:
        raise Fault("other_function", "Alleen de functionaris voor gegevensbescherming beslist hierover.")
