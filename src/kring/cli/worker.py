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
    asyncio.run(_work(asked.concurrency, wait=not asked.once))
    return 0


async def _work(concurrency: int, *, wait: bool) -> None:
    import procrastinate  # noqa: PLC0415 - needs Django
    from procrastinate.contrib.django import app  # noqa: PLC0415

    # An app of its own, sharing the tasks: were the connector of the common one replaced, a job that a job orders would
    # be written on another connection, outside the transaction that causes it.
    working = procrastinate.App(
        connector=app.connector.get_worker_connector(),  # type: ignore[attr-defined] # the Django connector has it
        import_paths=app.import_paths,
        worker_defaults=app.worker_defaults,
    )
    working.tasks = app.tasks
    working.periodic_registry = app.periodic_registry
    async with working.open_async():
        await working.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            fetch_job_polling_interval=1.0,
            delete_jobs="successful",
            shutdown_graceful_timeout=30.0,
        )
