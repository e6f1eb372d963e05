"""The drawn front page in a real browser: pictures with their tables, at a desk and on a telephone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def test_parties_instruments_and_volumes_are_drawn_and_told(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each picture has its table; nobody's name stands there; it fits a telephone."""
    pair = beside(a_pair)
    knows(pair, [somebody(1)])
    beside(lambda: run(pair, [somebody(1), somebody(2)]))
    all_lines(pair.city)
    monkeypatch.setattr(clocks, "_installed", clocks.system_clock)  # lines bear the time of the database
    enter(page, live_site, pair.city.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="Onze kring").click()
    expect(page.get_by_role("img")).to_have_count(2)
    expect(page.get_by_role("table")).to_have_count(3)
    expect(page.get_by_role("main")).not_to_contain_text("Yılmaz")
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "circle")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    screenshot(page, "circle-320")


def test_an_empty_circle_says_what_is_missing(page: Page, live_site: str) -> None:
    """Without an instrument in force there is no picture, and the page says so."""
    pair = beside(lambda: a_pair(in_force=False))
    enter(page, live_site, pair.city.worker)
    page.goto("/kring/")
    expect(page.get_by_text("Er is geen instrument in werking, dus")).to_be_visible()
    assert_accessible(page)


def test_at_night_it_is_dark_and_still_readable(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """Who asked the system for dark pages gets them; axe measures the same contrasts."""
    pair = beside(a_pair)
    page.emulate_media(color_scheme="dark")
    enter(page, live_site, pair.city.worker)
    page.goto("/kring/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(19, 18, 17)"
    assert_accessible(page)
    screenshot(page, "circle-dark")
