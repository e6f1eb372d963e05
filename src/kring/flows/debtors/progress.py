"""How far rounds are: what left, part by part, what was answered, what did not leave and why. Numbers only."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kring.core.reasons import Localised
from kring.flows.debtors.marks import answered_chunks
from kring.flows.debtors.models import Chunk, Round, Row

State = Literal["empty", "sending", "waiting", "answered", "stopped", "refused"]
"""``refused``: nothing left; ``stopped``: a part did not leave; ``empty``: no row could be compared."""


@dataclass(frozen=True)
class Progress:
    """How far a round is: chunks and rows that left or were stopped, chunks that were answered, rows with a mark."""

    state: State
    chunks: int
    sent: int
    answered: int
    stopped: int
    rows: int
    rows_sent: int
    rows_stopped: int
    withheld: int
    marked: int
    reasons: tuple[Localised, ...]

    @property
    def waiting(self) -> int:
        """How many chunks left and are not answered yet."""
        return self.sent - self.answered

    @property
    def done(self) -> bool:
        """Whether nothing more will change by itself."""
        return self.sent + self.stopped == self.chunks and not self.waiting

    @property
    def steps(self) -> int:
        """Steps done, of twice the chunks: leaving is one, the answer another."""
        return self.sent + self.answered


def how_far(found: Sequence[Round]) -> Mapping[UUID, Progress]:
    """How far each of these rounds is; an answer counts once the log covers it. Inside ``acting_for``."""
    chunks: dict[UUID, list[Chunk]] = defaultdict(list)
    for chunk in Chunk.objects.filter(round__in=found).order_by("number"):
        chunks[chunk.round_id].append(chunk)
    answered = answered_chunks([chunk for some in chunks.values() for chunk in some])
    shown = {(chunk.round_id, chunk.number) for chunk in answered}
    marked = Counter[UUID]()
    for chunk in answered:
        marked[chunk.round_id] += _marked(chunk)
    return {one.id: _how_far(chunks[one.id], shown, marked[one.id]) for one in found}


def left_chunks(round_: Round) -> set[int]:
    """The chunks that left, answered or not."""
    left = Chunk.objects.filter(round=round_, state__in=["sent", "answered"])
    return set(left.values_list("number", flat=True))


def _marked(chunk: Chunk) -> int:
    if chunk.marked is not None:
        return chunk.marked
    return (
        Row.objects.filter(round=chunk.round_id, chunk=chunk.number).exclude(mark="").count()
    )  # from before it was kept


def _how_far(chunks: Sequence[Chunk], shown: Collection[tuple[UUID, int]], marked: int) -> Progress:
    states = Counter(
        "sent" if c.state == "answered" and (c.round_id, c.number) not in shown else c.state for c in chunks
    )
    texts = {tuple(reason["text"].items()): reason["text"] for chunk in chunks for reason in chunk.reasons}
    left = [chunk for chunk in chunks if chunk.state in ("sent", "answered")]
    return Progress(
        state=_state(states),
        chunks=len(chunks),
        sent=len(left),
        answered=states["answered"],
        stopped=states["stopped"],
        rows=sum(chunk.rows for chunk in chunks),
        rows_sent=sum(chunk.rows - chunk.withheld for chunk in left),
        rows_stopped=sum(chunk.rows for chunk in chunks if chunk.state == "stopped"),
        withheld=sum(chunk.withheld for chunk in chunks),
        marked=marked,
        reasons=tuple(texts.values()),
    )


def _state(states: Mapping[str, int]) -> State:
    if not sum(states.values()):
        return "empty"
    if states["queued"]:
        return "sending"
    if states["stopped"]:
        return "stopped" if states["sent"] or states["answered"] else "refused"
    return "waiting" if states["sent"] else "answered"
