"""The child process that opens a stranger's file: ``python -m kring.sheets.child``, spoken to by ``sandbox`` only.

It bounds itself before it reads the first byte, keeps nothing, writes to no file, and answers over its standard output.
"""

import contextlib
import gc
import resource
import signal
import sys
import traceback
from typing import IO, Any

from kring.sheets import wire
from kring.sheets.layout import outline_to_json, where_from_json
from kring.sheets.limits import Limits
from kring.sheets.mark import mark
from kring.sheets.read import look, read_table
from kring.sheets.refused import Refused
from kring.sheets.table import from_json, to_json

_OUT_OF_MEMORY = b'{"code":"too_heavy","detail":"memory","particulars":{}}'


def main() -> int:
    """One job: read it, bound ourselves, do it, answer."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    gc.disable()  # a short life with many small values: collecting them takes longer than the work
    try:
        _letter, content = wire.receive(source)
        job: Any = wire.unpacked(content)
        limits = Limits(**job["limits"])
        _bound(limits)
        _letter, data = wire.receive(source)
    except EOFError:
        return 2
    try:
        _do(job, data, limits, out)
    except Refused as refused:
        told = {"code": refused.code, "detail": refused.detail, "particulars": refused.particulars}
        wire.send(out, wire.REFUSED, wire.packed(told))
    except MemoryError:
        del data
        wire.send(out, wire.REFUSED, _OUT_OF_MEMORY)
    except RecursionError:
        wire.send(out, wire.REFUSED, wire.packed({"code": "damaged", "detail": "deep", "particulars": {}}))
    except Exception as fault:  # noqa: BLE001 - whatever it is, only its place may be told: a message may quote a cell
        wire.send(out, wire.FAULT, wire.packed({"where": _where(fault)}))
    return 0


def _bound(limits: Limits) -> None:
    """Memory, processor time, no core dump (it would hold people), no file written, no further process."""
    seconds = int(limits.seconds) + 1
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, limits.memory),
    ):
        if sys.platform == "linux":
            resource.setrlimit(what, (most, most))
        else:  # elsewhere not every limit exists; service runs on Linux
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def _do(job: Any, data: bytes, limits: Limits, out: IO[bytes]) -> None:
    def progress(stage: str, share: float) -> None:
        wire.send(out, wire.PROGRESS, wire.packed([stage, share]))

    if job["job"] == "read":
        wanted, where = wire.fields_from_json(job["wanted"]), where_from_json(job["where"])
        table = read_table(data, job["filename"], wanted, where=where, limits=limits, progress=progress)
        wire.send(out, wire.TABLE, wire.packed(to_json(table)))
    elif job["job"] == "look":
        wanted, where = wire.fields_from_json(job["wanted"]), where_from_json(job["where"])
        outline = look(data, job["filename"], wanted, where=where, limits=limits, progress=progress)
        wire.send(out, wire.OUTLINE, wire.packed(outline_to_json(outline)))
    elif job["job"] == "mark":
        marks = dict(job["marks"])
        marked = mark(data, from_json(job["table"]), marks, job["heading"], limits=limits, progress=progress)
        wire.send(out, wire.FILE, marked)
    else:
        raise KeyError(job["job"])


def _where(fault: Exception) -> str:
    """The kind of fault and the lines of our own code it came through."""
    frames = [f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in traceback.extract_tb(fault.__traceback__)]
    return " ".join([type(fault).__name__, *frames[-4:]])


if __name__ == "__main__":
    sys.exit(main())
