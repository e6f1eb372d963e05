"""The files of ``kring compare``: two are read, two are written, all or none. Checked before any work begins."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from kring.core.errors import Fault
from kring.sheets.limits import USUAL
from kring.sheets.refused import Refused

from .compare_words import Asked

_PREFIX = ".kring-"


def taken(path: Path) -> bytes:
    """The bytes of a file that was named; raises ``Fault("no_file")`` and ``Refused("too_big")``."""
    why = ("kan niet gelezen worden", "cannot be read")
    try:
        with path.open("rb") as file:
            data = file.read(USUAL.file + 1)  # never much more than a file may hold, also of one without end
    except FileNotFoundError:
        why = ("bestaat niet", "does not exist")
    except IsADirectoryError:
        why = ("is een map, geen bestand", "is a folder, not a file")
    except PermissionError:
        why = ("mag u niet lezen", "may not be read by you")
    except OSError:
        pass
    else:
        if len(data) > USUAL.file:
            raise Refused("too_big", "file", what="file")
        return data
    raise Fault("no_file", f"“{path}” {why[0]}.", en=f"“{path}” {why[1]}.") from None


def check_out(asked: Asked) -> None:
    """Whether both files can be written where they were asked.

    Raises ``Fault``: ``out_folder``, ``out_taken``, ``out_is_input``.
    """
    folder = asked.out.parent
    if not folder.is_dir():
        raise Fault(
            "out_folder",
            f"De map “{folder}” (van --out) bestaat niet.",
            en=f"The folder “{folder}” (of --out) is not there.",
        )
    for path in (asked.out, asked.proof):
        _check_place(path, asked)
    try:
        with tempfile.TemporaryFile(dir=folder, prefix=_PREFIX):
            pass
    except OSError:
        raise Fault(
            "out_folder",
            f"In de map “{folder}” (van --out) kan niet geschreven worden.",
            en=f"The folder “{folder}” (of --out) cannot be written to.",
        ) from None


def _check_place(path: Path, asked: Asked) -> None:
    try:
        there = path.stat()
    except FileNotFoundError:
        path_is_free = not path.is_symlink()
        if path_is_free:
            return
        there = path.lstat()
    except OSError:
        raise Fault(
            "out_taken", f"“{path}” (van --out) is geen bruikbare naam.", en=f"“{path}” (of --out) is no usable name."
        ) from None
    inputs = (asked.debtors, asked.clients, asked.instrument / "document.toml", asked.instrument / "standing.toml")
    if any(_same(path, one) for one in inputs):
        raise Fault(
            "out_is_input",
            f"“{path}” (van --out) is een van de bestanden die gelezen worden. Kies een andere naam.",
            en=f"“{path}” (of --out) is one of the files that are read. Choose another name.",
        )
    if not stat.S_ISREG(there.st_mode) or not os.access(path, os.W_OK):
        raise Fault(
            "out_taken",
            f"Op “{path}” (van --out) staat iets dat niet vervangen kan worden. Kies een andere naam.",
            en=f"“{path}” (of --out) cannot be replaced. Choose another name.",
        )


def _same(one: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return one.samefile(other)
    return False


def put_down(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Write all of these files or none: beside their places first, then renamed. Only their owner can read them.

    Raises ``Fault("not_written")``.
    """
    try:
        with _beside(contents) as ready:
            done: list[Path] = []
            try:
                for temporary, path in ready:
                    temporary.replace(path)
                    done.append(path)
            except BaseException:
                for path in done:
                    path.unlink(missing_ok=True)
                raise
    except OSError as wrong:
        raise Fault(
            "not_written",
            f"De uitkomst kan niet weggeschreven worden ({wrong.strerror}). Er is niets uitgegeven.",
            en=f"The outcome cannot be written ({wrong.strerror}). Nothing was handed out.",
        ) from None


@contextlib.contextmanager
def _beside(contents: Sequence[tuple[Path, bytes]]) -> Iterator[list[tuple[Path, Path]]]:
    """Each content in a file of its own beside its place; whatever was not renamed is removed."""
    ready: list[tuple[Path, Path]] = []
    try:
        for path, data in contents:
            place = path.resolve()
            descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=_PREFIX)
            ready.append((Path(name), place))
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
        yield ready
    finally:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
