"""The integrator's stand-in: enrolments reach it under a duty, with their history, and go when their term is over."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from kring.clients import enrolling as register
from kring.core import clock as house
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.core.registry import Arrived
from kring.exchange import clocks, transport
from kring.flows.directory import enrolling, receive
from kring.flows.directory.models import Enrolment, Outgoing
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.persons import actions as persons
from kring.persons.queries import pseudonym
from tests.database.directory.cast import Three, accede, enrol, kinds_of, person, three
from tests.database.exchange.asking import ELIF, PIOTR
from tests.database.exchange.cast import CLOCK, Desk

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E17")]


def history(integrator: Desk) -> list[tuple[int, int, date | None, str, bool]]:
    """What the directory keeps, in the order in which it was stated."""
    with acting_for(integrator.id, integrator.dpo.position):
        rows = Enrolment.objects.order_by("stated_on", "ref", "number")
        return list(rows.values_list("number", "capacity", "valid_until", "provenance", "current"))


def untold(ocmw: Desk) -> list[bool]:
    with acting_for(ocmw.id, ocmw.dpo.position):
        return list(Outgoing.objects.values_list("stopped", flat=True))


def test_enrol_change_confirm_and_end_reach_the_directory_with_their_history() -> None:
    """Each statement stands beside the one before it, with its provenance; the last one holds."""
    here = three()
    elif_ = enrol(here.ocmw, ELIF, 1, provenance="declared")
    register.change_enrolment(by=here.ocmw.worker, enrolment_id=elif_, capacity=2, provenance="decided")
    work_through()
    register.change_enrolment(by=here.ocmw.worker, enrolment_id=elif_, provenance="confirmed")
    work_through()
    register.end_enrolment(by=here.ocmw.worker, enrolment_id=elif_, last_day=date(2026, 2, 28))
    work_through()
    assert history(here.integrator) == [
        (0, 1, None, "verklaard", False),
        (1, 2, None, "beslist", False),
        (2, 2, None, "bevestigd", False),
        (3, 2, date(2026, 2, 28), "bevestigd", True),
    ]
    assert untold(here.ocmw) == []
    assert kinds_of(here.ocmw, "enrol").count("release") == 3
    assert kinds_of(here.integrator, "end") == ["receive"]


def test_the_directory_keeps_no_number_and_no_name() -> None:
    """A keyed pseudonym of its own: not even whoever holds the table can say who is enrolled."""
    here = three()
    enrol(here.ocmw, ELIF)
    with acting_for(here.integrator.id, here.integrator.dpo.position):
        (row,) = Enrolment.objects.values()
    assert ELIF not in str(row)
    assert "Yilmaz" not in str(row)
    with acting_for(here.ocmw.id, here.ocmw.dpo.position):
        assert bytes(row["blind"]) != pseudonym(ELIF)


def test_an_ocmw_without_the_duty_tells_nobody() -> None:
    """No text in force, no send, and nothing waits to be sent."""
    here = three(enrols=False)
    enrol(here.ocmw, ELIF)
    assert untold(here.ocmw) == []
    assert history(here.integrator) == []


def test_whose_data_are_restricted_is_not_enrolled_until_that_ends() -> None:
    """It waits at the OCMW, and goes once it may."""
    here = three()
    held = persons.place_restriction(
        by=here.ocmw.worker, ssin=ELIF, ground="accuracy_contested", valid_from=date(2026, 1, 1)
    )
    enrol(here.ocmw, ELIF)
    assert history(here.integrator) == []
    assert untold(here.ocmw) == [True]
    persons.lift_restriction(by=here.ocmw.worker, restriction_id=held.id, last_day=date(2026, 3, 1))
    enrolling.declare_again(here.ocmw.id, clock=CLOCK)
    work_through()
    assert len(history(here.integrator)) == 1
    assert untold(here.ocmw) == []


def test_a_suspended_duty_holds_back_enrolments_but_not_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody new is enrolled meanwhile; whoever is no client any more does not stay visible. source: trap 19, P7"""
    here = three(enrols=False)
    digest = accede("directory-enrolment", here.ocmw, "ocmw", here.integrator)
    elif_ = enrol(here.ocmw, ELIF)
    later = stopped_at(datetime(2026, 3, 3, 12, tzinfo=UTC))
    monkeypatch.setattr(house, "_installed", later)
    instruments.suspend(by=here.ocmw.dpo, digest=digest, reason="Lek.", clock=later, fictitious=True)
    work_through()
    enrol(here.ocmw, PIOTR)
    register.end_enrolment(by=here.ocmw.worker, enrolment_id=elif_, last_day=date(2026, 3, 2))
    work_through()
    assert [row[2] for row in history(here.integrator)] == [None, date(2026, 3, 2)]


