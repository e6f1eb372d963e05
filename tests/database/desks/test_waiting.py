"""The start page of the officer and of the secretary-general: what agreements ask of each, and nothing that is not theirs."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.desks.conftest import at, text
from tests.database.desks.register_stage import says
from tests.database.exchange.cast import CLOCK, NOON, Desk, Pair, a_desk, a_pair

pytestmark = pytest.mark.usefixtures("committed", "in_march")
DAY = date(2026, 3, 2)


def _today(client: Client) -> str:
    return text(client.get("/vandaag/")).split("Vandaag", 2)[-1]


def _first(client: Client) -> str:
    """Where the first line leads."""
    page = client.get("/vandaag/").content.decode()
    found = re.search(r'kr-matters.*?href="([^"]+)"', page, re.DOTALL)
    assert found is not None, "nothing waits"
    return found[1]


def _advise(pair: Pair, desk: Desk) -> None:
    instruments.give_advice(
        by=desk.dpo, digest=pair.digest, outcome="positive", text="Gunstig.", on=DAY, clock=CLOCK, fictitious=True
    )
    work_through()


@pytest.mark.req("P4", "P5")
def test_a_text_asks_each_in_turn_and_nobody_else() -> None:
    """First the officers, then the secretaries, then who publishes; each line opens where it is done; afterwards it is gone."""
    pair = a_pair(in_force=False)
    officer, secretary = at(pair.city.dpo), at(pair.city.secretary)
    assert "Uw advies wordt gevraagd" in _today(officer)
    assert re.fullmatch(r"/instrumenten/[0-9a-f-]{36}/", _first(officer))
    assert "Er wacht vandaag niets op u" in _today(secretary)
    _advise(pair, pair.city)
    assert "Er wacht vandaag niets op u" in _today(officer)  # it waits for the OCMW's officer now
    assert "klaar om te ondertekenen" not in _today(secretary)
    _advise(pair, pair.ocmw)
    assert "klaar om te ondertekenen" in _today(secretary)
    assert _first(secretary).endswith("/verklaren/signature/")
    assert "wacht op de handtekening van uw organisatie" in _today(officer)
    for desk in (pair.city, pair.ocmw):
        instruments.record_paper_signature(
            by=desk.secretary, digest=pair.digest, offices="burgemeester", on=DAY, clock=CLOCK, fictitious=True
        )
    work_through()
    for client in (officer, secretary):
        assert "moet nog bekendgemaakt worden" in _today(client)
        assert client.get(_first(client)).status_code == 200


@pytest.mark.req("P7")
def test_a_suspension_comes_first_with_its_next_step_for_who_can_lift_it() -> None:
    """The own suspension is urgent and opens the inquiry; the other side only reads that nothing leaves."""
    pair = a_pair()
    officer = at(pair.city.dpo)
    says(officer, "suspension", text="Een lek.")
    work_through()
    assert "Volgende stap: onderzoek afgesloten" in _today(officer)
    assert _first(officer).endswith("/verklaren/inquiry_closed/")
    theirs = at(pair.ocmw.dpo)
    assert "Geschorst, er gaat niets onder uit" in _today(theirs)
    assert "Volgende stap" not in _today(theirs)
    says(officer, "inquiry_closed", text="Een verkeerd adres.")
    assert "Volgende stap: waarborgen vastgelegd" in _today(officer)


@pytest.mark.req("P7")
def test_an_end_is_told_with_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """By one party, by notice: the days that are left stand beside it; once it has ended nothing waits any more."""
    pair = a_pair()
    officer, secretary = at(pair.city.dpo), at(pair.city.secretary)
    assert "gaat vanaf" not in _today(officer)
    assert says(secretary, "end", text="Stop.", on="20/3/2026").status_code == 302
    for client in (officer, secretary):
        told = _today(client)
        assert "gaat vanaf 20 maart 2026 niets meer uit" in told
        assert "nog 17 dagen" in told
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(days=120)))
    assert "Er wacht vandaag niets op u" in _today(officer)


def test_a_day_without_matters_says_what_will_come_and_where_to_go() -> None:
    """A desk that holds no agreement: a friendly sentence and a link, not an empty page."""
    desk = a_desk("Stad Stilte", "city", "debt_team", CLOCK)
    for position in (desk.dpo, desk.secretary):
        page = at(position).get("/vandaag/")
        assert "Er wacht vandaag niets op u" in text(page)
        assert 'href="/instrumenten/"' in page.content.decode().split("<main")[1]
