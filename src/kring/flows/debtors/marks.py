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
    """One marked row: its row in the sheet, the text (with the signal behind it, if there is one), the person's pseudonym."""

    number: int
    text: str
    person: bytes


def ssin_place(row: UUID) -> str:
    """Where a row's number stands: bound into its ciphertext."""
    return f"debtors.row.ssin.{row}"


def shown(round_: Round) -> list[Mark]:
    """The marks that may be shown, in the order of the sheet."""
    marked = Row.objects.filter(round=round_, chunk__in=sealed_chunks(round_)).exclude(mark="").order_by("number")
    rows = list(marked.only("number", "mark", "signal", "signal_tx", "ssin_blind"))
    signals = signals_of(rows)
    return [Mark(row.number, stand(row.mark, signals.get(row.id, "")), bytes(row.ssin_blind or b"")) for row in rows]


def signals_of(rows: Collection[Row]) -> dict[UUID, str]:
    """The signals that stand beside these rows and that the log covers. The mark stays beside them, always. source: D4"""
    came = {row.signal_tx for row in rows if row.signal_tx is not None}
    covered = sealed(came) if came else set()
    return {row.id: row.signal for row in rows if row.signal and row.signal_tx in covered}


def stand(mark: str, signal: str) -> str:
    """The mark as it is read in the list and in the workbook: with what followed it behind it."""
    return f"{mark} – {signal}" if signal else mark


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
