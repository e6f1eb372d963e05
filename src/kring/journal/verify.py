"""Verify a log of Kring: one file, to be run anywhere, that shares no code with the program that wrote the log.

    python verify.py BUNDLE [--key FINGERPRINT]... [--witness FINGERPRINT]... [--checkpoint FILE]... [--earlier BUNDLE]...
                     [--json]

Needs Python 3.11 and ``cryptography``; imports nothing of Kring. It says whether the lines in the bundle are exactly those
over which the checkpoints were signed: nothing changed, left out, put in or moved. A bundle may also hold a few chosen lines
(the proof of one disclosure, or what a log says of one person): then it says whether those are lines of the signed log.
``--key`` is the fingerprint of the signer's key, obtained elsewhere (not from the bundle); ``--checkpoint`` and ``--earlier``
are copies that the reader kept, and are what shows that a log was rolled back or rewritten by someone who holds the signing
key; ``--witness`` is the fingerprint of a partner that cosigns checkpoints.

Exit codes: 0 verified, 1 finding, 2 unreadable, 3 consistent but the signer is unknown, 4 signed but by none of the witnesses
that were named.
The form of a bundle is described in docs/journal.md. Messages are in Dutch, or in English when LANG starts with "en".
It is longer than a file of this house should be, because it must be one file.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hmac
import itertools
import json
import os
import re
import struct
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERIFIED, FINDING, UNREADABLE, UNKNOWN_SIGNER, UNWITNESSED = 0, 1, 2, 3, 4
VERDICTS = {
    VERIFIED: "verified",
    FINDING: "finding",
    UNREADABLE: "unreadable",
    UNKNOWN_SIGNER: "unknown_signer",
    UNWITNESSED: "unwitnessed",
}

TAKEN_OUT = "log.person_taken_out"  # what the line says that was written when a person's extract was taken out
LARGEST_BUNDLE = 2 << 30  # bytes
LARGEST_DIRECTORY = 8 << 20  # bytes of a bundle's table of contents
_LAST_TIME = 1 << 37  # no calendar here reaches further
LARGEST_TEXT = 64 << 10  # bytes of a note, a proof or a list of keys
LARGEST_LINES = 256 << 20  # bytes of chosen lines with their proofs
MOST_MEMBERS = 20_000
MOST_TOLD = 20  # findings of one kind that are told one by one
EARLY, LATE = 3600, 600  # seconds that a line's time may lie before a seal that precedes it, or after its own

FORMAT = b"kring/bundle/1\n"
_KINDS = (
    "checkpoint",
    "checkpoints",
    "growth",
    "witnesses",
    "start",
    "entries",
    "lines",
    "person",
    "keys",
)  # in this order
_MEMBER = re.compile(
    r"logs/([1-9][0-9]{0,3})/(?:(checkpoint|witnesses|start|entries|lines|person|keys)"
    r"|(checkpoints|growth)/(0|[1-9][0-9]{0,14}))"
)
_NAME = re.compile(r"[!-*,-~]+")  # nothing that a terminal would obey
_KEY = re.compile(r"([!-*,-~]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
_HANDOVER = "handover "
_SIGNATURE = re.compile(r"— ([!-*,-~]+) ([A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,14}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)

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
    "not_in_tree": (
        "regel {place} is geen regel van het gezegelde logboek",
        "line {place} is no line of the log that was sealed",
    ),
    "not_compared": (
        "{source} kan niet vergeleken worden: de bundel bevat geen bewijs van {size} regels naar zijn zegel",
        "{source} cannot be compared: the bundle holds no proof from {size} lines to its checkpoint",
    ),
    "damaged": (
        "de regels zijn niet de bytes die in het bestand werden gelegd: het is beschadigd",
        "the lines are not the bytes that were put into the file: it is damaged",
    ),
    "person_differs": (
        "wat over de persoon gezegd wordt, is niet wat bij het uitnemen in het logboek geschreven werd",
        "what is said of the person is not what was written in the log when it was taken out",
    ),
    "not_this_person": (
        "regel {place} gaat niet over deze persoon",
        "line {place} is not about this person",
    ),
    "own_differs": (
        "wat van regel {place} geopend is, staat niet in die regel",
        "what was opened of line {place} does not stand in that line",
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
    UNWITNESSED: (
        "Het logboek klopt en is getekend, maar niet elk logboek is medeondertekend door een getuige die u noemde.",
        "The log holds and is signed, but not every log is cosigned by a witness that you named.",
    ),
}
PART_HOLDS = (
    "Geverifieerd: dit zijn regels van het gezegelde logboek, op deze plaatsen.",
    "Verified: these are lines of the log that was sealed, at these places.",
)
WORDS = {
    "bundle": ("de bundel", "the bundle"),
    "newest": ("het jongste zegel in {where}", "the newest checkpoint in {where}"),
    "older": ("het bewaarde zegel over {size} regels in {where}", "the kept checkpoint over {size} lines in {where}"),
    "own": ("uw eigen zegel {where}", "your own checkpoint {where}"),
    "peer": ("regel {place} van {where}", "line {place} of {where}"),
    "line": ("{count} regels, gezegeld {time}, sleutel {key}", "{count} lines, sealed {time}, key {key}"),
    "cut": (
        "regels {first} tot {count} (wat eraan voorafging is vernietigd of niet meegegeven), gezegeld {time}, sleutel {key}",
        "lines {first} to {count} (what came before was destroyed or left out), sealed {time}, key {key}",
    ),
    "part": (
        "{chosen} van {count} regels, op plaats {places}, gezegeld {time}, sleutel {key}",
        "{chosen} of {count} lines, at place {places}, sealed {time}, key {key}",
    ),
    "person": ("over één persoon, {ssin}", "about one person, {ssin}"),
    "witness": (
        "medeondertekend door {name} tot en met {size} regels, op {time}, sleutel {key}{known}",
        "cosigned by {name} up to {size} lines, at {time}, key {key}{known}",
    ),
    "witness_unknown": (" (niet door u genoemd)", " (not named by you)"),
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
class Witness:
    """A partner that cosigned this log: its newest cosignature, over how many lines and when (seconds)."""

    name: str
    fingerprint: str
    size: int
    time: int
    known: bool


@dataclass(frozen=True)
class Log:
    """What was found of one log: its name, lines, the time of its newest seal (seconds or None), who signed that.

    ``first`` is the place of its first line, more than 0 after a cut. ``places`` are those of the chosen lines of a part,
    ``None`` for a whole log; ``ssin`` is whom an extract says to be about.
    """

    origin: str
    count: int
    size: int
    root: bytes
    sealed_at: int | None
    signers: tuple[str, ...]
    pinned: bool
    witnesses: tuple[Witness, ...] = ()
    first: int = 0
    places: tuple[int, ...] | None = None
    ssin: str = ""


@dataclass
class Report:
    """The outcome; ``exit_code`` is the verdict."""

    logs: list[Log] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    unreadable: tuple[str, str] | None = None
    wants_witness: bool = False

    def add(self, code: str, log: str, **about: Any) -> None:
        """Count a finding; the first of each code are kept to be told."""
        self.totals[code] = self.totals.get(code, 0) + 1
        if self.totals[code] <= MOST_TOLD:
            self.findings.append(Finding(code, log, about))

    @property
    def exit_code(self) -> int:
        """0 verified, 1 finding, 2 unreadable, 3 consistent but signer unknown, 4 not cosigned by a named witness."""
        if self.unreadable:
            return UNREADABLE
        if self.findings:
            return FINDING
        if not all(log.pinned for log in self.logs):
            return UNKNOWN_SIGNER
        if self.wants_witness and not all(any(w.known for w in log.witnesses) for log in self.logs):
            return UNWITNESSED
        return VERIFIED


@dataclass(frozen=True)
class Checkpoint:
    """A claim about a log: its first ``size`` lines have this root; ``time`` is when that was signed, if proven.

    ``by_line``: a line of another log says so; a note must not go uncompared, what a line says may.
    ``cosigned`` are the cosignatures that hold: name, fingerprint and time.
    """

    origin: str
    size: int
    root: bytes
    source: tuple[str, str]
    time: int | None = None
    signers: tuple[str, ...] = ()
    cosigned: tuple[tuple[str, str, int], ...] = ()
    by_line: bool = False


@dataclass(frozen=True)
class Member:
    """Where a file of the bundle lies: offset, length, and its checksum."""

    offset: int
    length: int
    crc: int


@dataclass(frozen=True)
class Chosen:
    """A line that was chosen, its place, and the hashes that lead from it to the newest checkpoint."""

    place: int
    body: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class Folder:
    """One log as a bundle holds it: all lines from ``start`` on (``entries``), or ``lines`` that were chosen.

    ``start`` is the number of lines before the first and the edge of the tree over them. ``growth`` leads from an older
    size to the newest checkpoint.
    """

    checkpoint: str
    older: tuple[tuple[int, str], ...]
    growth: Mapping[int, tuple[bytes, ...]]
    keys: str
    witnesses: str
    start: tuple[int, tuple[bytes, ...]]
    entries: Member | None
    lines: tuple[Chosen, ...]
    person: bytes | None


Keys = dict[bytes, bytes]
"""Public keys by their fingerprint's bytes: a checkpoint is tried against those whose id it names."""
Witnesses = dict[tuple[str, bytes], bytes]
"""Public keys of witnesses, by name and key id."""
Claims = dict[str, list[Checkpoint]]
"""What is claimed of each log, by its name."""


