"""Everybody reads Kring in Dutch, French, German or English: a walk over every page, in each language, for each function.

It asks for every address that needs no argument, and follows the links that those pages give. source: DESIGN, ground rules
"""

import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from kring.core import clock as clocks
from kring.core.clock import system_clock
from kring.guard.acting import Acting, machine_of
from kring.parties.actions import appoint, found_organisation
from kring.parties.identity.actions import open_account, seat
from tests.database.exchange.cast import CLOCK, Pair, a_number, a_pair
from tests.database.face.spoken_pages import addresses, said, strangers, unmarked
from tests.database.flows.story import knows, run, somebody

pytestmark = pytest.mark.usefixtures("committed")

LANGUAGES = ("nl", "fr", "de", "en")
FROM_THE_LIST = {"nl: Bedrag"}
"""A heading of the list that the city handed in: shown as it stands there."""
SAME_FOR_ALL = re.compile(r"^/aanmelden/(?!2fa/$)")
"""Pages of sign-in are the same for every function: one walk sees them."""


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    monkeypatch.setattr("kring.config.second_factor.missing", lambda _request: False)
    logging.getLogger("django.request").disabled = True  # a walk knocks at every door
    yield
    logging.getLogger("django.request").disabled = False


def reader(language: str, position: Acting | None = None) -> Client:
    """A browser in this language; signed in when there is a position."""
    client = Client()
    client.cookies["kring_language"] = language
    if position is not None:
        account = open_account(email=f"{uuid4().hex}@example.org")
        seat(account=account, organisation=position.organisation, position=position.position)
        client.force_login(account)
    return client


def a_round() -> Pair:
    """A city and an OCMW after one round: one client, one who is not."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1), somebody(2)])
    return pair


def pages(client: Client, start: list[str], *, each: int = 2) -> Iterator[tuple[str, str, str]]:
    """Address, text and stated language of each page; ``each``: how many of one kind of link are followed."""
    waiting, seen, kinds = list(start), set[str](), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        if address in seen or "logout" in address:
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        yield address, page, answer.headers.get("Content-Language", "")
        for link in re.findall(r'href="(/[^"#?]*)"', page):
            kind = re.sub(r"[0-9a-f-]{36}|\d+", "*", link)
            if not link.startswith("/static/") and kinds.get(kind, 0) < each:
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(link)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_text_of_another_language(language: str) -> None:
    """Every page says its language and keeps to it; what is Dutch on it says so."""
    pair = a_round()
    everything = addresses()
    own = [address for address in everything if not SAME_FOR_ALL.match(address)]
    walks = [
        ("visitor", reader(language), everything),
        ("debt team", reader(language, pair.city.worker), everything),
        ("social worker", reader(language, pair.ocmw.worker), own),
        ("officer", reader(language, pair.ocmw.dpo), own),
        ("secretary", reader(language, pair.city.secretary), own),
    ]
    wrong, seen = [], 0
    for who, client, start in walks:
        for address, page, stated in pages(client, start):
            seen += 1
            whole = "<html" in page
            wrong += [f"{who} {address}: says {stated}"] if stated != language else []
            wrong += [f"{who} {address}: other lang"] if whole and f'<html lang="{language}"' not in page else []
            wrong += [f"{who} {address}: {text}" for text in strangers(page, language) if text not in FROM_THE_LIST]
            wrong += [f"{who} {address}: unmarked Dutch: {text}" for text in unmarked(page, language)]
    assert wrong == []
    assert seen > 100


def test_days_and_numbers_are_written_as_in_the_language() -> None:
    """The day of a round, for each reader of one page."""
    pair = a_round()
    client = reader("nl", pair.city.worker)
    written = {}
    for language in LANGUAGES:
        client.cookies["kring_language"] = language
        written[language] = " ".join(piece.text for piece in said(client.get("/debiteuren/").content.decode()))
    assert "2 maart 2026" in written["nl"]
    assert "2 mars 2026" in written["fr"]
    assert "2. März 2026" in written["de"]
    assert "2 March 2026" in written["en"]


def _at_home(language: str) -> Client:
    organisation = found_organisation(
        name="Gemeinde Irgendwo",
        enterprise_number=a_number(),
        kind="city",
        fictitious=True,
        clock=system_clock,
        language=language,
    )
    held = appoint(by=machine_of(organisation.id), name="Elke Maraite", function="debt_team", valid_from=CLOCK().date())
    account = open_account(email=f"{uuid4().hex}@example.org")
    seat(account=account, organisation=organisation.id, position=held.id)
    client = Client()
    client.force_login(account)
    return client


def test_an_organisation_has_a_language_of_its_own() -> None:
    """A commune of the German-speaking area reads German from its first page on; a reader may still choose another."""
    client = _at_home("de")
    first = client.get("/vandaag/")
    assert '<html lang="de"' in first.content.decode()
    assert first.headers["Content-Language"] == "de"
    assert '<html lang="de"' in client.get("/bestaat-niet/").content.decode()
    client.post("/taal/", {"language": "fr", "next": "/vandaag/"})
    assert '<html lang="fr"' in client.get("/vandaag/").content.decode()
    assert '<html lang="nl"' in Client().get("/").content.decode()


def test_a_choice_made_before_stands_above_the_language_of_the_organisation() -> None:
    """Whoever chose English keeps English."""
    client = _at_home("fr")
    client.cookies["kring_language"] = "en"
    assert '<html lang="en"' in client.get("/vandaag/").content.decode()


def test_a_language_is_chosen_without_scripts_and_remembered() -> None:
    """A form with four buttons on every page, sign-in and errors among them; one is told that Dutch is the authentic text."""
    client = Client()
    for address in ("/", "/aanmelden/login/", "/bestaat-niet/"):
        page = client.get(address).content.decode()
        assert [code for code in LANGUAGES if f'value="{code}" lang="{code}"' in page] == ["fr", "de", "en"]
    answer = client.post("/taal/", {"language": "de", "next": "/aanmelden/login/"})
    assert answer.headers["Location"] == "/aanmelden/login/"
    cookie = answer.cookies["kring_language"]
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (365 * 86400, "Lax", True)
    page = client.get("/aanmelden/login/").content.decode()
    assert "maßgeblich ist der niederländische Text" in page
    assert "Anmelden" in page
    client.post("/taal/", {"language": "xx"})
    assert '<html lang="de"' in client.get("/").content.decode()
    client.post("/taal/", {"language": "nl"})
    assert "authentieke" not in client.get("/").content.decode()


def test_a_mistake_in_a_form_is_told_in_the_language_of_the_page() -> None:
    """Texts of sign-in come from a library, in our words."""
    client = reader("fr")
    answer = client.post("/aanmelden/login/", {"login": "niemand@example.org", "password": "fout"})
    assert "L’adresse e-mail ou le mot de passe n’est pas correct." in answer.content.decode()
