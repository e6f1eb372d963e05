"""What was received goes on only to whom the text names under which it came. source: E15; 002 §4, 003 §75, 004 art. 4"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pytest

from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Receipt, Subject, Taken, receivers, sources
from kring.exchange import clocks
from kring.exchange.door import Order, Sent, Stopped, send
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from tests.database.exchange.cast import CLOCK, Desk, a_desk, all_lines

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E15")]

TEXT = """
schema = "kring/instrument/1"
id = "{id}"
version = 1
kind = "statutory_duty"
title.nl = "Van de een naar de ander, alleen voor tests"
fictitious = true
[[party]]
key = "giver"
name = "Wie geeft"
enterprise_number = "{giver}"
[[party]]
key = "taker"
name = "Wie ontvangt"
enterprise_number = "{taker}"
{class_of_partners}
[[purpose]]
key = "care"
text.nl = "Zorg op maat."
basis = {{ collection = ["ocmw-1976/57"], disclosure = ["ocmw-1976/57"] }}
[[disclosure]]
key = "list"
from = "giver"
to = "taker"
by = "send"
purpose = ["care"]
sender_role = "match_job"
reader_role = "social_worker_involved"
every = "on_event"
keep = "short"
onward = [{onward}]
[[disclosure.item]]
names = ["person.first_name", "person.municipality"]
why.nl = "Om te weten over wie het gaat."
[retention.short]
from = "instrument_ended"
keep = "PT0S"
cap = "P30D"
then = "erase"
text.nl = "Een maand."
[[clause]]
text.nl = "Alleen wie de taak heeft."
enforced_by = ["sender_role", "reader_role"]
"""
NONE = ""
OWN_STAFF = '{ to = "taker", why.nl = "Alleen het personeel van het OCMW (003 §75)." }'
PARTNERS = (
    '{ to = "gbo_partner", why.nl = "Partners van het GBO (004 art. 4).",'
    ' gate = [{ is = "declared", what = "dwangbevel_prepared" }] }'
)


@dataclass
class People:
    """A flow whose rows are what arrived, or own data: by ref the values, the rows they stand in, what is declared."""

    values: dict[str, Mapping[str, str]] = field(default_factory=dict)
    rows: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    said: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    entries: dict[str, Sequence[Entry]] = field(default_factory=dict)
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    held: list[UUID] = field(default_factory=list)

    def subjects(self, part: Part) -> Sequence[Subject]:
        return [
            Subject(ref, None, self.facts, received=self.said.get(ref, ()), rows=self.rows.get(ref, ()))
            for ref in part.refs
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        return {
            ref: self.entries.get(ref, [Entry(self.values.get(ref, {"person.first_name": "Elif"}))])
            for ref in part.refs
        }

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:  # noqa: ARG002
        self.withheld.update({ref: tuple(one.code for one in reasons) for ref, reasons in withheld.items()})

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        pass

    def receive(self, arrived: Arrived) -> Receipt:
        self.arrived.append(arrived)
        self.held = [uuid4() for _ in arrived.rows]
        clocks.start(
            holder="tests.Row",
            rows=self.held,
            digest=arrived.digest,
            disclosure=arrived.disclosure,
            rule=arrived.keep,
            received_on=arrived.day,
        )
        return Receipt([Taken(None, tuple(row)[1:], row["ref"]) for row in arrived.rows])


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> People:
    flow = People()
    monkeypatch.setitem(sources, "person.municipality", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "person.municipality", flow)  # type: ignore[arg-type]
    return flow


@dataclass(frozen=True)
class Way:
    """One text between two, and the giver's copy of it."""

    giver: Desk
    taker: Desk
    version: UUID
    digest: str


def a_way(giver: Desk, taker: Desk, onward: str = NONE, *, partners_in: str = "") -> Way:
    region = f'[[party]]\nkey = "others"\nclass = "gbo_partner"\nregion = "{partners_in}"\n' if partners_in else ""
    text = TEXT.format(
        id=f"way-{uuid4()}", giver=giver.number, taker=taker.number, onward=onward, class_of_partners=region
    )
    are = {"giver": giver.id, "taker": taker.id, **({"others": uuid4()} if partners_in else {})}
    mine = instruments.adopt(by=giver.secretary, document=text, parties_are=are, clock=CLOCK)
    if taker.id != giver.id:
        instruments.adopt(by=taker.secretary, document=text, parties_are=are, clock=CLOCK)
    return Way(giver, taker, mine.id, mine.digest)


def an_ocmw() -> Desk:
    return a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)


def sent(way: Way, *refs: str) -> Sent | Stopped:
    return send(
        Order(
            acting=way.giver.worker,
            version=way.version,
            disclosure="list",
            recipient=way.taker.id,
            batch=uuid4(),
            chunk=0,
            chunks=1,
            refs=refs,
            role="match_job",
        ),
        clock=CLOCK,
    )


