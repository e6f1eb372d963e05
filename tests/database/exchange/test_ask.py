"""Ask and wait: the question and the answer each pass the door, and whoever asks learns nothing else."""

import math
import time
from datetime import date
from typing import Any

import pytest
from django.db import connection

from kring.core.canonical import canonical
from kring.core.days import Period
from kring.core.errors import Fault
from kring.exchange import ask as asking
from kring.exchange import content, envelope, questions, transport
from kring.exchange.ask import ask
from kring.exchange.door import Sent, Stopped, send
from kring.exchange.questions import BySsin
from kring.guard.acting import Acting, machine_of
from kring.instruments import actions as instruments
from kring.journal import waiting
from kring.parties.actions import appoint
from kring.persons import actions as persons
from tests.database.exchange.asking import (
    ELIF,
    LONG,
    NOBODY,
    PIOTR,
    SECOND_PURPOSE,
    WHEN,
    Kept,
    Register,
    a_question,
    answer_of,
    answered,
    kinds,
    knows,
    taken_in,
    two,
    unanswered,
)
from tests.database.exchange.cast import CLOCK

pytestmark = pytest.mark.usefixtures("committed", "in_march", "register", "kept")


Sealed = list[tuple[dict[str, Any], int]]
"""What every envelope held, and how many bytes its ciphertext has."""


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Sealed:
    seen: Sealed = []
    honest = envelope.seal

    def seal(*args: Any, **known: Any) -> envelope.Sealed:
        closed = honest(*args, **known)
        seen.append((args[2], len(closed.ciphertext)))
        return closed

    monkeypatch.setattr(envelope, "seal", seal)
    return seen


@pytest.mark.req("E1", "E3", "E6")
def test_a_question_and_its_answer_pass_the_door_and_both_logs_say_so(register: Register, kept: Kept) -> None:
    """The city asks about a client: the question names the number only, the answer what the text lists."""
    here = two(when=WHEN)
    knows(here.ocmw, ELIF)
    order = a_question(here, ELIF)
    answer = answer_of(order)
    assert list(answer.rows) == [{"ref": "q0", "client.capacity": "2", "person.municipality": "Ergens"}]
    assert answer.reasons == ()
    assert kept.arrived == [answer.arrived]
    assert {frozenset(row) for asked in register.asked for row in asked.rows} == {frozenset({"ref", "person.ssin"})}
    back = questions.batch_of_answer(order.batch, here.city.id)
    assert kinds(here.city, order.batch) == ["permit", "release", "subject"]
    assert kinds(here.ocmw, order.batch) == ["receive", "subject"]
    assert kinds(here.ocmw, back) == ["permit", "release", "subject"]
    assert kinds(here.city, back) == ["receive", "subject"]
    assert unanswered(here.ocmw) == (0, 0)


@pytest.mark.req("E2", "K6")
@pytest.mark.parametrize("why", ["not a client", "restricted", "unknown"])
def test_whoever_asks_reads_the_same_of_all_of_whom_nothing_may_leave(sealed: Sealed, why: str) -> None:
    """Not known, or known and withheld: no rows, no reason, one content but for ids, one size, one set of lines."""
    here = two(when=WHEN, more="")
    if why != "unknown":
        knows(here.ocmw, ELIF, capacity=4 if why == "not a client" else 2)
    since = date(2026, 1, 1)
    if why == "restricted":
        persons.place_restriction(by=here.ocmw.worker, ssin=ELIF, ground="accuracy_contested", valid_from=since)
    order = a_question(here, ELIF)
    answer = answer_of(order)
    assert list(answer.rows) == []
    assert answer.reasons == ()
    said, size = sealed[-1]
    ids = ("pad", "permit", "batch", "in_reply_to", "checkpoint", "document")
    assert {name: value for name, value in said.items() if name not in ids} == {
        "v": 1,
        "digest": here.digest,
        "disclosure": "answer",
        "purpose": ["care"],
        "period_asked": None,
        "chunk": 0,
        "chunks": 1,
        "day": "2026-03-02",
        "rows": [],
        "reasons": [],
    }
    assert len(canonical(said)) == content.BUCKET
    assert size - content.BUCKET < 100
    assert kinds(here.ocmw, questions.batch_of_answer(order.batch, here.city.id)) == ["permit", "release", "subject"]


