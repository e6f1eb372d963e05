"""What every test about instruments stands on."""

from collections.abc import Iterator

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core import events
from kring.core.events import StatementMade
from kring.instruments import compiling
from kring.instruments.standing_play import play_standing
from tests.database.instruments.stage import CLOCK, Carrier, Stage, adopted, carried, standing_file


@pytest.fixture
def carrier(committed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Carrier]:
    """Statements are carried by hand here, not by the exchange."""
    compiling.use(VOCABULARY)
    monkeypatch.setitem(events._listeners, StatementMade, [])
    with carried() as hand:
        yield hand


@pytest.fixture
def stage(carrier: Carrier) -> Stage:
    """A city and an OCMW that both adopted the text; nothing is said about it yet."""
    return adopted()


@pytest.fixture
def agreed(stage: Stage, carrier: Carrier) -> Stage:
    """The same, after everything was said and heard."""
    refused = play_standing(
        stage.copy_of(stage.city), standing_file(), stage.seats, clock=CLOCK, settled=carrier.hand_over
    )
    assert refused == ()
    return stage
