"""What statements amount to, and which one may be made: without a database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.days import parse_duration, start_of
from kring.core.errors import Fault
from kring.instruments.standing_checks import check_fits, check_made
from kring.instruments.standing_moves import LIVING, MOVES, STATES, STEPS, Kind
from kring.instruments.standing_rules import Known, dates, open_suspensions
from kring.instruments.standing_rules import state as state_of
from kring.instruments.statements import Said
from kring.instruments.terms import Terms, Undertaking
from kring.policy.standing import refusals

CITY, OCMW, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
PARTIES = frozenset({CITY, OCMW})
DAY = date(2026, 3, 2)
DIGEST = "sha256:" + "0" * 64
TERMS = Terms(
    PARTIES,
    PARTIES,
    ("advised", "signed", "published"),
    kind="protocol",
    notice=parse_duration("P6M"),
    agreement="samenwerking",
    undertakings={"plan": Undertaking("plan", CITY, DAY, "Een plan.", "het plan")},
)
"""A protocol between the two."""


def says(kind: Kind, by: UUID = CITY, on: date = DAY, about: UUID | None = None, **words: Any) -> Said:
    """A statement as a party would make it."""
    words.setdefault("text", "Zo is het.")
    asked = MOVES[kind].asks
    usual = {
        "outcome": "positive",
        "ref": "besluit 7",
        "key": {"condition_met": "plan", "change_told": "law"}.get(kind),
    }
    for name, word in usual.items():
        if name in asked:
            words.setdefault(name, word or "samenwerking")
    effect = {"effect_on": date(2027, 1, 1)} if "effect_on" in asked and "effect_on" not in words else {}
    return Said(uuid4(), DIGEST, kind, by, "office", on, fictitious=True, about=about, **{**effect, **words})


def knows(*said: Said, since: date = DAY) -> list[Known]:
    """A copy that holds these statements."""
    return [Known(one, start_of(since)) for one in said]


def by_both(*kinds: Kind, on: date = DAY) -> list[Known]:
    """A copy on which both parties said each of these."""
    return knows(*(says(kind, party, on) for kind in kinds for party in (CITY, OCMW)))


def refusal(said: Said, known: list[Known], day: date = DAY, terms: Terms = TERMS) -> str:
    """The code with which the own side refuses to say this; empty when it may."""
    try:
        check_made(said, terms, known, dates(terms, known, day), day)
    except Fault as fault:
        return fault.code
    return ""


def holds(known: list[Known], day: date = DAY, terms: Terms = TERMS) -> bool:
    """In force, as far as standing goes."""
    return not refusals(dates(terms, known, day), day, needs=terms.needs)


def state(known: list[Known], day: date = DAY, terms: Terms = TERMS) -> str:
    """Where it stands on a day."""
    return state_of(terms, known, dates(terms, known, day), day)


IN_FORCE = by_both("advice", "signature", "publication")


@pytest.mark.req("P4", "P6")
def test_a_text_becomes_in_force_only_when_both_parties_have_said_everything() -> None:
    """Each statement by each party is needed; leave out any one and nothing is in force."""
    assert holds(IN_FORCE)
    for left_out in range(len(IN_FORCE)):
        assert not holds(IN_FORCE[:left_out] + IN_FORCE[left_out + 1 :])


@pytest.mark.req("P4")
def test_nobody_signs_before_the_officers_of_both_parties_advised() -> None:
    """The advice of the own officer alone does not do."""
    assert refusal(says("signature"), []) == "advice_missing"
    assert refusal(says("signature"), knows(says("advice", CITY))) == "advice_missing"
    assert refusal(says("signature"), by_both("advice")) == ""


@pytest.mark.req("P4")
def test_a_signature_dated_before_the_last_advice_is_refused() -> None:
    """The order of the days counts, not only the order of recording."""
    late = knows(says("advice", CITY), says("advice", OCMW, DAY + timedelta(days=3)))
    assert refusal(says("signature", on=DAY), late, DAY + timedelta(days=9)) == "wrong_order"


@pytest.mark.req("P4")
def test_a_negative_advice_asks_its_own_party_for_a_reason_and_nobody_else() -> None:
    """The reason why it was set aside stands with the signature."""
    known = knows(says("advice", CITY, outcome="negative"), says("advice", OCMW))
    assert refusal(says("signature", CITY, text=""), known) == "advice_not_answered"
    assert refusal(says("signature", CITY, text="Het college volgt een ander advies, om deze reden."), known) == ""
    assert refusal(says("signature", OCMW, text=""), known) == ""


@pytest.mark.req("P4")
def test_an_advice_says_what_it_advises() -> None:
    """To have been informed is no advice: without an outcome or without words it is none."""
    assert refusal(says("advice", outcome=""), []) == "outcome_missing"
    assert refusal(says("advice", text=" "), []) == "text_missing"


@pytest.mark.req("P6")
def test_nobody_publishes_what_not_everybody_signed() -> None:
    """Publication comes after the last signature."""
    known = by_both("advice") + knows(says("signature", CITY))
    assert refusal(says("publication"), known) == "signature_missing"


def test_a_party_says_it_once_and_a_stranger_never() -> None:
    """A second advice of the same officer on the same text, an advice of who is no party."""
    assert refusal(says("advice"), knows(says("advice"))) == "said_already"
    assert refusal(says("advice", STRANGER), []) == "not_a_party"


def test_what_is_real_is_not_dated_in_the_future() -> None:
    """One records what happened; a fictitious day may lie anywhere."""
    tomorrow = DAY + timedelta(days=1)
    assert refusal(replace(says("advice", on=tomorrow), fictitious=False), []) == "day_in_future"
    assert refusal(says("advice", on=tomorrow), []) == ""


@pytest.mark.req("P7")
def test_a_suspension_stops_at_once_and_only_its_maker_lifts_it() -> None:
    """After the inquiry was closed and safeguards were recorded, and not before."""
    stop = says("suspension", OCMW)
    known = IN_FORCE + knows(stop)
    assert not holds(known)
    assert state(known, DAY) == "suspended"
    assert refusal(says("resumption", OCMW, about=stop.id), known) == "resumption_too_early"
    known += knows(says("inquiry_closed", CITY, about=stop.id))
    assert refusal(says("resumption", OCMW, about=stop.id), known) == "resumption_too_early"
    known += knows(says("safeguards_recorded", OCMW, about=stop.id))
    assert refusal(says("resumption", CITY, about=stop.id), known) == "not_your_suspension"
    lifted = says("resumption", OCMW, about=stop.id)
    assert refusal(lifted, known) == ""
    assert holds(known + knows(lifted))
    assert state(known + knows(lifted), DAY) == "published"


@pytest.mark.req("P7")
def test_while_one_of_two_suspensions_runs_nothing_is_in_force() -> None:
    """Each party lifts its own."""
    mine, theirs = says("suspension", CITY), says("suspension", OCMW)
    lifted = says("resumption", CITY, about=mine.id)
    known = IN_FORCE + knows(mine, theirs, lifted)
    assert [k.said for k in open_suspensions(known)] == [theirs]
    assert not holds(known)


@pytest.mark.req("P7")
def test_a_suspension_that_names_a_later_day_bites_when_it_is_known() -> None:
    """A partner whose clock is ahead does not keep the exchange open."""
    known = IN_FORCE + knows(says("suspension", OCMW, on=DAY + timedelta(days=30)))
    assert not holds(known)


@pytest.mark.req("P7")
def test_an_end_by_notice_holds_until_its_day() -> None:
    """The day before it is in force, on the day itself not any more."""
    last = DAY + timedelta(days=10)
    known = IN_FORCE + knows(says("end", on=last))
    assert holds(known, last - timedelta(days=1))
    assert not holds(known, last)
    assert state(known, last) == "ended"


@pytest.mark.req("P7")
def test_what_stops_is_taken_whatever_else_has_arrived() -> None:
    """A suspension or an end of the other party fits a copy that lacks everything else."""
    check_fits(says("suspension", OCMW), TERMS, [])
    check_fits(says("end", OCMW), TERMS, [])


def test_after_its_end_nothing_more_is_said_about_a_text() -> None:
    """Whatever somebody wants to say; only the machine still tells that all was erased, and once."""
    known = IN_FORCE + knows(says("end"))
    assert refusal(says("erased"), known) == ""
    assert refusal(says("erased"), known + knows(says("erased"))) == "said_already"
    for kind in MOVES.keys() - {"erased"}:
        assert refusal(says(kind, about=uuid4() if MOVES[kind].about else None), known) != ""


def test_while_it_is_suspended_the_reader_is_told_so() -> None:
    """Not that it was signed already."""
    known = by_both("advice") + knows(says("signature", CITY), says("suspension", OCMW))
    assert refusal(says("signature", OCMW), known) == "suspended"


def test_every_move_has_a_maker_a_name_and_a_way_out() -> None:
    """The states data are whole: every state is reached, every refusal has words."""
    reached = {goal for move in MOVES.values() for goal in move.leads.values()} | set(STEPS)
    assert reached >= set(STATES) - {"draft", "adopted", "replaced"}
    for kind, move in MOVES.items():
        assert bool(move.functions) == (kind != "erased")  # that, no person states
        assert move.nl
        assert move.no_longer.nl
        assert bool(move.step) != bool(move.leads), kind
        assert (move.step is None) == (move.missing is None)
        assert set(move.leads) <= {*LIVING, "ended"}


KINDS = st.sampled_from(tuple(MOVES))
ANY_DAY = st.dates(DAY - timedelta(days=5), DAY + timedelta(days=5))


@given(st.lists(st.tuples(KINDS, st.sampled_from((CITY, OCMW, STRANGER)), ANY_DAY), max_size=12), ANY_DAY)
@pytest.mark.req("P4", "P6", "P7")
def test_no_pile_of_statements_is_in_force_without_all_that_is_required(
    heap: list[tuple[Kind, UUID, date]], day: date
) -> None:
    """Whatever lies on a copy, in whatever order it came: told again from the law's side."""
    known: list[Known] = []
    stop: UUID | None = None
    for kind, party, on in heap:
        said = says(kind, party, on, about=stop if MOVES[kind].about else None)
        stop = said.id if kind == "suspension" else stop
        known.append(Known(said, start_of(on)))
    if not holds(known, day):
        return
    said_by_then = {(k.said.kind, k.said.made_by) for k in known if k.said.on <= day}
    for party in PARTIES:
        assert {("advice", party), ("signature", party), ("publication", party)} <= said_by_then
    assert not any(k.said.kind == "end" and k.said.on <= day for k in known)
    for k in known:
        if k.said.kind == "suspension" and k.said.on <= day:
            assert any(
                r.said.kind == "resumption" and r.said.about == k.said.id and r.said.made_by == k.said.made_by
                for r in known
            )


@given(st.lists(st.tuples(KINDS, st.sampled_from((CITY, OCMW))), max_size=25))
@pytest.mark.req("P4", "P7")
def test_what_parties_are_let_say_never_skips_a_step(tries: list[tuple[Kind, UUID]]) -> None:
    """People try anything in any order; what was let through is always whole and in order."""
    known: list[Known] = []
    for kind, party in tries:
        stops = open_suspensions(known)
        said = says(kind, party, about=stops[-1].said.id if stops and MOVES[kind].about else None)
        if refusal(said, known) == "":
            known += knows(said)
    order = [k.said.kind for k in known]
    if "signature" in order:
        assert order[: order.index("signature")].count("advice") == 2
    if "publication" in order:
        assert order[: order.index("publication")].count("signature") == 2
    if holds(known):
        assert state(known, DAY) == "published"
    for at, kind in enumerate(order):
        if kind == "resumption":
            before = {k.said.kind for k in known[:at] if k.said.about == known[at].said.about}
            assert {"inquiry_closed", "safeguards_recorded"} <= before
