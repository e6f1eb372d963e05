"""The line in the log breaks, in every action: nothing is changed, nothing is told to the others."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection

from kring.guard.acting import Acting, acting_for
from kring.instruments import actions, adoption, keeping
from kring.instruments.models import InstrumentVersion, Statement
from tests.database.instruments.stage import CLOCK, DAY, Carrier, Stage, adopted, bring_into_force, deliver
from tests.database.instruments.test_taking import forged
from tests.database.instruments.texts import made_over, model

Act = Callable[[Stage, Any], object]


def _about(stage: Stage) -> dict[str, Any]:
    return {"digest": stage.digest, "clock": CLOCK, "fictitious": True}


ON_A_FRESH_COPY: dict[str, Act] = {
    "adopt": lambda s, _: actions.adopt(
        by=s.city.board,
        document=s.text.replace("version = 2", "version = 3", 1),
        parties_are=s.parties,
        clock=CLOCK,
    ),
    "accede": lambda s, _: actions.accede(by=s.city.board, model=model(), parties_are=s.parties, clock=CLOCK),
    "give_advice": lambda s, _: actions.give_advice(
        by=s.city.dpo, outcome="positive", text="Goed.", on=DAY, **_about(s)
    ),
    "take_statement": lambda s, content: deliver(s.ocmw.id, s.city.id, content),
}
WHEN_ADVISED: dict[str, Act] = {
    "record_paper_signature": lambda s, _: actions.record_paper_signature(
        by=s.city.board, offices="burgemeester", on=DAY, **_about(s)
    ),
}
WHEN_SIGNED: dict[str, Act] = {
    "publish": lambda s, _: actions.publish(by=s.city.dpo, on=DAY, **_about(s)),
}
WHEN_IN_FORCE: dict[str, Act] = {
    "suspend": lambda s, _: actions.suspend(by=s.city.dpo, reason="Fout.", **_about(s)),
    "end": lambda s, _: actions.end(by=s.city.board, reason="Op.", from_day=date(2026, 9, 1), **_about(s)),
    "give_notice": lambda s, _: actions.give_notice(by=s.city.board, reason="Op.", **_about(s)),
    "record_agreement_ended": lambda s, _: actions.record_agreement_ended(
        by=s.city.dpo, from_day=date(2026, 9, 1), **_about(s)
    ),
    "meet_condition": lambda s, _: actions.meet_condition(by=s.city.dpo, key="plan", evidence="het plan", **_about(s)),
    "tell_change": lambda s, _: actions.tell_change(by=s.city.dpo, what="law", text="Nieuw decreet.", **_about(s)),
    "reference_dpia": lambda s, _: actions.reference_dpia(by=s.city.dpo, ref="GEB 1", **_about(s)),
}
WHEN_SUSPENDED: dict[str, Act] = {
    "close_inquiry": lambda s, stop: actions.close_inquiry(
        by=s.city.dpo, suspension=stop, findings="Dit.", **_about(s)
    ),
    "record_safeguards": lambda s, stop: actions.record_safeguards(
        by=s.city.dpo, suspension=stop, safeguards="Dat.", **_about(s)
    ),
}


def left(acting: Acting) -> tuple[int, int, int]:
    """Versions, statements and log lines of one side."""
    with acting_for(acting.organisation, acting.position), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal.entry")
        (lines,) = cursor.fetchone()
        return InstrumentVersion.objects.count(), Statement.objects.count(), lines


def breaks(act: Act, stage: Stage, about: Any, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do it with a broken log and find nothing changed; then with a whole one, and find that it was the log."""
    carrier.bag.clear()
    before = left(stage.city.dpo)

    def broken(*_: object, **__: object) -> None:
        raise OSError("the log is broken")

    with monkeypatch.context() as patch:
        for module in (keeping, adoption):
            patch.setattr(module, "append", broken)
        with pytest.raises(OSError, match="the log is broken"):
            act(stage, about)
    assert left(stage.city.dpo) == before
    assert carrier.bag == []
    act(stage, about)
    versions, statements, lines = left(stage.city.dpo)
    assert (versions + statements, lines) == (before[0] + before[1] + 1, before[2] + 1)


@pytest.mark.parametrize("name", ON_A_FRESH_COPY)
def test_on_a_fresh_copy(name: str, stage: Stage, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adopting, advising, taking in what the other party said."""
    content = forged(stage.ocmw, stage.ocmw, stage.digest, "advice", outcome="positive")
    breaks(ON_A_FRESH_COPY[name], stage, content, carrier, monkeypatch)


def test_signing_and_publishing(stage: Stage, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each at the moment when it may be done."""
    for each in stage.both:
        actions.give_advice(by=each.dpo, outcome="positive", text="Goed.", on=DAY, **_about(stage))
    carrier.hand_over()
    breaks(WHEN_ADVISED["record_paper_signature"], stage, None, carrier, monkeypatch)
    actions.record_paper_signature(by=stage.ocmw.board, offices="voorzitter", on=DAY, **_about(stage))
    carrier.hand_over()
    breaks(WHEN_SIGNED["publish"], stage, None, carrier, monkeypatch)


@pytest.fixture
def whole(carrier: Carrier) -> Stage:
    """In force; its text knows notice, an underlying agreement and conditions."""
    until = '{ end_of = "samenwerking" }'
    return bring_into_force(adopted(partial(made_over, notice="P6M", until=until, conditions=True)), carrier)


@pytest.mark.parametrize("name", WHEN_IN_FORCE)
def test_in_force(name: str, whole: Stage, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping it, ending it in each way, meeting a condition, telling a change."""
    breaks(WHEN_IN_FORCE[name], whole, None, carrier, monkeypatch)


def test_a_review(whole: Stage, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed by one party."""
    told = actions.tell_change(by=whole.city.dpo, what="purpose", text="Ook voor parkeerretributies.", **_about(whole))
    breaks(
        lambda s, about: actions.close_review(by=s.city.dpo, change=about, conclusion="Nieuwe versie.", **_about(s)),
        whole,
        told.id,
        carrier,
        monkeypatch,
    )


def test_a_decision(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the authority, recorded by one party."""
    breaks(
        lambda s, _: actions.record_decision(by=s.city.dpo, ref="VTC/32/2025", on=date(2025, 7, 25), **_about(s)),
        adopted(partial(made_over, kind="authorisation")),
        None,
        carrier,
        monkeypatch,
    )


def test_while_suspended(agreed: Stage, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """The inquiry, the safeguards, the resumption."""
    stop = actions.suspend(by=agreed.city.dpo, reason="Fout.", **_about(agreed))
    for act in WHEN_SUSPENDED.values():
        breaks(act, agreed, stop.id, carrier, monkeypatch)
    breaks(
        lambda s, about: actions.resume(by=s.city.dpo, suspension=about, reason="Goed.", **_about(s)),
        agreed,
        stop.id,
        carrier,
        monkeypatch,
    )


def test_every_action_is_broken_here() -> None:
    """A verb that is added and not tried fails this."""
    elsewhere = {"record_pair_agreement", "end_pair_agreement"}  # in test_pair_agreement
    verbs = {name for name in actions.__all__ if callable(getattr(actions, name))} - elsewhere
    tried = {*ON_A_FRESH_COPY, *WHEN_ADVISED, *WHEN_SIGNED, *WHEN_IN_FORCE, *WHEN_SUSPENDED}
    assert verbs == tried | {"resume", "close_review", "record_decision"}
