"""Two people on the same case, or the same list, at the same moment: one is first, the other sees both and loses nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from kring.flows.debtors.models import Round
from kring.guard.acting import machine_of
from kring.guard.jobs import work_through
from kring.parties.actions import appoint
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible
from tests.database.exchange.cast import CLOCK, Pair, a_pair
from tests.database.flows.story import hand_in_a_list, somebody
from tests.database.flows.talks import a_colleague, a_stage, at, signals_of, stands, talks_of

Another = Callable[[], Page]
RESUME = "invorderingsprocedure voortzetten"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def at_once(pages: list[Page], button: str) -> None:
    """Each presses this button, none waiting for the answer of the other."""
    for page in pages:
        page.get_by_role("button", name=button).evaluate("button => { setTimeout(() => button.click(), 50) }")
    for page in pages:
        expect(page.get_by_role("button", name=button)).to_have_count(0)


@pytest.mark.req("D3", "D4", "D6")
def test_two_workers_confirm_a_talk_about_the_same_client_at_once(
    another: Another, live_site: str, screenshot: Callable[[Page, str], object]
) -> None:
    """Both wrote a note and both confirm. One note is laid down; the other stands ready beside it; the city is told once."""
    stage = beside(a_stage)
    colleague = beside(lambda: a_colleague(stage.pair.ocmw, "Giulia"))
    pages = [another(), another()]
    notes = {"Geen oplossing": "De huurbaas wil geen plan.", "Wil geen hulp": "Komt niet meer langs, belde af."}
    for page, position, answer in zip(pages, (stage.pair.ocmw.worker, colleague), notes, strict=True):
        enter(page, live_site, position)
        page.goto(f"/debiteuren/client/{stage.case}/")
        page.get_by_text(answer, exact=True).click()
        page.get_by_label("Notitie").fill(notes[answer])
    for page in pages:
        page.get_by_role("button", name="Vastleggen").click()
        expect(page.get_by_role("heading", name="Wat de stad zal zien")).to_be_visible()
    at_once(pages, "Bevestigen en vastleggen")
    late = next(page for page in pages if page.get_by_text("Een collega was eerst").count())
    first = next(page for page in pages if page is not late)
    expect(first.get_by_text("Onderweg naar de stad")).to_be_visible()
    own, other = list(notes.items())[:: 1 if late is pages[0] else -1]
    expect(late.locator(".kr-laid")).to_contain_text(other[1])
    expect(late.get_by_label("Notitie")).to_have_value(own[1])
    expect(late.get_by_role("radio", name=own[0])).to_be_checked()
    assert_accessible(late)
    screenshot(late, "together-second")
    assert beside(lambda: len(talks_of(stage.pair, stage.case))) == 1
    late.get_by_role("button", name="Vastleggen").click()
    expect(late.locator(".kr-laid").first).to_contain_text(own[1])
    beside(work_through)
    assert beside(lambda: signals_of(stage)) == [("sent", [])]
    assert beside(lambda: stands(stage))[1] == RESUME
    assert beside(lambda: len(talks_of(stage.pair, stage.case))) == 2
    first.reload()
    expect(first.locator(".kr-laid")).to_have_count(2)


@pytest.mark.req("D1", "D5")
def test_two_of_the_debt_team_send_the_same_list_at_once(another: Another, live_site: str) -> None:
    """One round leaves, and both come to its page."""
    pair: Pair = beside(a_pair)
    appointed = beside(
        lambda: appoint(
            by=machine_of(pair.city.id),
            name="Bart Claes",
            function="debt_team",
            valid_from=CLOCK().date().replace(day=1),
        )
    )
    upload = beside(lambda: hand_in_a_list(pair, [somebody(1)]))
    pages = [another(), another()]
    colleague = type(pair.city.worker)(pair.city.id, appointed.id)
    for page, position in zip(pages, (pair.city.worker, colleague), strict=True):
        enter(page, live_site, position)
        page.goto(f"/debiteuren/nakijken/{upload}/")
        page.get_by_label("wordt een dwangbevel voorbereid").check()
    at_once(pages, "Lijst versturen")
    for page in pages:
        expect(page.get_by_role("heading", name="Ronde van 2 maart 2026")).to_be_visible()
    assert pages[0].url == pages[1].url
    with at(pair.city.worker):
        assert Round.objects.count() == 1
