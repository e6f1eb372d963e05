"""A protocol nobody has seen, in a real browser: a list and a person go out, are read, searched, taken out and answered."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kring.core import clock as clocks
from kring.core.ssin import check_digits
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.database.exchange.cast import CLOCK
from tests.database.flows.partners import Partners, a_file, someone
from tests.database.flows.unseen import a_text


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


def ssin(serial: int) -> str:
    """A fictitious number."""
    nine = f"856727{serial:03d}"
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


def _people(folder: Path) -> Path:
    file = folder / "klanten.csv"
    file.write_bytes(
        a_file([someone(ssin(1)), someone(ssin(2), "Maes", "Jo", Gemeente="Overbeke"), someone("123", "Claes")])
    )
    return file


def _says(page: Page, kind: str, **fields: str) -> None:
    """Make one statement about the text that is open."""
    page.locator(f'a[href$="/verklaren/{kind}/"]').first.click()
    for name, text in fields.items():
        field = page.locator(f'[name="{name}"]')
        if field.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{text}"]').check()
        else:
            field.fill(text)
    page.locator("form.kr-form button[type=submit]").click()
    page.locator("form.kr-confirm button[type=submit]").click()
    expect(page.locator(".kr-messages")).to_be_visible()


def _in_force_by_page(page: Page, live_site: str, both: Partners) -> None:
    """Handed in, looked at and adopted by both; then advised, signed and published, each heard by the other."""
    for desk in both.both:
        enter(page, live_site, desk.secretary)
        page.goto("/instrumenten/aannemen/")
        page.locator("[name=pasted]").fill(a_text(both.water.number, both.welfare.number))
        page.locator("form.kr-form button[type=submit]").click()
        page.locator("[name=party_water]").select_option(str(both.water.id))
        page.locator("[name=party_welfare]").select_option(str(both.welfare.id))
        page.locator("form.kr-form button[type=submit]").click()
        assert_accessible(page)
        page.locator("form.kr-confirm button[type=submit]").click()
        expect(page.locator(".kr-messages")).to_be_visible()
    steps: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("advice", "dpo", {"outcome": "positive", "text": "Gunstig."}),
        ("signature", "secretary", {"office": "bestuur"}),
        ("publication", "secretary", {"ref": "website"}),
    )
    for kind, who, fields in steps:
        for desk in both.both:
            enter(page, live_site, getattr(desk, who))
            page.goto("/instrumenten/")
            page.locator("main a", has_text="Bronwater").first.click()
            _says(page, kind, **fields)
        beside(both.worked)


@pytest.mark.req("P9", "E1", "E3")
def test_from_text_to_arrival_wholly_in_the_browser(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """A text that nothing in the house knows is pasted, adopted, advised, signed, published and worked under, by pages alone."""
    both = beside(lambda: Partners(adopt=False))
    enter(page, live_site, both.water.worker)
    page.goto("/lijsten/")
    expect(page.get_by_text("Geen enkel protocol laat uw functie hier iets versturen.")).to_be_visible()
    _in_force_by_page(page, live_site, both)
    enter(page, live_site, both.water.worker)
    page.goto("/lijsten/")
    page.get_by_role("link", name="Een lijst versturen").click()
    page.get_by_label("De lijst", exact=True).set_input_files(_people(tmp_path))
    page.get_by_label("Voorkomen dat een gezin").check()
    page.get_by_label("Ik verklaar").check()
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_role("heading", name="Lijst van 2 maart 2026")).to_be_visible()
    beside(both.worked)
    enter(page, live_site, both.welfare.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="Nieuwe lijst van 2 maart van Waterbedrijf Bronwater").click()
    expect(page.get_by_role("table")).to_contain_text("Maes")

    enter(page, live_site, both.welfare.dpo)
    page.goto("/instrumenten/")
    page.locator("main a", has_text="Bronwater").first.click()
    _says(page, "suspension", text="Er is een inbreuk.")
    beside(both.worked)
    enter(page, live_site, both.water.worker)
    page.goto("/lijsten/")
    expect(page.get_by_text("Het instrument is opgeschort sinds")).to_be_visible()
    screenshot(page, "lists-suspended")


@pytest.mark.req("P9", "E3", "E5", "E6")
def test_a_list_goes_out_under_a_text_nobody_has_seen_and_answers_come_back(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """The page says what leaves, to whom, why and how long; the reader finds, sorts, takes out and answers; the sender sees it."""
    both = beside(Partners)
    enter(page, live_site, both.water.worker)
    page.goto("/lijsten/")
    expect(page.get_by_text("achternaam, voornaam, rijksregisternummer")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "lists-home")
    page.get_by_role("link", name="Een lijst versturen").click()
    expect(page.get_by_text("Hoogstens drie maanden na ontvangst")).to_be_visible()
    expect(page.get_by_text("Om te kunnen aanbellen")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "lists-start")
    page.get_by_label("De lijst", exact=True).set_input_files(_people(tmp_path))
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_text("Zonder deze verklaring vertrekt er niets.").first).to_be_visible()
    page.get_by_label("De lijst", exact=True).set_input_files(_people(tmp_path))
    page.get_by_label("Voorkomen dat een gezin").check()
    page.get_by_label("Ik verklaar").check()
    page.get_by_role("button", name="Lijst versturen").click()
    expect(page.get_by_role("heading", name="Lijst van 2 maart 2026")).to_be_visible()
    beside(both.worked)
    expect(page.get_by_text("verstuurd (1 van 1 deel)").first).to_be_visible()
    expect(page.get_by_text("Saldo")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "lists-sending")
    page.get_by_role("link", name="Wie niet vertrok, en waarom").click()
    expect(page.get_by_role("table")).to_contain_text("Zoek de elf cijfers op")
    assert_accessible(page)
    screenshot(page, "lists-people")

    enter(page, live_site, both.welfare.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="Nieuwe lijst van 2 maart van Waterbedrijf Bronwater").click()
    expect(page.get_by_role("table")).to_contain_text("Yılmaz")
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "lists-received")
    page.get_by_role("link", name="Gemeente").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Yılmaz")
    page.get_by_label("Zoeken").fill(ssin(2))
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("table")).not_to_contain_text("Yılmaz")
    assert ssin(2) not in page.url
    page.get_by_role("link", name="Maes").click()
    expect(page.get_by_text("2 juni 2026")).to_be_visible()
    page.get_by_label("Op welke dag").fill("2/3/2026")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("Los dit eerst op")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "lists-person")
    page.get_by_role("radio").check()
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("Vastgelegd. De termijn loopt vanaf die dag.")).to_be_visible()
    expect(page.get_by_role("row", name="Maes")).to_contain_text("1 april 2026")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Ophalen als werkmap").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == 3

    page.get_by_role("link", name="Antwoorden").click()
    row = page.get_by_role("row", name="Yılmaz Elif")
    row.get_by_role("combobox").select_option("geen oplossing")
    row.get_by_role("checkbox").last.check()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "lists-answer")
    page.get_by_role("button", name="Antwoorden versturen").click()
    expect(page.get_by_text("De antwoorden zijn onderweg.")).to_be_visible()
    beside(both.worked)

    enter(page, live_site, both.water.worker)
    page.goto("/vandaag/")
    page.get_by_role("link", name="Op uw lijst van 2 maart").click()
    page.get_by_role("link", name="Personen bekijken").click()
    page.get_by_role("link", name="Met antwoord").click()
    expect(page.get_by_role("table")).to_contain_text("geen oplossing (2 maart)")
    expect(page.get_by_role("table")).not_to_contain_text("Maes")
    screenshot(page, "lists-answered")


@pytest.mark.req("E3")
def test_one_person_goes_by_a_form_that_asks_the_items_and_nothing_else(
    page: Page, live_site: str, screenshot: Callable[[Page, str], Path]
) -> None:
    """By the keyboard alone; a number with a wrong digit is sent back with what to do."""
    both = beside(Partners)
    enter(page, live_site, both.water.worker)
    page.goto("/lijsten/")
    page.get_by_role("link", name="Eén persoon versturen").focus()
    page.keyboard.press("Enter")
    labels = ["Achternaam", "Voornaam", "Rijksregisternummer", "Postcode", "Gemeente", "Straat"]
    expect(page.get_by_role("textbox")).to_have_count(len(labels))
    for label, text in zip(labels, ["Peeters", "Lo", "85672700199", "9999", "Lindedal", "Bronweg"], strict=True):
        page.get_by_label(label).focus()
        page.keyboard.type(text)
    page.get_by_label("Voorkomen dat een gezin").focus()
    page.keyboard.press("Space")
    page.get_by_label("Ik verklaar").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Versturen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zoek de elf cijfers op").first).to_be_visible()
    assert_accessible(page)
    screenshot(page, "lists-person-form")
    page.get_by_label("Rijksregisternummer").fill(ssin(7))
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name="Lijst van 2 maart 2026")).to_be_visible()
    beside(both.worked)
    expect(page.get_by_text("verstuurd (1 van 1 deel)").first).to_be_visible()
    page.goto("/lijsten/")
    expect(page.get_by_text("Het kan opnieuw vanaf 16/3/2026.")).to_be_visible()
    assert_accessible(page)


def test_the_pages_fit_a_telephone(
    narrow: Page, live_site: str, screenshot: Callable[[Page, str], Path], tmp_path: Path
) -> None:
    """At 320 pixels nothing but a table scrolls sideways."""
    both = beside(Partners)
    sending = beside(lambda: both.sends([someone(ssin(1)), someone("1", "Claes")]))
    enter(narrow, live_site, both.water.worker)
    for address in ("/lijsten/", f"/lijsten/{sending}/", f"/lijsten/{sending}/personen/"):
        narrow.goto(address)
        assert_no_overflow(narrow)
    narrow.goto(f"/lijsten/nieuw/{both.version}/arrears/persoon/")
    assert_no_overflow(narrow)
    enter(narrow, live_site, both.welfare.worker)
    narrow.goto("/lijsten/")
    narrow.get_by_role("link", name="2 maart 2026").click()
    assert_no_overflow(narrow)
    screenshot(narrow, "lists-narrow")
    narrow.get_by_role("link", name="Antwoorden").click()
    assert_no_overflow(narrow)
    screenshot(narrow, "lists-answer-narrow")
