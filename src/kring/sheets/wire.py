"""What goes over the pipes between the caller and its child: frames of one letter, a length and that many bytes.

The content is JSON or the raw bytes of a file. JSON and not pickle (which runs what it reads) nor marshal (which may
crash on what it reads): the child opened a stranger's file, so its answer is a stranger's answer too.
"""

import json
import struct
from collections.abc import Sequence
from typing import IO

from kring.core.canonical import Json
from kring.sheets.fields import Field
from kring.sheets.limits import Limits

JOB, FILE, PROGRESS, TABLE, OUTLINE, REFUSED, FAULT = b"J", b"F", b"P", b"T", b"O", b"R", b"X"
_HEAD = struct.Struct(">cQ")
MOST = 256 << 20


def send(out: IO[bytes], letter: bytes, content: bytes) -> None:
    """Write one frame."""
    out.write(_HEAD.pack(letter, len(content)))
    out.write(content)
    out.flush()


def receive(source: IO[bytes]) -> tuple[bytes, bytes]:
    """Read one frame; raises ``EOFError`` when the other side is gone, ``ValueError`` on a frame out of bounds."""
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    letter, length = _HEAD.unpack(head)
    if length > MOST:
        raise ValueError("a frame out of bounds")
    content = source.read(length)
    if len(content) < length:
        raise EOFError
    return letter, content


def packed(value: object) -> bytes:
    """JSON as bytes. Lone surrogates in a cell stay themselves (escaped), so ASCII only."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def unpacked(content: bytes) -> object:
    """The value that ``packed`` wrote."""
    return json.loads(content)


def fields_to_json(wanted: Sequence[Field]) -> list[Json]:
    """The wanted fields for the child."""
    return [[f.key, list(f.synonyms), f.required, f.label, f.names_row] for f in wanted]


def fields_from_json(value: Sequence[tuple[str, Sequence[str], bool, str, bool]]) -> list[Field]:
    """The wanted fields in the child (which believes its parent)."""
    return [Field(key, tuple(synonyms), required, label, names) for key, synonyms, required, label, names in value]


def limits_to_json(limits: Limits) -> Json:
    """The limits for the child."""
    return {name: getattr(limits, name) for name in Limits.__dataclass_fields__}
