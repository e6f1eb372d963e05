"""``kring serve``: the pages, over as many processes as asked."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

APPLICATION = "kring.config.wsgi:application"
LOG = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"_granian": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Serve until told to stop. ``problems`` answers what stands in the way, a sentence each; 2 when there is anything."""
    asked = _parser().parse_args(argv)
    if found := problems():
        print("\n".join(found), file=sys.stderr)
        return 2
    from granian.constants import Interfaces  # noqa: PLC0415 - loaded only by those who serve
    from granian.server import Server  # noqa: PLC0415

    Server(
        APPLICATION,
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=asked.threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        ssl_cert=asked.certificate,
        ssl_key=asked.certificate_key,
        log_dictconfig=LOG,
    ).serve()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kring serve", description="Serve the pages of this installation.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=4, help="requests that one process handles at once")
    parser.add_argument("--certificate", type=Path, help="a TLS certificate, when no proxy stands in front")
    parser.add_argument("--certificate-key", type=Path)
    return parser
