"""Attacks on the exit of corrections: also with SQL in hand nothing leaves but codes about a row that was received."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection

from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.exchange import codes, corrections, envelope, transport
from kring.exchange.corrections import NotReported, Reported
from kring.exchange.door import Sent, send
from kring.exchange.envelope import Codes, Sealed, envelope_of
from kring.exchange.models import Report
from kring.guard.acting import acting_for, prove
from kring.guard.jobs import work_through
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.exchange.cast import CLOCK, a_pair, all_lines, an_order
from tests.database.exchange.correcting import Flow, Story, a_flow

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E1", "E8")]
ELIF = str(uuid4())
STREET = "person.street"


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Flow:
    return a_flow(monkeypatch, ELIF)


@pytest.fixture
def story(flow: Flow) -> Story:
    return Story(a_pair(), flow, ELIF)


def _codes(story: Story, **other: Any) -> Codes:
    order = story.order
    about = envelope_of(order.batch, "list", 0, story.pair.city.id)
    honest = Codes(
        about, uuid4(), "report", "wrong", order.batch, 0, story.pair.digest, "list", UUID(ELIF), (STREET,)
    )  # fmt: skip
    return replace(honest, **other)


def _sealed(story: Story, said: Codes, content: dict[str, Any] | None = None) -> Sealed:
    return envelope.seal(
        codes.envelope_for(said.report, said.said, said.ref),
        story.pair.city.id,
        content or {"codes": said.digested()},
        names={},
    )


def _line(said: Codes, sealed: Sealed) -> int:
    return append([Line("correction", {"report": str(said.report), "sealed": sealed.digest})]).first


def test_the_honest_way_works_once(story: Story) -> None:
    """The same report again finds its envelope."""
    said = _codes(story)
    with story.at_ocmw():
        sealed = _sealed(story, said)
        envelope.release_correction(sealed, said, line=_line(said, sealed))
    with pytest.raises(DatabaseError), story.at_ocmw():
        envelope.release_correction(sealed, said, line=_line(said, sealed))


NO_REPORT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"about": uuid4()}, "nothing was received"),
    ({"said": "outcome", "code": "corrected"}, "nothing was received"),
    ({"said": "greeting"}, "nothing was received"),
    ({"items": ("debt.amount",)}, "more than was released"),
    ({"items": (STREET, "moved to Hasselt")}, "more than was released"),
    ({"items": ()}, "more than was released"),
    ({"valued": ("person.first_name",)}, "more than was released"),
    ({"valued": (STREET,)}, "not a correction"),
    ({"code": "corrected"}, "not a correction"),
    ({"code": "it is Tulpenstraat"}, "not a correction"),
    ({"code": ""}, "not a correction"),
)
NO_OUTCOME: tuple[tuple[dict[str, Any], str], ...] = (
    ({"said": "outcome", "code": "right", "valued": (STREET,)}, "not a correction"),
    ({"said": "outcome", "code": "wrong"}, "not a correction"),
    ({"said": "report", "code": "wrong"}, "nothing was received"),
)


def test_what_is_no_report_on_what_was_received_stays_inside(story: Story) -> None:
    """Another release, another direction, items that the permit did not name, a sentence in the place of a code."""
    for change, why in NO_REPORT:
        said = _codes(story, **change)
        with pytest.raises(DatabaseError, match=why), story.at_ocmw():
            sealed = _sealed(story, said)
            envelope.release_correction(sealed, said, line=_line(said, sealed))


def test_the_source_says_outcomes_and_nothing_else(story: Story) -> None:
    """A value beside what was kept, a fault in the place of an outcome, a report on what itself released."""
    for change, why in NO_OUTCOME:
        told = _codes(story, **change)
        with pytest.raises(DatabaseError, match=why), story.at_city():
            sealed = envelope.seal(uuid4(), story.pair.ocmw.id, {"codes": told.digested()}, names={})
            envelope.release_correction(sealed, told, line=_line(told, sealed))


def test_more_than_a_digest_does_not_fit_in_the_ciphertext(story: Story) -> None:
    """A value hidden beside the digest makes it longer."""
    said = _codes(story)
    with pytest.raises(DatabaseError, match="not a correction"), story.at_ocmw():
        sealed = _sealed(story, said, {"codes": said.digested(), "is": "Tulpenstraat"})
        envelope.release_correction(sealed, said, line=_line(said, sealed))


def test_before_it_was_taken_in_and_by_a_stranger_nothing_is_reported(story: Story) -> None:
    """A release that still waits was not received; another OCMW never received it at all."""
    said = _codes(story)
    with pytest.raises(DatabaseError, match="nothing was received"), acting_for(uuid4(), uuid4()):
        sealed = _sealed(story, said)
        envelope.release_correction(sealed, said, line=_line(said, sealed))
    april = send(an_order(story.pair, ELIF), clock=stopped_at(datetime(2026, 4, 2, 12, tzinfo=UTC)))
    assert isinstance(april, Sent)
    early = _codes(story, about=april.envelope)
    with pytest.raises(DatabaseError, match="nothing was received"), story.at_ocmw():
        sealed = _sealed(story, early)
        envelope.release_correction(sealed, early, line=_line(early, sealed))
    work_through()


def test_without_line_or_proof_nothing_leaves(story: Story) -> None:
    """Neither a line of another kind, nor one that names another report, nor a proof made for other codes."""
    said = _codes(story)
    for line in (
        Line("standing", {"report": str(said.report)}),
        Line("correction", {"report": str(uuid4())}),
    ):
        with pytest.raises(DatabaseError, match="not in the log"), story.at_ocmw():
            sealed = _sealed(story, said)
            first = append([Line(line.kind, {**line.content, "sealed": sealed.digest})]).first
            envelope.release_correction(sealed, said, line=first)
    for proof in ("", "0" * 64, "made for a release"):
        with pytest.raises(DatabaseError, match="not proven"), story.at_ocmw(), connection.cursor() as cursor:
            sealed = _sealed(story, said)
            made = prove("release", said.about, sealed.envelope, sealed.digest) if " " in proof else proof
            cursor.execute(
                "SELECT guard.release_correction(%s, %s, %s::int, %s, %s, %s, %s, %s::text[], %s::text[], %s, %s)",
                [
                    sealed.envelope, said.about, _line(said, sealed), said.report, said.ref, said.said, said.code,
                    list(said.items), [], sealed.ciphertext, made,
                ],
            )  # fmt: skip


def test_a_forged_report_on_a_foreign_row_is_no_task(story: Story) -> None:
    """A reference that is none of the source's rows, sent past our own checks: a line without row or person, and one answer."""
    for ref, items in ((uuid4(), (STREET,)), (UUID(ELIF), ("person.ssin",))):
        said = _codes(story, ref=ref, items=items)
        with story.at_ocmw():
            codes.let_out(said, story.pair.city.id, what="correction.reported", person=None)
        work_through()
        all_lines(story.pair.city)
    assert story.tasks() == ()
    lines = [line for line in all_lines(story.pair.city) if line.content.get("what") == "correction.refused"]
    assert [line.content["reasons"] for line in lines] == [["fault_not_there"], ["unknown_row"]]
    assert all(line.subject is None for line in lines)
    with story.at_ocmw():
        assert not Report.objects.exists()


