"""What the city's debt team sees of its rounds: frozen values only, and a look's line in the same transaction.

Everything here runs inside the view's ``acting_for``. What the other side sent is shown once the log covers it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Localised
from kring.exchange import clocks
from kring.exchange.record import look, looks_at
from kring.flows.debtors.city import workbook
from kring.flows.debtors.city.check import FAULTS, NOTES
from kring.flows.debtors.marks import sealed_chunks, signals_of, stand
from kring.flows.debtors.models import Round, Row
from kring.flows.debtors.progress import Progress, how_far, left_chunks
from kring.flows.debtors.receive import ROUNDS
from kring.flows.debtors.roles import DEBT_TEAM, of_team
from kring.flows.debtors.search import named
from kring.parties.queries import Held, held_now, names_of, organisations

Only = Literal["", "gemarkeerd", "na-te-kijken", "niet-verstuurd"]
"""Which rows: all, the marked ones, those to mend or odd, those that did not leave (yet)."""


@dataclass(frozen=True)
class RoundLine:
    """One round in the list of rounds."""

    id: UUID
    day: date
    partner: str
    started_by: str
    rows: int
    invalid: int
    answer_by: date
    late: bool
    progress: Progress


@dataclass(frozen=True)
class RoundPage:
    """A round: what was sent of it, what stayed behind, how far it is."""

    line: RoundLine
    started_at: datetime
    kept_until: date | None
    filename: str
    sheet: str
    header_row: int
    dropped_columns: tuple[str, ...]
    skipped_rows: tuple[int, ...]
    document: str


@dataclass(frozen=True)
class RowLine:
    """One debtor's row as the debt team sees it, without the number."""

    id: UUID
    number: int
    file_number: str
    name: str
    address: str
    mark: str
    marked_on: date | None
    signal: str
    signalled_on: date | None
    fault: Localised | None
    note: Localised | None
    withheld: bool
    left: bool

    @property
    def stand(self) -> str:
        """What the OCMW said, as the workbook has it; empty without a mark."""
        return stand(self.mark, self.signal)


@dataclass(frozen=True)
class Look:
    """Somebody of the own organisation saw this person's data: who, when, on which page (a code)."""

    who: str
    when: datetime
    where: str


def visible_to(position: Held | None, *, clock: Clock) -> QuerySet[Round]:
    """The rounds that ``position`` may open: a debt team those of its own team whose term is not over, others none.

    source: REQUIREMENTS D6, E5
    """
    if position is None or position.function != DEBT_TEAM:
        return Round.objects.none()
    return Round.objects.filter(of_team(position)).exclude(id__in=clocks.expired(ROUNDS, belgian_day(clock())))


def rounds(*, clock: Clock) -> tuple[RoundLine, ...]:
    """All rounds, newest first. Counts and days only: no person is shown, so no look is written."""
    found = list(visible_to(held_now(clock), clock=clock).order_by("-started_at")[:200])
    return tuple(_lines(found, clock))


def round_page(round_id: UUID, *, clock: Clock) -> RoundPage | None:
    """One round, in numbers: no person is shown, so no look is written. None when the acting position may open none such."""
    found = visible_to(held_now(clock), clock=clock).select_related("upload").defer("upload__file_sealed")
    round_ = found.filter(id=round_id).first()
    if round_ is None:
        return None
    (line,) = _lines([round_], clock)
    layout = round_.upload.layout
    where = workbook.where_of(round_.upload)
    return RoundPage(
        line=line,
        started_at=round_.started_at,
        kept_until=clocks.due_on(ROUNDS, round_.id),
        filename=workbook.name_of(round_.upload),
        sheet=where.sheet,
        header_row=where.header_row,
        dropped_columns=tuple(round_.upload.dropped_columns),
        skipped_rows=tuple(layout["skipped_rows"]),
        document=round_.document,
    )


def line(round_id: UUID, *, clock: Clock) -> RoundLine | None:
    """How far a round is, for the page that asks every second: counts only, so no look is written."""
    found = list(visible_to(held_now(clock), clock=clock).filter(id=round_id))
    return next(iter(_lines(found, clock)), None)


def progress(round_id: UUID, *, clock: Clock) -> Progress | None:
    """How far a round is: counts only, so no look is written."""
    found = line(round_id, clock=clock)
    return found.progress if found else None


def day(round_id: UUID, *, clock: Clock) -> date | None:
    """The day of a round; None when the acting position may open none such."""
    return visible_to(held_now(clock), clock=clock).filter(id=round_id).values_list("day", flat=True).first()


def count_rows(round_id: UUID, *, only: Only, most: int, clock: Clock) -> int:
    """How many rows ``rows`` has, counted no further than ``most``; of all rows the number that was kept."""
    round_ = visible_to(held_now(clock), clock=clock).filter(id=round_id).first()
    if round_ is None:
        return 0
    return _rows(round_, only)[:most].count() if only else min(round_.rows, most)


def rows(round_id: UUID, *, only: Only, offset: int, limit: int, clock: Clock) -> tuple[RowLine, ...]:
    """Rows ``offset`` up to ``offset + limit`` in the order of the sheet; a look is written for each person shown."""
    round_ = visible_to(held_now(clock), clock=clock).filter(id=round_id).first()
    if round_ is None:
        return ()
    numbers = _rows(round_, only).order_by("number").values_list("number", flat=True)[offset : offset + limit]
    return _shown(round_, list(numbers))


