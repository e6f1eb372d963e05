"""What arrives from another party: taken once, as it was signed, from who signed it, or not at all."""

from base64 import b64encode
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kring.core.errors import Fault
from kring.guard.acting import acting_for
from kring.guard.keys import data_key
from kring.instruments import actions, statements
from kring.instruments.standing_moves import Kind
from kring.instruments.statements import Said
from tests.database.instruments.stage import CLOCK, DAY, Carrier, Side, Stage, deliver, side


def forged(by: Side, signed_by: Side, digest: str, kind: Kind, **words: Any) -> dict[str, Any]:
    """A statement in the name of ``by`` under the signature of ``signed_by``."""
    said = Said(uuid4(), digest, kind, by.id, "office", words.pop("on", DAY), fictitious=True, text="Zo.", **words)
    with acting_for(signed_by.dpo.organisation, signed_by.dpo.position):
        signature = statements.sign(said, data_key("sign").secret)
    return {"statement": said.content(), "signature": b64encode(signature).decode()}


def unmoved(stage: Stage, side: Side) -> None:
    """Nothing lies on the copy."""
    assert stage.situation(side).statements == ()


def test_delivered_twice_is_taken_once(stage: Stage) -> None:
    """The second time changes nothing and says the same."""
    content = forged(stage.ocmw, stage.ocmw, stage.digest, "advice", outcome="positive")
    assert deliver(stage.ocmw.id, stage.city.id, content)
    assert deliver(stage.ocmw.id, stage.city.id, content)
    assert len(stage.situation(stage.city).statements) == 1


def test_a_statement_under_another_signature_is_refused(stage: Stage) -> None:
    """The city cannot sign for the OCMW."""
    content = forged(stage.ocmw, stage.city, stage.digest, "advice", outcome="positive")
    with pytest.raises(Fault, match="wrong_signature"):
        deliver(stage.ocmw.id, stage.city.id, content)
    unmoved(stage, stage.city)


def test_a_statement_that_was_changed_on_the_way_is_refused(stage: Stage) -> None:
    """Negative does not become positive."""
    content = forged(stage.ocmw, stage.ocmw, stage.digest, "advice", outcome="negative")
    content["statement"]["outcome"] = "positive"
    with pytest.raises(Fault, match="wrong_signature"):
        deliver(stage.ocmw.id, stage.city.id, content)
    unmoved(stage, stage.city)


def test_a_statement_comes_from_its_maker(stage: Stage) -> None:
    """A rightly signed statement of one party is not taken from another, nor an own one from outside."""
    content = forged(stage.ocmw, stage.ocmw, stage.digest, "advice", outcome="positive")
    with pytest.raises(Fault, match="wrong_sender"):
        deliver(side("Stad Elders", "city").id, stage.city.id, content)
    own = forged(stage.city, stage.city, stage.digest, "advice", outcome="positive")
    with pytest.raises(Fault, match="wrong_sender"):
        deliver(stage.city.id, stage.city.id, own)
    unmoved(stage, stage.city)


def test_a_stranger_says_nothing_about_our_instrument(stage: Stage) -> None:
    """Not even that it is suspended."""
    stranger = side("Stad Elders", "city")
    content = forged(stranger, stranger, stage.digest, "suspension")
    with pytest.raises(Fault, match="not_a_party"):
        deliver(stranger.id, stage.city.id, content)
    unmoved(stage, stage.city)


@pytest.mark.parametrize(
    "content", [{}, {"statement": {}, "signature": ""}, {"statement": {}, "signature": "é"}, {"statement": 1}]
)
def test_what_has_no_shape_is_refused(stage: Stage, content: dict[str, Any]) -> None:
    """Without repeating any of it."""
    with pytest.raises(Fault, match="statement_unreadable"):
        deliver(stage.ocmw.id, stage.city.id, content)


@pytest.mark.req("P4")
def test_a_signature_that_overtook_an_advice_waits_for_it(stage: Stage, carrier: Carrier) -> None:
    """It stays with its sender and is taken once what came before it has arrived."""
    for name in ("city", "ocmw"):
        actions.give_advice(
            by=stage.seats[name]["dpo"],
            digest=stage.digest,
            outcome="positive",
            text="Gunstig.",
            on=DAY,
            clock=CLOCK,
            fictitious=True,
        )
    to_ocmw = [one for one in carrier.bag if one[1] == stage.ocmw.id]
    carrier.bag = [one for one in carrier.bag if one[1] == stage.city.id]
    carrier.hand_over()
    actions.record_paper_signature(
        by=stage.city.board, digest=stage.digest, offices="burgemeester", on=DAY, clock=CLOCK, fictitious=True
    )
    carrier.hand_over()
    assert len(carrier.bag) == 1
    carrier.bag += to_ocmw
    carrier.hand_over()
    carrier.hand_over()
    assert carrier.bag == []
    assert len(stage.situation(stage.ocmw).statements) == 3


def test_a_statement_on_a_text_that_is_not_adopted_here_waits(stage: Stage) -> None:
    """Until the own copy lies there."""
    content = forged(stage.ocmw, stage.ocmw, "sha256:" + "d" * 64, "advice", outcome="positive")
    assert not deliver(stage.ocmw.id, stage.city.id, content)


@pytest.mark.req("P4")
def test_a_signature_dated_before_an_advice_is_refused_on_arrival_too(stage: Stage, carrier: Carrier) -> None:
    """Rightly signed by its maker, and still out of order."""
    for each in stage.both:
        actions.give_advice(
            by=each.dpo, digest=stage.digest, outcome="positive", text="Gunstig.", on=DAY, clock=CLOCK, fictitious=True
        )
    carrier.hand_over()
    content = forged(stage.ocmw, stage.ocmw, stage.digest, "signature", on=date(2026, 1, 1))
    with pytest.raises(Fault, match="wrong_order"):
        deliver(stage.ocmw.id, stage.city.id, content)


@pytest.mark.req("P7")
def test_a_suspension_is_taken_before_anything_else_arrived(stage: Stage) -> None:
    """What stops never waits for what allows."""
    assert deliver(stage.ocmw.id, stage.city.id, forged(stage.ocmw, stage.ocmw, stage.digest, "suspension"))
    assert stage.situation(stage.city).state == "suspended"
