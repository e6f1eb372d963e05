"""Witnesses: an organisation cosigns a partner's checkpoint once it has seen that it only grew from what it held before.

The log shows, for sizes that the witness holds, the hashes that lead from each to its newest checkpoint; the witness compares
them with its own roots. It signs no fork, no shrink and nothing that it could not compare. source: C2SP tlog-witness,
tlog-cosignature; RFC 9162 §2.1.4; docs/decisions/0015-witnesses.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kring.core.errors import Fault
from kring.guard.acting import current
from kring.journal import merkle, note, read
from kring.journal.cosignatures import cosignatures, keep
from kring.journal.database import cursor
from kring.journal.note import Checkpoint
from kring.journal.stored import StoredTree

Refusal = Literal["fork", "shrunk", "not_consistent"]
MOST_SIZES = 24
"""How many of the held checkpoints are compared at once: their paths must fit in one statement."""


@dataclass(frozen=True)
class Growth:
    """What a log shows to a witness: its newest note, and for each size the path from there; a size it cannot show is left out."""

    note: str
    paths: Mapping[int, tuple[bytes, ...]]


def sizes_to_show(partner: str) -> list[int]:
    """The sizes of the partner's log (by its name) that are to be compared now; empty when nothing came in since the last time.

    The newest, the one that was cosigned last, and a spread of those in between. Inside ``acting_for``, as the witness.
    """
    held = {one.size for one in _held(partner) if one.size}
    mine = note.witness_of(current().organisation)
    signed = max((one.size for one in cosignatures(partner) if one.name == mine), default=0)
    fresh = sorted(size for size in held if size > signed)
    if not fresh:
        return []
    step = max(1, -(-len(fresh) // (MOST_SIZES - 2)))  # every so many, the newest always
    return sorted({*([signed] if signed in held else []), *fresh[::-step]})


def growth(sizes: Sequence[int]) -> Growth:
    """What the acting organisation's log shows for ``sizes``; its newest note counts as handed out. Raises ``Fault``."""
    log = current().organisation
    newest = read.newest_checkpoint(log)
    if not newest:
        raise Fault("nothing_sealed", "Van dit logboek is nog niets gezegeld.")
    size = note.parse(newest).checkpoint.size
    with cursor() as c:
        subtree = cache(StoredTree(c, log).subtree)
        paths = {
            old: tuple(merkle.consistency_path(old, size, subtree)) for old in sizes[:MOST_SIZES] if 0 < old <= size
        }
    return Growth(newest, paths)


def judge(held: Sequence[Checkpoint], shown: Checkpoint, paths: Mapping[int, Sequence[bytes]]) -> Refusal | None:
    """Why the witness, who holds ``held`` of this log, does not cosign ``shown``; ``None`` when it does.

    Each held checkpoint is compared: one that is larger than what is shown, or has no path, is a reason to refuse.
    """
    if any(one.size == shown.size and one.root != shown.root for one in held):
        return "fork"
    if any(one.size > shown.size for one in held):
        return "shrunk"
    for one in held:
        path = paths.get(one.size)
        if path is None or not merkle.extends(one.size, one.root, shown.size, shown.root, path):
            return "not_consistent"
    return None


def cosign(shown_note: str, *, sizes: Sequence[int], given: Growth, secret: bytes, at: int) -> str | Refusal:
    """Compare what a partner showed for ``sizes`` with what the acting organisation holds; cosign it and keep that, or say why not.

    ``shown_note`` was accepted by ``read.remember_checkpoint`` before. ``secret``: the witness's Ed25519 key; ``at`` seconds
    since 1970. Answers the signature line. What came in after ``sizes`` were asked is left to the next time.
    """
    shown = note.parse(shown_note).checkpoint
    held = [one for one in _held(shown.origin) if one.size in sizes or one.size == shown.size]
    refusal = judge(held, shown, {**given.paths, shown.size: ()}) if sizes else "not_consistent"
    if refusal is not None:
        return refusal
    name = note.witness_of(current().organisation)
    key = Ed25519PrivateKey.from_private_bytes(secret)
    line = note.cosign(shown, name, key, at)
    keep(shown, name, key.public_key().public_bytes_raw(), line)
    return line


def take(checkpoint: Checkpoint, line: str, *, witness: str, public: bytes) -> bool:
    """Keep a witness's cosignature on a checkpoint of the acting organisation's own log; False when it is not one."""
    if checkpoint.origin != note.origin_of(current().organisation):
        return False
    if checkpoint not in _held(checkpoint.origin) or note.cosigned_at(checkpoint, line, witness, public) is None:
        return False
    keep(checkpoint, witness, public, line)
    return True


def _held(origin: str) -> list[Checkpoint]:
    with cursor() as c:
        rows = c.execute(
            "SELECT size, root FROM journal.checkpoint WHERE log = %s AND origin = %s ORDER BY size",
            [current().organisation, origin],
            binary=True,
        ).fetchall()
    return [Checkpoint(origin, size, bytes(root)) for size, root in rows]


def partners() -> list[str]:
    """The names of the logs of which the acting organisation holds checkpoints, its own left out."""
    with cursor() as c:
        rows = c.execute(
            "SELECT DISTINCT origin FROM journal.checkpoint WHERE log = %s AND origin <> %s ORDER BY origin",
            [current().organisation, note.origin_of(current().organisation)],
        ).fetchall()
    return [origin for (origin,) in rows]
