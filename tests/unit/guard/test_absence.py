"""A database that is away is told from one that refuses: the first comes back, the second does not change its mind."""

import psycopg
import pytest
from django.db import utils
from procrastinate.exceptions import ConnectorException
from psycopg import errors
from psycopg_pool import PoolTimeout

from kring.guard.absence import is_away


def as_django_tells(cause: Exception) -> Exception:
    """Django's error around the driver's."""
    told = utils.OperationalError() if isinstance(cause, psycopg.OperationalError) else utils.InterfaceError()
    told.__cause__ = cause
    return told


def as_the_queue_tells(cause: Exception) -> Exception:
    """The worker's error around the driver's."""
    told = ConnectorException()
    told.__cause__ = cause
    return told


@pytest.mark.parametrize(
    "cause",
    [
        psycopg.OperationalError("connection refused"),
        psycopg.InterfaceError("the connection is closed"),
        PoolTimeout(),
        errors.AdminShutdown(),
        errors.CrashShutdown(),
        errors.CannotConnectNow(),
        errors.TooManyConnections(),
        errors.ConnectionFailure(),
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_stopped_starting_cut_off_or_full_is_away(cause: Exception) -> None:
    """Whether the driver says it, Django or the queue."""
    assert is_away(cause)
    assert is_away(as_django_tells(cause))
    assert is_away(as_the_queue_tells(cause))


@pytest.mark.parametrize(
    "cause",
    [
        errors.DeadlockDetected(),
        errors.QueryCanceled(),
        errors.DiskFull(),
        errors.UniqueViolation(),
        ValueError(),
        None,
    ],
    ids=lambda cause: type(cause).__name__,
)
def test_a_server_that_answers_with_an_error_is_not_away(cause: Exception | None) -> None:
    """It is there, and what it says is a fault like any other."""
    assert not is_away(cause)
    if cause is not None:
        assert not is_away(as_django_tells(cause))


def test_an_error_of_django_without_a_cause_is_not_an_absence() -> None:
    """Nobody knows what it was."""
    assert not is_away(utils.OperationalError())
