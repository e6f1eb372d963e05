"""The sealer: gives every committed line its place in its organisation's tree and signs the new state.

New is what the snapshot of the last round did not see: exact, nothing missed, nothing twice, also for transactions that
commit late. Places, right edge, checkpoint and the new snapshot are written in one transaction; no state in memory is
carried over, so that a sealer may die on any line. source: spikes/journal.md "The sealing round"
"""

import logging
import threading
import time
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from kring.core.clock import Clock, system_clock
from kring.core.errors import Fault
from kring.journal import handover, merkle, note, signer
from kring.journal.anchor import Anchor
from kring.journal.note import Checkpoint
from kring.journal.signer import Signer
from kring.journal.stored import STEP, StoredTree

Connection = psycopg.Connection[tuple[Any, ...]]

_LEADER = 7_262  # the advisory lock of the sealer that leads; locks belong to one database
_SESSION = (
    # With these the planner takes the index, whatever it thinks of the table's size.
    "SET enable_seqscan = off",
    "SET jit = off",
    "SET max_parallel_workers_per_gather = 0",
    "SET search_path = pg_catalog, pg_temp",
    "SET default_transaction_isolation = 'read committed'",  # a snapshot must not be older than the lock on the seal
)
_ANYTHING_NEW = """
  SELECT EXISTS (SELECT FROM journal.entry WHERE tx >= (SELECT pg_snapshot_xmax(snap) FROM journal.seal))
      OR EXISTS (SELECT FROM journal.entry WHERE tx = ANY (ARRAY(SELECT pg_snapshot_xip(snap) FROM journal.seal)))"""
_PLACE = """
  WITH new AS MATERIALIZED (
    SELECT log, tx, n, sha256('\\x00'::bytea || body) AS hash, row_number() OVER (PARTITION BY log ORDER BY tx, n) AS k
      FROM (SELECT log, tx, n, body FROM journal.entry WHERE tx >= %(xmax)s::text::xid8
            UNION ALL
            SELECT log, tx, n, body FROM journal.entry
             WHERE tx = ANY (%(xip)s::text[]::xid8[]) AND tx < %(xmax)s::text::xid8) AS unseen),
  placed AS (
    INSERT INTO journal.leaf (log, idx, tx, n, hash)
    SELECT new.log, coalesce(head.size, 0) + new.k - 1, new.tx, new.n, new.hash
      FROM new LEFT JOIN journal.head ON head.log = new.log
    RETURNING log, idx, hash)
  SELECT log, idx, hash, pg_current_snapshot()::text FROM placed ORDER BY log, idx"""  # one statement is one snapshot
_MOVE_HEADS = """
  INSERT INTO journal.head (log, size, edge, note, archived)
  SELECT * FROM unnest(%b::uuid[], %b::int8[], %b::bytea[], %s::text[], %b::date[])
  ON CONFLICT (log) DO UPDATE SET size = excluded.size, edge = excluded.edge, note = excluded.note,
                                  archived = excluded.archived, at = clock_timestamp()"""
_ADD_NODES = """
  INSERT INTO journal.node (log, level, idx, hash)
  SELECT * FROM unnest(%b::uuid[], %b::int2[], %b::int8[], %b::bytea[])"""
_ARCHIVE = """
  INSERT INTO journal.checkpoint (log, origin, size, root, note)
  SELECT * FROM unnest(%b::uuid[], %s::text[], %b::int8[], %b::bytea[], %s::text[]) ON CONFLICT DO NOTHING"""

_told = logging.getLogger("kring.sealer")


class _Growing:
    """One log while it grows in a round: size, right edge, the inner hashes to be kept."""

    def __init__(self, size: int, edge: bytes) -> None:
        self.size = size
        self.edge = [edge[at : at + 32] for at in range(0, len(edge), 32)]
        self.nodes: list[tuple[int, int, bytes]] = []

    def push(self, leaf: bytes) -> None:
        for level, index, top in merkle.push(self.edge, self.size, leaf):
            if level % STEP == 0:
                self.nodes.append((level, index, top))
        self.size += 1


