"""The port to the integrator's reference directory, and its contract.

What every implementation keeps to (``tests/database/directory/contract.py`` holds each of them to it):

1. One enquiry is about one person, one organisation that is to receive, one set of capacities, one period, under one disclosure of
   one text, for one request. There is no other question: nothing lists, counts or browses.
2. It answers ``yes`` or ``no`` only when that text, in force on the directory's side, makes that very gate depend on it; in every
   other case, and whenever it cannot be reached, is too slow, or answers something else than what was asked: ``unavailable``.
3. It never raises for what the directory or the way to it does; it answers ``unavailable``. Asking again is harmless.
4. A reply names the enquiry that it answers. What it says holds for that enquiry, once: nobody keeps it.

source: REQUIREMENTS E17; 003 §85; DOMAIN §2.3
"""

from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import Period
from kring.guard.acting import Acting

Verdict = Literal["yes", "no", "unavailable"]


@dataclass(frozen=True)
class Enquiry:
    """Whether ``recipient`` has this person (national number, eleven digits) enrolled, or entitled (``fact``), in one of these
    capacities for all of ``period``; ``over`` is how the text names that period.

    ``digest`` and ``disclosure`` are the text and its disclosure for which ``discloser`` must know; ``request`` the batch of it.
    """

    id: UUID
    digest: str
    disclosure: str
    request: UUID
    discloser: UUID
    recipient: UUID
    person: str
    fact: str
    capacity: frozenset[int]
    over: str
    period: Period


@dataclass(frozen=True)
class Reply:
    """What the directory says to one enquiry, by its id."""

    enquiry: UUID
    verdict: Verdict


class Directory(Protocol):
    """The integrator, as a discloser meets it. Called outside any transaction."""

    def ask(self, enquiry: Enquiry, *, by: Acting, clock: Clock, within: float) -> Reply:
        """Ask, and wait at most ``within`` seconds."""


class Unreachable:
    """No integrator was plugged in: nothing is known, and every gate that needs it refuses."""

    def ask(self, enquiry: Enquiry, *, by: Acting, clock: Clock, within: float) -> Reply:  # noqa: ARG002 - the port's form
        """Always unavailable."""
        return Reply(enquiry.id, "unavailable")


_installed: list[Directory] = [Unreachable()]


def use(directory: Directory) -> None:
    """Ask ``directory`` from now on. Only ``config`` (and a test) says so."""
    _installed[:] = [directory]


def installed() -> Directory:
    """The directory that this installation asks."""
    return _installed[0]
