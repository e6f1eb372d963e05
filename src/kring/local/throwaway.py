"""A folder for data that must be gone afterwards: also when an earlier run was killed before it could clean up."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kring.local.family import locked

_LOCK = "in-use"


@contextlib.contextmanager
def folder(kind: str) -> Iterator[Path]:
    """A folder of our own (mode 0700 but for passing through), removed at the end; removes what killed runs left behind."""
    prefix = f"kring-{kind}-"
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _sweep(left)
    made = Path(tempfile.mkdtemp(prefix=prefix))
    made.chmod(0o711)  # the user that PostgreSQL runs as passes through; nobody can list
    try:
        with (made / _LOCK).open("w") as lock:
            locked(lock)
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _sweep(left: Path) -> None:
    """Remove ``left`` when it is ours and nobody holds its lock any more."""
    try:
        if left.is_symlink() or left.stat().st_uid != os.geteuid():
            return
        with (left / _LOCK).open("r+") as lock:
            if locked(lock):
                shutil.rmtree(left, ignore_errors=True)
    except OSError:
        return  # just being made, or just being removed, by another
