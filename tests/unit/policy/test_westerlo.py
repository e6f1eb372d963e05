"""The referral: a model that Opgroeien regie signs with one OCMW after another, and the pair with Westerlo that comes from it."""

import subprocess
import sys
from datetime import date
from functools import lru_cache

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.errors import Fault
from kring.policy.accession import Named, accede, open_places
from kring.policy.cases import differences, run_case
from kring.policy.check_elements import COMPATIBILITY_PARTS
from kring.policy.compile import check
from kring.policy.decide import Request, decide
from kring.policy.difference_terms import keeping
from kring.policy.document import Document, digest, read
from kring.policy.rules import Policy
from kring.policy.standing import Standing, refusals
from kring.policy.standing_file import read_standing, standing_of

from .samples import ROOT, compiled

MODEL = ROOT / "instruments" / "referral-model"
WESTERLO = ROOT / "instruments" / "westerlo"
PAIR = {"opgroeien": Named("Opgroeien regie", "0000000790"), "ocmw": Named("OCMW Westerlo", "0000000889")}
FIVE = {"person.first_name", "person.last_name", "contact.address", "contact.telephone", "contact.email"}
SIGNED = Standing(signed=date(2025, 12, 11), advised=date(2025, 11, 19), published=date(2025, 12, 15))
DAY = date(2026, 3, 2)


