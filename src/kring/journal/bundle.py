"""The bundle: one or more logs in one file that anyone can verify without us. docs/journal.md describes the form.

The same state of the database gives the same bytes: nothing is compressed, order and times are fixed.
"""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

import psycopg
from django.db import connections

from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import note
from kring.journal.database import cursor

LARGEST = 2 << 30
"""Bytes: what the verifier still takes."""
FORMAT = b"kring/bundle/1\n"
_IN_MEMORY = 64 << 20
_AT_ONCE = 2_000  # lines fetched together


def export(logs: Sequence[Acting], *, largest: int = LARGEST) -> bytes:
    """The bundle of these organisations' logs, each read as that organisation; see ``write``."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        write(logs, file, largest=largest)
        file.seek(0)
        return file.read()


def write(logs: Sequence[Acting], file: IO[bytes], *, largest: int = LARGEST) -> None:
    """Write the bundle of ``logs`` to ``file``, in one short ``acting_for`` per log; never holds a whole log in memory.

    Raises ``Fault("nothing_sealed")`` for a log without a checkpoint and ``Fault("bundle_too_large")`` past ``largest``.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        archive.writestr(_member("format"), FORMAT)
        for number, acting in enumerate(logs, 1):
            with acting_for(acting.organisation, acting.position):
                _write_log(archive, f"logs/{number}", acting, file, largest)


def _write_log(archive: zipfile.ZipFile, folder: str, acting: Acting, file: IO[bytes], largest: int) -> None:
    log = acting.organisation
    origin = note.origin_of(log)
    with cursor() as c:
        head = c.execute("SELECT size, note FROM journal.head WHERE log = %s", [log]).fetchone()
        ((keys,),) = c.execute("SELECT keys FROM journal.seal", binary=True).fetchall()
        if head is None:
            raise Fault("nothing_sealed", "Van dit logboek is nog niets gezegeld, dus er is nog niets om uit te nemen.")
        older = c.execute(
            "SELECT size, note FROM journal.checkpoint WHERE log = %s AND origin = %s AND size < %s ORDER BY size, root",
            [log, origin, head[0]],
        ).fetchall()
    archive.writestr(_member(f"{folder}/checkpoint"), head[1].encode())
    for size, kept in dict(older).items():
        archive.writestr(_member(f"{folder}/checkpoints/{size}"), kept.encode())
    with archive.open(_member(f"{folder}/entries"), "w") as entries:
        for body in _bodies(log, head[0]):
            if file.tell() + len(body) + 2 > largest:
                raise Fault("bundle_too_large", "Dit logboek is te groot voor één bundel.")
            entries.write(len(body).to_bytes(2, "big") + body)
    lines = "".join(note.verifier_key(origin, key) + "\n" for key in keys)
    archive.writestr(_member(f"{folder}/keys"), lines.encode())


def _bodies(log: object, size: int) -> Iterator[bytes]:
    """The bodies in the order of the tree, a couple of thousand at a time."""
    connection: psycopg.Connection[tuple[Any, ...]] = connections["default"].connection
    with psycopg.ServerCursor(connection, "kring_bundle") as c:
        c.itersize = _AT_ONCE
        c.execute(
            "SELECT entry.body FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n"
            " WHERE leaf.log = %s AND entry.log = leaf.log AND leaf.idx < %s ORDER BY leaf.idx",
            [log, size],
            binary=True,
        )
        for (body,) in c:
            yield body


def _member(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
