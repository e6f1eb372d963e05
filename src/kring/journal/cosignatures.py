"""Cosignatures as an organisation keeps them: those that partners gave on its checkpoints, and those that it gave itself.

Everything here runs inside ``acting_for``; rows are added and never changed. docs/decisions/0015-witnesses.md
"""

from dataclasses import dataclass

from kring.guard.acting import current
from kring.journal.database import cursor
from kring.journal.note import Checkpoint


@dataclass(frozen=True)
class Cosignature:
    """That a witness (``name``, raw public key) saw a checkpoint grow consistently: the signature line with its newline."""

    size: int
    root: bytes
    name: str
    public: bytes
    line: str


def cosignatures(origin: str) -> list[Cosignature]:
    """Those that the acting organisation keeps on the log of this name, by size and witness."""
    with cursor() as c:
        rows = c.execute(
            "SELECT size, root, name, public, line FROM journal.cosignature"
            " WHERE log = %s AND origin = %s ORDER BY size, root, name, public",
            [current().organisation, origin],
            binary=True,
        ).fetchall()
    return [Cosignature(size, bytes(root), name, bytes(public), line) for size, root, name, public, line in rows]


def keep(checkpoint: Checkpoint, name: str, public: bytes, line: str) -> bool:
    """Keep a cosignature that was verified; False when this witness's on this checkpoint was kept before."""
    with cursor() as c:
        c.execute(
            "INSERT INTO journal.cosignature (log, origin, size, root, name, public, line)"
            " VALUES (%s, %s, %s, %b, %s, %b, %s) ON CONFLICT DO NOTHING",
            [current().organisation, checkpoint.origin, checkpoint.size, checkpoint.root, name, public, line],
        )
        return c.rowcount == 1
