"""The whole story without a mouse, and again without a script: a city's list, a talk, a fault corrected, the workbook taken out."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as Late

from kring.core import clock as clocks
from kring.guard.jobs import work_through
from tests.browser.beside import beside, enter
from tests.database.exchange.cast import CLOCK, Pair, a_pair
from tests.database.flows.story import a_list, all_sealed, knows, somebody

RESUME = "invorderingsprocedure voortzetten"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.fixture
def pair(live_site: str, committed: None) -> Pair:
    """A city and an OCMW with one client."""

    def made() -> Pair:
        found = a_pair()
        knows(found, [somebody(1)])
        return found

    return beside(made)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A list of two, one of them a client."""
    path = tmp_path / "debiteuren.xlsx"
    path.write_bytes(a_list([somebody(1), somebody(2, "Jan", "Claes")]))
    return path


@pytest.fixture
def scriptless(browser: Browser, live_site: str, committed: None) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(base_url=live_site, java_script_enabled=False, locale="en-GB")
    yield context.new_page()
    context.close()


def settled(pair: Pair) -> None:
    """All queued work is done and both logs are sealed."""
    beside(lambda: (work_through(), all_sealed(pair)))


def workbook_of(data: bytes) -> str:
    """All that stands in it."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


class Keys:
    """Somebody with a keyboard only. What has the focus must be seen to have it, at each press."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str, text: str = "") -> "Keys":
        """Tab until this has the focus."""
        asked = "([s, t]) => document.activeElement.matches(s) && document.activeElement.textContent.includes(t)"
        for _ in range(80):
            self.page.keyboard.press("Tab")
            self._sees_the_focus()
            if self.page.evaluate(asked, [selector, text]):
                return self
        raise AssertionError(f"Tab does not reach {selector} {text!r} on {self.page.url}")

    def follow(self) -> "Keys":
        """Enter on a link: another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def press(self, key: str) -> "Keys":
        self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        return self

    def stands_at(self, selector: str, text: str = "") -> None:
        """The page gave the focus to this by itself."""
        expect(self.page.locator(selector).filter(has_text=text).first).to_be_focused()
        self._sees_the_focus()

    def chooses(self, file: Path) -> None:
        """Open the browser's own window for files and choose one; a browser that is still busy is asked again."""
        for last in (False, False, True):
            try:
                with self.page.expect_file_chooser(timeout=5_000) as chooser:
                    self.page.keyboard.press("Space")
            except Late:
                if last:
                    raise
                continue
            chooser.value.set_files(file)
            return

    def _sees_the_focus(self) -> None:
        seen = self.page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            const ring = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || e.matches('main, body, .ds-skip-link');
            const place = e.matches('main, body, .ds-skip-link') || (b.width > 0 && b.bottom > 0 && b.top < innerHeight);
            return ring && place ? '' : e.outerHTML.slice(0, 150) }"""
        )
        assert seen == "", f"no focus to be seen on {seen}"


@pytest.mark.timeout(120)
@pytest.mark.req("D1", "D2", "D3", "D4", "D5")
def test_the_whole_story_with_a_keyboard_only(page: Page, live_site: str, pair: Pair, book: Path) -> None:
    """From the first link to the workbook; after each form the focus stands at what came of it, or at what is to be mended."""
    keys = Keys(page)
    enter(page, live_site, pair.city.worker)
    page.goto("/vandaag/")
    keys.to("nav a", "Debiteuren").follow()
    expect(page.get_by_role("heading", level=1)).to_have_text("Debiteuren")
    keys.to("main a", "Nieuwe ronde").follow()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nieuwe ronde")
    keys.to("main button").press("Enter")
    keys.stands_at("[role=alert]", "De lijst met debiteuren")
    keys.to("[role=alert] a").press("Enter")
    keys.stands_at("input[type=file]")
    keys.chooses(book)
    keys.to("main button").press("Enter")
    keys.stands_at("[role=status]", "Nagekeken")
    keys.to("form[action$='/versturen/'] button").press("Enter")
    keys.stands_at("[role=alert]", "wordt een dwangbevel voorbereid")
    keys.to("[role=alert] a").press("Enter")
    keys.stands_at("input[name=declared]")
    keys.press("Space").to("form[action$='/versturen/'] button").press("Enter")
    keys.stands_at("[role=status]", "Bevestigd")
    settled(pair)
    expect(page.get_by_text("1 van 1 deel verstuurd, 1 beantwoord").first).to_be_visible()

    enter(page, live_site, pair.ocmw.worker)
    page.goto("/vandaag/")
    keys.to("main li a").follow()
    expect(page.get_by_role("heading", name="Het gesprek")).to_be_visible()
    keys.to("a[href$='/fout/']").follow()
    keys.to("input[value='person.street']").press("Space").to("input[name=fault]").press("Space")
    keys.to("main button").press("Enter")
    keys.stands_at("[role=status]", "Gemeld")
    keys.to("main a", "Terug naar de cliënt").follow()
    keys.to("form[id=gesprek] button").press("Enter")
    keys.stands_at("[role=alert]", "Kies een van de vier antwoorden")
    keys.to("[role=alert] a").press("Enter")
    keys.stands_at("input[name=answer]")
    keys.press("ArrowDown").press("ArrowDown")
    expect(page.get_by_role("radio", name="Geen oplossing")).to_be_checked()
    keys.to("textarea").type("Drie keer samen gezeten.").to("form[id=gesprek] button").press("Enter")
    keys.stands_at("h1")
    keys.to("main button", "Bevestigen").press("Enter")
    keys.stands_at("[role=status]", "Vastgelegd")
    settled(pair)

    enter(page, live_site, pair.city.worker)
    page.goto("/vandaag/")
    keys.to("main li a", "fout").follow()
    keys.to("input[name=street]").press("Control+a").type("Rozenstraat").to("main button", "Rechtzetten").press("Enter")
    keys.stands_at("[role=status]", "Rechtgezet")
    settled(pair)
    page.goto("/debiteuren/")
    keys.to("main table a").follow()
    keys.to("main button", "Werkmap ophalen")
    with page.expect_download() as waiting:
        keys.press("Enter")
    assert RESUME in workbook_of(waiting.value.path().read_bytes())


@pytest.mark.timeout(120)
@pytest.mark.req("D1", "D2", "D3", "D4", "D5")
def test_the_whole_story_without_a_script(
    scriptless: Page, live_site: str, pair: Pair, book: Path, screenshot: Callable[[Page, str], Path]
) -> None:
    """Upload, check, confirm, progress by reloading, the talk, a fault corrected, the workbook."""
    page = scriptless
    enter(page, live_site, pair.city.worker)
    page.goto("/debiteuren/nieuw/")
    page.get_by_label("De lijst met debiteuren").set_input_files(book)
    page.get_by_role("button", name="Lijst laten nakijken").click()
    page.get_by_label("wordt een dwangbevel voorbereid").check()
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_text("0 van 1 deel verstuurd").first).to_be_visible()
    screenshot(page, "scriptless-progress")
    settled(pair)
    page.reload()
    expect(page.get_by_text("1 van 1 deel verstuurd, 1 beantwoord").first).to_be_visible()

    enter(page, live_site, pair.ocmw.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="Yılmaz").click()
    page.get_by_role("link", name="Klopt hier iets niet?").click()
    page.locator("input[value='person.street']").check()
    page.locator("input[name=fault]").first.check()
    page.get_by_role("button", name="Aan de stad melden").click()
    expect(page.get_by_role("status")).to_contain_text("Gemeld")
    page.get_by_role("link", name="Terug naar de cliënt").click()
    page.get_by_role("radio", name="Wil geen hulp").check()
    page.get_by_role("button", name="Vastleggen").click()
    page.get_by_role("button", name="Bevestigen en vastleggen").click()
    settled(pair)
    page.reload()
    expect(page.get_by_text("Aan de stad gemeld op 2 maart 2026")).to_be_visible()

    enter(page, live_site, pair.city.worker)
    page.goto("/debiteuren/meldingen/")
    page.locator("main table a").click()
    page.locator("input[name=street]").fill("Rozenstraat")
    page.get_by_role("button", name="Rechtzetten").click()
    expect(page.get_by_role("status")).to_contain_text("Rechtgezet")
    settled(pair)
    page.goto("/debiteuren/")
    page.locator("main table a").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Werkmap ophalen").click()
    assert RESUME in workbook_of(waiting.value.path().read_bytes())
