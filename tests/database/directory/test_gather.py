"""Before a decision: the directory is asked, its answer used once, kept nowhere, and without it nothing leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from kring.core.days import Period
from kring.core.registry import answerers, receivers, sources
from kring.directory import port
from kring.directory.fake import FakeDirectory
from kring.directory.vocabulary import DIRECTORY
from kring.exchange.ask import InMemory, ask
from kring.exchange.door import Sent, Stopped, send
from kring.exchange.questions import BySsin
from kring.guard.acting import acting_for
from kring.persons import actions as persons
from kring.persons.queries import pseudonym
from tests.database.directory.cast import CODES, GATE, JANUARY, person
from tests.database.exchange.asking import ELIF, LONG, NOBODY, PIOTR, Kept, Register, Two, a_question, answer_of, two
from tests.database.exchange.cast import CLOCK, a_desk, all_lines

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E17", "K6")]

SEND = """
[[disclosure]]
key = "notice"
from = "ocmw"
to = "city"
by = "send"
purpose = ["care"]
sender_role = "match_job"
reader_role = "debt_team"
every = "on_event"
keep = "short"
gate = [{ is = "enrolled", capacity = [1, 2, 3], over = "today", why.nl = "Alleen zolang er recht is." }]
[[disclosure.item]]
names = ["client.capacity", "person.municipality"]
why.nl = "Om te weten dat er iets veranderde."
"""


@pytest.fixture(autouse=True)
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    flow = Register()
    monkeypatch.setitem(sources, "client.capacity", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(answerers, "client.capacity", BySsin("match_job"))  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "client.capacity", Kept())  # type: ignore[arg-type]
    return flow


@pytest.fixture(autouse=True)
def fake() -> Iterator[FakeDirectory]:
    before = port.installed()
    directory = FakeDirectory()
    port.use(directory)
    yield directory
    port.use(before)


@pytest.fixture
def here(fake: FakeDirectory) -> Two:
    """An OCMW asks the database, which knows Elif; the gate on the answer is the directory's."""
    ocmw = a_desk("OCMW Ergens", "ocmw", "debt_team", CLOCK)
    database = a_desk("Inburgering", "integration_database", "social_worker", CLOCK)
    found = two(desks=(ocmw, database), gate=GATE)
    fake.gates.add((found.digest, "answer", "enrolled", CODES, "period_asked"))
    person(database, ELIF)
    return found


def test_whoever_is_enrolled_for_the_period_asked_about_is_answered_about(here: Two, fake: FakeDirectory) -> None:
    """The question names instrument, disclosure, request, discloser, recipient, person, codes and period, and no more."""
    fake.enrol(here.city.id, ELIF, [2], Period(date(2025, 1, 1)))
    order = a_question(here, ELIF, period_asked=JANUARY)
    answer = answer_of(order)
    assert [row["ref"] for row in answer.rows] == ["q0"]
    (asked,) = {replace(one, id=fake.asked[0].id) for one in fake.asked}
    assert (asked.digest, asked.disclosure, asked.capacity, asked.over) == (
        here.digest,
        "answer",
        CODES,
        "period_asked",
    )
    assert (asked.discloser, asked.recipient, asked.person, asked.period) == (here.ocmw.id, here.city.id, ELIF, JANUARY)


@pytest.mark.req("E2")
def test_of_somebody_who_is_not_enrolled_the_asker_reads_what_it_reads_of_somebody_unknown(
    here: Two, fake: FakeDirectory
) -> None:
    """No rows and no reason either way; and the directory is asked about both, so that no time tells who is known."""
    for number in (ELIF, NOBODY):
        answer = answer_of(a_question(here, number, period_asked=JANUARY))
        assert list(answer.rows) == []
        assert answer.reasons == ()
    assert {one.person for one in fake.asked} == {ELIF, NOBODY}


@pytest.mark.parametrize("way", ["before", "after", "slow", "wrong"])
def test_without_an_answer_nothing_leaves_and_one_may_ask_again(here: Two, fake: FakeDirectory, way: str) -> None:
    """However it fails: a clear reason, no row, a refusal in the log; the next question is answered."""
    fake.enrol(here.city.id, ELIF, [2], Period(date(2025, 1, 1)))
    fake.fail(*([way] * 3))  # type: ignore[arg-type]  # the queue may be as quick as the asker
    answer = answer_of(a_question(here, ELIF, period_asked=JANUARY))
    assert list(answer.rows) == []
    assert [reason.code for reason in answer.reasons] == ["directory_unavailable"]
    fake.failing.clear()
    assert len(answer_of(a_question(here, ELIF, period_asked=JANUARY)).rows) == 1