# --- reading the container: a zip with nothing compressed, checked before anything in it is believed ---------------


def open_bundle(file: BinaryIO) -> list[Folder]:
    """The logs in a bundle; raises ``UnreadableError`` for whatever is not one."""
    members = _members(file, file.seek(0, os.SEEK_END))
    if not members or members[0][0] != "format" or _small(file, members[0][1]).encode() != FORMAT:
        raise UnreadableError("het bestand 'format' ontbreekt", "no 'format' file in it")
    folders: list[dict[str, dict[int, Member]]] = []
    last = (0, 0, -1)
    for name, member in members[1:]:
        match = _MEMBER.fullmatch(name)
        if match is None:
            raise UnreadableError("er zit een bestand in dat er niet hoort", "it holds a file that does not belong")
        kind, size = match[2] or match[3], int(match[4] or 0)
        here = (int(match[1]), _KINDS.index(kind), size)
        if here <= last or here[0] > len(folders) + 1:
            raise UnreadableError("de bestanden staan niet in hun volgorde", "the files are not in their order")
        if here[0] > len(folders):
            folders.append({})
        folders[-1].setdefault(kind, {})[size] = member
        last = here
    if not folders:
        raise UnreadableError("er zit geen logboek in", "no log in it")
    return [_folder(file, places) for places in folders]


