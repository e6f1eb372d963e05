"""The bundle: lines of one or more logs in one file that anyone can verify without us. docs/journal.md describes the form.

A whole log, a log from some place on, or a few chosen lines with the hashes that lead from each to the signed checkpoint.
The same state of the database gives the same bytes: nothing is compressed, order and times are fixed.
"""

import base64
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import IO, Any
from uuid import UUID

import psycopg
from django.db import connections

from kring.core.canonical import Json, canonical
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import handover, merkle, note, read
from kring.journal.cosignatures import Cosignature, cosignatures
from kring.journal.database import cursor
from kring.journal.note import Checkpoint
from kring.journal.stored import StoredTree

LARGEST = 2 << 30
"""Bytes: what the verifier still takes."""
FORMAT = b"kring/bundle/1\n"
_IN_MEMORY = 64 << 20
_AT_ONCE = 2_000  # lines fetched together
_NOTHING_SEALED = Fault("nothing_sealed", "Van dit logboek is nog niets gezegeld, dus er is nog niets om uit te nemen.")
_TOO_LARGE = Fault("bundle_too_large", "Dit logboek is te groot voor één bundel.")


def export(logs: Sequence[Acting], *, largest: int = LARGEST, start: int = 0) -> bytes:
    """The bundle of these organisations' logs, each read as that organisation; see ``write``."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        write(logs, file, largest=largest, start=start)
        file.seek(0)
        return file.read()


def write(logs: Sequence[Acting], file: IO[bytes], *, largest: int = LARGEST, start: int = 0) -> None:
    """Write the bundle of ``logs`` to ``file``, in one short ``acting_for`` per log; never holds a whole log in memory.

    ``start``: only the lines from that place on, with the edge of the tree before it, as of a log whose beginning was destroyed
    at the end of its term. Raises ``Fault("nothing_sealed")`` for a log without a checkpoint or without that place, and
    ``Fault("bundle_too_large")`` past ``largest``.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        archive.writestr(_member("format"), FORMAT)
        for number, acting in enumerate(logs, 1):
            with acting_for(acting.organisation, acting.position):
                _write_log(archive, f"logs/{number}", file, largest, start)


def write_part(acting: Acting, places: Collection[int], file: IO[bytes], *, person: bytes | None = None) -> None:
    """Write a bundle of the lines at ``places`` of one log, each with its proof, and the ``person`` file of an extract.

    Costs a few blocks of the stored tree for each line, however long the log is. Raises ``Fault("nothing_sealed")`` and
    ``Fault("no_such_line")``.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        archive.writestr(_member("format"), FORMAT)
        with acting_for(acting.organisation, acting.position):
            _write_part(archive, "logs/1", sorted(set(places)), person)


def _write_log(archive: zipfile.ZipFile, folder: str, file: IO[bytes], largest: int, start: int) -> None:
    head = _head()
    if head.size < start:
        raise _NOTHING_SEALED
    older = [kept for kept in _kept(head) if kept.checkpoint.size >= start]
    signed = _signed(archive, folder, head, older)
    _write_witnesses(archive, folder, signed)
    if start:
        archive.writestr(_member(f"{folder}/start"), _start(start).encode())
    with archive.open(_member(f"{folder}/entries"), "w") as entries:
        for body in _bodies(head.log, start, head.size):
            if file.tell() + len(body) + 2 > largest:
                raise _TOO_LARGE
            entries.write(len(body).to_bytes(2, "big") + body)
    _write_keys(archive, folder, head)


def _write_part(archive: zipfile.ZipFile, folder: str, places: list[int], person: bytes | None) -> None:
    head = _head()
    bodies = read.bodies(places)
    if not places or bodies.keys() != set(places) or places[-1] >= head.size:
        raise Fault("no_such_line", "Een regel die gevraagd werd, bestaat niet of is nog niet gezegeld.")
    older = _worth_showing(head, _kept(head), places[-1])
    signed = _signed(archive, folder, head, older)
    with cursor() as c:
        subtree = cache(StoredTree(c, head.log).subtree)
        for kept in older:
            growth = merkle.consistency_path(kept.checkpoint.size, head.size, subtree)
            archive.writestr(_member(f"{folder}/growth/{kept.checkpoint.size}"), _written(growth).encode())
        lines: list[Json] = [
            {
                "line": bodies[place].decode(),
                "path": [step.hex() for step in merkle.inclusion_path(place, head.size, subtree)],
                "place": place,
            }
            for place in places
        ]
    _write_witnesses(archive, folder, signed)
    archive.writestr(_member(f"{folder}/lines"), canonical(lines))
    if person is not None:
        archive.writestr(_member(f"{folder}/person"), person)
    _write_keys(archive, folder, head)


class _Head:
    """The newest state of the acting organisation's log, and the cosignatures that it keeps."""

    def __init__(self, log: UUID, text: str, keys: list[bytes]) -> None:
        self.log, self.text, self.keys = log, text, keys
        self.checkpoint = note.parse(text).checkpoint
        self.size = self.checkpoint.size
        self.cosigned = cosignatures(self.checkpoint.origin)


