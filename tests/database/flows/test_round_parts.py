"""A round in parts: how far it is, what a workbook holds before all is answered, an end at midnight inside a job, two at once."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from kring.core import clock as clocks
from kring.core.clock import Clock, stopped_at
from kring.exchange import permit
from kring.flows.debtors.city import actions, queries, workbook
from kring.flows.debtors.city.actions import NotStarted, Started, send_chunk, take_out
from kring.flows.debtors.models import Upload
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.parties.identity.actions import open_account, seat
from tests.database.exchange.cast import CLOCK, NOON, Pair, a_pair, all_lines
from tests.database.flows.story import (
    APRIL,
    acting,
    all_sealed,
    begin,
    confirmed,
    hand_in_a_list,
    knows,
    marks_of,
    run,
    somebody,
    states,
    verbs,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")

CLIENT = "cliënt OCMW"
BEFORE_MIDNIGHT = datetime(2026, 3, 2, 22, 59, 59, tzinfo=UTC)
AFTER_MIDNIGHT = BEFORE_MIDNIGHT + timedelta(seconds=2)


def _desk(pair: Pair) -> Client:
    """A browser of the debt team."""
    account = open_account(email=f"{uuid4().hex}@example.org")
    seat(account=account, organisation=pair.city.worker.organisation, position=pair.city.worker.position)
    client = Client()
    client.force_login(account)
    return client


def _reads(desk: Client, name: str, *args: object, **query: str) -> str:
    """A page as the debt team reads it."""
    return re.sub(r"\s+", " ", desk.get(reverse(f"debtors:{name}", args=args), query).content.decode())


def _progress(pair: Pair, round_id: UUID) -> Any:
    with acting(pair.city):
        return queries.progress(round_id, clock=CLOCK)


def _only(monkeypatch: pytest.MonkeyPatch, *chunks: int) -> None:
    """Of what is queued only these chunks are sent."""

    def send(*, chunk: int, **known: Any) -> None:
        if chunk in chunks:
            send_chunk(chunk=chunk, **known)

    monkeypatch.setattr("kring.flows.debtors.jobs.send_chunk", send)


def _marked(pair: Pair, round_id: UUID) -> tuple[bytes, list[object]]:
    data = take_out(by=pair.city.worker, round_id=round_id, clock=CLOCK).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return data, [cell.value for cell in sheet["H"]][2:]


@pytest.mark.req("D4", "D5")
def test_the_workbook_is_taken_out_at_any_time_and_keeps_every_earlier_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any answer, after the first part, after all: the list itself with what is known then; the page says so."""
    monkeypatch.setattr(actions, "CHUNK", 1)
    pair, people = a_pair(), [somebody(n) for n in (1, 2, 3)]
    desk = _desk(pair)
    knows(pair, [people[0], people[2]])
    started = begin(pair, people)
    assert isinstance(started, Started)
    _data, nothing = _marked(pair, started.round)
    assert nothing == [None, None, None]
    assert "Tot nu zijn 0 van 3 delen beantwoord" in _reads(desk, "round", started.round)
    _only(monkeypatch, 0)
    work_through()
    all_sealed(pair)
    first, part = _marked(pair, started.round)
    assert part == [CLIENT, None, None]
    assert _marked(pair, started.round)[0] == first
    page = _reads(desk, "round", started.round)
    assert "Tot nu zijn 1 van 3 delen beantwoord" in page
    for chunk in (1, 2):
        send_chunk(by=pair.city.worker, round_id=started.round, chunk=chunk, clock=CLOCK)
    work_through()
    all_sealed(pair)
    whole, both = _marked(pair, started.round)
    assert both == [CLIENT, None, CLIENT]
    assert whole != first
    assert "Tot nu" not in _reads(desk, "round", started.round)
    assert "ophalen tot en met" in _reads(desk, "round", started.round)


@pytest.mark.req("D1")
def test_progress_is_what_left_and_what_was_answered_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing, one of three sent, one answered, all: the bar's value and words, and what it waits for."""
    monkeypatch.setattr(actions, "CHUNK", 2)
    pair = a_pair()
    started = begin(pair, [somebody(n) for n in range(1, 6)])
    assert isinstance(started, Started)
    desk, seen = _desk(pair), []

    def note() -> str:
        one = _progress(pair, started.round)
        seen.append((one.state, one.sent, one.answered, one.rows_sent, one.steps, one.done))
        return _reads(desk, "progress", started.round)

    assert "0 van 3 delen verstuurd" in note()
    send_chunk(by=pair.city.worker, round_id=started.round, chunk=0, clock=CLOCK)
    assert "Over elk deel wordt beslist" in note()
    for chunk in (1, 2):
        send_chunk(by=pair.city.worker, round_id=started.round, chunk=chunk, clock=CLOCK)
    assert "Wacht op OCMW Ergens: 3 delen, verwacht tegen 9 maart 2026" in note()
    work_through()
    all_sealed(pair)
    assert "Wacht op" not in note()
    assert seen == [
        ("sending", 0, 0, 0, 0, False),
        ("sending", 1, 0, 2, 1, False),
        ("waiting", 3, 0, 5, 3, False),
        ("answered", 3, 3, 5, 6, True),
    ]


def _ends(pair: Pair) -> None:
    instruments.end(
        by=pair.city.secretary,
        digest=pair.digest,
        reason="Op.",
        from_day=date(2026, 3, 3),
        clock=CLOCK,
        fictitious=True,
    )


def _suspends(pair: Pair) -> None:
    instruments.suspend(by=pair.city.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)


