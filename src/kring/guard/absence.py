"""A database that is away: it stops, starts, was cut off, or has no place left. Nothing was half done; asking again helps."""

import psycopg
from django.db.utils import Error
from procrastinate.exceptions import ConnectorException

_STATES = frozenset(
    {
        "57P01",  # told to stop
        "57P02",  # crashed
        "57P03",  # starting or stopping
        "53300",  # every place taken
    }
)
_CONNECTION_LOST = "08"


def is_away(error: BaseException | None) -> bool:
    """Whether ``error`` (of psycopg, or as Django or the queue tells it) says that the database did not answer.

    What the server itself says is told by its SQLSTATE; without one there was no server to say anything.
    """
    cause = error.__cause__ if isinstance(error, Error | ConnectorException) else error
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = cause.sqlstate
    return state is None or state in _STATES or state.startswith(_CONNECTION_LOST)
