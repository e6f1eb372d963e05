"""The one place where flows, sources, receivers, erasers and listeners are plugged in."""

from kring.config.vocabulary import VOCABULARY
from kring.core.events import StatementMade, listen
from kring.exchange import standing
from kring.instruments import compiling


def fill() -> None:
    """Fill the registries; called once, when every floor below is loaded."""
    compiling.use(VOCABULARY)
    listen(StatementMade, standing.carry)
