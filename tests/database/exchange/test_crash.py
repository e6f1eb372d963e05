"""Killed at every step, on a server that really flushes: nothing is lost, nothing happens twice, both logs tell one story."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import pytest
from psycopg import sql

from kring.core import clock as clocks
from kring.flows.debtors.city import actions
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, Row
from kring.flows.debtors.ocmw.talk import LaidDown
from kring.guard.acting import acting_for
from kring.guard.keys import blind
from kring.journal import verify
from kring.persons.actions import place_restriction
from tests.database.exchange.cast import CLOCK, NOON, Desk, Pair, a_pair, all_lines
from tests.database.exchange.driver import OF_SIGNALS, POINTS
from tests.database.exchange.promises import promised
from tests.database.flows.story import Somebody, begin, knows, marks_of, somebody, written
from tests.database.flows.talks import RESUME, Stage, a_stage, beside, says, signals_of
from tests.database.journal.conftest import verified
from tests.forks import Forks
from tests.house import House

pytestmark = [pytest.mark.req("E1", "E4", "E6"), pytest.mark.timeout(120)]

MARK = "cliënt OCMW"
STRANGER = "Onbekendsen"
"""The name of everybody of whom the OCMW may keep nothing."""


@dataclass
class CrashHouse(House):
    """A house, and the process that is killed in it."""

    driver: Forks | None = None

    def dies(self, point: str, pair: Pair, half: Literal["list", "answer"], *, nth: int, **request: Any) -> bool:
        """Let a fresh process work through the queue until it dies at the ``nth`` passage of ``point`` in this half."""
        city_does = (OF_SIGNALS[point].half == "discloser") == (half == "list")
        whose = pair.city.id if city_does else pair.ocmw.id
        return self.work(point=point, organisation=str(whose), nth=nth, **request) == {"signal": 9}

    def work(self, **request: Any) -> dict[str, int]:
        """Let a fresh process work through the queue; answers how it ended."""
        if self.driver is None:
            environment = self.environment(KRING_MODE="test", KRING_PROCESS="worker")
            self.driver = Forks("tests.database.exchange.driver", environment)
        return self.driver.ask(port=self.cluster.port, **request)

    def close(self) -> None:
        """Everything that was started ends."""
        super().close()
        if self.driver is not None:
            self.driver.close()


@pytest.fixture(scope="module")
def house(server: Any, database: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[CrashHouse]:
    """A server of this module's own with ``fsync`` on, and Django of this process pointed at it."""
    with django_db_blocker.unblock(), CrashHouse.standing("crash", server, database) as made:
        made.open_sealer()
        yield made


@dataclass(frozen=True)
class Story:
    """A round of forty people that was started and not yet sent: who is to be marked, and of whom nothing may be kept."""

    pair: Pair
    round: UUID
    clients: tuple[Somebody, ...]
    strangers: tuple[Somebody, ...]

    @property
    def expected(self) -> dict[str, str]:
        """File number → mark, of everybody on the list."""
        marked = {one.file_number for one in self.clients}
        return {f"D-{number}": MARK if f"D-{number}" in marked else "" for number in range(1, 41)}


