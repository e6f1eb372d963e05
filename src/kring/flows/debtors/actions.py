"""What the city does: start a round, send its chunks, try again what was stopped, take the workbook out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import add_working_days, belgian_day
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.exchange import door
from kring.exchange.agreements import Agreement, carrying
from kring.exchange.record import look, record
from kring.flows.debtors import marks, workbook
from kring.flows.debtors.check import Checked, check
from kring.flows.debtors.models import Chunk, Round, Row, Upload
from kring.flows.debtors.roles import DEBT_TEAM, require
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import order
from kring.guard.keys import FieldCipher, blind
from kring.guard.rows import insert_all
from kring.sheets.table import Table

KEY_ITEM = "debt.file_number"
"""What makes a disclosure the list of this flow."""
SEND = "debtors.send"
CHUNK = 5_000
"""Rows in one envelope."""
ANSWER_WITHIN = 5
"""Working days after which the city need not wait any longer."""

_NOT_DECLARED = Reason(
    "not_declared",
    "declared",
    {
        "nl": "Een ronde kan alleen voor debiteuren voor wie een dwangbevel voorbereid wordt. Bevestig dat.",
        "en": "A round is only for debtors for whom a dwangbevel is being prepared. Confirm that.",
    },
    "discloser",
)
_NO_AGREEMENT = Reason(
    "no_instrument",
    "instrument",
    {
        "nl": "Er is geen protocol waaronder deze lijst mag vertrekken.",
        "en": "There is no protocol under which this list may leave.",
    },
    "both",
)
_TOO_SOON = "too_soon"


@dataclass(frozen=True)
class Started:
    """A round that began; its chunks are queued. ``invalid`` rows are listed and stay."""

    round: UUID
    valid: int
    invalid: int
    dropped_columns: tuple[str, ...]


@dataclass(frozen=True)
class NotStarted:
    """Nothing was kept and nothing leaves; that is written down."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class TakenOut:
    """The uploaded workbook with its added column."""

    filename: str
    data: bytes


def start_round(
    *, by: Acting, data: bytes, filename: str, version: UUID, declared: bool, clock: Clock
) -> Started | NotStarted:
    """Take in a debtor list and queue its sending under ``version``; ``declared``: the *dwangbevel* is prepared.

    File, rows, round and log line are one transaction. Raises ``kring.sheets.refused.Refused`` when the file cannot be
    taken and ``Fault("not_your_task")`` outside the debt team. source: D1; 002 §3a
    """
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        agreement, reasons = _may_start(by, version, declared=declared, clock=clock)
        if reasons:
            record("round.refused", {"reasons": sorted({reason.code for reason in reasons})})
    if agreement is None or reasons:
        return NotStarted(reasons)
    table = workbook.read(data, filename)
    rows = check(table)
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        upload = workbook.keep(data, filename, table)
        upload.save(force_insert=True)
        return _keep(by, upload, table, rows, agreement, clock=clock)


def send_chunk(*, by: Acting, round_id: UUID, chunk: int, clock: Clock) -> None:
    """Send one chunk of a round through the door; what the door answers is kept by its source. Idempotent."""
    with acting_for(by.organisation, by.position):
        round_ = Round.objects.filter(id=round_id).first()
        if round_ is None:
            return  # erased meanwhile
        ready = Row.objects.filter(round=round_, chunk=chunk, state="ready").order_by("number")
        refs = tuple(str(row) for row in ready.values_list("id", flat=True))
    door.send(
        door.Order(
            acting=by,
            version=round_.version,
            disclosure=round_.disclosure,
            recipient=round_.partner,
            batch=round_.id,
            chunk=chunk,
            chunks=round_.chunks,
            refs=refs,
        ),
        clock=clock,
    )


def send_again(*, by: Acting, round_id: UUID, clock: Clock) -> int:
    """Queue again the chunks that were stopped; the door judges them as things stand then. Answers how many."""
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        stopped = Chunk.objects.select_for_update().filter(round_id=round_id, state="stopped")
        numbers = list(stopped.values_list("number", flat=True))
        stopped.update(state="queued", reasons=[])
        for number in numbers:
            order(SEND, by, batch=str(round_id), chunk=number)
        record("round.sent_again", {"batch": str(round_id), "chunks": len(numbers)})
    return len(numbers)


