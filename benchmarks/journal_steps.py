"""Where the time of one append goes: a single caller, medians in microseconds."""

import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from unittest.mock import patch
from uuid import uuid4

STEPS = ("begin and proof", "keys of persons", "compose and encrypt", "one INSERT", "commit")


def main(times: int) -> None:
    """Measure ``times`` appends of one line about a person, and print."""
    from journal_callers import PEOPLE, a_line  # noqa: PLC0415 - Django is set up by now

    from kring.guard.acting import acting_for  # noqa: PLC0415
    from kring.journal import append as module  # noqa: PLC0415
    from kring.journal.lines import Line  # noqa: PLC0415

    log, position = uuid4(), uuid4()
    spent: dict[str, list[float]] = {"keys": [], "compose": []}

    def timed(name: str, honest: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any, **known: Any) -> Any:
            began = time.perf_counter()
            answer = honest(*args, **known)
            spent[name].append(time.perf_counter() - began)
            return answer

        return inner

    rows: list[tuple[float, ...]] = []
    with (
        patch.object(module, "keys_for", timed("keys", module.keys_for)),
        patch.object(module, "_compose", timed("compose", module._compose)),
    ):
        for turn in range(times + PEOPLE):
            marks = [time.perf_counter()]
            with acting_for(log, position):
                marks.append(time.perf_counter())
                module.append([a_line(Line, turn % PEOPLE, str(log))])
                marks.append(time.perf_counter())
            marks.append(time.perf_counter())
            keys, compose = spent["keys"][-1], spent["compose"][-1]
            first, whole, last = (after - before for before, after in pairwise(marks))
            rows.append((first, keys, compose - keys, whole - compose, last))
    settled = rows[PEOPLE:]
    print(f"== one append by one caller, step by step: median of {len(settled)}, µs")
    for name, column in zip(STEPS, zip(*settled, strict=True), strict=True):
        print(f"  {name:<22}{statistics.median(column) * 1e6:>8.0f}")
    print(f"  {'together':<22}{statistics.median(map(sum, settled)) * 1e6:>8.0f}")
