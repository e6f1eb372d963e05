"""Witnessing: once a day, who holds a partner's checkpoint asks it to show that it only grew, and cosigns what it shows.

Four kinds of statement, sealed envelopes without permit and without personal data: ``sighting`` (which sizes the witness holds),
``growth`` (the log's newest note and the paths), then ``cosignature`` or ``refusal``. Nothing is asked when nothing came in
since the last cosignature. docs/decisions/0015-witnesses.md
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC
from hmac import compare_digest
from typing import Annotated, Any, Final, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kring.core.canonical import Json
from kring.core.clock import Clock, system_clock
from kring.core.days import belgian_day
from kring.exchange import envelope
from kring.exchange.envelope import Opened
from kring.exchange.release import DELIVER
from kring.guard.acting import acting_for, acting_organisation, current, mac, machine_of
from kring.guard.jobs import order
from kring.guard.keys import data_key
from kring.journal import lines, note, read, witness
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.witness import Growth
from kring.parties import queries as parties

SCHEMA: Final = "kring/witness/1"


_Sizes = Annotated[list[Annotated[int, Field(ge=1, lt=10**15)]], Field(min_length=1, max_length=witness.MOST_SIZES)]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)

    schema_: Literal["kring/witness/1"] = Field(alias="schema")
    asked: str = Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


class _Sighting(_Said):
    kind: Literal["sighting"]
    sizes: _Sizes
    proof: str = Field(pattern=r"^[0-9a-f]{64}$")


class _Growth(_Said):
    kind: Literal["growth"]
    sizes: _Sizes
    proof: str = Field(pattern=r"^[0-9a-f]{64}$")
    note: str = Field(max_length=16_384)
    paths: dict[str, list[str]] = Field(max_length=witness.MOST_SIZES)


class _Cosignature(_Said):
    kind: Literal["cosignature"]
    size: int = Field(ge=0, lt=10**15)
    root: str = Field(pattern=r"^[0-9a-f]{64}$")
    line: str = Field(max_length=600)


class _Refusal(_Said):
    kind: Literal["refusal"]
    reason: Literal["fork", "shrunk", "not_consistent", "false_seal"]


_STATEMENT: Final[TypeAdapter[Any]] = TypeAdapter(
    Annotated[_Sighting | _Growth | _Cosignature | _Refusal, Field(discriminator="kind")]
)


def is_witnessing(content: Mapping[str, Any]) -> bool:
    """Whether a statement that arrived is about witnessing."""
    return content.get("schema") == SCHEMA


def ask_all(organisation: UUID, *, clock: Clock = system_clock) -> int:
    """As the machine of ``organisation``: ask each partner, once a day, to show that its log only grew. How many were asked."""
    machine, here = machine_of(organisation), {party.id for party in parties.organisations()}
    asked = 0
    with acting_for(machine.organisation, machine.position):
        for origin in witness.partners():
            partner = note.log_of(origin)
            if partner not in here:
                continue
            question = uuid5(organisation, f"sighting/{partner}/{belgian_day(clock()).isoformat()}")
            if envelope.posted(question) is None and (sizes := witness.sizes_to_show(origin)):
                proof = _asked(partner, question, sizes)
                content: dict[str, Json] = {"kind": "sighting", "sizes": list(sizes), "proof": proof}
                _send(question, question, partner, content, "witness.asked")
                asked += 1
    return asked


def take(opened: Opened, *, clock: Clock = system_clock) -> bool:
    """Take in one statement about witnessing, and answer it; always settled, for delivering it again changes nothing."""
    try:
        said = _STATEMENT.validate_python(dict(opened.content))
    except ValidationError:
        _write("witness.unreadable", opened, [])
        return True
    question = UUID(said.asked)
    if isinstance(said, _Sighting):
        _show(opened.sender, question, said)
    elif isinstance(said, _Growth):
        _judge(opened, question, said, clock)
    elif isinstance(said, _Cosignature):
        _keep(opened, said)
    else:
        _write("witness.refused_us", opened, [said.reason])
    return True


def _show(partner: UUID, question: UUID, said: _Sighting) -> None:
    """As the log: show for each size that the witness holds what leads from there. It gets its question back, with its proof."""
    shown = witness.growth(said.sizes)
    paths: dict[str, Json] = {str(size): [_b64(step) for step in path] for size, path in shown.paths.items()}
    answer = uuid5(question, "growth")
    if envelope.posted(answer) is None:
        content: dict[str, Json] = {
            "kind": "growth",
            "sizes": list(said.sizes),
            "proof": said.proof,
            "note": shown.note,
            "paths": paths,
        }
        _send(answer, question, partner, content, "witness.shown")


def _judge(opened: Opened, question: UUID, said: _Growth, clock: Clock) -> None:
    """As the witness: was it asked, is the note the sender's, did the log only grow; then cosign, else say why not."""
    fresh = envelope.posted(uuid5(question, "cosignature")) is None
    if not fresh or not compare_digest(said.proof, _asked(opened.sender, question, said.sizes)):
        _write("witness.unasked", opened, [])
        return
    try:
        paths = {
            int(size): tuple(base64.b64decode(step, validate=True) for step in path)
            for size, path in said.paths.items()
        }
        shown = read.remember_checkpoint(said.note, sender=opened.sender)
    except (ValueError, binascii.Error):
        _refuse(opened, question, "false_seal", {})
        return
    at = int(clock().astimezone(UTC).timestamp())
    secret = data_key("sign").secret
    outcome = witness.cosign(said.note, sizes=said.sizes, given=Growth(said.note, paths), secret=secret, at=at)
    seen: dict[str, Json] = {lines.PEER: lines.peer(said.note)}
    if outcome in ("fork", "shrunk", "not_consistent"):
        _refuse(opened, question, outcome, seen)
        return
    content: dict[str, Json] = {"kind": "cosignature", "size": shown.size, "root": shown.root.hex(), "line": outcome}
    _send(uuid5(question, "cosignature"), question, opened.sender, content, "witness.cosigned", seen)


