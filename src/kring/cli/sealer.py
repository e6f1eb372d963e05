"""``kring sealer``: seals the logs and signs their checkpoints, under its own role and with its own key."""

import argparse
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

Seal = Callable[[str, Path, Path, threading.Event], object]


def main(argv: Sequence[str], *, seal: Seal, conninfo: str, key: Path, anchor: Path) -> int:
    """Seal until told to stop. More than one sealer may run: only one works at a time."""
    parser = argparse.ArgumentParser(
        prog="kring sealer",
        description="Seal the logs and sign their checkpoints. Settings: DATABASE_URL_SEALER, KRING_SEALER_KEY, KRING_ANCHOR.",
    )
    parser.parse_args(argv)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    seal(conninfo, key, anchor, stop)
    return 0
