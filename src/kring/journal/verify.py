"""Verify a log of Kring: one file, to be run anywhere, that shares no code with the program that wrote the log.

    python verify.py BUNDLE [--key FINGERPRINT]... [--checkpoint FILE]... [--earlier BUNDLE]... [--json]

Needs Python 3.11 and ``cryptography``; imports nothing of Kring. It says whether the lines in the bundle are exactly those
over which the checkpoints were signed: nothing changed, left out, put in or moved. ``--key`` is the fingerprint of the
signer's key, obtained elsewhere (not from the bundle); ``--checkpoint`` and ``--earlier`` are copies that the reader kept,
and are what shows that a log was rolled back or rewritten by someone who holds the signing key.

Exit codes: 0 verified, 1 finding, 2 unreadable, 3 consistent but the signer is unknown.
The form of a bundle is described in docs/journal.md. Messages are in Dutch, or in English when LANG starts with "en".
It is longer than a file of this house should be, because it must be one file.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import os
import re
import struct
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERIFIED, FINDING, UNREADABLE, UNKNOWN_SIGNER = 0, 1, 2, 3
VERDICTS = {VERIFIED: "verified", FINDING: "finding", UNREADABLE: "unreadable", UNKNOWN_SIGNER: "unknown_signer"}

LARGEST_BUNDLE = 2 << 30  # bytes
LARGEST_DIRECTORY = 8 << 20  # bytes of a bundle's table of contents
_LAST_TIME = 1 << 37  # no calendar here reaches further
LARGEST_TEXT = 64 << 10  # bytes of a note or a list of keys
MOST_MEMBERS = 20_000
MOST_TOLD = 20  # findings of one kind that are told one by one
EARLY, LATE = 3600, 600  # seconds that a line's time may lie before a seal that precedes it, or after its own

FORMAT = b"kring/bundle/1\n"
_MEMBER = re.compile(r"logs/([1-9][0-9]{0,3})/(checkpoint|entries|keys|checkpoints/(?:0|[1-9][0-9]{0,14}))")
_KEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,14}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

TEXTS = {
    "bad_signature": ("de handtekening onder {source} klopt niet", "the signature under {source} is not valid"),
    "root_differs": (
        "de eerste {size} regels zijn niet die van {source}",
        "the first {size} lines are not those of {source}",
    ),
    "log_shorter": (
        "het logboek telt {count} regels, maar {source} telt er {size}",
        "the log has {count} lines, but {source} has {size}",
    ),
    "log_longer": (
        "het logboek telt {count} regels, maar er is maar voor {size} getekend",
        "the log has {count} lines, but only {size} are signed for",
    ),
    "fork": (
        "{source} en {other} verschillen bij dezelfde {size} regels: er zijn twee versies van dit logboek",
        "{source} and {other} differ at the same {size} lines: there are two versions of this log",
    ),
    "torn_frame": ("regel {place} is afgebroken", "line {place} is cut off"),
    "not_canonical": (
        "regel {place} heeft niet de vorm van een logregel",
        "line {place} does not have the form of a log line",
    ),
    "time_before": (
        "regel {place} zegt geschreven te zijn op {time}, lang voor een zegel dat eraan voorafgaat",
        "line {place} claims to be written at {time}, long before a seal that precedes it",
    ),
    "time_after": (
        "regel {place} zegt geschreven te zijn op {time}, na het zegel erover",
        "line {place} claims to be written at {time}, after the seal over it",
    ),
    "log_missing": (
        "{source} gaat over een logboek dat niet in de bundel zit",
        "{source} is about a log that is not in the bundle",
    ),
}
SAID = {
    VERIFIED: (
        "Geverifieerd: niets gewijzigd, weggelaten, toegevoegd of verplaatst.",
        "Verified: nothing changed, left out, added or moved.",
    ),
    FINDING: ("Dit logboek klopt niet.", "This log does not hold."),
    UNREADABLE: ("Niet te lezen als bundel van Kring: ", "Not readable as a bundle of Kring: "),
    UNKNOWN_SIGNER: (
        "Het logboek klopt in zichzelf, maar de ondertekenaar is niet bekend. Geef met --key de vingerafdruk van de sleutel.",
        "The log is consistent, but its signer is unknown. Give the fingerprint of the key, got elsewhere, with --key.",
    ),
}
WORDS = {
    "bundle": ("de bundel", "the bundle"),
    "newest": ("het jongste zegel in {where}", "the newest checkpoint in {where}"),
    "older": ("het bewaarde zegel over {size} regels in {where}", "the kept checkpoint over {size} lines in {where}"),
    "own": ("uw eigen zegel {where}", "your own checkpoint {where}"),
    "peer": ("regel {place} van {where}", "line {place} of {where}"),
    "line": ("{count} regels, gezegeld {time}, sleutel {key}", "{count} lines, sealed {time}, key {key}"),
    "more": ("… en nog {count} van deze soort", "… and {count} more of this kind"),
    "unknown": ("onbekend", "unknown"),
}


class UnreadableError(Exception):
    """This is not a bundle, a checkpoint or a key; the message says why, in Dutch and in English."""

    def __init__(self, dutch: str, english: str) -> None:
        super().__init__(dutch)
        self.texts = (dutch, english)


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: a stable code, the log, and what the sentence about it names."""

    code: str
    log: str
    about: dict[str, Any]

    def text(self, *, english: bool) -> str:
        """The finding as a sentence."""
        named = {k: (v[english] if isinstance(v, tuple) else v) for k, v in self.about.items()}
        return TEXTS[self.code][english].format(**named)