@pytest.fixture
def story(house: CrashHouse, monkeypatch: pytest.MonkeyPatch) -> Story:
    """Twelve clients over both parts, one of whom is restricted at the OCMW and one at the city; the rest unknown there."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    monkeypatch.setattr(actions, "CHUNK", 20)
    pair = a_pair()
    everybody = [somebody(number) for number in range(1, 41)]
    known = [one for number, one in enumerate(everybody) if number % 3 == 0][:12]
    strangers = tuple(written(one, last_name=STRANGER) for one in everybody if one not in known)
    knows(pair, known)
    at_ocmw, at_city = known[1], known[2]
    for desk, one in ((pair.ocmw, at_ocmw), (pair.city, at_city)):
        place_restriction(by=desk.dpo, ssin=one.ssin, ground="accuracy_contested", valid_from=NOON.date())
    listed = {one.file_number: one for one in (*known, *strangers)}
    started = begin(pair, [listed[one.file_number] for one in everybody])
    assert isinstance(started, actions.Started)
    clients = tuple(one for one in known if one not in (at_ocmw, at_city))
    return Story(pair, started.round, clients, strangers)


def reconciled(house: CrashHouse, story: Story) -> None:
    """The end of every story, whoever died on the way."""
    pair = story.pair
    assert promised(house, story.pair) == {
        "city released": 2,
        "ocmw received": 2,
        "ocmw released": 2,
        "city received": 2,
    }
    assert marks_of(pair, story.round) == story.expected
    refs = _refs_of_clients(story)
    for desk, expected in ((pair.ocmw, refs), (pair.city, refs)):
        _one_line_each(desk, expected)
    with acting_for(pair.city.id, pair.city.worker.position):
        assert list(Chunk.objects.filter(round_id=story.round).values_list("state", flat=True)) == ["answered"] * 2
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        assert {case.ref for case in Case.objects.exclude(marked_on=None)} == refs
        assert Case.objects.count() == len(refs)
        assert [part.state for part in ReceivedChunk.objects.all()] == ["answered"] * 2
    _nothing_of_strangers(house, story)
    report = verified([pair.city.dpo, pair.ocmw.dpo])
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])


def _refs_of_clients(story: Story) -> set[str]:
    numbers = [one.file_number for one in story.clients]
    with acting_for(story.pair.city.id, story.pair.city.worker.position):
        rows = Row.objects.filter(round_id=story.round, file_number__in=numbers)
        return {str(row) for row in rows.values_list("id", flat=True)}


def _one_line_each(desk: Desk, expected: set[str]) -> None:
    """Whoever was taken in has one line about it; who is restricted at the OCMW was taken in there and let go."""
    taken = Counter(
        str(line.own["ref"])
        for line in all_lines(desk)
        if line.kind == "subject" and "envelope" in line.content and line.own is not None
    )
    assert set(taken.values()) == {1}
    assert expected <= set(taken)


def _nothing_of_strangers(house: CrashHouse, story: Story) -> None:
    """Not a name, a reference or a pseudonym of a non-client in any row of the OCMW, nor a ciphertext left in an envelope."""
    strangers = [one.file_number for one in story.strangers]
    with acting_for(story.pair.city.id, story.pair.city.worker.position):
        rows = Row.objects.filter(round_id=story.round, file_number__in=strangers)
        traces = [STRANGER, *(str(row) for row in rows.values_list("id", flat=True))]
        assert len(traces) == 1 + len(strangers)
    with acting_for(story.pair.ocmw.id, story.pair.ocmw.worker.position):
        traces += [one.hex() for one in blind([one.ssin for one in story.strangers])]
    with house.superuser() as admin:
        tables = admin.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'kring' AND column_name = 'organisation_id'"
        ).fetchall()
        assert len(tables) > 10
        for (table,) in tables:
            kept = admin.execute(
                sql.SQL(
                    "SELECT count(*) FROM kring.{} t WHERE organisation_id = %s AND EXISTS"
                    " (SELECT FROM unnest(%s::text[]) trace WHERE position(trace IN t::text) > 0)"
                ).format(sql.Identifier(table)),
                [story.pair.ocmw.id, traces],
            ).fetchone()
            assert kept == (0,), table
        left = admin.execute("SELECT count(*) FROM guard.envelope WHERE sealed IS NOT NULL").fetchone()
        assert left == (0,)
        jobs = admin.execute("SELECT count(*) FROM kring.procrastinate_jobs WHERE status <> 'succeeded'").fetchone()
        assert jobs == (0,)


@pytest.mark.parametrize("point", list(POINTS))
def test_killed_at_a_step_the_round_ends_as_if_nothing_had_happened(
    house: CrashHouse, story: Story, point: str
) -> None:
    """The worker dies in the list's second part; another takes over and dies in the answer; a third finishes the round."""
    unsealed = point == "no seal yet"
    if unsealed:
        house.close_sealer()
    assert house.dies(point, story.pair, "list", nth=1 if unsealed else 2)
    before = promised(house, story.pair)
    if unsealed:
        assert before == {"city released": 2}  # let out, and nobody can have it
        house.open_sealer()
    house.a_minute_passes()
    assert house.dies(point, story.pair, "answer", nth=3 if unsealed else 1, later=True)
    between = promised(house, story.pair)
    assert before < between
    assert between["city received"] < 2
    house.a_minute_passes()
    assert house.work(later=True) == {"exit": 0}
    reconciled(house, story)


