"""The register by page: a text is handed in and adopted, said about, suspended, compared; refusals are sentences."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import work_through
from kring.instruments import queries
from kring.instruments.models import InstrumentVersion, Statement
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import CLOCK, GENK, NOON, Desk, a_desk, a_pair, a_text, all_lines
from tests.database.ocmw import within

pytestmark = pytest.mark.usefixtures("committed")

ADOPT = "/instrumenten/aannemen/"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_installed", CLOCK)


@pytest.fixture
def desks() -> tuple[Desk, Desk]:
    """A city and an OCMW that hold nothing yet."""
    return a_desk("Stad Ergens", "city", "debt_team", CLOCK), a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)


def hand_in(client: Client, content: str | bytes, name: str = "document.toml") -> Any:
    """Hand in a text."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADOPT, {"file": SimpleUploadedFile(name, data)})


def chosen(city: Desk, ocmw: Desk, content: str, step: str) -> dict[str, str]:
    """The form of the later steps."""
    return {"text": content, "step": step, "party_city": str(city.id), "party_ocmw": str(ocmw.id)}


def kept(acting: Acting) -> list[int]:
    """How many copies and statements the organisation holds."""
    return within(acting, lambda: [InstrumentVersion.objects.count(), Statement.objects.count()])


def the_page(client: Client) -> str:
    """The address of the only agreement in the list."""
    listed = client.get("/instrumenten/").content.decode()
    (address,) = set(re.findall(r'href="(/instrumenten/[0-9a-f-]{36}/)"', listed))
    return str(address)


# ----- adopt


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
    monkeypatch.setattr("kring.instruments.adoption.append", _broken)
    with pytest.raises(OSError, match="log"):
        client.post(ADOPT, chosen(city, ocmw, a_text(city.number, ocmw.number), "adopt"))
    assert kept(city.dpo) == [0, 0]


# ----- say something about it


def says(client: Client, kind: str, **words: str) -> Any:
    """Go through both steps of one statement; the answer to the last."""
    address = the_page(client) + f"verklaren/{kind}/"
    form = client.get(address).content.decode()
    filled = {**dict(re.findall(r'type="hidden" name="(about|key)" value="([^"]*)"', form)), **words}
    shown = client.post(address, filled)
    return client.post(address, {**filled, "step": "say"}) if shown.status_code == 200 else shown


def what_can_be_said(client: Client) -> set[str]:
    """The kinds of statement that the page offers."""
    page = client.get(the_page(client)).content.decode()
    return set(re.findall(r'href="/instrumenten/[0-9a-f-]{36}/verklaren/([a-z_]+)/"', page))


@pytest.fixture
def both() -> tuple[Desk, Desk]:
    """A city and an OCMW that hold one text, of which nothing is said."""
    pair = a_pair(in_force=False)
    return pair.city, pair.ocmw


@pytest.mark.req("P4", "P5", "P6", "P7")
def test_a_text_comes_in_force_by_page_and_only_in_its_order(both: tuple[Desk, Desk]) -> None:
    """Advice of both, signatures of both, publication of both; no sign button before the advices, and nobody's else's button."""
    city, ocmw = both
    desks = {
        "city": (at(city.dpo), at(city.secretary)),
        "ocmw": (at(ocmw.dpo), at(ocmw.secretary)),
    }
    for officer, secretary in desks.values():
        assert "advice" in what_can_be_said(officer)
        assert not {"advice", "signature", "publication"} & what_can_be_said(secretary)
    refused = desks["city"][1].get(the_page(desks["city"][1]) + "verklaren/signature/")
    assert refused.status_code == 409
    assert "Op de hoogte brengen is geen advies" in text(refused)
    told = text(desks["city"][0].post(the_page(desks["city"][0]) + "verklaren/advice/", _advice()))
    assert "Hierna wacht de tekst op" in told
    assert kept(city.dpo) == [1, 0]
    for officer, _ in desks.values():
        assert says(officer, "advice", **_advice()).status_code == 302
    work_through()
    assert "signature" in what_can_be_said(desks["city"][1])
    assert "signature" not in what_can_be_said(desks["city"][0])
    for _, secretary in desks.values():
        assert says(secretary, "signature", office="burgemeester", on="2/3/2026").status_code == 302
    work_through()
    first, second = (secretary for _, secretary in desks.values())
    assert says(first, "publication", on="2/3/2026", ref="www.ergens.example").status_code == 302
    work_through()
    address = the_page(second) + "verklaren/publication/"
    last = text(second.post(address, {"on": "2/3/2026", "ref": "www.ergens.example"}))
    assert "Hiermee is de afspraak in werking" in last
    assert says(second, "publication", on="2/3/2026", ref="www.ergens.example").status_code == 302
    work_through()
    for officer, _ in desks.values():
        assert "in werking" in text(officer.get("/instrumenten/"))
    whats = [line.content.get("what") for line in all_lines(city)]
    assert whats.count("statement.made") == 3


