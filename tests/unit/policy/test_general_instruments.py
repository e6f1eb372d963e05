"""The instruments that need no partner's signature: forwarding, order, request of the person, vital interest, internal decision."""

from functools import lru_cache
from typing import Any

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.errors import Fault
from kring.core.vocabulary import Context, Missing
from kring.policy.accession import Named, accede, open_places
from kring.policy.cases import differences, run_case
from kring.policy.check_clauses import GUARANTEES
from kring.policy.compile import check
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Request
from kring.policy.difference import permissions
from kring.policy.document import Document, digest, read
from kring.policy.kinds import kinds, laws
from kring.policy.reference import permitted_items
from kring.policy.rules import Policy
from kring.policy.standing import Standing

from .samples import ROOT, ROUND, compiled

GENERAL = {
    "forwarding": ("statutory_duty", ("first", "competent")),
    "order": ("order", ("ocmw",)),
    "data-subject-request": ("data_subject_request", ("ocmw",)),
    "vital-interest": ("vital_interest", ("ocmw",)),
    "internal-decision": ("internal_decision", ("ocmw",)),
}
CENTRES = (Named("OCMW Hier", "0000000889"), Named("OCMW Ginder", "0000000988"))


@lru_cache
def document(name: str) -> Document:
    return read((ROOT / "instruments" / name / "document.toml").read_text("utf-8"))


@lru_cache
def policy(name: str) -> Policy:
    made = compile_document(document(name), VOCABULARY)
    assert isinstance(made, Policy)
    return made


CASES = [(name, number) for name in GENERAL for number in range(len(document(name).case))]


@pytest.mark.req("P16", "A5", "V4", "V7", "V15", "E3")
@pytest.mark.parametrize(("name", "number"), CASES, ids=str)
def test_each_sentence_is_true(name: str, number: int) -> None:
    """The sentences of each document, one by one; the slow evaluator agrees on what may go."""
    case = document(name).case[number]
    outcome = run_case(case, policy(name))
    assert differences(case, outcome) == ()
    rule = policy(name).disclosures[case.disclosure]
    request = Request(
        case.disclosure,
        case.role or rule.sender_roles[0],
        tuple(rule.items) if case.asked is None else case.asked,
        case.purpose or rule.purposes[0],
    )
    done: dict[str, Any] = dict.fromkeys(("signed", "advised", "published"), ROUND.replace(year=2025))
    standing = Standing(**{**done, **case.standing})
    at = start_of(case.at or ROUND)
    assert permitted_items(document(name), VOCABULARY, standing, request, case.facts, at=at) == set(
        outcome.decision.items
    )


@pytest.mark.req("P1", "P2", "P16")
@pytest.mark.parametrize("name", GENERAL)
def test_nothing_is_wrong_or_doubtful(name: str) -> None:
    """Of the right kind, complete for it, each clause a rule and each rule a clause; no warning either."""
    assert document(name).kind == GENERAL[name][0]
    assert check(document(name), VOCABULARY, ROUND) == ()


@pytest.mark.parametrize("name", GENERAL)
def test_each_gate_is_shown_closed_and_each_disclosure_open(name: str) -> None:
    """A gate that no sentence shows closed is one that nobody read."""
    shown = {code for case in document(name).case for code in case.expect.reasons or ()}
    for key, rule in policy(name).disclosures.items():
        opened = [one.expect for one in document(name).case if one.disclosure == key and one.expect.permitted]
        assert opened, key
        assert {gate.code for gate in rule.gates} <= shown, key


@pytest.mark.req("E2")
@pytest.mark.parametrize("name", GENERAL)
def test_no_reason_on_the_person_is_read_outside(name: str) -> None:
    """All these gates rest on what the centre itself knows: the other side reads none of their reasons."""
    gates = [gate for rule in policy(name).disclosures.values() for gate in rule.gates]
    assert gates
    assert {gate.audience for gate in gates} == {"discloser"}
    assert all(gate.refusal["nl"].endswith(".") and gate.refusal["en"].endswith(".") for gate in gates)


@pytest.mark.parametrize("name", GENERAL)
def test_laws_are_cited_and_marked(name: str) -> None:
    """Every purpose rests on laws for both sides, each of which says what of it was read and what waits for a lawyer."""
    for purpose in document(name).purpose:
        assert purpose.basis.collection
        assert purpose.basis.disclosure
    cited = {key for one in document(name).purpose for key in (*one.basis.collection, *one.basis.disclosure)}
    unmarked = {key for key in cited if not laws()[key].mark}
    assert unmarked == set()


@pytest.mark.parametrize("name", GENERAL)
def test_no_mailbox_is_named(name: str) -> None:
    """Offices and roles only."""
    text = (ROOT / "instruments" / name / "document.toml").read_text("utf-8")
    assert "@" not in text


def test_the_guarantees_they_lean_on_exist() -> None:
    """A clause may rest on what the house always does; the names are a closed list."""
    leaned = {
        name
        for one in GENERAL
        for clause in (*document(one).measure, *document(one).clause)
        for name in clause.enforced_by
    } & GUARANTEES
    assert leaned >= {"log", "envelope", "restriction", "second_factor", "standing"}


# ---- each is a model that a centre takes by naming itself