class _Kept:
    """An older note of the same log."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.checkpoint: Checkpoint = note.parse(text).checkpoint


def _head() -> _Head:
    text = read.newest_note()
    if not text:
        raise _NOTHING_SEALED
    return _Head(note.log_of(note.parse(text).checkpoint.origin) or UUID(int=0), text, read.signing_keys())


def _kept(head: _Head) -> list[_Kept]:
    """The older notes of this log, by size; one of each size."""
    with cursor() as c:
        rows = c.execute(
            "SELECT DISTINCT ON (size) note FROM journal.checkpoint"
            " WHERE log = %s AND origin = %s AND size < %s ORDER BY size, root",
            [head.log, head.checkpoint.origin, head.size],
        ).fetchall()
    return [_Kept(text) for (text,) in rows]


def _worth_showing(head: _Head, kept: list[_Kept], last: int) -> list[_Kept]:
    """The oldest note over all the chosen lines, which tells best when they were there, and what each witness cosigned last."""
    newest = {mark.public: mark.size for mark in sorted(head.cosigned, key=lambda mark: mark.size)}
    wanted = set(newest.values())
    covering = [one.checkpoint.size for one in kept if one.checkpoint.size > last]
    wanted |= {min(covering)} if covering else set()
    return [one for one in kept if one.checkpoint.size in wanted and one.checkpoint.size]


def _signed(archive: zipfile.ZipFile, folder: str, head: _Head, older: list[_Kept]) -> list[Cosignature]:
    """Write the notes with their cosignatures; answers those."""
    archive.writestr(_member(f"{folder}/checkpoint"), (head.text + _marks(head, head.checkpoint)).encode())
    for kept in older:
        text = kept.text + _marks(head, kept.checkpoint)
        archive.writestr(_member(f"{folder}/checkpoints/{kept.checkpoint.size}"), text.encode())
    shown = {(one.size, one.root) for one in [head.checkpoint, *(kept.checkpoint for kept in older)]}
    return [mark for mark in head.cosigned if (mark.size, mark.root) in shown]


def _marks(head: _Head, checkpoint: Checkpoint) -> str:
    return "".join(mark.line for mark in head.cosigned if (mark.size, mark.root) == (checkpoint.size, checkpoint.root))


def _write_witnesses(archive: zipfile.ZipFile, folder: str, marks: list[Cosignature]) -> None:
    lines = sorted({note.witness_key(mark.name, mark.public) + "\n" for mark in marks})
    if lines:
        archive.writestr(_member(f"{folder}/witnesses"), "".join(lines).encode())


def _write_keys(archive: zipfile.ZipFile, folder: str, head: _Head) -> None:
    lines = "".join(note.verifier_key(head.checkpoint.origin, key) + "\n" for key in head.keys)
    lines += "".join(line + "\n" for line in handover.kept())
    archive.writestr(_member(f"{folder}/keys"), lines.encode())


def _start(size: int) -> str:
    """The edge of the tree over the first ``size`` lines."""
    log = note.log_of(note.parse(read.newest_note()).checkpoint.origin) or UUID(int=0)
    with cursor() as c:
        tree = StoredTree(c, log)
        edge = [tree.subtree(level, index) for level, index in merkle.full_subtrees(0, size)]
    return f"{size}\n{_written(edge)}"


def _written(hashes: Sequence[bytes]) -> str:
    return "".join(base64.b64encode(one).decode() + "\n" for one in hashes)


def _bodies(log: object, start: int, size: int) -> Iterator[bytes]:
    """The bodies in the order of the tree, a couple of thousand at a time."""
    connection: psycopg.Connection[tuple[Any, ...]] = connections["default"].connection
    with psycopg.ServerCursor(connection, "kring_bundle") as c:
        c.itersize = _AT_ONCE
        c.execute(
            "SELECT entry.body FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n"
            " WHERE leaf.log = %s AND entry.log = leaf.log AND leaf.idx >= %s AND leaf.idx < %s ORDER BY leaf.idx",
            [log, start, size],
            binary=True,
        )
        for (body,) in c:
            yield body


def _member(name: str) -> zipfile.ZipInfo:
    """A file of the zip, whose header is the same on every machine: the verifier takes no other."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o600 << 16
    return info
