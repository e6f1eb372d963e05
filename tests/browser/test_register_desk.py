"""The register's work in a real browser: adopt, advise at the clause, suspend, compare; at a desk, on a telephone, by keyboard."""

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kring.core import events
from kring.core.clock import system_clock
from kring.core.events import StatementMade
from kring.guard.acting import Acting, machine_of
from kring.instruments import adoption
from kring.instruments.standing_play import play_standing
from kring.parties.actions import appoint, found_organisation
from kring.parties.identity.actions import open_account, seat
from tests.browser.conftest import Town, assert_accessible, assert_no_overflow, invented_number
from tests.database.instruments.stage import GENK, carried, standing_file

Shoot = Callable[..., Path]
Enter = Callable[..., None]
ADOPT = "/instrumenten/aannemen/"


@pytest.fixture
def village(town: Town, committed: None, monkeypatch: pytest.MonkeyPatch) -> "Village":
    """A city and an OCMW of their own for one test, with an officer and a secretary each."""
    monkeypatch.setitem(events._listeners, StatementMade, [])
    return Village()


class Village:
    """Who works there, by organisation and function, each with a name that is only here."""

    def __init__(self) -> None:
        mark = secrets.token_hex(2)
        self.sides: dict[str, dict[str, Acting]] = {}
        self.people: dict[tuple[str, str], str] = {}
        self.ids = {}
        self.numbers = {}
        for key, kind, name in (("city", "city", f"Stad Dorp {mark}"), ("ocmw", "ocmw", f"OCMW Dorp {mark}")):
            number = invented_number()
            made = found_organisation(
                name=name, enterprise_number=number, kind=kind, fictitious=True, clock=system_clock
            )
            self.ids[key], self.numbers[key] = made.id, number
            self.sides[key] = {function: self._seated(key, function, mark) for function in ("dpo", "secretary_general")}

    def _seated(self, key: str, function: str, mark: str) -> Acting:
        person = f"{'Officier' if function == 'dpo' else 'Directeur'} {key} {mark}"
        account = open_account(email=f"{secrets.token_hex(6)}@dorp.example", password=secrets.token_hex(8))
        held = appoint(
            by=machine_of(self.ids[key]),
            name=person,
            function=function,
            valid_from=date(2026, 1, 1),
            account_id=account.id,
        )
        seat(account=account, organisation=self.ids[key], position=held.id)
        self.people[key, function] = person
        return Acting(self.ids[key], held.id)

    def text(self, version: int = 2) -> str:
        """The adopted text between them."""
        text = (GENK / "document.toml").read_text()
        text = text.replace("0000000097", self.numbers["city"]).replace("0000000196", self.numbers["ocmw"])
        return text.replace("version = 2", f"version = {version}", 1)

    def newer(self, version: int = 3) -> str:
        """A third version: two lists a month, and another sentence."""
        text = (
            self.text(version)
            .replace("at_most = 1", "at_most = 2")
            .replace('previous = ["2026-03-02"]', 'previous = ["2026-03-02", "2026-03-03"]')
        )
        text = text.replace("at = 2026-04-02", "at = 2026-04-03")
        return text.replace(
            "wordt onmiddellijk bekendgemaakt op de website", "wordt binnen de week bekendgemaakt op de website"
        )

    def adopted(self, text: str, *, in_force: bool) -> None:
        """Both have the text; with everything said about it, if asked."""
        kept = None
        for key in ("city", "ocmw"):
            kept = adoption.adopt(by=self.sides[key]["dpo"], document=text, parties_are=self.ids, clock=system_clock)
        if in_force and kept is not None:
            with carried() as carrier:
                assert not play_standing(
                    kept, standing_file(), self.sides, clock=system_clock, settled=carrier.hand_over
                )


def file_of(folder: Path, text: str) -> Path:
    """The text as a file to hand in."""
    path = folder / "document.toml"
    path.write_text(text)
    return path


