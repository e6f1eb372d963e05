"""An ask when something fails: logs that cannot be written, processes that die, answers that nobody asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.exchange import ask as asking
from kring.exchange import clocks, envelope, permit, questions, release, transport
from kring.exchange.ask import ask
from kring.exchange.door import Sent, Stopped, send
from kring.guard.acting import machine_of
from kring.guard.jobs import app, work_through
from kring.journal import waiting
from tests.database.exchange.asking import (
    ELIF,
    LONG,
    Kept,
    Register,
    a_question,
    answered,
    kinds,
    knows,
    taken_in,
    two,
    unanswered,
)
from tests.database.exchange.cast import CLOCK, NOON, all_lines

pytestmark = pytest.mark.usefixtures("committed", "in_march", "register", "kept")


@pytest.mark.req("E1")
def test_after_a_wait_in_vain_the_queue_brings_the_answer(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody drives the other side here: ``ask`` gives up, the worker answers, and the receiver has it."""
    here = two()
    knows(here.ocmw, ELIF)
    monkeypatch.setattr(asking, "_drive", lambda *_args, **_known: None)
    assert ask(a_question(here, ELIF), clock=CLOCK, within=0.05) is None
    work_through()
    assert [row["ref"] for arrived in kept.arrived for row in arrived.rows] == ["q0"]


@pytest.mark.req("E1")
def test_an_answer_that_is_waited_for_is_left_to_whoever_waits(kept: Kept) -> None:
    """The queue does not take it in while the asker waits; when the asker's session is gone, it does."""
    here = two()
    knows(here.ocmw, ELIF)
    answer = answered(a_question(here, ELIF))
    with _elsewhere() as other:
        _wait_for(answer, other)
        assert transport.receive(answer, here.city.id, clock=CLOCK) is False
        assert kept.arrived == []
    assert transport.receive(answer, here.city.id, clock=CLOCK) is True
    assert len(kept.arrived) == 1


def test_two_who_wait_for_one_answer_do_not_both_get_it() -> None:
    """The second is told at once that there is none for it."""
    here = two()
    order = a_question(here, ELIF)
    batch = questions.batch_of_answer(order.batch, here.city.id)
    with _elsewhere() as other:
        _wait_for(envelope.envelope_of(batch, "answer", 0, here.ocmw.id), other)
        assert ask(order, clock=CLOCK, within=LONG) is None


@contextmanager
def _elsewhere() -> Iterator[Any]:
    """Another session of the same database."""
    other = connections["default"].copy()
    try:
        yield other
    finally:
        other.close()


def _wait_for(answer: Any, session: Any) -> None:
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 1))", [str(answer)])


@pytest.mark.req("E1", "P9")
def test_nothing_leaves_as_an_answer_to_a_question_that_was_not_asked() -> None:
    """An answer without a question, or to another one than it names, is refused by the own door."""
    here = two()
    knows(here.ocmw, ELIF)
    answer = questions.order_of_answer(taken_in(a_question(here, ELIF)), by=machine_of(here.ocmw.id))
    assert answer is not None
    assert answer.asked is not None
    for wrong in (
        replace(answer, asked=None),
        replace(answer, asked=replace(answer.asked, batch=uuid4())),
        replace(answer, asked=replace(answer.asked, sender=uuid4())),
        replace(answer, purpose="research"),
        replace(answer, refs=("q0", "somebody else")),
    ):
        stopped = send(replace(wrong, batch=uuid4()), clock=CLOCK)
        assert isinstance(stopped, Stopped)
        assert stopped.reasons[0].code == "not_asked"


@pytest.mark.req("E1")
def test_an_answer_to_what_we_did_not_ask_stays_where_it_is(kept: Kept, server: Any, database: str) -> None:
    """The city's own memory of its question is gone: whatever comes as its answer is not opened further."""
    here = two()
    order = a_question(here, ELIF)
    answer = answered(order)
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute("DELETE FROM kring.exchange_batch WHERE batch = %s", [order.batch])
    with pytest.raises(Fault, match="niet stelde"):
        transport.receive(answer, here.city.id, clock=CLOCK)
    assert kept.arrived == []


