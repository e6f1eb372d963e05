""" "Het gesprek" in a real browser: from the start page to what left, at a desk, on a telephone, by keyboard, without a script."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kring.core import clock as clocks
from kring.guard.acting import machine_of
from kring.guard.jobs import work_through
from kring.parties.actions import appoint
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody

Shoot = Callable[[Page, str], Path]
NAMES = [("Elif", "Yılmaz"), ("Jan", "Van den Berghe"), ("Fatima-Zahra", "El Amrani")]
RESUME = "De stad ziet: invorderingsprocedure voortzetten"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.fixture
def marked(live_site: str, committed: None) -> Pair:
    """A round after which three people are marked."""

    def story() -> Pair:
        pair = a_pair()
        people = [somebody(n, first, last) for n, (first, last) in enumerate(NAMES, start=1)]
        knows(pair, people)
        run(pair, people)
        all_lines(pair.ocmw)
        return pair

    return beside(story)


def _live(page: Page) -> Locator:
    """The line below the answers that follows the choice."""
    return page.locator(".kr-live .kr-sees:visible")


def _in_light_and_dark(page: Page, screenshot: Shoot, name: str) -> None:
    screenshot(page, name)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    screenshot(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")


@pytest.mark.req("D3", "D4", "D6", "D9")
def test_a_whole_talk_until_it_left(page: Page, live_site: str, marked: Pair, screenshot: Shoot) -> None:
    """From the start page: what the city said, four answers and what it sees of each, a debt beside a note, once more before
    it is told, and afterwards that it cannot be taken back. The board then shows who is left.
    """
    enter(page, live_site, marked.ocmw.worker)
    page.goto("/vandaag/")
    expect(page.locator(".kr-matters li")).to_have_count(3)
    assert_accessible(page)
    _in_light_and_dark(page, screenshot, "talk-today")
    page.get_by_role("link", name="Yılmaz Elif").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yılmaz Elif")
    expect(_live(page)).to_have_text("Kies een antwoord; hier leest u dan wat de stad ziet.")
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "talk-new")
    page.get_by_role("radio", name="Wil hulp").check()
    expect(_live(page)).to_have_text("De stad ziet: niets")
    page.get_by_text("Geen oplossing", exact=True).click()
    expect(_live(page)).to_have_text(RESUME)
    page.get_by_label("Notitie").fill("Drie keer samen gezeten. De huurbaas wil geen plan.")
    page.get_by_label("Aan wie").fill("Energie Bergwijk")
    page.get_by_label("Bedrag").fill("1.200,50")
    page.get_by_role("button", name="Deze schuld toevoegen").click()
    expect(page.locator(".kr-debts")).to_contain_text("Energie Bergwijk")
    expect(page.get_by_label("Notitie")).to_have_value("Drie keer samen gezeten. De huurbaas wil geen plan.")
    expect(_live(page)).to_have_text(RESUME)
    assert_accessible(page)
    _in_light_and_dark(page, screenshot, "talk-chosen")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("heading", name="Wat de stad zal zien")).to_be_visible()
    assert_accessible(page)
    _in_light_and_dark(page, screenshot, "talk-confirm")
    page.get_by_role("button", name="Bevestigen en vastleggen").click()
    expect(page.get_by_text("Onderweg naar de stad")).to_be_visible()
    assert_accessible(page)
    beside(work_through)
    page.reload()
    expect(page.get_by_text("Aan de stad gemeld op 2 maart 2026")).to_be_visible()
    expect(page.get_by_text("Dit kan niet worden teruggenomen")).to_be_visible()
    assert_accessible(page)
    _in_light_and_dark(page, screenshot, "talk-left")
    page.get_by_role("link", name="Mijn dossiers").first.click()
    expect(page.get_by_role("table", name="Nieuw gemarkeerd")).to_contain_text("Van den Berghe")
    page.get_by_text("Invordering mag verder").first.click()
    expect(page.get_by_role("table", name="Invordering mag verder")).to_contain_text("Yılmaz")
    assert_accessible(page)
    _in_light_and_dark(page, screenshot, "talk-board")


@pytest.mark.req("D3", "D9")
def test_a_talk_with_the_keyboard_only(page: Page, live_site: str, marked: Pair) -> None:
    """From the start page to what was laid down without a mouse; what has the focus can be seen."""
    enter(page, live_site, marked.ocmw.worker)
    page.goto("/vandaag/")
    _tab_to(page, "a[href*='/client/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Het gesprek")).to_be_visible()
    _tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    expect(_live(page)).to_have_text("De stad ziet: niets")
    page.keyboard.press("ArrowDown")
    expect(_live(page)).to_have_text(RESUME)
    page.keyboard.press("ArrowUp")
    _tab_to(page, "textarea")
    page.keyboard.type("Komt maandag terug.")
    _tab_to(page, "input[name=again_on]")
    page.keyboard.type("9/3/2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("De stad ziet er niets van")
    expect(page.locator(".kr-laid").first).to_contain_text("Komt maandag terug.")
    _tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Notitie")).to_be_visible()


@pytest.mark.req("D4", "D6")
def test_the_talk_on_a_telephone(narrow: Page, live_site: str, marked: Pair, screenshot: Shoot) -> None:
    """At 320 pixels the answers stand below one another, nothing scrolls sideways, and a client can be handed over."""
    appoint(by=machine_of(marked.ocmw.id), name="Noor Aerts", function="social_worker", valid_from=date(2025, 1, 1))
    enter(narrow, live_site, marked.ocmw.worker)
    for address, name in (("/vandaag/", "today"), ("/debiteuren/dossiers/", "board")):
        narrow.goto(address)
        assert_accessible(narrow)
        assert_no_overflow(narrow)
        screenshot(narrow, f"talk-{name}-320")
    narrow.get_by_role("link", name="El Amrani").click()
    narrow.get_by_role("button", name="Vastleggen").click()
    expect(narrow.get_by_role("alert")).to_contain_text("Kies een van de vier antwoorden")
    assert_accessible(narrow)
    narrow.get_by_text("Wil geen hulp", exact=True).click()
    assert_no_overflow(narrow)
    screenshot(narrow, "talk-chosen-320")
    narrow.get_by_role("button", name="Vastleggen").click()
    expect(narrow.get_by_role("heading", name="Wat de stad zal zien")).to_be_visible()
    assert_no_overflow(narrow)
    screenshot(narrow, "talk-confirm-320")
    narrow.get_by_role("button", name="Terug").click()
    expect(narrow.get_by_role("radio", name="Wil geen hulp")).to_be_checked()
    narrow.get_by_text("Overdragen aan een collega").click()
    narrow.get_by_label("Overdragen aan").select_option(label="Noor Aerts")
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    narrow.get_by_role("button", name="Overdragen").click()
    expect(narrow.get_by_role("status")).to_contain_text("overgedragen")
    expect(narrow.get_by_text("El Amrani")).to_have_count(0)


@pytest.mark.req("D3", "D4")
def test_the_talk_without_a_script(browser: Browser, live_site: str, marked: Pair, screenshot: Shoot) -> None:
    """Each answer says what the city sees of it; the line below follows the choice; everything can be laid down."""
    context = browser.new_context(
        base_url=live_site, java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    enter(page, live_site, marked.ocmw.worker)
    page.goto("/debiteuren/dossiers/")
    page.get_by_role("button", name="Opnemen Van den Berghe Jan").click()
    expect(page.locator(".kr-answer-sees")).to_have_count(4)
    page.get_by_role("radio", name="Wil hulp").check()
    expect(_live(page)).to_have_text("De stad ziet: niets")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("status")).to_contain_text("Vastgelegd")
    page.get_by_text("Een nieuw gesprek vastleggen").click()
    page.get_by_role("radio", name="Geen oplossing").check()
    expect(_live(page)).to_have_text(RESUME)
    page.get_by_role("button", name="Vastleggen").click()
    page.get_by_role("button", name="Bevestigen en vastleggen").click()
    expect(page.get_by_text("Onderweg naar de stad")).to_be_visible()
    screenshot(page, "talk-no-script")
    context.close()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something that fits has the focus; it must be seen to have it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            ring = "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow }"
            assert page.evaluate(ring) != "nonenone", f"no focus to be seen on {selector}"
            return
    raise AssertionError(f"Tab does not reach {selector}")
