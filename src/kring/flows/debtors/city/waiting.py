"""Lists that were handed in and wait to be confirmed, as their team sees them: frozen values only.

Everything here runs inside the view's ``acting_for``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Localised
from kring.exchange.record import look
from kring.flows.debtors import terms
from kring.flows.debtors.city import queries, workbook
from kring.flows.debtors.city.check import FAULTS, NOTES, Checked
from kring.flows.debtors.city.fields import DEBTORS
from kring.flows.debtors.models import Round, Upload
from kring.flows.debtors.roles import DEBT_TEAM, of_team
from kring.guard.keys import blind
from kring.parties.queries import Held, held_now, names_of
from kring.sheets.places import cell_name, column_name


@dataclass(frozen=True)
class WaitingLine:
    """One list that waits: who handed it in and when, how many rows it has, and until when it may be confirmed.

    Its file's name may name people.
    """

    id: UUID
    handed_in_by: str
    handed_in_at: datetime
    rows: int
    until: date


@dataclass(frozen=True)
class Choice:
    """A column that may be chosen for a field: its 0-based place, its letter, its heading (empty where there is none)."""

    place: int
    letter: str
    heading: str


@dataclass(frozen=True)
class Problem:
    """A row that does not leave, or is odd: the cell or row to look for in the sheet, and what to do."""

    where: str
    row: int
    what: Localised
    leaves: bool


@dataclass(frozen=True)
class WaitingPage:
    """A list as it was understood, and what the check of every row found. ``seen`` is what is confirmed with it.

    ``columns`` has the place of each field that is known, ``usual`` the headings that are usual for those ``missing``.
    """

    line: WaitingLine
    filename: str
    kind: str
    sheet: str
    sheets: tuple[str, ...]
    first_row: int
    header_row: int
    columns: dict[str, int]
    choices: tuple[Choice, ...]
    missing: tuple[str, ...]
    usual: dict[str, tuple[str, ...]]
    doubled: str
    dropped_columns: tuple[str, ...]
    skipped_rows: tuple[int, ...]
    rows: int
    valid: int
    faults: int
    notes: int
    sample: tuple[Checked, ...]
    seen: str


_USUAL = 4
"""Usual headings that are named for a field."""


def visible_to(position: Held | None, *, clock: Clock) -> QuerySet[Upload]:
    """The lists that wait and that ``position`` may see: what it handed in itself, and its team's. source: REQUIREMENTS D6"""
    if position is None or position.function != DEBT_TEAM:
        return Upload.objects.none()
    mine = _waiting().filter(Q(handed_in_by=position.id) | of_team(position))
    return mine.exclude(id__in=overdue(belgian_day(clock())))


def overdue(day: date) -> list[UUID]:
    """The lists of the acting organisation that may no longer be confirmed on ``day``, deleted or not."""
    came = _waiting().values_list("id", "handed_in_at")
    return [upload for upload, at in came if at is not None and terms.confirm_by(belgian_day(at)) < day]


def lists(*, clock: Clock) -> tuple[WaitingLine, ...]:
    """All that wait, the oldest first. Nobody is shown, so no look is written."""
    found = visible_to(held_now(clock), clock=clock).order_by("handed_in_at")
    return tuple(_lines(list(found.only("id", "handed_in_by", "handed_in_at", "layout"))))


def page(upload_id: UUID, *, clock: Clock) -> WaitingPage | None:
    """One list that waits, with its first rows; a look is written for each person shown."""
    upload = _one(upload_id, clock)
    if upload is None:
        return None
    sample = workbook.sample_of(upload)
    if sample:
        look("round.sample", [_person(upload, row) for row in sample])
    layout, where = upload.layout, workbook.where_of(upload)
    return WaitingPage(
        line=_lines([upload])[0],
        filename=workbook.name_of(upload),
        kind=upload.kind,
        sheet=where.sheet,
        sheets=tuple(layout["sheets"]),
        first_row=where.first_row,
        header_row=where.header_row,
        columns=dict(where.columns or {}),
        choices=tuple(Choice(place, column_name(place), text) for place, text in layout["choices"]),
        missing=tuple(layout["missing"]),
        usual={field.key: field.synonyms[:_USUAL] for field in DEBTORS if field.key in layout["missing"]},
        doubled=layout["doubled"],
        dropped_columns=tuple(upload.dropped_columns),
        skipped_rows=tuple(layout["skipped_rows"]),
        rows=layout["rows"],
        valid=layout["valid"],
        faults=len(layout["faults"]),
        notes=len(layout["notes"]),
        sample=tuple(sample),
        seen=workbook.seen_of(upload),
    )


def round_of(upload_id: UUID, *, clock: Clock) -> UUID | None:
    """The round that was made of a list that waited, if the acting position may open it."""
    rounds = queries.visible_to(held_now(clock), clock=clock).filter(upload_id=upload_id)
    return rounds.values_list("id", flat=True).first()


def counts(upload_id: UUID, *, clock: Clock) -> tuple[int, int] | None:
    """How many rows are to be mended and how many are odd; None when the acting position may see no such list."""
    upload = _one(upload_id, clock)
    return (len(upload.layout["faults"]), len(upload.layout["notes"])) if upload else None


def problems(upload_id: UUID, *, offset: int, limit: int, clock: Clock) -> tuple[Problem, ...]:
    """Rows to mend first, then odd ones, each in the order of the sheet. Rows and cells only: no person, so no look."""
    upload = _one(upload_id, clock)
    if upload is None:
        return ()
    columns = workbook.where_of(upload).columns or {}
    found = [(row, FAULTS[code], False) for row, code in upload.layout["faults"]]
    found += [(row, NOTES[code], True) for row, code in upload.layout["notes"]]
    return tuple(
        Problem(_cell(upload.kind, columns.get("ssin"), row, leaves=leaves), row, text, leaves)
        for row, text, leaves in found[offset : offset + limit]
    )


def _cell(kind: str, column: int | None, row: int, *, leaves: bool) -> str:
    """How a person finds it: the cell of the number where that is what is wrong, in a file that has cells."""
    return str(row) if leaves or kind == "csv" or column is None else cell_name(row, column)


def _waiting() -> QuerySet[Upload]:
    return Upload.objects.filter(handed_in_at__isnull=False).exclude(id__in=Round.objects.values("upload_id"))


def _one(upload_id: UUID, clock: Clock) -> Upload | None:
    return visible_to(held_now(clock), clock=clock).defer("file_sealed").filter(id=upload_id).first()


def _lines(found: Sequence[Upload]) -> list[WaitingLine]:
    names = names_of({upload.handed_in_by for upload in found if upload.handed_in_by})
    return [
        WaitingLine(
            id=upload.id,
            handed_in_by=names.get(upload.handed_in_by, "") if upload.handed_in_by else "",
            handed_in_at=upload.handed_in_at,
            rows=upload.layout["rows"],
            until=terms.confirm_by(belgian_day(upload.handed_in_at)),
        )
        for upload in found
        if upload.handed_in_at is not None
    ]


def _person(upload: Upload, row: Checked) -> bytes:
    """The pseudonym that the log knows the person by; a row without a sound number is only itself."""
    return blind([row.ssin])[0] if row.ssin else f"{upload.id}/{row.number}".encode()