_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_DATE = 0x21  # the first of January 1980


def _members(file: BinaryIO, size: int) -> list[tuple[str, Member]]:
    """Every file in the zip, in order. Every byte of the zip that is not content has one value that it may have.

    Nothing is ever decompressed: names, lengths and checksums are read from the table of contents at the end, and each
    header must then be the very bytes that follow from them.
    """
    if not _END.size <= size <= LARGEST_BUNDLE:
        raise UnreadableError("het bestand is leeg of te groot", "the file is empty or too large")
    file.seek(size - _END.size)
    mark, disk, first, here, count, length, start, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\5\6" or disk or first or comment or here != count or start + length + _END.size != size:
        raise UnreadableError(
            "het is geen zip zoals Kring die maakt, of het is afgebroken", "not a zip as Kring makes it, or cut off"
        )
    if length > LARGEST_DIRECTORY or count > MOST_MEMBERS:
        raise UnreadableError("de inhoudsopgave is te groot", "the table of contents is too large")
    file.seek(start)
    table = file.read(length)
    members, at, offset = [], 0, 0
    for _ in range(count):
        if len(table) < at + _CENTRAL.size:
            raise _not_ours()
        read = _CENTRAL.unpack_from(table, at)
        crc, stored, named = read[7], read[8], read[10]
        name = table[at + _CENTRAL.size : at + _CENTRAL.size + named]
        fixed = (20, 0, 0, 0, _DATE, crc, stored, stored, named, 0)
        if read != (b"PK\1\2", 0x0314, *fixed, 0, 0, 0, 0o600 << 16, offset) or not name.isascii():
            raise _not_ours()
        file.seek(offset)
        if file.read(_LOCAL.size + named) != _LOCAL.pack(b"PK\3\4", *fixed) + name:
            raise _not_ours()
        offset += _LOCAL.size + named
        members.append((name.decode(), Member(offset, stored, crc)))
        at, offset = at + _CENTRAL.size + named, offset + stored
    if at != length or offset != start:
        raise _not_ours()
    return members


def _not_ours() -> UnreadableError:
    return UnreadableError(
        "de zip is beschadigd, of niet zoals Kring die maakt (niets gecomprimeerd, vaste volgorde en tijden)",
        "the zip is damaged, or not as Kring makes it (nothing compressed, fixed order and times)",
    )


def _folder(file: BinaryIO, places: Mapping[str, Mapping[int, Member]]) -> Folder:
    whole = "entries" in places
    if not {"checkpoint", "keys"} <= places.keys() or whole == ("lines" in places):
        raise UnreadableError(
            "een logboek mist zijn zegel, regels of sleutels", "a log lacks its checkpoint, lines or keys"
        )
    older, growth = places.get("checkpoints", {}), places.get("growth", {})
    if not growth.keys() <= older.keys() or ("start" in places and not whole) or ("person" in places and whole):
        raise UnreadableError("er zit een bestand in dat er niet hoort", "it holds a file that does not belong")

    def text(kind: str, size: int = 0) -> str:
        return _small(file, places[kind][size]) if kind in places else ""

    return Folder(
        checkpoint=text("checkpoint"),
        older=tuple((size, text("checkpoints", size)) for size in older),
        growth={size: _hashes(text("growth", size)) for size in growth},
        keys=text("keys"),
        witnesses=text("witnesses"),
        start=_read_start(text("start")) if "start" in places else (0, ()),
        entries=places["entries"][0] if whole else None,
        lines=() if whole else _read_chosen(_content(file, places["lines"][0], LARGEST_LINES)),
        person=_content(file, places["person"][0], LARGEST_LINES) if "person" in places else None,
    )


def _read_start(text: str) -> tuple[int, tuple[bytes, ...]]:
    """The number of lines before the first, and the roots of the full subtrees over them, largest first."""
    size, _, rest = text.partition("\n")
    edge = _hashes(rest)
    if not _SIZE.fullmatch(size) or size == "0" or int(size).bit_count() != len(edge):
        raise UnreadableError("het begin van een afgesneden logboek klopt niet", "the start of a cut log is not valid")
    return int(size), edge


def _hashes(text: str) -> tuple[bytes, ...]:
    """Hashes, a line each, in base64."""
    lines = text.split("\n")
    found = tuple(_base64(line) for line in lines[:-1])
    if lines[-1] or any(len(one) != 32 for one in found):
        raise UnreadableError("een bewijs heeft niet de vorm ervan", "a proof has not the form of one")
    return found


def _read_chosen(data: bytes) -> tuple[Chosen, ...]:
    """Chosen lines, in the order of their places."""
    said = _canonical(data)
    chosen = []
    listed: list[Any] = said if isinstance(said, list) else [None]
    for one in listed:
        try:
            path = tuple(bytes.fromhex(step) for step in one["path"])
            sound = one.keys() == {"line", "path", "place"} and type(one["place"]) is int and one["place"] >= 0
            chosen.append(Chosen(one["place"], one["line"].encode(), path))
        except (TypeError, KeyError, ValueError, AttributeError):
            sound = False
        if not sound or any(len(step) != 32 for step in chosen[-1].path) or [s.hex() for s in path] != one["path"]:
            raise UnreadableError("de gekozen regels hebben niet de vorm ervan", "the chosen lines have not their form")
    if not chosen or any(a.place >= b.place for a, b in itertools.pairwise(chosen)):
        raise UnreadableError("er zijn geen gekozen regels, of niet in volgorde", "no chosen lines, or not in order")
    return tuple(chosen)


