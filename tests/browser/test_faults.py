"""A fault in what the city said, in a real browser: reported by the social worker, looked into and corrected by the debt team."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from kring.guard.jobs import work_through
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody

Shoot = Callable[[Page, str], Path]


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.fixture
def marked(live_site: str, committed: None) -> Pair:
    """A round after which two people are marked."""

    def story() -> Pair:
        pair = a_pair()
        people = [somebody(1, "Elif", "Yılmaz"), somebody(2, "Jan", "Van den Berghe")]
        knows(pair, people)
        run(pair, people)
        all_lines(pair.ocmw)
        return pair

    return beside(story)


def _delivered(pair: Pair) -> None:
    beside(work_through)
    beside(lambda: (all_lines(pair.city), all_lines(pair.ocmw)))


@pytest.mark.req("E8", "D10")
def test_a_fault_is_reported_looked_into_and_corrected(
    page: Page, live_site: str, marked: Pair, screenshot: Shoot
) -> None:
    """From the page of the client to the new value in it; neither desk ever types a word to the other."""
    enter(page, live_site, marked.ocmw.worker)
    page.goto("/debiteuren/dossiers/")
    page.get_by_role("link", name="Yılmaz Elif").click()
    page.get_by_role("link", name="Klopt hier iets niet? Meld het aan de stad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yılmaz Elif: een fout melden")
    assert_accessible(page)
    page.get_by_role("button", name="Aan de stad melden").click()
    expect(page.get_by_text("Kies welke gegevens bedoeld zijn.").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Straat: Bloemenstraat").check()
    page.get_by_label("Verouderd: Het klopte vroeger.").check()
    screenshot(page, "faults-report")
    page.get_by_role("button", name="Aan de stad melden").click()
    expect(page.get_by_role("table")).to_contain_text("wordt uitgezocht")
    assert_accessible(page)
    _delivered(marked)

    enter(page, live_site, marked.city.worker)
    page.goto("/vandaag/")
    screenshot(page, "faults-today-city")
    assert_accessible(page)
    page.get_by_role("link", name="meldt een fout: zoek het uit").click()
    expect(page.get_by_role("heading", name="Het klopt niet: rechtzetten")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "faults-task")
    page.get_by_label("Straat", exact=True).fill("Tulpenstraat")
    page.get_by_role("button", name="Rechtzetten en melden").click()
    expect(page.get_by_text("Iedereen die de foute waarde kreeg, verneemt het.")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("rechtgezet")
    assert_accessible(page)
    screenshot(page, "faults-list")
    page.get_by_role("link", name="Yılmaz Elif").click()
    expect(page.get_by_role("heading", name="Zoals het nu staat")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "faults-done")
    _delivered(marked)

    enter(page, live_site, marked.ocmw.worker)
    page.goto("/vandaag/")
    screenshot(page, "faults-today-ocmw")
    page.get_by_role("link", name="De gemelde fout is rechtgezet").click()
    expect(page.get_by_role("table")).to_contain_text("Nieuwe waarde ingevuld: Straat.")
    assert_accessible(page)
    screenshot(page, "faults-outcome")
    page.get_by_role("link", name="Terug naar de cliënt").click()
    expect(page.get_by_text("Tulpenstraat 4")).to_be_visible()


@pytest.mark.req("E8")
def test_on_a_telephone_and_without_a_script_it_stays_as_it_is(
    narrow: Page, live_site: str, marked: Pair, screenshot: Shoot
) -> None:
    """At 320 pixels, by keyboard: report, find out that it is right, and say so."""
    enter(narrow, live_site, marked.ocmw.worker)
    narrow.goto("/debiteuren/dossiers/")
    narrow.get_by_role("link", name="Van den Berghe Jan").click()
    narrow.get_by_role("link", name="Klopt hier iets niet? Meld het aan de stad").click()
    assert_no_overflow(narrow)
    assert_accessible(narrow)
    narrow.get_by_label("Dossiernummer: D-2").focus()
    narrow.keyboard.press("Space")
    narrow.get_by_label("Fout: Het klopt niet.").focus()
    narrow.keyboard.press("Space")
    screenshot(narrow, "faults-report-narrow")
    narrow.get_by_role("button", name="Aan de stad melden").focus()
    narrow.keyboard.press("Enter")
    expect(narrow.get_by_text("wordt uitgezocht")).to_be_visible()
    assert_no_overflow(narrow)
    _delivered(marked)

    enter(narrow, live_site, marked.city.worker)
    narrow.goto("/debiteuren/meldingen/")
    assert_no_overflow(narrow)
    assert_accessible(narrow)
    narrow.get_by_role("link", name="Van den Berghe Jan").click()
    assert_no_overflow(narrow)
    assert_accessible(narrow)
    screenshot(narrow, "faults-task-narrow")
    narrow.get_by_label("Onderzocht: het klopt.").check()
    narrow.get_by_role("button", name="Behouden en melden waarom").click()
    expect(narrow.get_by_text("blijft: het klopt")).to_be_visible()
    assert_no_overflow(narrow)
