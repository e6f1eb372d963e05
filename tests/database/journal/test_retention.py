"""The end of the log's own term: the key of a year goes, nobody of that year can be found, and the tree is what it was."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation

from kring.core.clock import stopped_at, system_clock
from kring.core.errors import Fault
from kring.desks.privacy import queries as pages
from kring.face.words import function_label
from kring.guard.acting import acting_for
from kring.guard.keys import versions
from kring.journal import bundle, pseudonym, read, terms, verify
from kring.journal.append import append
from kring.journal.database import cursor
from kring.journal.lines import Line
from kring.parties import log_term
from kring.parties.actions import end_position
from kring.parties.models import Position
from tests.database.exchange.cast import Desk, a_desk, all_lines
from tests.database.journal.conftest import verified

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("E16")]

NOW = system_clock()
YEAR = NOW.year
PERSON = b"somebody"


class NoLogError(Exception):
    """The log cannot be written."""


def on(year: int, month: int = 1, day: int = 1) -> Any:
    """A clock that stands still at noon of that day."""
    return stopped_at(datetime(year, month, day, 12, tzinfo=UTC))


@pytest.fixture
def desk() -> Desk:
    """An organisation whose log has lines of this year, about a person and about nobody."""
    made = a_desk("OCMW Termijn", "ocmw", "social_worker", system_clock)
    with acting_for(made.id, made.worker.position):
        append([Line("look", {"what": "client_file"}, subject=PERSON, own={"ref": "a row"})])
        append([Line("action", {"what": "test"}, own={"file": "a file"})])
    all_lines(made)
    return made


def as_(desk: Desk) -> Any:
    return acting_for(desk.id, desk.dpo.position)


def state(desk: Desk) -> Any:
    """Keys, persons' keys, the way to lines, and how many lines there are."""
    count = len(all_lines(desk))
    with as_(desk), cursor() as c:
        tables = ("person_key", "entry_person", "term")
        rows = [c.execute(f"SELECT * FROM journal.{table} ORDER BY 1, 2, 3".encode()).fetchall() for table in tables]
        return versions(), rows, count


def test_nothing_goes_before_the_term_is_over(desk: Desk) -> None:
    """Ten years after the end of the year, on its last day still not; the day after, it does."""
    before = state(desk)
    assert log_term.sweep(desk.id, clock=on(YEAR + 10, 12, 31)) == []
    assert state(desk) == before
    assert log_term.sweep(desk.id, clock=on(YEAR + 11)) == [YEAR]


def test_after_the_term_nobody_of_that_year_can_be_found_and_the_tree_still_verifies(desk: Desk) -> None:
    """Every line is there byte for byte, an older bundle fits, each proof holds; who and about whom is gone."""
    before = bundle.export([desk.dpo])
    with as_(desk):
        (looked,) = read.lines(subject=PERSON)
        assert looked.own == {"ref": "a row"}
        place = looked.place
        body = read.body(place or 0)
    log_term.sweep(desk.id, clock=on(YEAR + 11))
    with as_(desk):
        found = read.at(range(4))
        assert f"journal-{YEAR}" not in versions()
        assert read.lines(subject=PERSON) == []
        assert read.looks_at(PERSON) == []
        assert pseudonym.indices_of_all_years(PERSON, desk.id) == []
        assert all(line.own is None and line.position is None and line.term_over for line in found)
        assert read.body(place or 0) == body
        assert read.inclusion(place or 0).root
        with cursor() as c:
            left = c.execute(
                "SELECT (SELECT count(*) FROM journal.entry_person WHERE log = %(log)s)"
                " + (SELECT count(*) FROM journal.person_key WHERE log = %(log)s)",
                {"log": desk.id},
            ).fetchone()
        assert left == (0,)
    report = verified([desk.dpo], earlier=[("before.zip", BytesIO(before))])
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
    last = all_lines(desk)[0]
    assert (last.kind, last.content["what"], last.content["year"]) == ("sweep", "log.year_destroyed", YEAR)
    assert last.content["mark"] == "[?]"


