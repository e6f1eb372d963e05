"""``kring sealer``: seals the logs and signs their checkpoints, under its own role and with its own key."""

import argparse
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kring.journal import seal, signer


@dataclass(frozen=True, repr=False)
class Desk:
    """Where the sealer works: the connection of its own role, its key file, its anchor file."""

    conninfo: str
    key: Path
    anchor: Path


def main(argv: Sequence[str], *, desk: Callable[[], Desk], key_file: str) -> int:
    """Seal until told to stop. More than one sealer may run: only one works at a time."""
    parser = argparse.ArgumentParser(
        prog="kring sealer",
        description="Seal the logs and sign their checkpoints. Settings: DATABASE_URL_SEALER, KRING_SEALER_KEY, KRING_ANCHOR.",
    )
    parser.add_argument(
        "--new-key", action="store_true", help="make the key file KRING_SEALER_KEY, tell its fingerprint, and stop"
    )
    parser.add_argument(
        "--new-anchor", action="store_true", help="the anchor file is knowingly new, beside logs that were signed"
    )
    asked = parser.parse_args(argv)
    if asked.new_key:
        if not key_file:
            parser.error("KRING_SEALER_KEY")
        print(signer.new_key(Path(key_file)).fingerprint)
        return 0
    here = desk()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    seal.run(here.conninfo, here.key, here.anchor, stop, new_anchor=asked.new_anchor)
    return 0
