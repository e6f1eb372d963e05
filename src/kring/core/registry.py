"""What a flow hands to the door: the types, and the registries that ``config`` fills.

A disclosure finds its flow by its *key item*: the one data item that makes it what it is (``debt.file_number`` for a list
of debtors, ``debt.client_mark`` for the answer). So an instrument that nobody has seen before needs no code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol
from uuid import UUID

from kring.core.days import Period
from kring.core.reasons import Reason


@dataclass(frozen=True)
class Subject:
    """One person in a batch, as the discloser knows the person.

    ``ref`` is the discloser's own reference; ``person`` the keyed pseudonym (blind index) or None when there is no number;
    ``facts`` are raw facts keyed by gate or row condition. ``received`` says from which received disclosures its values come, as
    (digest, key) of the text they came under; ``rows`` are the own rows that they stand in, of which the door knows by their clocks
    how they came. Both empty: own data. source: E15
    """

    ref: str
    person: bytes | None
    facts: Mapping[str, object] = field(default_factory=dict)
    received: tuple[tuple[str, str], ...] = ()
    rows: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Part:
    """One chunk of one batch of one disclosure: what a source is asked about; ``asked`` is the question that it answers."""

    batch: UUID
    chunk: int
    refs: tuple[str, ...]
    day: date
    asked: "Arrived | None" = None


@dataclass(frozen=True)
class Entry:
    """What a discloser keeps on one person: values by item name, in the order of its own records.

    Without ``record`` it is what is kept once (name, address, a file number). With it, one entry of a record of which there may be
    several, and ``facts`` (raw) are what a pick or a condition about an entry asks of it. ``received`` and ``rows`` as of a
    subject, where only this entry was received.
    """

    values: Mapping[str, str]
    record: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    received: tuple[tuple[str, str], ...] = ()
    rows: tuple[UUID, ...] = ()


class Source(Protocol):
    """The discloser's half of a flow. Every call runs in a transaction that acts for the discloser."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The persons of this part with their facts, in set queries; one per ref that still exists."""

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """For each ref its entries. The door picks and minimises: only permitted items leave."""

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """In the releasing transaction: the rest of ``part.refs`` left; ``withheld`` says which did not and why."""

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """In a transaction of its own, after the refusal was written: nothing of this part may leave."""


@dataclass(frozen=True)
class Arrived:
    """What came out of an envelope, for the recipient's half. ``rows`` hold ``ref`` and the items by name.

    One row holds what is kept once on a person, and one more each entry of a record that may have several, under the same ref.
    ``purpose`` is the one that it serves; ``stated`` are facts that whoever asks stated of itself, for gates that the recipient
    evaluates; ``reasons`` why an answer holds nothing, as far as we may read it.
    """

    envelope: UUID
    sender: UUID
    batch: UUID
    chunk: int
    chunks: int
    day: date
    document: str
    digest: str
    disclosure: str
    keep: str
    in_reply_to: UUID | None
    rows: Sequence[Mapping[str, str]]
    purpose: str | None = None
    period_asked: Period | None = None
    stated: Mapping[str, object] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Taken:
    """One person whose data the recipient took in: its own pseudonym, the items, its own reference."""

    person: bytes | None
    items: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Receipt:
    """What a receiver did with a part: who was taken in, and how many were not kept."""

    taken: Sequence[Taken]
    not_kept: int = 0


class Answerer(Protocol):
    """The asked side's half of a question. Its ``role`` is the one under which the machine answers; the source of the answer's key
    item gives what is answered, and finds the question in ``Part.asked``.
    """

    @property
    def role(self) -> str:
        """The role under which the machine answers."""

    def recognise(self, question: Arrived) -> Mapping[str, bytes | None]:
        """The own pseudonym of whoever each ref asks about, known here or not: the same work for both. Acts for the asked side."""

    def on_behalf(self, question: Arrived) -> UUID | None:
        """The position of the employee for whom the machine answers, whose facts count (secrecy); None for the machine's own."""


class Receiver(Protocol):
    """The recipient's half of a flow: writes own rows with their clocks, inside the receiving transaction. Idempotent."""

    def receive(self, arrived: Arrived) -> Receipt:
        """Take in what arrived; anything raised leaves the envelope where it was, to be delivered again."""


@dataclass(frozen=True)
class Question:
    """What the door asks of whoever can say a fact: about these persons (keyed pseudonym by ref), on this day, for this period.

    ``conditions`` are the arguments of each gate or row condition that needs the fact. A fact about the whole batch is asked for no
    person and said under ``BATCH``. ``acting`` is the position that acts; ``side`` whose facts are asked: the discloser's, or those
    that a recipient states of itself with its question. ``stated`` are the latter, as they arrived.
    """

    fact: str
    persons: Mapping[str, bytes | None]
    day: date
    period_asked: Period | None
    document: str
    digest: str
    disclosure: str
    recipient: UUID
    conditions: Sequence[Mapping[str, object]] = ()
    acting: UUID | None = None
    side: Literal["discloser", "recipient"] = "discloser"
    stated: Mapping[str, object] = field(default_factory=dict)


BATCH: Final = ""
"""In the place of a ref: what holds for the whole batch."""


class Knower(Protocol):
    """Who can say one fact. Called in a transaction of the side that is asked; what it leaves out is not known, and refuses."""

    def know(self, question: Question) -> Mapping[str, object]:
        """The raw fact by ref, in set queries."""


knowers: dict[str, Knower] = {}
"""Knower by fact name; a source that gives the fact itself is not asked again."""
GENERAL: Final = ""
"""In the place of a key item: the flow that takes whatever no key item claims."""
sources: dict[str, Source] = {}
"""Source by key item."""
receivers: dict[str, Receiver] = {}
"""Receiver by key item."""
answerers: dict[str, Answerer] = {}
"""Who answers a question: by the key item of the answer, else of the question."""


def key_item(items: Sequence[str], registry: Mapping[str, object]) -> str | None:
    """The key item among ``items`` under which something is registered; the first in their order."""
    return next((item for item in items if item in registry), None)
