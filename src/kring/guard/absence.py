"""A database that is away: it stops, starts, was cut off, or has no place left. Nothing was half done; asking again helps."""

import psycopg
from django.db.utils import Error

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
    """Whether ``error`` (of Django or of psycopg) says that the database did not answer, rather than that it refused something.

    What the server itself says is told by its SQLSTATE; without one there was no server to say anything.
    """
    cause = error.__cause__ if isinstance(error, Error) else error
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    state = cause.sqlstate
    return state is None or state in _STATES or state.startswith(_CONNECTION_LOST)
