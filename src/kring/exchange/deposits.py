"""Texts that make a gate depend on a third organisation: the parties lay them down with it, and tell it what they say about them.

The evaluator keeps its own copy of the text and of each statement, and judges by itself whether the text is in force; it answers
nothing for a text that not both sides of the disclosure laid down. No permit, no personal data, a line on both sides.
source: REQUIREMENTS E17; DESIGN, "Whose row is it?"
"""

import json
import zlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from kring.core.canonical import Json, canonical
from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.core.events import VersionAdopted
from kring.directory.vocabulary import key_of
from kring.exchange import envelope
from kring.exchange.envelope import Opened
from kring.exchange.models import Deposit
from kring.guard.acting import acting_organisation, current
from kring.guard.jobs import order as order_job
from kring.instruments import adoption
from kring.instruments import queries as instruments
from kring.instruments.statements import NeverTaken
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties
from kring.policy import document as documents
from kring.policy.document import Document
from kring.policy.rules import Condition, Policy, Rule

EVALUATOR: Final = "service_integrator"
"""The kind of organisation that evaluates gates for others."""
DELIVER: Final = "exchange.deliver"
_LARGEST: Final = 2 * 1024 * 1024  # of a text, unpacked


@dataclass(frozen=True)
class Gate:
    """What somebody asks an evaluator about: one gate of one disclosure of one text, between these two."""

    digest: str
    disclosure: str
    fact: str
    capacity: frozenset[int]
    over: str
    discloser: UUID
    recipient: UUID


def evaluators(policy: Policy, members: frozenset[UUID]) -> list[UUID]:
    """The organisations hosted here that evaluate a gate of this text without being a party to it."""
    if not _gated(policy):
        return []
    return [one.id for one in parties.organisations() if one.kind == EVALUATOR and one.id not in members]


def evaluators_told(content: Mapping[str, Any]) -> list[UUID]:
    """Who hears a statement of the acting organisation besides the other parties: the evaluators of the text that it is about."""
    statement = content.get("statement")
    kept = instruments.version_by_digest(str(statement.get("digest"))) if isinstance(statement, dict) else None
    return evaluators(instruments.compiled(kept), kept.members) if kept else []


def lay_down(event: VersionAdopted) -> None:
    """Send a text that was just adopted to whoever evaluates a gate of it, in the transaction that adopted it. Idempotent."""
    kept = instruments.the_version(event.digest)
    for recipient in evaluators(instruments.compiled(kept), kept.members):
        sent = uuid5(current().organisation, f"deposit/{kept.digest}/{recipient}")
        if envelope.posted(sent) is not None:
            continue
        content: dict[str, Json] = {
            "text": b64encode(zlib.compress(canonical(instruments.content(kept)))).decode(),
            "parties": {key: str(organisation) for key, organisation in kept.parties.items()},
        }
        sealed = envelope.seal(sent, recipient, content, names={"statement": str(sent)})
        said = {"statement": str(sent), lines.RECIPIENT: str(recipient), lines.SEALED: sealed.digest}
        about = {lines.WHAT: "text.laid_down", lines.INSTRUMENT: kept.document_id, lines.INSTRUMENT_HASH: kept.digest}
        written = append([Line("standing", {**about, **said})])
        envelope.release_statement(sealed, line=written.first)
        order_job(DELIVER, current(), envelope=str(sent), recipient=str(recipient), tx=str(written.tx))


def is_deposit(content: Mapping[str, Any]) -> bool:
    """Whether what arrived without a permit is a text that is laid down (else it is a statement)."""
    return "text" in content


def take(opened: Opened, clock: Clock) -> bool:
    """Keep a text that a party lays down here, in the receiving transaction. True: it lies here, now or already.

    Raises ``NeverTaken`` for what can never be taken: not a text that compiles, none that makes a gate depend on us, a sender that
    is no party of it, other parties than an earlier deposit said.
    """
    text, are = _read(opened.content)
    here = parties.organisation(acting_organisation())
    if opened.sender not in are.values():
        raise NeverTaken("not_a_party", "Wie deze tekst neerlegt, is er geen partij bij.")
    if here.kind != EVALUATOR or here.id in are.values():
        raise NeverTaken("not_an_evaluator", "Deze organisatie beoordeelt geen voorwaarden voor anderen.")
    try:
        kept = adoption.witness(document=text, parties_are=are, clock=clock, gated=_gated)
    except Fault as fault:
        raise NeverTaken(fault.code, fault.message) from None
    Deposit.objects.bulk_create(
        [Deposit(digest=kept.digest, party=opened.sender, received_at=clock())], ignore_conflicts=True
    )
    about = {lines.INSTRUMENT: kept.document_id, lines.INSTRUMENT_HASH: kept.digest}
    append([Line("standing", {lines.WHAT: "text.taken", lines.DISCLOSER: str(opened.sender), **about})])
    return True


def depends(gate: Gate, at: datetime) -> bool:
    """Whether that very gate depends on the acting organisation, in a text that both sides laid down and that is in force here."""
    kept = instruments.version_by_digest(gate.digest)
    if kept is None or not instruments.holds(kept, at):
        return False
    rule = instruments.compiled(kept).disclosures.get(gate.disclosure)
    if rule is None or kept.between(rule) != (gate.discloser, gate.recipient):
        return False
    if not any(gate.fact in one.facts and key_of(one.args) == (gate.capacity, gate.over) for one in _gates(rule)):
        return False
    both = Deposit.objects.filter(digest=gate.digest, party__in={gate.discloser, gate.recipient})
    return both.count() == len({gate.discloser, gate.recipient})


def _gates(rule: Rule) -> list[Condition]:
    return [gate for gate in rule.gates if gate.evaluated_by == "directory"]


def _gated(policy: Policy) -> bool:
    return any(_gates(rule) for rule in policy.disclosures.values())


def _read(content: Mapping[str, Any]) -> tuple[Document, dict[str, UUID]]:
    try:
        unpacked = zlib.decompressobj().decompress(b64decode(content["text"], validate=True), _LARGEST)
        text = Document.model_validate_json(json.dumps(json.loads(unpacked)))
        are = {str(key): UUID(organisation) for key, organisation in content["parties"].items()}
        documents.digest(text)
    except (KeyError, TypeError, AttributeError, ValueError, NotBase64, zlib.error):
        raise NeverTaken("text_unreadable", "Een tekst die hier neergelegd werd, is niet leesbaar.") from None
    return text, are
