"""How an instrument ends, each way with its own reason and day, and what is told beforehand."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from kring.core.days import Period, start_of
from kring.core.errors import Fault
from kring.guard.acting import acting_for
from kring.instruments import actions, compiling, queries
from kring.policy import check_elements, kinds
from kring.policy import compile as compiler
from kring.policy.kinds import Law
from tests.database.instruments.stage import CLOCK, DAY, NOW, Carrier, Side, Stage, adopted, bring_into_force
from tests.database.instruments.texts import made_over

AGREEMENT = '{ end_of = "samenwerkingsovereenkomst" }'


def about(stage: Stage) -> dict[str, Any]:
    return {"digest": stage.digest, "clock": CLOCK, "fictitious": True}


def running(carrier: Carrier, **made: Any) -> Stage:
    return bring_into_force(adopted(partial(made_over, **made)), carrier)


def codes(stage: Stage, side: Side, day: date) -> list[str]:
    """Why it is not in force on that day, at that side."""
    return [reason.code for reason in stage.situation(side, start_of(day) + timedelta(hours=9)).reasons]


def stops(stage: Stage, day: date, code: str) -> None:
    """On both copies it runs until the day before, and from ``day`` on it is refused for this reason, with the day in words."""
    for side in stage.both:
        assert codes(stage, side, day - timedelta(days=1)) == []
        assert codes(stage, side, day) == [code]
        assert codes(stage, side, day + timedelta(days=400))[:1] == [code]
        (told,) = (r.text["nl"] for r in stage.situation(side, start_of(day)).reasons)
        assert f"{day.day}/{day.month}/{day.year}" in told


@pytest.mark.req("P7")
def test_by_its_term(agreed: Stage) -> None:
    """The last day of the text is the last day; thirty days before it is told."""
    for side in agreed.both:
        assert codes(agreed, side, date(2027, 12, 31)) == []
        assert codes(agreed, side, date(2028, 1, 1)) == ["no_longer_in_force"]
        assert agreed.situation(side, datetime(2027, 12, 1, tzinfo=UTC)).outlook.ahead == ()
        (ahead,) = agreed.situation(side, datetime(2027, 12, 2, 12, tzinfo=UTC)).outlook.ahead
        assert (ahead.day, ahead.why) == (date(2028, 1, 1), "term")


@pytest.mark.req("P7")
def test_by_notice_the_text_s_own_term_is_computed(carrier: Carrier) -> None:
    """Six months from the day of the notice; shorter is refused and told until when; longer may be."""
    stage = running(carrier, notice="P6M")
    with pytest.raises(Fault, match="notice_too_short") as caught:
        actions.give_notice(by=stage.city.board, reason="Opgezegd.", from_day=date(2026, 9, 1), **about(stage))
    assert "02/09/2026" in caught.value.message
    said = actions.give_notice(by=stage.city.board, reason="Opgezegd.", **about(stage))
    assert (said.on, said.effect_on) == (DAY, date(2026, 9, 2))
    carrier.hand_over()
    stops(stage, date(2026, 9, 2), "ended_by_notice")


@pytest.mark.req("P7")
def test_without_a_term_of_notice_there_is_no_notice(agreed: Stage) -> None:
    """The text of Genk knows none; a party can end it alone."""
    with pytest.raises(Fault, match="no_notice_term"):
        actions.give_notice(by=agreed.city.board, reason="Opgezegd.", **about(agreed))
    with pytest.raises(Fault, match="no_notice_term"):
        actions.give_notice(by=agreed.city.board, reason="Weg.", from_day=date(2027, 1, 1), **about(agreed))


@pytest.mark.req("P7")
def test_with_the_agreement_under_it(carrier: Carrier) -> None:
    """Each party may say that it ended; nobody ends an instrument with an agreement that it does not rest on."""
    stage = running(carrier, until=AGREEMENT)
    actions.record_agreement_ended(by=stage.ocmw.dpo, from_day=date(2026, 5, 1), **about(stage))
    carrier.hand_over()
    stops(stage, date(2026, 5, 1), "ended_with_agreement")


@pytest.mark.req("P7")
def test_an_agreement_that_the_text_does_not_name_ends_nothing(agreed: Stage) -> None:
    """Its term is a day."""
    with pytest.raises(Fault, match="other_agreement"):
        actions.record_agreement_ended(by=agreed.ocmw.dpo, from_day=DAY, **about(agreed))


@pytest.mark.req("P7")
def test_by_one_party_alone(agreed: Stage, carrier: Carrier) -> None:
    """From the day that it names, with its reason."""
    with pytest.raises(Fault, match="text_missing"):
        actions.end(by=agreed.city.board, reason=" ", from_day=DAY, **about(agreed))
    actions.end(by=agreed.city.board, reason="Vertrouwen geschonden.", from_day=date(2026, 4, 1), **about(agreed))
    carrier.hand_over()
    stops(agreed, date(2026, 4, 1), "ended")
    for side in agreed.both:
        (ahead,) = agreed.situation(side, datetime(2026, 3, 20, tzinfo=UTC)).outlook.ahead
        assert (ahead.day, ahead.why) == (date(2026, 4, 1), "party")


@pytest.fixture
def shortened() -> Iterator[Callable[[str, date], None]]:
    """A law on which the text of Genk rests is abolished."""
    with pytest.MonkeyPatch.context() as patch:

        def shorten(key: str, last: date) -> None:
            old = dict(kinds.laws())
            new = old | {key: Law(key, old[key].nl, Period(old[key].period.first, last))}
            for module in (kinds, check_elements, compiler):
                patch.setattr(module, "laws", lambda: new)
            compiling._compiled.clear()

        yield shorten
    compiling._compiled.clear()


@pytest.mark.req("P7")
def test_by_operation_of_law(agreed: Stage, shortened: Callable[[str, date], None]) -> None:
    """The stored copy stays readable; both laws gone it is ended, and that is told ahead."""
    for law in ("dlb-2017/177", "ocmw-1976/57"):
        shortened(law, date(2026, 6, 30))
    with acting_for(agreed.city.dpo.organisation, agreed.city.dpo.position):
        queries.compiled(queries.the_version(agreed.digest))
    for side in agreed.both:
        assert codes(agreed, side, date(2026, 6, 30)) == []
        assert set(codes(agreed, side, date(2026, 7, 1))) == {"basis_lapsed"}
        assert agreed.situation(side, start_of(date(2026, 7, 1))).state == "ended"
        ahead = agreed.situation(side, datetime(2026, 6, 15, tzinfo=UTC)).outlook.ahead
        assert {(one.day, one.why) for one in ahead} == {(date(2026, 7, 1), "law")}


@pytest.mark.req("P7")
def test_a_purpose_whose_law_ends_ends_alone(agreed: Stage, shortened: Callable[[str, date], None]) -> None:
    """The purpose that rests on another law too goes on."""
    shortened("ocmw-1976/57", date(2026, 6, 30))
    now = agreed.situation(agreed.city, start_of(date(2026, 7, 1)))
    assert now.in_force
    assert now.outlook.lapsed == ("resume_recovery",)


@pytest.mark.req("P7")
def test_whatever_ended_it_nothing_more_is_said(agreed: Stage) -> None:
    """Also not by who ended it."""
    actions.end(by=agreed.city.board, reason="Op.", from_day=DAY, **about(agreed))
    for say in (
        partial(actions.suspend, by=agreed.city.dpo, reason="Fout."),
        partial(actions.tell_change, by=agreed.city.dpo, what="law", text="Nieuwe wet."),
        partial(actions.reference_dpia, by=agreed.city.dpo, ref="DPIA 3"),
    ):
        with pytest.raises(Fault, match="already_ended"):
            say(**about(agreed))
    assert agreed.situation(agreed.city, NOW).state == "ended"
