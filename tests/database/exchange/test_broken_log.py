"""No log, no disclosure: each step with a log that cannot be written, and nothing is found changed."""

from types import ModuleType
from typing import Any

import pytest

from kring.core.registry import receivers, sources
from kring.exchange import door, envelope, permit, release, standing, transport
from kring.exchange.models import Batch, Permit
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments import queries
from kring.journal import waiting
from tests.database.exchange.cast import CLOCK, Pair, Toy, a_list_of, a_pair, an_order

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E1", "E6")]


class NoLogError(Exception):
    """The log cannot be written."""


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    flow = a_list_of("a")
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return flow


@pytest.fixture
def pair(toy: Toy) -> Pair:
    return a_pair()


def _break(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    def broken(*_: object, **__: object) -> None:
        raise NoLogError

    monkeypatch.setattr(module, "append", broken)


def _kept(pair: Pair) -> tuple[int, int]:
    with acting_for(pair.city.id, pair.city.dpo.position):
        return Permit.objects.count(), Batch.objects.count()


def test_a_permit_that_cannot_be_written_is_no_permit(pair: Pair, toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither permit nor place in the periodicity, and the flow heard nothing."""
    _break(monkeypatch, permit)
    with pytest.raises(NoLogError):
        door.send(an_order(pair, "a"), clock=CLOCK)
    assert _kept(pair) == (0, 0)
    assert toy.released_refs == toy.stopped_codes == []


def test_a_refusal_that_cannot_be_written_stops_the_flow_too(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The flow is not told of a refusal that the log does not hold."""
    pair = a_pair(in_force=False)
    _break(monkeypatch, permit)
    with pytest.raises(NoLogError):
        door.send(an_order(pair, "a"), clock=CLOCK)
    assert toy.stopped_codes == []


def test_a_release_that_cannot_be_written_lets_nothing_out(
    pair: Pair, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The permit's line stands; no envelope, no job, no word to the flow."""
    order = an_order(pair, "a")
    _break(monkeypatch, release)
    with pytest.raises(NoLogError):
        door.send(order, clock=CLOCK)
    with acting_for(pair.city.id, pair.city.dpo.position):
        assert envelope.posted(envelope.envelope_of(order.batch, "list", 0, pair.city.id)) is None
    assert toy.released_refs == []


def test_a_receipt_that_cannot_be_written_leaves_the_envelope(
    pair: Pair, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived stays with its sender, and is taken in once the log can be written again."""
    sent = door.send(an_order(pair, "a"), clock=CLOCK)
    assert isinstance(sent, release.Sent)
    with monkeypatch.context() as broken:
        _break(broken, transport)
        with pytest.raises(NoLogError):
            _receive_once_sealed(sent, pair)
    assert sent.envelope in transport.waiting_for(pair.ocmw.id)
    assert transport.receive(sent.envelope, pair.ocmw.id, clock=CLOCK) is True


def test_a_statement_whose_line_cannot_be_written_is_not_made(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carried and written in the transaction that makes it: all or nothing."""
    _break(monkeypatch, standing)
    with pytest.raises(NoLogError):
        instruments.suspend(by=pair.city.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    monkeypatch.undo()
    with acting_for(pair.city.id, pair.city.dpo.position):
        assert queries.standing(queries.the_version(pair.digest), CLOCK()).suspended is None
    work_through()


def _receive_once_sealed(sent: Any, pair: Pair) -> None:
    for _ in range(1_000):
        if sent.envelope in transport.waiting_for(pair.ocmw.id):
            break
        waiting.wait(2**62, 0.02)
    transport.receive(sent.envelope, pair.ocmw.id, clock=CLOCK)
