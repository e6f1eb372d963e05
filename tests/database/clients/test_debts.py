"""A client's whole of debts: what the client gives, all treated alike, the OCMW's own."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from kring.clients import models
from kring.clients.actions import open_file
from kring.clients.debts import add_debt, debts_of, remove_debt, settle_debt
from kring.config.people import residents
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.exchange.models import Clock
from kring.guard.acting import Acting
from kring.parties.models import Position
from kring.persons.keep import Known, keep
from tests.database.exchange.cast import CLOCK, NOON
from tests.database.ocmw import LogBrokenError, a_worker, break_log, code_of, verbs, within, written

pytestmark = pytest.mark.usefixtures("committed")

PIOTR = residents(1)[0]
NOTE = "Betaalt 25 euro per maand."


def _client(worker: Acting) -> UUID:
    return within(worker, lambda: keep({PIOTR.ssin: Known(PIOTR.first_name, PIOTR.last_name)}))[PIOTR.ssin].id


def _colleague(worker: Acting, function: str = "social_worker") -> Acting:
    def appoint() -> UUID:
        return Position.objects.create(name="Tom", function=function, valid_from=date(2025, 1, 1)).id

    return Acting(worker.organisation, within(worker, appoint))


@pytest.mark.req("D3")
def test_debts_stand_in_the_order_in_which_they_were_given_whoever_the_creditor_is() -> None:
    """The city's comes neither first nor last; an amount that the client does not know is left out; a term of none runs."""
    worker = a_worker()
    person = _client(worker)
    add_debt(by=worker, person_id=person, creditor=" Energie  nv ", amount_cents=120_00, note=NOTE, clock=CLOCK)
    later = stopped_at(NOON.replace(day=9))
    city = add_debt(by=worker, person_id=person, creditor="Stad Genk", clock=later)
    add_debt(
        by=worker, person_id=person, creditor="Huisarts", amount_cents=27_50, clock=stopped_at(NOON.replace(day=16))
    )
    found = within(worker, lambda: debts_of(person))
    assert [(one.creditor, one.amount_cents, one.note, one.by) for one in found] == [
        ("Energie nv", 120_00, NOTE, "Mia Stas"),
        ("Stad Genk", None, "", "Mia Stas"),
        ("Huisarts", 27_50, "", "Mia Stas"),
    ]
    settle_debt(by=worker, debt_id=city, clock=later)
    settle_debt(by=worker, debt_id=city, clock=stopped_at(NOON.replace(day=30)))
    assert [one.settled_on for one in within(worker, lambda: debts_of(person))] == [None, date(2026, 3, 9), None]
    assert not within(worker, Clock.objects.exists)
    remove_debt(by=worker, debt_id=found[0].id, clock=CLOCK)
    assert [one.creditor for one in within(worker, lambda: debts_of(person))] == ["Stad Genk", "Huisarts"]
    assert verbs(worker) == ["debt.added", "debt.added", "debt.added", "debt.settled", "debt.removed"]
    assert all(line.subject for line in written(worker))


def test_neither_creditor_nor_amount_nor_note_stands_in_the_log_and_the_note_is_encrypted() -> None:
    """The line says that a debt was added, and about whom; what it is stands where it can be erased."""
    worker = a_worker()
    add_debt(by=worker, person_id=_client(worker), creditor="Winkel", amount_cents=12_345, note=NOTE, clock=CLOCK)
    told = repr(written(worker))
    assert not any(word in told for word in ("Winkel", "12345", "maand"))
    (row,) = within(worker, lambda: list(models.Debt.objects.all()))
    assert b"maand" not in bytes(row.note_sealed or b"")


@pytest.mark.req("E5")
def test_only_a_social_worker_of_the_client_keeps_them() -> None:
    """Not the DPO, not a colleague to whom the client was not given, not another OCMW."""
    worker, stranger = a_worker(), a_worker()
    person = _client(worker)
    open_file(by=worker, person_id=person, opened_on=NOON.date(), position_id=worker.position)
    debt = add_debt(by=worker, person_id=person, creditor="Winkel", clock=CLOCK)
    for by, adding, changing in (
        (_colleague(worker, "dpo"), "other_function", "other_function"),
        (_colleague(worker), "no_such_person", "no_such_debt"),
        (stranger, "no_such_person", "no_such_debt"),
    ):
        with pytest.raises(Fault) as refused:
            add_debt(by=by, person_id=person, creditor="Winkel", clock=CLOCK)
        assert code_of(refused) == adding
        for change in (settle_debt, remove_debt):
            with pytest.raises(Fault) as refused:
                change(by=by, debt_id=debt, clock=CLOCK)
            assert code_of(refused) == changing
    assert within(stranger, lambda: debts_of(person)) == ()
    assert len(within(worker, lambda: debts_of(person))) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"creditor": "  "}, "no_creditor"),
        ({"creditor": "x" * 201}, "no_creditor"),
        ({"creditor": "Winkel", "amount_cents": 0}, "no_amount"),
        ({"creditor": "Winkel", "amount_cents": -5}, "no_amount"),
        ({"creditor": "Winkel", "amount_cents": 10**12}, "no_amount"),
        ({"creditor": "Winkel", "note": "x" * 2001}, "long_note"),
        ({"creditor": "Winkel", "person_id": uuid4()}, "no_such_person"),
    ],
)
def test_what_cannot_be_a_debt_is_refused(given: dict[str, object], code: str) -> None:
    """Without creditor, without a sound amount, too long, of nobody."""
    worker = a_worker()
    known: dict[str, object] = {"by": worker, "person_id": _client(worker), "clock": CLOCK, **given}
    with pytest.raises(Fault) as refused:
        add_debt(**known)  # type: ignore[arg-type]  # as the case gives them
    assert code_of(refused) == code
    assert written(worker) == []


@pytest.mark.req("E6")
def test_without_a_line_no_debt_is_added_settled_or_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is broken in all three."""
    worker = a_worker()
    person = _client(worker)
    debt = add_debt(by=worker, person_id=person, creditor="Winkel", clock=CLOCK)
    break_log(monkeypatch, "kring.clients.debts")
    for act in (
        lambda: add_debt(by=worker, person_id=person, creditor="Andere", clock=CLOCK),
        lambda: settle_debt(by=worker, debt_id=debt, clock=CLOCK),
        lambda: remove_debt(by=worker, debt_id=debt, clock=CLOCK),
    ):
        with pytest.raises(LogBrokenError):
            act()
    assert [(one.id, one.settled_on) for one in within(worker, lambda: debts_of(person))] == [(debt, None)]
