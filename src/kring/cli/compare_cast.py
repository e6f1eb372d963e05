"""Who plays in ``kring compare``: the parties of the document, founded for this once, and the positions that act for them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments.standing_play import play_standing
from kring.journal import lines, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties.actions import appoint, found_organisation
from kring.policy.shapes import Party
from kring.policy.standing_file import StandingFile

from .compare_instrument import Instrument
from .compare_words import Progress

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

    @property
    def debt_team(self) -> Acting:
        """Who starts the round."""
        return self.city.positions["debt_team"]

    @property
    def worker(self) -> Acting:
        """Who keeps the client register."""
        return self.ocmw.positions["social_worker"]

    @property
    def officers(self) -> tuple[Acting, Acting]:
        """Who takes out the logs."""
        return self.city.positions["dpo"], self.ocmw.positions["dpo"]


def founded(instrument: Instrument, *, clock: Clock, progress: Progress) -> Cast:
    """Found the parties, let each take its own copy, and let them say what was said by the day judged."""
    document, standing, rule = instrument.document, instrument.standing, instrument.rule
    desks = {party.key: _desk(party, number, instrument, clock) for number, party in enumerate(document.party)}
    parties_are = {key: desk.id for key, desk in desks.items()}
    copies = {
        key: instruments.adopt(by=desk.positions[_BOARD], document=document, parties_are=parties_are, clock=clock)
        for key, desk in desks.items()
    }
    refused = play_standing(
        copies[rule.discloser],
        _so_far(standing, belgian_day(clock())),
        {key: desk.positions for key, desk in desks.items()},
        clock=clock,
        settled=work_through,
    )
    for fault in refused:
        progress.say(f"standing.toml: {fault.message} [{fault.code}]", f"standing.toml: {fault.en} [{fault.code}]")
    return Cast(desks[rule.discloser], desks[rule.recipient], copies[rule.discloser].id)


def written(by: Acting, verb: str, content: dict[str, Json] | None = None) -> int:
    """Write in the log of ``by`` that ``verb`` was done; answers the transaction, for ``sealed``."""
    with acting_for(by.organisation, by.position):
        return append([Line("action", {lines.WHAT: verb, **(content or {})})]).tx


def sealed(tx: int) -> None:
    """Wait until the logs are sealed up to this transaction and all before it; raises ``Fault("not_sealed")``."""
    if not waiting.wait(tx, _SEAL_SECONDS):
        raise Fault(
            "not_sealed",
            "De logboeken werden niet op tijd verzegeld: er is geen bewijs, en dus niets uitgegeven.",
            en="The logs were not sealed in time: there is no proof, so nothing was handed out.",
        )


def _desk(party: Party, number: int, instrument: Instrument, clock: Clock) -> Desk:
    day = belgian_day(clock())
    organisation = found_organisation(
        name=(party.name or party.key)[:150],
        enterprise_number=party.enterprise_number or _placeholder(number),
        kind=party.key[:20],
        fictitious=instrument.any_fictitious,
        clock=clock,
    )
    machine = machine_of(organisation.id)
    since = _first_day(instrument.standing, day)
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