def seal_round(
    conn: Connection,
    key: Signer,
    *,
    known: Mapping[UUID, Checkpoint] | None = None,
    clock: Clock = system_clock,
) -> dict[UUID, str]:
    """Seal all that is committed and not yet sealed; answers the new note of each log that grew (empty: nothing new).

    ``conn`` is in autocommit, as ``kring_sealer``. ``known`` is what was signed before: a log that went back behind it
    is a ``Fault("rollback")`` and nothing is signed.
    """
    ((anything,),) = conn.execute(_ANYTHING_NEW).fetchall()
    if not anything:
        return {}  # looked without a lock, so that an idle sealer writes nothing
    now = clock().astimezone(UTC)
    with conn.transaction(), conn.cursor(binary=True) as c:
        ((snap,),) = c.execute("SELECT snap::text FROM journal.seal FOR UPDATE").fetchall()  # two sealers queue here
        _, xmax, xip = snap.split(":")
        rows = c.execute(_PLACE, {"xmax": xmax, "xip": [xid for xid in xip.split(",") if xid]}).fetchall()
        if not rows:
            return {}
        logs = sorted({row[0] for row in rows})
        heads = c.execute(
            "SELECT log, size, edge, archived FROM journal.head WHERE log = ANY(%b::uuid[])", [logs]
        ).fetchall()
        trees = {log: _Growing(size, edge) for log, size, edge, _ in heads}
        archived = {log: day for log, _, _, day in heads}
        _check_known(trees, known or {}, logs)
        trees |= {log: _Growing(0, b"") for log in logs if log not in trees}
        for log, place, leaf, _ in rows:
            tree = trees[log]
            if tree.size != place:
                raise Fault("tree_out_of_step", f"De boom van {log} past niet bij zijn stand. Er wordt niet getekend.")
            tree.push(leaf)
        points = [Checkpoint(note.origin_of(log), trees[log].size, merkle.fold(trees[log].edge)) for log in logs]
        notes = [key.sign(point, int(now.timestamp())) for point in points]
        c.execute(
            _MOVE_HEADS,
            [
                logs,
                [p.size for p in points],
                [b"".join(trees[log].edge) for log in logs],
                notes,
                [now.date()] * len(logs),
            ],
        )
        nodes = [(log, *inner) for log in logs for inner in trees[log].nodes]
        if nodes:
            c.execute(_ADD_NODES, [list(column) for column in zip(*nodes, strict=True)])
        first = [at for at, log in enumerate(logs) if archived.get(log) != now.date()]
        if first:
            _archive(c, logs, points, notes, first)
        c.execute("UPDATE journal.seal SET snap = %s, round = round + 1", [rows[0][3]])
    return dict(zip(logs, notes, strict=True))


def _archive(
    c: psycopg.Cursor[tuple[Any, ...]], logs: list[UUID], points: list[Checkpoint], notes: list[str], first: list[int]
) -> None:
    columns = [
        [logs[at] for at in first],
        [points[at].origin for at in first],
        [points[at].size for at in first],
        [points[at].root for at in first],
        [notes[at] for at in first],
    ]
    c.execute(_ARCHIVE, columns)


def _check_known(trees: Mapping[UUID, _Growing], known: Mapping[UUID, Checkpoint], logs: list[UUID]) -> None:
    """What this sealer signed itself must still be there: cheap, and done in every round."""
    for log in logs:
        signed, tree = known.get(log), trees.get(log)
        if signed is None:
            continue
        size = tree.size if tree else 0
        if size < signed.size or (tree and size == signed.size and merkle.fold(tree.edge) != signed.root):
            raise _rollback(log, signed.size, size)


def check_anchor(conn: Connection, known: Mapping[UUID, Checkpoint]) -> None:
    """Compare everything that was ever signed here with the trees in the database; raises ``Fault("rollback")``."""
    with conn.cursor(binary=True) as c:
        heads = {
            log: (size, edge)
            for log, size, edge in c.execute(
                "SELECT log, size, edge FROM journal.head WHERE log = ANY(%b::uuid[])", [list(known)]
            ).fetchall()
        }
        for log, signed in known.items():
            size, edge = heads.get(log, (0, b""))
            tree = StoredTree(c, log)
            try:
                whole = size >= signed.size and tree.root(signed.size) == signed.root
                sound = whole and tree.root(size) == merkle.fold(_Growing(size, edge).edge)
            except Fault:
                sound = False
            if not sound:
                raise _rollback(log, signed.size, size)


