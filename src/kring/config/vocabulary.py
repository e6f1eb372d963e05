"""All words that this installation speaks; a clash between packages stops it at start."""

from kring.clients.vocabulary import CLIENTS
from kring.core.vocabulary import merge
from kring.desks.privacy.vocabulary import PRIVACY
from kring.directory.vocabulary import DIRECTORY
from kring.flows.applications.vocabulary import APPLICATIONS
from kring.flows.debtors.vocabulary import DEBTORS
from kring.flows.directory.vocabulary import FLOW_DIRECTORY
from kring.flows.inburgering.vocabulary import INTEGRATION
from kring.flows.referrals.vocabulary import REFERRALS
from kring.persons.vocabulary import PERSONS
from kring.policy.vocabulary import COMMON

VOCABULARY = merge(
    COMMON, PERSONS, CLIENTS, DIRECTORY, FLOW_DIRECTORY, DEBTORS, INTEGRATION, REFERRALS, APPLICATIONS, PRIVACY
)
