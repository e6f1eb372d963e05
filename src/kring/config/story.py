"""The demo's story, told once: invented people do, through the same actions as anybody, what leads up to today.

Stad Genk and OCMW Genk have an adopted instrument, a client register and one round of ten weeks ago, with talks since, so that the
next upload passes and the one after it shows the refusal. A second city and its OCMW have no instrument, to look at a refusal.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from kring.clients.debts import add_debt
from kring.clients.register import import_register
from kring.config.people import Resident, residents
from kring.core import clock as clocks
from kring.core.clock import Clock, house_clock, stopped_at, system_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.flows.debtors.city import actions as debtors
from kring.flows.debtors.ocmw.cases import CaseLine, board
from kring.flows.debtors.ocmw.involved import take
from kring.flows.debtors.ocmw.talk import lay_down
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments.queries import Version
from kring.instruments.standing_play import play_standing
from kring.parties.actions import appoint, found_organisation
from kring.parties.identity.actions import open_account, seat
from kring.parties.identity.models import Account
from kring.parties.queries import organisation_by_number
from kring.policy.document import Document, read
from kring.policy.standing_file import read_standing

HERE = Path(__file__).parents[3]
SINCE = date(2025, 1, 1)
ROUND_WAS = timedelta(weeks=10)
TALKED_AFTER = timedelta(weeks=9)
EARLIER_LIST = 200
NOT_TALKED_YET = 2
_TALKS: Sequence[tuple[str, str, int]] = (
    ("wants_help", "Komt terug met de brieven van de andere schuldeisers.", 7),
    ("solution", "Afbetalingsplan van twaalf maanden, past in het budget.", 0),
    ("wants_help", "Budgetplan opgemaakt; volgende maand samen nakijken.", 21),
    ("no_solution", "Drie voorstellen besproken, geen haalbaar.", 0),
    ("wants_help", "Wacht op de beslissing over de sociale toelage.", 14),
    ("declines_help", "Wil dit zelf regelen; weet waar we zijn.", 0),
)
"""What came out of the talks, in turn: answer, note, after how many days to come back to it (0: not)."""
_BOARD = "secretary_general"
_SEALED_WITHIN = 60.0  # seconds


@dataclass(frozen=True)
class Cast:
    """One organisation of the story: who acts for it, by first name and function, and what it is called."""

    name: str
    number: str
    kind: str
    people: Sequence[tuple[str, str, str]]
    """Name, function, team."""


GENK = Cast(
    "Stad Genk",
    "0000000097",
    "city",
    [
        ("Lies Vanhove", "debt_team", "debiteuren"),
        ("Ömer Aydin", "debt_team", "debiteuren"),
        ("Katrien Moons", "dpo", ""),
        ("Bart Lemmens", _BOARD, ""),
    ],
)
OCMW_GENK = Cast(
    "OCMW Genk",
    "0000000196",
    "ocmw",
    [
        ("Sofie Claes", "social_worker", "sociale dienst noord"),
        ("Giulia Ferrari", "social_worker", "sociale dienst zuid"),
        ("Tom Hendrickx", "dpo", ""),
        ("An Reynders", _BOARD, ""),
    ],
)
ERGENS = Cast(
    "Stad Ergenshoven", "0000000295", "city", [("Wout Daems", "debt_team", "debiteuren"), ("Mia Stas", "dpo", "")]
)
OCMW_ERGENS = Cast(
    "OCMW Ergenshoven", "0000000394", "ocmw", [("Rik Thijs", "social_worker", ""), ("Els Bosmans", "dpo", "")]
)
SHARED = ("Nora Vandeput", (GENK, "debt_team"), (OCMW_GENK, "social_worker"))
"""Of the shared finance cluster: one person, two positions, one at a time. source: E18"""


@dataclass(frozen=True)
class Desk:
    """An organisation of the story as it stands: its people's positions, by function (the first of each)."""

    id: UUID
    positions: dict[str, Acting]


def tell(clock: Clock = system_clock) -> None:
    """Tell the story in an empty house; a story once told is not told again. Raises ``Fault("story_broken_off")``."""
    if organisation_by_number(OCMW_ERGENS.number) is not None:
        return
    if organisation_by_number(GENK.number) is not None:
        raise Fault(
            "story_broken_off",
            "Het verhaal van de demo werd afgebroken. Begin opnieuw: make demo-reset, dan make demo.",
        )
    began = clock() - ROUND_WAS
    try:
        clocks.install(stopped_at(began))
        city, ocmw = _desk(GENK), _desk(OCMW_GENK)
        _share(city, ocmw)
        version = _agree(city, ocmw)
        _register(ocmw)
        _earlier_round(city, version)
        clocks.install(stopped_at(began + TALKED_AFTER))
        _talks(ocmw)
    finally:
        clocks.install(clock)
    _desk(ERGENS)
    _desk(OCMW_ERGENS)  # the last thing told: it shows that all of it was


