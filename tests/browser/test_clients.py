"""The client register in a real browser: a social worker hands it in, mends what was refused, hands it in again."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from kring.config.people import residents
from tests.browser.conftest import assert_accessible, assert_no_overflow

Enter = Callable[..., None]
Shoot = Callable[..., Path]

HEADINGS = ("Rijksregisternummer", "Naam", "Voornaam", "Adres", "Hoedanigheid", "Van", "Tot", "Nota van de dienst")
PEOPLE = residents(70)


def a_register(folder: Path, *, mended: bool = False) -> Path:
    """Seventy clients under a title; three rows have something to mend, and one has no name."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Cliënten"
    sheet.append(["Cliëntenregister OCMW Bergwijk"])
    sheet.append(HEADINGS)
    for number, one in enumerate(PEOPLE):
        cells = [
            one.ssin,
            one.last_name,
            one.first_name,
            f"{one.street} {one.house_number}",
            2,
            "2026-01-01",
            "",
            "vrij",
        ]
        if not mended:
            wrong = {5: (0, one.ssin[:-2] + "00"), 20: (4, 10), 41: (5, "volgend jaar")}.get(number)
            if wrong:
                cells[wrong[0]] = wrong[1]
        if number == 12:
            cells[1] = cells[2] = ""
        sheet.append(cells)
    path = folder / "clienten.xlsx"
    book.save(path)
    return path


@pytest.mark.req("E5", "E6")
def test_a_social_worker_takes_the_register_in(page: Page, sign_in: Enter, screenshot: Shoot, tmp_path: Path) -> None:
    """By keyboard alone, from the navigation to the report; the mended file leaves nothing refused."""
    sign_in(page, "Chantal Wouters")
    page.get_by_role("navigation", name="Hoofdnavigatie").get_by_role("link", name="Cliëntenregister").press("Enter")
    expect(page.get_by_role("heading", name="Wat uit uw bestand gelezen wordt")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "clients-empty")
    field = page.get_by_label("Het cliëntenregister")
    field.set_input_files(a_register(tmp_path))
    field.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Register inlezen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 rijen zijn geweigerd")).to_be_visible()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("controlecijfers")
    expect(rows.nth(4)).to_contain_text("zonder naam")
    expect(page.get_by_text("En nog 20 rijen")).to_be_visible()
    expect(page.get_by_text("Nota van de dienst")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(PEOPLE[0].last_name)
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "clients-report")
    page.get_by_role("link", name="Geweigerd (3)").press("Enter")
    expect(rows).to_have_count(4)
    assert_accessible(page)
    page.reload()  # nothing is taken in again
    page.get_by_role("main").get_by_role("link", name="Cliëntenregister").click()
    page.get_by_label("Het cliëntenregister").set_input_files(a_register(tmp_path, mended=True))
    page.get_by_role("button", name="Register inlezen").click()
    expect(page.get_by_text("Alle rijen zijn ingelezen")).to_be_visible()
    page.goto("/clienten/")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(3)
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "clients-history")


def test_on_a_telephone_a_bad_file_is_answered_at_the_field(
    narrow: Page, sign_in: Enter, screenshot: Shoot, tmp_path: Path
) -> None:
    """At 320 pixels: the form, the message, and the report of a good file."""
    sign_in(narrow, "Chantal Wouters")
    narrow.goto("/clienten/")
    assert_no_overflow(narrow)
    photo = tmp_path / "foto.xlsx"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    narrow.get_by_label("Het cliëntenregister").set_input_files(photo)
    narrow.get_by_role("button", name="Register inlezen").click()
    expect(narrow.get_by_role("alert")).to_contain_text("geen Excel-, ODS- of CSV-bestand")
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "clients-bad-file-320")
    narrow.get_by_label("Het cliëntenregister").set_input_files(a_register(tmp_path))
    narrow.get_by_role("button", name="Register inlezen").click()
    expect(narrow.get_by_role("heading", name=re.compile("Register ingelezen op"))).to_be_visible()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "clients-report-320")


def test_a_city_does_not_see_it(page: Page, sign_in: Enter) -> None:
    """Not in the navigation, and the address answers that the page is for somebody else."""
    sign_in(page, "An Peeters")
    expect(page.get_by_role("navigation", name="Hoofdnavigatie")).not_to_contain_text("Cliëntenregister")
    answer = page.goto("/clienten/")
    assert answer is not None
    assert answer.status == 403
    assert_accessible(page)
