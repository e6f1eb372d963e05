"""``kring compare``: one comparison through the very same door, on a house that exists for as long as the command runs.

Both sides sit at this desk, so it may say of each row what in the browser only one of them sees.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from uuid import UUID

from kring.clients.register import import_register
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.events import ListCompared, Withheld, listening
from kring.flows.debtors.city import actions as debtors
from kring.flows.debtors.city import queries
from kring.flows.debtors.ocmw import received
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.journal import bundle, lines, note

from .compare_cast import Cast, founded, sealed, written
from .compare_files import put_down
from .compare_instrument import Instrument, refusal
from .compare_words import Asked, Progress

_NO_REFUSAL = frozenset({"when_not_met"})
"""Not a client: the ordinary case. Whatever else keeps a mark back is a gate, a restriction or an objection."""
_ROWS_TOLD = 10


@dataclass(frozen=True)
class Files:
    """The bytes of what was handed in."""

    debtors: bytes
    clients: bytes


@dataclass(frozen=True)
class Judged:
    """One row of the list: its place in the sheet, its file number, what became of it, and the code of why."""

    row: int
    file_number: str
    status: str
    reason: str | None

    def told(self) -> dict[str, object]:
        """The row as ``--json`` prints it."""
        return {"row": self.row, "file_number": self.file_number, "status": self.status, "reason": self.reason}


@dataclass
class Seen:
    """What the desk hears while the work runs: refs by what became of them."""

    doubtful: set[str] = field(default_factory=set)
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)


def run(
    asked: Asked, instrument: Instrument, files: Files, *, clock: Clock, today: date, key: bytes, progress: Progress
) -> Mapping[str, object]:
    """Do the comparison on the house that stands now, and answer the one object that ``--json`` prints.

    ``clock`` stands still on the day judged, ``today`` is the real one: another day, with a standing that is not all
    fictitious, gives counts only. ``key`` is the sealer's raw public key.
    """
    cast = founded(instrument, clock=clock, progress=progress)
    progress.say(
        f"Instrument {instrument.document.id} versie {instrument.document.version}: {cast.city.name} → {cast.ocmw.name}",
        f"Instrument {instrument.document.id} version {instrument.document.version}: {cast.city.name} → {cast.ocmw.name}",
    )
    _declare(cast, files, clock=clock, today=today)
    progress.stage("register", "Cliëntenregister lezen", "Reading the client register")
    _take_register(asked, cast, files, clock=clock, progress=progress)
    progress.stage("list", "Debiteurenlijst lezen", "Reading the debtor list")
    started, seen = _compared(asked, cast, files, clock=clock, progress=progress)
    rows = _judged(cast, started.round, seen, clock)
    only_counts = belgian_day(clock()) != today and not instrument.standing.all_fictitious
    if not only_counts:
        _hand_out(asked, cast, started.round, clock=clock, progress=progress)
    return {
        "counts": _counts(rows),
        "rows": [] if only_counts else [row.told() for row in rows],
        "dropped_columns": list(started.dropped_columns),
        "instrument_hash": instrument.policy.digest,
        "bundle": None if only_counts else str(asked.proof),
        "key": None if only_counts else note.fingerprint(key),
    }


def _declare(cast: Cast, files: Files, *, clock: Clock, today: date) -> None:
    """Starting the command is the declaration; both logs say so, and which day is judged, today's or another."""
    day = belgian_day(clock())
    for by, file, data in ((cast.debt_team, "debtors", files.debtors), (cast.worker, "clients", files.clients)):
        written(
            by,
            "compare.started",
            {
                "declared": ["dwangbevel_prepared"],
                lines.JUDGED_ON: day.isoformat(),
                "today": today.isoformat(),
                "another_day": day != today,
                file: f"sha256:{hashlib.sha256(data).hexdigest()}",
            },
        )


def _take_register(asked: Asked, cast: Cast, files: Files, *, clock: Clock, progress: Progress) -> None:
    """Also says which rows were not taken, for a client in such a row gets no mark."""
    report = import_register(by=cast.worker, data=files.clients, filename=asked.clients.name, clock=clock)
    count = len(report.rows)
    progress.say(f"{report.persons} personen in {count} rijen", f"{report.persons} persons in {count} rows")
    refused = [row for row in report.rows if row.status == "refused"]
    if refused:
        progress.say(
            f"Let op: {len(refused)} rijen van het register zijn niet opgenomen; wie erin staat, wordt niet gevonden:",
            f"Mind: {len(refused)} rows of the register were not taken; whoever they name is not found:",
        )
    for row in refused[:_ROWS_TOLD]:
        progress.say(f"  rij {row.row}: {row.text} [{row.code}]", f"  row {row.row}: {row.code}")


