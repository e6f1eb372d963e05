"""``kring worker``: does the queued work; as many of them may run as needed."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Work until told to stop; a job at hand is finished first."""
    parser = argparse.ArgumentParser(prog="kring worker", description="Do the work that waits in the queue.")
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at once")
    parser.add_argument("--once", action="store_true", help="stop when the queue is empty")
    asked = parser.parse_args(argv)
    if found := problems():
        print("\n".join(found), file=sys.stderr)
        return 2
    from kring.guard import jobs  # noqa: PLC0415 - needs Django, which is set up by now

    asyncio.run(jobs.work(concurrency=asked.concurrency, wait=not asked.once))
    return 0