def _canonical(data: bytes) -> Any:
    """What canonical JSON says; raises ``UnreadableError`` for any other form."""
    try:
        said = _READ.decode(data.decode())
        sound = _WRITE.encode(said).encode() == data
    except (ValueError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise UnreadableError("een bestand is geen JSON in de vaste vorm", "a file is not JSON in its canonical form")
    return said


def _small(file: BinaryIO, member: Member) -> str:
    return _text(_content(file, member, LARGEST_TEXT))


def _content(file: BinaryIO, member: Member, most: int) -> bytes:
    if member.length > most:
        raise UnreadableError(
            "een zegel, bewijs of sleutellijst is te groot", "a checkpoint, proof or list is too large"
        )
    file.seek(member.offset)
    data = file.read(member.length)
    if zlib.crc32(data) != member.crc:
        raise UnreadableError("de zip is beschadigd", "the zip is damaged")
    return data


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise UnreadableError(
            "een zegel of sleutellijst is geen tekst", "a checkpoint or list of keys is not text"
        ) from fault


def frames(file: BinaryIO, member: Member, damaged: list[bool] | None = None) -> Iterator[bytes | None]:
    """The lines in order; ``None`` as the last when it is cut off. Tells in ``damaged`` when the checksum does not fit."""
    offset, left = member.offset, member.length
    buffer, at, crc = b"", 0, 0
    while left or at < len(buffer):
        if len(buffer) - at < 65_537 and left:
            file.seek(offset)
            fresh = file.read(min(left, 1 << 20))
            offset, left = offset + len(fresh), (left - len(fresh)) if fresh else 0
            buffer, at = buffer[at:] + fresh, 0
            if damaged is not None:
                crc = zlib.crc32(fresh, crc)
                if not left and crc != member.crc:
                    damaged.append(True)
            continue
        end = at + 2 + int.from_bytes(buffer[at : at + 2], "big")
        if len(buffer) < at + 2 or len(buffer) < end:
            yield None
            return
        yield buffer[at + 2 : end]
        at = end


# --- checkpoints and who signed them -------------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    if last:
        raise UnreadableError("een lijst van sleutels is afgebroken", "a list of keys is cut off")
    return lines


def read_keys(text: str) -> tuple[str, Keys]:
    """The origin and the public keys in a ``keys`` file, by fingerprint."""
    origin, found = "", {}
    for line in _lines(text):
        if line.startswith(_HANDOVER):
            continue
        match = _KEY.fullmatch(line)
        blob = _base64(match[3]) if match else b""
        if match is None or len(blob) != 33 or blob[:1] != b"\1" or _key_id(match[1], blob).hex() != match[2]:
            raise UnreadableError("een sleutel in de bundel klopt niet", "a key in the bundle is not valid")
        if origin not in ("", match[1]):
            raise UnreadableError("de sleutels zijn van twee logboeken", "the keys are those of two logs")
        origin, found[sha256(blob[1:]).digest()] = match[1], blob[1:]
    return origin, found


def followed(pinned: set[str], texts: Iterable[str]) -> set[str]:
    """``pinned`` (fingerprints), and the keys to which these handed over, in steps, by a line of a ``keys`` file."""
    steps = []
    for line in {line for text in texts for line in text.split("\n") if line.startswith(_HANDOVER)}:
        old, new, at, by_old, by_new = [*line.removeprefix(_HANDOVER).split(" "), "", "", "", "", ""][:5]
        said = f"kring/sealer-key/1\n{old}\n{new}\n{at}\n".encode()
        if _signed(_base64(old), _base64(by_old), said) and _signed(_base64(new), _base64(by_new), said):
            steps.append((sha256(_base64(old)).hexdigest(), sha256(_base64(new)).hexdigest()))
    found = set(pinned)
    while fresh := {new for old, new in steps if old in found} - found:
        found |= fresh
    return found


def read_witnesses(text: str) -> Witnesses:
    """The keys in a ``witnesses`` file."""
    found = {}
    for line in _lines(text):
        match = _KEY.fullmatch(line)
        blob = _base64(match[3]) if match else b""
        if match is None or len(blob) != 33 or blob[:1] != b"\4" or _key_id(match[1], blob).hex() != match[2]:
            raise UnreadableError("een sleutel van een getuige klopt niet", "a witness's key is not valid")
        found[match[1], _key_id(match[1], blob)] = blob[1:]
    return found


def read_checkpoint(
    note: str, keys: Keys, witnesses: Witnesses, source: tuple[str, str], *, foreign: bool
) -> tuple[Checkpoint, bool]:
    """The checkpoint in a signed note, and whether its signatures are what they say; raises ``UnreadableError``.

    The installation signs twice with one key, plain and with the time: one without the other is not sound. A signature by a
    name that is neither the log's nor a listed witness's is sound only in a note that the reader kept (``foreign``).
    """
    text, gap, tail = note.partition("\n\n")
    text += "\n"
    lines = text.split("\n")
    root = _base64(lines[2]) if len(lines) == 4 else b""
    if (
        not gap
        or len(root) != 32
        or not _NAME.fullmatch(lines[0])
        or not _SIZE.fullmatch(lines[1])
        or not tail.endswith("\n")
    ):
        raise UnreadableError("een zegel heeft niet de vorm van een zegel", "a checkpoint has not the form of one")
    plain: set[str] = set()
    timed: dict[str, int] = {}
    cosigned: list[tuple[str, str, int]] = []
    sound = True
    for line in tail[:-1].split("\n"):
        match = _SIGNATURE.fullmatch(line)
        blob = _base64(match[2]) if match else b""
        if match is None or len(blob) < 5:
            raise UnreadableError("een handtekening heeft niet de vorm ervan", "a signature has not the form of one")
        name, key_id, at = match[1], blob[:4], int.from_bytes(blob[4:12], "big")
        if name != lines[0]:
            public = witnesses.get((name, key_id), b"")
            if not public:
                sound &= foreign
            elif _timed(public, blob, text):
                cosigned.append((name, sha256(public).hexdigest(), at))
            else:
                sound = False
            continue
        for public in keys.values():
            if key_id == _key_id(name, b"\1" + public):
                sound &= (good := _signed(public, blob[4:], text.encode()))
                plain |= {sha256(public).hexdigest()} if good else set()
            elif key_id == _key_id(name, b"\4" + public):
                sound &= (good := _timed(public, blob, text))
                timed |= {sha256(public).hexdigest(): at} if good else {}
    sound &= plain == timed.keys()
    signers = tuple(sorted(plain & timed.keys()))
    time = max((timed[signer] for signer in signers), default=None)
    return Checkpoint(lines[0], int(lines[1]), root, source, time, signers, tuple(cosigned)), sound


def _timed(public: bytes, blob: bytes, text: str) -> bool:
    at = int.from_bytes(blob[4:12], "big")
    return at < _LAST_TIME and _signed(public, blob[12:], f"cosignature/v1\ntime {at}\n{text}".encode())


def _key_id(origin: str, blob: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + blob).digest()[:4]


def _signed(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _base64(text: str) -> bytes:
    """The bytes that ``text`` writes; none when it is not their one and only base64."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if base64.b64encode(data).decode() == text else b""


# --- judging: first what each line says, then whether the lines are those that were signed -------------------------


def verify(
    bundle: BinaryIO,
    *,
    pinned: Sequence[str] = (),
    own: Sequence[tuple[str, str]] = (),
    earlier: Sequence[tuple[str, BinaryIO]] = (),
    witnesses: Sequence[str] = (),
) -> Report:
    """Verify a bundle (an open file) against the fingerprints ``pinned`` and the reader's ``own`` notes (name, text) and
    ``earlier`` bundles (name, file), and tell which of the fingerprints ``witnesses`` cosigned. Never raises for what a
    bundle holds: that is in the report.
    """
    report = Report(wants_witness=bool(witnesses))
    try:
        _verify(report, [("", bundle), *earlier], own, _fingerprints(pinned), _fingerprints(witnesses))
    except UnreadableError as fault:
        report.unreadable = fault.texts
    return report


def _fingerprints(said: Sequence[str]) -> set[str]:
    return {p.strip().lower().replace(":", "") for p in said}


@dataclass(frozen=True)
class _Held:
    """One log in one bundle: the bundle's name ("" for the one under judgement) and file, the folder, its newest checkpoint."""

    name: str
    file: BinaryIO
    folder: Folder
    last: Checkpoint


class _Notes:
    """Reads every note once, against every key that the bundles list, and keeps what each claims."""

    def __init__(self, report: Report, folders: Iterable[Folder]) -> None:
        self.report = report
        self.keys: Keys = {}
        self.witnesses: Witnesses = {}
        self.claims: Claims = {}
        for folder in folders:
            self.keys.update(read_keys(folder.keys)[1])
            self.witnesses.update(read_witnesses(folder.witnesses))

    def claim(self, note: str, source: tuple[str, str], *, foreign: bool = False) -> Checkpoint:
        checkpoint, sound = read_checkpoint(note, self.keys, self.witnesses, source, foreign=foreign)
        self.claims.setdefault(checkpoint.origin, []).append(checkpoint)
        if not sound:
            self.report.add("bad_signature", checkpoint.origin, source=source)
        return checkpoint

    def held(self, name: str, file: BinaryIO, folder: Folder) -> _Held:
        """The notes of one folder; raises ``UnreadableError`` when they do not belong in one."""
        where = (name, name) if name else WORDS["bundle"]
        last = self.claim(folder.checkpoint, _words("newest", where=where))
        if read_keys(folder.keys)[0] not in ("", last.origin):
            raise UnreadableError("de sleutels zijn van een ander logboek", "the keys are those of another log")
        for size, note in folder.older:
            kept = self.claim(note, _words("older", size=size, where=where))
            if kept.size != size or kept.origin != last.origin or size >= last.size:
                raise UnreadableError("een bewaard zegel ligt verkeerd", "a kept checkpoint is misplaced")
        if folder.start[0] > last.size:
            raise UnreadableError("het begin ligt na het einde", "the start lies after the end")
        return _Held(name, file, folder, last)


def _verify(
    report: Report,
    files: Sequence[tuple[str, BinaryIO]],
    own: Sequence[tuple[str, str]],
    pinned: set[str],
    known: set[str],
) -> None:
    opened = [(name, file, folder) for name, file in files for folder in open_bundle(file)]
    notes = _Notes(report, [folder for _, _, folder in opened])
    pinned = followed(pinned, [folder.keys for _, _, folder in opened])
    held = [notes.held(*each) for each in opened]
    for name, note in own:
        notes.claim(note, _words("own", where=name), foreign=True)
    judged, kept = [one for one in held if not one.name], [one for one in held if one.name]
    here = {one.last.origin for one in judged}
    if len(here) != len(judged):
        raise UnreadableError("een logboek zit er tweemaal in", "a log is in it twice")
    for origin in notes.claims.keys() - here:
        report.add("log_missing", origin, source=notes.claims[origin][0].source)
    leaves = [_read_lines(Report() if one.name else report, one, notes.claims, here) for one in held]
    for one, its in zip(judged, leaves, strict=False):  # earlier bundles come after, and are read for what they say
        claims, folder = notes.claims[one.last.origin], one.folder
        ssin = _check_person(report, folder, one.last.origin)
        if folder.entries is None:
            _check_part(report, one, claims, list(zip(kept, leaves[len(judged) :], strict=True)))
        else:
            _check_grown(report, folder, one.last, [claim for claim in claims if claim.size < folder.start[0]])
            _check_roots(report, one, its, claims)
        last = one.last
        report.logs.append(
            Log(
                origin=last.origin,
                count=last.size if folder.entries is None else folder.start[0] + len(its) // 32,
                size=last.size,
                root=last.root,
                sealed_at=last.time,
                signers=last.signers,
                pinned=bool(pinned & set(last.signers)),
                witnesses=_cosigners(claims, known),
                first=folder.start[0],
                places=tuple(chosen.place for chosen in folder.lines) if folder.entries is None else None,
                ssin=ssin,
            )
        )


def _cosigners(claims: Iterable[Checkpoint], known: set[str]) -> tuple[Witness, ...]:
    """For each witness the newest of its cosignatures."""
    newest: dict[str, Witness] = {}
    for claim in claims:
        for name, mark, time in claim.cosigned:
            if mark not in newest or (newest[mark].size, newest[mark].time) < (claim.size, time):
                newest[mark] = Witness(name, mark, claim.size, time, mark in known)
    return tuple(newest[mark] for mark in sorted(newest))


def _numbered(report: Report, one: _Held) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its place."""
    if one.folder.entries is None:
        yield from ((chosen.place, chosen.body) for chosen in one.folder.lines)
        return
    damaged: list[bool] = []
    yield from enumerate(frames(one.file, one.folder.entries, damaged), one.folder.start[0])
    if damaged:
        report.add("damaged", one.last.origin)


def _read_lines(report: Report, one: _Held, claims: Claims, here: set[str]) -> bytes:
    """Judge the form and time of each line, gather what lines say of other logs; answers the leaves, 32 bytes each."""
    origin = one.last.origin
    timed = sorted((c.size, c.time) for c in claims[origin] if c.time is not None)
    latest = [min(t for _, t in timed[i:]) for i in range(len(timed))]
    passed, earliest = 0, float("-inf")
    leaves = bytearray()
    for place, body in _numbered(report, one):
        if body is None:
            report.add("torn_frame", origin, place=place)
            continue  # it is the last, and what gives the lines still has its say
        while passed < len(timed) and timed[passed][0] <= place:
            earliest, passed = max(earliest, timed[passed][1]), passed + 1
        read = _read_line(body)
        if read is None:
            report.add("not_canonical", origin, place=place)
        else:
            said, time = read
            if time < earliest - EARLY:
                report.add("time_before", origin, place=place, time=said["time"])
            elif passed < len(timed) and time > latest[passed] + LATE:
                report.add("time_after", origin, place=place, time=said["time"])
            if "peer" in said:
                _note_peer(said["peer"], origin, place, claims, here)
        leaves += sha256(b"\0" + body).digest()
    return bytes(leaves)


def _read_line(body: bytes) -> tuple[dict[str, Any], float] | None:
    """A line's content and its time in seconds; ``None`` when it is not the canonical form of a log line."""
    try:
        text = body.decode()
        said, end = _scan(text, 0)
        sound = (
            end == len(text)
            and _write(said) == text
            and type(said["v"]) is int
            and said["v"] == 1
            and isinstance(said["kind"], str)
        )
        time = _seconds(said["time"])
    except (ValueError, TypeError, KeyError, RecursionError, StopIteration):
        return None
    return (said, time) if sound else None


def _seconds(text: str) -> float:
    """When a line says that it was written, in seconds since 1970; raises ``ValueError`` for any other form."""
    fraction = text[20:26]
    if len(text) != 27 or text[19] + text[26] != ".Z" or not (fraction.isascii() and fraction.isdigit()):
        raise ValueError(text)
    return _second(text[:19]) + int(fraction) / 1_000_000


@lru_cache(maxsize=65_536)
def _second(text: str) -> float:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text + "+00:00").timestamp()


def _refuse(number: str) -> None:
    raise ValueError(number)


_READ = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)  # made once: a million lines are read
_WRITE = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"))
_scan = _READ.scan_once  # type: ignore[attr-defined] # no white space is allowed around a line, so none is skipped


