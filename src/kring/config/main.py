"""The command ``kring``. What a command needs is loaded when it is asked for: the pure ones start without Django."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kring.core.errors import Fault

if TYPE_CHECKING:
    from kring.cli.sealer import Desk


@dataclass(frozen=True)
class Command:
    """One word after ``kring``: what it is for, and what runs it with the words that follow."""

    summary: str
    run: Callable[[Sequence[str]], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 findings, 2 cannot be done (and why); a command may add its own."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_overview())
        return 0
    command = COMMANDS.get(words[0])
    if command is None:
        print(f"kring: onbekende opdracht {words[0]!r}\n\n{_overview()}", file=sys.stderr)
        return 2
    try:
        return command.run(words[1:])
    except Fault as fault:
        print(fault.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(["kring OPDRACHT [...]      kring OPDRACHT --help", "", *lines])


def _instrument(argv: Sequence[str]) -> int:
    from kring.cli import instrument  # noqa: PLC0415
    from kring.config.vocabulary import VOCABULARY  # noqa: PLC0415

    return instrument.main(argv, VOCABULARY)


def _decide(argv: Sequence[str]) -> int:
    from kring.cli import decide  # noqa: PLC0415
    from kring.config.vocabulary import VOCABULARY  # noqa: PLC0415

    return decide.main(argv, VOCABULARY)


def _verify(argv: Sequence[str]) -> int:
    from kring.cli import verify  # noqa: PLC0415

    return verify.main(argv)


def _compare(argv: Sequence[str]) -> int:
    from kring.config import compare  # noqa: PLC0415

    return compare.main(argv)


def _demo(argv: Sequence[str]) -> int:
    from kring.config import demo  # noqa: PLC0415

    return demo.main(argv)


def _serve(argv: Sequence[str]) -> int:
    from kring.cli import serve  # noqa: PLC0415

    return serve.main(argv, problems=_set_up("web", pool="8"))


def _worker(argv: Sequence[str]) -> int:
    from kring.cli import worker  # noqa: PLC0415

    return worker.main(argv, problems=_set_up("worker"))


def _organisation(argv: Sequence[str]) -> int:
    problems = _set_up("worker")
    from kring.cli import organisation  # noqa: PLC0415 - needs Django, which is set up by now

    return organisation.main(argv, problems=problems)


def _position(argv: Sequence[str]) -> int:
    problems = _set_up("web")  # the public address and the mail server are needed too
    from kring.cli import position  # noqa: PLC0415 - as above

    return position.main(argv, problems=problems)


def _standing(argv: Sequence[str]) -> int:
    problems = _set_up("worker")
    from kring.cli import standing  # noqa: PLC0415 - as above

    return standing.main(argv, problems=problems)


def _keys(argv: Sequence[str]) -> int:
    problems = _set_up("worker")
    from kring.cli import keys  # noqa: PLC0415 - as above

    return keys.main(argv, problems=problems)


def _send(argv: Sequence[str]) -> int:
    problems = _set_up("worker")
    from kring.cli import send  # noqa: PLC0415 - as above

    return send.main(argv, problems=problems)


def _received(argv: Sequence[str]) -> int:
    problems = _set_up("worker")
    from kring.cli import received  # noqa: PLC0415 - as above

    return received.main(argv, problems=problems)


def _sealer(argv: Sequence[str]) -> int:
    from kring.cli import sealer  # noqa: PLC0415

    return sealer.main(argv, desk=_sealers_desk, key_file=os.environ.get("KRING_SEALER_KEY", ""))


def _sealers_desk() -> "Desk":
    from kring.cli.sealer import Desk  # noqa: PLC0415
    from kring.config import environment  # noqa: PLC0415

    here = environment.read(process="sealer")
    if here.sealer is None or here.sealer_key is None or here.anchor is None:
        raise AssertionError("the environment was checked for these")
    return Desk(here.sealer.conninfo, here.sealer_key, here.anchor)


def _migrate(argv: Sequence[str]) -> int:
    from kring.cli import migrate  # noqa: PLC0415
    from kring.guard import bootstrap  # noqa: PLC0415

    return migrate.main(argv, bootstrap_sql=bootstrap.bootstrap_sql, migrate=_migrate_as_owner)


def _migrate_as_owner() -> None:
    _set_up("migrate")
    from kring.config import migrating  # noqa: PLC0415

    migrating.migrate(verbosity=1)


def _set_up(process: str, *, pool: str = "0") -> Callable[[], list[str]]:
    """Set Django up for a process of this kind; answers the check of what stands in its way."""
    os.environ["KRING_PROCESS"] = process
    os.environ.setdefault("KRING_POOL", pool)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kring.config.settings"
    import django  # noqa: PLC0415

    django.setup()
    from kring.config import checks  # noqa: PLC0415

    def problems() -> list[str]:
        found = checks.problems()
        _let_go()
        return found

    return problems


def _let_go() -> None:
    """Leave no connection open: the server forks, and a pool does not survive that (its threads stay behind)."""
    from django.db import connections  # noqa: PLC0415

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


COMMANDS: Mapping[str, Command] = {
    "instrument": Command("een instrument nakijken, of twee vergelijken", _instrument),
    "decide": Command("een beslissing narekenen", _decide),
    "compare": Command("een debiteurenlijst en een cliëntenlijst vergelijken, op deze machine", _compare),
    "verify": Command("een bewijsbundel nakijken", _verify),
    "demo": Command("de demo starten, met fictieve gegevens", _demo),
    "serve": Command("de pagina's aanbieden (DATABASE_URL)", _serve),
    "worker": Command("het werk in de wachtrij doen", _worker),
    "sealer": Command("de logboeken verzegelen", _sealer),
    "migrate": Command("de tabellen bijwerken (DATABASE_URL_OWNER)", _migrate),
    "organisation": Command("een organisatie opnemen, of tonen wie er is", _organisation),
    "position": Command("iemand aanstellen en binnenlaten, of een functie beëindigen", _position),
    "keys": Command("de sleutels van een organisatie tonen en vernieuwen, en de hoofdsleutel", _keys),
    "standing": Command("een instrument aannemen en er advies, handtekening en meer over opnemen", _standing),
    "send": Command("een lijst versturen onder een protocol", _send),
    "received": Command("tonen, ophalen en beantwoorden wat er toekwam", _received),
}


if __name__ == "__main__":
    sys.exit(main())