@pytest.mark.req("P16", "P17")
@pytest.mark.parametrize("name", GENERAL)
def test_a_centre_takes_its_copy_by_naming_itself(name: str) -> None:
    """Persons, authorities and emergency services are no open places; the copy compiles and says the same."""
    places = GENERAL[name][1]
    assert open_places(document(name)) == places
    named = dict(zip(places, CENTRES, strict=False))
    copy = accede(document(name), named)
    again = accede(
        read((ROOT / "instruments" / name / "document.toml").read_text("utf-8")), dict(reversed(named.items()))
    )
    assert digest(copy) == digest(again) != digest(document(name))
    made = compile_document(copy, VOCABULARY)
    assert isinstance(made, Policy)
    assert made.disclosures == policy(name).disclosures
    assert open_places(copy) == ()
    assert all(differences(case, run_case(case, made)) == () for case in copy.case)


@pytest.mark.req("A5")
def test_a_centre_does_not_forward_to_itself() -> None:
    """Two places, two organisations."""
    with pytest.raises(Fault) as broken:
        accede(document("forwarding"), {"first": CENTRES[0], "competent": CENTRES[0]})
    assert broken.value.code == "same_twice"


@pytest.mark.req("P8")
def test_two_centres_are_two_when_texts_are_compared() -> None:
    """An item that the first centre may no longer correct is seen, though the other may still report it."""
    text = (ROOT / "instruments" / "forwarding" / "document.toml").read_text("utf-8")
    head, found, tail = text.partition('key = "correction"')
    assert found
    fewer = compiled(head + found + tail.replace('"contact.email", ', "", 1))
    rows = permissions(policy("forwarding"), fewer).rows
    assert {one.kind for one in rows} <= {"gone", "narrower"}
    assert {item for one in rows for item in one.items} == {"contact.email"}
    assert {(one.discloser, one.recipient) for one in rows} == {("class:ocmw:first", "class:ocmw:competent")}


def test_an_internal_decision_stays_inside() -> None:
    """From the centre to itself, between two services."""
    (rule,) = policy("internal-decision").disclosures.values()
    assert rule.discloser == rule.recipient == "ocmw"
    assert set(rule.sender_roles).isdisjoint(rule.reader_roles)


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("forwarding", ()),
        ("order", ()),
        ("data-subject-request", ()),
        ("vital-interest", ()),
        ("internal-decision", ("advised", "signed")),
    ],
)
def test_which_statements_put_it_in_force(name: str, needs: tuple[str, ...]) -> None:
    """Taking the own copy suffices, save for a decision: that is advised on and signed."""
    assert policy(name).needs == needs == kinds()[document(name).kind].needs


# ---- the gates themselves


@pytest.mark.parametrize(
    ("gate", "args", "opens", "closed"),
    [
        ("informed", {"text": "a"}, {"informed": frozenset({"a"})}, {"informed": frozenset({"b"})}),
        ("consent", {"text": "a"}, {"consent": frozenset({"a"})}, {"consent": frozenset()}),
        (
            "lives_in_area",
            {"of": "recipient"},
            {"lives_in_area": frozenset({"recipient"})},
            {"lives_in_area": frozenset({"discloser"})},
        ),
        ("needed", {}, {"needed": True}, {"needed": False}),
        (
            "went_before",
            {"disclosure": "list"},
            {"went_before": frozenset({"list"})},
            {"went_before": frozenset({"mark"})},
        ),
        ("not_competent", {}, {"not_competent": True}, {"not_competent": False}),
        (
            "letter_with_reasons",
            {"to": "applicant"},
            {"letters_with_reasons": frozenset({"applicant"})},
            {"letters_with_reasons": frozenset({"centre"})},
        ),
        ("identity_verified", {}, {"identity_verified": True}, {"identity_verified": False}),
        (
            "person_or_representative",
            {},
            {"recipient_is": "representative"},
            {"recipient_is": "unchecked_representative"},
        ),
        (
            "right_asked",
            {"right": "access"},
            {"rights_asked": frozenset({"access"})},
            {"rights_asked": frozenset({"erasure"})},
        ),
        ("on_consent_or_contract", {}, {"on_consent_or_contract": True}, {"on_consent_or_contract": False}),
        ("recipient_chosen", {}, {"recipient_chosen": True}, {"recipient_chosen": False}),
        ("mandate_checked", {}, {"mandate_checked": True}, {"mandate_checked": False}),
        ("secrecy_weighed", {}, {"secrecy_weighed": True}, {"secrecy_weighed": False}),
        ("handing_over_decided", {}, {"handing_over_decided": True}, {"handing_over_decided": False}),
        ("not_secret", {}, {"secret": False}, {"secret": True}),
        ("life_in_danger", {}, {"life_in_danger": True}, {"life_in_danger": False}),
    ],
)
def test_each_gate_opens_closes_and_asks(
    gate: str, args: dict[str, object], opens: dict[str, object], closed: dict[str, object]
) -> None:
    """Open, closed, and with a fact that nobody gave: that one is asked for, and nothing is guessed."""
    declared = VOCABULARY.gates[gate]
    context = Context(start_of(ROUND), ROUND, ROUND)
    assert declared.judge(args, opens, context) is True
    assert declared.judge(args, closed, context) is False
    assert declared.judge(args, {}, context) == Missing(declared.facts[0])
    assert declared.audience(args) == "discloser"
    assert declared.says["nl"]
    assert declared.says["en"]


def test_every_right_of_the_law_can_be_asked() -> None:
    """Access, rectification, erasure, restriction, objection, portability, transfer."""
    (argument,) = VOCABULARY.gates["right_asked"].args
    assert set(argument.choices) == {
        "access", "rectification", "erasure", "restriction", "objection", "portability", "transfer",
    }  # fmt: skip