class NoLogError(Exception):
    """The log cannot be written."""


def _broken(*_: object, **__: object) -> None:
    raise NoLogError


@pytest.mark.req("E1", "E6")
def test_a_question_whose_receipt_cannot_be_written_stays_with_the_asker(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line, no question kept, no answer ordered; it comes again."""
    here = two()
    sent = send(a_question(here, ELIF), clock=CLOCK)
    assert isinstance(sent, Sent)
    waiting.wait(sent.tx, LONG)
    with monkeypatch.context() as broken:
        broken.setattr(transport, "append", _broken)
        with pytest.raises(NoLogError):
            transport.receive(sent.envelope, here.ocmw.id, clock=CLOCK)
    assert unanswered(here.ocmw) == (0, 0)
    assert transport.waiting_for(here.ocmw.id) == [sent.envelope]
    assert transport.receive(sent.envelope, here.ocmw.id, clock=CLOCK)
    assert unanswered(here.ocmw) == (1, 1)


@pytest.mark.req("E1", "E6")
@pytest.mark.parametrize("half", [permit, release])
def test_an_answer_whose_line_cannot_be_written_does_not_leave(monkeypatch: pytest.MonkeyPatch, half: Any) -> None:
    """The question waits on; the tick of the next minute answers it."""
    here = two()
    knows(here.ocmw, ELIF)
    question = taken_in(a_question(here, ELIF))
    with monkeypatch.context() as broken:
        broken.setattr(half, "append", _broken)
        with pytest.raises(NoLogError):
            asking.answer(question, here.ocmw.id, clock=CLOCK)
    assert unanswered(here.ocmw) == (1, 1)
    app.configure_task("exchange.tick").defer(timestamp=0)
    work_through()
    assert unanswered(here.ocmw) == (0, 0)


@pytest.mark.req("E1", "E6")
def test_an_answer_whose_receipt_cannot_be_written_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The asker gets an error and no data that its log does not know; the envelope is still there afterwards."""
    here = two()
    knows(here.ocmw, ELIF)
    order = a_question(here, ELIF)
    honest, working = asking._drive, transport.append

    def then_break(*args: Any, **known: Any) -> None:
        honest(*args, **known)
        monkeypatch.setattr(transport, "append", _broken)

    monkeypatch.setattr(asking, "_drive", then_break)
    with pytest.raises(NoLogError):
        ask(order, clock=CLOCK, within=LONG)
    monkeypatch.setattr(transport, "append", working)
    assert len(transport.waiting_for(here.city.id)) == 1
    assert kinds(here.city, questions.batch_of_answer(order.batch, here.city.id)) == []


@pytest.mark.req("E7")
def test_a_question_that_nobody_answers_goes_when_its_term_is_over() -> None:
    """Taken in and never answered: the sweep erases it, with a line."""
    here = two()
    taken_in(a_question(here, ELIF))
    assert clocks.sweep(here.ocmw.id, clock=stopped_at(NOON + timedelta(days=31))) == 1
    assert unanswered(here.ocmw) == (0, 0)
    assert "sweep" in [line.kind for line in all_lines(here.ocmw)]


@pytest.mark.req("E1")
def test_what_goes_wrong_at_the_other_side_is_not_the_askers_to_see(
    register: Register, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The OCMW's register breaks down: the asker hears nothing in time, the process's log a code without data."""
    here = two()

    def down(*_: object) -> None:
        raise RuntimeError(ELIF)

    monkeypatch.setattr(register, "subjects", down)
    assert ask(a_question(here, ELIF), clock=CLOCK, within=0.3) is None
    assert "answer_left" in caplog.text
    assert ELIF not in caplog.text