def _writer() -> Callable[[Any], str]:
    """What writes canonical JSON: the standard library's own core where it is as known, kept; else the library as it is.

    The library makes that core anew for each text, which is half the work for a line.
    """
    try:
        core = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
            None,
            _WRITE.default,
            json.encoder.encode_basestring,
            None,
            ":",
            ",",
            True,
            False,
            False,
        )
        tried = {"b": [1, 'é"', True], "a": {"d": None, "c": "\x1f"}}
        if "".join(core(tried, 0)) == _WRITE.encode(tried):
            return lambda value: "".join(core(value, 0))
    except (AttributeError, TypeError):
        pass
    return _WRITE.encode


_write = _writer()


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
        known.append(Checkpoint(said["origin"], said["size"], root, source, by_line=True))


def _check_roots(report: Report, one: _Held, leaves: bytes, checkpoints: Iterable[Checkpoint]) -> None:
    """Grow the tree leaf by leaf and compare it with every checkpoint at that checkpoint's size, from the start on."""
    last, first, edge = one.last, one.folder.start[0], list(one.folder.start[1])
    count = first + len(leaves) // 32
    waiting: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        if checkpoint.size < first:
            continue
        at_size = waiting.setdefault(checkpoint.size, [])
        if at_size and all(other.root != checkpoint.root for other in at_size):
            report.add("fork", last.origin, source=at_size[0].source, other=checkpoint.source, size=checkpoint.size)
        at_size.append(checkpoint)
    grown = first
    for size in sorted({*waiting, count}):
        if size > count:
            break
        for place in range(grown, size):
            at, odd = (place - first) * 32, place
            top = leaves[at : at + 32]
            while odd & 1:
                top, odd = sha256(b"\1" + edge.pop() + top).digest(), odd >> 1
            edge.append(top)
        grown = size
        for checkpoint in waiting.pop(size, ()):
            if _fold(edge) != checkpoint.root:
                report.add("root_differs", last.origin, size=size, source=checkpoint.source)
    for size in sorted(waiting):
        for checkpoint in waiting[size]:
            report.add("log_shorter", last.origin, count=count, size=size, source=checkpoint.source)
    if count > last.size:
        report.add("log_longer", last.origin, count=count, size=last.size)


