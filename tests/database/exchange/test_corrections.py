"""A fault in received data, from the report to the new value: what passes, what both sides keep of it, what it never says."""

import json
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections

from kring.core.clock import stopped_at
from kring.exchange import corrections, faults, investigations, transport
from kring.exchange.corrections import NotReported, Reported
from kring.exchange.faults import FAULTS, OUTCOMES, Place
from kring.exchange.investigations import Told
from kring.exchange.models import Investigation, Report
from kring.guard.jobs import work_through
from kring.guard.keys import blind
from kring.instruments import actions as instruments
from kring.persons.actions import place_restriction
from tests.database.exchange.cast import CLOCK, Pair, a_pair, all_lines
from tests.database.exchange.correcting import HOLDER, Flow, Story, a_flow
from tests.database.flows.story import somebody

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E8")]
SSIN = somebody(1).ssin
ELIF, JAN = str(uuid4()), str(uuid4())
STREET, HOUSE, FIRST, FILE = "person.street", "person.house_number", "person.first_name", "debt.file_number"


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    return a_flow(monkeypatch, ELIF, JAN)


@pytest.fixture
def story(flow: Flow) -> Story:
    return Story(a_pair(), flow, ELIF, JAN)


def test_a_wrong_street_is_reported_looked_into_corrected_and_told(story: Story) -> None:
    """The OCMW says which datum is wrong, not what is right; the city finds out, and the new value stands in the OCMW's row."""
    said = story.reports(ELIF, STREET)
    assert isinstance(said, Reported)
    (task,) = story.tasks()
    assert (task.items, task.fault, str(task.due_on)) == ((STREET,), "wrong", "2026-03-16")
    assert [line.outcome for line in story.heard(ELIF)] == [""]
    assert story.settles(task, "corrected", {STREET: "Tulpenstraat"})
    (heard,) = story.heard(ELIF)
    assert (heard.outcome, heard.corrected, heard.valued, heard.arrived) == ("corrected", (STREET,), (STREET,), True)
    assert story.values(ELIF)[STREET] == "Tulpenstraat"
    assert story.values(ELIF)[HOUSE] == "4"
    assert story.values(JAN)[STREET] == "Bloemenstraat"
    assert len(story.flow.arrived) == 0  # no second list came in


def test_both_logs_hold_a_line_of_each_step_and_no_value(story: Story) -> None:
    """Reported, taken, decided, permitted, left, answered, heard, received; names of items and codes."""
    story.reports(ELIF, STREET)
    story.settles(story.tasks()[0], "corrected", {STREET: "Tulpenstraat"})
    city, ocmw = ([(line.kind, line.content.get("what")) for line in all_lines(desk)] for desk in _both(story.pair))
    for line in (
        ("correction", "correction.taken"),
        ("action", "correction.decided"),
        ("correction", "correction.answered"),
    ):
        assert city.count(line) == 1
    assert [kind for kind, _ in city].count("release") == 2
    for line in (("correction", "correction.reported"), ("correction", "correction.outcome")):
        assert ocmw.count(line) == 1
    assert [kind for kind, _ in ocmw].count("receive") == 2
    for desk in _both(story.pair):
        written = json.dumps([line.content for line in all_lines(desk)])
        assert "Tulpenstraat" not in written
        assert ELIF not in written


def test_what_is_right_stays_and_the_reporter_reads_why(story: Story) -> None:
    """No value travels, nothing changes."""
    for outcome in faults.KEPT:
        story.reports(ELIF, STREET, HOUSE)
        assert story.settles(story.tasks()[0], outcome)
    assert {line.outcome for line in story.heard(ELIF)} == set(faults.KEPT)
    assert not any(line.corrected or line.valued for line in story.heard(ELIF))
    assert story.values(ELIF)[STREET] == "Bloemenstraat"


def test_only_what_was_changed_comes_back(story: Story) -> None:
    """Two items are reported, one turns out wrong: its new value goes, no other."""
    story.reports(ELIF, STREET, HOUSE)
    story.flow.values[ELIF] = {**story.flow.values[ELIF], FIRST: "Elif Nur"}
    story.settles(story.tasks()[0], "corrected", {HOUSE: "6"})
    assert story.values(ELIF)[HOUSE] == "6"
    assert story.values(ELIF)[FIRST] == "Elif"
    with pytest.raises(ValueError, match="no outcome"):
        story.reports(JAN, STREET)
        story.settles(story.tasks()[0], "corrected", {HOUSE: "6"})