@pytest.mark.req("P4")
def test_an_unfavourable_advice_is_shown_with_why_it_was_not_followed(both: tuple[Desk, Desk]) -> None:
    """The secretary must write why; the form asks for it."""
    city, ocmw = both
    officer, secretary = at(city.dpo), at(city.secretary)
    says(officer, "advice", **(_advice() | {"outcome": "negative", "text": "Te ruim."}))
    says(at(ocmw.dpo), "advice", **_advice())
    work_through()
    assert says(secretary, "signature", office="burgemeester", on="2/3/2026").status_code == 422
    done = says(secretary, "signature", office="burgemeester", on="2/3/2026", text="De lijst werd ingekort.")
    assert done.status_code == 302
    page = text(secretary.get(the_page(secretary)))
    assert "ongunstig" in page
    assert "Niet gevolgd omdat: De lijst werd ingekort." in page or "De lijst werd ingekort." in page


@pytest.mark.req("P4", "P9")
def test_remarks_at_clauses_become_the_advice(both: tuple[Desk, Desk]) -> None:
    """Each names its clause; nothing is kept until the advice is given."""
    officer = at(both[0].dpo)
    page = officer.get(the_page(officer)).content.decode()
    number = re.search(r'id="clausule-(\d+)">\s*<td lang="nl"><span class="kr-place">8a</span>', page)
    assert number is not None
    address = the_page(officer) + "verklaren/advice/"
    shown = officer.post(
        address, {"step": "collect", f"remark-{number[1]}": "Wie houdt die toegang bij?", "remark-1": " "}
    )
    assert shown.status_code == 200
    assert "Bij 8a “Alleen het debiteurenteam" in text(shown)
    assert "Wie houdt die toegang bij?" in text(shown)
    assert kept(both[0].dpo) == [1, 0]
    assert "Opmerking bij" not in text(at(both[0].worker).get(the_page(officer)))


@pytest.mark.req("P7")
def test_a_suspension_is_told_before_it_bites_and_shown_at_once() -> None:
    """From now on nothing leaves; only after the inquiry and the safeguards is there a button to resume."""
    pair = a_pair()
    officer, secretary = at(pair.city.dpo), at(pair.city.secretary)
    assert not {"inquiry_closed", "resumption"} & what_can_be_said(officer)
    told = text(officer.post(the_page(officer) + "verklaren/suspension/", {"text": "Een lek."}))
    assert "Vanaf nu gaat er onder deze afspraak niets meer uit" in told
    assert "in werking" in text(officer.get("/instrumenten/"))
    assert says(officer, "suspension", text="Een lek.").status_code == 302
    assert "Geschorst: er gaat nu niets onder uit" in text(officer.get(the_page(officer)))
    assert what_can_be_said(officer) >= {"inquiry_closed", "safeguards_recorded"}
    assert "resumption" not in what_can_be_said(officer)
    assert "Hervatten kan pas" in text(officer.get(the_page(officer) + "verklaren/resumption/"))
    assert says(officer, "inquiry_closed", text="Een verkeerd adres.").status_code == 302
    assert says(secretary, "safeguards_recorded", text="Vier ogen.").status_code == 302
    assert says(officer, "resumption", text="In orde.").status_code == 302
    assert "in werking" in text(officer.get("/instrumenten/"))
    theirs = at(pair.ocmw.dpo)
    work_through()
    assert "in werking" in text(theirs.get("/instrumenten/"))


@pytest.mark.req("P7")
def test_an_end_names_its_day_and_is_only_the_secretarys() -> None:
    """Told with the day; shown as what is ahead until then."""
    pair = a_pair()
    officer, secretary = at(pair.city.dpo), at(pair.city.secretary)
    assert "end" not in what_can_be_said(officer)
    assert says(officer, "end", text="Stop.", on="20/3/2026").status_code == 409
    told = text(secretary.post(the_page(secretary) + "verklaren/end/", {"text": "Stop.", "on": "20/3/2026"}))
    assert "Vanaf 20 maart 2026 gaat er onder deze afspraak niets meer uit." in told
    assert says(secretary, "end", text="Stop.", on="20/3/2026").status_code == 302
    page = text(secretary.get(the_page(secretary)))
    assert "Vanaf 20/03/2026 gaat er niets meer uit (een partij beëindigt de afspraak)" in page
    with pytest.MonkeyPatch.context() as later:
        later.setattr(clocks, "_installed", stopped_at(NOON + timedelta(days=120)))
        assert what_can_be_said(secretary) == set()


