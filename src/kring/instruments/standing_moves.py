"""The life of an instrument as data: its states, and which statement of a party moves it from which state to which.

Which *steps* (advice, decision, signature, publication) a text needs depends on its kind: ``policy/kinds.toml``.
``docs/standing.md`` is drawn from both. source: REQUIREMENTS P4 to P8, P10, P13, P16; DOMAIN §1.1, §1.4 and traps 4 to 6
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Need = Literal["advised", "decided", "signed", "published"]
State = Literal["draft", "adopted", "advised", "decided", "signed", "published", "replaced", "suspended", "ended"]
Kind = Literal[
    "advice",
    "decision",
    "signature",
    "publication",
    "suspension",
    "inquiry_closed",
    "safeguards_recorded",
    "resumption",
    "end",
    "termination_notice",
    "agreement_ended",
    "condition_met",
    "change_told",
    "review_closed",
    "dpia_referenced",
    "erased",
]
Field = Literal["outcome", "text", "ref", "key", "effect_on"]

STATES: Final[Mapping[State, str]] = {
    "draft": "ontwerp",
    "adopted": "aangenomen",
    "advised": "geadviseerd",
    "decided": "beslist",
    "signed": "ondertekend",
    "published": "bekendgemaakt",
    "replaced": "vervangen",
    "suspended": "geschorst",
    "ended": "beëindigd",
}
"""What a reader calls each state."""
LIVING: Final[tuple[State, ...]] = (
    "draft",
    "adopted",
    "advised",
    "decided",
    "signed",
    "published",
    "replaced",
    "suspended",
)
CHANGES: Final[Mapping[str, str]] = {
    "law": "de wet",
    "purpose": "het doel",
    "proportionality": "de evenredigheid",
    "frequency": "de frequentie",
    "duration": "de duur",
}
"""What may have changed, so that the other party must know. source: 004 art. 9"""
PAIR_AGREEMENT: Final = "pair_agreement"
"""The name of the underlying agreement that Kring keeps itself (``pairs``); any other is ended by a statement."""


@dataclass(frozen=True)
class Refused:
    """Why a statement cannot be made now: a stable code and a Dutch sentence that says what to do."""

    code: str
    nl: str


@dataclass(frozen=True)
class Move:
    """One kind of statement.

    ``functions``: who may make it. ``asks``: what it must say beside its day. ``leads``: in which states it may be made, and to
    which it leads (``before``: where it stood). A ``step`` leads instead where its kind of instrument says, once all who must have
    made it, each once; ``missing`` is told to who wants a later step before that. ``happened``: it records what happened, so that
    its day has come. ``about``: the kind of statement that it must name.
    """

    nl: str
    functions: frozenset[str]
    no_longer: Refused
    asks: tuple[Field, ...] = ()
    leads: Mapping[State, State | Literal["before"]] = field(default_factory=dict)
    step: Need | None = None
    missing: Refused | None = None
    happened: bool = False
    about: Kind | None = None


_BOARD = frozenset({"secretary_general"})
_GUARDIANS = frozenset({"secretary_general", "dpo"})
_STAYS: Final[Mapping[State, State | Literal["before"]]] = dict.fromkeys(LIVING, "before")
_WHENEVER: Final[Mapping[State, State | Literal["before"]]] = {**_STAYS, "ended": "before"}
_NOT_SUSPENDED = Refused(
    "not_suspended", "Dit instrument is niet geschorst: er valt niets te onderzoeken of te hervatten."
)
_ENDED = Refused("already_ended", "Dit instrument is beëindigd: er valt niets meer over te verklaren.")

MOVES: Final[Mapping[Kind, Move]] = {
    "advice": Move(
        nl="advies van de functionaris",
        functions=frozenset({"dpo"}),
        asks=("outcome", "text"),
        step="advised",
        happened=True,
        no_longer=Refused(
            "advice_too_late",
            "Over deze tekst is al geadviseerd en getekend, of hij loopt al. Een nieuw advies hoort bij een nieuwe versie.",
        ),
        missing=Refused(
            "advice_missing",
            "Nog niet elke partij heeft het advies van haar functionaris voor gegevensbescherming. Op de hoogte brengen"
            " is geen advies: vraag het advies en neem het op, teken daarna.",
        ),
    ),
    "decision": Move(
        nl="beslissing van de overheid vastgelegd",
        functions=_GUARDIANS,
        asks=("ref",),
        step="decided",
        happened=True,
        no_longer=Refused("already_decided", "Elke partij heeft de beslissing van de overheid al vastgelegd."),
        missing=Refused(
            "decision_missing",
            "Nog niet elke partij heeft de beslissing van de overheid vastgelegd, met haar dag en kenmerk. Doe dat eerst.",
        ),
    ),
    "signature": Move(
        nl="handtekening op papier",
        functions=_BOARD,
        step="signed",
        happened=True,
        no_longer=Refused(
            "already_signed", "Elke partij heeft deze tekst al getekend. Een wijziging is een nieuwe versie."
        ),
        missing=Refused(
            "signature_missing", "Nog niet elke partij heeft getekend. Pas een getekende tekst wordt bekendgemaakt."
        ),
    ),
    "publication": Move(
        nl="bekendmaking",
        functions=_GUARDIANS,
        step="published",
        happened=True,
        no_longer=Refused("already_published", "Elke partij heeft deze tekst al bekendgemaakt."),
        missing=Refused("publication_missing", "Nog niet elke partij heeft deze tekst bekendgemaakt."),
    ),
    "suspension": Move(
        nl="schorsing",
        functions=_GUARDIANS,
        asks=("text",),
        leads=dict.fromkeys(LIVING, "suspended"),  # some kinds need no publication: what stops, stops from anywhere
        no_longer=_ENDED,
    ),
    "inquiry_closed": Move(
        nl="onderzoek afgesloten",
        functions=_GUARDIANS,
        asks=("text",),
        leads={"suspended": "suspended"},
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "safeguards_recorded": Move(
        nl="waarborgen vastgelegd",
        functions=_GUARDIANS,
        asks=("text",),
        leads={"suspended": "suspended"},
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "resumption": Move(
        nl="hervatting",
        functions=_GUARDIANS,
        asks=("text",),
        leads={"suspended": "before"},
        about="suspension",
        no_longer=_NOT_SUSPENDED,
    ),
    "end": Move(
        nl="beëindiging door één partij",
        functions=_BOARD,
        asks=("text",),
        leads=dict.fromkeys(LIVING, "ended"),
        no_longer=_ENDED,
    ),
    "termination_notice": Move(
        nl="opzegging",
        functions=_BOARD,
        asks=("text", "effect_on"),
        leads=dict.fromkeys(LIVING, "ended"),
        happened=True,
        no_longer=_ENDED,
    ),
    "agreement_ended": Move(
        nl="einde van de onderliggende overeenkomst",
        functions=_GUARDIANS,
        asks=("key",),
        leads=dict.fromkeys(LIVING, "ended"),
        no_longer=_ENDED,
    ),
    "condition_met": Move(
        nl="voorwaarde vervuld",
        functions=_GUARDIANS,
        asks=("key", "ref"),
        leads=_STAYS,
        happened=True,
        no_longer=_ENDED,
    ),
    "change_told": Move(
        nl="wijziging gemeld",
        functions=_GUARDIANS,
        asks=("key", "text"),
        leads=_STAYS,
        no_longer=_ENDED,
    ),
    "review_closed": Move(
        nl="herziening afgesloten",
        functions=_GUARDIANS,
        asks=("text",),
        leads=_STAYS,
        about="change_told",
        happened=True,
        no_longer=_ENDED,
    ),
    "dpia_referenced": Move(
        nl="verwijzing naar de effectbeoordeling",
        functions=_GUARDIANS,
        asks=("ref",),
        leads=_STAYS,
        happened=True,
        no_longer=_ENDED,
    ),
    "erased": Move(
        nl="wissing na het einde",
        functions=frozenset(),  # the machine that erased says so, nobody else
        asks=("text", "ref"),
        leads=_WHENEVER,  # a text also ends by its term alone, and then nobody said so
        happened=True,
        no_longer=_ENDED,
    ),
}
"""Every statement there is. What is not here cannot be said."""

STEPS: Final[Mapping[Need, Kind]] = {move.step: kind for kind, move in MOVES.items() if move.step}
"""The statement that makes each step, in the order in which steps are made."""
ONCE_PER_PARTY: Final = tuple(STEPS.values())
WHILE: Final[Mapping[State, Refused]] = {
    "suspended": Refused("suspended", "Dit instrument is geschorst: sluit het onderzoek af en hervat het eerst."),
    "ended": _ENDED,
}
"""What is told in these states, whatever somebody wants to say."""
BEFORE_RESUMPTION: Final[tuple[Kind, ...]] = ("inquiry_closed", "safeguards_recorded")
"""What must be on record about a suspension before it is lifted. source: 002 §9 - "totdat er weer voldoende waarborgen zijn"."""
STOPPING: Final[frozenset[Kind]] = frozenset({"suspension", "end", "termination_notice", "agreement_ended"})
"""What stops the exchange, now or on its day: carried to the others without waiting for queued work."""
