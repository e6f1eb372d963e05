"""What a social worker types: an amount as people write it, a debt, a day to come back. Nothing is asked for statistics."""

from datetime import date

import pytest
from django.utils import translation

from kring.flows.debtors.ocmw.talk_forms import DebtForm, TalkForm
from kring.flows.debtors.ocmw.talk_words import ANSWER_WORDS, LAID_DOWN, STANDINGS, WAITS, answers, euro

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _in_dutch() -> object:
    with translation.override("nl"):
        yield


def a_debt(creditor: str, amount: str = "", *, asked: bool = False) -> DebtForm:
    """The form as it comes in."""
    return DebtForm({"debt-creditor": creditor, "debt-amount": amount}, of="gesprek", asked=asked)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1200", 120_000),
        ("1 200", 120_000),
        ("1.200,50", 120_050),
        ("€ 75", 7_500),
        ("75,5 euro", 7_550),
        ("12.34", 1_234),
        ("1.200", 120_000),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, cents: int | None) -> None:
    """Points or spaces between thousands, a comma before cents, the word euro or its sign, or nothing at all."""
    form = a_debt("Energie Bergwijk", typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == cents


@pytest.mark.parametrize("typed", ["veel", "-5", "1,2,3", "1.20,5", "12 345 678 901", "1e9"])
def test_what_is_no_amount_is_said_in_words(typed: str) -> None:
    """And the creditor is not lost."""
    form = a_debt("Energie Bergwijk", typed)
    assert not form.is_valid()
    assert "bedrag" in str(form.errors["amount"])
    assert "Energie Bergwijk" in str(form)


@pytest.mark.req("D3")
def test_a_debt_needs_a_creditor_and_nothing_else() -> None:
    """An amount alone, or the button alone, asks to whom; empty fields are no debt and stop nothing."""
    alone = a_debt("Stad Bergwijk")
    assert alone.is_valid()
    assert alone.holds_one
    for form in (a_debt("", "75"), a_debt("", asked=True)):
        assert not form.is_valid()
        assert "aan wie" in str(form.errors["creditor"])
    empty = a_debt("")
    assert empty.is_valid()
    assert not empty.holds_one


@pytest.mark.req("D4", "D9")
def test_the_talk_asks_one_of_four_answers_and_nothing_more() -> None:
    """No reason, no consent, no figure is required; a day to come back lies ahead."""
    assert TalkForm({"answer": "wants_help"}, today=TODAY).is_valid()
    nothing = TalkForm({}, today=TODAY)
    assert set(nothing.errors) == {"answer"}
    assert set(nothing.fields) == {"answer", "note", "again_on", "seen"}
    assert "again_on" in TalkForm({"answer": "solution", "again_on": "2/3/2026"}, today=TODAY).errors
    assert TalkForm({"answer": "solution", "again_on": "3/3/2026"}, today=TODAY).is_valid()
    assert "answer" in TalkForm({"answer": "consent"}, today=TODAY).errors


@pytest.mark.req("D4")
def test_each_answer_says_what_the_city_sees_of_it() -> None:
    """Nothing of help and of a solution; of the two others that recovery may go on, in the same words for both."""
    sees = {one.code: one.sees for one in answers("solution")}
    assert sees["wants_help"] == sees["solution"] == ""
    assert sees["declines_help"] == sees["no_solution"] == "invorderingsprocedure voortzetten"
    assert [one.code for one in answers("solution") if one.chosen] == ["solution"]


def test_every_word_is_dutch() -> None:
    """A code is never shown; what is laid down says what becomes of it."""
    told = [*ANSWER_WORDS.values(), *WAITS.values(), *LAID_DOWN.values(), *(words for _, words in STANDINGS.values())]
    dutch = [str(words) for words in told]
    with translation.override("en"):
        assert not {str(words) for words in told} & set(dutch)
    assert euro(120_050) == "€\u00a01.200,50"
    assert euro(None) == ""
