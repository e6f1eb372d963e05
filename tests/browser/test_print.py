"""What comes out on paper: whose page it is and of which day, everything that matters, and nothing to press."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from tests.browser.beside import beside, enter
from tests.database.exchange.cast import CLOCK
from tests.database.flows.pilot import Hands, ends, pilot, talks
from tests.database.flows.talks import a_stage, decided, says

Shoot = Callable[[Page, str], Path]
ON_PAPER = 690
"""CSS pixels between the margins of an A4 sheet: 210 mm less twice 14 mm."""


def on_paper(page: Page, screenshot: Shoot, name: str, *, organisation: str, day: str) -> int:
    """Look at the page as it is printed, and print it; answers how many sheets."""
    page.set_viewport_size({"width": ON_PAPER, "height": 976})
    page.emulate_media(media="print")
    expect(page.locator(".kr-organisation")).to_have_text(organisation)
    expect(page.locator(".kr-paper-only")).to_contain_text(f"Toestand op {day}")
    for gone in (".kr-nav", ".kr-account", ".kr-footer", ".kr-main .ds-button", ".ds-skip-link"):
        for one in page.locator(gone).all():
            expect(one).to_be_hidden()
    cut = page.evaluate(
        """right => [...document.querySelectorAll('body *')].filter(e => {
            const b = e.getBoundingClientRect(), s = getComputedStyle(e);
            return b.width && !e.matches('.ds-sr-only, .ds-sr-only *') && (b.right > right + 1 || b.left < -1
                || (s.overflowX !== 'visible' && s.overflowX !== 'clip' && e.scrollWidth > e.clientWidth + 1)) })
            .map(e => e.outerHTML.slice(0, 120))""",
        ON_PAPER,
    )
    target = screenshot(page, f"print-{name}").with_suffix(".pdf")
    assert cut == [], f"cut off on paper: {cut[:4]}"
    page.pdf(path=target, format="A4", prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    with pikepdf.open(target) as made:
        return len(made.pages)


@pytest.mark.req("D5", "D6")
def test_a_round_and_a_case_on_paper(
    page: Page, live_site: str, screenshot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The city's round and rows; the OCMW's board and a client with talks, all of them there."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    stage = beside(lambda: a_stage(3, strangers=40))
    beside(lambda: says(stage, "wants_help", note="Komt maandag terug met de brieven."))
    beside(lambda: decided(stage, "no_solution", note="De huurbaas wil geen plan."))
    city, ocmw = {"organisation": "Stad Ergens"}, {"organisation": "OCMW Ergens"}
    day = {"day": "2 maart 2026 om 13:00"}
    enter(page, live_site, stage.pair.city.worker)
    page.goto(f"/debiteuren/{stage.round}/")
    assert on_paper(page, screenshot, "round", **city, **day) == 1
    page.goto(f"/debiteuren/{stage.round}/rijen/")
    expect(page.get_by_role("row")).to_have_count(44)
    assert on_paper(page, screenshot, "rows", **city, **day) > 1
    enter(page, live_site, stage.pair.ocmw.worker)
    page.goto("/debiteuren/dossiers/")
    on_paper(page, screenshot, "board", **ocmw, **day)
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Invordering mag verder").get_by_role("row")).to_have_count(2)
    page.goto(f"/debiteuren/client/{stage.case}/")
    for said in ("De huurbaas wil geen plan.", "Komt maandag terug met de brieven.", "Aan de stad gemeld", "Wie keek"):
        expect(page.get_by_text(said).first).to_be_visible()
    on_paper(page, screenshot, "case", **ocmw, **day)


@pytest.mark.req("D7")
def test_an_evaluation_and_a_certificate_on_paper(
    page: Page, live_site: str, screenshot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures, pictures and proof, with the day on which it was printed."""
    hands = Hands(monkeypatch)

    def over() -> object:
        pair = pilot(hands, clients=12, strangers=3)
        talks(pair, hands, ["declines_help"] * 6 + ["solution"] * 6)
        ends(pair, hands)
        return pair

    pair = beside(over)
    enter(page, live_site, pair.city.dpo)
    where = f"/instrumenten/{pair.version}/einde/"
    page.goto(f"/instrumenten/{pair.version}/")
    for name, label in (("evaluation", "De evaluatie lezen"), ("certificate", "Het attest van wissing bekijken")):
        page.goto(where)
        page.get_by_role("link", name=label).click()
        on_paper(page, screenshot, name, organisation="Stad Ergens", day="1 januari 2028 om 00:01")