def test_without_a_period_nobody_is_answered_about(here: Two, fake: FakeDirectory) -> None:
    """The gate is about the period asked: a question that names none is answered as of somebody unknown."""
    fake.enrol(here.city.id, ELIF, [2], Period(date(2025, 1, 1)))
    assert list(answer_of(a_question(here, ELIF)).rows) == []
    assert fake.asked == []


def test_no_flow_answers_in_the_directorys_place(here: Two, fake: FakeDirectory, register: Register) -> None:
    """A source that gives the fact itself is not believed."""
    register.given = {"enrolled": True}
    assert list(answer_of(a_question(here, ELIF, period_asked=JANUARY)).rows) == []


def test_the_yes_or_no_is_used_once_and_kept_nowhere(here: Two, fake: FakeDirectory) -> None:
    """Asked anew for each send; in no column of the asker's tables, and in no line of its log."""
    fake.enrol(here.city.id, ELIF, [2], Period(date(2025, 1, 1)))
    for _ in range(2):
        answer_of(a_question(here, ELIF, period_asked=JANUARY))
    assert len({one.request for one in fake.asked}) == 2
    with acting_for(here.ocmw.id, here.ocmw.dpo.position):
        for model in apps.get_app_config("exchange").get_models():
            for row in model.objects.values():  # type: ignore[attr-defined]
                assert "enrolled" not in str(row)
    assert all('"answer": true' not in str(line.content) for line in all_lines(here.ocmw))


def test_what_stops_the_part_anyway_is_not_asked_about(here: Two, fake: FakeDirectory) -> None:
    """Nobody is asked about when the text itself refuses."""
    stopped = ask(replace(a_question(here, ELIF, period_asked=JANUARY), role="gossip"), clock=CLOCK, within=LONG)
    assert isinstance(stopped, Stopped)
    assert fake.asked == []


@pytest.mark.req("K2")
def test_a_send_asks_only_about_those_of_whom_something_would_leave(fake: FakeDirectory, register: Register) -> None:
    """A notice about two, of whom one is restricted: the directory does not learn that there is anything to say of that one."""
    ocmw = a_desk("OCMW Ergens", "ocmw", "debt_team", CLOCK)
    database = a_desk("Inburgering", "integration_database", "social_worker", CLOCK)
    here = two(desks=(ocmw, database), more=SEND)
    fake.gates.add((here.digest, "notice", "enrolled", CODES, "today"))
    fake.enrol(ocmw.id, ELIF, [2], Period(date(2025, 1, 1)))
    for number in (ELIF, PIOTR):
        person(database, number)
    persons.place_restriction(by=database.worker, ssin=PIOTR, ground="accuracy_contested", valid_from=date(2026, 1, 1))
    order = a_question(here, ELIF, PIOTR)
    with acting_for(database.id, database.worker.position):
        people = {f"q{place}": pseudonym(number) for place, number in enumerate((ELIF, PIOTR))}
    values = {ref: {"client.capacity": "2"} for ref in people}
    order = replace(
        order,
        acting=database.worker,
        version=here.ocmw_version,
        disclosure="notice",
        recipient=ocmw.id,
        role="match_job",
        source=InMemory(people, values),
    )
    sent = send(order, clock=CLOCK)
    assert isinstance(sent, Sent)
    assert sent.people == 1
    assert [one.person for one in fake.asked] == [ELIF]


def test_every_gate_of_the_directory_reads_like_no_data(here: Two) -> None:
    """What the other side could ever read of them names neither the directory nor an enrolment."""
    for gate in DIRECTORY.gates.values():
        assert gate.refusal["nl"] == "Er zijn geen gegevens beschikbaar."
        assert gate.code == "no_data_available"


def test_an_answer_is_gathered_outside_any_transaction(
    here: Two, fake: FakeDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for another organisation holds no lock and no connection's transaction."""
    open_then: list[bool] = []
    honest = fake.ask

    def watched(*args: object, **known: object) -> object:
        open_then.append(connection.in_atomic_block)
        return honest(*args, **known)  # type: ignore[arg-type]

    monkeypatch.setattr(fake, "ask", watched)
    answer_of(a_question(here, ELIF, period_asked=JANUARY))
    assert open_then
    assert not any(open_then)
