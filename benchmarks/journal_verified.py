"""How long the public verifier takes over a log of so many lines, as a command of its own, beside hashing them and nothing else."""

import base64
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from kring.core.canonical import canonical
from kring.journal import merkle, note, signer
from kring.journal.note import Checkpoint

VERIFIER = Path(__file__).parents[1] / "src/kring/journal/verify.py"
AIM = 5.0  # seconds for a million


def main(entries: int) -> None:
    """Make a bundle of ``entries`` lines, verify it three times, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.kring.zip"
        print(f"\n== {entries} lines verified by the command (the aim is {AIM:.0f} s for a million)")
        began = time.perf_counter()
        fingerprint, lines = _write(path, entries)
        made = time.perf_counter() - began
        began = time.perf_counter()
        for line in lines:
            sha256(b"\0" + line).digest()
        hashing = time.perf_counter() - began
        del lines
        took = []
        for _ in range(3):
            began = time.perf_counter()
            subprocess.run(  # noqa: S603 - our own file
                [sys.executable, str(VERIFIER), str(path), "--key", fingerprint], check=True, stdout=subprocess.DEVNULL
            )
            took.append(time.perf_counter() - began)
        seconds = sorted(took)[1]
        print(
            f"  median of 3: {seconds:.2f} s, {seconds / entries * 1e6:.2f} µs a line; {seconds / hashing:.1f} × SHA-256 alone"
        )
        print(
            f"  ({path.stat().st_size / 1e6:.0f} MB, made in {made:.1f} s; scaled to a million: {seconds / entries * 1e6:.2f} s)"
        )


def _write(path: Path, entries: int) -> tuple[str, list[bytes]]:
    """A bundle whose lines have the form and the size of real ones; the encrypted part is random."""
    key, log = signer.from_seed(os.urandom(32)), uuid4()
    origin = note.origin_of(log)
    now = datetime.now(UTC)
    time_of_all = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    lines = []
    for number in range(entries):
        said = {
            "exchange": str(log),
            "instrument_hash": "sha256:" + "0" * 64,
            "kind": "release",
            "n": number,
            "own": base64.b64encode(os.urandom(96)).decode(),
            "subject": os.urandom(32).hex(),
            "time": time_of_all,
            "v": 1,
        }
        lines.append(canonical(said))
    top = merkle.root(map(merkle.leaf_hash, lines))
    checkpoint = key.sign(Checkpoint(origin, entries, top), int(now.timestamp()) + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        members = {
            "format": b"kring/bundle/1\n",
            "logs/1/checkpoint": checkpoint.encode(),
            "logs/1/entries": b"".join(len(line).to_bytes(2, "big") + line for line in lines),
            "logs/1/keys": (note.verifier_key(origin, key.public) + "\n").encode(),
        }
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return key.fingerprint, lines
