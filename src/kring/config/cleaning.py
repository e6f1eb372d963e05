"""Clean a pooled connection before another request gets it: nothing of the one is left for the next but what is prepared.

``DISCARD ALL`` also throws away prepared statements and every plan, those inside the guard's functions too, and each request would
make them anew: that costs more than what the requests ask.
"""

from typing import Any, Final

import psycopg

# What DISCARD ALL does, in its order, without DEALLOCATE ALL and DISCARD PLANS; and then what is prepared.
_CLEAN: Final = b"""
CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();
DISCARD TEMP; DISCARD SEQUENCES;
SELECT count(*), count(*) FILTER (WHERE from_sql) FROM pg_prepared_statements"""


def clean(connection: "psycopg.Connection[Any]") -> None:
    """Leave cursors, settings, roles, locks and temporary names of one request to nobody.

    A statement that SQL itself prepared (``PREPARE``) could pass for one of the application's: then, or when other statements are
    prepared than the application did, all of it goes. A plan holds no value: row security asks who acts at each execution.
    """
    connection.autocommit = True
    with psycopg.Cursor(connection) as cursor:
        cursor.execute(_CLEAN)
        cursor.set_result(-1)
        row = cursor.fetchone()
    if row != (len(connection._prepared._names), 0):
        connection.execute("DISCARD ALL")
        connection._prepared.clear()
