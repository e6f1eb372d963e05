"""The shell, before any flow stands on it: whoever uses Kring can read it, reach it and know for whom they act."""

from collections.abc import Callable
from datetime import date, timedelta
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
SIGNED_IN = ["/vandaag/", "/handelen-als/", "/aanmelden/2fa/", "/aanmelden/email/", "/over/"]

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
    expect(page.locator("#inhoud")).to_be_focused()


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


def test_every_component_is_accessible_at_a_desk_and_on_a_telephone(
    page: Page, narrow: Page, sign_in: Enter, screenshot: Shoot
) -> None:
    """Notices, tables, status, progress, paging, lists and a form with all its errors."""
    for window, name in ((page, "components"), (narrow, "components-320")):
        sign_in(window, "An Peeters")
        window.goto("/onderdelen/?bladzijde=5")
        assert_accessible(window)
        assert_no_overflow(window)
        window.get_by_role("button", name="Indienen").click()
        assert_accessible(window)
        assert_no_overflow(window)
        screenshot(window, name)


def test_the_error_summary_leads_to_the_field(page: Page, sign_in: Enter) -> None:
    """Whoever forgot something is told on top, and one key brings them there."""
    sign_in(page, "An Peeters")
    page.goto("/onderdelen/")
    page.get_by_role("button", name="Indienen").click()
    expect(page.locator(".ds-error-summary")).to_be_focused()
    page.get_by_role("link", name="Dag:").click()
    expect(page.locator("#id_day")).to_be_focused()
    assert page.locator("#id_day").get_attribute("aria-invalid") == "true"
    described = (page.locator("#id_day").get_attribute("aria-describedby") or "").split()
    assert described
    assert all(page.locator(f"#{part}").count() == 1 for part in described)


@pytest.mark.req("E5")
def test_another_function_is_turned_away_in_plain_words(page: Page, sign_in: Enter, screenshot: Shoot) -> None:
    """An is told for whom the page is, and who can help; the answer is a 403."""
    sign_in(page, "An Peeters")
    answer = page.goto("/dpo/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("Deze bladzijde is voor: functionaris voor gegevensbescherming.")
    assert_accessible(page)
    screenshot(page, "problem-403")
    sign_in(page, "Bart Claes")
    page.goto("/dpo/")
    expect(page.locator("body")).to_have_text("welkom")


@pytest.mark.req("E18")
def test_a_position_that_ended_opens_nothing_from_the_next_request_on(page: Page, sign_in: Enter, town: Town) -> None:
    """The seat is looked up again on every request; nobody has to sign Gita out."""
    from kring.core.clock import system_clock  # noqa: PLC0415
    from kring.guard.acting import machine_of  # noqa: PLC0415
    from kring.parties.actions import appoint, end_position  # noqa: PLC0415
    from kring.parties.identity.actions import open_account, seat  # noqa: PLC0415

    today = system_clock().date()
    machine = machine_of(town.city.id)
    account = open_account(email=f"gita.{today.toordinal()}@bergwijk.example")
    position = appoint(by=machine, name="Gita Smets", function="debt_team", valid_from=today - timedelta(days=9))
    seat(account=account, organisation=town.city.id, position=position.id)
    sign_in(page, "Gita Smets")
    end_position(by=machine, position_id=position.id, last_day=today - timedelta(days=2))
    answer = page.goto("/vandaag/")
    assert answer is not None
    assert answer.status == 403
    expect(page.locator("main")).to_contain_text("U hebt vandaag geen functie in een organisatie.")


def test_progress_is_asked_again_without_breaking_the_policy(page: Page, sign_in: Enter) -> None:
    """The script for progress is loaded, evaluates nothing and adds no style of its own."""
    sign_in(page, "An Peeters")
    page.goto("/onderdelen/")
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("htmx.config.includeIndicatorStyles") is False
    assert page.evaluate("document.querySelectorAll('style, [style]').length") == 0


@pytest.mark.req("V12")
def test_who_has_no_second_step_comes_no_further_than_setting_it_up(page: Page, town: Town, screenshot: Shoot) -> None:
    """Signed in with a password, Fien can open one page only, until she has an app or a key."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time  # noqa: PLC0415

    from kring.guard.acting import machine_of  # noqa: PLC0415
    from kring.parties.actions import appoint  # noqa: PLC0415
    from kring.parties.identity.actions import open_account, seat  # noqa: PLC0415

    account = open_account(email="fien.deprez@bergwijk.example", password="een lang wachtwoord")
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    position = appoint(
        by=machine_of(town.city.id),
        name="Fien Deprez",
        function="debt_team",
        valid_from=date(2026, 1, 1),
        account_id=account.id,
    )
    seat(account=account, organisation=town.city.id, position=position.id)

    page.goto("/aanmelden/login/")
    page.get_by_label("E-mailadres").fill(account.email)
    page.get_by_label("Wachtwoord").fill("een lang wachtwoord")
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn aanmelding")
    page.goto("/vandaag/")
    expect(page.locator("main")).to_contain_text("Stel eerst uw tweede stap in")
    assert_accessible(page)
    page.get_by_role("link", name="App instellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bent u het nog?")
    assert_accessible(page)
    page.get_by_label("Wachtwoord").fill("een lang wachtwoord")
    page.get_by_role("button", name="Bevestigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("App instellen")
    assert_accessible(page)
    screenshot(page, "second-step")
    secret = page.get_by_label("De sleutel in letters").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.get_by_label("Code uit de app").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Deze app gebruiken").click()
    screenshot(page, "recovery-codes")
    assert_accessible(page)
    page.goto("/vandaag/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vandaag")


def test_a_fault_of_ours_says_so_without_details(browser: object, live_site: str, committed: None, town: Town) -> None:
    """The page of a 500 stands by itself and tells nothing about the fault."""
    context = browser.new_context(base_url=live_site)  # type: ignore[attr-defined]
    page: Page = context.new_page()
    answer = page.goto("/stuk/")
    assert answer is not None
    assert answer.status == 500
    expect(page.get_by_role("heading", level=1)).to_have_text("Er is iets stuk")
    assert "on purpose" not in page.content()
    assert_accessible(page)
    context.close()
