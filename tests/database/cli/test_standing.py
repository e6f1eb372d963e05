"""From an empty installation to an instrument in force on both sides, from the console only."""

from pathlib import Path

import pytest

from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import queries
from kring.journal import read, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties.queries import organisation_by_number, terms
from tests.database.cli.desk import Administrator, Answer, Side, a_folder, side
from tests.database.exchange.cast import NOON, a_number


class Agreement:
    """A city and an OCMW and the text between them."""

    def __init__(self, administrator: Administrator, folder: Path) -> None:
        self.administrator = administrator
        self.city, self.ocmw = side(administrator, "city"), side(administrator, "ocmw")
        self.folder = a_folder(folder, self.city, self.ocmw)

    @property
    def both(self) -> tuple[Side, Side]:
        return self.city, self.ocmw

    def adopt(self, at: Side, who: str) -> Answer:
        parties = ("--party", f"city={self.city.number}", "--party", f"ocmw={self.ocmw.number}")
        words = ("adopt", str(self.folder), "--organisation", at.number, *parties, "--as", who)
        return self.administrator.types("standing", *words)

    def say(self, verb: str, at: Side, who: str, *words: str) -> Answer:
        """One statement; then the other side hears of it."""
        here = ("--organisation", at.number, "--as", who, "--fictitious")
        answer = self.administrator.types("standing", verb, "genk-debtors", *here, *words)
        work_through()
        return answer

    def advise(self, at: Side) -> Answer:
        words = ("--outcome", "positive", "--text", "Gunstig.", "--on", "2025-11-18")
        return self.say("advise", at, at.dpo, *words)

    def sign(self, at: Side) -> Answer:
        return self.say("sign", at, at.board, "--offices", "algemeen directeur", "--on", "2025-12-10")

    def publish(self, at: Side) -> Answer:
        return self.say("publish", at, at.board, "--ref", "website", "--on", "2025-12-15")

    def brought_into_force(self) -> None:
        for at in self.both:
            assert self.adopt(at, at.board).code == 0
        for step in (self.advise, self.sign, self.publish):
            for at in self.both:
                assert step(at).code == 0

    def in_force(self) -> tuple[bool, bool]:
        found = []
        for at in self.both:
            party = organisation_by_number(at.number)
            assert party is not None
            machine = machine_of(party.id)
            with acting_for(machine.organisation, machine.position):
                (kept,) = queries.versions()
                found.append(queries.holds(kept, NOON))
        return found[0], found[1]

    def shown(self, at: Side) -> str:
        return self.administrator.does("standing", "show", "--organisation", at.number).out


@pytest.fixture
def agreement(administrator: Administrator, tmp_path: Path) -> Agreement:
    """Nothing is adopted yet."""
    return Agreement(administrator, tmp_path)


@pytest.mark.req("P4", "P5", "P6")
def test_an_empty_installation_comes_to_an_instrument_in_force_on_both_sides(agreement: Agreement) -> None:
    """Adopted, advised, signed and published by each side at the console; both copies say so, and so do both logs."""
    assert "nog geen instrument" in agreement.shown(agreement.city)
    agreement.brought_into_force()
    assert agreement.in_force() == (True, True)
    for at in agreement.both:
        assert "bekendgemaakt; van kracht. (alles fictief)" in agreement.shown(at)

    party = organisation_by_number(agreement.ocmw.number)
    assert party is not None
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        written = append([Line("action", {"what": "test"})])
    assert waiting.wait(written.tx, 20)
    with acting_for(machine.organisation, machine.position):
        functions = {term.held.id: term.held.function for term in terms()}
        lines = [line for line in read.lines() if line.kind == "standing"]
    made = [line for line in lines if line.content["what"] == "statement.made"]
    assert {line.content["at"] for line in made} == {"console"}
    who = {str(line.content["said"]): functions[line.position] for line in made if line.position is not None}
    assert who == {"advice": "dpo", "signature": "secretary_general", "publication": "secretary_general"}
    taken = [line for line in lines if line.content["what"] == "statement.taken"]
    assert len(taken) == 3
    assert not any("at" in line.content for line in taken)


@pytest.mark.req("P4")
def test_the_order_of_things_is_kept_at_the_console_too(agreement: Agreement) -> None:
    """Signed before every advice, published before every signature, by whom it is not for: refused, and nothing is in force."""
    city, ocmw = agreement.both
    unknown = agreement.say("sign", city, city.board, "--offices", "x")
    assert (unknown.code, "no_copy" in unknown.err) == (2, True)
    for at in agreement.both:
        assert agreement.adopt(at, at.board).code == 0
    assert agreement.advise(city).code == 0
    early = agreement.sign(city)
    assert (early.code, "advice_missing" in early.err) == (2, True)
    unsigned = agreement.publish(city)
    assert (unsigned.code, "signature_missing" in unsigned.err) == (2, True)
    not_the_officer = agreement.say("advise", ocmw, ocmw.board, "--outcome", "positive", "--text", "Gunstig.")
    assert (not_the_officer.code, "other_function" in not_the_officer.err) == (2, True)
    other_side = agreement.say("advise", ocmw, city.dpo, "--outcome", "positive", "--text", "Gunstig.")
    assert (other_side.code, "nobody" in other_side.err) == (2, True)
    assert agreement.in_force() == (False, False)


