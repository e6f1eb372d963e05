"""From the sender's custody to the recipient's own rows, on one installation: a function call, the same `collect` as over HTTPS.

The envelope stays with the sender until the recipient settles it, in the same transaction as its own rows and its log line.
A crash in between is an envelope waiting; it is delivered again under the same id.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.registry import Arrived, Receipt, key_item, receivers
from kring.exchange import envelope
from kring.exchange.envelope import Opened
from kring.guard.acting import acting_for, acting_organisation, machine_of
from kring.instruments import actions as instrument_actions
from kring.instruments import queries as instruments
from kring.instruments.statements import NeverTaken
from kring.journal import lines, read
from kring.journal.append import append
from kring.journal.lines import Line
from kring.policy.decide import not_in_force
from kring.policy.rules import Rule

_UUID: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def receive(envelope_id: UUID, recipient: UUID, *, clock: Clock) -> bool:
    """Take in one envelope as the recipient's machine. Idempotent. True when that settled it.

    False when it is not to be had: settled before, not covered by a seal yet, its instrument not in force here, or a statement
    that waits for another. Raises ``Fault`` for what cannot be taken in as it is: ``damaged_envelope``, ``unreadable_content``,
    ``unknown_instrument``, ``unknown_disclosure``, ``unknown_checkpoint``; it stays in the sender's custody. A statement that can
    never be taken in is settled with a line of kind ``refused`` in the recipient's log.
    """
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        opened = envelope.collect(envelope_id)
        if opened is None:
            return False
        taken = _statement(opened, clock) if opened.kind == "standing" else _disclosure(opened, clock)
        if taken:
            envelope.settle(envelope_id)
        return taken


def waiting_for(recipient: UUID) -> list[UUID]:
    """The envelopes that wait for ``recipient``, oldest first."""
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        return envelope.waiting()


def _statement(opened: Opened, clock: Clock) -> bool:
    try:
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


def _disclosure(opened: Opened, clock: Clock) -> bool:
    content = _readable(opened.content)
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
    if not_in_force(policy, instruments.held(version, clock()), day, after_end=rule.after_end):
        return False  # it stays in the sender's custody: while not in force nothing passes
    if content["checkpoint"]:
        _remember(content["checkpoint"], opened.sender)
    arrived = _arrived(opened, rule)
    receipt = receivers[key_item(tuple(rule.items), receivers) or ""].receive(arrived)
    append([_receive_line(opened, receipt), *_person_lines(arrived, receipt)])
    return True


class _Content(BaseModel):
    """What the door of the other side puts in an envelope; whatever else arrives is not opened any further."""

    model_config = ConfigDict(strict=True, extra="forbid")

    v: Literal[1]
    document: str
    digest: str
    disclosure: str
    purpose: list[str]
    batch: str = Field(pattern=_UUID)
    chunk: int = Field(ge=0)
    chunks: int = Field(ge=1)
    day: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    in_reply_to: str | None = Field(pattern=_UUID)
    permit: str = Field(pattern=_UUID)
    checkpoint: str
    rows: list[dict[str, str]]


def _readable(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """``content`` as it is, when it has the form of a disclosure and no text that PostgreSQL cannot keep."""
    try:
        read = _Content.model_validate(content)
        date.fromisoformat(read.day)
        sound = all("ref" in row and "\0" not in "".join(row.values()) for row in read.rows)
    except ValueError:
        sound = False
    if not sound:
        raise Fault("unreadable_content", "Een zending heeft niet de vorm die Kring kent. De afzender houdt ze bij.")
    return content


def _arrived(opened: Opened, rule: Rule) -> Arrived:
    content = opened.content
    allowed = {"ref", *rule.items}
    return Arrived(
        envelope=opened.envelope,
        sender=opened.sender,
        batch=UUID(content["batch"]),
        chunk=content["chunk"],
        chunks=content["chunks"],
        day=date.fromisoformat(content["day"]),
        document=content["document"],
        digest=content["digest"],
        disclosure=content["disclosure"],
        keep=rule.keep or "",
        in_reply_to=UUID(content["in_reply_to"]) if content["in_reply_to"] else None,
        # A sender that errs or lies gives nothing beyond what the instrument names.
        rows=[{name: value for name, value in row.items() if name in allowed} for row in content["rows"]],
    )


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
