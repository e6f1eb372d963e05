"""What an OCMW's social workers see of the rounds that a city sent: numbers. Marked clients by name are in ``cases``.

Everything here runs inside the view's ``acting_for``. Of those who are no clients there is nothing to see; of doubtful rows
only how many. What came in is shown once the log covers it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kring.core.clock import Clock
from kring.core.reasons import Localised
from kring.flows.debtors.marks import sealed_parts
from kring.flows.debtors.models import Case, ReceivedChunk, ReceivedRound
from kring.flows.debtors.roles import SOCIAL_WORKER
from kring.parties.queries import Held, held_now, organisations


@dataclass(frozen=True)
class ReceivedLine:
    """One received round in numbers. ``doubtful``: an equal number whose name does not fit; who they are is not kept."""

    id: UUID
    day: date
    partner: str
    chunks: int
    chunks_in: int
    chunks_answered: int
    rows: int
    marked: int
    doubtful: int
    withheld: int
    reasons: tuple[Localised, ...]

    @property
    def complete(self) -> bool:
        """Whether every chunk came in and was answered."""
        return self.chunks_answered == self.chunks


def visible_to(position: Held | None) -> QuerySet[ReceivedRound]:
    """The received rounds that ``position`` may open: social workers all those of their OCMW, others none."""
    if position is None or position.function != SOCIAL_WORKER:
        return ReceivedRound.objects.none()
    return ReceivedRound.objects.all()


def batch_of(*, received_id: UUID | None = None, case_id: UUID | None = None) -> UUID | None:
    """The batch of a received round, or of the round that a case came with: the id under which both sides know it."""
    if case_id is not None:
        return Case.objects.filter(id=case_id).values_list("received__batch", flat=True).first()
    if received_id is not None:
        return ReceivedRound.objects.filter(id=received_id).values_list("batch", flat=True).first()
    return None


def received_rounds(*, clock: Clock) -> tuple[ReceivedLine, ...]:
    """All received rounds, newest first. Counts and days only: no person is shown, so no look is written."""
    return tuple(_lines(list(visible_to(held_now(clock)).order_by("-day", "id")[:200])))


def received_round(received_id: UUID, *, clock: Clock) -> ReceivedLine | None:
    """One received round in numbers; None when there is none that the acting position may open."""
    found = visible_to(held_now(clock)).filter(id=received_id)
    return next(iter(_lines(list(found))), None)


def _lines(found: Sequence[ReceivedRound]) -> list[ReceivedLine]:
    parts: dict[UUID, list[ReceivedChunk]] = defaultdict(list)
    for part in sealed_parts(list(ReceivedChunk.objects.filter(received__in=found))):
        parts[part.received_id].append(part)
    partners = {party.id: party.name for party in organisations()}
    return [_line(received, parts[received.id], partners.get(received.partner, "")) for received in found]


def _line(received: ReceivedRound, parts: Sequence[ReceivedChunk], partner: str) -> ReceivedLine:
    answered = [part for part in parts if part.state == "answered"]
    texts = {tuple(reason["text"].items()): reason["text"] for part in parts for reason in part.reasons}
    return ReceivedLine(
        id=received.id,
        day=received.day,
        partner=partner,
        chunks=received.chunks,
        chunks_in=len(parts),
        chunks_answered=len(answered),
        rows=sum(part.rows for part in parts),
        marked=sum(part.matched - part.withheld for part in answered),
        doubtful=sum(part.doubtful for part in parts),
        withheld=sum(part.withheld for part in answered),
        reasons=tuple(texts.values()),
    )
