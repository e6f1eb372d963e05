"""A debt team hands in a list, sees how it was understood, chooses otherwise where it was not, and confirms: then it leaves.

Between handing in and confirming nothing leaves and nothing is read into rows. source: D1; 002 §3a
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.reasons import Reason
from kring.exchange.agreements import carrying
from kring.exchange.record import record
from kring.flows.debtors.city import actions, queries, workbook
from kring.flows.debtors.city.actions import NotStarted, Started
from kring.flows.debtors.city.check import check
from kring.flows.debtors.city.waiting import overdue, visible_to
from kring.flows.debtors.models import Upload
from kring.flows.debtors.roles import DEBT_TEAM, require
from kring.guard.acting import Acting, acting_for, machine_of
from kring.sheets.layout import Where

_CHANGED = Reason(
    "changed_meanwhile",
    "discloser",
    {
        "nl": "Een collega koos intussen andere kolommen. Kijk de lijst opnieuw na; er is niets vertrokken.",
        "en": "A colleague chose other columns meanwhile. Look at the list again; nothing left.",
    },
    "discloser",
)
_NOBODY = Reason(
    "no_sound_row",
    "discloser",
    {
        "nl": "Op deze lijst staat geen enkele rij die kan vertrekken. Verbeter ze en dien ze opnieuw in.",
        "en": "No row of this list can leave. Mend it and hand it in again.",
    },
    "discloser",
)


def hand_in(*, by: Acting, data: bytes, filename: str, clock: Clock) -> UUID:
    """Keep a list until somebody of the team confirms it, or its term is over. Answers its id.

    Raises ``kring.sheets.refused.Refused`` for a file that cannot be taken: nothing of it is kept; ``Fault("no_agreement")``
    where no protocol lets a list of debtors leave; ``Fault("not_your_task")`` outside the debt team.
    """
    with acting_for(by.organisation, by.position):
        require(DEBT_TEAM, clock=clock)
        if not carrying(actions.KEY_ITEM, clock=clock, sender=by.organisation):
            raise Fault("no_agreement", "Er is geen protocol waaronder een debiteurenlijst mag vertrekken.")
    looked = workbook.look(data, filename)
    with acting_for(by.organisation, by.position):
        position = require(DEBT_TEAM, clock=clock)
        upload = workbook.keep(data, filename, looked)
        workbook.lay_open(upload, looked)
        upload.handed_in_by, upload.handed_in_at, upload.team = by.position, clock(), position.team
        upload.save(force_insert=True)
        record("round.handed_in", {"upload": str(upload.id), "sha256": upload.sha256, "count": len(looked.rows)})
    return upload.id


def choose(
    *, by: Acting, upload_id: UUID, sheet: str, header_row: int, columns: Mapping[str, int], clock: Clock
) -> None:
    """Say where the list stands and which column is which field, and have it checked anew.

    Another sheet or row of headings than before: its columns are recognised anew, ``columns`` then says nothing. Raises
    ``Refused`` when nothing can be read there (the earlier choice stays), ``Fault("no_such_list")``.
    """
    with acting_for(by.organisation, by.position):
        upload = _waiting(upload_id, clock)
        before, seen = workbook.where_of(upload), workbook.seen_of(upload)
        filename, data = workbook.name_of(upload), workbook.bytes_of(upload)
    same = (sheet, header_row) == (before.sheet, before.header_row)
    first = before.first_row if same else header_row
    looked = workbook.look(data, filename, Where(sheet, first, header_row, columns if same else None))
    with acting_for(by.organisation, by.position):
        upload = _waiting(upload_id, clock, lock=True)
        if workbook.seen_of(upload) != seen:
            raise Fault("changed_meanwhile", _CHANGED.text["nl"], en=_CHANGED.text["en"])
        workbook.lay_out(upload, looked)
        workbook.lay_open(upload, looked)
        upload.save(update_fields=["layout", "dropped_columns", "sample_sealed"])
        chosen = dict(looked.outline.where.columns or {})
        record("round.columns_chosen", {"upload": str(upload_id), "row": header_row, "columns": chosen})


def confirm(
    *, by: Acting, upload_id: UUID, version: UUID, declared: bool, answer_by: date | None, seen: str, clock: Clock
) -> Started | NotStarted:
    """Make a round of a list that waits, and queue its sending under ``version``.

    ``declared``: for everybody on this list, as the page showed it (``seen``), the *dwangbevel* is prepared; a declaration
    never passes to another file or another reading of it. ``answer_by`` None: the usual day. A list that may not leave now
    goes on waiting. Confirming twice gives the same round. Raises ``Fault("no_such_list")``, ``Fault("not_your_task")``.
    """
    with acting_for(by.organisation, by.position):
        if (begun := _begun(upload_id, clock)) is not None:
            return begun
        upload = _waiting(upload_id, clock)
        agreement, found = actions.may_start(by, version, declared=declared, clock=clock)
        reasons = list(found)
        if workbook.seen_of(upload) != seen:
            reasons.append(_CHANGED)
        if not upload.layout["valid"]:
            reasons.append(_NOBODY)
        if agreement is not None:
            first = actions.answer_by(agreement, belgian_day(clock()))
            last = agreement.ends_on
            if answer_by is not None and (answer_by < first or (last is not None and answer_by > last)):
                reasons.append(_answer_day(first, last))
            answer_by = answer_by or first
        if reasons:
            actions.refuse(reasons)
        filename, data, where = workbook.name_of(upload), workbook.bytes_of(upload), workbook.where_of(upload)
    if agreement is None or answer_by is None or reasons:
        return NotStarted(tuple(reasons))
    rows = check(workbook.read(data, filename, where))
    with acting_for(by.organisation, by.position):
        locked = Upload.objects.select_for_update().filter(id=upload_id).only("id").first()
        if locked is not None and (begun := _begun(upload_id, clock)) is not None:
            return begun
        upload = _waiting(upload_id, clock)
        if workbook.seen_of(upload) != seen:
            actions.refuse((_CHANGED,))
            return NotStarted((_CHANGED,))
        workbook.close(upload)
        upload.save(update_fields=["layout", "sample_sealed"])
        return actions.begin(by, upload, rows, agreement, answer_by=answer_by, clock=clock)


def withdraw(*, by: Acting, upload_id: UUID, clock: Clock) -> None:
    """Delete a list that waits: it is mended and handed in again, or was a mistake. Raises ``Fault("no_such_list")``."""
    with acting_for(by.organisation, by.position):
        upload = _waiting(upload_id, clock, lock=True)
        record("round.withdrawn", {"upload": str(upload_id), "sha256": upload.sha256})
        upload.delete()


def forget_unconfirmed(organisation: UUID, *, clock: Clock) -> int:
    """Delete every list of this organisation that nobody confirmed in time, with a line; answers how many."""
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        found = Upload.objects.select_for_update(skip_locked=True).filter(id__in=overdue(belgian_day(clock())))
        late = [upload.id for upload in found.only("id")]
        if late:
            Upload.objects.filter(id__in=late).delete()
            record("round.not_confirmed", {"count": len(late)})
    return len(late)


def _waiting(upload_id: UUID, clock: Clock, *, lock: bool = False) -> Upload:
    """The list, if it waits and the acting position is of its team."""
    lists = visible_to(require(DEBT_TEAM, clock=clock), clock=clock)
    upload = (lists.select_for_update() if lock else lists).filter(id=upload_id).first()
    if upload is None:
        raise Fault("no_such_list", "Deze lijst wacht niet (meer) op bevestiging.")
    return upload


def _begun(upload_id: UUID, clock: Clock) -> Started | None:
    """The round that was made of this list already."""
    rounds = queries.visible_to(require(DEBT_TEAM, clock=clock), clock=clock)
    round_ = rounds.select_related("upload").defer("upload__file_sealed").filter(upload_id=upload_id).first()
    if round_ is None:
        return None
    return Started(round_.id, round_.valid, round_.invalid, tuple(round_.upload.dropped_columns))


def _answer_day(first: date, last: date | None) -> Reason:
    """The refusal that names the days between which an answer may be expected."""
    until = {"nl": "", "en": ""}
    if last is not None:
        until = {
            "nl": f" en uiterlijk op {last.day}/{last.month}/{last.year}, de laatste dag van het protocol",
            "en": f" and no later than {last.isoformat()}, the last day of the protocol",
        }
    return Reason(
        "answer_day",
        "discloser",
        {
            "nl": f"Kies een dag op of na {first.day}/{first.month}/{first.year}{until['nl']}.",
            "en": f"Choose a day on or after {first.isoformat()}{until['en']}.",
        },
        "discloser",
    )