@pytest.mark.req("D7", "E1", "P7")
@pytest.mark.parametrize("how", ["the end at midnight", "a suspension"])
def test_what_happens_inside_a_job_refuses_the_next_part_and_is_told(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second part is permitted a second before midnight and would leave a second after: it does not. The page says what was
    sent, what was not, and why; the log says that the permit was abandoned.
    """
    monkeypatch.setattr(actions, "CHUNK", 2)
    pair, now = a_pair(), [BEFORE_MIDNIGHT]
    if how == "the end at midnight":
        _ends(pair)
    desk = _desk(pair)
    knows(pair, [somebody(1), somebody(3)])
    ticking: Clock = lambda: now[0]  # noqa: E731 - a clock is a function
    started = begin(pair, [somebody(n) for n in (1, 2, 3)], clock=ticking)
    assert isinstance(started, Started), started
    send_chunk(by=pair.city.worker, round_id=started.round, chunk=0, clock=ticking)
    honest = permit.permit

    def and_then(*args: Any, **known: Any) -> Any:
        permitted = honest(*args, **known)
        if how == "the end at midnight":
            now[0] = AFTER_MIDNIGHT
        elif now[0] == BEFORE_MIDNIGHT:
            _suspends(pair)
            now[0] += timedelta(milliseconds=1)
        return permitted

    monkeypatch.setattr("kring.exchange.door.permit", and_then)
    send_chunk(by=pair.city.worker, round_id=started.round, chunk=1, clock=ticking)
    assert states(pair, started.round) == ["sent", "stopped"]
    progress = _progress(pair, started.round)
    assert (progress.state, progress.rows_sent, progress.rows_stopped) == ("stopped", 2, 1)
    assert not progress.done
    kinds = [line.kind for line in all_lines(pair.city) if line.content.get("batch") == str(started.round)]
    assert kinds.count("abandoned") == 1
    page = _reads(desk, "round", started.round)
    assert "2 debiteuren zijn verstuurd en blijven verstuurd" in page
    assert "1 debiteur is niet verstuurd" in page
    assert progress.reasons[0]["nl"] in page.replace("&#x27;", "'")
    rows = _reads(desk, "rows", started.round, toon="niet-verstuurd")
    assert "D-3" in rows
    assert "D-1" not in rows


def _together(*does: Callable[[], object]) -> list[object]:
    """What each answers, done at once in threads of their own."""
    found: list[object] = [None] * len(does)
    ready = Barrier(len(does))

    def do(number: int) -> None:
        try:
            ready.wait(30)
            found[number] = does[number]()
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(number,)) for number in range(len(does))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


@pytest.mark.req("D1", "P9")
def test_two_lists_confirmed_at_once_one_leaves_and_the_other_keeps_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two colleagues confirm and send in the same moment: one round goes; the other's page names the first day, its workbook can be
    taken out all the while, and on that day it leaves.
    """
    pair, people = a_pair(), [somebody(1), somebody(2)]
    knows(pair, people)
    desk, uploads = _desk(pair), [hand_in_a_list(pair, [one]) for one in people]
    begun = _together(*(lambda one=one: confirmed(pair, one) for one in uploads))
    rounds = [one.round for one in begun if isinstance(one, Started)]
    if len(rounds) == 1:  # one of them saw the other's first permit already: then its list still waits
        (late,) = [one for one in begun if isinstance(one, NotStarted)]
        assert [reason.code for reason in late.reasons] == ["too_soon"]
    sent = [lambda one=one: send_chunk(by=pair.city.worker, round_id=one, chunk=0, clock=CLOCK) for one in rounds]
    _together(*sent)
    work_through()
    all_sealed(pair)
    assert len(rounds) == 2
    assert sorted(_progress(pair, one).state for one in rounds) == ["answered", "refused"]
    (refused,) = [one for one in rounds if _progress(pair, one).state == "refused"]
    page = _reads(desk, "round", refused)
    assert "2/4/2026" in page
    assert "1 debiteur is niet verstuurd" in page
    assert "Uw lijst is bewaard" in page
    with acting(pair.city):
        assert Upload.objects.count() == 2
    assert _marked(pair, refused)[1] == [None]
    monkeypatch.setattr(clocks, "_installed", stopped_at(APRIL))
    assert actions.send_again(by=pair.city.worker, round_id=refused, clock=stopped_at(APRIL)) == 1
    work_through()
    assert CLIENT in marks_of(pair, refused).values()


@pytest.mark.req("D1")
def test_the_same_list_confirmed_by_two_at_once_is_one_round() -> None:
    """Of two clicks in the same moment one makes the round, and both are led to it."""
    pair = a_pair()
    upload = hand_in_a_list(pair, [somebody(1)])
    with acting(pair.city):
        seen = workbook.seen_of(Upload.objects.get())
    first, second = _together(*([lambda: confirmed(pair, upload, seen=seen)] * 2))
    assert isinstance(first, Started)
    assert first == second
    with acting(pair.city):
        assert len(queries.rounds(clock=CLOCK)) == 1


def test_a_round_that_is_over_says_how_long_its_workbook_is_there() -> None:
    """And of no round a workbook can be taken out once its term is over."""
    pair = a_pair()
    round_id = run(pair, [somebody(1)])
    all_sealed(pair)
    with acting(pair.city):
        page = queries.round_page(round_id, clock=CLOCK)
        assert page is not None
        assert page.kept_until is not None
        assert page.kept_until > NOON.date()
        after = stopped_at(datetime(page.kept_until.year, page.kept_until.month, page.kept_until.day, 12, tzinfo=UTC))
        assert queries.round_page(round_id, clock=after) is not None
        assert queries.round_page(round_id, clock=stopped_at(after() + timedelta(days=1))) is None
    assert "round.taken_out" not in verbs(pair.city)
