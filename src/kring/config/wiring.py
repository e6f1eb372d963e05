"""The one place where flows, sources, receivers, erasers and listeners are plugged in."""

from kring.config.vocabulary import VOCABULARY
from kring.core.events import StatementMade, listen
from kring.core.registry import receivers, sources
from kring.desks.clients.navigation import ENTRIES as CLIENTS
from kring.desks.privacy.navigation import ENTRIES as PRIVACY
from kring.desks.register.navigation import ENTRIES as REGISTER
from kring.exchange import clocks, standing
from kring.face import navigation, today
from kring.flows.debtors import erase
from kring.flows.debtors import navigation as debtors
from kring.flows.debtors.receive import ROUNDS, ListReceiver, MarkReceiver
from kring.flows.debtors.roles import DEBT_TEAM, SOCIAL_WORKER
from kring.flows.debtors.source import CASES, ListSource, MarkSource
from kring.instruments import compiling
from kring.site.navigation import ENTRIES as SITE


def fill() -> None:
    """Fill the registries; called once, when every floor below is loaded."""
    compiling.use(VOCABULARY)
    listen(StatementMade, standing.carry)
    navigation.register(*SITE, *CLIENTS, *PRIVACY, *REGISTER)
    _debtors()


def _debtors() -> None:
    sources["debt.file_number"], receivers["debt.file_number"] = ListSource(), ListReceiver()
    sources["debt.client_mark"], receivers["debt.client_mark"] = MarkSource(), MarkReceiver()
    clocks.erasers[CASES] = erase.erase_cases
    clocks.erasers[ROUNDS] = erase.erase_rounds
    navigation.register(*debtors.ENTRIES)
    today.register(frozenset({DEBT_TEAM}), debtors.city_matters)
    today.register(frozenset({SOCIAL_WORKER}), debtors.ocmw_matters)
