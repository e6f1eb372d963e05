"""A job row is data that SQL can write: without the application's seal it is not run."""

import json
from uuid import UUID, uuid4

import pytest
from django.db import connection

from kring.guard import jobs
from kring.guard.acting import Acting, acting_for, machine_of

pytestmark = pytest.mark.usefixtures("committed")

_seen: list[tuple[Acting, str]] = []


@jobs.task("tests.note")
def note(acting: Acting, *, word: str) -> None:
    """Remember that it ran."""
    _seen.append((acting, word))


def test_an_ordered_job_runs_for_whom_it_was_ordered() -> None:
    """It knows the organisation and the position that ordered it."""
    city = machine_of(uuid4())
    with acting_for(city.organisation, city.position):
        jobs.order("tests.note", city, word="mine")
    jobs.work_through()
    assert (city, "mine") in _seen


def test_a_job_dies_with_the_transaction_that_ordered_it() -> None:
    """No commit, no job."""
    city = machine_of(uuid4())
    with pytest.raises(ZeroDivisionError), acting_for(city.organisation, city.position):
        jobs.order("tests.note", city, word="never")
        raise ZeroDivisionError
    jobs.work_through()
    assert (city, "never") not in _seen


def test_a_forged_job_is_refused() -> None:
    """A row that SQL wrote for another organisation, with the seal of a real one, does not run."""
    city, ocmw = machine_of(uuid4()), machine_of(uuid4())
    with acting_for(city.organisation, city.position):
        jobs.order("tests.note", city, word="forged")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET args = args || %s::jsonb WHERE args ->> 'organisation' = %s",
                [json.dumps({"organisation": str(ocmw.organisation)}), str(city.organisation)],
            )
    jobs.work_through()
    assert UUID(int=0) not in {acting.organisation for acting, _ in _seen}
    assert not [word for acting, word in _seen if acting.organisation == ocmw.organisation]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE args ->> 'organisation' = %s", [str(ocmw.organisation)]
        )
        assert cursor.fetchone() == ("failed",)  # and never tried again
