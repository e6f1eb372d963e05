"""Reading and marking uploaded files in a child process with a memory and a time limit. The way in for every caller.

Works the same from a web worker, a background worker and the command line: the child is started afresh, gets nothing
of our environment but where the code is, and no open file but its two pipes. Its death is a refusal with a plain
message, never our own. source: the issue, point 8.
"""

import contextlib
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TypeVar

import kring
from kring.sheets import wire
from kring.sheets.fields import Field
from kring.sheets.grid import Progress, silent
from kring.sheets.layout import Outline, Where, outline_from_json, where_to_json
from kring.sheets.limits import USUAL, Limits
from kring.sheets.mark import HEADING, check_marks
from kring.sheets.refused import Refused
from kring.sheets.table import Table, from_json, to_json

_log = logging.getLogger(__name__)
_CODE = str(Path(kring.__file__).resolve().parent.parent)
_Answer = TypeVar("_Answer")


def read_table(
    data: bytes,
    filename: str,
    wanted: Sequence[Field],
    *,
    where: Where | None = None,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> Table:
    """``read.read_table`` in a child. Raises ``Refused``; nothing of the file is kept."""
    _not_too_big(data, limits)
    return _ask(
        _reading("read", filename, wanted, where),
        data,
        limits=limits,
        progress=progress,
        letter=wire.TABLE,
        understand=lambda content: from_json(_heard(content)),
    )


def look(
    data: bytes,
    filename: str,
    wanted: Sequence[Field],
    *,
    where: Where | None = None,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> Outline:
    """``read.look`` in a child. Raises ``Refused``; nothing of the file is kept."""
    _not_too_big(data, limits)
    return _ask(
        _reading("look", filename, wanted, where),
        data,
        limits=limits,
        progress=progress,
        letter=wire.OUTLINE,
        understand=lambda content: outline_from_json(_heard(content)),
    )


def _reading(job: str, filename: str, wanted: Sequence[Field], where: Where | None) -> Mapping[str, object]:
    return {
        "job": job,
        "filename": filename,
        "wanted": wire.fields_to_json(wanted),
        "where": where_to_json(where),
    }


def mark(
    data: bytes,
    table: Table,
    marks: Mapping[int, str],
    heading: str = HEADING,
    *,
    limits: Limits = USUAL,
    progress: Progress = silent,
) -> bytes:
    """``mark.mark`` in a child. Raises ``Refused``; ``ValueError`` for marks that no caller should give."""
    check_marks(table, marks, heading)
    _not_too_big(data, limits)
    job = {"job": "mark", "table": to_json(table), "marks": sorted(marks.items()), "heading": heading}
    return _ask(job, data, limits=limits, progress=progress, letter=wire.FILE, understand=lambda content: content)


def _not_too_big(data: bytes, limits: Limits) -> None:
    if len(data) > limits.file:
        raise Refused("too_big", "file", what="file")


def _ask(
    job: Mapping[str, object],
    data: bytes,
    *,
    limits: Limits,
    progress: Progress,
    letter: bytes,
    understand: Callable[[bytes], _Answer],
) -> _Answer:
    """Start a child, give it the job, wait for its answer, and see to it that it is gone."""
    order = wire.packed({**job, "limits": wire.limits_to_json(limits)})
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", "kring.sheets.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(),
        start_new_session=True,
    ) as child:
        timer = threading.Timer(limits.seconds, _too_late, (child, late))
        timer.daemon = True
        timer.start()
        try:
            content = _talk(child, order, data, progress, letter)
        finally:
            timer.cancel()
            child.kill()
            child.wait()
            with contextlib.suppress(OSError):
                _open_pipe(child.stdin).close()
    if content is None:
        raise _death(child.returncode, late=late.is_set())
    try:
        return understand(content)
    except (ValueError, TypeError):
        raise Refused("reader_died", "answer") from None


def _environment() -> dict[str, str]:
    """Where the code is, and nothing else of ours: no key, no database, no proxy."""
    return {"PYTHONPATH": _CODE, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}


def _too_late(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _talk(
    child: "subprocess.Popen[bytes]", order: bytes, data: bytes, progress: Progress, letter: bytes
) -> bytes | None:
    """Give the job, pass progress on, answer the result; ``None`` when the child died on the way."""
    source, out = _open_pipe(child.stdout), _open_pipe(child.stdin)
    with contextlib.suppress(OSError):  # it died early: what it still said, if anything, comes next
        wire.send(out, wire.JOB, order)
        wire.send(out, wire.FILE, data)
        out.close()
    while True:
        try:
            kind, content = wire.receive(source)
        except (EOFError, ValueError):
            _wait(child)
            return None
        if kind == wire.PROGRESS:
            _pass_on(content, progress)
        elif kind == wire.REFUSED:
            raise _refusal(content)
        elif kind == wire.FAULT:
            _log.error("the reader of uploaded files failed: %s", _fault(content))
            raise Refused("reader_died", "fault")
        elif kind == letter:
            return content
        else:
            return None


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    """The pipe that was asked for at the start."""
    if pipe is None:
        raise Refused("reader_died", "pipe")
    return pipe


def _wait(child: "subprocess.Popen[bytes]") -> None:
    """It closed its end: give it a moment to be dead by its own cause, so that we can tell which."""
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return


def _heard(content: bytes) -> object:
    """What the child said; nonsense is as good as its death."""
    try:
        return wire.unpacked(content)
    except (ValueError, RecursionError):
        raise Refused("reader_died", "answer") from None


def _pass_on(content: bytes, progress: Progress) -> None:
    match _heard(content):
        case [str(stage), int() | float() as share]:
            progress(stage, float(share))


def _refusal(content: bytes) -> Refused:
    match _heard(content):
        case {"code": str(code), "detail": str(detail), "particulars": dict(particulars)}:
            told = {str(k): v for k, v in particulars.items() if isinstance(v, str | int)}
            try:
                refused = Refused(code, detail, **told)
                refused.message["nl"]
            except (KeyError, TypeError, ValueError):
                return Refused("reader_died", "answer")
            return refused
    return Refused("reader_died", "answer")


def _fault(content: bytes) -> str:
    match _heard(content):
        case {"where": str(where)}:
            return where[:300]
    return "unknown"


def _death(code: int, *, late: bool) -> Refused:
    """What the end of the child means. An abort or a fault in memory is how a reader without memory ends."""
    if late or code == -signal.SIGXCPU:
        return Refused("too_slow", "time")
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL, -signal.SIGBUS):
        return Refused("too_heavy", f"signal {-code}")
    return Refused("reader_died", f"exit {code}")