def test_a_missing_datum_is_reported_and_comes(story: Story) -> None:
    """What was empty can be missing; what came cannot, nor is what was empty wrong."""
    flow = story.flow
    flow.values[ELIF] = {**flow.values[ELIF], HOUSE: ""}
    again = Story(a_pair(), flow, ELIF)
    assert isinstance(again.reports(ELIF, HOUSE), NotReported)
    assert isinstance(again.reports(ELIF, STREET, fault="missing"), NotReported)
    assert isinstance(again.reports(ELIF, HOUSE, fault="missing"), Reported)
    again.settles(again.tasks()[0], "corrected", {HOUSE: "4b"})
    assert again.values(ELIF)[HOUSE] == "4b"


def test_a_superfluous_datum_goes_at_both_sides(story: Story) -> None:
    """The source takes it away; no value travels, and the reporter's goes too."""
    story.reports(ELIF, FILE, fault="superfluous")
    story.settles(story.tasks()[0], "corrected", {FILE: ""})
    (heard,) = story.heard(ELIF)
    assert (heard.corrected, heard.valued) == ((FILE,), ())
    assert story.values(ELIF)[FILE] == ""
    assert [line.kind for line in all_lines(story.pair.city)].count("release") == 1


@pytest.mark.parametrize("fault", ["wrong", "missing"])
def test_the_body_holds_codes_and_nothing_else(story: Story, server: Any, database: str, fault: str) -> None:
    """What lies in the envelope's table: ids, names of items, one code; the ciphertext is as long for any report."""
    if fault == "missing":
        story.flow.values[ELIF] = {**story.flow.values[ELIF], STREET: ""}
        story.values(ELIF)[STREET] = ""
    assert isinstance(story.reports_only(ELIF, STREET, fault=fault), Reported)
    ((body, sealed),) = _envelopes(server, database, story.pair)
    said = json.loads(body)
    assert (said.pop("items"), said.pop("valued"), said.pop("code"), said.pop("said")) == (
        [STREET],
        [],
        fault,
        "report",
    )
    assert (said.pop("v"), said.pop("chunk"), said.pop("disclosure")) == (1, 0, "list")
    assert said.pop("digest").startswith("sha256:")
    assert len(said.pop("sealed")) == 64
    assert len({key: UUID(value) for key, value in said.items()}) == 5
    assert len(sealed) == 124
    work_through()
    ((body, sealed),) = _envelopes(server, database, story.pair)
    assert (bytes(body), sealed) == (b"{}", None)


