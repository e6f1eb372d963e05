"""``kring sealer``: seals the logs and signs their checkpoints, under its own role and with its own key."""

import argparse
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kring.journal import handover, seal, signer


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
    parser.add_argument(
        "--successor", metavar="FILE", help="make another key in FILE, let the present one hand over to it, and stop"
    )
    parser.add_argument(
        "--unrelated-key", action="store_true", help="the key before was lost or stolen: go on without its handover"
    )
    asked = parser.parse_args(argv)
    if asked.new_key:
        if not key_file:
            parser.error("KRING_SEALER_KEY")
        print(signer.new_key(Path(key_file)).fingerprint)
        return 0
    here = desk()
    if asked.successor:
        return _hand_over(here, Path(asked.successor))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    seal.run(here.conninfo, here.key, here.anchor, stop, new_anchor=asked.new_anchor, unrelated_key=asked.unrelated_key)
    return 0


def _hand_over(here: Desk, file: Path) -> int:
    """The sealer at work goes on under the old key until it is started again with the new one.

    A file that is there already is taken as the successor, so that a command that stopped halfway can be given again.
    """
    old = signer.read(here.key)
    new = signer.read(file) if file.exists() else signer.new_key(file)
    with psycopg.connect(here.conninfo, autocommit=True, connect_timeout=5) as conn:
        handover.record(conn, handover.make(old, new))
    print(f"{old.fingerprint} draagt over aan {new.fingerprint}")
    print(f"Zet nu KRING_SEALER_KEY op {file} en start kring sealer opnieuw. Deel de nieuwe vingerafdruk mee.")
    return 0
