"""What puts each kind of instrument in force, on both copies: nothing more than its kind needs, from nobody else."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from kring.core.errors import Fault
from kring.instruments import actions
from tests.database.instruments.stage import CLOCK, DAY, Carrier, Stage, adopted
from tests.database.instruments.texts import made_over

DECIDED = date(2025, 7, 25)


def about(stage: Stage) -> dict[str, Any]:
    return {"digest": stage.digest, "clock": CLOCK, "fictitious": True}


def of_kind(kind: str) -> Stage:
    return adopted(partial(made_over, kind=kind))


@pytest.mark.req("P16")
@pytest.mark.parametrize("kind", ["statutory_duty", "order", "data_subject_request", "vital_interest"])
def test_what_needs_no_partner_is_in_force_on_the_own_copy(carrier: Carrier, kind: str) -> None:
    """A duty, an order, a request, an emergency: nobody signs, and a suspension stops it as any other."""
    stage = of_kind(kind)
    assert stage.in_force() == (True, True)
    assert stage.situation(stage.city).state == "adopted"
    with pytest.raises(Fault, match="other_kind"):
        actions.give_advice(by=stage.city.dpo, outcome="positive", text="Goed.", on=DAY, **about(stage))
    actions.suspend(by=stage.city.dpo, reason="Fout.", **about(stage))
    assert stage.in_force() == (False, True)


@pytest.mark.req("P10", "P16")
@pytest.mark.parametrize("kind", ["authorisation", "deliberation"])
def test_an_authority_s_decision_is_recorded_by_each_party(carrier: Carrier, kind: str) -> None:
    """The very decision that the text names, by both; nobody advises or signs; publication may follow."""
    stage = of_kind(kind)
    decide = partial(actions.record_decision, by=stage.city.board, **about(stage))
    with pytest.raises(Fault, match="other_decision"):
        decide(ref="VTC/32/2025", on=DAY)
    with pytest.raises(Fault, match="other_decision"):
        decide(ref="VTC/99/2025", on=DECIDED)
    with pytest.raises(Fault, match="ref_missing"):
        decide(ref=" ", on=DECIDED)
    with pytest.raises(Fault, match="other_kind"):
        actions.record_paper_signature(by=stage.city.board, offices="burgemeester", on=DAY, **about(stage))
    with pytest.raises(Fault, match="decision_missing"):
        actions.publish(by=stage.city.dpo, on=DAY, **about(stage))
    decide(ref="VTC/32/2025", on=DECIDED)
    carrier.hand_over()
    assert stage.in_force() == (False, False)
    waits = stage.situation(stage.city).awaited
    assert waits is not None
    assert (waits.kind, waits.of) == ("decision", {stage.ocmw.id})
    actions.record_decision(by=stage.ocmw.dpo, ref="VTC/32/2025", on=DECIDED, **about(stage))
    carrier.hand_over()
    assert stage.in_force() == (True, True)
    assert stage.situation(stage.city).standing.decided == DECIDED
    actions.publish(by=stage.city.dpo, on=DAY, **about(stage))
    assert stage.in_force() == (True, True)


@pytest.mark.req("P16")
def test_a_decision_inside_is_made_by_who_discloses(carrier: Carrier) -> None:
    """Advised and signed by the disclosers, each once; here both disclose, so both speak, and nobody publishes."""
    stage = of_kind("internal_decision")
    for each in stage.both:
        actions.give_advice(by=each.dpo, outcome="positive", text="Goed.", on=DAY, **about(stage))
    carrier.hand_over()
    for each in stage.both:
        actions.record_paper_signature(by=each.board, offices="directeur", on=DAY, **about(stage))
    assert stage.in_force() == (False, False)
    carrier.hand_over()
    assert stage.in_force() == (True, True)
