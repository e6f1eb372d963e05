"""Permit: decide, and write it down, in a transaction of its own. Nothing has left yet; a refusal's line ends here."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from kring.core.canonical import Json, canonical
from kring.core.clock import Clock
from kring.core.reasons import Reason, told_to
from kring.exchange.envelope import posted
from kring.exchange.judge import NOTHING, Gathered, Order, Verdict, judge
from kring.guard.acting import acting_for
from kring.guard.rows import ask_now
from kring.journal import lines, merkle
from kring.journal.append import append
from kring.journal.lines import Line

_KEEP_BATCH = b"""
  WITH batch AS (
    INSERT INTO exchange_batch (id, organisation_id, batch, document, disclosure, recipient, first_permit_on)
    VALUES (%(row)s, %(organisation)s, %(batch)s, %(document)s, %(disclosure)s, %(recipient)s, %(day)s)
    ON CONFLICT DO NOTHING)"""
_KEEP = b"""
  INSERT INTO exchange_permit (id, organisation_id, batch, chunk, digest, disclosure, recipient, items, line)
  VALUES (%(permit)s, %(organisation)s, %(batch)s, %(chunk)s::int, %(digest)s, %(disclosure)s, %(recipient)s,
          %(items)s::varchar[], %(line)s::int)"""


@dataclass(frozen=True)
class Permitted:
    """A permission that is written down: for whom, and which items for each.

    With ``refused`` it covers an answer that holds nobody and nothing: a question is always answered. ``reasons`` are those that
    whoever asked may read.
    """

    permit: UUID
    items: tuple[str, ...]
    people: dict[str, tuple[str, ...]]
    refused: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Stopped:
    """Nothing of this part may leave, and that is written down too."""

    reasons: tuple[Reason, ...]


def permit(order: Order, *, clock: Clock, gathered: Gathered = NOTHING) -> Permitted | Stopped | None:
    """Decide on ``order`` and write the decision in the discloser's log: a line for the part, one for each person.

    A refusal of an answer comes with a permit for nobody and nothing, so that an answer leaves all the same. None, and no line:
    the part has left already.
    """
    with acting_for(order.acting.organisation, order.acting.position):
        if posted(order.envelope) is not None:
            return None
        verdict = judge(order, clock(), gathered)
        if not verdict.stopped:
            return _write(order, verdict)
        codes = sorted({reason.code for reason in verdict.stopped})
        about = {**describe(order, verdict), lines.REASONS: codes, lines.COUNT: len(order.refs)}
        append([Line("refused", about)])
        empty = _write_empty(order, verdict) if order.asked is not None and verdict.answers else None
    if order.corrects is None:
        with acting_for(order.acting.organisation, order.acting.position):
            verdict.source.stopped(order.part(verdict.day), verdict.stopped)
    return empty or Stopped(verdict.stopped)


def describe(order: Order, verdict: Verdict) -> dict[str, Json]:
    """What every line of this part says: instrument, disclosure, purpose, recipient, batch."""
    return {
        lines.INSTRUMENT: verdict.policy.id,
        lines.INSTRUMENT_HASH: verdict.policy.digest,
        lines.DISCLOSURE: order.disclosure,
        lines.PURPOSE: [order.purpose] if order.purpose else list(verdict.rule.purposes),
        lines.RECIPIENT: str(order.recipient),
        lines.BATCH: str(order.batch),
        "chunk": order.chunk,
        lines.JUDGED_ON: verdict.day.isoformat(),
        **({"report": str(order.corrects)} if order.corrects else {}),
    }


def _write_empty(order: Order, verdict: Verdict) -> Permitted:
    permit_id = uuid4()
    about = {
        **describe(order, verdict),
        lines.PERMIT: str(permit_id),
        lines.DECISION: "refused",
        lines.ITEMS: [],
        lines.COUNT: 0,
    }
    written = append([Line("permit", about)])
    _keep(order, verdict, permit_id, items=(), line=written.first)
    return Permitted(permit_id, (), {}, refused=True, reasons=told_to(verdict.stopped, "recipient"))


def _write(order: Order, verdict: Verdict) -> Permitted:
    people = {ref: decision.items for ref, decision in verdict.decisions.items() if decision.permitted}
    items = tuple(item for item in verdict.rule.items if any(item in allowed for allowed in people.values()))
    permit_id = uuid4()
    about = {
        **describe(order, verdict),
        lines.PERMIT: str(permit_id),
        lines.DECISION: "permitted",
        lines.ITEMS: sorted(items),
        lines.COUNT: len(people),
        "withheld": len(verdict.decisions) - len(people),
        lines.ROOT: _root(verdict),
    }
    written = append([Line("permit", about), *_person_lines(order, verdict, permit_id)])
    _keep(order, verdict, permit_id, items=items, line=written.first, takes_place=order.corrects is None)
    return Permitted(permit_id, items, people)


def _keep(
    order: Order, verdict: Verdict, permit_id: UUID, *, items: tuple[str, ...], line: int, takes_place: bool = False
) -> None:
    """Store the permit; ``takes_place``: and the batch, which counts from its first permit."""
    ask_now(
        _KEEP_BATCH + _KEEP if takes_place else _KEEP,
        {
            "permit": permit_id,
            "organisation": order.acting.organisation,
            "batch": order.batch,
            "chunk": order.chunk,
            "document": verdict.policy.id,
            "digest": verdict.policy.digest,
            "disclosure": order.disclosure,
            "recipient": order.recipient,
            "items": list(items),
            "line": line,
            "day": verdict.day,
            "row": uuid4(),
        },
    )


def _person_lines(order: Order, verdict: Verdict, permit_id: UUID) -> list[Line]:
    return [
        Line(
            "subject",
            {
                lines.PERMIT: str(permit_id),
                lines.DECISION: "permitted" if decision.permitted else "refused",
                lines.ITEMS: sorted(decision.items),
                lines.REASONS: sorted({reason.code for reason in decision.reasons}),
            },
            subject=verdict.subjects[ref].person or ref.encode(),
            exchange=str(order.batch),
            own={"ref": ref},
        )
        for ref, decision in verdict.decisions.items()
    ] + [
        Line(  # who is not known here was asked about all the same, and whoever looks at the log's size learns nothing
            "subject",
            {
                lines.PERMIT: str(permit_id),
                lines.DECISION: "refused",
                lines.ITEMS: [],
                lines.REASONS: ["not_known"],
            },
            subject=person or ref.encode(),
            exchange=str(order.batch),
            own={"ref": ref},
        )
        for ref, person in order.asked_about.items()
        if ref not in verdict.decisions
    ]


def _root(verdict: Verdict) -> str:
    """One root over the decisions of the part, so that the part's line and its persons' lines hold each other."""
    leaves = [
        canonical([ref, sorted(decision.items), sorted({reason.code for reason in decision.reasons})])
        for ref, decision in verdict.decisions.items()
    ]
    return merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]).hex()
