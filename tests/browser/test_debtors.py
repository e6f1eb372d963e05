"""A round in a real browser, from the debt team's upload to the marked workbook and the social worker's page."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from kring.guard.jobs import work_through
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK, a_pair, all_lines
from tests.database.flows.story import a_list, begin, knows, somebody, written


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.mark.req("D1", "D2", "D5", "D6")
def test_a_list_goes_out_and_comes_back_marked(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """The debt team sees what leaves, hands in the list, watches it go, reads the marks and takes its workbook out; the
    social worker finds the client and a number of doubtful rows.
    """
    pair = beside(a_pair)
    people = [somebody(n, first, last) for n, (first, last) in enumerate(_NAMES, start=1)]
    knows(pair, [people[0], people[3], written(people[1], first_name="Kemal")])
    book = tmp_path / "debiteuren.xlsx"
    book.write_bytes(a_list([*people, written(people[2], ssin="123", file_number="D-99")]))

    enter(page, live_site, pair.city.worker)
    page.goto("/debiteuren/nieuw/")
    expect(page.get_by_role("heading", name="Wat achterblijft")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "debtors-start")
    page.get_by_label("De lijst met debiteuren").set_input_files(book)
    page.get_by_role("button", name="Lijst laten nakijken").click()
    expect(page.get_by_role("heading", name="De lijst nakijken")).to_be_visible()
    expect(page.get_by_label("Rijksregisternummer")).to_have_value("3")
    expect(page.get_by_role("table", name="De eerste rijen")).to_contain_text("El Amrani")
    expect(page.get_by_role("table", name="Wat na te kijken is")).to_contain_text("D7")
    expect(page.get_by_text("Bedrag", exact=True)).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "debtors-check")
    page.goto("/vandaag/")
    page.get_by_role("link", name="wacht op bevestiging").click()
    page.get_by_label("Antwoord verwacht").fill("16/3/2026")
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_role("link", name="wordt een dwangbevel voorbereid")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("wordt een dwangbevel voorbereid").check()
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_role("heading", name="Ronde van 2 maart 2026")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "debtors-sending")
    beside(work_through)
    all_lines(pair.city)
    expect(page.get_by_text("1 van 1 deel verstuurd, 1 beantwoord").first).to_be_visible()
    expect(page.get_by_role("button", name="Werkmap ophalen")).to_be_visible()
    expect(page.get_by_text("16 maart 2026")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "debtors-answered")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Werkmap ophalen").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert sheet is not None
    assert [cell.value for cell in sheet["H"]].count("cliënt OCMW") == 2
    page.get_by_role("link", name="Rijen bekijken").click()
    expect(page.get_by_role("table")).to_contain_text("cliënt OCMW")
    assert_accessible(page)
    screenshot(page, "debtors-rows")
    page.get_by_role("link", name="3", exact=True).first.click()
    expect(page.get_by_text("Wie keek")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "debtors-row")

    enter(page, live_site, pair.ocmw.worker)
    page.goto("/debiteuren/ontvangen/")
    assert_accessible(page)
    page.get_by_role("link", name="2 maart 2026").click()
    expect(page.get_by_text("Twijfelachtige rijen worden nooit gemarkeerd")).to_be_visible()
    expect(page.get_by_text("Yılmaz")).to_have_count(0)
    assert_accessible(page)
    screenshot(page, "debtors-received")
    page.get_by_role("link", name="Naar mijn dossiers").click()
    expect(page.get_by_role("table")).to_contain_text("Yılmaz")


def test_the_pages_fit_a_telephone(
    narrow: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """At 320 pixels nothing but a table scrolls sideways, and every action is there."""
    pair = beside(a_pair)
    book = tmp_path / "debiteuren.xlsx"
    book.write_bytes(a_list([somebody(1)]))
    enter(narrow, live_site, pair.city.worker)
    narrow.goto("/debiteuren/nieuw/")
    assert_no_overflow(narrow)
    narrow.get_by_label("De lijst met debiteuren").set_input_files(book)
    narrow.get_by_role("button", name="Lijst laten nakijken").click()
    expect(narrow.get_by_role("heading", name="De lijst nakijken")).to_be_visible()
    assert_no_overflow(narrow)
    screenshot(narrow, "debtors-check-narrow")
    narrow.get_by_label("wordt een dwangbevel voorbereid").check()
    narrow.get_by_role("button", name="Lijst versturen").click()
    expect(narrow.get_by_role("heading", name="Ronde van 2 maart 2026")).to_be_visible()
    assert_no_overflow(narrow)
    screenshot(narrow, "debtors-narrow")
    beside(work_through)
    expect(
        narrow.get_by_text("1 van 1 deel verstuurd, 1 beantwoord").first
    ).to_be_visible()  # the page came again by itself
    expect(narrow.get_by_role("button", name="Werkmap ophalen")).to_be_visible()
    narrow.goto("/debiteuren/")
    assert_no_overflow(narrow)


@pytest.mark.req("D1")
def test_headings_that_are_not_recognised_are_chosen_on_screen(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """The page names what is missing and which headings are usual; a choice mends it; every row to mend is on a list; the list can
    be deleted to be handed in again, and then nothing is declared yet.
    """
    pair = beside(a_pair)
    headings = ("Dossiernummer", "Naam", "Hoe hij heet", "Rijksregisternummer", "Straat", "Huisnummer", "Bedrag")
    wrong = [written(somebody(n), ssin="123") for n in range(2, 9)]
    book = tmp_path / "debiteuren.xlsx"
    book.write_bytes(a_list([somebody(1), *wrong], headings=headings))
    enter(page, live_site, pair.city.worker)
    page.goto("/debiteuren/nieuw/")
    page.get_by_label("De lijst met debiteuren").set_input_files(book)
    page.get_by_role("button", name="Lijst laten nakijken").click()
    expect(page.get_by_text("Voornaam: gewone koppen zijn Voornaam, Voornaam debiteur")).to_be_visible()
    expect(page.get_by_role("button", name="Lijst versturen")).to_have_count(0)
    assert_accessible(page)
    screenshot(page, "debtors-check-missing")
    page.get_by_label("Voornaam").select_option("1")
    page.get_by_role("button", name="Opnieuw nakijken").click()
    expect(page.get_by_text("Deze kolom is al voor een ander gegeven gekozen.").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Voornaam").select_option("2")
    page.get_by_role("button", name="Opnieuw nakijken").click()
    expect(page.get_by_role("table", name="De eerste rijen")).to_contain_text("Elif")
    page.get_by_role("link", name="Alles wat na te kijken is").click()
    expect(page.get_by_role("table")).to_contain_text("D10")
    assert_accessible(page)
    screenshot(page, "debtors-problems")
    page.get_by_role("link", name="De lijst nakijken").click()
    page.get_by_role("button", name="Deze lijst wissen").click()
    expect(page.get_by_text("De lijst is gewist; er is niets van vertrokken.")).to_be_visible()
    page.goto("/debiteuren/")
    expect(page.get_by_text("Lijsten die op bevestiging wachten")).to_have_count(0)


@pytest.mark.req("D1", "P9")
def test_a_round_that_may_not_leave_says_when_it_may(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """Of two rounds that were started together one goes; the other's page names the first day, what was not sent and which rows."""
    pair = beside(a_pair)

    def both() -> None:
        for one in (somebody(1), somebody(2)):
            begin(pair, [one])

    beside(both)
    beside(work_through)
    all_lines(pair.city)
    enter(page, live_site, pair.city.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="is niet (helemaal) vertrokken").click()
    expect(page.get_by_text("2/4/2026")).to_be_visible()
    expect(page.get_by_text("1 debiteur is niet verstuurd.")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "debtors-refused")
    page.get_by_role("link", name="Welke").click()
    expect(page.get_by_role("table")).to_contain_text("(Nog) niet verstuurd")


def test_the_list_is_checked_in_the_dark_too(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """The page of a list that waits, and the page with all that waits, under a dark scheme."""
    pair = beside(a_pair)
    book = tmp_path / "debiteuren.xlsx"
    book.write_bytes(a_list([somebody(1), written(somebody(2), ssin="123")]))
    enter(page, live_site, pair.city.worker)
    page.emulate_media(color_scheme="dark")
    page.goto("/debiteuren/nieuw/")
    page.get_by_label("De lijst met debiteuren").set_input_files(book)
    page.get_by_role("button", name="Lijst laten nakijken").click()
    expect(page.get_by_role("heading", name="De lijst nakijken")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "debtors-check-dark")
    page.goto("/debiteuren/")
    expect(page.get_by_role("table", name="Lijsten die op bevestiging wachten")).to_contain_text("9 maart 2026")
    assert_accessible(page)
    screenshot(page, "debtors-waiting-dark")


_NAMES = [("Elif", "Yılmaz"), ("Jan", "Van den Berghe"), ("Fatima-Zahra", "El Amrani"), ("Anne-Marie", "Claes")]
