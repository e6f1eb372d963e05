"""The register: anybody who works under an agreement reads how it stands and what the machine does with its text."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kring.core import events
from kring.core.clock import system_clock
from kring.core.events import StatementMade
from kring.guard.acting import Acting, acting_for, machine_of
from kring.instruments import actions, queries
from kring.instruments.standing_play import play_standing
from kring.parties.actions import appoint
from tests.browser.conftest import Town, assert_accessible, assert_no_overflow
from tests.database.instruments.stage import GENK, carried, standing_file

Enter = Callable[..., None]
Shoot = Callable[..., Path]


@pytest.fixture
def agreed(town: Town, committed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The adopted text between the city and the OCMW of the town, in force; answers its digest."""
    monkeypatch.setitem(events._listeners, StatementMade, [])
    text = (GENK / "document.toml").read_text()
    text = text.replace("0000000097", town.city.enterprise_number).replace("0000000196", town.ocmw.enterprise_number)
    parties = {"city": town.city.id, "ocmw": town.ocmw.id}
    machine = machine_of(town.city.id)
    with acting_for(machine.organisation, machine.position):
        present = queries.versions()
    if present:
        yield present[0].digest
        return
    seats: dict[str, dict[str, Acting]] = {}
    for key, organisation in parties.items():
        seats[key] = {}
        for function in ("dpo", "secretary_general"):
            held = appoint(
                by=machine_of(organisation), name=f"Fictief, {function}", function=function, valid_from=date(2026, 1, 1)
            )
            seats[key][function] = Acting(organisation, held.id)
        kept = actions.adopt(by=seats[key]["dpo"], document=text, parties_are=parties, clock=system_clock)
    with carried() as carrier:
        assert not play_standing(kept, standing_file(), seats, clock=system_clock, settled=carrier.hand_over)
    yield kept.digest


@pytest.mark.req("P9")
def test_the_debt_team_reads_what_it_may_send(page: Page, agreed: str, sign_in: Enter, screenshot: Shoot) -> None:
    """From the navigation to the list, to the text beside the rule."""
    sign_in(page, "An Peeters")
    page.get_by_role("navigation", name="Hoofdnavigatie").get_by_role("link", name="Afspraken").click()
    expect(page.get_by_role("cell", name="in werking")).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-list")
    page.get_by_role("link", name="Protocol voor de uitwisseling").click()
    expect(page.get_by_text("Laat toe: 6 gegevens")).to_be_visible()
    expect(page.get_by_text("Hoogstens 1 × per maand")).to_be_visible()
    expect(page.get_by_text("besluit van het college", exact=False).first).to_be_visible()
    expect(page.get_by_text("advies van de functionaris voor gegevensbescherming: gunstig").first).to_be_visible()
    expect(page.get_by_text(agreed)).to_be_visible()
    assert_accessible(page)
    assert_no_overflow(page)
    screenshot(page, "register-text-beside-rule")


def test_the_officer_reads_it_on_a_telephone(narrow: Page, agreed: str, sign_in: Enter, screenshot: Shoot) -> None:
    """At 320 pixels, for the other side."""
    sign_in(narrow, "Dirk Maes")
    narrow.goto("/instrumenten/")
    assert_no_overflow(narrow)
    narrow.get_by_role("link", name="Protocol voor de uitwisseling").click()
    assert_accessible(narrow)
    assert_no_overflow(narrow)
    screenshot(narrow, "register-text-beside-rule-320")


def test_the_copy_of_another_organisation_does_not_exist_here(
    page: Page, agreed: str, town: Town, sign_in: Enter
) -> None:
    """The OCMW's copy, asked for by the city: as if there were none."""
    machine = machine_of(town.ocmw.id)
    with acting_for(machine.organisation, machine.position):
        theirs = queries.the_version(agreed).id
    sign_in(page, "An Peeters")
    answer = page.goto(f"/instrumenten/{theirs}/")
    assert answer is not None
    assert answer.status == 404
