"""``kring compare``: raise a house for one comparison, let the command do its work in it, and take it down again."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path

from kring.cli.faults import told_as_fault
from kring.config import house
from kring.config.house import House, Places
from kring.core import clock as clocks
from kring.core.clock import house_clock, stopped_at, system_clock
from kring.core.days import BELGIUM, belgian_day
from kring.core.errors import Fault
from kring.local import throwaway
from kring.sheets.refused import Refused

_SEAL_WAIT = "60"


def main(argv: Sequence[str]) -> int:
    """Compare; 0 with an outcome, 2 with the reason why there is none. The database is gone afterwards."""
    from kring.cli import compare_words  # noqa: PLC0415 - needs no Django

    asked = compare_words.parse(argv)
    try:
        document, standing = compare_words.texts(asked)
        debtors, clients = compare_words.taken(asked.debtors), compare_words.taken(asked.clients)
        today = system_clock()
        if asked.on is not None and asked.on != belgian_day(today):
            clocks.install(stopped_at(datetime.combine(asked.on, time(12), BELGIUM).astimezone(UTC)))
        with throwaway.folder("compare") as folder, _standing_house(folder) as key:
            from kring.cli import compare  # noqa: PLC0415 - Django is set up by now

            answer = compare.run(
                asked, document, standing, debtors, clients, clock=house_clock, today=belgian_day(today), key=key
            )
        compare_words.printed(answer, asked)
    except Refused as refused:
        told = refused.message
        return told_as_fault(Fault(refused.code, told["nl"], en=told["en"]), as_json=asked.as_json)
    except Fault as fault:
        return told_as_fault(fault, as_json=asked.as_json)
    return 0


@contextmanager
def _standing_house(folder: Path) -> Iterator[bytes]:
    """A migrated house with its sealer at work, in this process; answers the sealer's raw public key."""
    with house.standing(Places(folder), "compare", relaxed=True) as standing:
        os.environ.update(standing.environment)
        os.environ.update(
            {"KRING_PROCESS": "web", "KRING_SEAL_WAIT": _SEAL_WAIT, "DJANGO_SETTINGS_MODULE": "kring.config.settings"}
        )
        import django  # noqa: PLC0415 - the environment is known only now

        django.setup()
        from django.db import connections  # noqa: PLC0415

        from kring.config import migrating  # noqa: PLC0415

        migrating.migrate()
        with _sealing(standing) as key:
            try:
                yield key
            finally:
                connections.close_all()


@contextmanager
def _sealing(standing: House) -> Iterator[bytes]:
    from kring.journal import seal, signer  # noqa: PLC0415 - the pure commands need not load them

    key_file, anchor = Path(standing.environment["KRING_SEALER_KEY"]), Path(standing.environment["KRING_ANCHOR"])
    stop = threading.Event()
    sealer = threading.Thread(
        target=seal.run,
        args=(standing.environment["DATABASE_URL_SEALER"], key_file, anchor, stop),
        name="sealer",
        daemon=True,
    )
    sealer.start()
    try:
        yield signer.read(key_file).public
    finally:
        stop.set()
        sealer.join(20)
