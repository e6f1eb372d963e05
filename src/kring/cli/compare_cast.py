"""Who plays in ``kring compare``: the parties of the document, founded for this once, and the positions that act for them."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments import compiling
from kring.instruments.standing_play import play_standing
from kring.journal import read
from kring.parties.actions import appoint, found_organisation
from kring.policy.document import Document, Party
from kring.policy.rules import Rule
from kring.policy.standing_file import StandingFile

_SEAL_SECONDS = 60.0
_BOARD = "secretary_general"
_FUNCTIONS = ("debt_team", "social_worker", "dpo", _BOARD)


@dataclass(frozen=True)
class Desk:
    """One party: its organisation, and who acts for it."""

    id: UUID
    name: str
    positions: dict[str, Acting]


@dataclass(frozen=True)
class Cast:
    """The two desks of a comparison and the version under which they work."""

    city: Desk
    ocmw: Desk
    version: UUID
    digest: str

    @property
    def debt_team(self) -> Acting:
        """Who starts the round."""
        return self.city.positions["debt_team"]

    @property
    def worker(self) -> Acting:
        """Who keeps the client register."""
        return self.ocmw.positions["social_worker"]

    def wait_for_the_seal(self) -> None:
        """Wait until both logs are sealed to their last line; raises ``Fault("not_sealed")``."""
        until = time.monotonic() + _SEAL_SECONDS
        for desk in (self.city, self.ocmw):
            officer = desk.positions["dpo"]
            while time.monotonic() < until:
                with acting_for(officer.organisation, officer.position):
                    if not read.unsealed():
                        break
                time.sleep(0.02)
            else:
                raise Fault(
                    "not_sealed",
                    "De logboeken werden niet op tijd verzegeld: er is geen bewijs, en dus niets uitgegeven.",
                )


def founded(document: Document, standing: StandingFile, key_item: str, *, clock: Clock) -> Cast:
    """Found the parties, let each take its own copy, and let them say what ``standing`` says, as far as it is past."""
    policy = compiling.check(document)
    rule = _list_rule(policy.disclosures.values(), key_item)
    desks = {party.key: _desk(party, number, standing, clock) for number, party in enumerate(document.party)}
    parties_are = {key: desk.id for key, desk in desks.items()}
    copies = {
        key: instruments.adopt(by=desk.positions[_BOARD], document=document, parties_are=parties_are, clock=clock)
        for key, desk in desks.items()
    }
    day = belgian_day(clock())
    play_standing(
        copies[rule.discloser],
        _so_far(standing, day),
        {key: desk.positions for key, desk in desks.items()},
        clock=clock,
        settled=work_through,
    )
    return Cast(desks[rule.discloser], desks[rule.recipient], copies[rule.discloser].id, policy.digest)


def _list_rule(rules: Iterable[Rule], key_item: str) -> Rule:
    found = next((rule for rule in rules if key_item in rule.items), None)
    if found is None:
        raise Fault(
            "no_list_agreed",
            f"Dit instrument kent geen mededeling met {key_item}: er is niets om te vergelijken.",
            en=f"This instrument has no disclosure of {key_item}: there is nothing to compare.",
        )
    return found


def _desk(party: Party, number: int, standing: StandingFile, clock: Clock) -> Desk:
    organisation = found_organisation(
        name=party.name or party.key,
        enterprise_number=party.enterprise_number or _placeholder(number),
        kind=party.key,
        fictitious=standing.all_fictitious,
        clock=clock,
    )
    machine = machine_of(organisation.id)
    since = _first_day(standing, belgian_day(clock()))
    positions = {
        function: appoint(by=machine, name=f"{function} ({organisation.name})", function=function, valid_from=since)
        for function in _FUNCTIONS
    }
    acting = {function: Acting(organisation.id, position.id) for function, position in positions.items()}
    return Desk(organisation.id, organisation.name, acting)


def _placeholder(number: int) -> str:
    """A number that passes its check digits, for a party that is named by class: it exists for this comparison only."""
    head = 9_900_000 + number
    return f"0{head}{97 - head % 97:02d}"


def _so_far(standing: StandingFile, day: date) -> StandingFile:
    """What had been said by ``day``: what comes later has not happened yet for who judges that day."""
    return standing.model_copy(
        update={
            kind: tuple(one for one in getattr(standing, kind) if one.on <= day)
            for kind in ("advice", "signature", "publication")
        }
    )


def _first_day(standing: StandingFile, day: date) -> date:
    return min([day, *(one.on for one in (*standing.advice, *standing.signature, *standing.publication))])