@lru_cache(maxsize=1)
def model() -> Document:
    return read((MODEL / "document.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def westerlo() -> Document:
    return read((WESTERLO / "document.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def policy() -> Policy:
    return compiled((WESTERLO / "document.toml").read_text("utf-8"))


@pytest.mark.req("R1", "R2", "R3", "R8", "E13")
@pytest.mark.parametrize("number", range(len(westerlo().case)), ids=lambda number: westerlo().case[number].nl[:60])
def test_each_sentence_is_true(number: int) -> None:
    """The sentences of the pair's own text, one by one."""
    case = westerlo().case[number]
    assert differences(case, run_case(case, policy())) == ()


@pytest.mark.req("P1", "P3", "P4")
def test_the_pair_has_one_warning_only() -> None:
    """That its end hangs on another agreement; nothing else is wrong or doubtful."""
    assert [one.code for one in check(westerlo(), VOCABULARY, DAY)] == ["duration_open_ended"]
    analysis = westerlo().compatibility
    assert analysis is not None
    assert all(getattr(analysis, part) for part in COMPATIBILITY_PARTS)


@pytest.mark.req("R1", "E13")
def test_five_items_leave_and_no_others() -> None:
    """Name, first name, address, telephone, e-mail; a national number in no direction."""
    carried = {key: set(rule.items) for key, rule in policy().disclosures.items()}
    assert carried.pop("referral") == FIVE
    assert carried.pop("correction") == carried.pop("corrected") == FIVE
    assert set(carried) == {"offer", "take_up", "withdrawal", "withdrawal_told"}
    assert not any(carried.values())


@pytest.mark.req("R8")
def test_nothing_tells_what_became_of_a_referral() -> None:
    """No disclosure lists it, and who answers a taking up is a machine: no person at Opgroeien regie reads the question."""
    assert all("referral.status" not in rule.items for rule in policy().disclosures.values())
    assert policy().disclosures["take_up"].reader_roles == ("answering_job",)


@pytest.mark.req("R2")
def test_whoever_sends_and_whoever_reads_is_bound_by_secrecy() -> None:
    """The reader's is asked where the reader sends: at the taking up; each evaluates its own."""
    gates = {key: [(one.name, dict(one.args)) for one in rule.gates] for key, rule in policy().disclosures.items()}
    for key in ("offer", "take_up", "referral"):
        assert ("bound_by_secrecy", {"who": "sender"}) in gates[key]
    assert policy().disclosures["referral"].in_reply_to == "take_up"


@pytest.mark.req("E2", "R2")
def test_the_other_side_never_reads_that_somebody_did_not_consent() -> None:
    """Reasons that rest on what Opgroeien regie knows of the person stay there."""
    facts = {
        "went_before": [],
        "bound_by_secrecy": {"sender": True},
        "lives_in_area": [],
        "informed": [],
        "consent": [],
    }
    request = Request("referral", "answering_job", tuple(FIVE))
    refused = decide(policy(), SIGNED, request, facts, start_of(DAY))
    assert {one.code for one in refused.reasons} == {
        "nothing_went_before",
        "lives_elsewhere",
        "not_informed",
        "no_consent",
    }
    assert {one.audience for one in refused.reasons} == {"discloser"}


@pytest.mark.req("E15", "R4")
def test_received_data_go_on_to_a_partner_with_consent_and_need_only() -> None:
    """To the partners of the broad intake and nobody else, under a consent of its own."""
    onward = {key: rule.onward for key, rule in policy().disclosures.items() if rule.onward}
    assert set(onward) == {"referral"}
    (to,) = onward["referral"]
    assert to.to == "gbo_partner"
    assert [(one.name, dict(one.args)) for one in to.gates] == [("consent", {"text": "gbo-2024"}), ("needed", {})]


@pytest.mark.req("R5", "E7")
def test_how_long_the_centre_keeps_what_it_received() -> None:
    """Until it is clear whether help is wanted, six months at most; with a file ten years after it closes."""
    first, file = policy().retentions["first_contact"], policy().retentions["client_file"]
    received = date(2026, 3, 3)
    assert first.events == ("help_wanted", "help_declined", "referral_withdrawn")
    assert first.due(received) == date(2026, 9, 3)
    assert first.due(received, date(2026, 3, 20)) == date(2026, 3, 20)
    assert first.then == {
        "help_wanted": "client_file",
        "help_declined": "erase",
        "referral_withdrawn": "erase",
        "rest": "erase",
    }
    assert file.due(received, date(2030, 5, 31)) == date(2040, 5, 31)
    assert file.due(received) == date(2076, 3, 3)


@pytest.mark.req("P8", "E7")
def test_another_term_for_the_file_is_seen_when_texts_are_compared() -> None:
    """The file's rule is reached only through that of the first contact."""
    text = (WESTERLO / "document.toml").read_text("utf-8")
    (row,) = keeping(policy(), compiled(text.replace('keep = "P10Y"', 'keep = "P20Y"', 1)))
    assert (row.how, row.items) == ("longer", frozenset(FIVE))


@pytest.mark.req("P7")
def test_it_ends_with_the_cooperation_or_by_six_months_notice() -> None:
    """No last day of its own."""
    assert policy().ends is None
    assert policy().end_of == "de samenwerkingsovereenkomst tussen Opgroeien regie en het OCMW"
    assert policy().notice is not None
    assert (policy().notice.months, policy().notice.days) == (6, 0)  # type: ignore[union-attr]  # said on the line before


def test_each_addition_says_why() -> None:
    """What the text of 2024 does not say is marked; the marks themselves are held by compile."""
    text = (MODEL / "document.toml").read_text("utf-8")
    assert text.count("added = true\n") >= 15
    assert not any(one.code == "addition_without_why" for one in check(model(), VOCABULARY))


@pytest.mark.req("P4", "P6", "P7")
def test_the_standing_beside_the_pair() -> None:
    """Fictitious; advice before signature before publication, and in force on its first day."""
    file = read_standing((WESTERLO / "standing.toml").read_text("utf-8"))
    assert file.all_fictitious
    standing = standing_of(file, westerlo())
    assert refusals(standing, date(2026, 1, 1)) == ()
    assert [one.element for one in refusals(standing, date(2025, 12, 14))] == ["standing.published"]


# ---- the model and its pairs


@pytest.mark.req("P17")
def test_a_model_is_recognised() -> None:
    """Its places are open; those of the pair are taken."""
    assert open_places(model()) == ("opgroeien", "ocmw")
    assert open_places(westerlo()) == ()
    assert {one.code for one in check(model(), VOCABULARY)} == {"party_is_class", "duration_open_ended"}


@pytest.mark.req("P17")
def test_the_text_of_westerlo_is_what_both_sides_make_of_the_model() -> None:
    """Each accedes by itself, writes the numbers as it is used to, and finds the same mark: that of the file."""
    here = accede(model(), PAIR)
    there = accede(
        read((MODEL / "document.toml").read_text("utf-8")),
        {"ocmw": Named(" OCMW  Westerlo ", "0000.000.889"), "opgroeien": Named("Opgroeien regie", "BE 0000.000.790")},
    )
    assert digest(here) == digest(there) == digest(westerlo())
    assert westerlo().model == digest(model())
    assert westerlo().id == "referral.0000000790.0000000889"


@pytest.mark.req("P17")
def test_another_centre_has_a_text_of_its_own() -> None:
    """The same permission between other parties, under another mark."""
    other = accede(model(), {**PAIR, "ocmw": Named("OCMW Elders", "0000000988")})
    assert digest(other) != digest(westerlo())
    assert other.model == westerlo().model
    assert [one.code for one in check(other, VOCABULARY)] == ["duration_open_ended"]


@pytest.mark.req("P17")
@pytest.mark.parametrize(
    ("named", "code", "says"),
    [
        (
            {**PAIR, "ocmw": Named("OCMW Westerlo", "0000000888")},
            "number_wrong",
            "Het ondernemingsnummer van OCMW Westerlo klopt niet. De controlecijfers van het ondernemingsnummer kloppen niet.",
        ),
        ({"opgroeien": PAIR["opgroeien"]}, "place_open", "Zeg welke organisatie “ocmw” is."),
        ({**PAIR, "city": Named("Stad", "0000000097")}, "no_such_place", "“city” is geen open plaats in dit model."),
        ({**PAIR, "ocmw": Named("  ", "0000000889")}, "name_missing", "Zeg hoe de organisatie “ocmw” heet."),
        (
            {**PAIR, "ocmw": PAIR["opgroeien"]},
            "same_twice",
            "Dezelfde organisatie kan geen twee plaatsen in één tekst innemen.",
        ),
    ],
)
def test_a_wrong_number_or_place_is_refused_in_words(named: dict[str, Named], code: str, says: str) -> None:
    """In a sentence that says which and what, in Dutch and in English."""
    with pytest.raises(Fault) as broken:
        accede(model(), named)
    assert broken.value.code == code
    assert broken.value.message == says
    assert broken.value.told_in("en") != says


def test_nobody_accedes_to_a_text_between_named_parties() -> None:
    """It is no model."""
    with pytest.raises(Fault) as broken:
        accede(westerlo(), PAIR)
    assert broken.value.code == "no_model"


def test_the_files_of_all_pairs_are_as_written() -> None:
    """Nobody edits a pair's text by hand: the tool finds the difference."""
    done = subprocess.run(
        [sys.executable, "tools/accede.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", sorted([*MODEL.glob("*.toml"), *WESTERLO.glob("*.toml")]), ids=lambda path: path.name)
def test_no_mailbox_and_no_real_number(path: object) -> None:
    """Offices, and numbers of nobody."""
    text = path.read_text("utf-8")  # type: ignore[attr-defined]  # a path
    assert "@" not in text
    assert "0886886638" not in text
    assert "0212181956" not in text
