"""Checkpoints and the signed notes that carry them (C2SP tlog-checkpoint, signed-note, tlog-cosignature).

A note is three lines (origin, size, root), an empty line and signature lines. The sealer signs twice with its one key:
the checkpoint itself (Ed25519, type 1), and the checkpoint together with the time at which it was signed
(cosignature/v1, type 4). The second bounds back-dating: what is not under a note cannot be older than that note.
source: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PLAIN, TIMED = b"\x01", b"\x04"
"""The signature types: Ed25519 over the text, and cosignature/v1 over a time and the text."""
_ORIGIN = "kring/log/"
_WITNESS = "kring/witness/"
_LONGEST = 16_384
_LAST_TIME = 1 << 37  # no calendar here reaches further
_SIZE = re.compile(r"0|[1-9][0-9]{0,14}")


@dataclass(frozen=True)
class Checkpoint:
    """The state of one log: its name, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class Note:
    """A checkpoint with its signature lines, unverified: (name, key id of 4 bytes, what follows it)."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]


def origin_of(log: UUID) -> str:
    """The name under which the log of organisation ``log`` is signed."""
    return f"{_ORIGIN}{log}"


def log_of(origin: str) -> UUID | None:
    """The organisation whose log has this name; ``None`` if it is not the name of a log of ours."""
    try:
        log = UUID(origin.removeprefix(_ORIGIN))
    except ValueError:
        return None
    return log if origin == origin_of(log) else None


def witness_of(organisation: UUID) -> str:
    """The name under which ``organisation`` cosigns the checkpoints of others."""
    return f"{_WITNESS}{organisation}"


def fingerprint(public: bytes) -> str:
    """What people compare and pin: the SHA-256, in hexadecimal, of the raw Ed25519 public key."""
    return sha256(public).hexdigest()


def key_id(name: str, public: bytes, kind: bytes = PLAIN) -> bytes:
    """The four bytes by which a signature line says which key made it."""
    return sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The key as one line, as the ``keys`` file of a bundle holds it."""
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(PLAIN + public).decode()}"


def witness_key(name: str, public: bytes) -> str:
    """A witness's key as one line, as the ``witnesses`` file of a bundle holds it."""
    return f"{name}+{key_id(name, public, TIMED).hex()}+{base64.b64encode(TIMED + public).decode()}"


def text_of(checkpoint: Checkpoint) -> str:
    """The lines that are signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey, public: bytes, at: int) -> str:
    """The signed note; ``at`` is the time of signing in seconds since 1970, ``public`` the raw public half of ``key``."""
    text = text_of(checkpoint)
    plain = key_id(checkpoint.origin, public) + key.sign(text.encode())
    stamp = key.sign(_timed_text(at, text))
    timed = key_id(checkpoint.origin, public, TIMED) + at.to_bytes(8, "big") + stamp
    lines = "".join(f"— {checkpoint.origin} {base64.b64encode(blob).decode()}\n" for blob in (plain, timed))
    return f"{text}\n{lines}"


def cosign(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """The signature line, with its newline, by which witness ``name`` says that it saw this checkpoint grow consistently.

    ``at`` in seconds since 1970. source: https://c2sp.org/tlog-cosignature (cosignature/v1)
    """
    stamp = key.sign(_timed_text(at, text_of(checkpoint)))
    blob = key_id(name, key.public_key().public_bytes_raw(), TIMED) + at.to_bytes(8, "big") + stamp
    return f"— {name} {base64.b64encode(blob).decode()}\n"


def cosigned_at(checkpoint: Checkpoint, line: str, name: str, public: bytes) -> int | None:
    """When witness ``name`` cosigned, in seconds since 1970; ``None`` when ``line`` is not its signature on ``checkpoint``."""
    try:
        found = parse(f"{text_of(checkpoint)}\n{line}")
    except ValueError:
        return None
    if len(found.signatures) != 1 or found.signatures[0][:2] != (name, key_id(name, public, TIMED)):
        return None
    blob = found.signatures[0][2]
    at = int.from_bytes(blob[:8], "big")
    key = Ed25519PublicKey.from_public_bytes(public)
    return at if at < _LAST_TIME and _verifies(key, blob[8:], _timed_text(at, found.text)) else None


def parse(note: str) -> Note:
    """Read a note without judging its signatures; raises ``ValueError`` when it has not the form of one."""
    if len(note) > _LONGEST:
        raise ValueError("too long for a note")
    head, gap, tail = note.partition("\n\n")
    lines = head.split("\n")
    if not gap or not tail.endswith("\n") or len(lines) < 3:
        raise ValueError("not a signed note")
    origin, size, root = lines[0], lines[1], _base64(lines[2])
    if not origin or not _SIZE.fullmatch(size) or len(root) != 32:
        raise ValueError("not a checkpoint")
    signatures = []
    for line in tail[:-1].split("\n"):
        dash, name, blob = [*line.split(" "), "", ""][:3]
        data = _base64(blob)
        if dash != "—" or not name or line.count(" ") != 2 or len(data) < 5:
            raise ValueError("not a signature line")
        signatures.append((name, data[:4], data[4:]))
    return Note(Checkpoint(origin, int(size), root), head + "\n", tuple(signatures))


def signed_by(note: Note, public: bytes) -> bool:
    """Whether the checkpoint carries a valid plain signature by this key."""
    name = note.checkpoint.origin
    key = Ed25519PublicKey.from_public_bytes(public)
    wanted = (name, key_id(name, public))
    return any(_verifies(key, s[2], note.text.encode()) for s in note.signatures if s[:2] == wanted)


def time_signed(note: Note, public: bytes) -> int | None:
    """The time at which this key signed, in seconds since 1970; ``None`` without a valid timed signature."""
    name = note.checkpoint.origin
    key = Ed25519PublicKey.from_public_bytes(public)
    wanted = (name, key_id(name, public, TIMED))
    for *who, blob in note.signatures:
        at = int.from_bytes(blob[:8], "big")
        if tuple(who) == wanted and _verifies(key, blob[8:], _timed_text(at, note.text)):
            return at
    return None


def _timed_text(at: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _verifies(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise ValueError("not base64") from fault
