"""The session ended while somebody was at work: after signing in again all that was typed is there, and nothing was done twice."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, Page, expect

from kring.core import clock as clocks
from kring.flows.debtors.models import Round
from kring.guard.acting import Acting
from kring.parties.identity.actions import open_account, seat
from kring.parties.identity.sessions import SessionStore
from tests.browser.beside import SEATED, beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK, a_pair
from tests.database.flows.story import hand_in_a_list, somebody
from tests.database.flows.talks import a_stage, at, talks_of

PASSWORD, SECRET = "een lang wachtwoord", "JBSWY3DPEHPK3PXP"
NOTE = "Drie keer samen gezeten.\nDe huurbaas wil geen plan: „nooit”, zei hij."


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def somebody_at(position: Acting) -> str:
    """An account with a password and an app, in this position, that ``enter`` sits down with; its address."""
    account = open_account(email=f"{uuid4().hex}@lindedal.example", password=PASSWORD)
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    TOTP.activate(account, SECRET)
    seat(account=account, organisation=position.organisation, position=position.position)
    SEATED[position] = account
    return account.email


def signs_in(page: Page, email: str) -> None:
    """With a password and the code of the app, on the page that is open."""
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    page.locator("input[name=code]").fill(code)
    page.locator("main form button[type=submit]").first.click()


def session_ends(page: Page) -> None:
    """It is over on the server; the browser does not know."""
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "kring"]
    beside(lambda: SessionStore(cookie["value"]).delete())


@pytest.mark.req("D3")
def test_a_note_that_was_being_typed_comes_back(
    page: Page, live_site: str, screenshot: Callable[[Page, str], object]
) -> None:
    """The sign-in page says so; what was filled in waits, alone for her; the talk comes back filled in and is laid down once."""
    stage = beside(a_stage)
    email = beside(lambda: somebody_at(stage.pair.ocmw.worker))
    enter(page, live_site, stage.pair.ocmw.worker)
    page.goto(f"/debiteuren/client/{stage.case}/")
    page.get_by_text("Geen oplossing", exact=True).click()
    page.get_by_label("Notitie").fill(NOTE)
    page.get_by_label("Kom hierop terug op").fill("9/3/2026")
    session_ends(page)
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aanmelden")
    expect(page.get_by_role("status")).to_contain_text("wat u invulde, staat daarna klaar")
    assert "huurbaas" not in page.url + page.content()
    assert_accessible(page)
    signs_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat u had ingevuld")
    expect(page.get_by_text("De huurbaas wil geen plan")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "ended-session")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_no_overflow(page)
    screenshot(page, "ended-session-320")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("heading", name="Het gesprek")).to_be_visible()
    expect(page.get_by_label("Notitie")).to_have_value(NOTE)
    expect(page.get_by_label("Kom hierop terug op")).to_have_value("9/3/2026")
    expect(page.get_by_role("radio", name="Geen oplossing")).to_be_checked()
    assert beside(lambda: talks_of(stage.pair, stage.case)) == []
    page.get_by_role("button", name="Vastleggen").click()
    page.get_by_role("button", name="Bevestigen en vastleggen").click()
    expect(page.get_by_text("Onderweg naar de stad")).to_be_visible()
    assert beside(lambda: talks_of(stage.pair, stage.case)) == ["no_solution"]
    page.goto("/verder/")
    expect(page.get_by_role("status")).to_contain_text("Hier wacht niets meer")


@pytest.mark.req("D1")
def test_a_list_that_was_being_confirmed_leaves_once(browser: Browser, live_site: str, committed: None) -> None:
    """Without a script too: signed in again in a second window, the first one's button; one round."""
    pair = beside(a_pair)
    email = beside(lambda: somebody_at(pair.city.worker))
    upload = beside(lambda: hand_in_a_list(pair, [somebody(1)]))
    context = browser.new_context(base_url=live_site, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    enter(page, live_site, pair.city.worker)
    page.goto(f"/debiteuren/nakijken/{upload}/")
    page.get_by_label("wordt een dwangbevel voorbereid").check()
    session_ends(page)
    window = context.new_page()
    window.goto("/vandaag/")
    signs_in(window, email)
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat u had ingevuld")
    with at(pair.city.worker):
        assert Round.objects.count() == 0
    page.get_by_role("link", name="Bekijk eerst de pagina").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("De lijst nakijken")
    page.go_back()
    page.get_by_role("button", name="Alsnog versturen").click()
    expect(page.get_by_role("heading", name=re.compile("Ronde van 2 maart"))).to_be_visible()
    with at(pair.city.worker):
        assert Round.objects.count() == 1
    context.close()
