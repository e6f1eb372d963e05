"""What an instrument asks attention for: conditions with their deadline and owner, changes under review."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from kring.core.errors import Fault
from kring.instruments import actions
from tests.database.instruments.stage import CLOCK, DAY, Carrier, Stage, adopted
from tests.database.instruments.texts import made_over


def about(stage: Stage) -> dict[str, Any]:
    return {"digest": stage.digest, "clock": CLOCK, "fictitious": True}


@pytest.fixture
def conditional(carrier: Carrier) -> Stage:
    """An authorisation with two conditions; the city's deadline is the first of February."""
    return adopted(partial(made_over, kind="authorisation", conditions=True))


@pytest.mark.req("P10")
def test_open_and_overdue_conditions_are_listed_with_deadline_and_owner(conditional: Stage, carrier: Carrier) -> None:
    """On its day it is not overdue yet, the day after it is; the one without a day stands last and never is."""

    def listed(at: datetime) -> list[tuple[str, date | None, bool, bool]]:
        found = conditional.situation(conditional.ocmw, at).outlook.open_conditions
        return [
            (one.undertaking.key, one.undertaking.due, one.overdue, one.undertaking.owner == conditional.city.id)
            for one in found
        ]

    due = date(2026, 2, 1)
    assert listed(datetime(2026, 2, 1, 12, tzinfo=UTC)) == [
        ("plan", due, False, True),
        ("model_notice", None, False, False),
    ]
    assert [one[2] for one in listed(datetime(2026, 2, 1, 23, tzinfo=UTC))] == [True, False]  # past midnight in Belgium
    actions.meet_condition(
        by=conditional.city.dpo, key="plan", evidence="Veiligheidsplan 2026", on=date(2026, 2, 20), **about(conditional)
    )
    carrier.hand_over()
    assert listed(datetime(2026, 3, 2, 12, tzinfo=UTC)) == [("model_notice", None, False, False)]
    met = conditional.situation(conditional.ocmw).outlook.conditions[0].met
    assert met is not None
    assert (met.ref, met.on) == ("Veiligheidsplan 2026", date(2026, 2, 20))


@pytest.mark.req("P10")
def test_only_its_owner_shows_that_a_condition_is_met(conditional: Stage) -> None:
    """With evidence, once, and only what the text knows."""
    meet = partial(actions.meet_condition, by=conditional.city.dpo, **about(conditional))
    for key, evidence, code in (
        ("model_notice", "het bericht", "not_your_condition"),
        ("moon", "de maan", "no_such_condition"),
        ("plan", " ", "ref_missing"),
    ):
        with pytest.raises(Fault, match=code):
            meet(key=key, evidence=evidence)
    meet(key="plan", evidence="het plan")
    with pytest.raises(Fault, match="said_already"):
        meet(key="plan", evidence="het plan")


@pytest.mark.req("P13")
def test_a_change_is_told_and_reviewed_until_every_party_closed_it(agreed: Stage, carrier: Carrier) -> None:
    """The other party sees it when it arrives; exchange goes on meanwhile; each closes its own review."""

    def waiting(stage: Stage) -> list[set[Any]]:
        return [
            {party for review in stage.situation(side).outlook.reviews for party in review.waits_for}
            for side in stage.both
        ]

    city, ocmw = agreed.city.id, agreed.ocmw.id
    told = actions.tell_change(
        by=agreed.city.dpo, what="frequency", text="Wij willen wekelijks vergelijken.", **about(agreed)
    )
    assert waiting(agreed) == [{city, ocmw}, set()]
    carrier.hand_over()
    assert waiting(agreed) == [{city, ocmw}, {city, ocmw}]
    assert agreed.in_force() == (True, True)
    close = partial(actions.close_review, change=told.id, conclusion="Volgt in versie 3.", **about(agreed))
    close(by=agreed.ocmw.dpo)
    carrier.hand_over()
    assert waiting(agreed) == [{city}, {city}]
    with pytest.raises(Fault, match="said_already"):
        close(by=agreed.ocmw.board)
    close(by=agreed.city.dpo)
    carrier.hand_over()
    assert waiting(agreed) == [set(), set()]


@pytest.mark.req("P13")
def test_only_what_the_article_names_is_a_change(agreed: Stage) -> None:
    """Law, purpose, proportionality, frequency, duration; and a review is of a change that was told."""
    with pytest.raises(Fault, match="no_such_change"):
        actions.tell_change(by=agreed.city.dpo, what="weather", text="Regen.", **about(agreed))  # type: ignore[arg-type]
    with pytest.raises(Fault, match="text_missing"):
        actions.tell_change(by=agreed.city.dpo, what="law", text="", **about(agreed))
    stop = actions.suspend(by=agreed.city.dpo, reason="Fout.", on=DAY, **about(agreed))
    with pytest.raises(Fault, match="change_not_told"):
        actions.close_review(by=agreed.city.dpo, change=stop.id, conclusion="Klaar.", **about(agreed))


@pytest.mark.req("P13")
def test_a_closed_review_that_overtakes_its_change_waits(agreed: Stage, carrier: Carrier) -> None:
    """It is taken once the change has arrived."""
    told = actions.tell_change(by=agreed.city.dpo, what="law", text="Nieuw decreet.", **about(agreed))
    actions.close_review(by=agreed.city.dpo, change=told.id, conclusion="Geen gevolg.", **about(agreed))
    carrier.bag.reverse()
    carrier.hand_over()
    assert len(carrier.bag) == 1
    carrier.hand_over()
    assert carrier.bag == []
    (review,) = agreed.situation(agreed.ocmw).outlook.reviews
    assert review.waits_for == {agreed.ocmw.id}