def _rollback(log: UUID, signed: int, found: int) -> Fault:
    return Fault(
        "rollback",
        f"De databank is teruggezet of gewijzigd: van het logboek van {log} werden {signed} regels getekend, en wat er nu"
        f" staat ({found} regels) is daar geen vervolg van. Er wordt niets meer getekend. Zet de juiste databank terug.",
        {"log": str(log), "signed": signed, "found": found},
    )


def run(
    dsn: str,
    key_file: Path,
    anchor_file: Path,
    stop: threading.Event | None = None,
    *,
    new_anchor: bool = False,
    unrelated_key: bool = False,
) -> None:
    """Seal until ``stop`` is set. More than one may run: one leads, the others wait for its place.

    Raises ``Fault`` (``sealer_key_missing``, ``anchor_missing``, ``anchor_unreadable``, ``rollback``, ``other_cluster``,
    ``tree_out_of_step``, ``sealer_key_unrelated``, ``sealer_key_retired``) when it must not go on; a database that is away
    is waited for. ``new_anchor`` allows an absent anchor file beside logs that were signed before, ``unrelated_key`` a key to
    which the one before did not hand over.
    """
    stop = stop or threading.Event()
    key, anchor = signer.read(key_file), Anchor(anchor_file)
    pause = 0.1
    while not stop.is_set():
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=5, application_name="kring-sealer") as conn:
                _prepare(conn)
                pause = 0.1
                if _wait_to_lead(conn, stop):
                    _take_the_lead(conn, key, anchor, new_anchor=new_anchor, unrelated_key=unrelated_key)
                    _lead(conn, key, anchor, stop)
        except (psycopg.OperationalError, psycopg.InterfaceError) as fault:
            _told.warning("sealer_waits_for_database: %s", type(fault).__name__)
            stop.wait(pause)
            pause = min(2.0, pause * 2)


def _prepare(conn: Connection) -> None:
    for statement in _SESSION:
        conn.execute(statement.encode())
    ((laid, here),) = conn.execute(
        "SELECT cluster, (SELECT system_identifier FROM pg_control_system()) FROM journal.seal"
    ).fetchall()
    if laid != here:
        # Transaction numbers begin anew in another cluster: new lines would never be seen as new.
        raise Fault(
            "other_cluster",
            "Deze databank werd uit een andere PostgreSQL overgezet met een dump. Het logboek kan zo niet verder: verhuis"
            " met een basisback-up of een replica. Zie docs/journal.md.",
        )


def _wait_to_lead(conn: Connection, stop: threading.Event) -> bool:
    while not stop.is_set():
        ((mine,),) = conn.execute("SELECT pg_try_advisory_lock(%s)", [_LEADER]).fetchall()
        if mine:
            return True
        stop.wait(0.05)
    return False


def _take_the_lead(conn: Connection, key: Signer, anchor: Anchor, *, new_anchor: bool, unrelated_key: bool) -> None:
    if not anchor.exists and not new_anchor:
        ((signed_before,),) = conn.execute("SELECT EXISTS (SELECT FROM journal.head)").fetchall()
        if signed_before:
            raise Fault(
                "anchor_missing",
                f"Het ankerbestand {anchor.path} ontbreekt, maar er werd al getekend. Zet het terug. Is dit bewust een"
                " nieuwe plaats: kring sealer --new-anchor.",
            )
    anchor.read()
    check_anchor(conn, anchor.newest)
    handover.introduce(conn, key, unrelated=unrelated_key)
    anchor.append(handover.sign_again(conn, key).values())


def _lead(conn: Connection, key: Signer, anchor: Anchor, stop: threading.Event) -> None:
    last_work = time.monotonic()
    while not stop.is_set():
        began = time.monotonic()
        try:
            notes = seal_round(conn, key, known=anchor.newest)
        except psycopg.errors.UniqueViolation:
            raise Fault(
                "tree_out_of_step", "Een regel zou een tweede plaats krijgen: de stand van het zegel werd gewijzigd."
            ) from None
        took = time.monotonic() - began
        if notes:
            anchor.append(notes.values())
            last_work = time.monotonic()
            stop.wait(min(0.2, max(0.005, 4 * took)))
        else:
            stop.wait(0.01 if began - last_work < 5 else 0.03)