def test_a_report_played_again_is_one_task(story: Story) -> None:
    """The same report in another envelope: the source remembers that it has it."""
    first = story.reports(ELIF, STREET)
    assert isinstance(first, Reported)
    said = _codes(story, report=first.report)
    with story.at_ocmw():
        sealed = envelope.seal(uuid4(), story.pair.city.id, {"codes": said.digested()}, names={})
        written = append([Line("correction", {"report": str(said.report), "sealed": sealed.digest})])
        envelope.release_correction(sealed, said, line=written.first)
    all_lines(story.pair.ocmw)
    assert transport.receive(sealed.envelope, story.pair.city.id, clock=CLOCK)
    assert len(story.tasks()) == 1
    refused = [line for line in all_lines(story.pair.city) if line.content.get("what") == "correction.refused"]
    assert [line.content["reasons"] for line in refused] == [["said_already"]]


@pytest.mark.parametrize("forged", ["nobody asked", "another row", "more items", "twice"])
def test_an_outcome_that_does_not_answer_changes_nothing(story: Story, forged: str) -> None:
    """Of what was never reported, for another row, of items nobody named, or a second one."""
    said = story.reports(ELIF, STREET)
    assert isinstance(said, Reported)
    if forged == "twice":
        story.settles(story.tasks()[0], "right")
    told = {
        "nobody asked": _codes(story, said="outcome", code="right"),
        "another row": _codes(story, said="outcome", code="corrected", report=said.report, ref=uuid4()),
        "more items": _codes(
            story, said="outcome", code="corrected", report=said.report, items=(STREET, "person.first_name")
        ),
        "twice": _codes(story, said="outcome", code="corrected", report=said.report),
    }[forged]
    with story.at_city():
        sealed = envelope.seal(uuid4(), story.pair.ocmw.id, {"codes": told.digested()}, names={})
        written = append([Line("correction", {"report": str(told.report), "sealed": sealed.digest})])
        envelope.release_correction(sealed, told, line=written.first)
    all_lines(story.pair.city)
    assert transport.receive(sealed.envelope, story.pair.ocmw.id, clock=CLOCK)
    assert story.values(ELIF)[STREET] == "Bloemenstraat"
    assert [line.outcome for line in story.heard(ELIF)] == ["right" if forged == "twice" else ""]


def test_codes_that_were_changed_on_the_way_are_not_opened(story: Story, server: Any, database: str) -> None:
    """The owner of the database changes the item in the body: the ciphertext holds the digest of what was said."""
    said = story.reports_only(ELIF, STREET)
    assert isinstance(said, Reported)
    sent = codes.envelope_for(said.report, "report", UUID(ELIF))
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute(
            "UPDATE guard.envelope SET body = convert_to(replace(convert_from(body, 'UTF8'), 'street', 'last_name'), 'UTF8')"
            " WHERE id = %s",
            [sent],
        )
    all_lines(story.pair.ocmw)
    with pytest.raises(Fault, match="damaged_envelope"):
        transport.receive(sent, story.pair.city.id, clock=CLOCK)
    with psycopg.connect(server.conninfo(database)) as admin:  # for the tests that follow in this database
        admin.execute("UPDATE guard.envelope SET sealed = NULL, settled_at = now() WHERE id = %s", [sent])


def test_a_row_whose_term_is_over_is_not_reported(story: Story) -> None:
    """On the day after its last day it is not shown, and not reported either."""
    late = stopped_at(CLOCK() + timedelta(days=800))
    with story.at_ocmw():
        said = corrections.report(
            "debt.file_number", story.place(ELIF), story.pair.city.id, items=[STREET], fault="wrong", clock=late
        )
    assert isinstance(said, NotReported)
