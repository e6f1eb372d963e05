"""A city and its OCMW with their people, the adopted text between them, and a carrier in place of the exchange."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kring.core.clock import Clock, stopped_at
from kring.core.events import StatementMade, listening
from kring.guard.acting import Acting, acting_for, current, machine_of
from kring.instruments import actions, queries
from kring.instruments.queries import Situation, Version
from kring.parties.actions import appoint, found_organisation
from kring.policy.standing_file import StandingFile, read_standing

GENK = Path(__file__).parents[3] / "instruments" / "genk"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
CLOCK: Clock = stopped_at(NOW)


def enterprise_number() -> str:
    """An invented number with right check digits."""
    first = f"0{secrets.randbelow(10**7):07d}"
    return f"{first}{97 - int(first) % 97:02d}"


@dataclass(frozen=True)
class Side:
    """One organisation and who acts in it."""

    id: UUID
    number: str
    dpo: Acting
    board: Acting
    clerk: Acting

    @property
    def seats(self) -> dict[str, Acting]:
        """Who acts, by function."""
        return {"dpo": self.dpo, "secretary_general": self.board}


def side(name: str, kind: str, *, fictitious: bool = True, region: str = "flanders") -> Side:
    """Host an organisation with an officer, a secretary general and somebody of the debt team."""
    number = enterprise_number()
    organisation = found_organisation(
        name=name, enterprise_number=number, kind=kind, fictitious=fictitious, clock=CLOCK, region=region
    )
    machine = machine_of(organisation.id)

    def seated(function: str) -> Acting:
        held = appoint(by=machine, name=f"Fictief, {function}", function=function, valid_from=date(2020, 1, 1))
        return Acting(organisation.id, held.id)

    return Side(organisation.id, number, seated("dpo"), seated("secretary_general"), seated("debt_team"))


@dataclass(frozen=True)
class Stage:
    """Both sides of one instrument."""

    city: Side
    ocmw: Side
    text: str
    digest: str

    @property
    def both(self) -> tuple[Side, Side]:
        """City and OCMW."""
        return self.city, self.ocmw

    @property
    def parties(self) -> dict[str, UUID]:
        """Which organisation is which party."""
        return {"city": self.city.id, "ocmw": self.ocmw.id}

    @property
    def seats(self) -> dict[str, dict[str, Acting]]:
        """Who acts for each party."""
        return {"city": self.city.seats, "ocmw": self.ocmw.seats}

    def copy_of(self, side: Side) -> Version:
        """The copy of one side."""
        with acting_for(side.dpo.organisation, side.dpo.position):
            return queries.the_version(self.digest)

    def situation(self, side: Side, at: datetime = NOW) -> Situation:
        """How it stands on one side's own copy."""
        with acting_for(side.dpo.organisation, side.dpo.position):
            return queries.situation(queries.the_version(self.digest), at)

    def in_force(self, at: datetime = NOW) -> tuple[bool, bool]:
        """In force for the city, for the OCMW."""
        return self.situation(self.city, at).in_force, self.situation(self.ocmw, at).in_force


def text_between(city: Side, ocmw: Side) -> str:
    """The adopted text of Genk, between these two."""
    text = (GENK / "document.toml").read_text()
    return text.replace("0000000097", city.number).replace("0000000196", ocmw.number)


def adopted(made: Callable[[Side, Side], str] = text_between, *, between: tuple[Side, Side] | None = None) -> Stage:
    """Both sides have taken their own copy of the text ``made`` for them, and said nothing yet."""
    city, ocmw = between or (side("Stad Fictie", "city"), side("OCMW Fictie", "ocmw"))
    text = made(city, ocmw)
    parties = {"city": city.id, "ocmw": ocmw.id}
    kept = [actions.adopt(by=each.board, document=text, parties_are=parties, clock=CLOCK) for each in (city, ocmw)]
    return Stage(city, ocmw, text, kept[0].digest)


def bring_into_force(stage: Stage, carrier: "Carrier", *, on: date = DAY, at: Clock = CLOCK) -> Stage:
    """Both sides say everything that a protocol needs on ``on``, and hear of it."""
    about: dict[str, Any] = {"digest": stage.digest, "on": on, "clock": at, "fictitious": True}
    for each in stage.both:
        actions.give_advice(by=each.dpo, outcome="positive", text="Gunstig.", **about)
    carrier.hand_over(at)
    for each in stage.both:
        actions.record_paper_signature(by=each.board, offices="algemeen directeur", **about)
    carrier.hand_over(at)
    for each in stage.both:
        actions.publish(by=each.dpo, ref="website", **about)
    carrier.hand_over(at)
    return stage


def standing_file() -> StandingFile:
    """The fictitious statements beside the adopted text."""
    return read_standing((GENK / "standing.toml").read_text())


class Carrier:
    """Stands in for the exchange: keeps what was said until it is told to hand it over."""

    def __init__(self) -> None:
        self.bag: list[tuple[UUID, UUID, dict[str, Any]]] = []

    def __call__(self, event: StatementMade) -> None:
        """Take along a statement that was just made, in its maker's transaction."""
        content: dict[str, Any] = queries.statement_content(event.statement)
        self.bag += [(current().organisation, recipient, content) for recipient in event.recipients]

    def hand_over(self, at: Clock = CLOCK) -> None:
        """Deliver everything; what is too early stays in the bag."""
        left = []
        for sender, recipient, content in self.bag:
            if not deliver(sender, recipient, content, at):
                left.append((sender, recipient, content))
        self.bag = left


def deliver(sender: UUID, recipient: UUID, content: dict[str, Any], at: Clock = CLOCK) -> bool:
    """Hand one statement to one recipient, as its machine."""
    machine = machine_of(recipient)
    with acting_for(machine.organisation, machine.position):
        return actions.take_statement(content=content, sender=sender, clock=at)


@contextmanager
def carried() -> Iterator[Carrier]:
    """A carrier for as long as the block runs."""
    carrier = Carrier()
    with listening(StatementMade, carrier):
        yield carrier