def _compared(
    asked: Asked, cast: Cast, files: Files, *, clock: Clock, progress: Progress
) -> tuple[debtors.Started, Seen]:
    started = debtors.start_round(
        by=cast.debt_team,
        data=files.debtors,
        filename=asked.debtors.name,
        version=cast.version,
        declared=True,
        clock=clock,
    )
    if isinstance(started, debtors.NotStarted):
        raise refusal(started.reasons[0].code, [reason.text for reason in started.reasons])
    parts = -(-started.valid // debtors.CHUNK)
    progress.stage(
        "compare",
        f"{started.valid} geldige rijen, {started.invalid} ongeldige. Versturen en vergelijken, deel per deel ({parts})",
        f"{started.valid} valid rows, {started.invalid} invalid. Sending and comparing, part by part ({parts})",
    )
    seen = Seen()
    told = _Told(started.round, parts, progress)
    with listening(ListCompared, partial(_heard, seen, told)), listening(Withheld, partial(_left_out, seen, told)):
        work_through()
    sealed(written(cast.debt_team, "compare.done"))  # what came in is shown once the log covers it
    _check_whole(cast, started.round, clock)
    return started, seen


@dataclass(frozen=True)
class _Told:
    """Says how far the parts are: each is sent, compared and answered."""

    round: UUID
    parts: int
    progress: Progress

    def part(self, chunk: int, nl: str, en: str) -> None:
        """This happened to part ``chunk`` (counted from 0)."""
        self.progress.say(f"Deel {chunk + 1} van {self.parts} {nl}", f"Part {chunk + 1} of {self.parts} {en}")


def _heard(seen: Seen, told: _Told, event: ListCompared) -> None:
    seen.doubtful.update(event.doubtful)
    told.part(event.chunk, "vergeleken", "compared")


def _left_out(seen: Seen, told: _Told, event: Withheld) -> None:
    seen.withheld.update(event.reasons)
    told.part(event.chunk, *(("verstuurd", "sent") if event.batch == told.round else ("beantwoord", "answered")))


def _check_whole(cast: Cast, round_id: UUID, clock: Clock) -> None:
    """Every part must have left and been answered; raises ``Fault``: ``stopped`` with the reasons, or ``unfinished``."""
    with acting_for(cast.debt_team.organisation, cast.debt_team.position):
        how_far = queries.progress(round_id, clock=clock)
    if how_far is not None and how_far.state in ("answered", "empty"):
        return
    with acting_for(cast.worker.organisation, cast.worker.position):
        at_the_ocmw = [text for line in received.received_rounds(clock=clock) for text in line.reasons]
    texts = [*(how_far.reasons if how_far else ()), *at_the_ocmw]
    if texts:
        raise refusal("stopped", texts)
    raise Fault(
        "unfinished",
        "De vergelijking is niet tot het einde geraakt. Er is niets uitgegeven; probeer opnieuw.",
        en="The comparison did not reach its end. Nothing was handed out; try again.",
    )


def _judged(cast: Cast, round_id: UUID, seen: Seen, clock: Clock) -> list[Judged]:
    with acting_for(cast.debt_team.organisation, cast.debt_team.position):
        listed = queries.outcome(round_id, clock=clock)
    return [
        Judged(number, file_number, *_status(seen, ref, fault, mark))
        for number, ref, file_number, fault, mark in listed
    ]


def _status(seen: Seen, ref: str, fault: str, mark: str) -> tuple[str, str | None]:
    """What became of a row, and the code of why: a gate, a restriction or an objection of either side refused."""
    if mark:
        return "marked", None
    if ref in seen.withheld:
        return "not_marked", next((code for code in seen.withheld[ref] if code not in _NO_REFUSAL), None)
    if fault:
        return "invalid", fault
    if ref in seen.doubtful:
        return "proposed", "name_not_compatible"
    return "not_marked", None


def _counts(rows: Sequence[Judged]) -> dict[str, int]:
    by_status = Counter(row.status for row in rows)
    return {
        "rows": len(rows),
        "valid": len(rows) - by_status["invalid"],
        "invalid": by_status["invalid"],
        "marked": by_status["marked"],
        "proposed": by_status["proposed"],
        "refused": sum(row.status == "not_marked" and row.reason is not None for row in rows),
    }


def _hand_out(asked: Asked, cast: Cast, round_id: UUID, *, clock: Clock, progress: Progress) -> None:
    """The marked workbook and, covering that it was taken out, the bundle of both logs."""
    progress.stage("workbook", "Lijst merken", "Marking the list")
    out = debtors.take_out(by=cast.debt_team, round_id=round_id, clock=clock)
    if asked.out.suffix.lower() != asked.debtors.suffix.lower():
        progress.say(
            f"Let op: “{asked.out.name}” is een bestand van dezelfde soort als “{asked.debtors.name}”.",
            f"Mind: “{asked.out.name}” is a file of the same kind as “{asked.debtors.name}”.",
        )
    progress.stage("proof", "Bewijs uitnemen", "Taking out the proof")
    for officer in cast.officers:
        tx = written(officer, "bundle.taken_out")
    sealed(tx)
    put_down([(asked.proof, bundle.export(cast.officers)), (asked.out, out.data)])