def test_what_is_not_sound_or_not_of_the_same_person_is_not_kept() -> None:
    """A reference belongs to one person for good; words that no text lists, periods that are none: nothing is kept."""
    here = three()
    enrol(here.ocmw, ELIF)
    with acting_for(here.integrator.id, here.integrator.dpo.position):
        ref = Enrolment.objects.get().ref
    sound = {
        "ref": ref,
        "person.ssin": ELIF,
        "client.capacity": "2",
        "client.period": "2026-01-01/",
        "enrolment.provenance": "beslist",
    }
    wrong = (
        {"person.ssin": PIOTR},
        {"person.ssin": "12345678901"},
        {"client.capacity": "2,3"},
        {"client.capacity": "²"},
        {"client.period": "2026-01-31/2026-01-01"},
        {"client.period": "altijd"},
        {"enrolment.provenance": "gehoord"},
    )
    machine = machine_of(here.integrator.id)
    for one in wrong:
        with acting_for(machine.organisation, machine.position):
            receipt = receive.EnrolmentReceiver().receive(_arrived(here, [{**sound, **one}]))
        assert (list(receipt.taken), receipt.not_kept) == ([], 1)
    assert len(history(here.integrator)) == 1
    with acting_for(machine.organisation, machine.position):
        receipt = receive.EnrolmentReceiver().receive(_arrived(here, [sound, {**sound, "client.capacity": "3"}]))
    assert (len(receipt.taken), receipt.not_kept) == (1, 1)


def _arrived(here: Three, rows: list[dict[str, str]]) -> Arrived:
    return Arrived(
        envelope=uuid4(),
        sender=here.ocmw.id,
        batch=uuid4(),
        chunk=0,
        chunks=1,
        day=date(2026, 3, 2),
        document="",
        digest="sha256:" + "0" * 64,
        disclosure="enrol",
        keep="enrolment",
        in_reply_to=None,
        rows=rows,
    )


def test_an_enrolment_goes_when_its_term_is_over() -> None:
    """Five years after its end, with all that was stated of it; until then a question may be about the past."""
    here = three()
    elif_ = enrol(here.ocmw, ELIF)
    register.end_enrolment(by=here.ocmw.worker, enrolment_id=elif_, last_day=date(2026, 2, 28))
    work_through()
    clocks.sweep(here.integrator.id, clock=stopped_at(datetime(2031, 2, 27, 12, tzinfo=UTC)))
    assert len(history(here.integrator)) == 2
    clocks.sweep(here.integrator.id, clock=stopped_at(datetime(2031, 3, 2, 12, tzinfo=UTC)))
    assert history(here.integrator) == []


# ----- Broken logs.


class NoLogError(Exception):
    """The log cannot be written."""


def _broken(*_: object, **__: object) -> None:
    raise NoLogError


@pytest.mark.parametrize("verb", ["enrol", "change", "end"])
def test_an_enrolment_whose_line_cannot_be_written_is_not_changed_nor_told(
    monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The OCMW's own register, what waits for the directory, and the directory stay as they were."""
    here = three()
    elif_ = enrol(here.ocmw, ELIF)
    piotr = person(here.ocmw, PIOTR)
    before = history(here.integrator)
    does: dict[str, Callable[[], object]] = {
        "enrol": lambda: register.enrol(
            by=here.ocmw.worker, person_id=piotr, capacity=2, valid_from=date(2026, 1, 1), provenance="decided"
        ),
        "change": lambda: register.change_enrolment(by=here.ocmw.worker, enrolment_id=elif_, capacity=3),
        "end": lambda: register.end_enrolment(by=here.ocmw.worker, enrolment_id=elif_, last_day=date(2026, 3, 1)),
    }
    with monkeypatch.context() as broken:
        broken.setattr(register, "append", _broken)
        with pytest.raises(NoLogError):
            does[verb]()
    work_through()
    assert untold(here.ocmw) == []
    assert history(here.integrator) == before
    with acting_for(here.ocmw.id, here.ocmw.dpo.position):
        assert list(register.Enrolment.objects.values_list("capacity", "valid_until")) == [(2, None)]


def test_an_enrolment_whose_receipt_cannot_be_written_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory keeps nothing of it, and takes it in once its log can be written again."""
    here = three()
    with monkeypatch.context() as broken:
        broken.setattr(transport, "append", _broken)
        enrol(here.ocmw, ELIF)
        assert history(here.integrator) == []
    for waiting in transport.waiting_for(here.integrator.id):
        transport.receive(waiting, here.integrator.id, clock=CLOCK)
    assert len(history(here.integrator)) == 1


def test_a_capacity_or_a_period_that_is_none_is_refused_to_the_worker() -> None:
    """In words, before anything is kept or told."""
    here = three(enrols=False, asks=False)
    elif_ = person(here.ocmw, ELIF)
    common: dict[str, Any] = {"by": here.ocmw.worker, "person_id": elif_, "valid_from": date(2026, 1, 2)}
    for wrong, code in (
        ({"capacity": 10, "provenance": "decided"}, "unknown_capacity"),
        ({"capacity": 2, "provenance": "decided", "until": date(2026, 1, 1)}, "period_reversed"),
        ({"capacity": 2, "provenance": "decided", "person_id": uuid4()}, "no_such_person"),
    ):
        with pytest.raises(Fault) as refused:
            register.enrol(**{**common, **wrong})
        assert refused.value.code == code
