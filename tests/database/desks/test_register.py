"""The register by page: a text is said about, suspended, ended, compared; refusals are sentences."""

import re
from datetime import timedelta

import pytest

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.guard.jobs import work_through
from tests.database.desks.conftest import at, text
from tests.database.desks.register_stage import ADOPT, broken, chosen, kept, says, the_page, what_can_be_said
from tests.database.exchange.cast import CLOCK, GENK, NOON, Desk, a_desk, a_pair, a_text, all_lines

pytestmark = pytest.mark.usefixtures("committed", "in_march")


# ----- say something about it


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
    number = re.search(r'id="clausule-(\d+)">\s*<td><span class="kr-place">8a</span>', page)
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
    monkeypatch.setattr("kring.instruments.keeping.append", broken)
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


REFERRAL = GENK.parents[1] / "toeleiding" / "document.toml"


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
