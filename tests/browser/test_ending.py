"""The end of an agreement in a real browser: what is told before, the figures with their pictures, both certificates."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from kring.guard.acting import Acting
from tests.browser.beside import beside
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.desks.conftest import at
from tests.database.exchange.cast import Desk, Pair
from tests.database.flows.pilot import Hands, ends, pilot, talks

pytestmark = pytest.mark.req("D7")
Shoot = Callable[..., Path]


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch, committed: None) -> Iterator[Hands]:
    """The clock of the house; nobody here has a second factor."""
    monkeypatch.setattr("kring.config.second_factor.missing", lambda _request: False)
    with pytest.MonkeyPatch.context() as patch:
        yield Hands(patch)


def _over(hands: Hands) -> Pair:
    pair = pilot(hands, clients=22, strangers=14)
    talks(pair, hands, ["declines_help"] * 7 + ["no_solution"] * 5 + ["solution"] * 8 + ["wants_help"] * 5)
    ends(pair, hands)
    return pair


def _enter(page: Page, live_site: str, position: Acting) -> None:
    cookie = at(position).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_site}])


def _end(desk: Desk, pair: Pair) -> str:
    return f"/instrumenten/{pair.version if desk is pair.city else pair.ocmw_version}/einde/"


def _stands(page: Page, address: str) -> None:
    page.goto(address)
    assert_accessible(page)
    assert_no_overflow(page)


def test_before_the_end_on_a_desk_and_on_a_telephone(
    page: Page, narrow: Page, live_site: str, hands: Hands, screenshot: Shoot
) -> None:
    """From the start page to what will happen, and what to take out before."""
    pair = beside(lambda: pilot(hands, clients=6, strangers=2))
    hands.at(datetime(2027, 12, 10, 12, tzinfo=UTC))
    _enter(page, live_site, pair.city.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="stopt na 31 december 2027").click()
    expect(page.get_by_role("heading", name="De laatste dag is 31 december 2027")).to_have_count(0)
    expect(page.get_by_text("De laatste dag is 31 december 2027")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "end-before")
    _enter(narrow, live_site, pair.ocmw.worker)
    _stands(narrow, _end(pair.ocmw, pair))
    screenshot(narrow, "end-before-320")


def test_figures_and_certificate_on_a_desk_on_a_telephone_at_night_and_on_paper(
    page: Page, narrow: Page, live_site: str, hands: Hands, screenshot: Shoot
) -> None:
    """Each picture has its table; the other party's certificate stands beside the own; a cost is entered by keyboard."""
    pair = beside(lambda: _over(hands))
    _enter(page, live_site, pair.ocmw.secretary)
    page.goto(_end(pair.ocmw, pair))
    screenshot(page, "end-after")
    page.get_by_role("link", name="De evaluatie lezen").click()
    assert_accessible(page)
    assert page.locator("svg.kr-bars").count() >= 4
    screenshot(page, "end-evaluation-ocmw")
    page.emulate_media(color_scheme="dark")
    _stands(page, _end(pair.ocmw, pair) + "evaluatie/")
    screenshot(page, "end-evaluation-dark")
    page.emulate_media(color_scheme="light", media="print")
    screenshot(page, "end-evaluation-print")
    page.emulate_media(media="screen")
    _stands(page, _end(pair.ocmw, pair) + "wissing/")
    expect(page.get_by_text("vond niets meer terug")).to_have_count(2)
    screenshot(page, "end-certificate")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ophalen als pdf").click()
    assert download.value.suggested_filename == "attest.pdf"
    _enter(narrow, live_site, pair.city.secretary)
    _stands(narrow, _end(pair.city, pair) + "evaluatie/")
    narrow.get_by_label("Wat één dwangbevel kost").focus()
    narrow.keyboard.type("87,50")
    narrow.keyboard.press("Enter")
    expect(narrow.get_by_text("× € 87,50")).to_be_visible()
    assert_accessible(narrow)
    screenshot(narrow, "end-evaluation-320")
    _stands(narrow, _end(pair.city, pair) + "wissing/")
    screenshot(narrow, "end-certificate-320")
