"""The words of civic integration: each condition on both sides of its border, and with the fact missing."""

from datetime import date

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import start_of
from kring.core.readers import NotReadable, read_day
from kring.core.vocabulary import Context, Facts, Missing
from kring.flows.inburgering.items import COURSES, PRIMARY, TRAJECTORIES
from kring.flows.inburgering.vocabulary import INTEGRATION, read_text

TODAY = date(2026, 3, 2)
CONTEXT = Context(start_of(TODAY), TODAY, TODAY)
KEPT_ONCE = {"integration", "toeleiding"}

CONDITIONS = [
    ("steered_by_office", "steered_by_office", True, False),
    ("used_with_office", "used_with_office", True, False),
    ("by_other_partner", "given_by", "vdab", "reception_office"),
    ("by_other_partner", "given_by", "house_of_dutch", "reception_office"),
    ("relevant_trajectory", "trajectory_type", "secondary", "housing"),
    ("primary_trajectory", "trajectory_type", "primary_obliged", "secondary"),
    ("primary_trajectory", "trajectory_type", "primary_entitled", "dutch_for_ocmw"),
    ("attestation_not_obtained", "attestation_status", "not_obtained", "open"),
    ("attestation_not_obtained", "attestation_status", "not_obtained", "obtained"),
    ("relevant_infringement_file", "relevant_infringement", True, False),
    ("granted_by_office", "granted_by_office", True, False),
    ("marked_relevant_for_ocmw", "marked_for_ocmw", True, False),
    ("entered_in_kbi", "entered_in_kbi", True, False),
]
ARGS = {"relevant_trajectory": {"types": frozenset({"primary_obliged", "secondary"})}}


@pytest.mark.req("K5")
@pytest.mark.parametrize(("name", "fact", "inside", "outside"), CONDITIONS)
def test_each_condition_on_both_sides_of_its_border(name: str, fact: str, inside: object, outside: object) -> None:
    """It holds here, does not hold there, and where nobody said it is missing: never guessed."""
    row = INTEGRATION.rows[name]

    def judged(raw: Facts) -> object:
        facts = {key: INTEGRATION.facts[key].read(value) for key, value in raw.items()}
        return row.judge(ARGS.get(name, {}), facts, CONTEXT)

    assert judged({fact: inside}) is True
    assert judged({fact: outside}) is False
    assert judged({}) == Missing(fact)
    assert row.facts == (fact,)


def test_every_condition_is_tried() -> None:
    """No condition without its two sides, and each says in both languages when it holds and when not."""
    assert {name for name, *_ in CONDITIONS} == INTEGRATION.rows.keys()
    for row in INTEGRATION.rows.values():
        assert row.says.keys() == row.refusal.keys() == {"nl", "en"}


def test_a_condition_about_an_entry_rests_on_facts_of_an_entry() -> None:
    """And one about the person on facts of the person: what ``decide`` and what ``minimise`` judges never mix."""
    for row in INTEGRATION.rows.values():
        assert {INTEGRATION.facts[name].about for name in row.facts} == {row.about}
        assert set(row.records) <= INTEGRATION.records.keys() | KEPT_ONCE


def test_what_a_pick_chooses_by_is_a_fact_of_an_entry() -> None:
    """Dates are read as days, keys as words."""
    for record in INTEGRATION.records.values():
        assert all(INTEGRATION.facts[name].read is read_day for name in record.dates)
        assert all(INTEGRATION.facts[name].read is read_text for name in record.keys)
        assert all(INTEGRATION.facts[name].about == "entry" for name in (*record.dates, *record.keys))


@pytest.mark.req("K5")
def test_an_infringement_is_no_item() -> None:
    """Whether a relevant file exists can be asked by a limit; no datum of it can stand in any document."""
    told = [f"{item.name} {item.text['nl']} {item.text['en']}" for item in INTEGRATION.items.values()]
    assert not [one for one in told if "infringement" in one or "inbreuk" in one]
    assert "relevant_infringement" in INTEGRATION.facts


def test_every_item_is_kept_somewhere() -> None:
    """In a declared record, or once per person; and every record has items."""
    assert {item.record for item in INTEGRATION.items.values()} - KEPT_ONCE == INTEGRATION.records.keys()


@pytest.mark.req("K10")
def test_free_text_and_what_may_tell_health() -> None:
    """Remarks, reasons and conversations are free text; reasons that are often illness are special."""
    free = {name for name, item in INTEGRATION.items.items() if item.free_text}
    assert {"integration.conversation", "integration.part_remarks", "toeleiding.comment"} <= free
    assert {name for name in INTEGRATION.items if name.endswith("_reason")} <= free
    special = {name for name, item in INTEGRATION.items.items() if item.category == "special"}
    assert special == {
        "integration.deferment_reason",
        "integration.exemption_reason",
        "integration.registration_postponement_reason",
        "integration.signing_postponement_reason",
    }


def test_words_of_a_closed_list_are_read_strictly() -> None:
    """A type of trajectory that nobody knows is refused, and so is an empty key."""
    for fact in ("trajectory_type", "given_by", "attestation_status"):
        with pytest.raises(NotReadable):
            INTEGRATION.facts[fact].read("anything")
        examples = INTEGRATION.facts[fact].examples
        assert examples is not None
        assert [INTEGRATION.facts[fact].read(one) for one in examples([], TODAY)]
    for raw in ("", None, 3):
        with pytest.raises(NotReadable):
            read_text(raw)


def test_types_of_trajectory_and_kinds_of_course() -> None:
    """Both primary types are types; the conclusion on a part is kept by type, so that a document can choose by it."""
    assert set(PRIMARY) < set(TRAJECTORIES)
    assert INTEGRATION.records["integration_conclusion"].kinds == TRAJECTORIES
    assert INTEGRATION.records["integration_attendance"].kinds == COURSES


@pytest.mark.req("K12")
@pytest.mark.parametrize(
    ("gate", "fact", "args"), [("notice_given", ["intake"], {"text": "intake"}), ("file_assigned", True, {})]
)
def test_gates_that_the_flow_needs_of_persons_and_clients(gate: str, fact: object, args: dict[str, object]) -> None:
    """They rest on the discloser's own facts, so the other side never reads their reason."""
    declared = VOCABULARY.gates[gate]
    read = VOCABULARY.facts[gate].read
    assert declared.judge(args, {gate: read(fact)}, CONTEXT) is True
    assert declared.judge(args, {gate: read([] if isinstance(fact, list) else False)}, CONTEXT) is False
    assert declared.judge(args, {}, CONTEXT) == Missing(gate)
    assert declared.audience(args) == "discloser"
