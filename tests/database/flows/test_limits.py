"""What travels and what does not: the organisation without the employee, the row without an addition, and no further."""

import json
from typing import Any

import pytest

from kring.core.registry import Arrived, receivers
from kring.exchange import envelope
from kring.exchange.agreements import carrying
from kring.exchange.envelope import Opened
from kring.exchange.models import Clock
from kring.flows.debtors.models import Case
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.journal import read
from tests.database.exchange.cast import CLOCK, LIST_ITEMS, Desk, a_pair
from tests.database.flows.story import begin, knows, run, somebody, written

pytestmark = pytest.mark.usefixtures("committed", "in_march")


def _acting(desk: Desk) -> Any:
    return acting_for(desk.worker.organisation, desk.worker.position)


@pytest.mark.req("E4", "E6")
def test_the_employee_stays_at_home_and_in_the_own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The OCMW reads which city sent the list, not who in it; the city's own log says who. And the other way round."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    opened: list[Opened] = []
    honest = envelope.collect
    monkeypatch.setattr(envelope, "collect", lambda which: _remembered(opened, honest(which)))
    run(pair, [somebody(1)])
    listed, marked = (one for one in opened if one.kind == "disclosure")
    assert (listed.sender, marked.sender) == (pair.city.id, pair.ocmw.id)
    told = json.dumps([dict(one.content) for one in (listed, marked)])
    people = (pair.city.worker, pair.city.dpo, pair.ocmw.worker, pair.ocmw.dpo)
    assert not any(str(each.position) in told for each in people)
    assert "debt_team van" not in told
    with _acting(pair.city):
        assert [line.position for line in read.lines(kinds=("release",))] == [pair.city.worker.position]


def _remembered(opened: list[Opened], one: Opened | None) -> Opened | None:
    if one is not None:
        opened.append(one)
    return one


@pytest.mark.req("E15")
def test_what_came_in_carries_its_instrument_and_has_no_way_on() -> None:
    """Each case of the OCMW names the text under which it came, and no text lets the OCMW send any of its items further."""
    pair = a_pair()
    knows(pair, [somebody(1), somebody(2)])
    run(pair, [somebody(1), somebody(2)])
    with _acting(pair.ocmw):
        cases = set(Case.objects.values_list("id", flat=True))
        limits = Clock.objects.filter(holder="debtors.Case", row__in=cases).values_list("row", "digest", "rule")
        assert {row for row, _, _ in limits} == cases
        assert {(digest, rule) for _, digest, rule in limits} == {(pair.digest, "pilot")}
        for item in LIST_ITEMS:
            assert carrying(item, clock=CLOCK, sender=pair.ocmw.id) == []


@pytest.mark.req("D10", "D1")
def test_a_row_travels_as_the_city_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register knows another spelling and another address: neither the envelope nor the case takes them over."""
    pair = a_pair()
    listed = written(somebody(1), first_name="ELIF", last_name="yilmaz")
    knows(pair, [written(listed, first_name="Elif Nur", last_name="Yılmaz")])
    arrived: list[Arrived] = []
    receiver = receivers["debt.file_number"]
    honest = receiver.receive
    monkeypatch.setattr(receiver, "receive", lambda a: (arrived.append(a), honest(a))[1])
    begin(pair, [listed])
    work_through()
    sent = {name: value for name, value in arrived[0].rows[0].items() if name != "ref"}
    assert sent == {
        "person.first_name": "ELIF",
        "person.last_name": "yilmaz",
        "person.ssin": listed.ssin,
        "person.street": "Bloemenstraat",
        "person.house_number": "4",
        "debt.file_number": "D-1",
    }
    with _acting(pair.ocmw):
        kept = Case.objects.values_list("first_name", "last_name", "street", "house_number", "file_number")
        assert list(kept) == [("ELIF", "yilmaz", "Bloemenstraat", "4", "D-1")]
