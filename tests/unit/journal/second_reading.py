"""What the second verifier reads a bundle with: canonical JSON, the zip, the lines, keys and notes. From docs/journal.md alone too.

A writer of its own for canonical JSON, the whole zip made again and compared; it imports nothing of Kring.
"""

import json
import math
import re
import zlib
from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Bad(Exception):  # noqa: N818 - the page says unreadable
    """Unreadable."""


def need(holds: object) -> None:
    if not holds:
        raise Bad


def H(*parts: bytes) -> bytes:  # noqa: N802 - as the page writes it
    return sha256(b"".join(parts)).digest()


def un64(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise Bad from None
    need(b64encode(data).decode() == text)
    return data


# --- canonical JSON: read it, write it again by the rules of the page


def write(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
        return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{write(k)}:{write(value[k])}" for k in sorted(value)) + "}"
    raise Bad


def canon(data: bytes) -> Any:
    try:
        value = json.loads(data.decode(), parse_float=lambda _: math.nan)
        need(write(value).encode() == data)
    except (ValueError, RecursionError):
        raise Bad from None
    return value


def line_of(data: bytes) -> tuple[dict[str, Any], float] | None:
    """A line and its time in seconds, if it has the form."""
    try:
        said = canon(data)
        need(isinstance(said, dict) and said.get("v") == 1 and not isinstance(said["v"], bool))
        need(isinstance(said.get("kind"), str) and isinstance(said.get("time"), str))
        need(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", said["time"]))
        return said, datetime.fromisoformat(said["time"]).timestamp()
    except (Bad, ValueError):
        return None


# --- the zip


def u(n: int, width: int) -> bytes:
    return n.to_bytes(width, "little")


def unzip(raw: bytes) -> tuple[list[tuple[str, bytes]], set[str]]:
    """The files in order, by walking the table; then the whole is written again and must be the same bytes."""
    need(22 <= len(raw) < 2 << 30 and raw[-22:-18] == b"PK\5\6")
    count, length, start = (int.from_bytes(raw[a:b], "little") for a, b in ((-12, -10), (-10, -6), (-6, -2)))
    need(length <= 8 << 20 and count <= 20_000)
    at, files, crcs = start, [], []
    for _ in range(count):
        entry = raw[at : at + 46]
        need(len(entry) == 46)
        crc, size, named, offset = (
            int.from_bytes(entry[a:b], "little") for a, b in ((16, 20), (20, 24), (28, 30), (42, 46))
        )
        name = raw[at + 46 : at + 46 + named]
        need(name.isascii())
        body = raw[offset + 30 + named : offset + 30 + named + size]
        files.append((name.decode(), body))
        crcs.append(crc)
        at += 46 + named
    again, table = b"", b""
    for (name, body), crc in zip(files, crcs, strict=True):
        eight = u(0, 2) + u(0, 2) + u(0, 2) + u(0x21, 2) + u(crc, 4) + u(len(body), 4) * 2 + u(len(name), 2)
        table += (
            b"PK\1\2"
            + u(0x0314, 2)
            + u(20, 2)
            + eight
            + u(0, 2) * 4
            + u(0x01800000, 4)
            + u(len(again), 4)
            + name.encode()
        )
        again += b"PK\3\4" + u(20, 2) + eight + u(0, 2) + name.encode() + body
    end = b"PK\5\6" + u(0, 4) + u(count, 2) * 2 + u(len(table), 4) + u(len(again), 4) + u(0, 2)
    need(again + table + end == raw)
    damaged = {name for (name, body), crc in zip(files, crcs, strict=True) if zlib.crc32(body) != crc}
    need(all(name.endswith("/entries") for name in damaged))
    return files, damaged


RANK = ["checkpoint", "checkpoints", "growth", "witnesses", "start", "entries", "lines", "person", "keys"]


def logs_in(raw: bytes) -> list[dict[str, Any]]:
    files, damaged = unzip(raw)
    need(files and files[0] == ("format", b"kring/bundle/1\n"))
    logs: list[dict[str, Any]] = []
    before = (0, 0, 0)
    for name, body in files[1:]:
        match = re.fullmatch(r"logs/([1-9][0-9]{0,3})/([a-z]+)(?:/(0|[1-9][0-9]{0,14}))?", name)
        need(match)
        assert match is not None
        number, kind, size = int(match[1]), match[2], match[3]
        need(kind in RANK and (size is not None) == (kind in ("checkpoints", "growth")))
        rank = (number, RANK.index(kind), int(size or 0) + 1)
        need(rank > before and number <= len(logs) + 1)
        before = rank
        if number > len(logs):
            logs.append({"checkpoints": {}, "growth": {}})
        if size is None:
            logs[-1][kind] = body
        else:
            logs[-1][kind][int(size)] = body
        if kind not in ("entries", "lines", "person"):
            need(len(body) <= 64 << 10)
        logs[-1]["damaged"] = logs[-1].get("damaged", False) or name in damaged
    need(logs)
    for log in logs:
        need("checkpoint" in log and "keys" in log and ("entries" in log) != ("lines" in log))
        need(log["growth"].keys() <= log["checkpoints"].keys())
        need("start" not in log or "entries" in log)
        need("person" not in log or "lines" in log)
    return logs


# --- keys and notes


class Ring(NamedTuple):
    keys: set[bytes]
    witnesses: dict[tuple[str, bytes], bytes]
    steps: set[tuple[bytes, bytes]]


def ident(name: str, kind: int, key: bytes) -> bytes:
    return H(name.encode(), b"\n", bytes([kind]), key)[:4]


def signed(key: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def is_name(text: str) -> bool:
    return bool(text) and all("!" <= c <= "~" and c != "+" for c in text)


def key_line(text: str, kind: int) -> tuple[str, bytes, bytes]:
    parts = text.split("+", 2)
    need(len(parts) == 3 and is_name(parts[0]))
    blob = un64(parts[2])
    need(len(blob) == 33 and blob[0] == kind and ident(parts[0], kind, blob[1:]).hex() == parts[1])
    return parts[0], blob[1:], ident(parts[0], kind, blob[1:])


def lines_in(body: bytes) -> list[str]:
    try:
        *lines, last = body.decode().split("\n")
    except UnicodeDecodeError:
        raise Bad from None
    need(last == "")
    return lines


def ring(logs: list[dict[str, Any]]) -> Ring:
    found = Ring(set(), {}, set())
    for log in logs:
        for text in lines_in(log["keys"]):
            word, *rest = text.split(" ")
            if word == "handover":
                try:
                    old, new, at, by_old, by_new = rest
                    said = f"kring/sealer-key/1\n{old}\n{new}\n{at}\n"
                    if signed(un64(old), un64(by_old), said) and signed(un64(new), un64(by_new), said):
                        found.steps.add((un64(old), un64(new)))
                except (ValueError, Bad):
                    pass
                continue
            origin, key, _ = key_line(text, 1)
            need(log.setdefault("origin_of_keys", origin) == origin)
            found.keys.add(key)
        for text in lines_in(log.get("witnesses", b"")):
            name, key, mark = key_line(text, 4)
            found.witnesses[name, mark] = key
    return found


class Note(NamedTuple):
    origin: str
    size: int
    root: bytes
    by: frozenset[bytes]
    time: int | None
    cosigned: frozenset[bytes]
    sound: bool


def note(text: str, known: Ring, *, ours: bool) -> Note:
    """``ours``: it stands in a bundle."""
    head, gap, tail = text.partition("\n\n")
    three = head.split("\n")
    need(gap and len(three) == 3 and tail.endswith("\n"))
    origin, size, top = three[0], three[1], un64(three[2])
    need(is_name(origin))
    need(re.fullmatch(r"0|[1-9][0-9]{0,14}", size) and len(top) == 32)
    claim = head + "\n"
    plain, timed, cosigned, sound = set(), {}, set(), True
    for one in tail[:-1].split("\n"):
        parts = one.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and is_name(parts[1]))
        blob = un64(parts[2])
        need(len(blob) >= 5)
        at = int.from_bytes(blob[4:12], "big")

        def with_time(key: bytes, blob: bytes = blob, at: int = at) -> bool:
            return at < 1 << 37 and signed(key, blob[12:], f"cosignature/v1\ntime {at}\n{claim}")

        if parts[1] == origin:
            for key in known.keys:
                if blob[:4] == ident(origin, 1, key):
                    sound &= (good := signed(key, blob[4:], claim))
                    plain |= {key} if good else set()
                if blob[:4] == ident(origin, 4, key):
                    sound &= (good := with_time(key))
                    timed |= {key: at} if good else {}
        elif (parts[1], blob[:4]) in known.witnesses:
            key = known.witnesses[parts[1], blob[:4]]
            sound &= (good := with_time(key))
            cosigned |= {key} if good else set()
        else:
            sound &= not ours
    both = plain & timed.keys()
    sound &= plain == timed.keys()
    time = max((timed[key] for key in both), default=None)
    return Note(origin, int(size), top, frozenset(both), time, frozenset(cosigned), sound)