@pytest.mark.req("P1", "P4", "P9", "P14")
def test_an_officer_hands_in_a_text_and_adopts_it(
    page: Page, village: Village, sign_in: Enter, screenshot: Shoot, tmp_path: Path
) -> None:
    """From the list to the hand-in, past a wrong file, to who is who, to how it will hold, to the own copy."""
    sign_in(page, village.people["city", "dpo"])
    page.goto("/instrumenten/")
    page.get_by_role("link", name="Een afspraak aannemen").click()
    assert_accessible(page)
    page.get_by_role("button", name="Bekijk de tekst").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies een bestand, of plak de tekst eronder.")
    assert_accessible(page)
    screenshot(page, "register-hand-in")
    page.get_by_label("De tekst, als bestand").set_input_files(
        file_of(tmp_path, village.text().replace('cap = "P2Y"', ""))
    )
    page.get_by_role("button", name="Bekijk de tekst").click()
    expect(page.get_by_role("heading", name="Deze tekst kan nog niet worden aangenomen")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-findings")
    page.get_by_label("Of plak de tekst").fill(village.text())
    page.get_by_role("button", name="Bekijk de tekst").click()
    expect(page.get_by_role("heading", name="Wie is wie in deze tekst")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "register-who-is-who")
    page.get_by_role("button", name="Bekijk hoe het zal gelden").click()
    expect(page.get_by_text("Laat voor het eerst toe:").first).to_be_visible()
    expect(page.get_by_text("Laat toe: 6 gegevens")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-how-it-will-hold")
    page.get_by_role("button", name="Neem deze tekst aan").click()
    expect(page.get_by_text("Uw organisatie heeft haar exemplaar.")).to_be_visible()
    expect(page.get_by_role("link", name="Advies geven")).to_be_visible()
    assert page.get_by_role("link", name="Handtekeningen").count() == 0


@pytest.mark.req("P4", "P9")
def test_an_officer_advises_where_the_eye_is_by_keyboard(
    page: Page, village: Village, sign_in: Enter, screenshot: Shoot
) -> None:
    """A remark at a clause, opened and written with the keyboard, becomes the advice; what it will do is told first."""
    village.adopted(village.text(), in_force=False)
    sign_in(page, village.people["ocmw", "dpo"])
    page.goto("/instrumenten/")
    page.get_by_role("link", name="Protocol voor de uitwisseling").click()
    clause = page.locator(
        "tr", has=page.get_by_text("Alleen het debiteurenteam en de betrokken maatschappelijk werkers")
    )
    clause.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Wie houdt die toegang bij?")
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-remark")
    page.get_by_role("button", name="Verder naar uw advies").press("Enter")
    expect(page.get_by_label("Het advies", exact=True)).to_have_value(
        "Bij 8a “Alleen het debiteurenteam en de betrokken maatschappelijk werkers hebben toegang tot de …”:"
        " Wie houdt die toegang bij?"
    )
    page.get_by_label("gunstig, met voorwaarden").check()
    assert_accessible(page)
    screenshot(page, "register-advice")
    page.get_by_role("button", name="Bekijk wat dit zal doen").click()
    expect(page.get_by_text("Hierna wacht de tekst op", exact=False)).to_be_visible()
    assert_accessible(page)
    screenshot(page, "register-advice-confirm")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_text("Vastgelegd: advies")).to_be_visible()
    assert page.get_by_role("link", name="Advies geven").count() == 0
    assert page.get_by_role("link", name="Handtekeningen").count() == 0


@pytest.mark.req("P7")
def test_a_suspension_by_page_is_visible_at_once(
    page: Page, village: Village, sign_in: Enter, screenshot: Shoot
) -> None:
    """Before: what it will do. After: suspended, on the page and in the list."""
    village.adopted(village.text(), in_force=True)
    sign_in(page, village.people["city", "dpo"])
    page.goto("/instrumenten/")
    page.get_by_role("link", name="Protocol voor de uitwisseling").click()
    screenshot(page, "register-in-force")
    page.get_by_role("link", name="Onmiddellijk schorsen").click()
    page.get_by_label("Waarom u schorst").fill("Een lijst kwam bij een verkeerde ontvanger terecht.")
    page.get_by_role("button", name="Bekijk wat dit zal doen").click()
    expect(page.get_by_text("Vanaf nu gaat er onder deze afspraak niets meer uit")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-suspend-confirm")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_text("Geschorst: er gaat nu niets onder uit")).to_be_visible()
    expect(page.get_by_role("link", name="Onderzoek afsluiten")).to_be_visible()
    assert page.get_by_role("link", name="Hervatten").count() == 0
    assert_accessible(page)
    screenshot(page, "register-suspended")


@pytest.mark.req("P8")
def test_two_versions_side_by_side(page: Page, village: Village, sign_in: Enter, screenshot: Shoot) -> None:
    """As permission on top, as text below; the versions in time on the page of each."""
    village.adopted(village.text(), in_force=True)
    village.adopted(village.newer(), in_force=False)
    sign_in(page, village.people["city", "secretary_general"])
    page.goto("/instrumenten/")
    assert_accessible(page)
    screenshot(page, "register-list-versions")
    page.get_by_role("link", name="Protocol voor de uitwisseling").first.click()
    expect(page.get_by_role("img", name="Welke versie wanneer in werking is")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "register-versions")
    page.get_by_role("link", name="Vergelijk beide teksten").click()
    expect(page.get_by_text("hoogstens 2 × per maand; en niet: hoogstens 1 × per maand").first).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-compare")


def test_the_register_on_a_telephone(
    narrow: Page, village: Village, sign_in: Enter, screenshot: Shoot, tmp_path: Path
) -> None:
    """Every page at 320 pixels: nothing sticks out, everything can be reached."""
    village.adopted(village.text(), in_force=True)
    village.adopted(village.newer(), in_force=False)
    sign_in(narrow, village.people["city", "dpo"])
    narrow.goto(ADOPT)
    assert_no_overflow(narrow)
    narrow.get_by_label("De tekst, als bestand").set_input_files(file_of(tmp_path, village.newer(4)))
    narrow.get_by_role("button", name="Bekijk de tekst").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-who-is-who-320")
    narrow.get_by_role("button", name="Bekijk hoe het zal gelden").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-how-it-will-hold-320")
    narrow.goto("/instrumenten/")
    narrow.get_by_role("link", name="Protocol voor de uitwisseling").first.click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-page-320")
    narrow.get_by_role("link", name="Vergelijk beide teksten").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-compare-320")
    narrow.go_back()
    narrow.get_by_role("link", name="Advies geven").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-advice-320")
