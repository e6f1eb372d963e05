"""What earlier disclosures oblige to passes whatever became of the instrument; all else stops, on both sides, with its reason."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from kring.core.clock import stopped_at
from kring.core.days import Period, start_of
from kring.core.registry import receivers, sources
from kring.exchange import transport
from kring.exchange.door import Sent, Stopped, permit, release, send
from kring.exchange.judge import Order
from kring.exchange.permit import Permitted
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments import compiling
from kring.policy import check_elements, kinds
from kring.policy import compile as compiler
from kring.policy.kinds import Law
from tests.database.exchange import cast
from tests.database.exchange.cast import CLOCK, Pair, Toy, a_list_of, a_pair, a_text, an_order, bring_in_force

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("P7")]
DAY = date(2026, 3, 2)
Stop = Callable[[Pair], object]


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch) -> Toy:
    toy = a_list_of("a")
    monkeypatch.setitem(sources, "debt.file_number", toy)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", toy)  # type: ignore[arg-type]
    return toy


def follow_up(text: str) -> str:
    """The same text, with the list as what an earlier disclosure obliges to."""
    text = text.replace('key = "list"\n', 'key = "list"\nafter_end = true\n', 1)
    assert '"list.gate.declared"' in text
    return text.replace('"list.gate.declared"', '"list.gate.declared", "list.after_end"', 1)


def newer(pair: Pair) -> None:
    """Version 3 between the same two, in force."""
    text = cast.a_text(pair.city.number, pair.ocmw.number).replace("version = 2", "version = 3", 1)
    parties = {"city": pair.city.id, "ocmw": pair.ocmw.id}
    kept = [
        instruments.adopt(by=desk.secretary, document=text, parties_are=parties, clock=CLOCK)
        for desk in (pair.city, pair.ocmw)
    ]
    bring_in_force(Pair(pair.city, pair.ocmw, kept[0].id, kept[1].id, kept[0].digest))


def suspended(pair: Pair) -> None:
    """By the recipient."""
    instruments.suspend(by=pair.ocmw.dpo, digest=pair.digest, reason="Fout.", clock=CLOCK, fictitious=True)


def ended(pair: Pair) -> None:
    """By the recipient, from today on."""
    instruments.end(
        by=pair.ocmw.secretary, digest=pair.digest, reason="Op.", from_day=DAY, clock=CLOCK, fictitious=True
    )


STOPS: dict[str, Stop] = {"suspended": suspended, "ended": ended, "replaced": newer}


@pytest.mark.parametrize("code", STOPS)
def test_a_follow_up_passes_and_is_taken_up(flow: Toy, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Under the very version that the earlier disclosure named."""
    monkeypatch.setattr(cast, "a_text", lambda *numbers: follow_up(a_text(*numbers)))
    pair = a_pair()
    STOPS[code](pair)
    work_through()
    assert isinstance(send(an_order(pair, "a"), clock=CLOCK), Sent)
    work_through()
    assert [arrived.digest for arrived in flow.arrived] == [pair.digest]


@pytest.mark.req("P8")
@pytest.mark.parametrize("code", STOPS)
def test_all_else_is_refused_with_its_reason(flow: Toy, code: str) -> None:
    """What was permitted before is abandoned; what is asked anew is refused; what is on its way waits with its sender."""
    pair = a_pair()
    batch = uuid4()
    on_its_way, permitted = (_part(pair, batch, chunk) for chunk in (0, 1))
    sent = send(on_its_way, clock=CLOCK)
    assert isinstance(sent, Sent)
    allowed = permit(permitted, clock=CLOCK)
    assert isinstance(allowed, Permitted)
    STOPS[code](pair)
    assert release(permitted, allowed, clock=CLOCK) is None
    refused = send(permitted, clock=CLOCK)
    assert isinstance(refused, Stopped)
    assert [reason.code for reason in refused.reasons] == [code]
    assert not transport.receive(sent.envelope, pair.ocmw.id, clock=CLOCK)
    before = 1 if code == "replaced" else 0  # taken up while the newer version was being agreed on
    assert len(flow.arrived) == before


def _part(pair: Pair, batch: Any, chunk: int) -> Order:
    whole = an_order(pair, "a", batch=batch)
    return Order(**{**{name: getattr(whole, name) for name in Order.__dataclass_fields__}, "chunk": chunk, "chunks": 2})


def test_what_rests_on_a_law_that_ended_is_refused_on_both_sides(flow: Toy) -> None:
    """Released on its last day, it is not taken up the day after; nothing more is released."""
    pair = a_pair()
    batch = uuid4()
    last = stopped_at(start_of(date(2026, 3, 31)))
    after = stopped_at(start_of(date(2026, 4, 1)))
    with pytest.MonkeyPatch.context() as patch:
        old = dict(kinds.laws())
        ends = old | {
            key: Law(key, one.nl, Period(one.period.first, date(2026, 3, 31)))
            for key, one in old.items()
            if one.period.covers(DAY)
        }
        for module in (kinds, check_elements, compiler):
            patch.setattr(module, "laws", lambda: ends)
        compiling._compiled.clear()
        sent = send(_part(pair, batch, 0), clock=last)
        assert isinstance(sent, Sent)
        refused = send(_part(pair, batch, 1), clock=after)
        assert isinstance(refused, Stopped)
        assert [reason.code for reason in refused.reasons] == ["basis_lapsed"]
        taken = partial(transport.receive, sent.envelope, pair.ocmw.id)
        assert not taken(clock=after)
        work_through()  # under the clock of March: settled, or there to be had
    compiling._compiled.clear()
    with acting_for(pair.ocmw.id, pair.ocmw.dpo.position):
        assert len(flow.arrived) == 1
