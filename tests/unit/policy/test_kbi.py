"""The adopted authorisation on the KBI, and toeleiding: what they compile to, and that each limit is shown by sentences."""

import re
from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.registry import Entry
from kring.policy.accession import Named, accede, open_places
from kring.policy.cases import differences, run_case
from kring.policy.compile import check
from kring.policy.decide import Request, decide
from kring.policy.document import Document, read
from kring.policy.minimise import minimise
from kring.policy.rules import Policy
from kring.policy.shapes import Case, Disclosure
from kring.policy.standing import Standing
from kring.policy.standing_file import read_standing, standing_of

from .samples import ROOT, compiled

KBI = ROOT / "instruments" / "kbi"
TOELEIDING = ROOT / "instruments" / "toeleiding"
DECIDED = Standing(decided=date(2025, 12, 10))
ON = date(2026, 3, 2)
ANSWERABLE = {"enrolled": True, "notice_given": ["kbi-2026"]}


@lru_cache
def document(name: str = "kbi") -> Document:
    """The adopted text."""
    return read((ROOT / "instruments" / name / "document.toml").read_text("utf-8"))


@lru_cache
def policy(name: str = "kbi") -> Policy:
    """What it compiles to."""
    return compiled((ROOT / "instruments" / name / "document.toml").read_text("utf-8"))


def dossier() -> Disclosure:
    """The answer with the seventeen clusters."""
    return next(one for one in document().disclosure if one.key == "dossier")


CASES: list[tuple[str, Case]] = [(name, case) for name in ("kbi", "toeleiding") for case in document(name).case]


@pytest.mark.req("K1", "K5", "K6")
@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda one: one.nl[:70] if isinstance(one, Case) else one)
def test_each_case_is_true(name: str, case: Case) -> None:
    """The sentences beside the text, one by one."""
    assert differences(case, run_case(case, policy(name))) == ()


@pytest.mark.req("P1", "P16")
@pytest.mark.parametrize(
    ("name", "warnings"),
    [("kbi", {"party_is_class": 2}), ("toeleiding", {"party_is_class": 2, "item_to_confirm": 7})],
)
def test_only_warnings_that_are_explained(name: str, warnings: dict[str, int]) -> None:
    """Models, so parties are classes; and fields of a deliberation whose text was not read. Nothing else is found."""
    found = check(document(name), VOCABULARY, ON)
    assert Counter(one.code for one in found) == warnings
    assert {one.severity for one in found} == {"warning"}


@pytest.mark.req("K5")
def test_seventeen_clusters_each_shown_on_both_sides_of_its_limit() -> None:
    """Of each cluster one sentence in which something leaves, and one in which something stays that was there."""
    assert {group.cluster for group in dossier().item or ()} == {None, *range(1, 18)}
    for cluster in range(1, 18):
        told = [case for case in document().case if case.nl.startswith(f"{cluster}. ")]
        sizes = [(len(case.expect.rows or ()), len(case.entries), case) for case in told]
        assert any(left for left, _, _ in sizes), cluster
        assert any(_stays(case) for _, _, case in sizes), cluster
        assert len(told) >= 2, cluster


def _stays(case: Case) -> bool:
    """Whether some value that was there and was asked did not leave."""
    there = sum(name in (case.asked or ()) for entry in case.entries for name in entry.values)
    return there > sum(len(row) for row in case.expect.rows or ())


@pytest.mark.req("K5")
def test_every_item_of_the_vocabulary_has_its_cluster() -> None:
    """Nothing of a dossier is left without a limit, and nothing else travels: infringements are not there."""
    listed = [name for group in dossier().item or () for name in group.names]
    words = {name for name in VOCABULARY.items if name.startswith("integration.")}
    assert sorted(listed) == sorted(words)
    assert not [name for name in listed if "infringement" in name]


@pytest.mark.req("K15")
def test_each_cluster_says_which_purposes_it_serves_and_why() -> None:
    """Staff contacts, conversations, languages and advice serve guidance alone; who may sanction and attendance the other."""
    assert all(group.purpose for group in dossier().item or ())
    purposes = {name: set(group.purpose) for group in dossier().item or () for name in group.names}
    both, guidance, work = {"guidance", "willingness_to_work"}, {"guidance"}, {"willingness_to_work"}
    assert {cluster: _purposes_of(cluster) for cluster in range(1, 18)} == {
        1: both, 2: guidance, 3: both, 4: both, 5: both, 6: both, 7: guidance, 8: guidance, 9: guidance, 10: both,
        11: guidance, 12: work, 13: both, 14: both, 15: both, 16: guidance, 17: guidance,
    }  # fmt: skip
    assert purposes["integration.attendance"] == purposes["integration.required_attendance"] == work


