"""A debt beside a talk, by page: added with what is laid down, once, and nothing else is lost for it."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.database.flows.talks import a_case, a_colleague, browser, talks_of

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")


def _url(case: UUID) -> str:
    return reverse("debtors:case", args=[case])


def _text(response: object) -> str:
    """The page as people read it, nearly."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]  # a response


def _owed(client: Client, case: UUID) -> int:
    """How many debts the page shows."""
    return client.get(_url(case)).content.decode().count('name="settle"')


@pytest.mark.req("D3")
def test_a_debt_beside_an_answer_waits_for_the_confirmation_and_is_shown_with_it() -> None:
    """Nothing is half done: going back there is none yet, confirmed there is one."""
    stage = a_case()
    case, worker = stage.case, browser(stage.pair.ocmw.worker)
    typed = {"answer": "declines_help", "debt-creditor": "Energie Bergwijk", "debt-amount": "1.200,50"}
    asked = worker.post(_url(case), typed)
    assert "Blijft hier: de schuld Energie Bergwijk, € 1.200,50" in _text(asked).replace("\u00a0", " ")
    assert _owed(worker, case) == 0
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', asked.content.decode()))
    back = worker.post(_url(case), {**hidden, "step": "edit"}).content.decode()
    assert 'value="Energie Bergwijk"' in back
    assert 'value="1.200,50"' in back
    worker.post(_url(case), {**hidden, "step": "confirm"})
    assert _owed(worker, case) == 1
    assert talks_of(stage.pair, case) == ["declines_help"]


@pytest.mark.req("D3")
def test_when_a_colleague_was_first_the_debt_stays_typed_too() -> None:
    """It is added with the talk, or not at all."""
    stage = a_case()
    case, one = stage.case, browser(stage.pair.ocmw.worker)
    browser(a_colleague(stage.pair.ocmw)).post(_url(case), {"answer": "solution"})
    late = one.post(_url(case), {"answer": "wants_help", "seen": "", "debt-creditor": "Energie Bergwijk"})
    assert late.status_code == 409
    assert 'value="Energie Bergwijk"' in late.content.decode()
    assert _owed(one, case) == 0


@pytest.mark.req("D3")
def test_a_page_that_is_sent_twice_adds_one_debt() -> None:
    """Reloaded, clicked twice, gone back to; another amount on the same page, or the same on a new one, is another debt."""
    stage = a_case()
    case, worker = stage.case, browser(stage.pair.ocmw.worker)

    def page() -> str:
        found = re.search(r'name="debt-once" value="([^"]+)"', worker.get(_url(case)).content.decode())
        assert found is not None
        return found[1]

    once = page()
    debt = {"step": "debt", "note": "Nog niet klaar.", "debt-creditor": "Boete", "debt-amount": "58"}
    for sent in (debt, debt, {**debt, "debt-amount": "60"}):
        worker.post(_url(case), {**sent, "debt-once": once})
    assert _owed(worker, case) == 2
    worker.post(_url(case), {**debt, "debt-once": page()})
    assert _owed(worker, case) == 3


@pytest.mark.req("D3")
@pytest.mark.parametrize("amount", ["0", "0,00", "veel", "1234567890"])
def test_what_is_no_amount_is_said_at_its_field_and_costs_nobody_a_note(amount: str) -> None:
    """Also nought: nobody owes it."""
    stage = a_case()
    worker = browser(stage.pair.ocmw.worker)
    typed = {"answer": "solution", "note": "Lang gesprek.", "debt-creditor": "Huur", "debt-amount": amount}
    refused = worker.post(_url(stage.case), typed)
    assert refused.status_code == 422
    assert "Lang gesprek." in refused.content.decode()
    assert 'aria-invalid="true"' in refused.content.decode()
    assert talks_of(stage.pair, stage.case) == []
