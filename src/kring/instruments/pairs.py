"""The agreement between a pair, an OCMW and a reception office: who steers, who may sanction, from when until when. Pure.

Each side records the terms; they count once both recorded the same. source: REQUIREMENTS K17; 003 §61 (1, 12)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kring.core.canonical import Json
from kring.core.canonical import digest as digest_of
from kring.core.days import Period
from kring.core.errors import Fault
from kring.instruments.statements import unreadable

SCHEMA: Final = "kring/pair-agreement/1"
Steering = Literal["reception_office", "ocmw", "vdab"]
Sanction = Literal["vdab", "ocmw", "vmsw", "hh"]
PairKind = Literal["agreed", "ended"]

STEERING: Final[dict[Steering, str]] = {"reception_office": "onthaalbureau", "ocmw": "OCMW", "vdab": "VDAB"}
"""With whom the steering (*regie*) of a dossier can lie. source: 003 §61 (1)"""
SANCTION: Final[dict[Sanction, str]] = {"vdab": "VDAB", "ocmw": "OCMW", "vmsw": "VMSW", "hh": "HH"}
"""Who can hold the power to sanction (codes of MAGDA: VDAB, OCMW, VMSW, HH; what HH stands for is to be confirmed [?])."""


class PairTerms(BaseModel):
    """What the two agreed; ``office`` is the reception office, ``last`` None is open, ``ref`` the decision. Both days included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ocmw: UUID
    office: UUID
    first: date
    last: date | None
    steering: Steering
    sanction: Sanction
    ref: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _in_order(self) -> "PairTerms":
        if self.ocmw == self.office or (self.last is not None and self.last < self.first):
            raise ValueError("no_pair")
        return self

    @property
    def pair(self) -> str:
        """The mark of these terms: the same for both sides."""
        return digest_of(self.model_dump(mode="json"))

    @property
    def members(self) -> frozenset[UUID]:
        """The two organisations."""
        return frozenset({self.ocmw, self.office})


class PairSaid(BaseModel):
    """What one of the two says: these are our terms (``agreed``), or the agreement ended (``last_day`` is the last it ran)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["kring/pair-agreement/1"] = Field(default=SCHEMA, alias="schema")
    id: UUID
    kind: PairKind
    terms: PairTerms
    made_by: UUID
    office: str = Field(min_length=1, max_length=200)
    on: date
    last_day: date | None = None
    fictitious: bool

    @model_validator(mode="after")
    def _whole(self) -> "PairSaid":
        if (self.kind == "ended") != (self.last_day is not None):
            raise ValueError("last_day")
        return self

    def content(self) -> dict[str, Json]:
        """The JSON object that is signed."""
        plain: dict[str, Any] = self.model_dump(mode="json", by_alias=True)
        return plain


@dataclass(frozen=True)
class Agreement:
    """The agreement of a pair as one side's own copy tells it. ``agreed``: both recorded these terms; ``period`` as it ran."""

    terms: PairTerms
    recorded_by: frozenset[UUID]
    ended_on: date | None

    @property
    def agreed(self) -> bool:
        """Whether both recorded these terms: only then do they count."""
        return self.recorded_by == self.terms.members

    @property
    def period(self) -> Period | None:
        """The days on which it runs; None when it was ended before it began."""
        ends = [day for day in (self.terms.last, self.ended_on) if day is not None]
        last = min(ends, default=None)
        return None if last is not None and last < self.terms.first else Period(self.terms.first, last)

    def runs_on(self, day: date) -> bool:
        """Whether it counts on ``day``."""
        return self.agreed and self.period is not None and self.period.covers(day)


def read(content: dict[str, Json] | bytes) -> PairSaid:
    """What was said; ``Fault("statement_unreadable")`` when it has any other shape."""
    try:
        return PairSaid.model_validate_json(content) if isinstance(content, bytes) else PairSaid.model_validate(content)
    except ValidationError:
        raise unreadable() from None


def agreements(known: Iterable[PairSaid]) -> list[Agreement]:
    """Every agreement that somebody recorded, the oldest first."""
    by_pair: dict[str, list[PairSaid]] = {}
    for said in known:
        by_pair.setdefault(said.terms.pair, []).append(said)
    found = [
        Agreement(
            heap[0].terms,
            frozenset(said.made_by for said in heap if said.kind == "agreed"),
            min((said.last_day for said in heap if said.last_day is not None), default=None),
        )
        for heap in by_pair.values()
    ]
    return sorted(found, key=lambda one: (one.terms.first, one.terms.pair))


def check(said: PairSaid, known: Sequence[PairSaid]) -> None:
    """Whether this fits what the own copy knows of this pair; raises ``Fault``.

    What a party records may not overlap what that party recorded before and did not end.
    """
    if said.made_by not in said.terms.members:
        raise Fault("not_a_party", "Deze organisatie is geen partij bij deze overeenkomst.")
    pair = said.terms.pair
    own = [one for one in known if one.made_by == said.made_by]
    if any(one.kind == said.kind and one.terms.pair == pair for one in own):
        raise Fault("said_already", "Uw organisatie heeft dit over deze overeenkomst al vastgelegd.")
    if said.kind == "ended":
        if not any(one.kind == "agreed" and one.terms.pair == pair for one in known):
            raise Fault("no_such_agreement", "Deze overeenkomst is hier niet bekend.")
        return
    wanted = Agreement(said.terms, frozenset(), None).period
    for other in agreements(known):
        if other.terms.pair == pair or said.made_by not in other.recorded_by:
            continue
        if wanted is not None and other.period is not None and _overlap(wanted, other.period):
            raise Fault(
                "agreement_overlaps",
                f"Van {other.period.first:%d/%m/%Y} tot {_day(other.period.last)} loopt al een overeenkomst tussen deze"
                " twee. Beëindig die eerst.",
            )


def without(found: Iterable[Agreement], begins: date) -> date | None:
    """The first day from ``begins`` on without an agreement that counts; None when one runs on without an end."""
    day = begins
    for one in sorted((one.period for one in found if one.agreed and one.period), key=lambda period: period.first):
        if not one.covers(day):
            continue
        if one.last is None:
            return None
        day = one.last + timedelta(days=1)
    return day


def _overlap(one: Period, other: Period) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "onbepaalde tijd"
