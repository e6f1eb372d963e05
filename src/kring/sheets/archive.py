"""The zip archive that a workbook is: opened with distrust, inflated in pieces, repacked with only some parts new.

Nothing is ever unpacked to a path. Every part that is not rewritten is copied still compressed, byte for byte.
source: spike workbook, step 1.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kring.sheets.limits import Limits
from kring.sheets.refused import Refused

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_UTF8 = 0x800
_LOCKED = 0x1
_PIECE = 1 << 18
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


@dataclass(frozen=True, slots=True)
class Member:
    """One part: where its packed bytes start in the file, and what the archive says of it."""

    name: str
    name_bytes: bytes
    utf8: bool
    method: int
    crc: int
    packed: int
    size: int
    start: int
    moment: tuple[int, int]
    attributes: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A new part, already deflated."""

    data: bytes
    crc: int
    size: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A checked archive. ``members`` in the order of its directory."""

    data: bytes
    members: Mapping[str, Member]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The inflated part, a piece at a time; stops at the declared size and checks the sum."""
        member = self.members.get(name)
        if member is None:
            raise Refused("damaged", "missing_part")
        crc = seen = 0
        for piece in _inflated(self.data, member):
            seen += len(piece)
            if seen > member.size:
                raise Refused("damaged", "size_lie")
            crc = zlib.crc32(piece, crc)
            yield piece
        if seen != member.size or crc != member.crc:
            raise Refused("damaged", "broken_zip")

    def read(self, name: str, most: int = 16 << 20) -> bytes:
        """A small part in one piece; more than ``most`` bytes is refused."""
        member = self.members.get(name)
        if member is not None and member.size > most:
            raise Refused("too_big", "small_part", what="unpacked")
        return b"".join(self.pieces(name))


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive in ``data``; refuses whatever a spreadsheet program would not have written."""
    if len(data) > limits.file:
        raise Refused("too_big", "file", what="file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as z:
            infos, directory = z.infolist(), z.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError, OverflowError):
        raise Refused("damaged", "broken_zip") from None
    if len(infos) > limits.members:
        raise Refused("too_big", "members", what="members")
    members: dict[str, Member] = {}
    blind: set[str] = set()
    total = 0
    for info in infos:
        member = _member(data, info)
        total += member.size
        if member.size > limits.part or total > limits.unpacked:
            raise Refused("too_big", "declared", what="unpacked")
        if member.name.casefold() in blind:
            raise Refused("damaged", "duplicate_member")
        blind.add(member.name.casefold())
        members[member.name] = member
    _no_overlap(infos, members, directory)
    return Archive(data, members)


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    name = info.orig_filename
    if info.flag_bits & _LOCKED:
        raise Refused("damaged", "encrypted_member")
    if info.compress_type not in (_STORED, _DEFLATED):
        raise Refused("damaged", "bad_method")
    odd = name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/")
    if odd or not name or len(name) > 1_000:
        raise Refused("damaged", "bad_name")
    try:
        fields = _LOCAL.unpack_from(data, info.header_offset)
    except struct.error:
        raise Refused("damaged", "broken_zip") from None
    name_bytes = name.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace")
    after = info.header_offset + _LOCAL.size
    start = after + fields[9] + fields[10]
    if fields[0] != b"PK\3\4" or start + info.compress_size > len(data):
        raise Refused("damaged", "broken_zip")
    if data[after : after + fields[9]] != name_bytes or fields[3] != info.compress_type:
        raise Refused("damaged", "name_mismatch")
    if info.compress_type == _STORED and info.compress_size != info.file_size:
        raise Refused("damaged", "size_lie")
    year, month, day, hour, minute, second = info.date_time
    return Member(
        name=name,
        name_bytes=name_bytes,
        utf8=bool(info.flag_bits & _UTF8),
        method=info.compress_type,
        crc=info.CRC,
        packed=info.compress_size,
        size=info.file_size,
        start=start,
        moment=(hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day),
        attributes=info.external_attr,
    )


def _no_overlap(infos: Iterable[zipfile.ZipInfo], members: Mapping[str, Member], directory: int) -> None:
    reached = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        member = members[info.orig_filename]
        if info.header_offset < reached:
            raise Refused("damaged", "overlap")
        reached = member.start + member.packed
    if reached > directory:
        raise Refused("damaged", "overlap")


def _inflated(data: bytes, member: Member) -> Iterator[bytes]:
    raw = memoryview(data)[member.start : member.start + member.packed]
    if member.method == _STORED:
        for at in range(0, len(raw), _PIECE):
            yield bytes(raw[at : at + _PIECE])
        return
    engine = zlib.decompressobj(-15)
    try:
        for at in range(0, len(raw), _PIECE):
            feed: bytes | memoryview = raw[at : at + _PIECE]
            while feed and not engine.eof:
                piece = engine.decompress(feed, _PIECE)
                feed = engine.unconsumed_tail
                if piece:
                    yield piece
        while not engine.eof and (piece := engine.decompress(b"", _PIECE)):
            yield piece
    except zlib.error:
        raise Refused("damaged", "broken_zip") from None


def pack(pieces: Iterable[bytes], level: int = 1) -> Packed:
    """Deflate a new part. Level 1: the file grows by a quarter, the time is a third."""
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    crc = size = 0
    out: list[bytes] = []
    for piece in pieces:
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        out.append(engine.compress(piece))
    out.append(engine.flush())
    return Packed(b"".join(out), crc, size)


def repack(archive: Archive, new: Mapping[str, Packed]) -> bytes:
    """The archive with the parts in ``new`` replaced; the others as they were, in the same order."""
    out = io.BytesIO()
    entries: list[bytes] = []
    for member in archive.members.values():
        fresh = new.get(member.name)
        method, crc, size = (_DEFLATED, fresh.crc, fresh.size) if fresh else (member.method, member.crc, member.size)
        raw = fresh.data if fresh else memoryview(archive.data)[member.start : member.start + member.packed]
        flags = _UTF8 if member.utf8 else 0
        name = member.name_bytes
        common = (20, flags, method, *member.moment, crc, len(raw), size)
        offset = out.tell()
        out.write(_LOCAL.pack(b"PK\3\4", *common, len(name), 0) + name)
        out.write(raw)
        entries.append(_CENTRAL.pack(b"PK\1\2", 20, *common, len(name), 0, 0, 0, 0, member.attributes, offset) + name)
    start = out.tell()
    directory = b"".join(entries)
    out.write(directory)
    out.write(_END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), start, 0))
    return out.getvalue()
