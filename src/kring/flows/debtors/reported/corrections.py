"""Corrections of debtor rows: a social worker reports a fault, the city's debt team finds out, corrects it or keeps it.

Nothing is ever filled in from an authentic source: what is right, a person of the debt team finds out. source: E8, D10; 002 §12
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.exchange import corrections, investigations
from kring.exchange.corrections import NotReported, Reported
from kring.exchange.faults import CORRECTED, Place
from kring.exchange.investigations import Task, Told
from kring.flows.debtors.city import queries
from kring.flows.debtors.models import Row
from kring.flows.debtors.ocmw import involved
from kring.flows.debtors.reported.correctable import COLUMNS
from kring.flows.debtors.roles import DEBT_TEAM, require, stand_on
from kring.guard.acting import Acting, acting_for

KEY: Final = "debt.file_number"
_TOGETHER: Final = (("last_name", "first_name"), ("street", "house_number"), ("file_number",))
Settled = Literal["settled", "already", "unchanged"]
"""``already``: a colleague was first. ``unchanged``: no value differs from what stands there, so there is nothing to correct."""


@dataclass(frozen=True)
class Changed:
    """What was done, and in how many other marked rows the same wrong value stood and was corrected too."""

    what: Settled
    elsewhere: int = 0


def report(*, by: Acting, case_id: UUID, items: Collection[str], fault: str, clock: Clock) -> Reported | NotReported:
    """OCMW: tell the city that these data of a marked client are wrong in this way. No value and no word of our own travels.

    Raises ``Fault`` as ``involved.opened``: ``not_your_task``, ``no_such_case``, ``other_side``.
    """
    with acting_for(by.organisation, by.position):
        _, case = involved.opened(case_id, clock=clock)
        place = Place(case.received.batch, case.chunk, UUID(case.ref))
        return corrections.report(KEY, place, case.partner, items=items, fault=fault, clock=clock)


def correct(*, by: Acting, task_id: UUID, values: Mapping[str, str], clock: Clock) -> Changed:
    """City: put these values in the place of the reported ones, in every row of this person where the same wrong value stands.

    Whoever received one of those rows marked is told. Raises ``Fault``: ``not_your_task``, ``no_such_report``, ``other_side``.
    """
    with acting_for(by.organisation, by.position):
        task, row = _opened(task_id, clock)
        if task.outcome:
            return Changed("already")
        new = {item: values[item].strip() for item in task.items if item in values}
        new = {item: value for item, value in new.items() if value != getattr(row, COLUMNS[item])}
        if not new:
            return Changed("unchanged")
        also = _elsewhere(row, new)
        Row.objects.filter(id=row.id).update(**{COLUMNS[item]: value for item, value in new.items()})
        done = investigations.settle(
            task_id,
            CORRECTED,
            corrected=tuple(new),
            valued=tuple(item for item, value in new.items() if value),
            also=also,
            clock=clock,
        )
        if not done:
            raise Fault(
                "changed_meanwhile", "Een collega was u voor. Er is niets veranderd.", en="A colleague was first."
            )
        return Changed("settled", len(also))


def keep(*, by: Acting, task_id: UUID, why: str, clock: Clock) -> Changed:
    """City: it stays as it is, for one of the reasons ``faults.KEPT``. Raises ``Fault`` as ``correct``."""
    with acting_for(by.organisation, by.position):
        task, _ = _opened(task_id, clock)
        if task.outcome or not investigations.settle(task_id, why, clock=clock):
            return Changed("already")
        return Changed("settled")


def _opened(task_id: UUID, clock: Clock) -> tuple[Task, Row]:
    """The report and its row, locked, for whoever may open the round; who acts then stands on this side of it."""
    position = require(DEBT_TEAM, clock=clock)
    task = investigations.task(task_id)
    rounds = queries.visible_to(position, clock=clock)
    if task is None or not rounds.filter(id=task.place.batch).exists():
        raise Fault("no_such_report", "Deze melding bestaat niet (meer).", en="This report does not exist (any more).")
    stand_on(position, task.place.batch)
    row = Row.objects.select_for_update().get(id=task.place.ref, round=task.place.batch)
    fresh = investigations.task(task_id)  # after the lock: of two colleagues the second sees what the first decided
    return fresh or task, row


def _elsewhere(row: Row, new: Mapping[str, str]) -> Sequence[Told]:
    """Correct the same values in the other rows of this person; answers those that somebody received and knows: marked ones.

    A value is the same where what it belongs to is: a house number in that street, a first name with that last name.
    """
    others = Row.objects.select_for_update(of=("self",)).select_related("round").filter(ssin_blind=row.ssin_blind)
    told = []
    for other in others.exclude(id=row.id).order_by("id"):
        items = [item for item in new if _alike(row, other, item)]
        if items:
            Row.objects.filter(id=other.id).update(**{COLUMNS[item]: new[item] for item in items})
        if items and other.mark and other.state == "ready" and other.chunk is not None:
            told.append(Told(Place(other.round_id, other.chunk, other.id), other.round.partner, tuple(items)))
    return told


def _alike(row: Row, other: Row, item: str) -> bool:
    columns = next(together for together in _TOGETHER if COLUMNS[item] in together)
    mine = [getattr(row, column) for column in columns]
    return any(mine) and mine == [getattr(other, column) for column in columns]
