"""Periodic upkeep of what belongs to nobody: the queue itself, the posture, sessions that are over."""

import logging

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from kring.guard import posture
from kring.parties.identity.sessions import SessionStore

_log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="rescue", queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick's time
    """Take up again what a killed worker left half done: a job runs at least once, so each is idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(job)


@app.periodic(cron="7 * * * *")
@app.task(name="posture", queueing_lock="posture")
def check_posture(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick's time
    """Once an hour: does the database still stand as the guard needs it? Each fault is an error in the process's log."""
    for fault in posture.findings(connection):
        _log.error("posture: %s", fault)


@app.periodic(cron="*/5 * * * *")
@app.task(name="sessions", queueing_lock="sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick's time
    """Every five minutes: delete sessions that are over, with whatever they held (``face.unsent``)."""
    SessionStore.clear_expired()
