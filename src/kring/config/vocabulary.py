"""All words that this installation speaks; a clash between packages stops it at start."""

from kring.clients.vocabulary import CLIENTS
from kring.core.vocabulary import merge
from kring.flows.debtors.vocabulary import DEBTORS
from kring.persons.vocabulary import PERSONS
from kring.policy.vocabulary import COMMON

VOCABULARY = merge(COMMON, PERSONS, CLIENTS, DEBTORS)
