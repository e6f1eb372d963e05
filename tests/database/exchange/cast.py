"""A small cast: a city and its OCMW under the Genk protocol, and a flow of five people, none of whom exists."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import randbelow
from uuid import UUID, uuid4

from kring.core.clock import Clock, stopped_at
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Receipt, Subject, Taken
from kring.exchange.door import Order
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.journal import read
from kring.journal.read import LogLine
from kring.parties.actions import appoint, found_organisation

GENK = Path(__file__).parents[3] / "instruments" / "genk" / "document.toml"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLOCK = stopped_at(NOON)
LIST_ITEMS = (
    "person.first_name",
    "person.last_name",
    "person.ssin",
    "person.street",
    "person.house_number",
    "debt.file_number",
)


def a_number() -> str:
    """A new enterprise number that passes its check digits."""
    head = 2_000_000 + randbelow(7_000_000)
    return f"0{head}{97 - head % 97:02d}"


@dataclass(frozen=True)
class Desk:
    """One organisation and the positions that this story needs."""

    id: UUID
    number: str
    worker: Acting
    dpo: Acting
    secretary: Acting


@dataclass(frozen=True)
class Pair:
    """A city and an OCMW, each with its own copy of the same version."""

    city: Desk
    ocmw: Desk
    version: UUID
    ocmw_version: UUID
    digest: str


def a_desk(name: str, kind: str, worker: str, clock: Clock) -> Desk:
    """Found an organisation and appoint its people."""
    number = a_number()
    organisation = found_organisation(name=name, enterprise_number=number, kind=kind, fictitious=True, clock=clock)
    machine = machine_of(organisation.id)
    positions = [
        appoint(by=machine, name=f"{function} van {name}", function=function, valid_from=date(2025, 1, 1))
        for function in (worker, "dpo", "secretary_general")
    ]
    return Desk(organisation.id, number, *(Acting(organisation.id, position.id) for position in positions))


def a_text(city_number: str, ocmw_number: str) -> str:
    """The Genk text with other parties, so that every test has a protocol of its own."""
    text = GENK.read_text(encoding="utf-8")
    return text.replace("0000000097", city_number).replace("0000000196", ocmw_number)


def a_pair(*, in_force: bool = True, clock: Clock = CLOCK) -> Pair:
    """A city and an OCMW with the same text, each its own copy; in force unless said otherwise."""
    city = a_desk("Stad Ergens", "city", "debt_team", clock)
    ocmw = a_desk("OCMW Ergens", "ocmw", "social_worker", clock)
    text = a_text(city.number, ocmw.number)
    parties = {"city": city.id, "ocmw": ocmw.id}
    mine = instruments.adopt(by=city.secretary, document=text, parties_are=parties, clock=clock)
    theirs = instruments.adopt(by=ocmw.secretary, document=text, parties_are=parties, clock=clock)
    pair = Pair(city, ocmw, mine.id, theirs.id, mine.digest)
    if in_force:
        bring_in_force(pair, clock)
    return pair


def bring_in_force(pair: Pair, clock: Clock = CLOCK) -> None:
    """Both officers advise, both sides sign and publish, and each hears of the other."""
    day = date(2026, 1, 5)
    for desk in (pair.city, pair.ocmw):
        instruments.give_advice(
            by=desk.dpo, digest=pair.digest, outcome="positive", text="Gunstig.", on=day, clock=clock, fictitious=True
        )
    work_through()
    for desk in (pair.city, pair.ocmw):
        instruments.record_paper_signature(
            by=desk.secretary, digest=pair.digest, offices="burgemeester", on=day, clock=clock, fictitious=True
        )
    work_through()
    for desk in (pair.city, pair.ocmw):
        instruments.publish(by=desk.secretary, digest=pair.digest, on=day, clock=clock, ref="website", fictitious=True)
    work_through()


@dataclass
class Toy:
    """A flow in memory: people by ref on the discloser's side, what arrived on the recipient's."""

    people: dict[str, Mapping[str, object]]
    values: dict[str, Mapping[str, str]]
    person: dict[str, bytes] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    released_refs: list[tuple[str, ...]] = field(default_factory=list)
    stopped_codes: list[str] = field(default_factory=list)
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def subjects(self, part: Part) -> Sequence[Subject]:
        return [Subject(ref, self.person.get(ref), self.people[ref]) for ref in part.refs if ref in self.people]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        return {ref: [Entry(self.values[ref])] for ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        self.released_refs.append(part.refs)
        self.withheld.update({ref: tuple(reason.code for reason in reasons) for ref, reasons in withheld.items()})

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:  # noqa: ARG002 - the protocol names it
        self.stopped_codes += [reason.code for reason in reasons]

    def receive(self, arrived: Arrived) -> Receipt:
        self.arrived.append(arrived)
        return Receipt([Taken(None, tuple(row)[1:], row["ref"]) for row in arrived.rows])


def a_list_of(*names: str) -> Toy:
    """People on a city's list, with more about each than may leave."""
    declared = {"declared": ["dwangbevel_prepared"]}
    record = {
        "person.first_name": "Elif",
        "person.last_name": "Yilmaz",
        "person.ssin": "85673003349",
        "person.street": "Bloemenstraat",
        "person.house_number": "4",
        "debt.amount": "1 200 euro",
        "debt.reason": "retributie",
    }
    return Toy(
        people=dict.fromkeys(names, declared),
        values={name: {**record, "debt.file_number": f"D-{name}"} for name in names},
    )


def an_order(pair: Pair, *refs: str, batch: UUID | None = None, by: Acting | None = None) -> Order:
    """Send the list of these people from the city to the OCMW."""
    return Order(
        acting=by or pair.city.worker,
        version=pair.version,
        disclosure="list",
        recipient=pair.ocmw.id,
        batch=batch or uuid4(),
        chunk=0,
        chunks=1,
        refs=refs,
    )


def all_lines(desk: Desk) -> list[LogLine]:
    """Every line of an organisation's log, once the sealer has placed them all."""
    for _ in range(2_000):
        with acting_for(desk.id, desk.dpo.position):
            if not read.unsealed():
                return read.lines(limit=10_000)
        time.sleep(0.01)  # the sealer is another thread
    raise AssertionError("no seal came")