def _check_part(report: Report, one: _Held, claims: Sequence[Checkpoint], kept: Sequence[tuple[_Held, bytes]]) -> None:
    """Chosen lines lead to the newest checkpoint; what else is claimed leads there by a proof, or by a whole log at hand."""
    last = one.last
    for chosen in one.folder.lines:
        leaf = sha256(b"\0" + chosen.body).digest()
        if not _includes(leaf, chosen.place, last.size, chosen.path, last.root):
            report.add("not_in_tree", last.origin, place=chosen.place)
    left = list(claims)
    for other, leaves in kept:
        first, size = other.folder.start[0], other.last.size
        if other.folder.entries is None or other.last.origin != last.origin or not first <= last.size <= size:
            continue
        found = [claim for claim in left if first <= claim.size <= size]
        _check_roots(report, other, leaves, found)  # one tree holds the newest checkpoint and these
        left = [claim for claim in left if claim not in found]
    _check_grown(report, one.folder, last, left)


def _check_grown(report: Report, folder: Folder, last: Checkpoint, claims: Iterable[Checkpoint]) -> None:
    """Compare claims that no tree at hand reaches with the newest checkpoint, by the proofs of growth in the bundle."""
    for claim in claims:
        path = folder.growth.get(claim.size)
        if claim.size == last.size:
            if claim.root != last.root:
                report.add("fork", last.origin, source=last.source, other=claim.source, size=last.size)
        elif claim.size == 0:
            if claim.root != sha256(b"").digest():
                report.add("root_differs", last.origin, size=0, source=claim.source)
        elif path is not None:
            if not _extends(claim.size, claim.root, last.size, last.root, path):
                report.add("root_differs", last.origin, size=claim.size, source=claim.source)
        elif not claim.by_line:  # a line of another log may name a size that this bundle cannot show
            report.add("not_compared", last.origin, source=claim.source, size=claim.size)


