"""What the pages of lists cost where lists are large: a city with rounds of 100 000 rows, an OCMW with a million clients.

    .venv/bin/python benchmarks/pages.py [--clients 1000000] [--rows 100000] [--rounds 3] [--marked 20000] [--times 15]

Everything through Django's own client in one process, as somebody signed in: middleware, row security, the look's lines, the
template. ``alone`` is the hardest case: an OCMW where one social worker is involved with all who are marked. Beside each page
stand the statements that it sent and the rows that came back. Prints medians and p95 in milliseconds, and the
median of the processor time of our own process, which a busy machine lengthens less. Reports; asserts nothing
but that each page opened.
"""

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from kring.config import house  # noqa: E402 - found from the root
from kring.local import throwaway  # noqa: E402


def main() -> None:
    """Raise a house, lay the data down, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in (("clients", 1_000_000), ("rounds", 3), ("rows", 100_000), ("marked", 20_000), ("looks", 50_000)):
        options.add_argument(f"--{name}", type=int, default=size)
    options.add_argument("--times", type=int, default=15)
    options.add_argument("--only", default="", help="only pages whose name holds this")
    given = options.parse_args()
    with throwaway.folder("pages") as folder, house.standing(house.Places(folder), "test") as standing:
        for name in [*os.environ]:
            if name.startswith(("KRING_", "DATABASE_URL", "DJANGO_")):
                del os.environ[name]
        os.environ.update(standing.environment)
        os.environ.update(KRING_PROCESS="web", KRING_SEAL_WAIT="60", DJANGO_SETTINGS_MODULE="kring.config.settings")
        os.environ["KRING_ALLOWED_HOSTS"] = "testserver"
        superuser = standing.cluster.conninfo(house.DATABASE)
        _migrate()
        sealer = Popen(house.command("sealer"), stdout=DEVNULL)  # noqa: S603 - our own command
        try:
            _measure(superuser, given)
        finally:
            sealer.terminate()
            sealer.wait(30)


def _migrate() -> None:
    import django  # noqa: PLC0415 - the environment is known only now

    django.setup()

    from kring.config import migrating  # noqa: PLC0415

    migrating.migrate()


def _measure(superuser: str, given: Any) -> None:
    from benchmarks import pages_data  # noqa: PLC0415
    from tests.database.exchange.cast import a_pair  # noqa: PLC0415

    from kring.core.clock import house_clock  # noqa: PLC0415

    sizes = pages_data.Sizes(given.clients, given.rounds, given.rows, given.marked, given.looks)
    few = pages_data.Sizes(given.marked, 1, given.rows, given.marked, 50)
    began = time.perf_counter()
    pair, other = a_pair(clock=house_clock), a_pair(clock=house_clock)
    laid = pages_data.lay(pair, sizes, superuser, alone=False)
    alone = pages_data.lay(other, few, superuser, alone=True)
    print(f"laid down in {time.perf_counter() - began:.0f} s: {sizes}; load {os.getloadavg()[0]:.1f}")
    count = _counting()
    city, dpo = _browser(pair.city.worker), _browser(pair.city.dpo)
    pages = {
        **_of_the_city(city, laid.rounds[0], given.rows),
        **_of_the_ocmw(_browser(laid.worker), ""),
        **_of_the_ocmw(_browser(alone.worker), ", alone"),
        "log": lambda: dpo.get("/logboek/"),
    }
    print(f"{'page':34} {'p50':>7} {'p95':>7} {'own cpu':>7} {'statements':>10} {'rows':>7}")
    for name, open_page in pages.items():
        if given.only in name:
            print(_told(name, open_page, given.times, count), flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


def _browser(position: Any) -> Any:
    """A browser of somebody signed in with a second factor, who acts in this position."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from kring.parties.identity.actions import open_account, seat  # noqa: PLC0415

    account = open_account(email=f"{position.position.hex}@example.org")
    seat(account=account, organisation=position.organisation, position=position.position)
    Authenticator.objects.create(user=account, type="totp", data={})
    browser = Client()
    browser.force_login(account)
    return browser