@pytest.mark.req("E2")
def test_no_size_tells_how_much_is_known_of_somebody(register: Register, sealed: Sealed) -> None:
    """Nothing, a little or ten thousand letters: the sealed envelope has one size."""
    here = two()
    knows(here.ocmw, ELIF)
    sizes = set()
    for place in ("", "Ergens", "x" * 10_000):
        register.rows[ELIF] = [{"person.municipality": place}]
        answer = answer_of(a_question(here, ELIF))
        assert len(answer.rows) == (1 if place else 0)
        sizes.add(sealed[-1][1])
    assert len(sizes) == 1


@pytest.mark.req("E2")
def test_no_time_tells_whether_somebody_is_known_and_withheld() -> None:
    """Questions about somebody unknown and about somebody restricted take as many queries, and ranks of their times mix.

    What the measure can see is shown too: it tells apart answers that take longer by as much as this machine makes them differ.
    """
    here = two(when=WHEN)
    knows(here.ocmw, ELIF)
    persons.place_restriction(by=here.ocmw.worker, ssin=ELIF, ground="accuracy_contested", valid_from=date(2026, 1, 1))
    times: dict[str, list[float]] = {NOBODY: [], ELIF: []}
    queries: dict[str, list[int]] = {NOBODY: [], ELIF: []}
    for turn in range(16):
        for number in (NOBODY, ELIF) if turn % 2 else (ELIF, NOBODY):
            question = taken_in(a_question(here, number))
            seen: list[str] = []
            begun = time.perf_counter()
            with connection.execute_wrapper(_counting(seen)):
                asking.answer(question, here.ocmw.id, clock=CLOCK)
            times[number].append(time.perf_counter() - begun)
            queries[number].append(len(seen))
    assert set(queries[NOBODY][2:]) == set(queries[ELIF][2:])
    unknown, withheld = times[NOBODY][2:], times[ELIF][2:]
    assert abs(_z(unknown, withheld)) < 3.9  # equal times are called unequal once in ten thousand runs
    spread = max(*unknown, *withheld) - min(*unknown, *withheld)
    assert abs(_z(unknown, [one + spread for one in withheld])) > 3.9


def _counting(seen: list[str]) -> Any:
    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    return note


