"""How a case stands and why it waits, on each day; nobody is ever forgotten."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.days import add, add_working_days, parse_duration
from kring.flows.debtors.ocmw.agreed import agreed_on
from kring.flows.debtors.ocmw.course import Known, Said, course_of

MARKED = date(2026, 3, 2)
AGREED = agreed_on(MARKED)
LAST_FIRST_TALK = date(2026, 3, 16)
ANSWERS = ("wants_help", "declines_help", "no_solution", "solution")


def course(today: date, *said: Said, **known: object) -> tuple[str, str | None, date | None]:
    """Standing, why it waits, until when."""
    found = course_of(Known(marked_on=MARKED, said=said, **known), today, AGREED)  # type: ignore[arg-type]
    return found.standing, found.kind, found.until


def helped(day: date, again_on: date | None = None) -> Said:
    """The client wants help."""
    return Said("wants_help", day, again_on)


def test_a_new_client_waits_for_a_first_talk_and_is_late_after_ten_working_days() -> None:
    """Two weeks without holidays; on the last day it is not late yet."""
    assert course(MARKED) == ("new", "new", LAST_FIRST_TALK)
    assert course(LAST_FIRST_TALK) == ("new", "new", LAST_FIRST_TALK)
    assert course(LAST_FIRST_TALK + timedelta(days=1)) == ("new", "overdue", LAST_FIRST_TALK)


def test_help_has_three_months_and_is_on_the_list_two_weeks_before() -> None:
    """Nothing waits in between; then it nears its end; then somebody must decide."""
    talk = helped(date(2026, 3, 5))
    end = date(2026, 6, 5)
    assert course(date(2026, 3, 6), talk) == ("helping", None, end)
    assert course(date(2026, 5, 21), talk) == ("helping", None, end)
    assert course(date(2026, 5, 22), talk) == ("helping", "decide", end)
    assert course(end, talk) == ("helping", "decide", end)
    assert course(date(2026, 6, 6), talk) == ("to_decide", "decide", end)


def test_talks_in_between_do_not_lengthen_the_term_and_one_after_its_end_begins_it_anew() -> None:
    """The term runs from the first talk of the help that goes on; help that ended and began again has a term of its own."""
    first, between, after = helped(date(2026, 3, 5)), helped(date(2026, 5, 1)), helped(date(2026, 6, 8))
    assert course(date(2026, 6, 6), first, between)[:2] == ("to_decide", "decide")
    assert course(date(2026, 6, 9), first, between, after) == ("helping", None, date(2026, 9, 8))
    returned = (first, Said("no_solution", date(2026, 4, 1)), between)
    assert course(date(2026, 6, 6), *returned) == ("helping", None, date(2026, 8, 1))


def test_the_day_to_come_back_to_it_comes_back() -> None:
    """Also of what was solved, or went on: somebody asked to look again."""
    day = date(2026, 4, 1)
    for answer, standing in (("wants_help", "helping"), ("solution", "solved"), ("declines_help", "resumed")):
        talk = Said(answer, date(2026, 3, 5), day)
        assert course(date(2026, 3, 31), talk)[:2] == (standing, None)
        assert course(day, talk) == (standing, "again", day)


@pytest.mark.req("D9")
@pytest.mark.parametrize(("event", "kind"), [("died_on", "died"), ("left_on", "left")])
def test_death_and_the_end_of_being_a_client_ask_a_person_to_decide(event: str, kind: str) -> None:
    """Within ten working days; unless a talk since then says when to come back to it, or it was decided before."""
    day = date(2026, 4, 1)
    last = add_working_days(day, 10)
    assert course(day, **{event: day}) == ("to_decide", kind, last)
    assert course(day, helped(date(2026, 3, 5)), **{event: day}) == ("to_decide", kind, last)
    later = helped(date(2026, 4, 3), date(2026, 5, 4))
    assert course(date(2026, 5, 3), later, **{event: day}) == ("to_decide", None, date(2026, 5, 4))
    assert course(date(2026, 5, 4), later, **{event: day}) == ("to_decide", kind, date(2026, 5, 4))
    for answer in ("declines_help", "no_solution", "solution"):
        assert course(day, Said(answer, date(2026, 3, 5)), **{event: day})[1] is None


def test_a_signal_that_could_not_leave_comes_before_everything() -> None:
    """Stopped at once; still in the queue, from the next day on."""
    talk = Said("declines_help", MARKED)
    assert course(MARKED, talk, unsent_since=MARKED) == ("resumed", None, None)
    assert course(MARKED, talk, unsent_since=MARKED, stopped=True) == ("resumed", "stopped", MARKED)
    late = MARKED + timedelta(days=1)
    assert course(late, talk, unsent_since=MARKED, died_on=MARKED) == ("resumed", "stopped", MARKED)


def test_the_terms_are_dated_data_marked_as_unconfirmed() -> None:
    """A day before the first agreement goes by that one."""
    assert (AGREED.first_talk, AGREED.solution) == (10, parse_duration("P3M"))
    assert agreed_on(date(2020, 1, 1)) == AGREED
    from importlib.resources import files  # noqa: PLC0415

    assert "[?]" in files("kring.flows.debtors.ocmw").joinpath("agreed.toml").read_text("utf-8")


DAYS = st.dates(MARKED, date(2027, 12, 31))
TALKS = st.lists(st.builds(Said, st.sampled_from(ANSWERS), DAYS, st.none() | DAYS), max_size=6).map(
    lambda said: sorted(said, key=lambda one: one.day)
)


@pytest.mark.req("D9")
@given(said=TALKS, left=st.none() | DAYS, died=st.none() | DAYS)
def test_whatever_was_laid_down_a_case_that_is_not_decided_comes_back(
    said: list[Said], left: date | None, died: date | None
) -> None:
    """From some day on it waits for somebody, and goes on waiting until it is decided; a decided one does not, unless asked."""
    known = Known(marked_on=MARKED, said=said, left_on=left, died_on=died)
    far = add(date(2028, 1, 1), AGREED.solution)
    found = course_of(known, far, AGREED)
    decided = bool(said) and said[-1].answer != "wants_help"
    if decided and said[-1].again_on is None:
        assert found.kind is None
    else:
        assert found.kind is not None
    assert found.standing in (("resumed", "solved") if decided else ("new", "to_decide", "helping"))


@given(said=TALKS, left=st.none() | DAYS, died=st.none() | DAYS, today=DAYS)
def test_what_waits_says_until_when(said: list[Said], left: date | None, died: date | None, today: date) -> None:
    """Each task has a day; only what is decided and asked for nothing has none."""
    found = course_of(Known(marked_on=MARKED, said=said, left_on=left, died_on=died), today, AGREED)
    assert found.kind is None or found.until is not None