def _of_the_city(city: Any, newest: Any, rows: int) -> Mapping[str, Callable[[], Any]]:
    at, last = f"/debiteuren/{newest}/", -(-rows // 50)
    listed = f"{at}rijen/"
    first = city.get(listed).content.decode()
    one = next(part.split('"')[0] for part in first.split('href="')[1:] if part.startswith(listed) and len(part) > 90)
    pages: dict[str, str] = {
        "Vandaag, debt team": "/vandaag/",
        "rounds": "/debiteuren/",
        "round": at,
        "progress": f"{at}voortgang/",
        "rows, first page": listed,
        "rows, middle": f"{listed}?bladzijde={last // 2}",
        "rows, last": f"{listed}?bladzijde={last}",
        "rows, marked": f"{listed}?toon=gemarkeerd",
        "rows, marked, middle": f"{listed}?toon=gemarkeerd&bladzijde=150",
        "rows, to check": f"{listed}?toon=na-te-kijken",
        "rows, not sent": f"{listed}?toon=niet-verstuurd",
        "one row": one,
    }
    found: dict[str, Callable[[], Any]] = {name: _get(city, url) for name, url in pages.items()}
    for what, name in (("many", "berghe"), ("few", "yilmaz babeb"), ("nobody", "xqzw")):
        found[f"rows, search: {what}"] = _search(city, listed, name)
    return found


def _of_the_ocmw(worker: Any, how: str) -> Mapping[str, Callable[[], Any]]:
    board = worker.get("/debiteuren/dossiers/").content.decode()
    one = next(f"/debiteuren/client/{part.split('/')[0]}/" for part in board.split('"/debiteuren/client/')[1:])
    return {
        f"Vandaag, social worker{how}": _get(worker, "/vandaag/"),
        f"cases{how}": _get(worker, "/debiteuren/dossiers/"),
        f"cases, page 5{how}": _get(worker, "/debiteuren/dossiers/?bladzijde=5"),
        f"cases, search: many{how}": _search(worker, "/debiteuren/dossiers/", "berghe"),
        f"cases, search: nobody{how}": _search(worker, "/debiteuren/dossiers/", "xqzw"),
        f"one case{how}": _get(worker, one),
        f"received rounds{how}": _get(worker, "/debiteuren/ontvangen/"),
    }


def _get(browser: Any, url: str) -> Callable[[], Any]:
    return lambda: browser.get(url)


def _search(browser: Any, url: str, name: str) -> Callable[[], Any]:
    return lambda: browser.post(url, {"naam": name})


@dataclass
class _Count:
    statements: int = 0
    rows: int = 0


def _counting() -> _Count:
    """Count what goes to the server through psycopg, whoever sends it."""
    count, plain = _Count(), psycopg.Cursor.execute

    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        done = plain(self, *args, **kwargs)
        count.statements += 1
        count.rows += max(0, self.rowcount) if self.description else 0
        return done

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    return count


def _told(name: str, open_page: Callable[[], Any], times: int, count: _Count) -> str:
    took, busy = [], []
    for _ in range(times + 2):
        count.statements = count.rows = 0
        began, worked = time.perf_counter(), time.process_time()
        response = open_page()
        took.append((time.perf_counter() - began) * 1e3)
        busy.append((time.process_time() - worked) * 1e3)
        if response.status_code != 200:
            return f"{name:34} answered {response.status_code}"
    warm = sorted(took[2:])
    p95 = warm[math.ceil(0.95 * len(warm)) - 1]
    own = statistics.median(busy[2:])
    return f"{name:34} {statistics.median(warm):7.0f} {p95:7.0f} {own:7.0f} {count.statements:10} {count.rows:7}"


if __name__ == "__main__":
    main()
