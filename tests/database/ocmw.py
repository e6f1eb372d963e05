"""An invented OCMW per test, and how to read what it keeps and wrote."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import uuid4

import pytest

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import read
from kring.journal.lines import Line
from kring.journal.read import LogLine
from kring.parties.models import Position

T = TypeVar("T")


def somebody() -> Acting:
    """A position in an organisation of its own."""
    return Acting(uuid4(), uuid4())


def a_worker(function: str = "social_worker", *, since: date = date(2025, 1, 1), until: date | None = None) -> Acting:
    """Somebody who holds a position; straight into the table, so that the log holds only what the test does."""
    acting = somebody()
    with acting_for(acting.organisation, acting.position):
        Position.objects.create(
            id=acting.position, name="Mia Stas", function=function, valid_from=since, valid_until=until
        )
    return acting


def within(acting: Acting, fn: Callable[[], T]) -> T:
    """What ``fn`` answers in a transaction of its own."""
    with acting_for(acting.organisation, acting.position):
        return fn()


def written(acting: Acting) -> list[LogLine]:
    """All lines of the organisation, sealed or not, oldest first."""
    found = within(acting, lambda: [*read.unsealed(), *read.lines(limit=100_000)])
    once = {(line.tx, line.n): line for line in found}  # the sealer may seal a line between the two questions
    return [once[place] for place in sorted(once)]


def verbs(acting: Acting) -> list[Json]:
    """What the lines of the organisation say was done, oldest first."""
    return [line.content.get("what") for line in written(acting)]


class LogBrokenError(Exception):
    """The line could not be written."""


def break_log(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Let ``append`` fail in these modules, after it wrote: the worst moment."""

    def broken(lines: list[Line]) -> None:
        raise LogBrokenError

    for module in modules:
        monkeypatch.setattr(f"{module}.append", broken)


def code_of(refused: pytest.ExceptionInfo[Fault]) -> str:
    """The stable code of a fault."""
    return refused.value.code
