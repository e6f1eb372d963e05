"""A process that does the queued work of the house, and dies at a named point of it as if the machine were switched off.

``python -m tests.database.exchange.driver`` loads everything once and never touches the database itself: for each request
(a line of JSON on its input) it forks a child that does the work, and answers how that child ended. The product has no hooks
for this: the child patches the functions between which it is to die.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, NamedTuple
from uuid import UUID

from procrastinate.exceptions import AlreadyEnqueued

from tests.forks import answer


class Point(NamedTuple):
    """Where one may die: in whose half, around which function, on which side of it."""

    half: Literal["discloser", "recipient"]
    module: str
    name: str
    side: Literal["before", "after"]


POINTS: dict[str, Point] = {
    "permit written, not committed": Point("discloser", "kring.exchange.permit", "_write", "after"),
    "permit committed": Point("discloser", "kring.exchange.door", "release", "before"),
    "release line written, no envelope": Point("discloser", "kring.exchange.envelope", "release", "before"),
    "envelope written, delivery not queued": Point("discloser", "kring.exchange.envelope", "release", "after"),
    "release complete, not committed": Point("discloser", "kring.exchange.release", "order_job", "after"),
    "release committed": Point("discloser", "kring.exchange.door", "release", "after"),
    "no seal yet": Point("recipient", "kring.journal.waiting", "wait", "before"),
    "sealed, not delivered": Point("recipient", "kring.exchange.transport", "receive", "before"),
    "envelope opened": Point("recipient", "kring.exchange.envelope", "collect", "after"),
    "rows kept, no line": Point("recipient", "kring.exchange.transport", "_receive_line", "before"),
    "line written, not settled": Point("recipient", "kring.exchange.envelope", "settle", "before"),
    "settled, not committed": Point("recipient", "kring.exchange.envelope", "settle", "after"),
    "receipt committed": Point("recipient", "kring.exchange.transport", "receive", "after"),
}

OF_SIGNALS: dict[str, Point] = {
    "signal decided, not sent": Point("discloser", "kring.flows.debtors.jobs", "send_signal", "before"),
    **POINTS,
}
"""Where a signal's way may end as well."""


def main() -> None:
    """Answer each request with how its child ended."""
    import django  # noqa: PLC0415 - nothing is loaded before main

    django.setup()
    from tests.database.exchange import cast  # noqa: F401, PLC0415 - so that no child has to load it

    answer(_child)


def _child(request: dict[str, Any]) -> int:
    """``port``: of the server. ``point``: where to die, at the ``nth`` passage in the half of ``organisation``. ``kill``: whom as
    well as itself. ``later``: a minute has gone by, so that the periodic work is due.
    """
    from django.db import connections  # noqa: PLC0415

    from kring.core import clock  # noqa: PLC0415
    from kring.guard.jobs import work_through  # noqa: PLC0415
    from tests.database.exchange.cast import CLOCK  # noqa: PLC0415

    for alias in ("default", "identity"):
        connections.settings[alias]["PORT"] = str(request["port"])
    clock.install(CLOCK)
    if request.get("point"):
        _arm(OF_SIGNALS[request["point"]], request["organisation"], nth=request["nth"], kill=request.get("kill", 0))
    try:
        if request.get("later"):
            _is_due("rescue")
            work_through()
            _is_due("exchange.tick")
        work_through()
    except BaseException:  # noqa: BLE001 - a child has nobody to raise to
        traceback.print_exc()
        return 3
    return 0


def _is_due(name: str) -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415 - as above

    with suppress(AlreadyEnqueued):  # it waits since another died before it
        app.configure_task(name).defer(timestamp=0)


def _arm(point: Point, organisation: str, *, nth: int, kill: int) -> None:
    holder = sys.modules[point.module]
    honest: Callable[..., Any] = getattr(holder, point.name)
    passages = 0

    def deadly(*args: Any, **known: Any) -> Any:
        nonlocal passages
        passages += _whose(args) in (organisation, "")
        here = passages == nth
        if here and point.side == "before":
            _die(kill)
        done = honest(*args, **known)
        if here and point.side == "after":
            _die(kill)
        return done

    setattr(holder, point.name, deadly)


def _whose(args: tuple[Any, ...]) -> str:
    """For which organisation the work at hand is done; empty where that cannot be seen."""
    from kring.exchange.judge import Order  # noqa: PLC0415
    from kring.guard import acting  # noqa: PLC0415

    if args and isinstance(args[0], Order):
        return str(args[0].acting.organisation)
    known = acting._acting.get()
    if known is not None:
        return str(known.organisation)
    return str(args[1]) if len(args) > 1 and isinstance(args[1], UUID) else ""


def _die(kill: int) -> None:
    """Kill the server if asked, and in any case this process, at once."""
    if kill:
        os.kill(kill, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
