"""What a text asks of the statements about it, once it is known which organisation is which of its parties. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast
from uuid import UUID

from kring.core.days import Duration, parse_duration
from kring.instruments.standing_moves import STEPS, Need
from kring.policy.document import Document
from kring.policy.kinds import kinds
from kring.policy.shapes import EndOf

Parties = frozenset[UUID]


@dataclass(frozen=True)
class Undertaking:
    """What a party of the text took on: ``due`` None is as soon as possible. source: P10"""

    key: str
    owner: UUID | None
    due: date | None
    text: str
    evidence: str


@dataclass(frozen=True)
class Terms:
    """``parties``: the organisations. ``makers``: those that must make each step that the kind ``needs`` (and ``may`` make others).

    ``notice``: the term of notice. ``agreement``: the underlying agreement with which the text ends. ``issued``: the day and the
    reference of the authority's decision, as far as the text names them. ``undertakings``: by key.
    """

    parties: Parties
    makers: Parties
    needs: tuple[Need, ...]
    may: tuple[Need, ...] = ()
    kind: str = ""
    notice: Duration | None = None
    agreement: str | None = None
    issued: tuple[date | None, str | None] = (None, None)
    undertakings: Mapping[str, Undertaking] = field(default_factory=dict)

    @property
    def path(self) -> tuple[Need, ...]:
        """The steps that may be made, in their order."""
        return tuple(step for step in STEPS if step in self.needs or step in self.may)


def terms_of(text: Document, parties: Mapping[str, UUID]) -> Terms:
    """The terms of ``text`` between ``parties`` (organisation by key; a party that takes no part itself is not among them)."""
    kind, duration = kinds()[text.kind], text.duration
    everybody = frozenset(parties.values())
    disclosing = {one.from_ for one in text.disclosure}
    return Terms(
        parties=everybody,
        makers=everybody
        if kind.by == "every_party"
        else frozenset(who for key, who in parties.items() if key in disclosing),
        needs=cast("tuple[Need, ...]", kind.needs),
        may=cast("tuple[Need, ...]", kind.may),
        kind=kind.title["nl"],
        notice=parse_duration(duration.notice) if duration and duration.notice else None,
        agreement=duration.until.end_of if duration and isinstance(duration.until, EndOf) else None,
        issued=(text.issued.on, text.issued.reference) if text.issued else (None, None),
        undertakings={
            one.key: Undertaking(
                one.key,
                parties.get(one.of),
                one.due if isinstance(one.due, date) else None,
                one.text.nl,
                one.evidence or "",
            )
            for one in text.condition
        },
    )
