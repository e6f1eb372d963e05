"""The log in a browser: the data protection officer reads it, opens a line, has it verified and takes it out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kring.guard.acting import Acting, acting_for
from kring.journal import waiting
from kring.journal.append import append
from kring.journal.lines import Line
from tests.browser.conftest import Town, assert_accessible, assert_no_overflow

Enter = Callable[..., None]
Shoot = Callable[..., Path]
SHOWN = b"the row of An, who does not exist"


@pytest.fixture
def busy(town: Town, committed: None) -> Town:
    """A town whose city let something leave, was refused something, and looked at people."""
    batch = "6f9b62f2-7a67-4d31-9a0c-1f1f4c7c2a10"
    about = {
        "instrument": "bergwijk-debtors",
        "disclosure": "list",
        "purpose": ["spare_costs"],
        "recipient": str(town.ocmw.id),
        "batch": batch,
        "chunk": 0,
        "items": ["debt.file_number", "person.first_name", "person.last_name", "person.ssin"],
        "count": 3,
    }
    by = Acting(town.city.id, town.positions["An Peeters, Stad Bergwijk"].id)
    people = [str(number).encode() for number in range(3)]
    acts = [
        [
            Line("permit", {**about, "decision": "permitted", "withheld": 1}),
            *(
                Line("subject", {"decision": "permitted", "permit": batch, "items": about["items"]}, one, batch)
                for one in people
            ),
        ],
        [Line("release", about)],
        [Line("look", {"what": "round.rows"}, subject=one) for one in people],
        [Line("refused", {**about, "reasons": ["too_soon"]})],
    ]
    for lines in acts:
        with acting_for(by.organisation, by.position):
            written = append(lines)
        assert waiting.wait(written.tx, 20)
    return town


@pytest.mark.req("E6")
def test_the_officer_reads_the_log_and_has_it_verified(
    page: Page, busy: Town, sign_in: Enter, screenshot: Shoot, tmp_path: Path
) -> None:
    """From the navigation to the lines, to one line with its proof, to the verdict and the bundle."""
    sign_in(page, "Bart Claes")
    page.get_by_role("navigation", name="Hoofdnavigatie").get_by_role("link", name="Logboek").click()
    row = page.get_by_role("row").filter(has_text="Gegevens vertrokken naar OCMW Bergwijk").first
    expect(row).to_contain_text("dossiernummer van de invordering, voornaam, achternaam, rijksregisternummer")
    expect(row).to_contain_text("An Peeters")
    expect(page.get_by_role("row").filter(has_text="Zag rijen van een ronde").first).to_contain_text("3")
    expect(page.get_by_text("het is te kort na de vorige keer").first).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "log")
    row.get_by_role("link").click()
    expect(page.get_by_text("daarnet nagerekend")).to_be_visible()
    page.get_by_text("De regel zoals ze gezegeld is").click()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "log-line")
    page.go_back()
    page.get_by_role("button", name="Logboek nakijken").click()
    expect(page.get_by_text("Het logboek klopt", exact=True)).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "log-verified")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Bewijsbundel meenemen").click()
    assert taken.value.suggested_filename.startswith("logboek-")


def test_the_log_fits_a_telephone(narrow: Page, busy: Town, sign_in: Enter, screenshot: Shoot) -> None:
    """At 320 pixels: the list, what was written together, a line, the verdict."""
    sign_in(narrow, "Bart Claes")
    for address, name in (("/logboek/", "log-320"), ("/logboek/nakijken/", "log-check-320")):
        narrow.goto(address)
        assert_accessible(narrow)
        assert_no_overflow(narrow)
        screenshot(narrow, name)
    narrow.get_by_role("button", name="Logboek nakijken").click()
    assert_no_overflow(narrow)
    screenshot(narrow, "log-verified-320")
    narrow.goto("/logboek/?soort=subject")
    narrow.get_by_role("row").nth(1).get_by_role("link").click()
    assert_no_overflow(narrow)
    screenshot(narrow, "log-line-320")
    narrow.get_by_role("link", name="samen met deze geschreven").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "log-together-320")


def test_filters_are_kept_and_a_mistake_is_said(page: Page, busy: Town, sign_in: Enter, screenshot: Shoot) -> None:
    """Only refusals; a day that does not exist is named, in the summary on top."""
    sign_in(page, "Bart Claes")
    page.goto("/logboek/")
    page.get_by_label("Soort").select_option(label="geweigerd")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_text("Niets mag vertrekken").first).to_be_visible()
    expect(page.get_by_text("Gegevens vertrokken")).to_have_count(0)
    page.get_by_label("Van", exact=False).first.fill("31/2/2026")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "log-filter-mistake")
