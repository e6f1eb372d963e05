"""Corrections at whoever received: report a fault to the source, hear what came of it, take the new value in.

A report holds the opaque reference of the row, names of items and the kind of fault, and nothing else. It passes in any state of
the instrument, as long as the row is kept. Everything here runs inside the caller's ``acting_for``.
source: REQUIREMENTS E8, P7; 004 art. 7; docs/life-of-a-disclosure.md, "Corrections"
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Receipt, Taken, key_item
from kring.exchange import codes, faults
from kring.exchange.envelope import Codes, Opened, envelope_of
from kring.exchange.faults import CORRECTED, Known, Place
from kring.exchange.models import Clock as Term
from kring.exchange.models import Report
from kring.exchange.record import sealed, this_transaction
from kring.exchange.release import DELIVER
from kring.guard.acting import acting_organisation, current
from kring.guard.jobs import order as order_job
from kring.guard.rows import ask_now
from kring.instruments import queries as instruments
from kring.policy.rules import Rule

_NOT_RECEIVED: Final = Reason(
    "not_received",
    "correction",
    {
        "nl": "Er is hier geen rij die onder deze zending kwam en nog bewaard wordt.",
        "en": "There is no row here that came under this release and is still kept.",
    },
    "discloser",
)
_NOT_THAT: Final = Reason(
    "fault_not_there",
    "correction",
    {
        "nl": "Zo’n fout kan niet in die gegevens zitten: ze kwamen niet mee, of ze kwamen juist wel.",
        "en": "Such a fault cannot be in those data: they did not come along, or they just did.",
    },
    "discloser",
)


@dataclass(frozen=True)
class Reported:
    """A report that is on its way, or was already: which, and the items that it is about."""

    report: UUID
    items: tuple[str, ...]
    again: bool = False
    """Somebody reported all of this before, and there is no answer yet: nothing new was sent."""


@dataclass(frozen=True)
class NotReported:
    """Nothing left."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ReportLine:
    """A report on an own row. ``outcome`` is empty while it waits; ``arrived``: the new values of ``valued`` came in.

    ``items`` are those reported (or, where the source told of it by itself and ``own`` is False, those corrected), ``corrected``
    those that the source then changed.
    """

    report: UUID
    row: UUID
    items: tuple[str, ...]
    fault: str
    at: datetime
    outcome: str
    corrected: tuple[str, ...]
    valued: tuple[str, ...]
    told_tx: int | None
    """The transaction in which the outcome came in: a line of a later one was written later."""
    arrived: bool
    position: UUID | None
    """Who here reported it; None where the source told of it by itself."""

    @property
    def own(self) -> bool:
        """Whether somebody here reported it."""
        return self.position is not None


