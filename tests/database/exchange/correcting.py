"""A small flow whose rows can be reported: people by reference at the source, the rows that came in at the recipient."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from kring.core.clock import Clock
from kring.core.registry import Arrived, Receipt, Taken, receivers, sources
from kring.exchange import clocks, corrections, faults, investigations
from kring.exchange.corrections import NotReported, Reported, ReportLine
from kring.exchange.door import Sent, send
from kring.exchange.faults import Known, Place
from kring.exchange.investigations import Task, Told
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from tests.database.exchange.cast import CLOCK, LIST_ITEMS, Pair, Toy, a_list_of, all_lines, an_order

KEY = "debt.file_number"
HOLDER = "toy.Row"
KEEPS = frozenset(LIST_ITEMS) - {"person.ssin"}


@dataclass
class Flow(Toy):
    """Rows at the recipient by (batch, ref): their own id and values; ``unmarked`` ones may not be reported to the source."""

    rows: dict[tuple[UUID, str], tuple[UUID, dict[str, str]]] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    holder: str = HOLDER

    def receive(self, arrived: Arrived) -> Receipt:
        for row in arrived.rows:
            values = {name: value for name, value in row.items() if name in KEEPS}
            self.rows[arrived.batch, row["ref"]] = (uuid4(), values)
        clocks.start(
            holder=HOLDER,
            rows=[self.rows[arrived.batch, row["ref"]][0] for row in arrived.rows],
            digest=arrived.digest,
            rule="pilot",
            received_on=arrived.day,
            disclosure=arrived.disclosure,
        )
        return Receipt([Taken(None, tuple(row)[1:], row["ref"]) for row in arrived.rows])

    def kept(self, place: Place, source: UUID) -> Known | None:  # noqa: ARG002 - the protocol names it
        found = self.rows.get((place.batch, str(place.ref)))
        return (
            Known(found[0], None, frozenset(name for name, value in found[1].items() if value), KEEPS)
            if found
            else None
        )

    def correct(self, row: UUID, values: Mapping[str, str]) -> None:
        next(kept for own, kept in self.rows.values() if own == row).update(values)

    def left(self, place: Place, recipient: UUID) -> Known | None:  # noqa: ARG002 - the protocol names it
        ref = str(place.ref)
        if ref not in self.people or ref in self.unmarked:
            return None
        has = frozenset(name for name, value in self.values[ref].items() if value)
        return Known(place.ref, self.person.get(ref), has & KEEPS, KEEPS)


class Story:
    """One row that was sent from the city to the OCMW, and what both do about a fault in it."""

    def __init__(self, pair: Pair, flow: Flow, *refs: str, clock: Clock = CLOCK) -> None:
        self.pair, self.flow, self.order = pair, flow, an_order(pair, *refs)
        assert isinstance(send(self.order, clock=clock), Sent)
        work_through()

    def place(self, ref: str) -> Place:
        return Place(self.order.batch, 0, UUID(ref))

    def reports(
        self, ref: str, *items: str, fault: str = "wrong", place: Place | None = None
    ) -> Reported | NotReported:
        """A social worker reports it; it is delivered."""
        said = self.reports_only(ref, *items, fault=fault, place=place)
        work_through()
        all_lines(self.pair.city)
        return said

    def reports_only(
        self, ref: str, *items: str, fault: str = "wrong", place: Place | None = None
    ) -> Reported | NotReported:
        with self.at_ocmw():
            return corrections.report(
                KEY, place or self.place(ref), self.pair.city.id, items=items, fault=fault, clock=CLOCK
            )

    def tasks(self) -> tuple[Task, ...]:
        with self.at_city():
            return investigations.tasks()

    def settles(
        self, task: Task, outcome: str, values: Mapping[str, str] | None = None, also: tuple[Told, ...] = ()
    ) -> bool:
        """The debt team decides; with ``values`` it changes its own row. Everything is delivered."""
        with self.at_city():
            for name, value in (values or {}).items():
                self.flow.values[str(task.place.ref)] = {**self.flow.values[str(task.place.ref)], name: value}
            done = investigations.settle(
                task.id,
                outcome,
                corrected=tuple(values or ()),
                valued=tuple(name for name, value in (values or {}).items() if value),
                also=also,
                clock=CLOCK,
            )
        work_through()
        all_lines(self.pair.ocmw)
        return done

    def heard(self, ref: str, batch: UUID | None = None) -> tuple[ReportLine, ...]:
        """What the OCMW knows of reports on this row."""
        row, _ = self.flow.rows[batch or self.order.batch, ref]
        with self.at_ocmw():
            return corrections.reports(HOLDER, [row])

    def values(self, ref: str, batch: UUID | None = None) -> dict[str, str]:
        """The row as the OCMW has it."""
        return self.flow.rows[batch or self.order.batch, ref][1]

    def at_city(self) -> AbstractContextManager[Any]:
        return acting_for(self.pair.city.id, self.pair.city.worker.position)

    def at_ocmw(self) -> AbstractContextManager[Any]:
        return acting_for(self.pair.ocmw.id, self.pair.ocmw.worker.position)


def a_flow(monkeypatch: pytest.MonkeyPatch, *refs: str) -> Flow:
    """The flow of these people, plugged in."""
    toy = a_list_of(*refs)
    flow = Flow(toy.people, toy.values)
    for registry in (sources, receivers, faults.keepers, faults.origins):
        monkeypatch.setitem(registry, KEY, flow)  # type: ignore[arg-type, misc]
    monkeypatch.setitem(clocks.erasers, HOLDER, lambda rows: corrections.forget(HOLDER, rows))
    return flow
