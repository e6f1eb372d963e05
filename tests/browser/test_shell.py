"""The shell, before any flow stands on it: whoever uses Kring can read it, reach it and know for whom they act."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Town, assert_accessible, assert_no_overflow

PUBLIC = [
    "/",
    "/over/",
    "/toegankelijkheid/",
    "/aanmelden/login/",
    "/aanmelden/password/reset/",
    "/demo/aanmelden/",
    "/bestaat-niet/",
]
SIGNED_IN = ["/vandaag/", "/handelen-als/", "/aanmelden/2fa/", "/aanmelden/sessions/", "/over/"]

Enter = Callable[..., None]
Shoot = Callable[..., Path]


def name_of(address: str) -> str:
    return address.strip("/").replace("/", "-") or "front"


@pytest.mark.parametrize("address", PUBLIC)
def test_a_visitor_can_read_every_public_page(page: Page, town: Town, screenshot: Shoot, address: str) -> None:
    """At a desk: clean under axe, no sideways scrolling, nothing refused by the content policy."""
    page.goto(address)
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, f"public-{name_of(address)}")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_visitor_can_read_every_public_page_on_a_telephone(
    narrow: Page, town: Town, screenshot: Shoot, address: str
) -> None:
    """At 320 pixels, which is also 400 % on a desk."""
    narrow.goto(address)
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, f"public-{name_of(address)}-320")


@pytest.mark.req("E18")
def test_somebody_sees_on_every_page_for_whom_they_act(page: Page, sign_in: Enter, screenshot: Shoot) -> None:
    """An is told in words: her function, her organisation, and that the data are invented."""
    sign_in(page, "An Peeters")
    for address in SIGNED_IN:
        page.goto(address)
        expect(page.locator(".kr-acting")).to_contain_text("U handelt als medewerker debiteurenteam voor Stad Bergwijk")
        expect(page.locator(".kr-band")).to_contain_text("Fictieve gegevens")
        assert_accessible(page)
        assert_no_overflow(page)
        screenshot(page, f"signed-in-{name_of(address)}")


def test_somebody_on_a_telephone_sees_the_same(narrow: Page, sign_in: Enter, screenshot: Shoot) -> None:
    """Nothing is hidden at 320 pixels, and nothing is cut off."""
    sign_in(narrow, "An Peeters")
    for address in SIGNED_IN:
        narrow.goto(address)
        expect(narrow.locator(".kr-acting")).to_be_visible()
        assert_accessible(narrow)
        assert_no_overflow(narrow)
        screenshot(narrow, f"signed-in-{name_of(address)}-320")


@pytest.mark.req("E18")
def test_who_works_for_two_organisations_acts_for_one_at_a_time(page: Page, sign_in: Enter, screenshot: Shoot) -> None:
    """Els works for the city and for the OCMW; she switches, and the page says so."""
    sign_in(page, "Els Jacobs", "Stad Bergwijk")
    expect(page.locator(".kr-organisation")).to_have_text("Stad Bergwijk")
    page.get_by_role("link", name="Wissel van functie").click()
    screenshot(page, "seat-chooser")
    page.get_by_role("button", name="OCMW Bergwijk").click()
    expect(page.locator(".kr-organisation")).to_have_text("OCMW Bergwijk")
    expect(page.get_by_role("status")).to_contain_text("U handelt nu als maatschappelijk werker voor OCMW Bergwijk")
    assert_accessible(page)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, sign_in: Enter) -> None:
    """Tab goes through every link and button in the order of the page; each shows a focus ring."""
    sign_in(page, "Els Jacobs", "Stad Bergwijk")
    wanted = page.evaluate(
        "() => document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea').length"
    )
    seen: list[str] = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            const ring = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.matches('.ds-skip-link');
            return {what: e.outerHTML.slice(0, 120), ring} }"""
        )
        assert where["ring"], f"no focus to be seen on {where['what']}"
        seen.append(where["what"])
    assert len(set(seen)) == wanted, "Tab does not reach everything"
    assert "ds-skip-link" in seen[0]


def test_the_skip_link_leads_to_the_content(page: Page, sign_in: Enter) -> None:
    """Whoever uses a keyboard need not walk through the header on every page."""
    sign_in(page, "An Peeters")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_the_language_can_be_changed_and_is_remembered(page: Page, town: Town) -> None:
    """Dutch whatever the browser says, English on demand."""
    page.goto("/over/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Over Kring")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About Kring")
    page.goto("/aanmelden/login/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_scripts_everything_still_works(browser: object, live_site: str, committed: None, town: Town) -> None:
    """Sign in, switch language and sign out are forms."""
    context = browser.new_context(base_url=live_site, java_script_enabled=False)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    page.goto("/demo/aanmelden/")
    page.get_by_role("button", name="An Peeters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_role("link", name="Aanmelden").first).to_be_visible()
    context.close()