def _refuse(opened: Opened, question: UUID, reason: str, seen: dict[str, Json]) -> None:
    """What was shown stands in the line: with the partner's own bundle beside it, anybody sees the difference."""
    content: dict[str, Json] = {"kind": "refusal", "reason": reason}
    more = {**seen, **_because([reason])}
    _send(uuid5(question, "cosignature"), question, opened.sender, content, "witness.refused", more)


def _keep(opened: Opened, said: _Cosignature) -> None:
    own = note.origin_of(acting_organisation())
    checkpoint = note.Checkpoint(own, said.size, bytes.fromhex(said.root))
    name = note.witness_of(opened.sender)
    keys = parties.public_keys(opened.sender, "sign")  # it may have been signed before the partner took another key
    kept = any(witness.take(checkpoint, said.line, witness=name, public=key) for key in keys)
    _write("witness.kept" if kept else "witness.unsound", opened, [])


def _send(  # noqa: PLR0917 - what a statement is made of
    statement: UUID,
    question: UUID,
    recipient: UUID,
    content: dict[str, Json],
    what: str,
    more: Mapping[str, Json] | None = None,
) -> None:
    """Let a statement out, with its line, in the open transaction."""
    whole: dict[str, Json] = {"schema": SCHEMA, "asked": str(question), **content}
    sealed = envelope.seal(statement, recipient, whole, names={"statement": str(statement)})
    said: dict[str, Json] = {
        lines.WHAT: what,
        "statement": str(statement),
        lines.RECIPIENT: str(recipient),
        lines.SEALED: sealed.digest,
        **(more or {}),
    }
    written = append([Line("standing", said)])
    envelope.release_statement(sealed, line=written.first)
    order(DELIVER, current(), envelope=str(sealed.envelope), recipient=str(recipient), tx=str(written.tx))


def _write(what: str, opened: Opened, reasons: list[str]) -> None:
    said: dict[str, Json] = {lines.WHAT: what, lines.DISCLOSER: str(opened.sender), lines.SEALED: opened.digest}
    append([Line("standing", {**said, **_because(reasons)})])


def _because(reasons: list[str]) -> dict[str, Json]:
    return {lines.REASONS: list(reasons)} if reasons else {}


def _asked(partner: UUID, question: UUID, sizes: list[int]) -> str:
    """That the acting organisation asked this partner for these sizes: it travels along, so that nothing need be remembered."""
    return mac("sighting", acting_organisation(), partner, question, *sizes)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
