"""Who may open a round and its rows, and that every look is a line."""

from typing import Any

import pytest
from django.db import connection

from kring.core.errors import Fault
from kring.flows.debtors.city import queries
from kring.flows.debtors.city.actions import take_out
from kring.flows.debtors.models import Case
from kring.flows.debtors.ocmw import cases, received
from kring.guard.acting import acting_for
from tests.database.exchange.cast import CLOCK, a_pair
from tests.database.flows.story import (
    acting,
    all_sealed,
    knows,
    run,
    somebody,
)

pytestmark = pytest.mark.usefixtures("committed", "in_march")

CLIENT = "cliënt OCMW"


@pytest.mark.req("D6")
def test_only_the_debt_team_and_the_social_workers_open_it() -> None:
    """The city's DPO and secretary see no round and start none; the OCMW's DPO sees no client."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    round_id = run(pair, [somebody(1)])
    for by in (pair.city.dpo, pair.city.secretary):
        with pytest.raises(Fault, match="not_your_task"):
            take_out(by=by, round_id=round_id, clock=CLOCK)
        with acting_for(by.organisation, by.position):
            assert queries.rounds(clock=CLOCK) == ()
            assert queries.rows(round_id, only="", offset=0, limit=9, clock=CLOCK) == ()
    with acting_for(pair.ocmw.dpo.organisation, pair.ocmw.dpo.position):
        assert received.received_rounds(clock=CLOCK) == ()
    with acting(pair.ocmw):
        assert queries.rounds(clock=CLOCK) == ()


@pytest.mark.req("D6", "E6")
def test_every_look_is_written_and_shown_on_the_row() -> None:
    """Whoever opens the rows stands on the row afterwards, with name and time; on the other side there is nothing of it."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    round_id = run(pair, [somebody(1)])
    all_sealed(pair)
    with acting(pair.city):
        (row,) = queries.rows(round_id, only="gemarkeerd", offset=0, limit=9, clock=CLOCK)
    with acting(pair.city):
        opened = queries.row(round_id, row.id, clock=CLOCK)
    assert opened is not None
    assert [(look.who, look.where) for look in opened[1]] == [("debt_team van Stad Ergens", "round.rows")]
    with acting(pair.ocmw):
        (line,) = cases.board(clock=CLOCK).lines
    with acting(pair.ocmw):
        found = cases.case(line.id, clock=CLOCK)
    assert found is not None
    assert [look.where for look in found.looks] == ["cases.board"]


def test_pages_of_rows_ask_the_database_a_fixed_number_of_times(django_assert_max_num_queries: Any) -> None:
    """Fifty rows cost as many questions as one, save the lines of the log."""
    pair = a_pair()
    few, many = run(pair, [somebody(1)]), None
    other = a_pair()
    many = run(other, [somebody(n) for n in range(2, 42)])
    with acting(pair.city), django_assert_max_num_queries(20) as first:
        queries.rows(few, only="", offset=0, limit=50, clock=CLOCK)
    with acting(other.city), django_assert_max_num_queries(20) as second:
        queries.rows(many, only="", offset=0, limit=50, clock=CLOCK)
    assert abs(len(first.captured_queries) - len(second.captured_queries)) <= 2


@pytest.mark.req("E1")
def test_no_row_of_one_side_is_seen_by_the_other() -> None:
    """By raw SQL too: the city sees no case, the OCMW no debtor's row and no file."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1)])
    with acting(pair.city), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kring.debtors_case")
        assert cursor.fetchone() == (0,)
    with acting(pair.ocmw), connection.cursor() as cursor:
        for table in ("row", "upload", "round", "chunk"):
            cursor.execute(f"SELECT count(*) FROM kring.debtors_{table}")
            assert cursor.fetchone() == (0,)
        assert Case.objects.count() == 1