def test_what_is_wrong_in_a_statement_is_told_beside_it(both: tuple[Desk, Desk]) -> None:
    """An outcome that was not chosen, an advice of tomorrow by a real organisation, a kind that does not exist."""
    officer = at(both[0].dpo)
    assert says(officer, "advice", text="x", on="2/3/2026").status_code == 422
    assert says(officer, "advice", **(_advice() | {"on": "overmorgen"})).status_code == 422
    assert officer.get(the_page(officer) + "verklaren/toverspreuk/").status_code == 404
    assert at(both[0].worker).get(the_page(officer) + "verklaren/advice/").status_code == 403


def test_without_a_log_nothing_is_said(both: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal's write broken: no statement."""
    officer = at(both[0].dpo)
    address = the_page(officer) + "verklaren/advice/"
    monkeypatch.setattr("kring.instruments.keeping.append", _broken)
    with pytest.raises(OSError, match="log"):
        officer.post(address, _advice() | {"step": "say"})
    assert kept(both[0].dpo) == [1, 0]


def test_another_organisations_text_does_not_exist_here(both: tuple[Desk, Desk]) -> None:
    """Not to read, not to say something about, not to compare."""
    officer, stranger = at(both[0].dpo), at(a_desk("Stad Elders", "city", "debt_team", CLOCK).dpo)
    address = the_page(officer)
    assert stranger.get(address).status_code == 404
    assert stranger.get(address + "verklaren/advice/").status_code == 404
    assert stranger.get(address + "vergelijken/" + address.split("/")[2] + "/").status_code == 404


# ----- versions


@pytest.mark.req("P8")
def test_two_versions_are_compared_as_permission_and_as_text() -> None:
    """What the newer one newly lets pass is on top; the changed words are marked, also for who does not see them."""
    pair = a_pair()
    officer = at(pair.city.dpo)
    content = a_text(pair.city.number, pair.ocmw.number)
    newer = content.replace("version = 2", "version = 3", 1).replace("at_most = 1", "at_most = 2")
    newer = newer.replace('previous = ["2026-03-02"]', 'previous = ["2026-03-02", "2026-03-03"]')
    newer = newer.replace("at = 2026-04-02", "at = 2026-04-03")
    newer = newer.replace("wordt onmiddellijk bekendgemaakt", "wordt binnen de week bekendgemaakt")
    looked = text(officer.post(ADOPT, chosen(pair.city, pair.ocmw, newer, "look")))
    assert "Wat dit zou veranderen ten opzichte van versie 2" in looked
    assert "hoogstens 2 × per maand; en niet: hoogstens 1 × per maand" in looked
    done = officer.post(ADOPT, chosen(pair.city, pair.ocmw, newer, "adopt"))
    page = officer.get(done["Location"]).content.decode()
    assert "Nieuw sinds versie 2, als toestemming" in page
    (address,) = set(re.findall(r'href="(/instrumenten/[0-9a-f-]{36}/vergelijken/[0-9a-f-]{36}/)"', page))
    compared = officer.get(address)
    body = compared.content.decode()
    assert "Laat nu ook toe:" in text(compared)
    assert "disclosure.list.every" in body
    assert "<del>" in body
    assert "<ins>" in body
    assert "onmiddellijk" in body
    assert "weggelaten:" in body
    assert "Stadsplein" not in body
    assert "Stadsplein" in officer.get(address + "?alles=1").content.decode()
    lives = text(officer.get(done["Location"]))
    assert "in werking van 2 maart 2026 tot en met 31 december 2027" in lives
    assert "nooit in werking" in lives


# ----- other kinds


MODEL = GENK.parents[1] / "referral-model" / "document.toml"
REFERRAL = GENK.parents[1] / "toeleiding" / "document.toml"


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


@pytest.mark.req("P16")
def test_the_decision_of_an_authority_is_recorded_as_the_text_names_it() -> None:
    """A deliberation is not signed: each side records the decision; another reference than the text's is refused."""
    ocmw = a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)
    office = a_desk("Onthaal Ergens", "reception_office", "social_worker", CLOCK)
    places = {"party_ocmw": str(ocmw.id), "party_office": str(office.id)}
    officer = at(ocmw.dpo)
    done = officer.post(ADOPT, {"text": REFERRAL.read_text(), "step": "adopt", **places})
    assert done.status_code == 302, text(done)
    assert "decision" in what_can_be_said(officer)
    assert not {"signature", "publication"} & what_can_be_said(officer)
    form = officer.get(the_page(officer) + "verklaren/decision/").content.decode()
    assert 'value="04/05/2010"' in form
    wrong = says(officer, "decision", on="4/5/2010", ref="iets anders")
    assert wrong.status_code == 422
    assert "De tekst noemt een andere beslissing" in text(wrong)
    assert says(officer, "decision", on="4/5/2010", ref="beraadslaging nr. 10/029 (SCSZ/10/056)").status_code == 302
    assert "decision" not in what_can_be_said(officer)


def _advice() -> dict[str, str]:
    return {"outcome": "positive", "text": "Gunstig.", "on": "2/3/2026"}


def _broken(*_lines: object) -> None:
    raise OSError("the log cannot be written")