def test_the_officer_reads_that_it_was_destroyed_at_the_end_of_its_term(desk: Desk) -> None:
    """Not an empty name, and not that somebody erased it."""
    log_term.sweep(desk.id, clock=on(YEAR + 11))
    all_lines(desk)
    with as_(desk), translation.override("en"):
        shown = pages.line(1)
    assert shown is not None
    assert shown.told.who == "destroyed at the end of its term"
    assert (shown.own, shown.term_over) == ((), True)


@pytest.mark.req("E6")
def test_a_year_whose_line_cannot_be_written_keeps_its_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is destroyed without a line that says so; the next sweep does it."""
    before = state(desk)

    def broken(*_: object, **__: object) -> None:
        raise NoLogError

    with monkeypatch.context() as patched:
        patched.setattr(log_term, "append", broken)
        with pytest.raises(NoLogError):
            log_term.sweep(desk.id, clock=on(YEAR + 11))
        with pytest.raises(NoLogError):
            log_term.forget_person(by=desk.dpo, subjects=[PERSON], clock=system_clock)
        with pytest.raises(NoLogError):
            log_term.choose_term(by=desk.dpo, years=5, clock=system_clock)
    assert state(desk) == before
    assert log_term.sweep(desk.id, clock=on(YEAR + 11)) == [YEAR]


def test_another_term_is_chosen_only_within_what_the_rule_allows(desk: Desk) -> None:
    """By the officer, with a line; outside the borders, and by others, it is refused."""
    rule = terms.term_on(NOW.date())
    assert (rule.years, rule.mark) == (10, "[?]")
    for years in (rule.least - 1, rule.most + 1):
        with pytest.raises(Fault) as refused:
            log_term.choose_term(by=desk.dpo, years=years, clock=system_clock)
        assert refused.value.code == "wrong_term"
    with pytest.raises(Fault) as refused:
        log_term.choose_term(by=desk.worker, years=5, clock=system_clock)
    assert refused.value.code == "other_function"
    log_term.choose_term(by=desk.dpo, years=rule.least, clock=system_clock)
    assert log_term.term_of(desk.dpo, system_clock)[0] == rule.least
    assert all_lines(desk)[0].content == {"what": "log.term", "years": rule.least, "before": 10}
    assert log_term.sweep(desk.id, clock=on(YEAR + rule.least)) == []
    assert log_term.sweep(desk.id, clock=on(YEAR + rule.least + 1)) == [YEAR]


def test_one_person_is_erased_from_the_log_and_the_others_stay(desk: Desk) -> None:
    """Every year's key of that person goes; the line that says so is about nobody."""
    with as_(desk):
        append([Line("look", {"what": "client_file"}, subject=b"another")])
    assert log_term.forget_person(by=desk.dpo, subjects=[PERSON], clock=system_clock) == 1
    assert log_term.forget_person(by=desk.dpo, subjects=[PERSON], clock=system_clock) == 0
    newest = all_lines(desk)[0]
    assert (newest.content["what"], newest.subject) == ("log.person_erased", None)
    with as_(desk):
        assert read.lines(subject=PERSON) == []
        assert len(read.lines(subject=b"another")) == 1
        erased = [line for line in read.lines() if line.own is None]
    assert [(line.kind, line.term_over) for line in erased] == [("look", False)]
    assert verified([desk.dpo]).exit_code == verify.VERIFIED


# ----- Names of people who left.


@pytest.mark.req("E6")
def test_who_left_years_ago_is_still_named_with_the_function_of_then(desk: Desk) -> None:
    """The position ended and the account is gone; the line on the officer's page says who it was, and as what."""
    end_position(by=desk.dpo, position_id=desk.worker.position, last_day=datetime(2020, 6, 30, tzinfo=UTC).date())
    with as_(desk):
        Position.objects.filter(id=desk.worker.position).update(account_id=None)
        line = next(line for line in all_lines_of(desk) if line.kind == "look" and line.subject)
        shown = pages.line(line.place or 0)
    assert shown is not None
    assert shown.told.who == f"social_worker van OCMW Termijn, {function_label('social_worker')}"


def all_lines_of(desk: Desk) -> Any:
    return read.lines(limit=100)