def _purposes_of(cluster: int) -> set[str]:
    groups = [group for group in dossier().item or () if group.cluster == cluster]
    said = next(one.text.nl for one in document().clause if one.text.nl.startswith(f"{cluster}. "))
    served = {group.purpose for group in groups}
    assert all(_WORDS[purposes[0]] in said if len(purposes) == 1 else "beide doeleinden" in said for purposes in served)
    return {one for group in groups for one in group.purpose}


_WORDS = {"guidance": "begeleiding", "willingness_to_work": "werkbereidheid"}


@pytest.mark.req("K13")
def test_contact_data_of_staff_serve_cooperation_alone() -> None:
    """Of cluster 1, 11 and 17, and of an establishment; never to enforce."""
    staff = [
        (group, name)
        for one in document().disclosure
        for group in one.item or ()
        for name in group.names
        if "contact" in name or name.endswith("_staff")
    ]
    assert len(staff) == 10
    for group, name in staff:
        purposes = group.purpose or next(one.purpose for one in document().disclosure if group in (one.item or ()))
        assert purposes == ("guidance",), name


@pytest.mark.req("K1", "E3")
def test_the_question_holds_a_number_and_nothing_else() -> None:
    """By INSZ only; an establishment is asked for without any person."""
    assert set(policy().disclosures["question"].items) == {"person.ssin"}
    assert set(policy().disclosures["establishment_question"].items) == {
        "establishment.postcode",
        "establishment.enterprise_number",
        "establishment.number",
    }
    assert {one.by for one in document().disclosure if one.key.endswith("question")} == {"ask"}


@pytest.mark.req("K2")
def test_a_change_notice_holds_nothing() -> None:
    """That something changed and never what; only for who is entitled with 2 or 3 on the day itself."""
    changed = policy().disclosures["changed"]
    assert changed.items == {}
    assert changed.follows == "dossier"
    (gate,) = changed.gates
    assert (gate.name, gate.args) == ("entitled", {"capacity": frozenset({2, 3}), "over": "today"})
    request = Request("changed", "kbi_change_job", (), "guidance")
    assert decide(policy(), DECIDED, request, {"entitled": True}, start_of(ON)).permitted
    refused = decide(policy(), DECIDED, request, {"entitled": False}, start_of(ON))
    assert [one.text["nl"] for one in refused.reasons] == ["Er zijn geen gegevens beschikbaar."]


@pytest.mark.req("K10")
def test_all_free_text_has_guidance_and_a_limit_that_holds() -> None:
    """Ten kinds of free text; each stays where it is one character too long."""
    rule = policy().disclosures["dossier"]
    limited = {name: item.max_length for name, item in rule.items.items() if item.max_length is not None}
    assert limited.keys() == {name for name in rule.items if VOCABULARY.items[name].free_text}
    assert len(limited) == 10
    for group in dossier().item or ():
        if group.free_text is not None:
            assert group.free_text.guidance is not None
            assert all(
                word in group.free_text.guidance for word in ("gezondheid", "geloof", "afkomst", "gerecht", "derden")
            )
    case = next(case for case in document().case if case.nl.startswith("17. Een gesprek dat als relevant"))
    for length, leaves in ((1500, True), (1501, False)):
        entry = case.entries[0]
        longer = Entry({**entry.values, "integration.conversation": "x" * length}, entry.record, entry.facts)
        rows = minimise(policy(), rule, case.asked or (), [longer], context=_context())
        assert ("integration.conversation" in rows[0]) is leaves


def _context() -> Any:
    from kring.core.vocabulary import Context  # noqa: PLC0415

    return Context(start_of(ON), ON, ON)


@pytest.mark.req("K11", "E7")
def test_only_the_attestation_is_kept_in_the_end() -> None:
    """Until the activation duty is judged or the attestation came; five years after receipt everything is gone."""
    kept = policy().retentions["activation"]
    assert kept.events == ("activation_judged", "attestation_received")
    assert kept.then == {"keep": ("integration.attestation_kind", "integration.attestation_on"), "rest": "erase"}
    assert kept.due(date(2026, 3, 2)) == date(2031, 3, 2)
    assert kept.due(date(2026, 3, 2), date(2026, 9, 1)) == date(2026, 9, 1)
    assert policy().retentions["question"].due(date(2026, 3, 2), date(2026, 3, 2)) == date(2026, 3, 2)


