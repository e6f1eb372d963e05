"""``standing.toml``: the statements beside a document, as its parties would make them. source: REQUIREMENTS P4-P7.

Offices, never names. ``fictitious`` says of each statement whether it was really made.
"""

import json
import tomllib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kring.core.errors import Fault

from .classes import party_classes
from .document import Document
from .kinds import kinds
from .shapes import Text
from .standing import Standing


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    party: str
    on: date
    fictitious: bool


class Advice(_Statement):
    """What a party's data protection officer advised; a negative one may be set aside, with the reason."""

    office: str
    verdict: Literal["positive", "conditional", "negative"]
    text: Text
    set_aside: Text | None = None


class Recorded(_Statement):
    """That a party recorded the authority's decision: its day and its reference."""

    office: str
    reference: str


class Met(_Statement):
    """By what a party showed that a condition of the text was met."""

    office: str
    key: str
    evidence: str


class Signature(_Statement):
    """The signatures of a party, by office; ``paper`` says how the original was signed."""

    offices: tuple[str, ...]
    paper: bool = True


class Publication(_Statement):
    """Where a party published the document."""

    place: str


class StandingFile(BaseModel):
    """All statements on one version of one instrument."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    schema_: Literal["kring/standing/1"] = Field(alias="schema")
    instrument: str
    version: int
    advice: tuple[Advice, ...] = ()
    decision: tuple[Recorded, ...] = ()
    signature: tuple[Signature, ...] = ()
    publication: tuple[Publication, ...] = ()
    condition_met: tuple[Met, ...] = ()

    @property
    def all_fictitious(self) -> bool:
        """Whether none of the statements was really made."""
        return all(
            one.fictitious
            for one in (*self.advice, *self.decision, *self.signature, *self.publication, *self.condition_met)
        )


def read_standing(text: str) -> StandingFile:
    """The statements in ``text``; raises ``Fault('standing_unreadable')``."""
    try:
        return StandingFile.model_validate_json(json.dumps(tomllib.loads(text), default=date.isoformat))
    except (tomllib.TOMLDecodeError, TypeError, ValidationError) as wrong:
        where = (
            wrong.errors(include_url=False, include_input=False)[0]["loc"] if isinstance(wrong, ValidationError) else ()
        )
        place = ".".join(map(str, where))
        raise Fault(
            "standing_unreadable",
            f"standing.toml is niet leesbaar{f' bij “{place}”' if place else ''}.",
            en=f"standing.toml is not readable{f' at “{place}”' if place else ''}.",
        ) from wrong


def standing_of(file: StandingFile, doc: Document) -> Standing:
    """The standing that these statements give ``doc``: each kind is complete on the day of the last party's.

    Raises ``Fault('standing_of_another')`` when the statements are about another document.
    """
    if (file.instrument, file.version) != (doc.id, doc.version):
        raise Fault(
            "standing_of_another",
            "standing.toml gaat over een ander instrument of een andere versie.",
            en="standing.toml is about another instrument or another version.",
        )
    parties = _makers(doc)
    signed = _days(file.signature, parties)
    return Standing(
        signed=max(signed) if signed else None,
        advised=max(_days(file.advice, parties), default=None),
        decided=max(_days(file.decision, parties), default=None),
        published=max(_days(file.publication, parties), default=None),
        first_signed=min(signed) if signed else None,
    )


def _makers(doc: Document) -> set[str]:
    """The parties that must make each statement, by the kind of instrument; those that take no part themselves say nothing."""
    by = kinds()[doc.kind].by
    disclosing = {one.from_ for one in doc.disclosure}
    absent = {key for key, one in party_classes().items() if not one.hosted}
    return {
        party.key
        for party in doc.party
        if party.class_ not in absent and (by == "every_party" or party.key in disclosing)
    }


def _days(statements: tuple[_Statement, ...], parties: set[str]) -> tuple[date, ...]:
    """The day of each party's first statement; empty as long as one party made none."""
    first: dict[str, date] = {}
    for one in statements:
        first[one.party] = min(one.on, first.get(one.party, one.on))
    return tuple(first[party] for party in sorted(parties)) if parties and parties <= first.keys() else ()
