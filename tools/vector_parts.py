"""What the test vectors are made of: lines of two invented logs, notes, proofs, and the files of a bundle. See ``vectors.py``."""

import base64
import hmac
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kring.core.canonical import canonical
from kring.journal import merkle, note, signer
from kring.journal.note import Checkpoint

CITY, OCMW = (UUID(f"00000000-0000-4000-8000-00000000000{n}") for n in "ac")
SEALER, NEXT, OTHER = (signer.from_seed(bytes([n]) * 32) for n in (1, 2, 9))
WITNESS, STRANGER = (signer.from_seed(bytes([n]) * 32) for n in (3, 4))
BEGIN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SSIN, OTHER_SSIN = "85731512388", "85731512487"  # nobody can bear these: the month is 73
PERSONS = {"an": bytes([0xA1]) * 32, "bo": bytes([0xB0]) * 32}
PERMIT = "0d0b8a5e-7a7e-4b7c-9b0a-6f1f5c1d2e3f"
POSITION = "00000000-0000-4000-8000-0000000000ff"

Files = dict[str, bytes]


# ----- Lines.


def when(minute: float) -> str:
    return (BEGIN + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seconds(minute: float) -> int:
    return int((BEGIN + timedelta(minutes=minute)).timestamp())


def keys_of(who: str) -> tuple[bytes, bytes]:
    """The subject key and the own key of an invented person."""
    return hmac.digest(PERSONS[who], b"subject", "sha256"), hmac.digest(PERSONS[who], b"own", "sha256")


def line(log: UUID, minute: float, kind: str, who: str = "", own: dict[str, Any] | None = None, **more: Any) -> bytes:
    """A line as ``append`` composes it, its chance replaced by a count."""
    said: dict[str, Any] = {"v": 1, "time": when(minute), "kind": kind, **more}
    nonce = sha256(f"{log}{minute}".encode()).digest()[:12]
    inside = canonical({**(own or {}), "position": POSITION})
    if who:
        subject_key, own_key = keys_of(who)
        if "exchange" not in said:
            said["nonce"] = sha256(nonce).hexdigest()[:32]
        subject = hmac.digest(subject_key, (said.get("exchange") or said["nonce"]).encode() + log.bytes, "sha256")
        said["subject"] = subject.hex()
        sealed = nonce + AESGCM(own_key).encrypt(nonce, inside, subject)
    else:
        sealed = (
            b"\0\1" + nonce + AESGCM(bytes(32)).encrypt(nonce, inside, f"journal.entry|{log}|{when(minute)}".encode())
        )
    return canonical({**said, "own": base64.b64encode(sealed).decode()})


def city_lines(person_digest: str = "") -> list[bytes]:
    lines = [
        line(CITY, 0, "action", what="position.given"),
        line(CITY, 1, "look", "an", what="round.row"),
        line(CITY, 2, "permit", permit=PERMIT, decision="permitted", items=["debt.client_mark"], count=2),
        line(CITY, 3, "subject", "an", {"ref": "7"}, permit=PERMIT, exchange="e1", decision="permitted"),
        line(CITY, 4, "subject", "bo", {"ref": "8"}, permit=PERMIT, exchange="e1", decision="refused"),
        line(CITY, 5, "release", permit=PERMIT, sealed="00" * 32),
        line(CITY, 6, "action", what="round.started", note='é \\ " / \n \u007f \U0001f511'),
        line(CITY, 7, "look", "an", what="round.rows"),
        line(CITY, 8, "look", "bo", what="round.rows"),
        line(CITY, 9, "action", what="log.verified", lines=9, outcome="verified"),
        line(CITY, 10, "action", at="console", what="seat.taken"),
    ]
    if person_digest:
        lines.append(line(CITY, 11, "action", "an", what="log.person_taken_out", sha256=person_digest, with_who=False))
    return lines


def ocmw_lines(peer: Checkpoint) -> list[bytes]:
    seen = {"origin": peer.origin, "root": peer.root.hex(), "size": peer.size}
    return [
        line(OCMW, 6, "receive", permit=PERMIT, peer=seen, count=1, not_kept=1),
        line(OCMW, 6.5, "subject", "an", {"ref": "7"}, exchange="e1"),
        line(OCMW, 7, "look", "an", what="received.case"),
    ]


# ----- Trees, notes, bundles.


def leaves(lines: Sequence[bytes]) -> list[bytes]:
    return [merkle.leaf_hash(body) for body in lines]


def subtree(lines: Sequence[bytes]) -> merkle.Subtree:
    hashes = leaves(lines)
    return lambda level, index: merkle.root(hashes[index << level : (index + 1) << level])


def point(log: UUID, lines: Sequence[bytes]) -> Checkpoint:
    return Checkpoint(note.origin_of(log), len(lines), merkle.root(leaves(lines)))


def signed(log: UUID, lines: Sequence[bytes], key: signer.Signer = SEALER, minute: float | None = None) -> str:
    """The note over ``lines``, sealed half a minute after the last of them."""
    return key.sign(point(log, lines), seconds(len(lines) - 0.5 if minute is None else minute))


def cosigned(log: UUID, lines: Sequence[bytes], key: signer.Signer = WITNESS, name: str = "") -> str:
    witness = name or note.witness_of(OCMW)
    return note.cosign(point(log, lines), witness, key.private, seconds(len(lines)))


def b64(hashes: Sequence[bytes]) -> bytes:
    return "".join(base64.b64encode(one).decode() + "\n" for one in hashes).encode()


def keys(log: UUID, *keys: signer.Signer) -> bytes:
    return "".join(note.verifier_key(note.origin_of(log), key.public) + "\n" for key in keys or (SEALER,)).encode()


def witnesses(*keys: signer.Signer) -> bytes:
    return "".join(note.witness_key(note.witness_of(OCMW), key.public) + "\n" for key in keys or (WITNESS,)).encode()


def framed(lines: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(body)) + body for body in lines)


