"""``kring demo``: the whole house on this machine, with fictitious people; ``make demo`` calls it.

The data stay in ``.kring/demo`` of the source folder (or of ``$XDG_STATE_HOME``) until ``kring demo --reset``.
"""

import argparse
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kring.config import house
from kring.config.house import Places
from kring.core.errors import Fault
from kring.local.family import Family, interrupted_by, only_one, wait_for
from kring.local.postgres import dying_with_parent, reachable

_READY_SECONDS = 60.0


def main(argv: Sequence[str]) -> int:
    """Start everything, say where it is ready, stop everything at Ctrl-C; 1 when a part fell over by itself."""
    parser = argparse.ArgumentParser(
        prog="kring demo", description="Start the demo: fictitious people only, this machine only."
    )
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--home", type=Path, default=_home(), help="where the demo keeps its data")
    parser.add_argument("--reset", action="store_true", help="forget everything and stop")
    asked = parser.parse_args(argv)
    places = Places(asked.home.absolute())
    if os.environ.get("KRING_UNDER_MAKE") and (arrange := dying_with_parent(signal.SIGTERM, parent=os.getppid())):
        arrange()
    with only_one(places.home):
        if asked.reset:
            _forget(places)
            return 0
        _check_port(asked.port)
        with interrupted_by(signal.SIGINT, signal.SIGTERM):
            try:
                return _run(places, asked.port)
            except KeyboardInterrupt:
                print("Gestopt.", flush=True)
                return 0


def _run(places: Places, port: int) -> int:
    began = time.monotonic()
    _say("PostgreSQL start …")
    with house.standing(places, "demo") as standing:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("KRING", "DATABASE_URL"))},
            **standing.environment,
            "KRING_DEMO_SIGN_IN": "1",
            "KRING_ORIGIN": f"http://localhost:{port}",
            "DJANGO_SETTINGS_MODULE": "kring.config.settings",
        }
        family = Family(places.logs)
        try:
            _say("Tabellen bijwerken …")
            _migrate(environment)
            served = {
                key: value
                for key, value in environment.items()
                if key not in ("DATABASE_URL_OWNER", "DATABASE_URL_SEALER")
            }
            sealing = {
                key: value for key, value in environment.items() if key not in ("DATABASE_URL", "DATABASE_URL_OWNER")
            }
            family.start("sealer", house.command("sealer"), sealing)
            _tell_story()
            family.start("worker", house.command("worker"), served)
            family.start(
                "web", house.command("serve", "--port", str(port), "--workers", "1"), served, orphaned=signal.SIGTERM
            )
            if not wait_for(lambda: family.fallen() or _answers(port), seconds=_READY_SECONDS) or family.fallen():
                return _fell(family)
            _say(f"Klaar in {time.monotonic() - began:.1f} s: http://localhost:{port}  (stoppen: Ctrl-C)")
            while family.fallen() is None and standing.cluster.running:
                time.sleep(0.2)
            return _fell(family)
        finally:
            family.stop()


def _migrate(environment: dict[str, str]) -> None:
    """In this process, which then also tells the story: loading Django twice would double the start."""
    os.environ.update(environment)
    os.environ["KRING_PROCESS"] = "web"
    import django  # noqa: PLC0415 - the environment is known only now

    django.setup()
    from kring.config import migrating  # noqa: PLC0415

    migrating.migrate()


def _tell_story() -> None:
    """Let the invented cities and people do what they do; a story once told is not told again."""
    from kring.config import story  # noqa: PLC0415

    _say("Verhaal laden …")
    story.tell()
    from django.db import connections  # noqa: PLC0415

    connections.close_all()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/ready", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _fell(family: Family) -> int:
    child = family.fallen()
    where = f"{child.name}: kijk in {child.log}" if child else f"kijk in {family.logs}"
    print(f"De demo is omgevallen ({where}).", file=sys.stderr, flush=True)
    return 1


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Fault("port", f"Poort {port} is in gebruik. Kies een andere: PORT={port + 1} make demo.") from None


def _home() -> Path:
    source = Path(__file__).parents[3]
    if (source / "pyproject.toml").exists():
        return source / ".kring" / "demo"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "kring" / "demo"


def _forget(places: Places) -> None:
    for folder in (reachable(places.data), places.data, places.keys, places.logs, places.anchor.parent):
        shutil.rmtree(folder, ignore_errors=True)
    _say("De demo is leeg. De volgende start begint opnieuw.")


def _say(text: str) -> None:
    print(text, flush=True)
