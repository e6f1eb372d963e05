"""Midnight in Belgium while work is queued: each job that was ordered before refuses after, and says so where people look.

Real jobs of a real queue; only the clock of the house is the test's. Nothing comes in afterwards, not even what had left.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from kring.core import clock as house
from kring.core.clock import Clock
from kring.core.registry import Part, answerers, receivers, sources
from kring.exchange import door, transport
from kring.exchange.envelope import envelope_of
from kring.exchange.jobs import _deliver_again
from kring.exchange.models import Question
from kring.exchange.questions import BySsin
from kring.flows.debtors.city import actions, queries
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, ReceivedRound, Row, Signal
from kring.flows.debtors.ocmw import answer, received
from kring.flows.debtors.ocmw.talk import lay_down
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.exchange import asking
from tests.database.exchange.cast import Pair, a_pair, all_lines
from tests.database.flows.pilot import AFTER, LAST_EVENING, Hands, acting, all_sealed, case_of, tick
from tests.database.flows.story import begin, knows, somebody, states

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("D7", "P7")]
OVER = "no_longer_in_force"


@pytest.fixture
def hands() -> Iterator[Hands]:
    with pytest.MonkeyPatch.context() as patch:
        yield Hands(patch)


@pytest.fixture
def evening(hands: Hands) -> tuple[Pair, Clock]:
    """The last second of the last day."""
    clock = hands.at(LAST_EVENING)
    pair = a_pair()
    knows(pair, [somebody(n) for n in range(1, 6)])
    return pair, clock


def _midnight_after_the_first(hands: Hands, item: str) -> None:
    """Midnight falls right after the first part of this disclosure was let out, in the middle of the work."""
    honest = sources[item].released

    def released(part: Part, withheld: Mapping[str, tuple[object, ...]]) -> None:
        honest(part, withheld)  # type: ignore[arg-type]  # as the door gives it
        hands.at(AFTER)

    hands.patch.setattr(sources[item], "released", released, raising=False)


def _codes(rows: list[list[dict[str, str]]]) -> list[str]:
    return [reason["code"] for reasons in rows for reason in reasons]


def test_a_round_in_three_parts_stops_after_the_first_and_says_why(hands: Hands, evening: tuple[Pair, Clock]) -> None:
    """The first part left at 23:59:59; the others are refused at 00:01, on the page and in the log; and even it is not taken in."""
    pair, clock = evening
    hands.patch.setattr(actions, "CHUNK", 2)
    _midnight_after_the_first(hands, "debt.file_number")
    started = begin(pair, [somebody(n) for n in range(1, 6)], clock=clock)
    assert isinstance(started, actions.Started)
    work_through()
    work_through()
    assert states(pair, started.round) == ["sent", "stopped", "stopped"]
    with acting(pair.city):
        assert set(_codes(list(Chunk.objects.filter(state="stopped").values_list("reasons", flat=True)))) == {OVER}
        page = queries.round_page(started.round, clock=house.house_clock)
    assert page is not None
    assert page.line.progress.state == "stopped"
    assert "31/12/2027" in page.line.progress.reasons[0]["nl"]
    with acting(pair.ocmw):
        assert not ReceivedRound.objects.exists()
    refused = [line for line in all_lines(pair.city) if line.kind == "refused"]
    assert [line.content["reasons"] for line in refused] == [[OVER], [OVER]]


def test_what_left_just_before_is_never_taken_in_and_its_envelope_is_emptied(
    hands: Hands, evening: tuple[Pair, Clock]
) -> None:
    """However often it is delivered. At the first tick nothing of it is left, and both logs say what happened."""
    pair, clock = evening
    _midnight_after_the_first(hands, "debt.file_number")
    started = begin(pair, [somebody(1)], clock=clock)
    assert isinstance(started, actions.Started)
    work_through()
    sent = envelope_of(started.round, "list", 0, pair.city.id)
    _deliver_again(pair.ocmw.id)
    assert not transport.receive(sent, pair.ocmw.id, clock=house.house_clock)
    assert transport.waiting_for(pair.ocmw.id) == [sent]
    with acting(pair.ocmw):
        assert not ReceivedRound.objects.exists()
    _over(pair)
    assert transport.waiting_for(pair.ocmw.id) == []
    (line,) = [line for line in all_lines(pair.ocmw) if line.content.get("what") == "envelope.discarded"]
    assert (line.kind, line.content["envelope"], line.content["reasons"]) == ("refused", str(sent), [OVER])


def _over(pair: Pair) -> None:
    """Ticks on both sides, also of the one to which it only was on its way; and each hears that the other erased."""
    tick(pair.ocmw, pair.city)
    all_sealed(pair)
    tick(pair.ocmw, pair.city)
    work_through()


def test_the_answer_that_was_queued_stays_here(hands: Hands, evening: tuple[Pair, Clock]) -> None:
    """The list came in before midnight, its answer is worked on after: no mark leaves, and the social worker reads why."""
    pair, clock = evening
    honest = answer.answer_chunk

    def after_midnight(**how: object) -> None:
        hands.at(AFTER)
        honest(**{**how, "clock": house.house_clock})  # type: ignore[arg-type]  # as the job gives them

    hands.patch.setattr("kring.flows.debtors.jobs.answer_chunk", after_midnight)
    begin(pair, [somebody(1)], clock=clock)
    work_through()
    with acting(pair.ocmw):
        (part,) = ReceivedChunk.objects.all()
        (line,) = received.received_rounds(clock=house.house_clock)
        assert not Case.objects.filter(marked_on__isnull=False).exists()
    assert (part.state, part.reasons[0]["code"]) == ("stopped", OVER)
    assert "31/12/2027" in line.reasons[0]["nl"]
    with acting(pair.city):
        assert not Row.objects.exclude(mark="").exists()


def test_a_mark_that_left_before_midnight_does_not_arrive_after(hands: Hands, evening: tuple[Pair, Clock]) -> None:
    """It is released at 23:59:59 and delivered at 00:01: the city gets no mark."""
    pair, clock = evening
    _midnight_after_the_first(hands, "debt.client_mark")
    begin(pair, [somebody(1)], clock=clock)
    work_through()
    with acting(pair.ocmw):
        assert Case.objects.filter(marked_on__isnull=False).count() == 1
    with acting(pair.city):
        assert not Row.objects.exclude(mark="").exists()
        assert list(Chunk.objects.values_list("state", flat=True)) == ["sent"]


def test_a_signal_decided_on_the_last_evening_does_not_leave_after(hands: Hands, evening: tuple[Pair, Clock]) -> None:
    """The social worker sees that it was stopped, with the last day; the city never hears."""
    pair, clock = evening
    begin(pair, [somebody(1)], clock=clock)
    work_through()
    all_sealed(pair)
    case = case_of(pair, somebody(1))
    lay_down(by=pair.ocmw.worker, case_id=case, answer="declines_help", note="", again_on=None, seen=None, clock=clock)
    hands.at(AFTER)
    work_through()
    with acting(pair.ocmw):
        (signal,) = Signal.objects.all()
    assert signal.state == "stopped"
    assert OVER in [reason["code"] for reason in signal.reasons]
    with acting(pair.city):
        assert not Row.objects.exclude(signal="").exists()


def test_trying_again_after_the_end_is_refused_again(hands: Hands, evening: tuple[Pair, Clock]) -> None:
    """A retry is judged as things stand then, by whoever it is: the queue after a fault, or a person with the button."""
    pair, clock = evening
    started = begin(pair, [somebody(1)], clock=clock)
    assert isinstance(started, actions.Started)
    hands.at(AFTER)
    work_through()
    for _ in range(2):
        actions.send_again(by=pair.city.worker, round_id=started.round, clock=house.house_clock)
        work_through()
        assert states(pair, started.round) == ["stopped"]
    assert not [line for line in all_lines(pair.city) if line.kind in ("permit", "release")]


def test_a_question_taken_in_before_the_end_gets_no_data_after(hands: Hands) -> None:
    """The answer says that the text no longer holds, and nothing of anybody; the question does not stay."""
    clock, register, kept = hands.at(LAST_EVENING), asking.Register(), asking.Kept()
    hands.patch.setitem(sources, "client.capacity", register)  # type: ignore[arg-type]  # as the flow's own
    hands.patch.setitem(answerers, "client.capacity", BySsin("match_job"))
    hands.patch.setitem(receivers, "client.capacity", kept)
    two = asking.two(clock=clock)
    asking.knows(two.ocmw, asking.ELIF)
    sent = door.send(asking.a_question(two, asking.ELIF), clock=clock)
    assert isinstance(sent, door.Sent)
    all_lines(two.city)
    assert transport.receive(sent.envelope, two.ocmw.id, clock=clock)
    for desk in (two.ocmw, two.city):
        instruments.end(
            by=desk.secretary,
            digest=two.digest,
            reason="Op.",
            from_day=date(2028, 1, 1),
            clock=clock,
            fictitious=True,
        )
    hands.at(AFTER)
    work_through()
    assert register.stops == ["ended"]
    assert [answer.rows for answer in kept.arrived] in ([], [()], [[]])
    machine = machine_of(two.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        assert not Question.objects.exists()
