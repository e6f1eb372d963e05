"""``kring compare``: raise a house for one comparison, let the command do its work in it, and take it down again."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

from kring.cli.compare_files import check_out, taken
from kring.cli.compare_instrument import instrument_in
from kring.cli.compare_words import Asked, Progress, parse, printed
from kring.cli.faults import told_as_fault
from kring.cli.language import language
from kring.config import house
from kring.config.house import House, Places
from kring.config.logs import DiscreetFormatter
from kring.config.vocabulary import VOCABULARY
from kring.core import clock as clocks
from kring.core.clock import stopped_at, system_clock
from kring.core.days import BELGIUM, belgian_day
from kring.core.errors import Fault
from kring.local import family, throwaway
from kring.sheets.refused import Refused

_SEAL_WAIT = "60"
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(argv: Sequence[str]) -> int:
    """Compare; 0 with an outcome, 2 with the reason why there is none. The database is gone afterwards."""
    as_json = "--json" in argv
    try:
        with family.interrupted_by(*_STOPS):
            asked = parse(argv)
            answer = _compared(asked, Progress())
        printed(answer, asked)
    except KeyboardInterrupt:
        print({"nl": "Afgebroken.", "en": "Stopped."}[language()], file=sys.stderr)
        return 130
    except Refused as refused:
        told = refused.message
        return told_as_fault(Fault(refused.code, told["nl"], en=told["en"]), as_json=as_json)
    except Fault as fault:
        return told_as_fault(fault, as_json=as_json)
    except Exception as broken:  # noqa: BLE001 - whatever it is: its own text may quote a person, so only its kind is told
        print(DiscreetFormatter().formatException(sys.exc_info()), file=sys.stderr)
        return told_as_fault(_unforeseen(broken), as_json=as_json)
    return 0


def _compared(asked: Asked, progress: Progress) -> Mapping[str, object]:
    instrument = instrument_in(asked.instrument, VOCABULARY)
    now = system_clock()
    today = belgian_day(now)
    instrument.check_in_force(asked.on or today)
    debtors, clients = taken(asked.debtors), taken(asked.clients)
    check_out(asked)
    clock = stopped_at(now if asked.on in (None, today) else _noon(asked.on))
    clocks.install(clock)  # one comparison is judged on one day, also past midnight
    gc.set_threshold(50_000, 20, 100)  # a short life with many small values: collecting them takes a sixth of the time
    progress.stage("start", "Databank starten", "Starting the database")
    with throwaway.folder("compare") as folder, _standing_house(folder) as key:
        from kring.cli import compare  # noqa: PLC0415 - Django is set up by now

        answer = compare.run(
            asked,
            instrument,
            compare.Files(debtors, clients),
            clock=clock,
            today=today,
            key=key,
            progress=progress,
        )
        progress.stage("stop", "Databank wissen", "Erasing the database")
    progress.close()
    return answer


def _noon(day: date | None) -> datetime:
    return datetime.combine(day or date.min, time(12), BELGIUM).astimezone(UTC)


def _unforeseen(broken: Exception) -> Fault:
    kind = type(broken).__name__
    return Fault(
        "failed",
        f"De vergelijking is gestopt door een fout van Kring of van deze machine ({kind}). Er is niets bewaard of uitgegeven.",
        en=f"The comparison was stopped by a fault of Kring or of this machine ({kind}). Nothing was kept or handed out.",
    )


@contextmanager
def _standing_house(folder: Path) -> Iterator[bytes]:
    """A migrated house with its sealer at work, in this process; answers the sealer's raw public key."""
    _forget_settings()
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


def _forget_settings() -> None:
    """Whatever the environment says of another installation, or to PostgreSQL's clients, is not for this house."""
    for name in [*os.environ]:
        if name.startswith(("KRING_", "DATABASE_URL", "DJANGO_", "PG")) and name != "PG_BIN":
            del os.environ[name]


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