@pytest.mark.req("E15")
def test_what_was_received_goes_no_further() -> None:
    """To nobody outside the OCMW."""
    assert all(rule.onward == () for rule in policy().disclosures.values())
    third = document().third_parties
    assert third is not None
    assert third.parties == ()


@pytest.mark.req("P10")
def test_the_conditions_of_the_authority_are_tracked() -> None:
    """Owner, day and evidence of each of the five; and that the fields of toeleiding are confirmed."""
    assert {(one.key, one.of, one.due) for one in policy().undertakings} == {
        ("security_measures", "kbi", date(2026, 3, 31)),
        ("security_plan", "kbi", date(2026, 4, 30)),
        ("consultants", "kbi", date(2026, 3, 31)),
        ("notice", "ocmw", None),
        ("retention_measures", "ocmw", date(2026, 1, 31)),
    }
    assert all(one.evidence for one in (*document().condition, *document("toeleiding").condition))


@pytest.mark.req("P17", "K16")
@pytest.mark.parametrize("name", ["kbi", "toeleiding"])
def test_a_pair_accedes(name: str) -> None:
    """An office and an OCMW take the places; both must lie in the Flemish Region; the text between them has no class left open."""
    model = document(name)
    assert len(open_places(model)) == 2
    assert {party.region for party in model.party} == {"flanders"}
    named = {
        place: Named(f"organisation {place}", number)
        for place, number in zip(open_places(model), ("0000000097", "0000000196"), strict=True)
    }
    pair = accede(model, named)
    assert open_places(pair) == ()
    assert pair.id == f"{model.id}.0000000097.0000000196"
    assert "party_is_class" not in {one.code for one in check(pair, VOCABULARY, ON)}


@pytest.mark.parametrize("name", ["kbi", "toeleiding"])
def test_in_force_once_every_party_recorded_the_decision(name: str) -> None:
    """All fictitious; the last of the two on 10 December 2025."""
    file = read_standing((ROOT / "instruments" / name / "standing.toml").read_text("utf-8"))
    assert file.all_fictitious
    assert standing_of(file, document(name)).decided == date(2025, 12, 10)


@pytest.mark.req("P2")
def test_what_the_authorisation_does_not_name_is_marked_as_added() -> None:
    """The items that the transcription of 2012 does not have, and no others; each place cited is a paragraph of the source."""
    source = read((ROOT / "instruments" / "sources" / "vtc-2012" / "document.toml").read_text("utf-8"))
    listed = {
        doc.version: {name for one in doc.disclosure for group in one.item or () for name in group.names}
        for doc in (source, document())
    }
    added = {name for one in document().disclosure for group in one.item or () if group.added for name in group.names}
    assert added == listed[2] - listed[1]
    assert listed[1] <= listed[2]
    for place in re.findall(r'^place = "([^"]*)"', (KBI / "document.toml").read_text("utf-8"), re.MULTILINE):
        assert all(1 <= int(number) <= 102 for number in re.findall(r"\d+", place)), place


@pytest.mark.req("K3")
def test_toeleiding_goes_the_other_way_and_every_field_is_to_be_confirmed() -> None:
    """From the OCMW to the office, on the deliberation of 2010, with its own text and nothing on aid."""
    doc = document("toeleiding")
    (only,) = doc.disclosure
    assert (only.from_, only.to, doc.kind) == ("ocmw", "office", "deliberation")
    assert doc.issued is not None
    assert (doc.issued.on, doc.issued.reference) == (date(2010, 5, 4), "beraadslaging nr. 10/029 (SCSZ/10/056)")
    assert all(group.to_confirm for group in only.item or ())
    assert policy("toeleiding").disclosures["toeleiding"].items["toeleiding.comment"].max_length == 300


@pytest.mark.req("E2")
def test_what_the_other_side_reads_of_a_refusal() -> None:
    """Of somebody not enrolled the OCMW reads what it reads of anybody unknown; that the office gave no notice it does not read."""
    request = Request("dossier", "kbi_answer_job", ("integration.known",), "guidance")
    not_enrolled = decide(policy(), DECIDED, request, {**ANSWERABLE, "enrolled": False}, start_of(ON))
    no_notice = decide(policy(), DECIDED, request, {**ANSWERABLE, "notice_given": []}, start_of(ON))
    assert [(one.code, one.audience) for one in not_enrolled.reasons] == [("no_data_available", "both")]
    assert [(one.code, one.audience) for one in no_notice.reasons] == [("notice_not_given", "discloser")]