def received_by(way: Way, people: People) -> UUID:
    """Elif arrived at the taker: the row there, under its clock."""
    assert isinstance(sent(way, "elif"), Sent)
    work_through()
    people.withheld.clear()
    return people.held[0]


def left(way: Way, ref: str) -> int:
    found = sent(way, ref)
    assert isinstance(found, Sent)
    return found.people


@pytest.mark.parametrize("named", ["by its rows", "by its reference", "by what it says", "not at all"])
def test_what_came_under_a_text_without_onward_goes_nowhere(people: People, named: str) -> None:
    """As in 002: the OCMW may pass nothing on, however the source names what it hands out; own data pass."""
    first, ocmw, third = an_ocmw(), an_ocmw(), an_ocmw()
    origin = a_way(first, ocmw)
    row = received_by(origin, people)
    ref = str(row) if named == "by its reference" else "somebody"
    if named == "by its rows":
        people.rows[ref] = (row,)
    if named == "by what it says":
        people.said[ref] = ((origin.digest, "list"),)
    assert left(a_way(ocmw, third), ref) == (1 if named == "not at all" else 0)
    assert people.withheld == ({} if named == "not at all" else {ref: ("onward_not_allowed",)})


def test_a_refusal_to_pass_on_is_written_and_is_the_disclosers_own_reason(people: People) -> None:
    """The line of the person names the reason; nobody else reads it."""
    first, ocmw, third = an_ocmw(), an_ocmw(), an_ocmw()
    row = received_by(a_way(first, ocmw), people)
    assert left(a_way(ocmw, third), str(row)) == 0
    reasons = [line.content.get("reasons") for line in all_lines(ocmw) if line.kind == "subject"]
    assert ["onward_not_allowed"] in reasons
    assert all("onward_not_allowed" not in str(line.content) for line in all_lines(third))


def test_what_came_may_go_back_to_whom_it_came_from(people: People) -> None:
    """A correction to the source is no onward disclosure."""
    first, ocmw = an_ocmw(), an_ocmw()
    row = received_by(a_way(first, ocmw), people)
    assert left(a_way(ocmw, first), str(row)) == 1


def test_own_staff_only_is_nobody_else(people: People) -> None:
    """As in 003: within the OCMW it may be used, to another OCMW it does not go."""
    first, ocmw, third = an_ocmw(), an_ocmw(), an_ocmw()
    row = received_by(a_way(first, ocmw, OWN_STAFF), people)
    assert left(a_way(ocmw, ocmw), str(row)) == 1
    assert left(a_way(ocmw, third), str(row)) == 0


def test_partners_of_a_class_under_their_gate_and_nobody_of_another_class(people: People) -> None:
    """As in 004: to partners of the broad intake once the gate holds; not without it, and not to a city."""
    first, ocmw = an_ocmw(), an_ocmw()
    partner, city = a_desk("CAW", "gbo_partner", "social_worker", CLOCK), a_desk("Stad", "city", "debt_team", CLOCK)
    row = str(received_by(a_way(first, ocmw, PARTNERS), people))
    to_partner, to_city = a_way(ocmw, partner), a_way(ocmw, city)
    assert left(to_partner, row) == 0
    people.facts["declared"] = ["dwangbevel_prepared"]
    assert left(to_partner, row) == 1
    assert left(to_city, row) == 0


def test_of_one_person_the_entries_that_were_received_stay(people: People) -> None:
    """Own name, received municipality: only what is the OCMW's own leaves."""
    first, ocmw, third = an_ocmw(), an_ocmw(), an_ocmw()
    row = received_by(a_way(first, ocmw), people)
    people.entries["elif"] = [
        Entry({"person.first_name": "Elif"}),
        Entry({"person.municipality": "Ergens"}, rows=(row,)),
    ]
    assert left(a_way(ocmw, third), "elif") == 1
    work_through()
    assert list(people.arrived[-1].rows) == [{"ref": "elif", "person.first_name": "Elif"}]


def test_a_row_of_which_nobody_said_the_disclosure_bears_every_limit_of_its_text(people: People) -> None:
    """A flow that forgot to say under which disclosure it received: what all of them allow together."""
    first, ocmw, third = an_ocmw(), an_ocmw(), an_ocmw()
    origin = a_way(first, ocmw)
    row = uuid4()
    with acting_for(ocmw.id, ocmw.worker.position):
        clocks.start(holder="tests.Row", rows=[row], digest=origin.digest, rule="short", received_on=date(2026, 3, 2))
    assert left(a_way(ocmw, third), str(row)) == 0
