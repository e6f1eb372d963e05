"""The marks of a round as the city may see them: once the log covers their arrival, and not past their clock."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from kring.exchange.record import sealed
from kring.flows.debtors.models import Chunk, ReceivedChunk, Round, Row

CLIENT: Final = "cliënt OCMW"
"""The one mark there is. A mark is never taken away. source: 002 §3b"""
RESUME: Final = "invorderingsprocedure voortzetten"
"""The one thing that may follow a mark, without a reason. source: 002 §3b; REQUIREMENTS D4, D9"""


@dataclass(frozen=True)
class Mark:
    """One marked row: its row in the sheet, the text, the person's pseudonym."""

    number: int
    text: str
    person: bytes


def ssin_place(row: UUID) -> str:
    """Where a row's number stands: bound into its ciphertext."""
    return f"debtors.row.ssin.{row}"


def shown(round_: Round) -> list[Mark]:
    """The marks that may be shown, in the order of the sheet."""
    marked = Row.objects.filter(round=round_, chunk__in=sealed_chunks(round_)).exclude(mark="").order_by("number")
    return [
        Mark(number, mark, bytes(person or b""))
        for number, mark, person in marked.values_list("number", "mark", "ssin_blind")
    ]


def sealed_chunks(round_: Round) -> set[int]:
    """The chunks whose answer is in and covered by the log."""
    answered = Chunk.objects.filter(round=round_, state="answered")
    return {chunk.number for chunk in answered_chunks(list(answered))}


def answered_chunks(chunks: Collection[Chunk]) -> list[Chunk]:
    """Those chunks, of any rounds, whose answer is in and covered by the log."""
    covered = sealed({chunk.answered_tx for chunk in chunks if chunk.answered_tx is not None})
    return [chunk for chunk in chunks if chunk.answered_tx in covered]


def sealed_parts(parts: Collection[ReceivedChunk]) -> list[ReceivedChunk]:
    """Those received chunks that the log covers."""
    covered = sealed({part.tx for part in parts})
    return [part for part in parts if part.tx in covered]


def this_transaction() -> int:
    """The number of the open transaction, as log lines carry it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (tx,) = cursor.fetchone()
    return int(tx)
