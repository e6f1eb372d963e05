"""What holds at every instant between two logs and the envelopes that passed, also while a process lies dead."""

from collections import Counter
from typing import Any
from uuid import UUID

import psycopg

from tests.database.exchange.cast import Pair
from tests.house import House


def said(admin: psycopg.Connection[tuple[Any, ...]], pair: Pair) -> list[tuple[UUID, dict[str, Any]]]:
    """Every line of both logs, sealed or not, with whose it is."""
    rows = admin.execute(
        "SELECT log, convert_from(body, 'UTF8')::jsonb FROM journal.entry WHERE log = ANY (%s) ORDER BY tx, n",
        [[pair.city.id, pair.ocmw.id]],
    ).fetchall()
    return [(log, line) for log, line in rows]


def promised(house: House, pair: Pair) -> Counter[str]:
    """No envelope without its lines and no line without its envelope, on either side, each once.

    Answers how many were released and received by whom.
    """
    with house.superuser() as admin:
        lines = said(admin, pair)
        envelopes = admin.execute(
            "SELECT sender, recipient, id::text, permit::text, convert_from(body, 'UTF8')::jsonb ->> 'sealed', settled_at"
            " FROM guard.envelope WHERE kind = 'disclosure' AND sender = ANY (%s)",
            [[pair.city.id, pair.ocmw.id]],
        ).fetchall()
    released = [(log, one["permit"], one["envelope"], one["sealed"]) for log, one in lines if one["kind"] == "release"]
    received = [(log, one["permit"], one["envelope"], one["sealed"]) for log, one in lines if one["kind"] == "receive"]
    assert Counter(released) == Counter(
        (sender, permit, id_, sealed) for sender, _, id_, permit, sealed, _ in envelopes
    )
    settled = [one for one in envelopes if one[5] is not None]
    assert Counter(received) == Counter(
        (recipient, permit, id_, sealed) for _, recipient, id_, permit, sealed, _ in settled
    )
    permits = [permit for _, permit, _, _ in released]
    assert len(permits) == len(set(permits))
    written_down = {(log, one["permit"]) for log, one in lines if one["kind"] == "permit"}
    assert {(log, permit) for log, permit, _, _ in released} <= written_down
    whose = {pair.city.id: "city", pair.ocmw.id: "ocmw"}
    return Counter(f"{whose[log]} released" for log, *_ in released) + Counter(
        f"{whose[log]} received" for log, *_ in received
    )
