"""The life of an instrument as data: its states, and which statement of a party moves it from which state to which.

``docs/standing.md`` is drawn from this. source: REQUIREMENTS P4, P5, P6, P7; DOMAIN §1.1 and traps 4 to 6
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

State = Literal["draft", "advised", "signed", "published", "suspended", "ended"]
Kind = Literal[
    "advice",
    "signature",
    "publication",
    "suspension",
    "inquiry_closed",
    "safeguards_recorded",
    "resumption",
    "end",
]

STATES: Final[Mapping[State, str]] = {
    "draft": "ontwerp",
    "advised": "geadviseerd",
    "signed": "ondertekend",
    "published": "bekendgemaakt",
    "suspended": "geschorst",
    "ended": "beëindigd",
}
"""What a reader calls each state."""
LIVING: Final[tuple[State, ...]] = ("draft", "advised", "signed", "published", "suspended")


@dataclass(frozen=True)
class Refused:
    """Why a statement cannot be made now: a stable code and a Dutch sentence that says what to do."""

    code: str
    nl: str


@dataclass(frozen=True)
class Move:
    """One kind of statement.

    ``leads``: in which states it may be made, and to which it leads (``before``: where it stood). ``every``: it leads there
    once every party has made it, each party once. ``after``: the kind that every party must have made before.
    ``functions``: who may make it. ``about``: the kind of statement that it must name.
    """

    nl: str
    leads: Mapping[State, State | Literal["before"]]
    functions: frozenset[str]
    no_longer: Refused
    every: bool = False
    after: Kind | None = None
    not_yet: Refused | None = None
    about: Kind | None = None


_BOARD = frozenset({"secretary_general"})
_GUARDIANS = frozenset({"secretary_general", "dpo"})
_NOT_SUSPENDED = Refused(
    "not_suspended", "Dit instrument is niet geschorst: er valt niets te onderzoeken of te hervatten."
)
_ENDED = Refused("already_ended", "Dit instrument is beëindigd: er valt niets meer over te verklaren.")

MOVES: Final[Mapping[Kind, Move]] = {
    "advice": Move(
        nl="advies van de functionaris",
        leads={"draft": "advised"},
        functions=frozenset({"dpo"}),
        every=True,
        no_longer=Refused(
            "advice_too_late",
            "Over deze tekst is al geadviseerd en getekend, of hij loopt al. Een nieuw advies hoort bij een nieuwe versie.",
        ),
    ),
    "signature": Move(
        nl="handtekening op papier",
        leads={"advised": "signed"},
        functions=_BOARD,
        every=True,
        after="advice",
        not_yet=Refused(
            "advice_missing",
            "Nog niet elke partij heeft het advies van haar functionaris voor gegevensbescherming. Op de hoogte brengen"
            " is geen advies: vraag het advies en neem het op, teken daarna.",
        ),
        no_longer=Refused(
            "already_signed", "Elke partij heeft deze tekst al getekend. Een wijziging is een nieuwe versie."
        ),
    ),
    "publication": Move(
        nl="bekendmaking",
        leads={"signed": "published"},
        functions=_GUARDIANS,
        every=True,
        after="signature",
        not_yet=Refused(
            "signature_missing", "Nog niet elke partij heeft getekend. Pas een getekende tekst wordt bekendgemaakt."
        ),
        no_longer=Refused("already_published", "Elke partij heeft deze tekst al bekendgemaakt."),
    ),
    "suspension": Move(
        nl="schorsing",
        leads=dict.fromkeys(LIVING, "suspended"),  # some kinds need no publication: what stops, stops from anywhere
        functions=_GUARDIANS,
        no_longer=_ENDED,
    ),
    "inquiry_closed": Move(
        nl="onderzoek afgesloten",
        leads={"suspended": "suspended"},
        functions=_GUARDIANS,
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "safeguards_recorded": Move(
        nl="waarborgen vastgelegd",
        leads={"suspended": "suspended"},
        functions=_GUARDIANS,
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "resumption": Move(
        nl="hervatting",
        leads={"suspended": "before"},
        functions=_GUARDIANS,
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "end": Move(
        nl="beëindiging",
        leads=dict.fromkeys(LIVING, "ended"),
        functions=_BOARD,
        no_longer=_ENDED,
    ),
}
"""Every statement there is. What is not here cannot be said."""

ONCE_PER_PARTY: Final = tuple(kind for kind, move in MOVES.items() if move.every)
WHILE: Final[Mapping[State, Refused]] = {
    "suspended": Refused("suspended", "Dit instrument is geschorst: sluit het onderzoek af en hervat het eerst."),
    "ended": _ENDED,
}
"""What is told in these states, whatever somebody wants to say."""
BEFORE_RESUMPTION: Final[tuple[Kind, ...]] = ("inquiry_closed", "safeguards_recorded")
"""What must be on record about a suspension before it is lifted. source: 002 §9 - "totdat er weer voldoende waarborgen zijn"."""