def test_a_text_is_adopted_only_between_those_that_it_names(agreement: Agreement, tmp_path: Path) -> None:
    """The parties swapped, one of them unknown here, a folder without a text: refused in words."""
    city, ocmw = agreement.both
    for parties, code in (
        ((f"city={ocmw.number}", f"ocmw={city.number}"), "wrong_party"),
        ((f"city={city.number}", f"ocmw={a_number()}"), "not_hosted"),
        ((f"city={city.number}", "ocmw"), "wrong_party"),
    ):
        words = [word for party in parties for word in ("--party", party)]
        adopt = ("adopt", str(agreement.folder), "--organisation", city.number, "--as", city.board)
        refused = agreement.administrator.types("standing", *adopt, *words)
        assert (refused.code, code in refused.err) == (2, True), refused


@pytest.mark.req("P7")
def test_a_suspension_stops_both_sides_and_is_lifted_in_order(agreement: Agreement) -> None:
    """Suspended, looked into, safeguarded and resumed by the city; ended by the OCMW."""
    city, ocmw = agreement.both
    agreement.brought_into_force()
    assert agreement.say("suspend", city, city.dpo, "--text", "Er lekte iets.").code == 0
    assert agreement.in_force() == (False, False)
    early = agreement.say("resume", city, city.board, "--text", "Het is opgelost.")
    assert (early.code, "resumption_too_early" in early.err) == (2, True)
    for verb in ("close-inquiry", "record-safeguards", "resume"):
        assert agreement.say(verb, city, city.board, "--text", "Vastgesteld.").code == 0
    assert agreement.in_force() == (True, True)
    nothing = agreement.say("resume", city, city.board, "--text", "Nog eens.")
    assert (nothing.code, "not_suspended" in nothing.err) == (2, True)
    assert agreement.say("end", ocmw, ocmw.board, "--text", "Opgezegd.").code == 0
    assert agreement.in_force() == (False, False)
    assert "beëindigd; niet van kracht" in agreement.shown(city)


@pytest.mark.req("P7", "P10", "P13", "P17")
def test_the_rest_of_its_life_is_told_at_the_console_too(agreement: Agreement) -> None:
    """A change told and reviewed, an assessment referenced; what the text does not know is refused in words; ended by one."""
    city, ocmw = agreement.both
    agreement.brought_into_force()
    assert agreement.say("tell-change", city, city.dpo, "--what", "law", "--text", "Een nieuw decreet.").code == 0
    assert "! Gemelde wijziging (de wet), te herzien door city, ocmw: Een nieuw decreet." in agreement.shown(ocmw)
    assert agreement.say("close-review", ocmw, ocmw.dpo, "--text", "Geen gevolg.").code == 0
    assert "te herzien door city: Een nieuw decreet." in agreement.shown(city)
    twice = agreement.say("close-review", ocmw, ocmw.dpo, "--text", "Geen gevolg.")
    assert (twice.code, "change_not_told" in twice.err) == (2, True)
    assert agreement.say("reference-dpia", city, city.dpo, "--ref", "GEB 2026/1").code == 0
    assert "! Effectbeoordeling van city: GEB 2026/1" in agreement.shown(ocmw)
    for words, code in (
        (("give-notice", "--text", "Opgezegd."), "no_notice_term"),
        (("agreement-ended",), "other_agreement"),
        (("decide", "--ref", "VTC/1"), "other_kind"),
        (("meet-condition", "--condition", "plan", "--ref", "het plan"), "no_such_condition"),
    ):
        refused = agreement.say(words[0], city, city.board, *words[1:])
        assert (refused.code, code in refused.err) == (2, True), refused
    assert agreement.in_force() == (True, True)
    assert agreement.say("end", ocmw, ocmw.board, "--text", "Wij stoppen.", "--on", "2026-03-01").code == 0
    assert agreement.in_force() == (False, False)


@pytest.mark.req("K17")
def test_a_pair_records_its_agreement_at_the_console(administrator: Administrator) -> None:
    """Both the same, then it counts; ended by one, told to the other."""
    ocmw, office = side(administrator, "ocmw"), side(administrator, "reception_office")

    def says(verb: str, at: Side, *words: str) -> Answer:
        answer = administrator.types(
            "standing", verb, "--organisation", at.number, *words, "--as", at.board, "--fictitious"
        )
        work_through()
        return answer

    terms = ("--ocmw", ocmw.number, "--office", office.number, "--from", "2026-01-01", "--ref", "besluit 7")
    held = (*terms, "--steering", "reception_office", "--sanction", "ocmw")
    assert "geldt niet" in says("agree", ocmw, *held).out
    assert "door beide vastgelegd" in says("agree", office, *held).out
    other = says("agree", office, *terms, "--steering", "ocmw", "--sanction", "vdab")
    assert (other.code, "agreement_overlaps" in other.err) == (2, True)
    assert says("end-agreement", office, "--other", ocmw.number, "--last-day", "2026-06-30").code == 0
    shown = administrator.does("standing", "agreements", "--organisation", ocmw.number, "--other", office.number).out
    assert "01/01/2026 tot en met 30/06/2026: regie onthaalbureau, sanctiebevoegdheid OCMW (besluit 7)" in shown
