"""``kring compare``: one comparison through the very same door, on a house that exists for as long as the command runs.

Both sides sit at this desk, so it may say of each row what in the browser only one of them sees.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from kring.cli.compare_cast import Cast, founded
from kring.cli.compare_words import Asked, progress
from kring.clients.register import import_register
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.events import ListCompared, Withheld, listening
from kring.core.reasons import Reason
from kring.flows.debtors import actions as debtors
from kring.flows.debtors import queries
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.journal import bundle, note
from kring.policy.document import Document
from kring.policy.standing_file import StandingFile

KEY_ITEM = "debt.file_number"
_NO_REFUSAL = frozenset({"when_not_met"})
"""Not a client: the ordinary case. Whatever else keeps a mark back is a gate, a restriction or an objection."""


@dataclass(frozen=True)
class Judged:
    """One row of the list: its place in the sheet, its file number, what became of it, and the code of why."""

    row: int
    file_number: str
    status: str
    reason: str | None


@dataclass
class Seen:
    """What the desk hears while the work runs: refs by what became of them."""

    doubtful: set[str] = field(default_factory=set)
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)


def run(
    asked: Asked,
    document: Document,
    standing: StandingFile,
    debtor_list: bytes,
    register: bytes,
    *,
    clock: Clock,
    today: date,
    key: bytes,
) -> dict[str, object]:
    """Do the comparison on the house that stands now, and answer the one object that ``--json`` prints.

    ``clock`` stands on the day judged, ``today`` is the real one: another day, with a standing that is not all fictitious,
    gives counts only. ``key`` is the sealer's raw public key.
    """
    cast = founded(document, standing, KEY_ITEM, clock=clock)
    progress(f"Instrument {document.id} versie {document.version}: {cast.city.name} → {cast.ocmw.name}")
    report = import_register(by=cast.worker, data=register, filename=asked.clients.name, clock=clock)
    progress(f"Cliëntenregister: {report.persons} personen ({len(report.rows)} rijen)")
    seen = Seen()
    with listening(ListCompared, partial(_heard, seen)), listening(Withheld, partial(_left_out, seen)):
        started = debtors.start_round(
            by=cast.debt_team,
            data=debtor_list,
            filename=asked.debtors.name,
            version=cast.version,
            declared=True,
            clock=clock,
        )
        if isinstance(started, debtors.NotStarted):
            raise _refused(started.reasons)
        progress(f"Debiteurenlijst: {started.valid} geldige rijen, {started.invalid} ongeldige")
        work_through()
    rows = _judged(cast, started.round, seen, clock)
    only_counts = belgian_day(clock()) != today and not standing.all_fictitious
    answer: dict[str, object] = {
        "counts": _counts(rows),
        "rows": [] if only_counts else [asdict(row) for row in rows],
        "dropped_columns": list(started.dropped_columns),
        "instrument_hash": cast.digest,
        "bundle": None,
        "key": note.fingerprint(key),
    }
    if not only_counts:
        answer["bundle"] = str(_hand_out(asked, cast, started.round, clock))
    return answer


def _heard(seen: Seen, event: ListCompared) -> None:
    seen.doubtful.update(event.doubtful)
    progress(f"Deel {event.chunk + 1} vergeleken: {len(event.known)} gevonden")


def _left_out(seen: Seen, event: Withheld) -> None:
    seen.withheld.update(event.reasons)


def _refused(reasons: tuple[Reason, ...]) -> Fault:
    first = reasons[0]
    said = {
        language: " ".join(reason.text.get(language, reason.text["nl"]) for reason in reasons)
        for language in ("nl", "en")
    }
    return Fault(first.code, said["nl"], en=said["en"])


def _judged(cast: Cast, round_id: UUID, seen: Seen, clock: Clock) -> list[Judged]:
    cast.wait_for_the_seal()  # what came in is shown once it is sealed
    with acting_for(cast.debt_team.organisation, cast.debt_team.position):
        listed = queries.outcome(round_id, clock=clock)
    return [
        Judged(number, file_number, *_status(seen, ref, fault, mark))
        for number, ref, file_number, fault, mark in listed
    ]


def _status(seen: Seen, ref: str, fault: str, mark: str) -> tuple[str, str | None]:
    """What became of a row, and the code of why: a gate, a restriction or an objection of either side refused."""
    refused = next((code for code in seen.withheld.get(ref, ()) if code not in _NO_REFUSAL), None)
    if mark:
        return "marked", None
    if refused:
        return "not_marked", refused
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


def _hand_out(asked: Asked, cast: Cast, round_id: UUID, clock: Clock) -> Path:
    out = debtors.take_out(by=cast.debt_team, round_id=round_id, clock=clock)
    asked.out.write_bytes(out.data)
    proof = asked.out.with_name(asked.out.name + ".kring.zip")
    cast.wait_for_the_seal()
    proof.write_bytes(bundle.export([cast.city.positions["dpo"], cast.ocmw.positions["dpo"]]))
    return proof
