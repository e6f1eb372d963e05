"""What the city does: start a round, send its chunks, try again what was stopped, take the workbook out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.exchange import door
from kring.exchange.agreements import Agreement, carrying
from kring.exchange.record import look, record
from kring.flows.debtors import marks, terms
from kring.flows.debtors.city import workbook
from kring.flows.debtors.city.check import Checked
from kring.flows.debtors.city.queries import visible_to
from kring.flows.debtors.models import Chunk, Round, Row, Upload
from kring.flows.debtors.roles import DEBT_TEAM, require, stand_on
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import order
from kring.guard.keys import FieldCipher, blind
from kring.guard.rows import insert_all

KEY_ITEM = "debt.file_number"
"""What makes a disclosure the list of this flow."""
SEND = "debtors.send"
CHUNK = 5_000
"""Rows in one envelope."""

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
    """Take in a debtor list whose headings leave no doubt and queue its sending under ``version``, in one step.

    For whoever sits at the desk with the file (``kring compare``); on the pages a list waits to be confirmed (``hand_in``).
    ``declared``: the *dwangbevel* is prepared. File, rows, round and log line are one transaction. Raises
    ``kring.sheets.refused.Refused`` when the file cannot be taken and ``Fault("not_your_task")`` outside the debt team.
    source: D1; 002 §3a
    """
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        agreement, reasons = may_start(by, version, declared=declared, clock=clock)
        if reasons:
            refuse(reasons)
    if agreement is None or reasons:
        return NotStarted(reasons)
    looked = workbook.whole(data, filename)
    with acting_for(by.organisation, by.position):
        position = require(DEBT_TEAM, clock=clock)
        upload = workbook.keep(data, filename, looked)
        upload.team = position.team
        upload.save(force_insert=True)
        expected = answer_by(agreement, belgian_day(clock()))
        return begin(by, upload, looked.rows, agreement, answer_by=expected, clock=clock)


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
    """Queue again the chunks that were stopped; the door judges them as things stand then. Answers how many.

    Raises ``Fault``: ``no_such_round``, ``not_your_task``, ``other_side``.
    """
    with acting_for(by.organisation, by.position):
        round_ = _opened(round_id, clock)
        stopped = Chunk.objects.select_for_update().filter(round=round_, state="stopped")
        numbers = list(stopped.values_list("number", flat=True))
        stopped.update(state="queued", reasons=[])
        for number in numbers:
            order(SEND, by, batch=str(round_id), chunk=number)
        record("round.sent_again", {"batch": str(round_id), "chunks": len(numbers)})
    return len(numbers)


def take_out(*, by: Acting, round_id: UUID, clock: Clock) -> TakenOut:
    """The uploaded workbook itself with "Stand OCMW" beside each marked row, as things stand now; everything else as it was.

    At any time, also before everything is answered: what is marked once is marked each time after.
    Writes that it was taken out, with the digest of what was handed out, and a look for every marked person. Raises
    ``Fault`` (``no_such_round``, ``not_your_task``, ``other_side``), ``Refused``. source: D2, D5; 002 §8a
    """
    with acting_for(by.organisation, by.position):
        round_ = _opened(round_id, clock)
        shown = marks.shown(round_)
        upload = round_.upload
        filename, data, where = workbook.name_of(upload), workbook.bytes_of(upload), workbook.where_of(upload)
    handed_out = workbook.marked(data, filename, where, {mark.number: mark.text for mark in shown})
    with acting_for(by.organisation, by.position):
        digest = hashlib.sha256(handed_out).hexdigest()
        record("round.taken_out", {"batch": str(round_id), "sha256": digest, "count": len(shown)})
        if shown:
            look("round.workbook", [mark.person for mark in shown])
    return TakenOut(filename, handed_out)


def _opened(round_id: UUID, clock: Clock) -> Round:
    """The round, if the acting position is of its debt team."""
    position = require(DEBT_TEAM, clock=clock)
    round_ = visible_to(position, clock=clock).filter(id=round_id).first()
    if round_ is None:
        raise Fault("no_such_round", "Deze ronde bestaat niet (meer).")
    stand_on(position, round_.id)
    return round_


def may_start(
    by: Acting, version: UUID, *, declared: bool, clock: Clock
) -> tuple[Agreement | None, tuple[Reason, ...]]:
    """The agreement of this version and why a round under it may not start now; inside ``acting_for``."""
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


def refuse(reasons: Sequence[Reason]) -> None:
    """Write that a round was wanted and why it may not be; inside ``acting_for``."""
    record("round.refused", {"reasons": sorted({reason.code for reason in reasons})})


def answer_by(agreement: Agreement, day: date) -> date:
    """Until when a city that sends a list on ``day`` waits for its answer: the usual term, or sooner where the agreement ends or
    keeps nothing longer than that.
    """
    known = (terms.answer_by(day), agreement.kept_until, agreement.ends_on)
    return min(last for last in known if last is not None)


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


def begin(
    by: Acting, upload: Upload, rows: Sequence[Checked], agreement: Agreement, *, answer_by: date, clock: Clock
) -> Started:
    """Make a round of an upload that is kept, store its rows and queue its chunks; inside ``acting_for`` of the debt team."""
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
        team=upload.team,
        started_at=now,
        day=belgian_day(now),
        answer_by=answer_by,
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
            "sha256": upload.sha256,
            "count": valid,
            "invalid": len(rows) - valid,
            "judged_on": round_.day.isoformat(),
        },
    )
    for number in range(round_.chunks):
        order(SEND, by, batch=str(round_.id), chunk=number)
    return Started(round_.id, valid, len(rows) - valid, tuple(upload.dropped_columns))


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
