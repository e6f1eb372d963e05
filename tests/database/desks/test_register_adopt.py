"""A text is handed in by page and adopted: findings first, then who is who, then what it would let pass."""

import pytest
from django.test import Client

from kring.guard.acting import acting_for
from kring.instruments import queries
from tests.database.desks.conftest import at, text
from tests.database.desks.register_stage import ADOPT, broken, chosen, hand_in, kept, the_page
from tests.database.exchange.cast import CLOCK, GENK, Desk, a_desk, a_text

pytestmark = pytest.mark.usefixtures("committed", "in_march")


@pytest.fixture
def desks() -> tuple[Desk, Desk]:
    """A city and an OCMW that hold nothing yet."""
    return a_desk("Stad Ergens", "city", "debt_team", CLOCK), a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)


@pytest.mark.req("P1", "P4", "P9", "P14")
def test_a_text_is_handed_in_looked_at_and_adopted(desks: tuple[Desk, Desk]) -> None:
    """Findings first, then who is who (filled in by number), then what it would let pass; only the last step keeps anything."""
    city, ocmw = desks
    client, content = at(city.dpo), a_text(city.number, ocmw.number)
    found = hand_in(client, content)
    assert found.status_code == 200
    page = found.content.decode()
    assert f'<option value="{city.id}" selected>' in page
    assert f'<option value="{ocmw.id}" selected>' in page
    assert "twijfelachtig" in page
    looked = text(client.post(ADOPT, chosen(city, ocmw, content, "look")))
    for said in ("Wat dit zou toelaten", "Laat voor het eerst toe:", "OCMW Genk → Stad Genk", "Laat toe: 6 gegevens"):
        assert said in looked, said
    assert "het advies van elke functionaris, de handtekeningen, de bekendmaking" in looked
    assert kept(city.dpo) == [0, 0]
    done = client.post(ADOPT, chosen(city, ocmw, content, "adopt"))
    assert done.status_code == 302
    assert kept(city.dpo) == [1, 0]
    assert "ontwerp" in text(client.get(done["Location"]))
    assert "Uw organisatie heeft deze tekst al" in text(client.post(ADOPT, chosen(city, ocmw, content, "look")))


@pytest.mark.req("P1")
def test_what_is_missing_is_named_with_its_place_and_nothing_is_kept(desks: tuple[Desk, Desk]) -> None:
    """The same findings as ``kring instrument check``; the text comes back to be mended, and cannot be adopted past them."""
    city, ocmw = desks
    client = at(city.secretary)
    broken = a_text(city.number, ocmw.number).replace('cap = "P2Y"', "").replace("[sanction]", "[sanctie]")
    found = hand_in(client, broken)
    assert found.status_code == 422
    page = text(found)
    assert "kan nog niet worden aangenomen" in page
    assert "sanctie: deze sleutel bestaat niet" in page
    without_cap = a_text(city.number, ocmw.number).replace('cap = "P2Y"', "")
    assert "retention.pilot" in text(hand_in(client, without_cap))
    assert client.post(ADOPT, chosen(city, ocmw, without_cap, "adopt")).status_code == 422
    assert kept(city.dpo) == [0, 0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00k", "geen tekst in UTF-8"),
        (b"PK\x03\x04....", "werkboek"),
        (b"%PDF-1.7", "pdf"),
        (b"   \n", "leeg"),
        (b"x" * (256 * 1024 + 1), "groter dan 256 kB"),
        (b"dit is geen toml\n", "kijk op regel 1"),
        (b"a = " + b"[" * 5000, "Niets ervan kon gelezen worden"),
        (b"a = " + b"9" * 5000, "Niets ervan kon gelezen worden"),
        (b"a = \xc3", "geen tekst in UTF-8"),
        (b"schema = 1979-05-27T07:32:00Z", "geen leesbare"),
    ],
)
def test_what_is_no_text_gets_one_clear_sentence(content: bytes, said: str, desks: tuple[Desk, Desk]) -> None:
    """Never a blank page, never what was read."""
    client = at(desks[0].dpo)
    found = hand_in(client, content)
    assert found.status_code == 422
    assert said in text(found)
    assert client.post(ADOPT, {}).status_code == 422


def test_pasted_text_does_as_well_as_a_file(desks: tuple[Desk, Desk]) -> None:
    """With the line ends that a browser makes."""
    city, ocmw = desks
    content = a_text(city.number, ocmw.number).replace("\n", "\r\n")
    client = at(city.dpo)
    assert client.post(ADOPT, {"pasted": content}).status_code == 200
    assert client.post(ADOPT, chosen(city, ocmw, content, "adopt")).status_code == 302
    with acting_for(city.dpo.organisation, city.dpo.position):
        (version,) = queries.versions()
    theirs = at(ocmw.dpo)
    assert theirs.post(ADOPT, chosen(city, ocmw, a_text(city.number, ocmw.number), "adopt")).status_code == 302
    with acting_for(ocmw.dpo.organisation, ocmw.dpo.position):
        assert queries.versions()[0].digest == version.digest


