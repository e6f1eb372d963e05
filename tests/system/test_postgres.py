"""The PostgreSQL that Kring starts itself: durable, closed to others, and it finds its feet after a crash."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kring.core.errors import Fault
from kring.local import postgres, throwaway
from kring.local.postgres import Cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for one server, gone afterwards."""
    with throwaway.folder("postgres-test") as folder:
        yield folder / "server"


def test_committed_rows_outlive_a_killed_server(home: Path) -> None:
    """kill -9 of the server in mid-flight: the next start recovers what was committed."""
    cluster = Cluster(home, password="only here")
    cluster.start()
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 300)")
    assert cluster._process is not None
    cluster._process.kill()
    cluster._process.wait()
    with cluster, psycopg.connect(cluster.conninfo()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (300,)


def test_nobody_connects_without_the_password(home: Path) -> None:
    """Not even from this machine: there is no trust authentication and no socket file."""
    with Cluster(home, password="only here") as cluster:
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(cluster.conninfo(password="guessed"))
        with psycopg.connect(cluster.conninfo()) as connection:
            assert connection.execute("SHOW cluster_name").fetchone() == (postgres.CLUSTER_NAME,)
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_a_language_that_this_machine_does_not_have_does_no_harm(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works in ``nl_BE`` on a machine without that locale starts the server all the same."""
    for name in ("LANG", "LC_ALL"):
        monkeypatch.setenv(name, "nl_NOWHERE.UTF-8")
    with Cluster(home, password="only here") as cluster:
        assert cluster.running


def test_a_stopped_server_ends_in_order(home: Path) -> None:
    """Exit code 0, and its folder can be started again."""
    cluster = Cluster(home, password="only here")
    cluster.start()
    assert cluster.stop() == 0
    assert not cluster.running
    with cluster:
        assert cluster.running


def test_a_server_left_behind_is_ended_before_ours_starts(home: Path) -> None:
    """Where the kernel does not end it with its parent, a server may be left: the next start stops it first."""
    left = Cluster(home, password="only here")
    left.start()
    with Cluster(home, password="only here") as ours:
        assert ours.running
        assert left._process is not None
        assert left._process.wait(10) == 0
    left.stop()


def test_data_of_another_version_are_not_touched(home: Path) -> None:
    """The message says which version made them, and what to do."""
    with Cluster(home, password="only here") as cluster:
        data = cluster.data
    version = data / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(Fault, match="PostgreSQL 9"):
        Cluster(home, password="only here").start()


def test_root_never_runs_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As root an unprivileged user is taken, and a home where that user cannot come is put elsewhere."""
    monkeypatch.setattr("os.geteuid", lambda: 0)
    someone = postgres.unprivileged()
    assert someone is not None
    assert someone.uid != 0
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert postgres.reachable(closed / "demo").is_relative_to("/var/lib/kring")


def test_ports_stay_below_those_that_the_kernel_hands_out() -> None:
    """A port of 32768 or more may be taken by anybody's outgoing connection."""
    assert all(15_000 <= postgres.free_port() < 30_000 for _ in range(20))


def test_a_wrong_folder_of_programs_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """PG_BIN that holds no PostgreSQL is a plain message, not a traceback."""
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(Fault, match="PG_BIN"):
        postgres.find_binaries()
