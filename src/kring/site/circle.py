"""The circle of one organisation: with whom it exchanges, under which instruments, and how much. Counts only, no person.

Read inside ``acting_for``; that somebody looked is written. source: 003, "cirkels van vertrouwen"
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.exchange.record import look
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.journal.volumes import Volume, Way, volumes
from kring.parties import queries as parties

MONTHS = 12
"""How far back the pictures look."""


@dataclass(frozen=True)
class Text:
    """One instrument between this organisation and others."""

    id: UUID
    title: str
    version: int
    in_force: bool
    until: date | None
    others: tuple[str, ...]
    out: int
    in_: int


@dataclass(frozen=True)
class Partner:
    """Another organisation in the circle: how many instruments with it are in force, disclosures and persons each way."""

    id: UUID
    name: str
    in_force: int
    disclosures_out: int
    disclosures_in: int
    persons_out: int
    persons_in: int


@dataclass(frozen=True)
class Month:
    """Disclosures in one month."""

    first: date
    out: int
    in_: int


@dataclass(frozen=True)
class Circle:
    """What the page shows; ``months`` has every month, also those in which nothing went."""

    own: str
    partners: tuple[Partner, ...]
    texts: tuple[Text, ...]
    months: tuple[Month, ...]


def circle(organisation: UUID, *, clock: Clock) -> Circle:
    """The circle of the acting organisation as it is today."""
    now = clock()
    firsts = _firsts(belgian_day(now))
    look("circle", ())
    went = volumes(firsts[0])
    names = {party.id: party.name for party in parties.organisations()}
    kept = instruments.versions()
    held = {one.id for one in kept if instruments.holds(one, now)}
    shown = [one for one in kept if one.id in held or any(v.digest == one.digest for v in went)]
    others = sorted(
        {member for one in shown for member in one.members} | {v.other for v in went},
        key=lambda one: names.get(one, ""),
    )
    return Circle(
        own=names.get(organisation, ""),
        partners=tuple(
            _partner(other, names.get(other, ""), [one for one in shown if one.id in held], went)
            for other in others
            if other != organisation
        ),
        texts=tuple(_text(one, one.id in held, organisation, names, went) for one in shown),
        months=_months(firsts, went),
    )


def _partner(other: UUID, name: str, held: Sequence[Version], went: Sequence[Volume]) -> Partner:
    mine = [v for v in went if v.other == other]

    def total(way: Way) -> tuple[int, int]:
        ours = [v for v in mine if v.way == way]
        return sum(v.disclosures for v in ours), sum(v.persons for v in ours)

    (out, persons_out), (in_, persons_in) = total("out"), total("in")
    return Partner(other, name, sum(other in one.members for one in held), out, in_, persons_out, persons_in)


def _text(one: Version, in_force: bool, own: UUID, names: dict[UUID, str], went: Sequence[Volume]) -> Text:  # noqa: FBT001
    mine = [v for v in went if v.digest == one.digest]
    return Text(
        id=one.id,
        title=one.title,
        version=one.version,
        in_force=in_force,
        until=one.ends_on,
        others=tuple(sorted(names.get(member, "") for member in one.members if member != own)),
        out=sum(v.disclosures for v in mine if v.way == "out"),
        in_=sum(v.disclosures for v in mine if v.way == "in"),
    )


def _months(firsts: Sequence[date], went: Sequence[Volume]) -> tuple[Month, ...]:
    counted: dict[tuple[date, str], int] = defaultdict(int)
    for v in went:
        counted[v.month, v.way] += v.disclosures
    return tuple(Month(first, counted[first, "out"], counted[first, "in"]) for first in firsts)


def _firsts(today: date) -> list[date]:
    """The first days of the last ``MONTHS`` months, this one included."""
    months = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(months - MONTHS + 1, months + 1)]