@dataclass(frozen=True)
class Log:
    """What was found of one log: its name, lines, the time of its newest seal (seconds or None), who signed that."""

    origin: str
    count: int
    size: int
    root: bytes
    sealed_at: int | None
    signers: tuple[str, ...]
    pinned: bool


@dataclass
class Report:
    """The outcome; ``exit_code`` is the verdict."""

    logs: list[Log] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    unreadable: tuple[str, str] | None = None

    def add(self, code: str, log: str, **about: Any) -> None:
        """Count a finding; the first of each code are kept to be told."""
        self.totals[code] = self.totals.get(code, 0) + 1
        if self.totals[code] <= MOST_TOLD:
            self.findings.append(Finding(code, log, about))

    @property
    def exit_code(self) -> int:
        """0 verified, 1 finding, 2 unreadable, 3 consistent but signer unknown."""
        if self.unreadable:
            return UNREADABLE
        if self.findings:
            return FINDING
        return VERIFIED if all(log.pinned for log in self.logs) else UNKNOWN_SIGNER


@dataclass(frozen=True)
class Checkpoint:
    """A claim about a log: its first ``size`` lines have this root; ``time`` is when that was signed, if proven."""

    origin: str
    size: int
    root: bytes
    source: tuple[str, str]
    time: int | None = None
    signers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Folder:
    """One log as a bundle holds it; ``entries`` is where its lines lie in the file: offset and length."""

    checkpoint: str
    older: tuple[tuple[int, str], ...]
    keys: str
    entries: tuple[int, int]


Keys = dict[bytes, bytes]
"""Public keys by their fingerprint's bytes: a checkpoint is tried against those whose id it names."""
Claims = dict[str, list[Checkpoint]]
"""What is claimed of each log, by its name."""


# --- reading the container: a zip with nothing compressed, checked before anything in it is believed ---------------


def open_bundle(file: BinaryIO) -> list[Folder]:
    """The logs in a bundle; raises ``UnreadableError`` for whatever is not one."""
    size = file.seek(0, os.SEEK_END)
    members = _members(file, size)
    mark = members.pop("format", (0, 0))
    if mark[1] != len(FORMAT) or _small(file, mark).encode() != FORMAT or not members:
        raise UnreadableError(
            "het bestand 'format' ontbreekt of er zit geen logboek in", "no 'format' file or no log in it"
        )
    folders: dict[int, dict[str, tuple[int, int]]] = {}
    for name, place in members.items():
        match = _MEMBER.fullmatch(name)
        if match is None:
            raise UnreadableError("er zit een bestand in dat er niet hoort", "it holds a file that does not belong")
        folders.setdefault(int(match[1]), {})[match[2]] = place
    return [_folder(file, folders[number]) for number in sorted(folders)]


