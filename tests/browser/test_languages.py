"""Pages in French, German and English, as people see them: nothing is cut off at 320 pixels, and German is long."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Town, assert_accessible, assert_no_overflow
from tests.browser.test_register import agreed  # noqa: F401 - a fixture

Enter = Callable[..., None]
Shoot = Callable[..., Path]

NAMES = {"fr": "Français", "de": "Deutsch", "en": "English"}
TODAY = {"fr": "Aujourd’hui", "de": "Heute", "en": "Today"}
PUBLIC = ["/", "/over/", "/toegankelijkheid/", "/aanmelden/login/", "/demo/aanmelden/", "/bestaat-niet/"]
OF = {
    "An Peeters": ["/vandaag/", "/aanmelden/2fa/", "/debiteuren/", "/debiteuren/nieuw/", "/lijsten/", "/kring/"],
    "Chantal Wouters": ["/vandaag/", "/clienten/", "/debiteuren/dossiers/", "/debiteuren/ontvangen/"],
    "Dirk Maes": ["/logboek/", "/logboek/nakijken/", "/logboek/persoon/", "/instrumenten/", "/instrumenten/aannemen/"],
}


def choose(page: Page, language: str) -> None:
    """By the button at the foot of the page, as a reader does."""
    page.goto("/")
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def shown(page: Page, language: str, address: str, screenshot: Shoot) -> None:
    """The page in this language: whole, and photographed; in German clean under axe too."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert_no_overflow(page)
    if language == "de":  # axe sees markup, which is the same in each language; the longest words are German
        assert_accessible(page)
    screenshot(page, f"{language}-{address.strip('/').replace('/', '-') or 'front'}-320")


@pytest.mark.parametrize("language", NAMES)
def test_a_visitor_reads_the_public_pages_on_a_telephone(
    narrow: Page, town: Town, screenshot: Shoot, language: str
) -> None:
    """Chosen once, kept on every page, sign-in and the page that does not exist among them."""
    choose(narrow, language)
    for address in PUBLIC:
        shown(narrow, language, address, screenshot)


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("who", OF)
def test_staff_read_their_pages_on_a_telephone(
    narrow: Page, sign_in: Enter, screenshot: Shoot, language: str, who: str
) -> None:
    """Each in the own function."""
    choose(narrow, language)
    sign_in(narrow, who)
    expect(narrow.get_by_role("heading", level=1)).to_have_text(TODAY[language])
    for address in OF[who]:
        shown(narrow, language, address, screenshot)


@pytest.mark.parametrize("language", NAMES)
def test_an_agreement_says_which_text_is_authentic(
    narrow: Page,
    agreed: str,  # noqa: F811 - the fixture
    sign_in: Enter,
    screenshot: Shoot,
    language: str,
) -> None:
    """The text itself stays Dutch and is marked so; beside it, what the machine does, in the language of the page."""
    choose(narrow, language)
    sign_in(narrow, "Bart Claes")
    narrow.goto("/instrumenten/")
    narrow.locator("main table a").first.click()
    shown(narrow, language, urlsplit(narrow.url).path, screenshot)
    assert narrow.locator('h1 [lang="nl"]').count() == 1
    assert narrow.locator('td [lang="nl"]').count() > 20
    said = {
        "fr": "le texte néerlandais qui fait foi",
        "de": "der niederländische Text ist maßgeblich",
        "en": "is the authentic one",
    }
    expect(narrow.locator("main")).to_contain_text(said[language])


def test_the_language_is_chosen_by_keyboard_and_without_scripts(page: Page, town: Town) -> None:
    """The buttons are buttons of forms; the language that is read out is that of each name."""
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/aanmelden/login/")
    button = page.get_by_role("button", name="Deutsch")
    assert button.get_attribute("lang") == "de"
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    assert page.url.endswith("/aanmelden/login/")