def search(round_id: UUID, *, name: str, offset: int, limit: int, clock: Clock) -> tuple[tuple[RowLine, ...], bool]:
    """As ``rows``, of those in whose name ``name`` stands, or a part of it; and whether there are more behind them."""
    round_ = visible_to(held_now(clock), clock=clock).filter(id=round_id).first()
    if round_ is None:
        return (), False
    found = named(_rows(round_, ""), name).order_by("number").values_list("number", flat=True)
    numbers = list(found[offset : offset + limit + 1])
    return _shown(round_, numbers[:limit]), len(numbers) > limit


def _shown(round_: Round, numbers: Sequence[int]) -> tuple[RowLine, ...]:
    """These rows of a round; a look is written for each person."""
    found = list(Row.objects.filter(round=round_, number__among=numbers).order_by("number"))
    look("round.rows", [_person(row) for row in found])
    shown, left, signals = sealed_chunks(round_), left_chunks(round_), signals_of(found)
    return tuple(_line(row, shown, left, signals) for row in found)


def row(round_id: UUID, row_id: UUID, *, clock: Clock) -> tuple[RowLine, tuple[Look, ...]] | None:
    """One row with everybody here who looked at this person before, newest first; this look is written too."""
    round_ = visible_to(held_now(clock), clock=clock).filter(id=round_id).first()
    found = Row.objects.filter(round=round_, id=row_id).first() if round_ else None
    if round_ is None or found is None:
        return None
    seen = who_looked(_person(found))
    look("round.row", [_person(found)])
    return _line(found, sealed_chunks(round_), left_chunks(round_), signals_of([found])), seen


def who_looked(person: bytes) -> tuple[Look, ...]:
    """Who of the own organisation saw this person's data, newest first. source: D6"""
    lines = looks_at(person)
    names = names_of({line.position for line in lines if line.position})
    return tuple(
        Look(names.get(line.position, "") if line.position else "", line.time, str(line.content.get("what", "")))
        for line in lines
    )


def outcome(round_id: UUID, *, clock: Clock) -> tuple[tuple[int, str, str, str, str], ...]:
    """Every row as (number in the sheet, reference, file number, fault, mark), in the order of the sheet; one look's line.

    For whoever sits on both sides and reports on the whole list (``kring compare``).
    """
    round_ = visible_to(held_now(clock), clock=clock).filter(id=round_id).first()
    if round_ is None:
        return ()
    look("round.outcome", ())
    shown = sealed_chunks(round_)
    listed = Row.objects.filter(round=round_).order_by("number")
    return tuple(
        (number, str(ref), file_number, fault, mark if chunk in shown else "")
        for number, ref, file_number, fault, mark, chunk in listed.values_list(
            "number", "id", "file_number", "fault", "mark", "chunk"
        )
    )


def _rows(round_: Round, only: Only) -> QuerySet[Row]:
    listed = Row.objects.filter(round=round_)
    if only == "gemarkeerd":
        marked, shown = listed.exclude(mark=""), sealed_chunks(round_)
        return marked if len(shown) == round_.chunks else marked.filter(chunk__among=list(shown))
    if only == "na-te-kijken":
        return listed.exclude(fault="", note="")
    if only == "niet-verstuurd":
        here = set(range(round_.chunks)) - left_chunks(round_)
        kept = ~Q(state="ready")
        return listed.filter(kept | Q(chunk__among=list(here)) if here else kept)
    return listed


def _person(row: Row) -> bytes:
    """The pseudonym that the log knows the person by; a row without a valid number is only itself."""
    return bytes(row.ssin_blind) if row.ssin_blind else str(row.id).encode()


def _line(row: Row, shown: Collection[int], left: Collection[int], signals: Mapping[UUID, str]) -> RowLine:
    is_shown = row.chunk in shown
    signal = signals.get(row.id, "") if is_shown else ""
    return RowLine(
        id=row.id,
        number=row.number,
        file_number=row.file_number,
        name=" ".join(filter(None, (row.last_name, row.first_name))),
        address=" ".join(filter(None, (row.street, row.house_number))),
        mark=row.mark if is_shown else "",
        marked_on=row.marked_on if is_shown else None,
        signal=signal,
        signalled_on=row.signalled_on if signal else None,
        fault=FAULTS.get(row.fault) if row.state == "invalid" else None,
        note=NOTES.get(row.note),
        withheld=row.state == "withheld",
        left=row.state == "ready" and row.chunk in left,
    )


def _lines(found: Sequence[Round], clock: Clock) -> list[RoundLine]:
    partners = {party.id: party.name for party in organisations()}
    names = names_of({round_.started_by for round_ in found})
    far = how_far(found)
    today = belgian_day(clock())
    return [
        RoundLine(
            id=round_.id,
            day=round_.day,
            partner=partners.get(round_.partner, ""),
            started_by=names.get(round_.started_by, ""),
            rows=round_.rows,
            invalid=round_.invalid,
            answer_by=round_.answer_by,
            late=far[round_.id].waiting > 0 and today > round_.answer_by,
            progress=far[round_.id],
        )
        for round_ in found
    ]