def _z(one: list[float], other: list[float]) -> float:
    """How far the ranks of ``one`` lie from chance, in standard deviations (Mann and Whitney)."""
    wins = sum((a > b) + 0.5 * (a == b) for a in one for b in other)
    n, m = len(one), len(other)
    return (wins - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


@pytest.mark.req("E2", "P7")
def test_what_rests_on_the_text_is_told_and_nothing_comes_with_it(register: Register, kept: Kept) -> None:
    """The OCMW suspends the text after it took the question in: the answer says so, and holds nobody."""
    here = two()
    knows(here.ocmw, ELIF)
    order = a_question(here, ELIF)
    question = taken_in(order)
    instruments.suspend(by=here.ocmw.dpo, digest=here.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    sent = asking.answer(question, here.ocmw.id, clock=CLOCK)
    assert isinstance(sent, Sent)
    waiting.wait(sent.tx, LONG)
    assert transport.receive(sent.envelope, here.city.id, clock=CLOCK)
    (arrived,) = kept.arrived
    assert list(arrived.rows) == []
    assert [reason.code for reason in arrived.reasons] == ["suspended"]
    back = questions.batch_of_answer(order.batch, here.city.id)
    assert kinds(here.ocmw, back) == ["permit", "refused", "release"]
    assert register.stops == ["suspended"]


@pytest.mark.req("E2")
def test_a_reason_that_is_the_disclosers_own_is_not_told(register: Register) -> None:
    """Whoever answers is not bound by secrecy: the OCMW reads that in its log, the city an answer as of somebody unknown."""
    here = two(gate='{ is = "bound_by_secrecy", who = "sender", why.nl = "Wie antwoordt is gebonden." }')
    knows(here.ocmw, ELIF)
    answer = answer_of(a_question(here, ELIF))
    assert list(answer.rows) == []
    assert answer.reasons == ()
    assert set(register.stops) == {"not_bound_by_secrecy"}


@pytest.mark.req("R1", "E4")
def test_the_machine_answers_for_an_employee_who_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The referral of a bound team member is handed over by the machine on that member's behalf; after the position ended, not."""
    here = two(gate='{ is = "bound_by_secrecy", who = "sender", why.nl = "Wie antwoordt is gebonden." }')
    knows(here.ocmw, ELIF)
    term = {"valid_from": date(2025, 1, 1)}
    mia, lut = (
        appoint(
            by=machine_of(here.ocmw.id), name=name, function="social_worker", bound_by_secrecy=True, **term, **until
        )  # type: ignore[arg-type]
        for name, until in (("Mia", {}), ("Lut", {"valid_until": date(2026, 3, 1)}))
    )
    for position, rows in ((mia, 1), (lut, 0)):
        monkeypatch.setattr(BySsin, "on_behalf", lambda _self, _question, who=position.id: who)
        assert len(answer_of(a_question(here, ELIF)).rows) == rows


@pytest.mark.req("R1", "E4")
def test_whoever_reads_is_bound_by_secrecy_as_the_own_organisation_states() -> None:
    """The gate on the reader holds for a bound position of the city and for no other; the employee does not travel."""
    here = two(gate='{ is = "bound_by_secrecy", who = "reader", why.nl = "Wie leest is gebonden." }')
    knows(here.ocmw, ELIF)
    mia = appoint(
        by=machine_of(here.city.id),
        name="Mia",
        function="debt_team",
        valid_from=date(2025, 1, 1),
        bound_by_secrecy=True,
    )
    told = answer_of(a_question(here, ELIF, by=Acting(here.city.id, mia.id)))
    assert [row["ref"] for row in told.rows] == ["q0"]
    untold = answer_of(a_question(here, ELIF))
    assert [reason.code for reason in untold.reasons] == ["not_bound_by_secrecy"]
    assert list(untold.rows) == []


@pytest.mark.req("K15", "E3")
def test_purpose_and_period_travel_with_the_question_and_hold_for_the_answer(register: Register, kept: Kept) -> None:
    """One of two purposes is named; the OCMW judges the answer for that one and for the period asked about."""
    here = two(purpose=SECOND_PURPOSE, purposes='["care", "research"]')
    knows(here.ocmw, ELIF)
    unnamed = ask(a_question(here, ELIF), clock=CLOCK, within=LONG)
    assert isinstance(unnamed, Stopped)
    assert [reason.code for reason in unnamed.reasons] == ["purpose_missing"]
    period = Period(date(2026, 1, 1), date(2026, 1, 31))
    answer_of(a_question(here, ELIF, purpose="research", period_asked=period))
    assert {(asked.purpose, asked.period_asked) for asked in register.asked} == {("research", period)}
    assert [(arrived.purpose, arrived.period_asked) for arrived in kept.arrived] == [("research", period)]


@pytest.mark.req("E3")
@pytest.mark.parametrize(
    "wrong", [{"purpose": ["gossip"]}, {"purpose": []}, {"period_asked": ["2026-02-30", None]}, {"period_asked": ["x"]}]
)
def test_a_question_for_another_purpose_is_not_taken_in(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]) -> None:
    """What the asker's door put in the envelope is held beside the own copy of the text."""
    here = two()
    honest = content.compose
    monkeypatch.setattr(content, "compose", lambda *args, **known: {**honest(*args, **known), **wrong})
    sent = send(a_question(here, ELIF), clock=CLOCK)
    assert isinstance(sent, Sent)
    waiting.wait(sent.tx, LONG)
    with pytest.raises(Fault) as refused:
        transport.receive(sent.envelope, here.ocmw.id, clock=CLOCK)
    assert refused.value.code in ("unknown_purpose", "unreadable_content")
    assert unanswered(here.ocmw) == (0, 0)


@pytest.mark.req("E3")
def test_many_are_asked_about_in_one_question() -> None:
    """Two whom the OCMW knows and one whom it does not: rows of two, by the refs of the question."""
    here = two()
    knows(here.ocmw, ELIF)
    knows(here.ocmw, PIOTR)
    answer = answer_of(a_question(here, ELIF, NOBODY, PIOTR))
    assert [row["ref"] for row in answer.rows] == ["q0", "q2"]


def test_an_answer_comes_back_to_a_question_that_was_suspended_on_our_side(kept: Kept) -> None:
    """An answer with rows waits while the text is suspended here; it is not shown."""
    here = two()
    knows(here.ocmw, ELIF)
    answer = answered(a_question(here, ELIF))
    instruments.suspend(by=here.city.dpo, digest=here.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    assert transport.receive(answer, here.city.id, clock=CLOCK) is False
    assert kept.arrived == []