def _members(file: BinaryIO, size: int) -> dict[str, tuple[int, int]]:
    if not 22 <= size <= LARGEST_BUNDLE:
        raise UnreadableError("het bestand is leeg of te groot", "the file is empty or too large")
    file.seek(size - 22)
    mark, disk, first, here, count, length, _, comment = struct.unpack("<4s4H2LH", file.read(22))
    if mark != b"PK\5\6" or disk or first or comment or here != count:
        raise UnreadableError(
            "het is geen zip zoals Kring die maakt, of het is afgebroken", "not a zip as Kring makes it, or cut off"
        )
    if length > LARGEST_DIRECTORY or count > MOST_MEMBERS:
        raise UnreadableError("de inhoudsopgave is te groot", "the table of contents is too large")
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        struct.error,
        UnicodeDecodeError,
        EOFError,
        NotImplementedError,
    ) as fault:
        raise UnreadableError("de zip is beschadigd", "the zip is damaged") from fault
    if len({i.filename for i in infos}) != len(infos) or sum(i.file_size for i in infos) > size:
        raise UnreadableError("de zip spreekt zichzelf tegen", "the zip contradicts itself")
    return {info.filename: _place(file, info, size) for info in infos}


def _place(file: BinaryIO, info: zipfile.ZipInfo, size: int) -> tuple[int, int]:
    """Where a member's bytes lie. Nothing is ever decompressed, and the tree, not the CRC, guards the lines."""
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 or info.compress_size != info.file_size:
        raise UnreadableError(
            "er zit iets gecomprimeerd of versleuteld in", "something in it is compressed or encrypted"
        )
    file.seek(min(max(info.header_offset, 0), size))
    head = file.read(30)
    if info.header_offset < 0 or len(head) != 30 or not head.startswith(b"PK\3\4"):
        raise UnreadableError("de zip is beschadigd", "the zip is damaged")
    name, extra = struct.unpack("<2H", head[26:])
    start = info.header_offset + 30 + name + extra
    if file.read(name) != info.orig_filename.encode() or start + info.file_size > size:
        raise UnreadableError("de zip is beschadigd", "the zip is damaged")
    return start, info.file_size


def _folder(file: BinaryIO, places: dict[str, tuple[int, int]]) -> Folder:
    if not {"checkpoint", "entries", "keys"} <= places.keys():
        raise UnreadableError(
            "een logboek mist zijn zegel, regels of sleutels", "a log lacks its checkpoint, lines or keys"
        )
    older = sorted((int(name.partition("/")[2]), name) for name in places if "/" in name)
    return Folder(
        checkpoint=_small(file, places["checkpoint"]),
        older=tuple((size, _small(file, places[name])) for size, name in older),
        keys=_small(file, places["keys"]),
        entries=places["entries"],
    )


def _small(file: BinaryIO, place: tuple[int, int]) -> str:
    if place[1] > LARGEST_TEXT:
        raise UnreadableError("een zegel of sleutellijst is te groot", "a checkpoint or list of keys is too large")
    file.seek(place[0])
    return _text(file.read(place[1]))


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise UnreadableError(
            "een zegel of sleutellijst is geen tekst", "a checkpoint or list of keys is not text"
        ) from fault


def frames(file: BinaryIO, place: tuple[int, int]) -> Iterator[bytes | None]:
    """The lines in order; ``None`` as the last when it is cut off."""
    offset, left = place
    buffer, at = b"", 0
    while left or at < len(buffer):
        if len(buffer) - at < 65_537 and left:
            file.seek(offset)
            fresh = file.read(min(left, 1 << 20))
            offset, left = offset + len(fresh), (left - len(fresh)) if fresh else 0
            buffer, at = buffer[at:] + fresh, 0
            continue
        end = at + 2 + int.from_bytes(buffer[at : at + 2], "big")
        if len(buffer) < at + 2 or len(buffer) < end:
            yield None
            return
        yield buffer[at + 2 : end]
        at = end


# --- checkpoints and who signed them -------------------------------------------------------------------------------


