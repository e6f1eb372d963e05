"""The console of an installation that commits for real, on a day in March 2026."""

import pytest

from kring.core import clock as clocks
from tests.database.cli.desk import Administrator
from tests.database.exchange.cast import CLOCK


@pytest.fixture
def administrator(
    committed: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Administrator:
    """Who sets the installation up."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    return Administrator(capsys)
