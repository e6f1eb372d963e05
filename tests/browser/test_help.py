"""Where a term of the law stands, one can ask what it is: without a script, by keyboard, at any width; it says where it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kring.core import clock as clocks
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK
from tests.database.flows.talks import a_stage

Shoot = Callable[[Page, str], Path]


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def test_what_a_term_means_is_a_key_away(page: Page, live_site: str, screenshot: Shoot) -> None:
    """City, OCMW and officer each on their own page; open and shut, by day, at night and on a telephone."""
    stage = beside(a_stage)
    city, ocmw = stage.pair.city, stage.pair.ocmw
    case = f"/debiteuren/client/{stage.case}/"
    for position, address, asked, told in (
        (city.worker, "/debiteuren/", "Wat is een dwangbevel?", "Een gerechtsdeurwaarder kan het uitvoeren"),
        (city.worker, f"/debiteuren/{stage.round}/", "Wat is een beperking?", "AVG"),
        (ocmw.worker, case, "Wat betekent «invorderingsprocedure voortzetten»?", "De stad verneemt nooit waarom"),
        (ocmw.worker, f"{case}fout/", "Waarom een fout melden?", "zegt u wat er fout is"),
        (city.dpo, f"/instrumenten/{stage.pair.version}/", "Wat is een opschorting?", "punt 9"),
    ):
        enter(page, live_site, position)
        page.goto(address)
        summary = page.locator("summary", has_text=asked)
        text = page.locator("details", has=summary).get_by_text(told)
        expect(text).to_be_hidden()
        summary.focus()
        page.keyboard.press("Enter")
        expect(text).to_be_visible()
        assert_accessible(page)
        name = asked.strip("?»").split()[-1]
        screenshot(page, f"help-{name}")
        page.emulate_media(color_scheme="dark")
        assert_accessible(page, only_contrast=True)
        page.set_viewport_size({"width": 320, "height": 640})
        assert_no_overflow(page)
        screenshot(page, f"help-{name}-320-dark")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")


def test_without_a_script_it_opens_too(browser: Browser, live_site: str, committed: None) -> None:
    """And in the reader's own language."""
    stage = beside(a_stage)
    context = browser.new_context(base_url=live_site, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, live_site, stage.pair.city.worker)
    page.goto("/debiteuren/")
    page.get_by_role("button", name="Français").click()
    page.get_by_text("Que signifie « cliënt OCMW » ?").click()
    expect(page.get_by_text("La mention n’est jamais retirée.")).to_be_visible()
    expect(page.locator("details[open] [lang=nl]")).to_contain_text("Protocol van de stad Genk")
    context.close()
