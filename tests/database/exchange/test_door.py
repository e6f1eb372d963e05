"""The one door: what passes, what does not, and what both logs say of it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from kring.core.clock import stopped_at
from kring.core.registry import receivers, sources
from kring.exchange import transport
from kring.exchange.door import Sent, Stopped, send
from kring.exchange.envelope import envelope_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.exchange.cast import CLOCK, LIST_ITEMS, Toy, a_list_of, a_pair, all_lines, an_order

pytestmark = pytest.mark.usefixtures("committed", "in_march")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    flow = a_list_of("a", "b", "c")
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return flow


def _kinds(desk: Any, batch: object) -> list[str]:
    found = all_lines(desk)
    return [line.kind for line in found if line.content.get("batch") == str(batch) or line.exchange == str(batch)]


@pytest.mark.req("E1", "E3", "E6", "D1")
def test_a_list_reaches_the_ocmw_with_the_listed_items_and_nothing_else(toy: Toy) -> None:
    """What the city holds beyond the instrument's items stays in the city; both logs tell the same story."""
    pair = a_pair()
    order = an_order(pair, "a", "b", "c")
    assert isinstance(send(order, clock=CLOCK), Sent)
    work_through()
    (arrived,) = toy.arrived
    assert [set(row) for row in arrived.rows] == [{"ref", *LIST_ITEMS}] * 3
    assert sorted(_kinds(pair.city, order.batch)) == ["permit", "release", "subject", "subject", "subject"]
    assert sorted(_kinds(pair.ocmw, order.batch)) == ["receive", "subject", "subject", "subject"]


@pytest.mark.req("E2", "P7")
def test_without_an_instrument_in_force_nothing_leaves_and_the_refusal_is_written(toy: Toy) -> None:
    """A text that nobody signed permits nothing; the log says that it was asked."""
    pair = a_pair(in_force=False)
    order = an_order(pair, "a")
    stopped = send(order, clock=CLOCK)
    assert isinstance(stopped, Stopped)
    assert {reason.code for reason in stopped.reasons} == {"not_in_force"}
    assert _kinds(pair.city, order.batch) == ["refused"]
    assert toy.stopped_codes
    assert transport.waiting_for(pair.ocmw.id) == []


@pytest.mark.req("P7")
def test_a_suspension_by_the_partner_bites_here_once_it_is_heard(toy: Toy) -> None:
    """The OCMW suspends; the city's next send is refused."""
    pair = a_pair()
    instruments.suspend(by=pair.ocmw.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    work_through()
    stopped = send(an_order(pair, "a"), clock=CLOCK)
    assert isinstance(stopped, Stopped)
    assert "suspended" in {reason.code for reason in stopped.reasons}


@pytest.mark.req("P7")
def test_a_suspension_in_between_keeps_the_envelope_with_the_sender(toy: Toy) -> None:
    """Released, not yet delivered, and then suspended at the recipient: nothing is taken in; it is, once resumed."""
    pair = a_pair()
    order = an_order(pair, "a")
    assert isinstance(send(order, clock=CLOCK), Sent)
    said = instruments.suspend(by=pair.ocmw.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    work_through()
    assert toy.arrived == []
    instruments.close_inquiry(
        by=pair.ocmw.dpo, digest=pair.digest, suspension=said.id, findings="Niets.", clock=CLOCK, fictitious=True
    )
    instruments.record_safeguards(
        by=pair.ocmw.dpo, digest=pair.digest, suspension=said.id, safeguards="Slot.", clock=CLOCK, fictitious=True
    )
    instruments.resume(
        by=pair.ocmw.dpo, digest=pair.digest, suspension=said.id, reason="Klaar.", clock=CLOCK, fictitious=True
    )
    work_through()
    for envelope in transport.waiting_for(pair.ocmw.id):
        transport.receive(envelope, pair.ocmw.id, clock=CLOCK)
    assert len(toy.arrived) == 1


@pytest.mark.req("E1")
def test_delivering_twice_changes_nothing(toy: Toy) -> None:
    """Redelivery under the same id finds a settled envelope."""
    pair = a_pair()
    order = an_order(pair, "a")
    send(order, clock=CLOCK)
    work_through()
    before = _kinds(pair.ocmw, order.batch)
    envelope = envelope_of(order.batch, "list", 0, pair.city.id)
    assert transport.receive(envelope, pair.ocmw.id, clock=CLOCK) is False
    assert send(order, clock=CLOCK) == Sent(envelope, 0)
    work_through()
    assert len(toy.arrived) == 1
    assert _kinds(pair.ocmw, order.batch) == before


def test_periodicity_counts_batches_and_says_the_first_day(toy: Toy) -> None:
    """A second batch within the month is refused with the day on which it may go; that day it goes."""
    pair = a_pair()
    assert isinstance(send(an_order(pair, "a"), clock=CLOCK), Sent)
    second = send(an_order(pair, "b"), clock=stopped_at(datetime(2026, 4, 1, 12, tzinfo=UTC)))
    assert isinstance(second, Stopped)
    assert [reason.code for reason in second.reasons] == ["too_soon"]
    assert "2/4/2026" in second.reasons[0].text["nl"]
    assert isinstance(send(an_order(pair, "b"), clock=stopped_at(datetime(2026, 4, 2, 12, tzinfo=UTC))), Sent)


def test_who_does_not_hold_the_role_lets_nothing_out(toy: Toy) -> None:
    """The city's own DPO may not send the list; nor may a position that does not exist."""
    pair = a_pair()
    for by in (pair.city.dpo, type(pair.city.dpo)(pair.city.id, uuid4())):
        stopped = send(an_order(pair, "a", by=by), clock=CLOCK)
        assert isinstance(stopped, Stopped)
        assert "role_not_allowed" in {reason.code for reason in stopped.reasons}


def test_facts_that_change_after_the_permit_are_seen_at_release(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permitted, then withdrawn before release: a line says abandoned, the next try leaves that person out."""
    pair = a_pair()
    order = an_order(pair, "a", "b")
    from kring.exchange import door  # noqa: PLC0415

    honest = door.release

    def withdrawn_in_between(*args: Any, **kwargs: Any) -> Any:
        toy.people["b"] = {"declared": []}
        return honest(*args, **kwargs)

    monkeypatch.setattr(door, "release", withdrawn_in_between)
    assert isinstance(send(order, clock=CLOCK), Sent)
    work_through()
    assert "abandoned" in _kinds(pair.city, order.batch)
    assert [row["ref"] for row in toy.arrived[0].rows] == ["a"]