def _desk(cast: Cast) -> Desk:
    organisation = found_organisation(
        name=cast.name, enterprise_number=cast.number, kind=cast.kind, fictitious=True, clock=house_clock
    )
    machine = machine_of(organisation.id)
    positions: dict[str, Acting] = {}
    for name, function, team in cast.people:
        acting = _sit(machine, name, function, team, _account(name, cast))
        positions.setdefault(function, acting)
    return Desk(organisation.id, positions)


def _sit(machine: Acting, name: str, function: str, team: str, account: Account) -> Acting:
    position = appoint(by=machine, name=name, function=function, team=team, valid_from=SINCE, account_id=account.id)
    seat(account=account, organisation=machine.organisation, position=position.id)
    return Acting(machine.organisation, position.id)


def _account(name: str, cast: Cast) -> Account:
    local = name.casefold().replace(" ", ".").replace("ö", "o")
    return open_account(email=f"{local}@{cast.name.casefold().replace(' ', '-')}.example")


def _share(city: Desk, ocmw: Desk) -> None:
    name, (_, city_function), (_, ocmw_function) = SHARED
    account = _account(name, GENK)
    _sit(machine_of(city.id), name, city_function, "debiteuren", account)
    _sit(machine_of(ocmw.id), name, ocmw_function, "cluster financiën", account)


def _agree(city: Desk, ocmw: Desk) -> Version:
    folder = HERE / "instruments" / "genk"
    document: Document = read((folder / "document.toml").read_text("utf-8"))
    standing = read_standing((folder / "standing.toml").read_text("utf-8"))
    desks = {"city": city, "ocmw": ocmw}
    parties_are = {key: desk.id for key, desk in desks.items()}
    copies = [
        instruments.adopt(by=desk.positions[_BOARD], document=document, parties_are=parties_are, clock=house_clock)
        for desk in desks.values()
    ]
    refused = play_standing(
        copies[0],
        standing,
        {key: desk.positions for key, desk in desks.items()},
        clock=house_clock,
        settled=work_through,
    )
    if refused:
        raise refused[0]
    return copies[0]


def _register(ocmw: Desk) -> None:
    path = HERE / "demo" / "clienten-ocmw-genk.xlsx"
    import_register(by=ocmw.positions["social_worker"], data=path.read_bytes(), filename=path.name, clock=house_clock)


def _earlier_round(city: Desk, version: Version) -> None:
    """Two hundred of the two thousand were on the city's list of ten weeks ago."""
    people = residents(2000)[:EARLIER_LIST]
    started = debtors.start_round(
        by=city.positions["debt_team"],
        data=_as_csv(people),
        filename="debiteuren-september.csv",
        version=version.id,
        declared=True,
        clock=house_clock,
    )
    if isinstance(started, debtors.NotStarted):
        raise Fault(started.reasons[0].code, started.reasons[0].text["nl"])
    work_through()


def _talks(ocmw: Desk) -> None:
    """One social worker talked with all but the last few of the clients who were marked, and took them on."""
    worker = ocmw.positions["social_worker"]
    found = _marked(worker)
    for number, one in enumerate(found[:-NOT_TALKED_YET]):
        answer, note, days = _TALKS[number % len(_TALKS)]
        again_on = belgian_day(house_clock()) + timedelta(days=days) if days else None
        take(by=worker, case_id=one.id, clock=house_clock)
        lay_down(by=worker, case_id=one.id, answer=answer, note=note, again_on=again_on, seen=None, clock=house_clock)
    add_debt(
        by=worker, person_id=found[0].person_id, creditor="Energieleverancier", amount_cents=41_250, clock=house_clock
    )
    work_through()


def _marked(worker: Acting) -> Sequence[CaseLine]:
    """The marked clients, once the log covers their arrival."""
    until = time.monotonic() + _SEALED_WITHIN
    while time.monotonic() < until:
        with acting_for(worker.organisation, worker.position):
            if found := board(clock=house_clock).lines:
                return found
        time.sleep(0.1)
    raise Fault("story_not_sealed", "Het logboek werd niet gezegeld. Begin opnieuw: make demo-reset, dan make demo.")


def _as_csv(people: Sequence[Resident]) -> bytes:
    lines = ["Dossiernummer;Achternaam;Voornaam;Rijksregisternummer;Straat;Huisnummer;Bedrag"]
    lines += [
        f"INV-2026-{number:03d};{one.last_name};{one.first_name};{one.ssin};{one.street};{one.house_number};{25 + number}"
        for number, one in enumerate(people, 1)
    ]
    return "\r\n".join(lines).encode("utf-8-sig")
