"""``kring worker``: does the queued work; as many of them may run as needed."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence

GRACE_SECONDS = 40
"""How long a job at hand may take to finish once we were told to stop; then the process ends, and the job is done again."""


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Work until told to stop; a job at hand is finished first."""
    parser = argparse.ArgumentParser(prog="kring worker", description="Do the work that waits in the queue.")
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once")
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
    asked = parser.parse_args(argv)
    if found := problems():
        print("\n".join(found), file=sys.stderr)
        return 2
    asyncio.run(_work(asked.concurrency, wait=not asked.once))
    return 0


async def _work(concurrency: int, *, wait: bool) -> None:
    from kring.guard import jobs  # noqa: PLC0415 - needs Django, which is set up by now

    work = asyncio.create_task(jobs.work(concurrency=concurrency, wait=wait))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop, work)
    with contextlib.suppress(asyncio.CancelledError):
        await work


def _stop(work: "asyncio.Task[None]") -> None:
    """Let the job at hand finish; a database that is away must not keep us."""
    signal.alarm(GRACE_SECONDS)
    work.cancel()
