"""An OCMW that asks a database, which asks the integrator: three organisations, and the texts between them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from kring.clients import enrolling
from kring.core.clock import Clock
from kring.core.days import Period
from kring.directory.port import Enquiry
from kring.flows.directory.asking import ExchangeDirectory
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import adoption
from kring.persons.keep import Known, keep
from tests.database.exchange.asking import Two, two
from tests.database.exchange.cast import CLOCK, Desk, a_desk, all_lines

INSTRUMENTS = Path(__file__).parents[3] / "instruments"
CODES = frozenset({1, 2, 3})
GATE = '{ is = "enrolled", capacity = [1, 2, 3], over = "period_asked", why.nl = "Alleen voor wie ingeschreven is." }'
GATES = GATE + ', { is = "entitled", capacity = [2, 3], over = "today", why.nl = "Alleen wie recht heeft." }'
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


@dataclass(frozen=True)
class Three:
    """``text`` is between the OCMW, who asks and receives, and the database, who discloses."""

    text: Two
    integrator: Desk

    @property
    def ocmw(self) -> Desk:
        return self.text.city

    @property
    def database(self) -> Desk:
        return self.text.ocmw


def accede(model: str, one: Desk, key: str, integrator: Desk) -> str:
    """Both sides accede to a model text; answers its digest."""
    text = (INSTRUMENTS / model / "document.toml").read_text("utf-8")
    are = {key: one.id, "integrator": integrator.id}
    for desk in (one, integrator):
        kept = adoption.accede(by=desk.secretary, model=text, parties_are=are, clock=CLOCK)
    return kept.digest


def three(*, clock: Clock = CLOCK, gate: str = GATE, enrols: bool = True, asks: bool = True, **parts: str) -> Three:
    """The three, with the duty to enrol and the question to the integrator in force unless said otherwise."""
    integrator = a_desk("Integrator", "service_integrator", "social_worker", clock)
    ocmw = a_desk("OCMW Ergens", "ocmw", "debt_team", clock)
    database = a_desk("Inburgering", "integration_database", "social_worker", clock)
    if enrols:
        accede("directory-enrolment", ocmw, "ocmw", integrator)
    if asks:
        accede("directory-question", database, "asker", integrator)
    text = two(clock=clock, desks=(ocmw, database), gate=gate, **parts)
    work_through()
    return Three(text, integrator)


def person(desk: Desk, number: str) -> UUID:
    """The person as this organisation keeps the person."""
    with acting_for(desk.id, desk.worker.position):
        return keep({number: Known("Elif", "Yilmaz", municipality="Ergens")})[number].id


def enrol(
    desk: Desk,
    number: str,
    capacity: int = 2,
    *,
    since: date = date(2025, 1, 1),
    until: date | None = None,
    provenance: enrolling.Provenance = "decided",
) -> UUID:
    """The OCMW enrols somebody, and the directory has heard of it when this returns."""
    enrolment = enrolling.enrol(
        by=desk.worker,
        person_id=person(desk, number),
        capacity=capacity,
        valid_from=since,
        until=until,
        provenance=provenance,
    )
    work_through()
    return enrolment.id


def an_enquiry(here: Three, number: str, **changes: object) -> Enquiry:
    """What the database asks: whether the OCMW enrolled this person with one of the codes for all of January."""
    said: dict[str, object] = {
        "id": uuid4(),
        "digest": here.text.digest,
        "disclosure": "answer",
        "request": uuid4(),
        "discloser": here.database.id,
        "recipient": here.ocmw.id,
        "person": number,
        "fact": "enrolled",
        "capacity": CODES,
        "over": "period_asked",
        "period": JANUARY,
    }
    return Enquiry(**{**said, **changes})  # type: ignore[arg-type]


def verdict(here: Three, number: str, *, by: Acting | None = None, **changes: object) -> str:
    """What the integrator says to that."""
    asker = by or machine_of(here.database.id)
    return ExchangeDirectory().ask(an_enquiry(here, number, **changes), by=asker, clock=CLOCK, within=20.0).verdict


def kinds_of(desk: Desk, disclosure: str) -> list[str]:
    """The kinds of line that a log holds on one disclosure."""
    return sorted(line.kind for line in all_lines(desk) if line.content.get("disclosure") == disclosure)


def codes(*some: int) -> frozenset[int]:
    """Capacity codes."""
    return frozenset(some)