def _includes(leaf: bytes, place: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from the leaf at ``place`` to the root over ``size`` lines (RFC 9162 2.1.3.2)."""
    if not 0 <= place < size:
        return False
    index, last, top = place, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if index % 2 or index == last:
            top = sha256(b"\1" + step + top).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            top = sha256(b"\1" + top + step).digest()
        index, last = index // 2, last // 2
    return last == 0 and top == root


def _extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` shows that the first ``old`` of ``new`` lines have ``old_root`` (RFC 9162 2.1.4.2); 0 < old < new."""
    if not 0 < old < new or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    index, last = old - 1, new - 1
    while index % 2:
        index, last = index // 2, last // 2
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            before, after = sha256(b"\1" + step + before).digest(), sha256(b"\1" + step + after).digest()
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            after = sha256(b"\1" + after + step).digest()
        index, last = index // 2, last // 2
    return last == 0 and before == old_root and after == new_root


def _fold(edge: list[bytes]) -> bytes:
    if not edge:
        return sha256(b"").digest()
    top = edge[-1]
    for left in reversed(edge[:-1]):
        top = sha256(b"\1" + left + top).digest()
    return top


# --- one person: that the lines are about this person, as the log itself was made to say --------------------------------


def _check_person(report: Report, folder: Folder, origin: str) -> str:
    """Hold the ``person`` file against the lines; answers the number that it names ("" when there is no such file).

    A line of the log, written when the extract was taken out, holds the file's digest; the file holds keys, by year, from
    which the ``subject`` of every line follows. With ``own_keys`` the lines' own parts are opened and compared as well.
    """
    if folder.person is None:
        return ""
    said = _canonical(folder.person)
    if not _is_person(said):
        raise UnreadableError("het uittreksel heeft niet de vorm ervan", "the extract has not the form of one")
    ssin, told = said["ssin"], {int(place): part for place, part in said["told"].items()}
    keys, own_keys = ({year: bytes.fromhex(k) for year, k in said.get(n, {}).items()} for n in ("keys", "own_keys"))
    log = _log_id(origin)
    digest = sha256(folder.person).hexdigest()
    vouched: list[int] = []
    for chosen in folder.lines:
        line, _ = _read_line(chosen.body) or ({}, 0.0)
        year = str(line.get("time"))[:4]
        about = str(line.get("exchange") or line.get("nonce") or "").encode() + log
        subject = hmac.digest(keys[year], about, "sha256") if year in keys else b""
        if not subject or subject.hex() != line.get("subject"):
            report.add("not_this_person", origin, place=chosen.place)
        elif line.get("kind") == "action" and line.get("what") == TAKEN_OUT and line.get("sha256") == digest:
            vouched.append(chosen.place)
        elif "own_keys" in said and _opened(line, own_keys.get(year, b""), subject) != told.get(chosen.place):
            report.add("own_differs", origin, place=chosen.place)
    if not vouched or told.keys() != {chosen.place for chosen in folder.lines} - set(vouched):
        report.add("person_differs", origin)
    return str(ssin)


def _is_person(said: Any) -> bool:
    """Whether it has the form of a ``person`` file, nothing more and nothing less."""
    wanted = {"v", "ssin", "salt", "keys", "told"}
    if (
        not isinstance(said, dict)
        or said.keys() - {"own_keys"} != wanted
        or type(said["v"]) is not int
        or said["v"] != 1
    ):
        return False
    by_year = [said["keys"], said.get("own_keys", {})]
    if not all(isinstance(one, dict) for one in (*by_year, said["told"])):
        return False
    return (
        _matches(r"[0-9]{11}", said["ssin"])
        and _matches(r"[0-9a-f]{64}", said["salt"])
        and all(_matches(r"[0-9]{4}", y) and _matches(r"[0-9a-f]{64}", k) for one in by_year for y, k in one.items())
        and all(_SIZE.fullmatch(place) and isinstance(part, dict) for place, part in said["told"].items())
    )


def _matches(form: str, text: Any) -> bool:
    return isinstance(text, str) and re.fullmatch(form, text) is not None


def _log_id(origin: str) -> bytes:
    """The sixteen bytes of the organisation whose log it is."""
    try:
        return UUID(origin.rpartition("/")[2]).bytes
    except ValueError:
        return b""


def _opened(line: Mapping[str, Any], key: bytes, subject: bytes) -> Any:
    """The own part of a line, decrypted; ``None`` when the key does not open it."""
    try:
        sealed = _base64(line["own"])
        return json.loads(AESGCM(key).decrypt(sealed[:12], sealed[12:], subject))
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None


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
                "first": log.first,
                "places": log.places and list(log.places),
                "ssin": log.ssin or None,
                "witnesses": [
                    {
                        "name": one.name,
                        "key": one.fingerprint,
                        "known": one.known,
                        "lines": one.size,
                        "at": datetime.fromtimestamp(one.time, UTC).isoformat(),
                    }
                    for one in log.witnesses
                ],
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
        out += _told(log, english=english)
    out += [f"! {f.code}: {f.text(english=english)} ({f.log})" for f in report.findings]
    many = {code: total - MOST_TOLD for code, total in report.totals.items() if total > MOST_TOLD}
    out += [f"! {code}: " + WORDS["more"][english].format(count=count) for code, count in many.items()]
    parts = report.exit_code == VERIFIED and any(log.places is not None for log in report.logs)
    return "\n".join([*out, (PART_HOLDS if parts else SAID[report.exit_code])[english]])


def _told(log: Log, *, english: bool) -> list[str]:
    """A log in a line, and a line for each witness."""
    unknown = WORDS["unknown"][english]
    named = {
        "count": log.count,
        "first": log.first,
        "chosen": len(log.places or ()),
        "places": _some(log.places or ()),
        "time": datetime.fromtimestamp(log.sealed_at, UTC).isoformat() if log.sealed_at else unknown,
        "key": ", ".join(log.signers) or unknown,
    }
    form = "part" if log.places is not None else "cut" if log.first else "line"
    out = [f"{log.origin}: " + WORDS[form][english].format(**named)]
    if log.ssin:
        out.append("  " + WORDS["person"][english].format(ssin=log.ssin))
    for one in log.witnesses:
        known = "" if one.known else WORDS["witness_unknown"][english]
        time = datetime.fromtimestamp(one.time, UTC).isoformat()
        told = {"name": one.name, "size": one.size, "time": time, "key": one.fingerprint, "known": known}
        out.append("  " + WORDS["witness"][english].format(**told))
    return out


def _some(places: Collection[int]) -> str:
    shown = [str(place) for place in list(places)[:MOST_TOLD]]
    return ", ".join(shown) + (", …" if len(places) > MOST_TOLD else "")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; answers the exit code."""
    parser = argparse.ArgumentParser(prog="verify", description="Verify a bundle of Kring logs.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument(
        "--key", action="append", default=[], metavar="FINGERPRINT", help="of the signer, got elsewhere"
    )
    parser.add_argument(
        "--witness", action="append", default=[], metavar="FINGERPRINT", help="of a partner that cosigns, got elsewhere"
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
            report = verify(bundle, pinned=asked.key, own=own, earlier=earlier, witnesses=asked.witness)
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
