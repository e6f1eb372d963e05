"""The start page "Vandaag": one list, most urgent first, filled by what flows and desks declare.

A flow or desk writes a provider that answers ``Matter`` values and a sentence for a day on which nothing waits (``Quiet``);
``config.wiring`` registers both for the functions that they are for. A provider derives its matters at read and keeps
nothing, so nothing is forgotten. Where it shows a person by name it writes that look's line itself.

source: SCREENS 1 - each line is person, what, until when; never counters, never other people's clients, no red for what
can wait.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django_stubs_ext import StrOrPromise

from kring.guard.acting import Acting


@dataclass(frozen=True)
class Matter:
    """One thing that waits for somebody.

    ``what`` is a short sentence in the reader's language, ``url`` where the work itself opens, ``who`` the person it is
    about (empty where no name may be shown yet), ``until`` the last day. ``urgent`` only for what cannot wait: it comes
    before everything else, whatever its day.
    """

    what: str
    url: str
    who: str = ""
    until: date | None = None
    urgent: bool = False


Provider = Callable[[Acting], Sequence[Matter]]
"""Answers what waits for the acting position; called inside its ``acting_for``."""


@dataclass(frozen=True)
class Quiet:
    """What a day without matters says: what will come here by itself, and a page to go to (``url``: its URL name)."""

    comes: StrOrPromise
    action: StrOrPromise
    url: str

    @property
    def href(self) -> str:
        """The page's address; empty where this installation does not serve it."""
        try:
            return reverse(self.url)
        except NoReverseMatch:
            return ""


_providers: list[tuple[frozenset[str], Provider]] = []
_quiet: list[tuple[frozenset[str], Quiet]] = []


def register(functions: frozenset[str], provider: Provider, quiet: Quiet | None = None) -> None:
    """Let ``provider`` fill the list of people with one of ``functions``, and ``quiet`` speak when nothing waits."""
    if (functions, provider) not in _providers:
        _providers.append((functions, provider))
    if quiet is not None and (functions, quiet) not in _quiet:
        _quiet.append((functions, quiet))


def matters_for(function: str, acting: Acting) -> tuple[Matter, ...]:
    """What waits for ``acting``, most urgent first: urgent ones, then by last day, then those without. In ``acting_for``."""
    found = [matter for functions, provider in _providers if function in functions for matter in provider(acting)]
    return tuple(sorted(found, key=lambda m: (not m.urgent, m.until is None, m.until or date.max)))


def quiet_for(function: str) -> tuple[Quiet, ...]:
    """What an empty list says to somebody with ``function``, in the order of registration."""
    return tuple(quiet for functions, quiet in _quiet if function in functions)
