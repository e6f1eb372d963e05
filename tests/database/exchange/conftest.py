"""A flow in memory on each side of a question."""

import pytest

from kring.core.registry import answerers, receivers, sources
from kring.exchange.questions import BySsin
from tests.database.exchange.asking import Kept, Register


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """The OCMW's half, which answers questions about a client's capacity."""
    flow = Register()
    monkeypatch.setitem(sources, "client.capacity", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(answerers, "client.capacity", BySsin("match_job"))  # type: ignore[arg-type]
    return flow


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The city's half, which keeps the answers."""
    flow = Kept()
    monkeypatch.setitem(receivers, "client.capacity", flow)  # type: ignore[arg-type]
    return flow
