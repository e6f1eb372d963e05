"""Facts that happened, told upward: what a lower floor did and a higher one may want to know, in the same transaction.

``config`` says who listens. Decisions are taken again at release and at take-up, so an event is a comfort, not the guard.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(event_type: type, listener: Callable[[Any], None]) -> None:
    """Call ``listener`` with every event of this type. Only ``config`` wires; listeners run in the teller's transaction."""
    if listener not in _listeners[event_type]:
        _listeners[event_type].append(listener)


@contextmanager
def listening(event_type: type, listener: Callable[[Any], None]) -> Iterator[None]:
    """``listen`` for as long as the block runs."""
    _listeners[event_type].append(listener)
    try:
        yield
    finally:
        _listeners[event_type].remove(listener)


def tell(event: object) -> None:
    """Tell all listeners; what one of them raises undoes the teller's transaction too."""
    for listener in tuple(_listeners[type(event)]):
        listener(event)


@dataclass(frozen=True)
class StatementMade:
    """A party made a statement on an instrument's standing; the other parties must hear of it, at once when it is ``urgent``."""

    statement: UUID
    recipients: tuple[UUID, ...]
    urgent: bool = False


@dataclass(frozen=True)
class VersionAdopted:
    """An organisation took its own copy of the text with this digest."""

    digest: str


@dataclass(frozen=True)
class EnrolmentStated:
    """What an organisation now states of one enrolment; ``provenance``: declared, decided or confirmed. ``last`` None is open."""

    enrolment: UUID
    person: UUID
    capacity: int
    first: date
    last: date | None
    provenance: str
    ended: bool = False


@dataclass(frozen=True)
class EnrolmentsStated:
    """Enrolments of ``organisation`` that are new or different, by whatever way they came to be known."""

    organisation: UUID
    enrolments: tuple[EnrolmentStated, ...]


@dataclass(frozen=True)
class ListCompared:
    """A recipient compared one chunk of a list with its own register; refs are the sender's references.

    Held in memory only, for a desk where both sides sit; the recipient stores nothing of those it does not know.
    """

    batch: UUID
    chunk: int
    known: tuple[str, ...]
    doubtful: tuple[str, ...]


@dataclass(frozen=True)
class Withheld:
    """What a discloser's decision left out of one chunk, with the codes of the reasons; the discloser's side only."""

    batch: UUID
    chunk: int
    reasons: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class RestrictionPlaced:
    """A person's data may not be used or disclosed by ``organisation`` from this day; ``person`` is its own pseudonym."""

    organisation: UUID
    person: bytes
    valid_from: date


@dataclass(frozen=True)
class RestrictionLifted:
    """A restriction holds no longer than ``last_day``."""

    organisation: UUID
    person: bytes
    last_day: date


@dataclass(frozen=True)
class ObjectionRecorded:
    """A person objects to disclosure by ``organisation`` from this day; ``person`` is its own pseudonym."""

    organisation: UUID
    person: bytes
    valid_from: date


@dataclass(frozen=True)
class ObjectionWithdrawn:
    """An objection holds no longer than ``last_day``."""

    organisation: UUID
    person: bytes
    last_day: date


@dataclass(frozen=True)
class ClientFileClosed:
    """A client file of ``organisation`` was closed; retention clocks may start. ``person`` is ``None`` without a number."""

    organisation: UUID
    file: UUID
    person: bytes | None
    closed_on: date


@dataclass(frozen=True)
class PersonDied:
    """A person whom ``organisation`` knows died on this day; ``person`` is its own row. Nothing follows by itself."""

    organisation: UUID
    person: UUID
    died_on: date