def read_keys(text: str) -> tuple[str, Keys]:
    """The origin and the public keys in a ``keys`` file, by fingerprint."""
    origin, found = "", {}
    for line in text.splitlines():
        match = _KEY.fullmatch(line)
        blob = _base64(match[3]) if match else b""
        if match is None or len(blob) != 33 or blob[:1] != b"\1" or _key_id(match[1], blob).hex() != match[2]:
            raise UnreadableError("een sleutel in de bundel klopt niet", "a key in the bundle is not valid")
        if origin not in ("", match[1]):
            raise UnreadableError("de sleutels zijn van twee logboeken", "the keys are those of two logs")
        origin, found[sha256(blob[1:]).digest()] = match[1], blob[1:]
    return origin, found


def read_checkpoint(note: str, keys: Keys, source: tuple[str, str]) -> tuple[Checkpoint, bool]:
    """The checkpoint in a signed note, and whether no signature by a known key is false; raises ``UnreadableError``."""
    text, gap, tail = note.partition("\n\n")
    text += "\n"
    lines = text.split("\n")
    root = _base64(lines[2]) if len(lines) >= 4 else b""
    if (
        not gap
        or len(root) != 32
        or not _sound_name(lines[0])
        or not _SIZE.fullmatch(lines[1])
        or not tail.endswith("\n")
    ):
        raise UnreadableError("een zegel heeft niet de vorm van een zegel", "a checkpoint has not the form of one")
    signers, time, sound = [], None, True
    for line in tail[:-1].split("\n"):
        match = _SIGNATURE.fullmatch(line)
        blob = _base64(match[2]) if match else b""
        if match is None or len(blob) < 5:
            raise UnreadableError("een handtekening heeft niet de vorm ervan", "a signature has not the form of one")
        for public in keys.values():
            if blob[:4] == _key_id(lines[0], b"\1" + public):
                sound &= (good := _signed(public, blob[4:], text.encode()))
                signers += [sha256(public).hexdigest()] if good else []
            elif blob[:4] == _key_id(lines[0], b"\4" + public):
                at = int.from_bytes(blob[4:12], "big")
                sound &= (
                    good := at < _LAST_TIME
                    and _signed(public, blob[12:], f"cosignature/v1\ntime {at}\n{text}".encode())
                )
                time = at if good else time
    return Checkpoint(lines[0], int(lines[1]), root, source, time, tuple(signers)), sound


def _sound_name(origin: str) -> bool:
    """A name is shown on a terminal, so it holds nothing that a terminal would obey."""
    return bool(origin) and origin.isprintable() and " " not in origin and "+" not in origin


def _key_id(origin: str, blob: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + blob).digest()[:4]


