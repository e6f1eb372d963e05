"""The asked side of an ask: a question is taken in, its line committed, and then answered by the machine. Always.

Whoever asks about somebody reads the same of a person who is not known here, who is restricted, or of whom nothing may leave: an
answer without rows, of one size. Only what rests on the text, or on the asker's own facts, is told.
source: REQUIREMENTS E2, E3; DESIGN, "An ask is the same with the question as content, then the answer the other way"
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from kring.core.canonical import canonical
from kring.core.clock import Clock
from kring.core.days import Period
from kring.core.errors import Fault
from kring.core.registry import Answerer, Arrived, Receipt, Taken, answerers, key_item
from kring.core.ssin import Ssin, read_ssin
from kring.exchange import clocks
from kring.exchange.judge import Order
from kring.exchange.models import Question
from kring.guard.acting import Acting, acting_for, current
from kring.guard.jobs import order as order_job
from kring.guard.keys import FieldCipher, blind
from kring.instruments import queries as instruments
from kring.policy.rules import Policy, Rule

ANSWER: Final = "exchange.answer"
QUESTIONS: Final = "exchange.Question"
"""The holder of the clocks of questions that wait for their answer."""
_SSIN: Final = "person.ssin"


@dataclass(frozen=True)
class BySsin:
    """Recognises whoever is asked about by the national number in the question. ``role``: under which the machine answers."""

    role: str

    def recognise(self, question: Arrived) -> Mapping[str, bytes | None]:
        """Own pseudonyms, re-keyed here, of people who need not be known here; None where the number is none."""
        return recognised(question.rows)

    def on_behalf(self, question: Arrived) -> UUID | None:  # noqa: ARG002 - the protocol names it
        """Nobody but the machine."""
        return None


def recognised(rows: Sequence[Mapping[str, str]]) -> dict[str, bytes | None]:
    """The acting organisation's pseudonym of the number in each row, by ref; None where there is no sound number."""
    read = {row["ref"]: read_ssin(row.get(_SSIN)) for row in rows}
    numbers = {ref: one.number for ref, one in read.items() if isinstance(one, Ssin)}
    blinds = dict(zip(numbers, blind(list(numbers.values())), strict=True))
    return {ref: blinds.get(ref) for ref in read}


def answer_to(policy: Policy, rule: Rule) -> Rule:
    """The one disclosure that answers the question ``rule``; raises ``Fault("no_answer_agreed")`` when there is not exactly one."""
    found = [one for one in policy.disclosures.values() if one.in_reply_to == rule.key]
    if rule.by != "ask" or len(found) != 1:
        raise Fault("no_answer_agreed", "De tekst zegt niet welk antwoord op deze vraag komt.")
    return found[0]


def batch_of_answer(question: UUID, asker: UUID) -> UUID:
    """The id of the batch that answers a question: both sides know it before there is one."""
    return uuid5(question, f"answer/{asker}")


def take(arrived: Arrived, policy: Policy, rule: Rule, *, clock: Clock) -> Receipt:
    """Keep a question until it is answered, and order its answer; in the receiving transaction."""
    people = _answerer(policy, rule).recognise(arrived)
    row = uuid4()
    kept = Question(
        id=row,
        envelope=arrived.envelope,
        asker=arrived.sender,
        digest=arrived.digest,
        disclosure=arrived.disclosure,
        content=FieldCipher("fields").encrypt(_packed(arrived), place=_place(row)),
        received_at=clock(),
    )
    kept.save(force_insert=True)
    clocks.start(
        holder=QUESTIONS,
        rows=[row],
        digest=arrived.digest,
        disclosure=arrived.disclosure,
        rule=arrived.keep,
        received_on=arrived.day,
    )
    order_job(ANSWER, current(), question=str(arrived.envelope))
    items = {row["ref"]: tuple(name for name in row if name != "ref") for row in arrived.rows}
    return Receipt([Taken(person or ref.encode(), items[ref], ref) for ref, person in people.items()])


def waiting() -> list[UUID]:
    """The questions that wait for an answer of the acting organisation, oldest first, by the envelope that they came in."""
    return list(Question.objects.order_by("received_at").values_list("envelope", flat=True))


def order_of_answer(question: UUID, *, by: Acting) -> Order | None:
    """The answer to a question that waits, as an order of the machine ``by``; None when it was answered. Reads, writes nothing."""
    with acting_for(by.organisation, by.position):
        kept = Question.objects.filter(envelope=question).first()
        version = instruments.version_by_digest(kept.digest) if kept else None
        if kept is None or version is None:
            return None
        asked = _unpacked(FieldCipher("fields").decrypt(bytes(kept.content), place=_place(kept.id)))
        policy = instruments.compiled(version)
        rule = policy.disclosures[asked.disclosure]
        answerer = _answerer(policy, rule)
        return Order(
            acting=by,
            version=version.id,
            disclosure=answer_to(policy, rule).key,
            recipient=asked.sender,
            batch=batch_of_answer(asked.batch, asked.sender),
            chunk=asked.chunk,
            chunks=asked.chunks,
            refs=tuple(row["ref"] for row in asked.rows),
            role=answerer.role,
            in_reply_to=asked.batch,
            purpose=asked.purpose,
            period_asked=asked.period_asked,
            asked=asked,
            asked_about=answerer.recognise(asked),
            on_behalf=answerer.on_behalf(asked),
        )


def answered(question: UUID) -> None:
    """The answer leaves in this transaction: nothing of the question is kept."""
    rows = list(Question.objects.filter(envelope=question).values_list("id", flat=True))
    erase(rows)
    clocks.stop(holder=QUESTIONS, rows=rows)


def erase(rows: Sequence[UUID]) -> None:
    """Delete these questions: answered, or never to be answered within their term."""
    Question.objects.filter(id__in=list(rows)).delete()


def _answerer(policy: Policy, rule: Rule) -> Answerer:
    """By the key item of the answer, else of the question: many questions name nothing but a number."""
    key = key_item((*answer_to(policy, rule).items, *rule.items), answerers)
    if key is None:
        raise Fault("nobody_answers", "Er kwam een vraag die hier door geen enkele toepassing beantwoord wordt.")
    return answerers[key]


def _place(row: UUID) -> str:
    return f"exchange.question.content.{row}"


def _packed(arrived: Arrived) -> bytes:
    plain = asdict(arrived)
    for name in ("envelope", "sender", "batch", "day"):
        plain[name] = str(plain[name])
    period = arrived.period_asked
    plain["in_reply_to"] = str(arrived.in_reply_to) if arrived.in_reply_to else None
    plain["period_asked"] = [str(period.first), str(period.last) if period.last else None] if period else None
    plain["reasons"] = []
    return canonical(plain)


def _unpacked(packed: bytes) -> Arrived:
    plain: dict[str, Any] = json.loads(packed)
    for name in ("envelope", "sender", "batch"):
        plain[name] = UUID(plain[name])
    plain["day"] = date.fromisoformat(plain["day"])
    plain["in_reply_to"] = UUID(plain["in_reply_to"]) if plain["in_reply_to"] else None
    if plain["period_asked"]:
        first, last = plain["period_asked"]
        plain["period_asked"] = Period(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    plain["reasons"] = ()
    return Arrived(**plain)
