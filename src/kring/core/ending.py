"""What a flow tells about the end of an instrument, in counts: what was done under it, what is held of it, what stays and why.

Figures are exact here and live in memory only. What is kept of them, and shown, is protected first (``desks.register.ending``).
source: 002 §8c; REQUIREMENTS D7
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from kring.core.reasons import Localised


@dataclass(frozen=True)
class Text:
    """A text that is over, or nearly, as the acting organisation stands in it: the items that it discloses and receives."""

    digest: str
    sends: frozenset[str]
    receives: frozenset[str]


@dataclass(frozen=True)
class Part:
    """A number with its name. ``count`` counts different people; only a volume, which is told as it is, counts no people at all."""

    key: str
    name: Localised
    count: int


@dataclass(frozen=True)
class Group:
    """Parts that together are ``whole`` (the key of a part of an earlier group), each person in one part only.

    Without ``whole`` the parts stand by themselves; their ``total``, if there is one, is then told only where each of them is.
    So a part that another organisation tells as well is told alike by both. ``whole`` must be told before.
    """

    key: str
    title: Localised
    parts: tuple[Part, ...]
    whole: str = ""
    total: Part | None = None


@dataclass(frozen=True)
class Spread:
    """How long something took, in days, once per person. ``among``: parts all of whose people are counted here."""

    key: str
    title: Localised
    days: tuple[int, ...]
    among: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """One side's own figures. ``volumes`` are of no person; ``spared`` the part of which each person spared one cost.

    ``caution`` says what whoever hands the figures on must mind.
    """

    volumes: tuple[Part, ...] = ()
    groups: tuple[Group, ...] = ()
    spreads: tuple[Spread, ...] = ()
    spared: str = ""
    caution: Localised | None = None


@dataclass(frozen=True)
class Holding:
    """Rows of one table that are there because of the text; ``people``: how many there are says something of people."""

    table: str
    name: Localised
    rows: int
    people: bool = True


@dataclass(frozen=True)
class Kept:
    """What the organisation keeps after the end because it is its own, and why."""

    what: Localised
    why: Localised


@dataclass(frozen=True)
class TakeOut:
    """What somebody with one of ``functions`` may want to take out before the end, on the page with the name ``url``."""

    what: Localised
    functions: frozenset[str]
    url: str


class Ending(Protocol):
    """One flow at the end of a text. Each call runs in a transaction of the side whose rows it is about."""

    @property
    def holders(self) -> frozenset[str]:
        """The holders of clocks whose rows are among ``held``."""

    def figures(self, text: Text) -> Figures | None:
        """What was done under the text on this side; None when this flow had no part in it."""

    def held(self, text: Text) -> Sequence[Holding]:
        """What is there of it now; after ``erase`` no rows at all."""

    def erase(self, text: Text) -> Sequence[UUID]:
        """Delete all of it; answers the ids by which queued work may name what is gone."""

    def kept(self, text: Text) -> Sequence[Kept]:
        """What stays because it is the organisation's own."""

    def beforehand(self, text: Text) -> Sequence[TakeOut]:
        """What is worth taking out before."""


endings: dict[str, Ending] = {}
"""By flow; ``config`` fills it."""


@dataclass(frozen=True)
class NoFigures:
    """For a flow that counts nothing: a base with nothing to tell."""

    holders: frozenset[str] = field(default_factory=frozenset)

    def figures(self, text: Text) -> Figures | None:  # noqa: ARG002 - the protocol names it
        """None."""
        return None

    def kept(self, text: Text) -> Sequence[Kept]:  # noqa: ARG002
        """Nothing."""
        return ()

    def beforehand(self, text: Text) -> Sequence[TakeOut]:  # noqa: ARG002
        """Nothing."""
        return ()
