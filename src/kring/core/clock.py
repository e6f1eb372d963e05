"""The clock is passed in, so that a test, or ``compare --on``, can stand on any day."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present instant, always with an offset."""


def system_clock() -> datetime:
    """The machine's own time, in UTC."""
    return datetime.now(UTC)


def stopped_at(instant: datetime) -> Clock:
    """A clock that stands still at ``instant``."""
    if instant.tzinfo is None:
        raise ValueError("an instant without offset is not an instant")
    return lambda: instant


_installed: Clock = system_clock


def house_clock() -> datetime:
    """The time that pages and queued work go by: the machine's own, unless ``config`` installed another (``compare --on``)."""
    return _installed()


def install(clock: Clock) -> None:
    """Let the whole process go by ``clock``. Only ``config`` does this, before any work begins."""
    global _installed  # noqa: PLW0603 - one house, one clock
    _installed = clock
