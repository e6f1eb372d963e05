"""Search on part of a name, as both sides do it: without a script, at 320 px, and no name in any address."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kring.core import clock as clocks
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_no_overflow
from tests.database.exchange.cast import CLOCK, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody

NAMES = (("Elif", "Yılmaz"), ("Jan", "Van den Berghe"), ("Zoë", "Vandenberghe"))


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def _story() -> tuple[Pair, object]:
    pair, people = a_pair(), [somebody(number, *name) for number, name in enumerate(NAMES, 1)]
    knows(pair, people)
    round_id = run(pair, people)
    all_lines(pair.city)
    all_lines(pair.ocmw)
    return pair, round_id


@pytest.mark.usefixtures("committed")
@pytest.mark.req("D6")
def test_part_of_a_name_is_searched_without_a_script(
    browser: Browser, live_site: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """The debt team among its rows, the social worker on the board; what is too short is said beside the box."""
    pair, round_id = beside(_story)
    page = browser.new_context(base_url=live_site, java_script_enabled=False, locale="nl-BE").new_page()
    for by, address, picture in (
        (pair.city.worker, f"/debiteuren/{round_id}/rijen/", "search-rows"),
        (pair.ocmw.worker, "/debiteuren/dossiers/", "search-board"),
    ):
        enter(page, live_site, by)
        page.goto(address)
        box = page.get_by_label("Zoeken op een deel van een naam")
        box.fill("b")
        box.press("Enter")
        expect(page.get_by_text("minstens twee letters").first).to_be_visible()
        page.get_by_label("Zoeken op een deel van een naam").fill("berghe")
        page.get_by_role("button", name="Zoeken").click()
        expect(page.get_by_text("Van den Berghe Jan").first).to_be_visible()
        expect(page.get_by_text("Yılmaz")).to_have_count(0)
        assert "berghe" not in page.url
        screenshot(page, picture)
        page.set_viewport_size({"width": 320, "height": 800})
        assert_no_overflow(page)
        screenshot(page, f"{picture}-320")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.get_by_role("link", name="Alles tonen").click()
        expect(page.get_by_text("Yılmaz").first).to_be_visible()