# ----- Signals: what a social worker decided reaches the city once, whoever died on the way.


@pytest.fixture
def stage(house: CrashHouse, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Three clients marked and one stranger; with the first two nothing could be done, and nothing of that was sent yet."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    stage = a_stage(3, strangers=1)
    for case, answer in zip(stage.cases, ("declines_help", "no_solution"), strict=False):
        assert isinstance(says(stage, answer, case_id=case), LaidDown)
    return stage


def _signalled(house: CrashHouse, stage: Stage, *numbers: int) -> None:
    """Beside these rows stands that recovery may go on, each by one envelope; the marks stand as they stood; both logs verify."""
    pair, sent = stage.pair, len(numbers)
    assert promised(house, pair) == {
        "city released": 1,
        "ocmw received": 1,
        "ocmw released": 1 + sent,
        "city received": 1 + sent,
    }
    rows = {f"D-{n}": (MARK, *((RESUME, NOON.date()) if n in numbers else ("", None))) for n in (1, 2, 3)}
    assert beside(stage) == {**rows, "D-101": ("", "", None)}
    assert signals_of(stage) == [("sent", [])] * sent
    with house.superuser() as admin:
        jobs = admin.execute("SELECT count(*) FROM kring.procrastinate_jobs WHERE status <> 'succeeded'").fetchone()
        assert jobs == (0,)
    report = verified([pair.city.dpo, pair.ocmw.dpo])
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])


@pytest.mark.req("D4", "D9")
@pytest.mark.parametrize("point", list(OF_SIGNALS))
def test_killed_on_the_way_of_a_signal_it_reaches_the_city_once(house: CrashHouse, stage: Stage, point: str) -> None:
    """The worker dies at this step, and so does the next one; a third brings both signals to the city."""
    unsealed = point == "no seal yet"
    if unsealed:
        house.close_sealer()
    assert house.dies(point, stage.pair, "answer", nth=1)
    promised(house, stage.pair)
    if unsealed:
        house.open_sealer()
    house.a_minute_passes()
    assert house.dies(point, stage.pair, "answer", nth=1, later=True)
    promised(house, stage.pair)
    house.a_minute_passes()
    assert house.work(later=True) == {"exit": 0}
    _signalled(house, stage, 1, 2)


@pytest.mark.req("D9")
@pytest.mark.parametrize("point", ["signal decided, not sent", "permit committed"])
def test_a_signal_withdrawn_while_the_worker_lies_dead_does_not_leave(
    house: CrashHouse, stage: Stage, point: str
) -> None:
    """The client comes back and wants help: whoever takes over finds nothing to send, though a permit may lie ready."""
    assert house.dies(point, stage.pair, "answer", nth=1)
    for case in stage.cases[:2]:
        laid = says(stage, "wants_help", case_id=case)
        assert isinstance(laid, LaidDown)
        assert laid.signal == "withdrawn"
    house.a_minute_passes()
    assert house.work(later=True) == {"exit": 0}
    _signalled(house, stage)


# ----- The server itself.


@pytest.mark.parametrize("point", ["release committed", "settled, not committed"])
def test_the_server_itself_is_killed_and_what_was_committed_is_there(
    house: CrashHouse, story: Story, point: str
) -> None:
    """PostgreSQL dies in the middle of the round: started again, what was committed holds and the round goes on to its end."""
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    assert house.dies(point, story.pair, "list", nth=2, kill=house.postmaster)
    house.close_sealer()
    house.start_again()
    found = promised(house, story.pair)
    assert (found["city released"], found["ocmw received"]) == ((2, 0) if point == "release committed" else (2, 1))
    house.open_sealer()
    house.a_minute_passes()
    assert house.work(later=True) == {"exit": 0}
    reconciled(house, story)


def test_the_server_of_these_tests_really_flushes(house: CrashHouse) -> None:
    """Else nothing here would show anything."""
    with house.superuser() as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert admin.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting))).fetchone() == ("on",)
