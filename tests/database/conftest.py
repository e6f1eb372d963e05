"""What stories in the database share: the day on which they play, and desks that are not asked for a second factor."""

import pytest

from kring.core import clock as clocks
from tests.database.exchange.cast import CLOCK


@pytest.fixture
def in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and queued work go by the clock of the story: noon on 2 March 2026."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.fixture
def one_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signed in has a second factor too."""
    monkeypatch.setattr("kring.config.second_factor.missing", lambda _request: False)
