"""The one place where flows, sources, receivers, erasers and listeners are plugged in."""

from kring.clients.knowers import ClientOn, FileAssigned
from kring.config.vocabulary import VOCABULARY
from kring.core.ending import endings
from kring.core.events import EnrolmentsStated, StatementMade, VersionAdopted, listen
from kring.core.registry import GENERAL, answerers, knowers, receivers, sources
from kring.desks.clients.navigation import ENTRIES as CLIENTS
from kring.desks.privacy.navigation import ENTRIES as PRIVACY
from kring.desks.register import waiting
from kring.desks.register.ending import closing
from kring.desks.register.ending import matters as ending
from kring.desks.register.navigation import ENTRIES as REGISTER
from kring.directory import port
from kring.exchange import clocks, deposits, faults, questions, standing
from kring.exchange.ending import DoorEnding
from kring.face import navigation, today, words
from kring.flows.debtors import erase
from kring.flows.debtors import navigation as debtors
from kring.flows.debtors.city import today as city_today
from kring.flows.debtors.ending import DebtorsEnding
from kring.flows.debtors.ocmw import today as clients_today
from kring.flows.debtors.receive import ROUNDS, ListReceiver, MarkReceiver, SignalReceiver
from kring.flows.debtors.reported import today as fault_today
from kring.flows.debtors.reported.correctable import CaseKeeper, RowOrigin
from kring.flows.debtors.roles import DEBT_TEAM, SOCIAL_WORKER
from kring.flows.debtors.source import CASES, ListSource, MarkSource, SignalSource
from kring.flows.directory import enrolling
from kring.flows.directory import receive as directory
from kring.flows.directory.answering import ROLE as DIRECTORY_JOB
from kring.flows.directory.answering import DirectorySource
from kring.flows.directory.asking import ExchangeDirectory
from kring.flows.lists import erase as lists_erase
from kring.flows.lists import navigation as lists
from kring.flows.lists.actions import SENDINGS
from kring.flows.lists.ending import ListsEnding
from kring.flows.lists.receive import ROWS, AnyReceiver
from kring.flows.lists.source import AnySource
from kring.instruments import compiling
from kring.parties.actions import know_roles
from kring.parties.knowers import BoundBySecrecy
from kring.site.navigation import ENTRIES as SITE


def fill() -> None:
    """Fill the registries; called once, when every floor below is loaded."""
    compiling.use(VOCABULARY)
    listen(StatementMade, standing.carry)
    listen(VersionAdopted, deposits.lay_down)
    navigation.register(*SITE, *CLIENTS, *PRIVACY, *REGISTER)
    today.register(waiting.READERS, waiting.matters, waiting.QUIET)
    know_roles(VOCABULARY.roles)
    words.roles.update({name: role.text for name, role in VOCABULARY.roles.items()})
    knowers["client_on"], knowers["bound_by_secrecy"] = ClientOn(), BoundBySecrecy()
    knowers["file_assigned"] = FileAssigned()
    clocks.erasers[questions.QUESTIONS] = questions.erase
    _debtors()
    _directory()
    _lists()
    _ends()


def _debtors() -> None:
    sources["debt.file_number"], receivers["debt.file_number"] = ListSource(), ListReceiver()
    faults.keepers["debt.file_number"], faults.origins["debt.file_number"] = CaseKeeper(), RowOrigin()
    sources["debt.client_mark"], receivers["debt.client_mark"] = MarkSource(), MarkReceiver()
    sources["debt.recovery_signal"], receivers["debt.recovery_signal"] = SignalSource(), SignalReceiver()
    clocks.erasers[CASES] = erase.erase_cases
    clocks.erasers[ROUNDS] = erase.erase_rounds
    navigation.register(*debtors.ENTRIES)
    today.register(frozenset({DEBT_TEAM}), debtors.city_matters, city_today.QUIET)
    today.register(frozenset({DEBT_TEAM}), city_today.resumed)
    today.register(frozenset({DEBT_TEAM}), fault_today.to_look_into)
    today.register(frozenset({SOCIAL_WORKER}), fault_today.answered)
    today.register(frozenset({SOCIAL_WORKER}), clients_today.matters, clients_today.QUIET)


def _directory() -> None:
    """The integrator's stand-in, and the questions that disclosers put to it."""
    port.use(ExchangeDirectory())
    listen(EnrolmentsStated, enrolling.on_enrolments)
    receivers[enrolling.STATED], receivers[enrolling.ENDED] = directory.EnrolmentReceiver(), directory.EndReceiver()
    sources["directory.answer"], receivers["directory.answer"] = DirectorySource(), directory.NotKept()
    answerers["directory.answer"] = questions.BySsin(DIRECTORY_JOB)
    clocks.erasers[directory.ENROLMENTS] = directory.erase


def _lists() -> None:
    """What no key item claims: any items, under any instrument."""
    sources[GENERAL], receivers[GENERAL] = AnySource(), AnyReceiver()
    clocks.erasers[ROWS] = lists_erase.erase_received
    clocks.erasers[SENDINGS] = lists_erase.erase_sendings
    navigation.register(*lists.entries(VOCABULARY.roles))
    today.register(lists.functions(VOCABULARY.roles), lists.matters)


def _ends() -> None:
    """What is told, evaluated and erased at the end of a text, by whom."""
    endings["exchange"], endings["debtors"], endings["lists"] = DoorEnding(), DebtorsEnding(), ListsEnding()
    if closing.close not in clocks.closers:
        clocks.closers.append(closing.close)
    today.register(ending.WORKERS | ending.GUARDIANS, ending.matters)