def report(
    key: str, place: Place, source: UUID, *, items: Collection[str], fault: str, clock: Clock
) -> Reported | NotReported:
    """Report that these items of a row, received from ``source`` under ``place``, have this fault; ``key`` says of which flow.

    What is being looked into already is not reported again. Line, report and envelope are one transaction.
    """
    keeper, now = faults.keepers[key], clock()
    kept = keeper.kept(place, source)
    term = _term(keeper.holder, kept.row, belgian_day(now)) if kept else None
    rule = _rule(term.digest, term.disclosure, source) if term else None
    if kept is None or term is None or rule is None:
        return NotReported((_NOT_RECEIVED,))
    if not faults.fits(fault, frozenset(items), kept.items, kept.keeps & rule.items.keys()):
        return NotReported((_NOT_THAT,))
    about = envelope_of(place.batch, term.disclosure, place.chunk, source)
    ask_now(b"SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"report|{about}|{place.ref}"])
    waiting = Report.objects.filter(about=about, ref=place.ref, outcome="").order_by("at")
    open_items = {item: one.report for one in waiting for item in one.items}
    new = tuple(name for name in rule.items if name in set(items) - open_items.keys())
    if not new:
        return Reported(open_items[min(items)], tuple(sorted(items)), again=True)
    said = Codes(
        about=about,
        report=uuid4(),
        said="report",
        code=fault,
        batch=place.batch,
        chunk=place.chunk,
        digest=term.digest,
        disclosure=term.disclosure,
        ref=place.ref,
        items=new,
    )
    Report.objects.create(**_row(said, source, keeper.holder, kept), fault=fault, position=current().position, at=now)
    codes.let_out(said, source, what="correction.reported", person=kept.person)
    return Reported(said.report, new)


def reports(holder: str, rows: Sequence[UUID]) -> tuple[ReportLine, ...]:
    """What was reported on these own rows, newest first. An outcome is shown once the log covers its arrival."""
    found = list(Report.objects.filter(holder=holder, row__among=list(rows)).order_by("-at"))
    return _lines(found)


def outcomes(holder: str, since: datetime) -> tuple[ReportLine, ...]:
    """Reports whose outcome came in since then, newest first."""
    found = Report.objects.filter(holder=holder, told_at__gte=since).order_by("-told_at")
    return tuple(line for line in _lines(list(found)) if line.outcome)


def unsealed(holder: str) -> set[UUID]:
    """The own rows whose newest correction the log does not cover yet: they are not shown until it does."""
    changed = Report.objects.filter(holder=holder, outcome=CORRECTED).values_list("row", "told_tx", "arrived_tx")
    of_row = [(row, tx) for row, *txs in changed for tx in txs if tx is not None]
    covered = sealed({tx for _, tx in of_row})
    return {row for row, tx in of_row if tx not in covered}


def forget(holder: str, rows: Sequence[UUID]) -> None:
    """The rows are erased: what was reported on them goes with them. The lines of the log stay."""
    Report.objects.filter(holder=holder, row__among=list(rows)).delete()


def take_outcome(opened: Opened, said: Codes, clock: Clock) -> None:
    """As the recipient: the source looked into it, or tells of a correction by itself. Settled in any case, with a line."""
    rule = _rule(said.digest, said.disclosure, opened.sender)
    key = key_item(tuple(rule.items), faults.keepers) if rule else None
    if rule is None or key is None or said.about != envelope_of(said.batch, said.disclosure, said.chunk, opened.sender):
        codes.refuse(opened, "unknown_row")
        return
    keeper = faults.keepers[key]
    known = Report.objects.select_for_update().filter(source=opened.sender, report=said.report).first()
    kept = keeper.kept(Place(said.batch, said.chunk, said.ref), opened.sender)
    if kept is None or (known and (known.row, known.about) != (kept.row, said.about)):
        codes.refuse(opened, "unknown_row")
        return
    reported = set(known.items if known else rule.items)
    if (known and known.outcome) or not set(said.items) <= reported or (known is None and said.code != CORRECTED):
        codes.refuse(opened, "not_reported")
        return
    now = clock()
    if known is None:
        known = Report(**_row(said, opened.sender, keeper.holder, kept), at=now)
    known.outcome, known.valued = said.code, list(said.valued)
    known.corrected = list(said.items) if said.code == CORRECTED else []
    known.told_at, known.told_tx = now, this_transaction()
    known.save()
    if (
        said.code == CORRECTED
    ):  # what the source says is wrong is not kept any longer, whether or not its new value comes
        keeper.correct(kept.row, dict.fromkeys(set(said.items) - set(said.valued), ""))
    codes.taken(opened, said, what="correction.outcome", person=kept.person)
    if said.valued:
        _fetch(said, opened.sender, known.told_tx)


def take_values(arrived: Arrived, report_id: UUID) -> Receipt | None:
    """As the recipient: corrected values, each in the place of the old one. None: their outcome did not come in yet."""
    (row,) = arrived.rows if len(arrived.rows) == 1 else ({"ref": ""},)
    known = Report.objects.select_for_update().filter(source=arrived.sender, report=report_id).first()
    if (known is None and _kept(arrived, row["ref"])) or (known is not None and not known.outcome):
        return None
    values = {name: value for name, value in row.items() if name != "ref"}
    of_this = known is not None and (str(known.ref), known.batch, known.chunk) == (
        row["ref"],
        arrived.batch,
        arrived.chunk,
    )
    if known is None or not of_this or known.arrived_tx or not values.keys() <= set(known.valued):
        return Receipt(taken=(), not_kept=len(arrived.rows))
    keeper = next(one for one in faults.keepers.values() if one.holder == known.holder)
    kept = keeper.kept(Place(known.batch, known.chunk, known.ref), arrived.sender)
    if kept is None:
        return Receipt(taken=(), not_kept=len(arrived.rows))
    keeper.correct(kept.row, values)
    known.arrived_tx = this_transaction()
    known.save(update_fields=["arrived_tx"])
    return Receipt(taken=(Taken(kept.person, tuple(values), row["ref"]),))


def _kept(arrived: Arrived, ref: str) -> bool:
    """Whether the row that these values are for is here: of a correction that nobody here reported, the outcome is to come."""
    rule = _rule(arrived.digest, arrived.disclosure, arrived.sender)
    key = key_item(tuple(rule.items), faults.keepers) if rule else None
    try:
        place = Place(arrived.batch, arrived.chunk, UUID(ref))
    except ValueError:
        return False
    return key is not None and faults.keepers[key].kept(place, arrived.sender) is not None


def _fetch(said: Codes, source: UUID, tx: int) -> None:
    """The new values left together with their outcome: take them in next."""
    envelope = envelope_of(said.batch, said.disclosure, said.chunk, source, said.report)
    order_job(DELIVER, current(), envelope=str(envelope), recipient=str(acting_organisation()), tx=str(tx))


def _term(holder: str, row: UUID, day: date) -> Term | None:
    return Term.objects.filter(holder=holder, row=row, due_on__gte=day).first()


def _rule(digest: str, disclosure: str, source: UUID) -> Rule | None:
    """The disclosure of the own copy under which ``source`` disclosed to us."""
    version = instruments.version_by_digest(digest)
    rule = instruments.compiled(version).disclosures.get(disclosure) if version else None
    if version is None or rule is None or version.between(rule) != (source, acting_organisation()):
        return None
    return rule


def _row(said: Codes, source: UUID, holder: str, kept: Known) -> dict[str, Any]:
    return {
        "report": said.report,
        "source": source,
        "about": said.about,
        "digest": said.digest,
        "disclosure": said.disclosure,
        "batch": said.batch,
        "chunk": said.chunk,
        "ref": said.ref,
        "holder": holder,
        "row": kept.row,
        "blind": kept.person,
        "items": list(said.items),
    }


def _lines(found: Sequence[Report]) -> tuple[ReportLine, ...]:
    covered = sealed({tx for one in found for tx in (one.told_tx, one.arrived_tx) if tx is not None})
    return tuple(
        ReportLine(
            report=one.report,
            row=one.row,
            items=tuple(one.items),
            fault=one.fault,
            at=one.at,
            outcome=one.outcome if one.told_tx in covered else "",
            corrected=tuple(one.corrected),
            valued=tuple(one.valued),
            told_tx=one.told_tx,
            arrived=one.arrived_tx in covered,
            position=one.position,
        )
        for one in found
    )
