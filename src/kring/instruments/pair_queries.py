"""Read the own records of agreements between pairs. source: REQUIREMENTS K17"""

from base64 import b64encode
from datetime import date
from uuid import UUID

from kring.core.canonical import Json
from kring.guard.acting import acting_organisation
from kring.instruments import pairs
from kring.instruments.models import PairRecord
from kring.instruments.pairs import Agreement, PairSaid


def agreement_on(day: date, other: UUID) -> Agreement | None:
    """The agreement with ``other`` that counts on ``day``: both recorded it and it runs. Its terms say who steers and sanctions."""
    return next((one for one in agreements_with(other) if one.runs_on(day)), None)


def agreements_with(other: UUID) -> list[Agreement]:
    """Every agreement with ``other`` that one of the two recorded, the oldest first, past ones too."""
    return pairs.agreements(known_with(other))


def known_with(other: UUID) -> list[PairSaid]:
    """What both said about their agreements, as far as the own copy knows."""
    return [pairs.read(row.content) for row in PairRecord.objects.filter(other=other).order_by("received_at", "id")]


def without(members: frozenset[UUID], begins: date) -> date | None:
    """The first day from ``begins`` on which no agreement between these two runs; ``begins`` itself when they are no two."""
    others = members - {acting_organisation()}
    return pairs.without(agreements_with(next(iter(others))), begins) if len(others) == 1 else begins


def record_content(said: UUID) -> dict[str, Json]:
    """A record as it travels, with its maker's signature (base64). Raises ``PairRecord.DoesNotExist``."""
    row = PairRecord.objects.get(said=said)
    return {"statement": pairs.read(row.content).content(), "signature": b64encode(bytes(row.signed)).decode()}
