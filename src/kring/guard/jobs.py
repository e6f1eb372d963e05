"""Sealed jobs: a job row is data that SQL can write, so it carries a proof that the application ordered it.

A job names who ordered it and for which organisation, and opens its own short ``acting_for`` blocks. Jobs run at least
once: what they do must be idempotent, which is also why a copied row does no harm. Arguments are ids, never personal data.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import procrastinate
import psycopg
from django.conf import settings
from django.db import connection
from procrastinate import PsycopgConnector, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as Row

from kring.core.canonical import Json, canonical
from kring.guard.acting import Acting, acting_organisation, mac


class ForgedJobError(Exception):
    """A job row that the application did not write. It is not run."""


Job = Callable[..., None]
_log = logging.getLogger(__name__)

_ABSENCE = 5.0  # seconds that the queue waits for a connection before it says that the database is away
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds between two looks whether it is back


class _UnlessForged(RetryStrategy):
    """Tried again, ever later, save a forgery: that fails at once and for good."""

    def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
        if isinstance(exception, ForgedJobError):
            return None
        return super().get_retry_decision(exception=exception, job=job)


_RETRY = _UnlessForged(max_attempts=8, exponential_wait=2)


def task(name: str) -> Callable[[Job], Job]:
    """Register ``fn(acting, **arguments)`` as the job ``name``; it runs only when the row's proof holds."""

    def register(fn: Job) -> Job:
        def run(*, organisation: str, position: str, proof: str, arguments: dict[str, Any]) -> None:
            if not hmac.compare_digest(proof, _seal(name, organisation, position, arguments)):
                raise ForgedJobError(name)
            try:
                fn(Acting(UUID(organisation), UUID(position)), **arguments)
            except Exception:
                _log.exception("job %s did not end well; it is tried again as long as it may be", name)
                raise

        app.task(name=name, retry=_RETRY)(run)
        return fn

    return register


def order(name: str, acting: Acting, /, **arguments: Json) -> None:
    """Queue the job ``name`` for ``acting``, in the caller's transaction: it exists only if that commits."""
    organisation, position = str(acting.organisation), str(acting.position)
    row: dict[str, Any] = {
        "organisation": organisation,
        "position": position,
        "proof": _seal(name, organisation, position, arguments),
        "arguments": arguments,
    }
    app.configure_task(name).defer(**row)


async def work(*, concurrency: int = 1, wait: bool) -> None:
    """Do queued work in this process: until told to stop (``wait``), or until nothing is left that may be done now.

    Who works until told to stop waits for a database that is away, and then begins anew: what was at hand is done again.
    """
    while True:
        try:
            await _work(concurrency, wait=wait)
        except (ConnectorException, psycopg.OperationalError) as fault:
            if not wait or _told_to_stop():
                raise
            _log.warning("worker_waits_for_database: %s", type(fault.__cause__ or fault).__name__)
        if not wait:
            return
        await _until_the_database_answers()


async def _work(concurrency: int, *, wait: bool) -> None:
    """Work until it ends, or until the database goes.

    An app of its own, sharing the tasks: were the connector of the common one replaced, a job that a job orders would be
    written on another connection, outside the transaction that causes it.
    """
    working = procrastinate.App(
        connector=PsycopgConnector(kwargs=_connection_of_jobs(), timeout=_ABSENCE, reconnect_timeout=_ABSENCE),
        import_paths=app.import_paths,
        worker_defaults=app.worker_defaults,
    )
    working.tasks = app.tasks
    if wait:
        working.periodic_registry = app.periodic_registry
    async with working.open_async():
        await working.run_worker_async(
            concurrency=concurrency,
            wait=wait,
            fetch_job_polling_interval=1.0,
            delete_jobs="successful",
            shutdown_graceful_timeout=30.0,
            install_signal_handlers=False,  # whoever runs the process decides how it ends: cancel this
        )


async def _until_the_database_answers() -> None:
    pause = _SHORTEST_PAUSE
    while True:
        await asyncio.sleep(pause)
        try:
            async with await psycopg.AsyncConnection.connect(**_connection_of_jobs()):
                return
        except psycopg.OperationalError:
            pause = min(_LONGEST_PAUSE, pause * 2)


def _connection_of_jobs() -> dict[str, Any]:
    return connector_params(settings.PROCRASTINATE_DATABASE_ALIAS)


def _told_to_stop() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def work_through() -> None:
    """Do all the work that is queued now, and what that work orders, in this process; then return.

    What failed and is to be tried again later is left. A worker may look for work just before the last job orders more.
    """
    while _is_waiting():
        asyncio.run(work(wait=False))


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())"
        )
        (found,) = cursor.fetchone()
    return bool(found)


def _seal(name: str, organisation: str, position: str, arguments: dict[str, Any]) -> str:
    return mac("job", name, organisation, position, canonical(arguments).decode())


def forget(ids: Collection[UUID]) -> int:
    """Delete the acting organisation's queued and failed jobs whose arguments name one of ``ids``; answers how many.

    Inside ``acting_for``. A job that runs now is left: it finds nothing any more and ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status IN ('todo', 'failed', 'cancelled', 'aborted')"
            " AND args ->> 'organisation' = %s"
            " AND EXISTS (SELECT FROM jsonb_each_text(args -> 'arguments') named WHERE named.value = ANY (%s::text[]))",
            [str(acting_organisation()), [str(one) for one in ids]],
        )
        return int(cursor.rowcount)
