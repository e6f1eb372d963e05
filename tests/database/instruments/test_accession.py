"""A model that many sign: each pair makes its own text from it, alone, and finds the same mark."""

from datetime import date
from functools import partial

import pytest

from kring.core.errors import Fault
from kring.guard.acting import acting_for
from kring.instruments import actions, queries
from kring.parties.models import Organisation
from tests.database.instruments.stage import CLOCK, Carrier, Side, Stage, bring_into_force, side
from tests.database.instruments.texts import model


def acceded(city: Side, ocmw: Side) -> Stage:
    """Both sides acceded, each by itself."""
    kept = [
        actions.accede(by=each.board, model=model(), parties_are={"city": city.id, "ocmw": ocmw.id}, clock=CLOCK)
        for each in (city, ocmw)
    ]
    assert len({one.digest for one in kept}) == 1
    return Stage(city, ocmw, model(), kept[0].digest)


@pytest.mark.req("P17")
def test_both_sides_find_the_same_mark_and_their_text_is_their_own(carrier: Carrier) -> None:
    """It is signed and comes into force between these two; what another pair does with the model does not touch it."""
    first = acceded(side("Stad Fictie", "city"), side("OCMW Fictie", "ocmw"))
    second = acceded(first.city, side("OCMW Elders", "ocmw"))
    assert first.digest != second.digest
    bring_into_force(first, carrier)
    assert first.in_force() == (True, True)
    assert second.in_force() == (False, False)
    kept = first.copy_of(first.city)
    assert kept.document_id == f"genk-debtors.{first.city.number}.{first.ocmw.number}"
    with acting_for(first.city.dpo.organisation, first.city.dpo.position):
        text = queries.document(kept)
    assert {party.enterprise_number for party in text.party} == {first.city.number, first.ocmw.number}
    assert text.model is not None
    actions.suspend(by=first.city.dpo, digest=first.digest, reason="Fout.", clock=CLOCK, fictitious=True)
    assert not first.situation(first.city).in_force
    assert second.situation(second.city).state == "draft"


@pytest.mark.req("P17")
def test_a_model_itself_is_not_adopted(carrier: Carrier) -> None:
    """And a text that names its parties is no model."""
    city, ocmw = side("Stad Fictie", "city"), side("OCMW Fictie", "ocmw")
    parties = {"city": city.id, "ocmw": ocmw.id}
    with pytest.raises(Fault, match="is_model"):
        actions.adopt(by=city.board, document=model(), parties_are=parties, clock=CLOCK)
    stage = acceded(city, ocmw)
    with acting_for(city.dpo.organisation, city.dpo.position):
        own = queries.document(queries.the_version(stage.digest))
    with pytest.raises(Fault, match="no_model"):
        actions.accede(by=city.board, model=own, parties_are=parties, clock=CLOCK)


@pytest.mark.req("P17", "K16")
def test_only_organisations_that_the_model_means_accede(carrier: Carrier) -> None:
    """Another kind, another region, a place left open, a stranger."""
    city, ocmw = side("Stad Fictie", "city"), side("OCMW Fictie", "ocmw")
    accede = partial(actions.accede, by=city.board, model=model(), clock=CLOCK)
    with pytest.raises(Fault, match="other_class"):
        accede(parties_are={"city": city.id, "ocmw": side("Stad Elders", "city").id})
    brussels = side("OCMW Brussel (fictief)", "ocmw", region="brussels")
    with pytest.raises(Fault, match="other_region"):
        accede(parties_are={"city": city.id, "ocmw": brussels.id})
    with pytest.raises(Fault, match="place_open"):
        accede(parties_are={"city": city.id})
    stranger = side("Stad Elders", "city")
    with pytest.raises(Fault, match="not_a_party"):
        actions.accede(by=stranger.board, model=model(), parties_are={"city": city.id, "ocmw": ocmw.id}, clock=CLOCK)
    with pytest.raises(Fault, match="other_function"):
        actions.accede(by=city.clerk, model=model(), parties_are={"city": city.id, "ocmw": ocmw.id}, clock=CLOCK)
    assert Organisation.objects.get(id=brussels.id).region == "brussels"


@pytest.mark.req("P17")
def test_an_impact_assessment_is_referenced(carrier: Carrier) -> None:
    """Each party its own; the newest counts, and the other party sees it."""
    stage = acceded(side("Stad Fictie", "city"), side("OCMW Fictie", "ocmw"))
    refer = partial(actions.reference_dpia, by=stage.city.dpo, digest=stage.digest, clock=CLOCK, fictitious=True)
    with pytest.raises(Fault, match="ref_missing"):
        refer(ref="")
    refer(ref="GEB 2026/1")
    refer(ref="GEB 2025/3", on=date(2025, 11, 3))
    carrier.hand_over()
    assert stage.situation(stage.ocmw).outlook.dpia == {stage.city.id: "GEB 2026/1"}
