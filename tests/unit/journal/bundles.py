"""Make bundles by hand, from the format page alone: the tests of the verifier use no line of the writer's code."""

import base64
import io
import json
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEALED_AT = 1794995260  # a minute after the time that the lines say
ORIGIN = "kring/log/00000000-0000-4000-8000-000000000001"
OTHER = "kring/log/00000000-0000-4000-8000-000000000002"


@dataclass
class Key:
    """A signing key and its public half."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        return sha256(self.public).hexdigest()


def body(number: int, time: str = "2026-11-18T09:46:40.000000Z", **more: Any) -> bytes:
    said = {"v": 1, "kind": "look", "time": time, "number": number, **more}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root(bodies: Sequence[bytes]) -> bytes:
    if not bodies:
        return sha256(b"").digest()
    if len(bodies) == 1:
        return sha256(b"\0" + bodies[0]).digest()
    split = 1
    while split * 2 < len(bodies):
        split *= 2
    return sha256(b"\1" + root(bodies[:split]) + root(bodies[split:])).digest()


def key_id(origin: str, kind: bytes, public: bytes) -> bytes:
    return sha256(origin.encode() + b"\n" + kind + public).digest()[:4]


def note(bodies: Sequence[bytes], key: Key, *, origin: str = ORIGIN, at: int = SEALED_AT) -> str:
    text = f"{origin}\n{len(bodies)}\n{base64.b64encode(root(bodies)).decode()}\n"
    plain = key_id(origin, b"\1", key.public) + key.private.sign(text.encode())
    timed = key.private.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    timed = key_id(origin, b"\4", key.public) + at.to_bytes(8, "big") + timed
    return text + "\n" + "".join(f"— {origin} {base64.b64encode(b).decode()}\n" for b in (plain, timed))


def keys(key: Key, origin: str = ORIGIN) -> str:
    blob = base64.b64encode(b"\1" + key.public).decode()
    return f"{origin}+{key_id(origin, bytes([1]), key.public).hex()}+{blob}\n"


def framed(bodies: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(b)) + b for b in bodies)


def log(bodies: Sequence[bytes], key: Key, *, origin: str = ORIGIN, older: Sequence[int] = ()) -> dict[str, bytes]:
    return {
        "checkpoint": note(bodies, key, origin=origin).encode(),
        **{f"checkpoints/{size}": note(bodies[:size], key, origin=origin).encode() for size in older},
        "entries": framed(bodies),
        "keys": keys(key, origin).encode(),
    }


def zipped(*logs: dict[str, bytes], compression: int = zipfile.ZIP_STORED, **members: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr(member("format", compression), b"kring/bundle/1\n")
        for number, parts in enumerate(logs, 1):
            for name, data in parts.items():
                archive.writestr(member(f"logs/{number}/{name}", compression), data)
        for name, data in members.items():
            archive.writestr(member(name, compression), data)
    file.seek(0)
    return file


def member(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr, info.compress_type = 3, 0o600 << 16, compression
    return info
