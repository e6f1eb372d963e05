"""The anchor: what the sealer signed last, in a file outside the database and outside its backup.

It is the nearer guard against a rollback: a database that was set back no longer holds what the anchor says was signed.
One JSON object per line, ``{"note": "…"}``, appended and flushed to disk after each sealed round; a crash in between
leaves the anchor behind the database, which is harmless. source: spikes/journal.md "Tampering as database owner"
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from kring.core.errors import Fault
from kring.journal import note
from kring.journal.note import Checkpoint

_TIDY_FROM = 4 << 20  # bytes


class Anchor:
    """The newest checkpoint of each log that this sealer signed. ``newest`` is filled by ``read``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.newest: dict[UUID, Checkpoint] = {}
        self._notes: dict[UUID, str] = {}

    @property
    def exists(self) -> bool:
        """Whether there is an anchor file at all."""
        return self.path.exists()

    def read(self) -> None:
        """Read the file; makes it tidy when it has grown or ends in half a line. Only for the sealer that leads."""
        self.newest, self._notes = {}, {}
        data = self.path.read_bytes() if self.exists else b""
        whole, _, torn = data.rpartition(b"\n")
        for line in whole.split(b"\n") if whole else ():
            try:
                self._take(json.loads(line)["note"])
            except (ValueError, KeyError, TypeError):
                raise Fault(
                    "anchor_unreadable",
                    f"Het ankerbestand {self.path} is beschadigd. Er wordt niet getekend. Zet een goede kopie terug.",
                ) from None
        if torn or len(data) > _TIDY_FROM or not self.exists:
            self._rewrite()

    def append(self, notes: Iterable[str]) -> None:
        """Write what was just signed and wait until it is on disk; raises ``Fault("anchor_unwritable")``."""
        notes = list(notes)
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)  # not made anew: its loss must be seen
            with os.fdopen(descriptor, "ab") as file:
                file.write(b"".join(map(_line, notes)))
                file.flush()
                os.fsync(descriptor)
        except OSError as fault:
            raise self._unwritable(fault) from None
        for signed in notes:
            self._take(signed)

    def _unwritable(self, fault: OSError) -> Fault:
        return Fault(
            "anchor_unwritable",
            f"Het ankerbestand {self.path} kan niet worden geschreven ({fault.strerror}). Er wordt niet verder getekend.",
        )

    def _take(self, signed: str) -> None:
        checkpoint = note.parse(signed).checkpoint
        log = note.log_of(checkpoint.origin)
        if log is None:
            raise ValueError("not a log of ours")
        if log not in self.newest or checkpoint.size >= self.newest[log].size:
            self.newest[log], self._notes[log] = checkpoint, signed

    def _rewrite(self) -> None:
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(b"".join(map(_line, self._notes.values())))
                file.flush()
                os.fsync(descriptor)
            temporary.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as fault:
            raise self._unwritable(fault) from None


def _sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last; Windows has no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(signed: str) -> bytes:
    return json.dumps({"note": signed}, ensure_ascii=True).encode() + b"\n"
