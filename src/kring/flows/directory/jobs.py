"""The queued work of this flow: tell the directory what changed; once an hour, try again what was stopped."""

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from kring.core.clock import house_clock
from kring.flows.directory import enrolling
from kring.guard.acting import Acting
from kring.guard.jobs import task
from kring.parties import queries as parties

_told = logging.getLogger("kring.directory")


@task(enrolling.DECLARE)
def declare(acting: Acting, *, batch: str, chunk: int) -> None:
    """Send one chunk of enrolments that changed, as the OCMW's machine."""
    enrolling.declare(by=acting, batch=UUID(batch), chunk=chunk, clock=house_clock)


@app.periodic(cron="17 * * * *")
@app.task(name="directory.again", queueing_lock="directory.again")
def again(timestamp: int) -> None:  # noqa: ARG001 - the queue passes the tick's time
    """For every organisation hosted here; what goes wrong with one does not keep the others waiting."""
    for organisation in parties.organisations():
        try:
            enrolling.declare_again(organisation.id, clock=house_clock)
        except Exception:  # noqa: BLE001 - told, and the next organisation gets its turn
            _told.exception("directory_again_left: %s", organisation.id)
