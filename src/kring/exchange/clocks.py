"""Clocks of received rows: each row knows by when it must be gone, at read time and for the sweep.

A rule has a starting event and a cap; the clock starts at the cap and is set forward when the event happens.
source: REQUIREMENTS E7
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, QuerySet

from kring.core.clock import Clock as Time
from kring.core.days import belgian_day
from kring.exchange.models import Clock
from kring.guard.acting import acting_for, machine_of
from kring.guard.rows import insert_all
from kring.instruments import queries as instruments
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.policy.rules import Policy

Rows = TypeVar("Rows", bound=Model)
Eraser = Callable[[Sequence[UUID]], None]
erasers: dict[str, Eraser] = {}
"""How the rows of a holder (``debtors.Case``) are erased; ``config`` fills it."""

Closer = Callable[[UUID, Time], Collection[str]]
closers: list[Closer] = []
"""Who closes the texts that are over as a whole, before single rows are swept; each answers the texts that still wait for that,
whose rows then stay, hidden, until it is done: the figures of an evaluation can be made only once. ``config`` fills it.
"""

_BATCH = 5_000
_END_OF_INSTRUMENT = "instrument_ended"


def start(
    *, holder: str, rows: Sequence[UUID], digest: str, rule: str, received_on: date, disclosure: str = ""
) -> None:
    """Start the clock of received rows under retention ``rule`` of the document ``digest``; idempotent per row.

    ``disclosure`` is under which of its disclosures they came, for what they may be passed on to; left out, the limits of all that
    are received under that document hold together.
    """
    version = instruments.version_by_digest(digest)
    if version is None or not rows:
        return
    due_on = _due(instruments.compiled(version), rule, received_on)
    insert_all(
        [
            Clock(
                holder=holder,
                row=row,
                digest=digest,
                disclosure=disclosure,
                rule=rule,
                received_on=received_on,
                due_on=due_on,
            )
            for row in rows
        ],
        unless_there=True,
    )


def happened(event: str, *, holder: str, rows: Sequence[UUID], day: date) -> None:
    """An event of these rows happened on ``day``: where their rule starts with it, the term runs from then; where their rule
    says that they then fall under another, that one holds from their receipt.
    """
    mine = Clock.objects.filter(holder=holder, row__among=list(rows))
    alike = mine.values_list("digest", "rule", "received_on", "due_on").distinct()
    for digest, rule, received_on, due_on in list(alike):
        version = instruments.version_by_digest(digest)
        if version is None:
            continue
        policy = instruments.compiled(version)
        retention = policy.retentions[rule]
        same = mine.filter(digest=digest, rule=rule, received_on=received_on, due_on=due_on)
        after = retention.then.get(event)
        if isinstance(after, str) and after in policy.retentions:
            same.update(rule=after, due_on=_due(policy, after, received_on))
        elif event in retention.events:
            same.update(due_on=min(due_on, retention.due(received_on, day)))


def stop(*, holder: str, rows: Sequence[UUID]) -> None:
    """The rows are gone before their time: nothing is left to be swept."""
    Clock.objects.filter(holder=holder, row__among=list(rows)).delete()


def _due(policy: Policy, rule: str, received_on: date) -> date:
    """The cap; and where the end of the instrument starts the term, that end is already known."""
    retention = policy.retentions[rule]
    ends = policy.ends if _END_OF_INSTRUMENT in retention.events else None
    return retention.due(received_on, ends)


def expired(holder: str, day: date) -> set[UUID]:
    """The rows of ``holder`` that may no longer be shown on ``day``, swept or not."""
    return set(Clock.objects.filter(holder=holder, due_on__lt=day).values_list("row", flat=True))


def unexpired(holder: str, rows: QuerySet[Rows], day: date) -> QuerySet[Rows]:
    """Those of ``rows``, of ``holder``, that may still be shown on ``day``: as ``expired``, told by the database."""
    return rows.exclude(id__in=Clock.objects.filter(holder=holder, due_on__lt=day).values("row"))


def due_on(holder: str, row: UUID) -> date | None:
    """The last day on which this row may be shown; None while no clock runs for it."""
    return Clock.objects.filter(holder=holder, row=row).order_by("due_on").values_list("due_on", flat=True).first()


def sweep(organisation: UUID, *, clock: Time, but: Collection[str] = ()) -> int:
    """Erase every row of ``organisation`` whose clock has run out, with a line in its log; answers how many.

    Rows under the texts ``but`` (digests) are left for whoever closes those as a whole.
    """
    day = belgian_day(clock())
    machine = machine_of(organisation)
    with acting_for(machine.organisation, machine.position):
        due: dict[tuple[str, str, str], list[Clock]] = defaultdict(list)
        for row in Clock.objects.filter(due_on__lt=day).exclude(digest__in=list(but)).order_by("due_on")[:_BATCH]:
            due[row.holder, row.digest, row.rule].append(row)
        for (holder, digest, rule), rows in due.items():
            erasers[holder]([row.row for row in rows])
            Clock.objects.filter(id__in=[row.id for row in rows]).delete()
            append(
                [
                    Line(
                        "sweep",
                        {lines.WHAT: holder, lines.INSTRUMENT_HASH: digest, "rule": rule, lines.COUNT: len(rows)},
                    )
                ]
            )
        return sum(len(rows) for rows in due.values())


def under(digest: str) -> dict[str, int]:
    """How many rows the acting organisation holds on a clock under this text, by holder."""
    held = Clock.objects.filter(digest=digest).values("holder").annotate(rows=Count("id"))
    return {one["holder"]: one["rows"] for one in held.order_by("holder")}


def erase_under(digest: str) -> None:
    """Erase every row on a clock under this text, whatever its day; the caller, who acts, writes the line."""
    for holder in under(digest):
        rows = Clock.objects.filter(digest=digest, holder=holder)
        erasers[holder](list(rows.values_list("row", flat=True)))
        rows.delete()
