"""How the tests meet the database: as the application's own roles, on a clone of their own, the posture checked first.

``db``          pytest-django's: everything is rolled back; enough for what one organisation does in one transaction
``committed``   commits for real, never flushed: for tenancy, the door and the log. Such a test makes its own organisations,
                which are hosted until it is over
``child_env``   the environment in which a ``kring`` command works on this worker's database
``sealer``      a sealer at work on this worker's database (``committed`` brings it along)
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django.plugin import blocking_manager_key
from xdist.scheduler import LoadScheduling

from tests import traceability
from tests.hosted import SHARED
from tests.outside import outside
from tests.settings import KEYS

POSTURE = "tests/database/test_posture.py"


# ----- One server per run, one clone per worker.


def pytest_configure(config: pytest.Config) -> None:
    config._kring_cluster = None  # type: ignore[attr-defined]
    traceability.register(config)


def _serve(config: pytest.Config) -> Any:
    """The run's server; the first to ask in the controller (or in a plain run) starts it."""
    from tests import server  # noqa: PLC0415 - imports Django

    if hasattr(config, "workerinput"):
        return server.Server(config.workerinput["kring_port"], config.workerinput["kring_password"])
    if config._kring_cluster is None:  # type: ignore[attr-defined]
        config._kring_cluster = running = ExitStack()  # type: ignore[attr-defined]
        config._kring_server = running.enter_context(server.running())  # type: ignore[attr-defined]
        with config.stash[blocking_manager_key].unblock():
            server.make_template(config._kring_server)  # type: ignore[attr-defined]
    return config._kring_server  # type: ignore[attr-defined]


def _only_without_database(config: pytest.Config) -> bool:
    return bool(config.args) and all("tests/unit" in str(Path(arg.split("::")[0]).resolve()) for arg in config.args)


class SharesItsServer:
    """Under xdist: the controller starts the server and tells each worker where it is."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        if _only_without_database(node.config):
            node.workerinput.update(kring_port=0, kring_password="")
            return
        served = _serve(node.config)
        node.workerinput.update(kring_port=served.port, kring_password=served.password)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        return PostureFirst(config, log) if config.getoption("dist") == "load" else None


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(SharesItsServer(), "kring-shares-its-server")


def pytest_unconfigure(config: pytest.Config) -> None:
    if getattr(config, "_kring_cluster", None) is not None:
        config._kring_cluster.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, worker_id: str) -> str:
    """The name of this worker's own database."""
    return f"kring_test_{worker_id}"


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Any:
    """The run's server (``tests.server.Server``), for tests that need the superuser's hand: tampering, killing."""
    return _serve(request.config)


@pytest.fixture(scope="session")
def django_db_setup(server: Any, database: str, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: a clone of the template, each alias connected under its own role."""
    from django.db import connections  # noqa: PLC0415

    from tests import server as servers  # noqa: PLC0415

    servers.make_clone(server, database)
    servers.point_to(server, database)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


# ----- The posture is the first test of every worker.


class PostureFirst(LoadScheduling):
    """xdist's own scheduling, except that each worker begins with its copy of the posture test."""

    def _send_tests(self, node: Any, num: int) -> None:
        assert self.collection is not None
        postures = [
            index for index in self.pending if self.collection[index].startswith(POSTURE + "::test_this_worker")
        ]
        if not postures or self.node2pending[node]:
            others = [index for index in self.pending if index not in postures]
            self.pending[:] = others + postures  # for the workers that have not begun
            super()._send_tests(node, min(num, len(others)) or num)
            return
        others = [index for index in self.pending if index not in postures]
        self.pending[:] = [postures[0], *others, *postures[1:]]
        super()._send_tests(node, max(num, 1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "worker_number" in metafunc.fixturenames:
        workers = getattr(metafunc.config, "workerinput", {}).get("workercount", 1)
        metafunc.parametrize("worker_number", range(workers))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The posture first, then what needs no database, the browser last; both run-time roles in every database test."""
    order = {"unit": 1, "database": 2, "system": 3, "browser": 4}
    items.sort(key=lambda item: 0 if item.nodeid.startswith(POSTURE) else order.get(Path(item.nodeid).parts[1], 2))
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and "db" not in getattr(item, "fixturenames", ()):
            continue
        options = dict(marker.kwargs) if marker else {}
        options.setdefault("databases", ["default", "identity"])
        item.add_marker(pytest.mark.django_db(**options), append=False)


# ----- Fixtures.


@pytest.fixture
def committed(
    server: Any, database: str, django_db_setup: None, django_db_blocker: Any, sealer: threading.Thread
) -> Iterator[None]:
    """Commits are real, a sealer is at work, nothing is rolled back or flushed: make your own organisations.

    They leave the house when the test is over (save those in ``hosted.SHARED``), and what it left in the queue goes with them: the
    minute's work, whoever evaluates a text's gates and the sign-in page walk over all who are hosted, and each test would do the
    work of all before it. Their rows and logs stay.
    """
    from django.db import connections  # noqa: PLC0415

    assert sealer.is_alive(), "the sealer of this worker has ended: without it everything waits in vain"
    with django_db_blocker.unblock(), psycopg.connect(server.conninfo(database), autocommit=True) as admin:
        admin.execute("SET search_path = kring")
        hosted = [one for (one,) in admin.execute("SELECT id FROM parties_organisation").fetchall()]
        yield
        connections.close_all()
        admin.execute("DELETE FROM parties_organisation WHERE id <> ALL (%s)", [[*hosted, *SHARED]])
        admin.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


@pytest.fixture(scope="session")
def child_env(server: Any, database: str, django_db_setup: None, sealer_files: dict[str, str]) -> dict[str, str]:
    """The environment for a ``kring`` command that is to work on this worker's database."""
    return {
        **outside(),
        **KEYS,
        **sealer_files,
        "KRING_MODE": "test",
        "KRING_SEAL_WAIT": "20",
        "DATABASE_URL": server.url("kring_app", database),
        "DATABASE_URL_IDENTITY": server.url("kring_identity", database),
        "DATABASE_URL_OWNER": server.url("kring_owner", database),
        "DATABASE_URL_SEALER": server.url("kring_sealer", database),
    }


@pytest.fixture(scope="session")
def sealer_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where this worker's sealer has its key and its anchor."""
    from kring.local import keys  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("sealer")
    return {"KRING_SEALER_KEY": str(keys.sealer_key(folder)), "KRING_ANCHOR": str(folder / "anchor")}


@pytest.fixture(scope="session")
def sealer(
    server: Any, database: str, django_db_setup: None, sealer_files: dict[str, str]
) -> Iterator[threading.Thread]:
    """A sealer, under its own role, for as long as this worker lives."""
    from kring.journal import seal  # noqa: PLC0415

    stop = threading.Event()
    where = (
        server.url("kring_sealer", database),
        Path(sealer_files["KRING_SEALER_KEY"]),
        Path(sealer_files["KRING_ANCHOR"]),
    )
    thread = threading.Thread(target=seal.run, args=(*where, stop), name="sealer", daemon=True)
    thread.start()
    yield thread
    stop.set()
    thread.join(20)


# ----- A skip is shown and counted.


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(
        report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr) for report in skipped
    )
    terminalreporter.section(f"skipped: {len(skipped)}")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} × {reason}")