@pytest.mark.req("P4")
def test_a_party_that_is_not_here_stops_it_with_a_sentence(desks: tuple[Desk, Desk]) -> None:
    """And a choice that does not fit is refused, whatever the browser sends."""
    city, ocmw = desks
    client = at(city.dpo)
    assert "Geen enkele organisatie op deze installatie past" in text(hand_in(client, GENK.read_text()))
    content = a_text(city.number, ocmw.number)
    wrong = client.post(ADOPT, chosen(city, ocmw, content, "adopt") | {"party_ocmw": str(city.id)})
    assert wrong.status_code == 422
    assert kept(city.dpo) == [0, 0]


def test_who_is_no_party_cannot_adopt_it(desks: tuple[Desk, Desk]) -> None:
    """The look still shows it; adopting is refused in a sentence."""
    city, ocmw = desks
    other = a_desk("Stad Elders", "city", "debt_team", CLOCK)
    refused = at(other.dpo).post(ADOPT, chosen(city, ocmw, a_text(city.number, ocmw.number), "adopt"))
    assert refused.status_code == 409
    assert "Uw organisatie is geen partij bij dit instrument" in text(refused)
    assert kept(other.dpo) == [0, 0]


def test_only_secretary_and_officer_adopt(desks: tuple[Desk, Desk]) -> None:
    """Not whoever works under it; and a form without its token is refused."""
    city, ocmw = desks
    worker = at(city.worker)
    assert worker.get(ADOPT).status_code == 403
    assert "Een afspraak aannemen" not in text(worker.get("/instrumenten/"))
    strict = Client(enforce_csrf_checks=True)
    signed_in = at(city.dpo)
    signed_in.get(ADOPT)
    strict.cookies = signed_in.cookies
    assert strict.post(ADOPT, chosen(city, ocmw, a_text(city.number, ocmw.number), "adopt")).status_code == 403
    assert kept(city.dpo) == [0, 0]


def test_without_a_log_nothing_is_adopted(desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal's write broken: no copy."""
    city, ocmw = desks
    client = at(city.dpo)
    monkeypatch.setattr("kring.instruments.adoption.append", broken)
    with pytest.raises(OSError, match="log"):
        client.post(ADOPT, chosen(city, ocmw, a_text(city.number, ocmw.number), "adopt"))
    assert kept(city.dpo) == [0, 0]


MODEL = GENK.parents[1] / "referral-model" / "document.toml"


@pytest.mark.req("P17")
def test_a_model_is_filled_in_for_the_pair_and_shown_as_it_will_hold() -> None:
    """The classes offer those that fit; what is adopted is the text of this pair, which names its model; notice may be given."""
    agency = a_desk("Opgroeien Ergens", "family_agency", "social_worker", CLOCK)
    ocmw = a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)
    a_desk("OCMW Elders", "ocmw", "social_worker", CLOCK)
    client, content = at(agency.dpo), MODEL.read_text()
    page = hand_in(client, content).content.decode()
    assert f'<option value="{agency.id}" selected>' in page
    assert f'<option value="{ocmw.id}">' in page
    places = {"party_opgroeien": str(agency.id), "party_ocmw": str(ocmw.id)}
    unchosen = client.post(ADOPT, {"text": content, "step": "look", "party_opgroeien": str(agency.id)})
    assert unchosen.status_code == 422
    assert "Zeg welke organisatie dit is." in text(unchosen)
    looked = text(client.post(ADOPT, {"text": content, "step": "look", **places}))
    assert "Opgroeien Ergens → OCMW Ergens" in looked
    assert f"ondernemingsnummer {ocmw.number}" in looked
    done = client.post(ADOPT, {"text": content, "step": "adopt", **places})
    assert done.status_code == 302
    assert "Gemaakt van het model" in text(client.get(done["Location"]))
    secretary = at(agency.secretary)
    told = secretary.post(
        the_page(secretary) + "verklaren/termination_notice/", {"text": "Stop.", "effect_on": "2/9/2026"}
    )
    assert "Vanaf 2 september 2026 gaat er onder deze afspraak niets meer uit." in text(told)
    early = secretary.post(
        the_page(secretary) + "verklaren/termination_notice/", {"text": "Stop.", "effect_on": "1/4/2026"}
    )
    assert early.status_code == 422
    assert "ten vroegste vrij vanaf 02/09/2026" in text(early)
