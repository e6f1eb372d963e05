"""The agreement of a pair: when it counts, what may not overlap. Without a database."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kring.core.errors import Fault
from kring.instruments.pairs import Agreement, PairSaid, PairTerms, agreements, check, read, without

OCMW, OFFICE, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
DAY = date(2026, 3, 2)


def terms(first: date = DAY, last: date | None = None, **words: Any) -> PairTerms:
    """What the two agreed."""
    said: dict[str, Any] = {"steering": "reception_office", "sanction": "ocmw", "ref": "besluit 7", **words}
    return PairTerms(ocmw=OCMW, office=OFFICE, first=first, last=last, **said)


def says(by: UUID, about: PairTerms, last_day: date | None = None) -> PairSaid:
    """One of them records it, or its end."""
    return PairSaid(
        id=uuid4(),
        kind="ended" if last_day else "agreed",
        terms=about,
        made_by=by,
        office="directeur",
        on=DAY,
        last_day=last_day,
        fictitious=True,
    )


def refusal(said: PairSaid, *known: PairSaid) -> str:
    """The code with which this is refused; empty when it fits."""
    try:
        check(said, known)
    except Fault as fault:
        return fault.code
    return ""


@pytest.mark.req("K17")
def test_an_agreement_counts_once_both_recorded_the_same() -> None:
    """One side's word, or two that differ in who may sanction, is none."""
    mine, theirs = terms(), terms(sanction="vdab")
    (alone,) = agreements([says(OCMW, mine)])
    assert not alone.runs_on(DAY)
    assert not any(one.runs_on(DAY) for one in agreements([says(OCMW, mine), says(OFFICE, theirs)]))
    (both,) = agreements([says(OCMW, mine), says(OFFICE, mine)])
    assert both.runs_on(DAY)
    assert (both.terms.steering, both.terms.sanction) == ("reception_office", "ocmw")


@pytest.mark.req("K17")
def test_it_runs_from_its_first_to_its_last_day_and_not_beyond_an_early_end() -> None:
    """Both days included; whoever ended it."""
    held = terms(DAY, DAY + timedelta(days=30))
    said = [says(OCMW, held), says(OFFICE, held)]
    (whole,) = agreements(said)
    assert [whole.runs_on(DAY + timedelta(days=n)) for n in (-1, 0, 30, 31)] == [False, True, True, False]
    (ended,) = agreements([*said, says(OFFICE, held, DAY + timedelta(days=10))])
    assert [ended.runs_on(DAY + timedelta(days=n)) for n in (0, 10, 11)] == [True, True, False]
    (never,) = agreements([*said, says(OFFICE, held, DAY - timedelta(days=1))])
    assert never.period is None
    assert not never.runs_on(DAY)


@pytest.mark.req("K17")
def test_two_agreements_of_one_pair_do_not_overlap() -> None:
    """Not by a day; the next may begin on the day after."""
    first = terms(DAY, DAY + timedelta(days=30))
    known = says(OCMW, first)
    assert refusal(says(OCMW, terms(DAY + timedelta(days=30))), known) == "agreement_overlaps"
    assert refusal(says(OCMW, terms(DAY - timedelta(days=9), DAY)), known) == "agreement_overlaps"
    assert refusal(says(OCMW, terms(DAY + timedelta(days=31))), known) == ""
    assert refusal(says(OCMW, first), known) == "said_already"
    stop = says(OFFICE, first, DAY + timedelta(days=5))
    assert refusal(says(OCMW, terms(DAY + timedelta(days=6))), known, stop) == ""


def test_only_the_two_speak_of_it_and_only_of_what_is_known() -> None:
    """A stranger, an end of nothing, terms that run backwards."""
    assert refusal(says(STRANGER, terms())) == "not_a_party"
    assert refusal(says(OCMW, terms(), DAY)) == "no_such_agreement"
    with pytest.raises(ValueError, match="no_pair"):
        terms(DAY, DAY - timedelta(days=1))
    with pytest.raises(Fault, match="statement_unreadable"):
        read({**says(OCMW, terms()).content(), "more": 1})
    said = says(OCMW, terms(), DAY)
    assert read(said.content()) == said


@pytest.mark.req("K17", "P7")
def test_the_first_day_without_an_agreement() -> None:
    """One after another without a gap is no end; a gap is, also when a later one follows."""

    def agreed(first: date, last: date | None) -> Agreement:
        return Agreement(terms(first, last), frozenset({OCMW, OFFICE}), None)

    end = DAY + timedelta(days=30)
    assert without([], DAY) == DAY
    assert without([agreed(DAY, None)], DAY) is None
    assert without([agreed(DAY, end)], DAY) == end + timedelta(days=1)
    assert without([agreed(end + timedelta(days=1), None), agreed(DAY, end)], DAY) is None
    assert without([agreed(DAY, end), agreed(end + timedelta(days=2), None)], DAY) == end + timedelta(days=1)
    assert without([Agreement(terms(DAY, None), frozenset({OCMW}), None)], DAY) == DAY
