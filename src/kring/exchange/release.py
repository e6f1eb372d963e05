"""Release: facts afresh, decide again, read the own source, minimise, seal, let out. One transaction; the point of no return
is its commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.events import Withheld, tell
from kring.core.registry import Entry
from kring.exchange import content, envelope, facts, onward, questions
from kring.exchange.judge import NOTHING, Gathered, Order, Verdict, judge
from kring.exchange.permit import Permitted, describe
from kring.guard.acting import acting_for
from kring.guard.jobs import order as order_job
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.read import newest_checkpoint
from kring.policy.minimise import Row, minimise

DELIVER = "exchange.deliver"


@dataclass(frozen=True)
class Sent:
    """It left: the envelope waits for its recipient, and a job to deliver it is queued in the same transaction.

    ``tx`` is the transaction that the seal must cover; 0 for what had left before.
    """

    envelope: UUID
    people: int
    tx: int = 0


def release(order: Order, permitted: Permitted, *, clock: Clock, gathered: Gathered = NOTHING) -> Sent | None:
    """Let out what ``permitted`` covers. None when things changed since: then a line says so and nothing left."""
    with acting_for(order.acting.organisation, order.acting.position):
        verdict = judge(order, clock(), gathered)  # holds the lock of this disclosure from here
        envelope_id = order.envelope
        if envelope.posted(envelope_id) is not None:
            return Sent(envelope_id, 0)  # the same part left meanwhile, by a job that was taken for dead
        if not _still_covered(verdict, permitted):
            append([Line("abandoned", {**describe(order, verdict), lines.PERMIT: str(permitted.permit)})])
            return None
        sealed = envelope.seal(
            envelope_id,
            order.recipient,
            _content(order, verdict, permitted),
            names={"permit": str(permitted.permit), "digest": verdict.policy.digest},
        )
        written = append([_release_line(order, verdict, permitted, sealed)])
        envelope.release(sealed, permit=permitted.permit, line=written.first, items=permitted.items)
        if not permitted.refused and order.corrects is None:
            verdict.source.released(order.part(verdict.day), verdict.withheld())
            codes = {ref: tuple(reason.code for reason in reasons) for ref, reasons in verdict.withheld().items()}
            tell(Withheld(order.batch, order.chunk, codes))
        if order.asked is not None:
            questions.answered(order.asked.envelope)
        if order.corrects is None:  # corrected values follow their outcome: whoever takes that in, takes these in next
            order_job(
                DELIVER, order.acting, envelope=str(envelope_id), recipient=str(order.recipient), tx=str(written.tx)
            )
    return Sent(envelope_id, len(permitted.people), written.tx)


def _still_covered(verdict: Verdict, permitted: Permitted) -> bool:
    """Whether the decision of now allows all that the permit says; more than the permit is not looked at.

    An answer that says nothing of anybody is always covered, as long as it answers a question.
    """
    if permitted.refused:
        return verdict.answers
    if verdict.stopped:
        return False
    return all(
        ref in verdict.decisions and set(items) <= set(verdict.decisions[ref].items)
        for ref, items in permitted.people.items()
    )


def _content(order: Order, verdict: Verdict, permitted: Permitted) -> dict[str, Json]:
    part = order.part(verdict.day, tuple(permitted.people))
    kept = {} if permitted.refused else verdict.source.records(part)
    records, _ = onward.sift(kept, verdict.subjects, order.recipient, verdict.context)
    rows: list[Json] = [
        {"ref": ref, **row}
        for ref, items in permitted.people.items()
        if ref in records
        for row in _rows(verdict, ref, items, records[ref])
    ]
    return content.compose(
        order,
        verdict,
        permit=permitted.permit,
        checkpoint=newest_checkpoint(order.acting.organisation),
        rows=rows,
        stated=_stated(order, verdict),
        reasons=permitted.reasons,
    )


def _stated(order: Order, verdict: Verdict) -> dict[str, object]:
    """What a question states of whoever will read the answer, where the answer's gates leave that to the recipient."""
    if verdict.rule.by != "ask":
        return {}
    answer = questions.answer_to(verdict.policy, verdict.rule)
    return facts.of_recipient(verdict.policy, answer, day=verdict.day, recipient=order.recipient)


def _rows(verdict: Verdict, ref: str, items: tuple[str, ...], entries: Sequence[Entry]) -> list[Row]:
    """What leaves of one person. A disclosure that lists no items says of each that it is about them, and nothing else."""
    if not verdict.rule.items:
        return [{}]
    return minimise(
        verdict.policy,
        verdict.rule,
        items,
        entries,
        context=verdict.context,
        facts=verdict.subjects[ref].facts,
        decision=verdict.decisions[ref],
    )


def _release_line(order: Order, verdict: Verdict, permitted: Permitted, sealed: envelope.Sealed) -> Line:
    return Line(
        "release",
        {
            **describe(order, verdict),
            lines.PERMIT: str(permitted.permit),
            lines.ENVELOPE: str(sealed.envelope),
            lines.SEALED: sealed.digest,
            lines.ITEMS: sorted(permitted.items),
            lines.COUNT: len(permitted.people),
        },
    )