def whole(log: UUID, lines: Sequence[bytes], older: Sequence[int] = (), key: signer.Signer = SEALER) -> Files:
    return {
        "checkpoint": signed(log, lines, key).encode(),
        **{f"checkpoints/{size}": signed(log, lines[:size], key).encode() for size in older},
        "entries": framed(lines),
        "keys": keys(log, key),
    }


def cut(log: UUID, lines: Sequence[bytes], start: int, older: Sequence[int] = ()) -> Files:
    edge = [subtree(lines)(level, index) for level, index in merkle.full_subtrees(0, start)]
    return {
        "checkpoint": signed(log, lines).encode(),
        **{f"checkpoints/{size}": signed(log, lines[:size]).encode() for size in older},
        **{f"growth/{size}": b64(growth(lines, size)) for size in older if size < start},
        "start": f"{start}\n".encode() + b64(edge),
        "entries": framed(lines[start:]),
        "keys": keys(log),
    }


def growth(lines: Sequence[bytes], size: int) -> list[bytes]:
    return merkle.consistency_path(size, len(lines), subtree(lines))


def chosen(lines: Sequence[bytes], places: Sequence[int]) -> bytes:
    listed: list[Any] = []
    for place in places:
        path = merkle.inclusion_path(place, len(lines), subtree(lines))
        listed.append({"line": lines[place].decode(), "path": [step.hex() for step in path], "place": place})
    return canonical(listed)


def part(
    log: UUID, lines: Sequence[bytes], places: Sequence[int], older: Sequence[int] = (), person: bytes = b""
) -> Files:
    return {
        "checkpoint": signed(log, lines).encode(),
        **{f"checkpoints/{size}": signed(log, lines[:size]).encode() for size in older},
        **{f"growth/{size}": b64(growth(lines, size)) for size in older},
        "lines": chosen(lines, places),
        **({"person": person} if person else {}),
        "keys": keys(log),
    }


def person_file(*, who: bool = False, ssin: str = SSIN) -> bytes:
    told: dict[str, Any] = {"1": {}, "3": {"ref": "7"}, "7": {}}
    subject_key, own_key = keys_of("an")
    said: dict[str, Any] = {"v": 1, "ssin": ssin, "salt": "5a" * 32, "keys": {"2026": subject_key.hex()}, "told": told}
    if who:
        said["told"] = {place: {**part_, "position": POSITION} for place, part_ in told.items()}
        said["own_keys"] = {"2026": own_key.hex()}
    return canonical(said)


_ORDER = ("checkpoint", "checkpoints", "growth", "witnesses", "start", "entries", "lines", "person", "keys")


def zipped(*logs: Files, compression: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression, allowZip64=False) as archive:
        archive.writestr(member("format", compression), b"kring/bundle/1\n")
        for number, parts in enumerate(logs, 1):
            for name in sorted(parts, key=_rank):
                archive.writestr(member(f"logs/{number}/{name}", compression), parts[name])
        for name, data in more.items():
            archive.writestr(member(name, compression), data)
    return file.getvalue()


def _rank(name: str) -> tuple[int, int]:
    kind, _, size = name.partition("/")
    return _ORDER.index(kind), int(size or 0)


def member(name: str, compression: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr, info.compress_type = 3, 0o600 << 16, compression
    return info
