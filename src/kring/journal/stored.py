"""The tree as the database holds it: leaves, and the inner hashes of levels 8, 16, 24; the others are folded from these."""

from typing import Any
from uuid import UUID

import psycopg

from kring.core.errors import Fault
from kring.journal import merkle

STEP = 8
"""Inner hashes are kept at every so many levels."""
_BLOCK = 1 << STEP


class StoredTree:
    """One log's tree, read in blocks of 256 hashes as they are needed; for a few proofs or roots, then thrown away."""

    def __init__(self, cursor: psycopg.Cursor[tuple[Any, ...]], log: UUID) -> None:
        self._cursor = cursor
        self._log = log
        self._blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def subtree(self, level: int, index: int) -> bytes:
        """The root of a full subtree; raises ``Fault("tree_incomplete")`` when the database does not hold it."""
        base = level - level % STEP
        width = 1 << (level - base)
        low = index * width
        block = self._block(base, low // _BLOCK)
        hashes = [block.get(place, b"") for place in range(low, low + width)]
        if b"" in hashes:
            raise Fault("tree_incomplete", f"Het logboek van {self._log} mist een deel van zijn boom.")
        return merkle.root(hashes)

    def root(self, size: int) -> bytes:
        """The root over the first ``size`` entries."""
        return merkle.range_root(0, size, self.subtree)

    def _block(self, level: int, number: int) -> dict[int, bytes]:
        if (level, number) not in self._blocks:
            low, high = number * _BLOCK, (number + 1) * _BLOCK
            if level == 0:
                statement = "SELECT idx, hash FROM journal.leaf WHERE log = %s AND idx >= %s AND idx < %s"
                values: list[object] = [self._log, low, high]
            else:
                statement = (
                    "SELECT idx, hash FROM journal.node WHERE log = %s AND level = %s AND idx >= %s AND idx < %s"
                )
                values = [self._log, level, low, high]
            rows = self._cursor.execute(statement.encode(), values, binary=True).fetchall()
            self._blocks[level, number] = dict(rows)
        return self._blocks[level, number]
