"""Permit: decide, and write it down, in a transaction of its own. Nothing has left yet; a refusal's line ends here."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from kring.core.canonical import Json, canonical
from kring.core.clock import Clock
from kring.core.reasons import Reason
from kring.exchange.judge import Order, Verdict, judge
from kring.exchange.models import Batch, Permit
from kring.guard.acting import acting_for
from kring.journal import lines, merkle
from kring.journal.append import append
from kring.journal.lines import Line


@dataclass(frozen=True)
class Permitted:
    """A permission that is written down: for whom, and which items for each."""

    permit: UUID
    items: tuple[str, ...]
    people: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Stopped:
    """Nothing of this part may leave, and that is written down too."""

    reasons: tuple[Reason, ...]


def permit(order: Order, *, clock: Clock) -> Permitted | Stopped:
    """Decide on ``order`` and write the decision in the discloser's log: a line for the part, one for each person."""
    with acting_for(order.acting.organisation, order.acting.position):
        verdict = judge(order, clock())
        if verdict.stopped:
            codes = sorted({reason.code for reason in verdict.stopped})
            append([Line("refused", {**describe(order, verdict), lines.REASONS: codes, lines.COUNT: len(order.refs)})])
        else:
            return _write(order, verdict)
    with acting_for(order.acting.organisation, order.acting.position):
        verdict.source.stopped(order.part(verdict.day), verdict.stopped)
    return Stopped(verdict.stopped)


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
    }


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
    Batch.objects.bulk_create(
        [
            Batch(
                batch=order.batch,
                document=verdict.policy.id,
                disclosure=order.disclosure,
                recipient=order.recipient,
                first_permit_on=verdict.day,
            )
        ],
        ignore_conflicts=True,
    )
    Permit.objects.create(
        id=permit_id,
        batch=order.batch,
        chunk=order.chunk,
        digest=verdict.policy.digest,
        disclosure=order.disclosure,
        recipient=order.recipient,
        items=list(items),
        line=written.first,
    )
    return Permitted(permit_id, items, people)


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
    ]


def _root(verdict: Verdict) -> str:
    """One root over the decisions of the part, so that the part's line and its persons' lines hold each other."""
    leaves = [
        canonical([ref, sorted(decision.items), sorted({reason.code for reason in decision.reasons})])
        for ref, decision in verdict.decisions.items()
    ]
    return merkle.root([merkle.leaf_hash(leaf) for leaf in leaves]).hex()
