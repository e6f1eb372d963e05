"""From the sender's custody to the recipient's own rows, on one installation: a function call, the same `collect` as over HTTPS.

The envelope stays with the sender until the recipient settles it, in the same transaction as its own rows and its log line.
A crash in between is an envelope waiting; it is delivered again under the same id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.registry import GENERAL, Arrived, Receipt, receivers
from kring.exchange import awaits, codes, corrections, deposits, envelope, investigations, questions, witnessing
from kring.exchange.claims import claimed
from kring.exchange.content import arrived_in, readable
from kring.exchange.envelope import Opened, codes_in
from kring.exchange.models import Batch
from kring.exchange.record import this_transaction
from kring.guard.acting import acting_for, acting_organisation, machine_of
from kring.instruments import actions as instrument_actions
from kring.instruments import outlook
from kring.instruments import queries as instruments
from kring.instruments.statements import NeverTaken
from kring.journal import lines, read
from kring.journal.append import append
from kring.journal.lines import Line
from kring.policy.decide import not_in_force
from kring.policy.rules import Policy, Rule


@dataclass(frozen=True)
class TakenIn:
    """One envelope was settled in transaction ``tx``; ``arrived`` is what came out of it, None for a statement or a correction."""

    arrived: Arrived | None
    tx: int


def receive(envelope_id: UUID, recipient: UUID, *, clock: Clock) -> bool:
    """Take in one envelope as the recipient's machine. Idempotent. True when that settled it.

    False when it is not to be had: settled before, not covered by a seal yet, its instrument not in force here, or a statement
    that waits for another. Raises ``Fault`` for what cannot be taken in as it is: ``damaged_envelope``, ``unreadable_content``,
    ``unknown_instrument``, ``unknown_disclosure``, ``unknown_checkpoint``; it stays in the sender's custody. A statement that can
    never be taken in is settled with a line of kind ``refused`` in the recipient's log.
    """
    return take_in(envelope_id, recipient, clock=clock) is not None


def take_in(envelope_id: UUID, recipient: UUID, *, clock: Clock) -> TakenIn | None:
    """``receive``, with what arrived: for whoever awaits the answer to a question of its own."""
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        opened = envelope.collect(envelope_id)
        if opened is None:
            return None
        taken = _TAKE[opened.kind](opened, clock)
        if taken is not None:
            envelope.settle(envelope_id)
        return taken


def waiting_for(recipient: UUID) -> list[UUID]:
    """The envelopes that wait for ``recipient``, oldest first."""
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        return envelope.waiting()


def _told(opened: Opened, clock: Clock) -> TakenIn | None:
    if not _statement(opened, clock):
        return None
    return TakenIn(None, this_transaction())


def _corrected(opened: Opened, clock: Clock) -> TakenIn:
    """A report of a fault, or what came of one, is taken in in any state of the instrument."""
    try:
        said = codes_in(opened)
    except ValueError:
        codes.refuse(opened, "correction_unreadable")
    else:
        take = investigations.take_report if said.said == "report" else corrections.take_outcome
        take(opened, said, clock)
    return TakenIn(None, this_transaction())


def _statement(opened: Opened, clock: Clock) -> bool:
    if witnessing.is_witnessing(opened.content):
        return witnessing.take(opened)
    try:
        if deposits.is_deposit(opened.content):
            return deposits.take(opened, clock)
        return instrument_actions.take_statement(content=opened.content, sender=opened.sender, clock=clock)
    except NeverTaken as refused:  # nothing was written before it is raised
        append([_refused_line(opened, refused)])
        return True


def _refused_line(opened: Opened, refused: NeverTaken) -> Line:
    return Line(
        "refused",
        {
            lines.WHAT: "statement.refused",
            lines.DISCLOSER: str(opened.sender),
            lines.ENVELOPE: str(opened.envelope),
            lines.SEALED: opened.digest,
            lines.REASONS: [refused.code],
        },
    )


def _disclosure(opened: Opened, clock: Clock) -> TakenIn | None:
    content = readable(opened.content)
    version = instruments.version_by_digest(content["digest"])
    if version is None:
        raise Fault(
            "unknown_instrument",
            "Er kwam een zending onder een protocol waarvan deze organisatie geen exemplaar heeft.",
        )
    policy = instruments.compiled(version)
    rule = policy.disclosures.get(content["disclosure"])
    if rule is None or (opened.sender, acting_organisation()) != version.between(rule):
        raise Fault(
            "unknown_disclosure", "Er kwam een zending die het protocol niet kent, niet van deze kant of niet voor ons."
        )
    day = belgian_day(clock())
    says_nothing = bool(content.get("reasons")) and not content["rows"]  # why nothing comes is told in any state
    corrects = UUID(content["corrects"]) if content.get("corrects") else None
    always = says_nothing or corrects is not None  # what an earlier disclosure obliges to passes in any state too
    stands = instruments.held(version, clock())
    lapsed = not rule.after_end and not outlook.rests_on_law(policy, content["purpose"], day)
    if not always and (lapsed or not_in_force(policy, stands, day, after_end=rule.after_end)):
        return None  # it stays in the sender's custody: while not in force nothing passes
    arrived = arrived_in(opened, rule)
    if corrects is None and _answers_a_question(policy, rule):
        _check_asked(arrived, rule)
        if not awaits.mine_to_take(arrived.envelope):
            return None  # whoever asked is waiting for it, and takes it in
    if content["checkpoint"]:
        _remember(content["checkpoint"], opened.sender)
    receipt = corrections.take_values(arrived, corrects) if corrects else _take(arrived, policy, rule, clock)
    if receipt is None:
        return None  # it follows its outcome
    written = append([_receive_line(opened, receipt), *_person_lines(arrived, receipt)])
    return TakenIn(arrived, written.tx)


def _take(arrived: Arrived, policy: Policy, rule: Rule, clock: Clock) -> Receipt:
    if rule.by == "ask":
        return questions.take(arrived, policy, rule, clock=clock)
    return receivers[claimed(policy, rule, receivers) or GENERAL].receive(arrived)


def _answers_a_question(policy: Policy, rule: Rule) -> bool:
    return rule.in_reply_to is not None and policy.disclosures[rule.in_reply_to].by == "ask"


def _check_asked(arrived: Arrived, rule: Rule) -> None:
    """An answer to what we never asked of its sender is not taken in, whatever it holds."""
    question = arrived.in_reply_to
    asked = Batch.objects.filter(disclosure=rule.in_reply_to or "", recipient=arrived.sender)
    if question is None or not asked.filter(batch=question).exists():
        raise Fault("not_asked", "Er kwam een antwoord op een vraag die deze organisatie niet stelde.")


def _about(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        lines.INSTRUMENT: content["document"],
        lines.INSTRUMENT_HASH: content["digest"],
        lines.DISCLOSURE: content["disclosure"],
        lines.PURPOSE: content["purpose"],
        lines.BATCH: content["batch"],
        "chunk": content["chunk"],
    }


def _receive_line(opened: Opened, receipt: Receipt) -> Line:
    """Refers to the discloser's line (its permit, the digest of what it released) and names its newest checkpoint.

    Of those who were not kept it says only how many: what may not be kept is truly gone.
    """
    checkpoint = opened.content["checkpoint"]
    return Line(
        "receive",
        {
            **_about(opened.content),
            lines.DISCLOSER: str(opened.sender),
            lines.ENVELOPE: str(opened.envelope),
            lines.SEALED: opened.digest,
            lines.PERMIT: opened.content["permit"],
            lines.COUNT: len(receipt.taken),
            "not_kept": receipt.not_kept,
            **({lines.PEER: lines.peer(checkpoint)} if checkpoint else {}),
        },
    )


def _remember(checkpoint: str, sender: UUID) -> None:
    try:
        read.remember_checkpoint(checkpoint, sender=sender)
    except ValueError:
        raise Fault(
            "unknown_checkpoint",
            "Het zegel van de afzender bij een zending klopt niet. Ze is niet opgenomen; vraag de afzender na.",
        ) from None


def _person_lines(arrived: Arrived, receipt: Receipt) -> list[Line]:
    return [
        Line(
            "subject",
            {lines.ENVELOPE: str(arrived.envelope), lines.ITEMS: sorted(taken.items)},
            subject=taken.person,
            exchange=str(arrived.batch),
            own={"ref": taken.ref},
        )
        for taken in receipt.taken
    ]


_TAKE: Mapping[str, Callable[[Opened, Clock], TakenIn | None]] = {
    "standing": _told,
    "correction": _corrected,
    "disclosure": _disclosure,
}