def take_out(*, by: Acting, round_id: UUID, clock: Clock) -> TakenOut:
    """The uploaded workbook itself with "Stand OCMW" beside each marked row; everything else as it was.

    Writes that it was taken out, with the digest of what was handed out, and a look for every marked person. Raises
    ``Fault("no_such_round")``, ``Fault("not_your_task")``, ``Refused``. source: D2, D5; 002 §8a
    """
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        round_ = Round.objects.select_related("upload").filter(id=round_id).first()
        if round_ is None:
            raise Fault("no_such_round", "Deze ronde bestaat niet (meer).")
        shown = marks.shown(round_)
        filename, data = workbook.name_of(round_.upload), workbook.bytes_of(round_.upload)
    handed_out = workbook.marked(data, filename, {mark.number: mark.text for mark in shown})
    with acting_for(by.organisation, by.position):
        digest = hashlib.sha256(handed_out).hexdigest()
        record("round.taken_out", {"batch": str(round_id), "sha256": digest, "count": len(shown)})
        if shown:
            look("round.workbook", [mark.person for mark in shown])
    return TakenOut(filename, handed_out)


def _may_start(
    by: Acting, version: UUID, *, declared: bool, clock: Clock
) -> tuple[Agreement | None, tuple[Reason, ...]]:
    carried = carrying(KEY_ITEM, clock=clock, sender=by.organisation)
    agreement = next((one for one in carried if one.version == version), None)
    if agreement is None:
        return None, (_NO_AGREEMENT,)
    reasons = list(agreement.reasons)
    if agreement.next_day > belgian_day(clock()):
        reasons.append(too_soon(agreement))
    if not declared:
        reasons.append(_NOT_DECLARED)
    return agreement, tuple(reasons)


def too_soon(agreement: Agreement) -> Reason:
    """The refusal that names the first day on which a round may start again."""
    day = agreement.next_day
    return Reason(
        _TOO_SOON,
        f"disclosure.{agreement.disclosure}.every",
        {
            "nl": f"Er was al een ronde. De volgende kan ten vroegste op {day.day}/{day.month}/{day.year}.",
            "en": f"There was a round already. The next one may start on {day.isoformat()} at the earliest.",
        },
        "both",
    )


def _keep(
    by: Acting, upload: Upload, table: Table, rows: Sequence[Checked], agreement: Agreement, *, clock: Clock
) -> Started:
    now = clock()
    valid = sum(row.ssin is not None for row in rows)
    round_ = Round.objects.create(
        upload=upload,
        partner=agreement.recipient,
        version=agreement.version,
        document=agreement.document,
        digest=agreement.digest,
        disclosure=agreement.disclosure,
        started_by=by.position,
        started_at=now,
        day=belgian_day(now),
        answer_by=add_working_days(belgian_day(now), ANSWER_WITHIN),
        rows=len(rows),
        valid=valid,
        invalid=len(rows) - valid,
        chunks=-(-valid // CHUNK),
    )
    _insert(round_, rows)
    sizes = [min(CHUNK, valid - CHUNK * number) for number in range(round_.chunks)]
    Chunk.objects.bulk_create([Chunk(round=round_, number=number, rows=size) for number, size in enumerate(sizes)])
    record(
        "round.started",
        {
            "batch": str(round_.id),
            "instrument_hash": agreement.digest,
            "recipient": str(agreement.recipient),
            "declared": ["dwangbevel_prepared"],
            "sha256": table.sha256,
            "count": valid,
            "invalid": len(rows) - valid,
            "judged_on": round_.day.isoformat(),
        },
    )
    for number in range(round_.chunks):
        order(SEND, by, batch=str(round_.id), chunk=number)
    return Started(round_.id, valid, len(rows) - valid, table.dropped_columns)


def _insert(round_: Round, rows: Sequence[Checked]) -> None:
    """Store the rows, a part at a time: a hundred thousand of them need not stand in memory twice."""
    cipher, sent = FieldCipher("fields"), 0
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        insert_all(_rows(round_, part, cipher, sent))
        sent += sum(row.ssin is not None for row in part)


def _rows(round_: Round, rows: Sequence[Checked], cipher: FieldCipher, sent: int) -> list[Row]:
    """``sent``: how many rows before these are to be sent."""
    blinds = iter(blind([row.ssin for row in rows if row.ssin is not None]))
    kept: list[Row] = []
    for row in rows:
        stored = Row(
            round=round_,
            number=row.number,
            file_number=row.file_number,
            first_name=row.first_name,
            last_name=row.last_name,
            street=row.street,
            house_number=row.house_number,
            fault=row.fault,
            note=row.note,
            state="ready" if row.ssin else "invalid",
        )
        if row.ssin is not None:
            stored.ssin_sealed = cipher.encrypt(row.ssin.encode(), place=marks.ssin_place(stored.id))
            stored.ssin_blind = next(blinds)
            stored.chunk = sent // CHUNK
            sent += 1
        kept.append(stored)
    return kept