@pytest.mark.req("P7")
@pytest.mark.parametrize("stopped", ["suspended", "ended"])
def test_it_passes_while_suspended_and_after_the_end(story: Story, stopped: str) -> None:
    """What earlier disclosures oblige to: report, outcome and new value reach the other side, in any state."""
    pair = story.pair
    if stopped == "suspended":
        instruments.suspend(by=pair.ocmw.dpo, digest=pair.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    else:
        instruments.end(
            by=pair.city.secretary,
            digest=pair.digest,
            reason="Stop.",
            from_day=CLOCK().date(),
            clock=CLOCK,
            fictitious=True,
        )
    work_through()
    assert isinstance(story.reports(ELIF, STREET), Reported)
    story.settles(story.tasks()[0], "corrected", {STREET: "Tulpenstraat"})
    assert story.values(ELIF)[STREET] == "Tulpenstraat"


@pytest.mark.req("V5")
def test_of_a_restricted_person_the_value_stays_and_the_fact_goes(story: Story) -> None:
    """What the source says is wrong is not kept by the reporter either; it looks like a value that was taken away."""
    pair = story.pair
    with story.at_city():
        (story.flow.person[ELIF],) = blind([SSIN])
    story.reports(ELIF, STREET)
    place_restriction(by=pair.city.dpo, ssin=SSIN, ground="accuracy_contested", valid_from=CLOCK().date())
    story.settles(story.tasks()[0], "corrected", {STREET: "Tulpenstraat"})
    (heard,) = story.heard(ELIF)
    assert (heard.outcome, heard.corrected, heard.valued) == ("corrected", (STREET,), ())
    assert story.values(ELIF)[STREET] == ""
    refused = [line for line in all_lines(pair.city) if line.kind == "refused"]
    assert [line.content["reasons"] for line in refused] == [["restricted"]]


def test_all_who_received_the_wrong_value_are_told(story: Story, flow: Flow) -> None:
    """The same value went in another round: that row is corrected too, though nobody reported it there."""
    april = Story(story.pair, flow, ELIF, clock=stopped_at(datetime(2026, 4, 2, 12, tzinfo=UTC)))
    elsewhere = Story(a_pair(), flow, ELIF)
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    with pytest.raises(ValueError, match="nothing left"):
        story.settles(
            task, "corrected", {STREET: "X"}, also=(Told(elsewhere.place(ELIF), story.pair.ocmw.id, (STREET,)),)
        )
    told = Told(april.place(ELIF), story.pair.ocmw.id, (STREET,))
    story.settles(task, "corrected", {STREET: "Tulpenstraat"}, also=(told,))
    assert story.values(ELIF)[STREET] == april.values(ELIF)[STREET] == "Tulpenstraat"
    (heard,) = story.heard(ELIF, april.order.batch)
    assert (heard.own, heard.fault, heard.corrected) == (False, "", (STREET,))


def test_a_value_that_comes_before_its_outcome_waits_for_it(story: Story, flow: Flow) -> None:
    """Also where nobody here reported anything; delivered again, it is in its place."""
    april = Story(story.pair, flow, ELIF, clock=stopped_at(datetime(2026, 4, 2, 12, tzinfo=UTC)))
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    told = Told(april.place(ELIF), story.pair.ocmw.id, (STREET,))
    flow.values[ELIF] = {**flow.values[ELIF], STREET: "Tulpenstraat"}
    with story.at_city():
        investigations.settle(task.id, "corrected", corrected=(STREET,), valued=(STREET,), also=(told,), clock=CLOCK)
    investigations.tell(story.pair.city.worker, task.id, clock=CLOCK)
    all_lines(story.pair.city)
    waiting = transport.waiting_for(story.pair.ocmw.id)
    kinds = [transport.receive(envelope, story.pair.ocmw.id, clock=CLOCK) for envelope in waiting]
    assert kinds == [False, True, False, True]  # value, outcome, value, outcome
    assert story.values(ELIF)[STREET] == april.values(ELIF)[STREET] == "Bloemenstraat"
    all_lines(story.pair.ocmw)
    for envelope in transport.waiting_for(story.pair.ocmw.id):
        assert transport.receive(envelope, story.pair.ocmw.id, clock=CLOCK)
    assert story.values(ELIF)[STREET] == april.values(ELIF)[STREET] == "Tulpenstraat"
    work_through()


def test_reported_twice_it_is_one_report(story: Story) -> None:
    """A second press, a colleague: nothing more leaves; another item of the row is another report."""
    first, again = story.reports(ELIF, STREET), story.reports(ELIF, STREET)
    assert isinstance(first, Reported)
    assert isinstance(again, Reported)
    assert (again.report, again.again) == (first.report, True)
    more = story.reports(ELIF, STREET, HOUSE, fault="outdated")
    assert isinstance(more, Reported)
    assert more.items == (HOUSE,)
    assert len(story.tasks()) == 2


def test_two_at_once_are_one_report_and_one_decision(story: Story) -> None:
    """Two social workers report at the same time, two of the debt team decide at the same time."""
    said: list[object] = []
    _at_once(lambda: said.append(story.reports_only(ELIF, STREET)))
    work_through()
    all_lines(story.pair.city)
    assert len(said) == 2
    assert len({one.report for one in said if isinstance(one, Reported)}) == 1
    (task,) = story.tasks()
    decided: list[bool] = []

    def decide() -> None:
        with story.at_city():
            decided.append(investigations.settle(task.id, "right", clock=CLOCK))

    _at_once(decide)
    assert sorted(decided) == [False, True]
    work_through()
    assert len([line for line in all_lines(story.pair.ocmw) if line.content.get("what") == "correction.outcome"]) == 1


def test_told_twice_it_is_told_once(story: Story) -> None:
    """The job runs again after a crash."""
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    story.settles(task, "corrected", {STREET: "Tulpenstraat"})
    before = len(all_lines(story.pair.city))
    investigations.tell(story.pair.city.worker, task.id, clock=CLOCK)
    work_through()
    assert len(all_lines(story.pair.city)) == before


def test_it_dies_between_the_value_and_the_outcome(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value waits in the sender's custody, for it follows its outcome; told again, both arrive."""
    story.reports(ELIF, STREET)
    (task,) = story.tasks()
    story.flow.values[ELIF] = {**story.flow.values[ELIF], STREET: "Tulpenstraat"}
    with story.at_city():
        investigations.settle(task.id, "corrected", corrected=(STREET,), valued=(STREET,), clock=CLOCK)
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(investigations.codes, "let_out", _raise)
        investigations.tell(story.pair.city.worker, task.id, clock=CLOCK)
    _deliver_what_waits(story.pair)
    assert story.values(ELIF)[STREET] == "Bloemenstraat"
    work_through()
    all_lines(story.pair.ocmw)
    assert story.values(ELIF)[STREET] == "Tulpenstraat"


def test_what_is_gone_here_is_not_reported_and_what_is_gone_there_is_answered_so(story: Story, flow: Flow) -> None:
    """Erased at the reporter: nothing leaves. Erased at the source: one answer, whatever the reason, and no task."""
    del flow.people[ELIF]
    assert isinstance(story.reports(ELIF, STREET), Reported)
    all_lines(story.pair.ocmw)
    assert story.tasks() == ()
    assert [line.outcome for line in story.heard(ELIF)] == ["not_kept"]
    del flow.rows[story.order.batch, JAN]
    assert isinstance(story.reports(JAN, STREET), NotReported)
    row = flow.rows[story.order.batch, ELIF][0]
    with story.at_ocmw():
        corrections.forget(HOLDER, [row])
        assert not Report.objects.exists()
    with story.at_city():
        investigations.forget([story.order.batch])
        assert not Investigation.objects.exists()


def test_an_outcome_for_a_row_that_was_erased_meanwhile_is_put_away(story: Story, flow: Flow) -> None:
    """The reporter's row went while the source looked into it: a line, and the value is not kept."""
    story.reports(ELIF, STREET)
    row = flow.rows.pop((story.order.batch, ELIF))[0]
    with story.at_ocmw():
        corrections.forget(HOLDER, [row])
    (task,) = story.tasks()
    story.settles(task, "corrected", {STREET: "Tulpenstraat"})
    _deliver_what_waits(story.pair)
    lines = [line for line in all_lines(story.pair.ocmw) if line.content.get("what") == "correction.refused"]
    assert [line.content["reasons"] for line in lines] == [["unknown_row"]]
    assert [line.content.get("not_kept") for line in all_lines(story.pair.ocmw) if line.kind == "receive"] == [1, 0]


def test_a_row_that_did_not_come_so_is_not_reported(story: Story) -> None:
    """The reference is one under which the row came, from whom it is said to be; the fault is one that can be in it."""
    place = story.place(ELIF)
    for wrong in (Place(uuid4(), 0, place.ref), Place(place.batch, 0, uuid4())):
        assert isinstance(story.reports(ELIF, STREET, place=wrong), NotReported)
    with pytest.raises(DatabaseError, match="nothing was received under this release"):
        story.reports(ELIF, STREET, place=Place(place.batch, 1, place.ref))
    with story.at_ocmw():
        said = corrections.report("debt.file_number", place, uuid4(), items=[STREET], fault="wrong", clock=CLOCK)
    assert isinstance(said, NotReported)
    for items, fault in (
        ((), "wrong"),
        ((STREET,), "ugly"),
        (("debt.amount",), "wrong"),
        (("person.ssin",), "missing"),
    ):
        assert isinstance(story.reports(ELIF, *items, fault=fault), NotReported)
    assert story.tasks() == ()


def test_a_row_on_which_no_report_may_be_is_answered_as_one_that_is_gone(story: Story, flow: Flow) -> None:
    """Else the source's own log would say who is known to the other side: its line names no row and no person."""
    flow.unmarked.add(ELIF)
    story.reports(ELIF, STREET)
    all_lines(story.pair.ocmw)
    assert story.tasks() == ()
    assert [line.outcome for line in story.heard(ELIF)] == ["not_kept"]
    about = [line for line in all_lines(story.pair.city) if "correction" in str(line.content.get("what"))]
    assert sorted(line.content["what"] for line in about) == ["correction.answered", "correction.refused"]
    for line in about:
        assert line.subject is None
        assert not {"batch", "items", "chunk"} & line.content.keys()
        assert "ref" not in (line.own or {})


def test_every_code_stands_in_the_database_too(server: Any, database: str) -> None:
    """The closed lists of Python and of the exit are the same."""
    with psycopg.connect(server.conninfo(database)) as admin:
        ((text,),) = admin.execute("SELECT prosrc FROM pg_proc WHERE proname = 'release_correction'").fetchall()
    assert all(f"'{code}'" in text for code in (*FAULTS, *OUTCOMES))


def _both(pair: Pair) -> tuple[Any, Any]:
    return pair.city, pair.ocmw


def _envelopes(server: Any, database: str, pair: Pair) -> list[tuple[Any, Any]]:
    with psycopg.connect(server.conninfo(database)) as admin:
        statement = "SELECT body, sealed FROM guard.envelope WHERE kind = 'correction' AND sender = %s"
        return admin.execute(statement, [pair.ocmw.id]).fetchall()


def _deliver_what_waits(pair: Pair) -> None:
    for desk in _both(pair):
        all_lines(desk)
    for envelope in transport.waiting_for(pair.ocmw.id):
        transport.receive(envelope, pair.ocmw.id, clock=CLOCK)


def _at_once(work: Any) -> None:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def _raise(*_args: object, **_known: object) -> None:
    raise RuntimeError("it dies here")