def _signed(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


# --- judging: first what each line says, then whether the lines are those that were signed -------------------------


def verify(
    bundle: BinaryIO,
    *,
    pinned: Sequence[str] = (),
    own: Sequence[tuple[str, str]] = (),
    earlier: Sequence[tuple[str, BinaryIO]] = (),
) -> Report:
    """Verify a bundle (an open file) against the fingerprints ``pinned`` and the reader's ``own`` notes (name, text) and
    ``earlier`` bundles (name, file). Never raises for what a bundle holds: that is in the report.
    """
    report = Report()
    try:
        _verify(report, bundle, {p.strip().lower().replace(":", "") for p in pinned}, own, earlier)
    except UnreadableError as fault:
        report.unreadable = fault.texts
    return report


def _verify(
    report: Report,
    bundle: BinaryIO,
    pinned: set[str],
    own: Sequence[tuple[str, str]],
    earlier: Sequence[tuple[str, BinaryIO]],
) -> None:
    opened = [(name, file, open_bundle(file)) for name, file in [("", bundle), *earlier]]
    keys: Keys = {}
    for _, _, folders in opened:
        for folder in folders:
            keys.update(read_keys(folder.keys)[1])
    claims: Claims = {}

    def claim(note: str, source: tuple[str, str]) -> Checkpoint:
        checkpoint, sound = read_checkpoint(note, keys, source)
        claims.setdefault(checkpoint.origin, []).append(checkpoint)
        if not sound:
            report.add("bad_signature", checkpoint.origin, source=source)
        return checkpoint

    newest: list[list[Checkpoint]] = []  # per bundle, per log
    for name, _, folders in opened:
        where = (name, name) if name else WORDS["bundle"]
        newest.append([claim(folder.checkpoint, _words("newest", where=where)) for folder in folders])
        for folder, last in zip(folders, newest[-1], strict=True):
            if read_keys(folder.keys)[0] not in ("", last.origin):
                raise UnreadableError("de sleutels zijn van een ander logboek", "the keys are those of another log")
            for size, note in folder.older:
                claim(note, _words("older", size=size, where=where))
    for name, note in own:
        claim(note, _words("own", where=name))
    here = {last.origin for last in newest[0]}
    if len(here) != len(newest[0]):
        raise UnreadableError("een logboek zit er tweemaal in", "a log is in it twice")
    for origin in claims.keys() - here:
        report.add("log_missing", origin, source=claims[origin][0].source)
    counts = []
    for (name, file, folders), lasts in zip(opened, newest, strict=True):
        for folder, last in zip(
            folders, lasts, strict=True
        ):  # earlier bundles are read for what they say of these logs
            judge = Report() if name else report
            counts.append(_read_lines(judge, frames(file, folder.entries), last.origin, claims, here))
    for folder, last, count in zip(opened[0][2], newest[0], counts, strict=False):
        _check_roots(report, frames(bundle, folder.entries), last, claims[last.origin], count)
        trusted = bool(pinned & set(last.signers))
        report.logs.append(Log(last.origin, count, last.size, last.root, last.time, last.signers, trusted))


def _read_lines(report: Report, lines: Iterator[bytes | None], origin: str, claims: Claims, here: set[str]) -> int:
    """Judge the form and time of each line, gather what lines say of other logs; answers how many lines there are."""
    timed = sorted((c.size, c.time) for c in claims[origin] if c.time is not None)
    latest = [min(t for _, t in timed[i:]) for i in range(len(timed))]
    count = passed = earliest = 0
    for body in lines:
        if body is None:
            report.add("torn_frame", origin, place=count)
            break
        while passed < len(timed) and timed[passed][0] <= count:
            earliest, passed = max(earliest, timed[passed][1]), passed + 1
        said = _read_line(body)
        if said is None:
            report.add("not_canonical", origin, place=count)
        else:
            time = datetime.fromisoformat(said["time"]).timestamp()
            if time < earliest - EARLY:
                report.add("time_before", origin, place=count, time=said["time"])
            elif passed < len(timed) and time > latest[passed] + LATE:
                report.add("time_after", origin, place=count, time=said["time"])
            _note_peer(said.get("peer"), origin, count, claims, here)
        count += 1
    return count


def _read_line(body: bytes) -> dict[str, Any] | None:
    """A line's content; ``None`` when it is not the canonical form of a log line."""
    try:
        said = json.loads(body, parse_float=_refuse, parse_constant=_refuse)
        again = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        sound = (
            again == body
            and type(said["v"]) is int
            and said["v"] == 1
            and isinstance(said["kind"], str)
            and bool(_TIME.fullmatch(said["time"]))
        )
        datetime.fromisoformat(said["time"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return said if sound else None


def _refuse(number: str) -> None:
    raise ValueError(number)


def _note_peer(said: Any, origin: str, place: int, claims: Claims, here: set[str]) -> None:
    """A line may hold another log's newest checkpoint: logs keep each other."""
    if not isinstance(said, dict) or said.get("origin") not in here or type(said.get("size")) is not int:
        return
    try:
        root = bytes.fromhex(said["root"])
    except (KeyError, TypeError, ValueError):
        return
    known = claims[said["origin"]]
    if (said["size"], root) != (known[-1].size, known[-1].root):
        source = _words("peer", place=place, where=origin)
        known.append(Checkpoint(said["origin"], said["size"], root, source))


def _check_roots(
    report: Report, lines: Iterator[bytes | None], last: Checkpoint, checkpoints: list[Checkpoint], count: int
) -> None:
    """Grow the tree line by line and compare it with every checkpoint at that checkpoint's size."""
    waiting: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        at_size = waiting.setdefault(checkpoint.size, [])
        if at_size and all(other.root != checkpoint.root for other in at_size):
            report.add("fork", last.origin, source=at_size[0].source, other=checkpoint.source, size=checkpoint.size)
        at_size.append(checkpoint)
    edge: list[bytes] = []
    for size in range(count + 1):
        for checkpoint in waiting.pop(size, ()):
            if _fold(edge) != checkpoint.root:
                report.add("root_differs", last.origin, size=size, source=checkpoint.source)
        if (body := next(lines, None)) is None:
            break
        top, place = sha256(b"\0" + body).digest(), size
        while place & 1:
            top, place = sha256(b"\1" + edge.pop() + top).digest(), place >> 1
        edge.append(top)
    for size in sorted(waiting):
        for checkpoint in waiting[size]:
            report.add("log_shorter", last.origin, count=count, size=size, source=checkpoint.source)
    if count > last.size:
        report.add("log_longer", last.origin, count=count, size=last.size)


def _fold(edge: list[bytes]) -> bytes:
    if not edge:
        return sha256(b"").digest()
    top = edge[-1]
    for left in reversed(edge[:-1]):
        top = sha256(b"\1" + left + top).digest()
    return top


# --- telling -------------------------------------------------------------------------------------------------------


def _words(key: str, **named: Any) -> tuple[str, str]:
    dutch, english = ({k: v[i] if isinstance(v, tuple) else v for k, v in named.items()} for i in (0, 1))
    return WORDS[key][0].format(**dutch), WORDS[key][1].format(**english)


def as_json(report: Report, *, english: bool) -> dict[str, Any]:
    """The report as one object for machines."""
    return {
        "verdict": VERDICTS[report.exit_code],
        "unreadable": report.unreadable and report.unreadable[english],
        "logs": [
            {
                "origin": log.origin,
                "lines": log.count,
                "root": base64.b64encode(log.root).decode(),
                "sealed_at": log.sealed_at and datetime.fromtimestamp(log.sealed_at, UTC).isoformat(),
                "keys": list(log.signers),
                "key_known": log.pinned,
            }
            for log in report.logs
        ],
        "totals": report.totals,
        "findings": [{"code": f.code, "log": f.log, "text": f.text(english=english)} for f in report.findings],
    }


def as_text(report: Report, *, english: bool) -> str:
    """The report as lines for people."""
    if report.unreadable:
        return SAID[UNREADABLE][english] + report.unreadable[english]
    out = []
    for log in report.logs:
        time = datetime.fromtimestamp(log.sealed_at, UTC).isoformat() if log.sealed_at else WORDS["unknown"][english]
        key = ", ".join(log.signers) or WORDS["unknown"][english]
        out.append(f"{log.origin}: " + WORDS["line"][english].format(count=log.count, time=time, key=key))
    out += [f"! {f.code}: {f.text(english=english)} ({f.log})" for f in report.findings]
    many = {code: total - MOST_TOLD for code, total in report.totals.items() if total > MOST_TOLD}
    out += [f"! {code}: " + WORDS["more"][english].format(count=count) for code, count in many.items()]
    return "\n".join([*out, SAID[report.exit_code][english]])


def main(argv: Sequence[str] | None = None) -> int:
    """The command; answers the exit code."""
    parser = argparse.ArgumentParser(prog="verify", description="Verify a bundle of Kring logs.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument(
        "--key", action="append", default=[], metavar="FINGERPRINT", help="of the signer, got elsewhere"
    )
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, metavar="FILE", help="a note you kept")
    parser.add_argument("--earlier", action="append", default=[], type=Path, metavar="BUNDLE", help="a bundle you kept")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    english = wanted.lower().startswith("en")
    with ExitStack() as files:
        try:
            bundle = files.enter_context(asked.bundle.open("rb"))
            earlier = [(path.name, files.enter_context(path.open("rb"))) for path in asked.earlier]
            own = [(path.name, _text(path.read_bytes()[: LARGEST_TEXT + 1])) for path in asked.checkpoint]
            report = verify(bundle, pinned=asked.key, own=own, earlier=earlier)
        except OSError as fault:
            report = Report(unreadable=(f"{fault.filename}: {fault.strerror}",) * 2)
        except UnreadableError as fault:
            report = Report(unreadable=fault.texts)
    if asked.json:
        print(json.dumps(as_json(report, english=english), ensure_ascii=False))
    else:
        print(as_text(report, english=english))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
