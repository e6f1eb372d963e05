"""The start page "Vandaag": one list, most urgent first, filled by what flows and desks declare.

source: SCREENS 1 - each line is person, what, until when; never counters, never other people's clients.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kring.guard.acting import Acting


@dataclass(frozen=True)
class Matter:
    """One thing that waits for somebody.

    ``what`` is a short sentence in the reader's language, ``url`` where the work itself opens, ``who`` the person it is
    about (empty where no name may be shown yet), ``until`` the last day. ``urgent`` only for what cannot wait.
    """

    what: str
    url: str
    who: str = ""
    until: date | None = None
    urgent: bool = False


Provider = Callable[[Acting], Sequence[Matter]]
"""Answers what waits for the acting position; called inside its ``acting_for``."""

_providers: list[tuple[frozenset[str], Provider]] = []


def register(functions: frozenset[str], provider: Provider) -> None:
    """Let ``provider`` fill the list of people with one of ``functions``."""
    if (functions, provider) not in _providers:
        _providers.append((functions, provider))


def matters_for(function: str, acting: Acting) -> tuple[Matter, ...]:
    """What waits for ``acting``, most urgent first: urgent ones, then by last day, then those without. In ``acting_for``."""
    found = [matter for functions, provider in _providers if function in functions for matter in provider(acting)]
    return tuple(sorted(found, key=lambda m: (not m.urgent, m.until is None, m.until or date.max)))
