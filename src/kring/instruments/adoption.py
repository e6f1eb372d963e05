"""Take the own copy of a text: as it stands, or filled in from a model that many accede to. source: REQUIREMENTS P4, P8, P17"""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from kring.core.clock import Clock
from kring.core.enterprise import EnterpriseNumber, read_enterprise_number
from kring.core.errors import Fault
from kring.core.events import VersionAdopted, tell
from kring.guard.acting import Acting, acting_for, acting_organisation
from kring.instruments import compiling, hold, queries
from kring.instruments.keeping import about, holding
from kring.instruments.models import InstrumentVersion
from kring.instruments.queries import Version
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties
from kring.parties.models import Organisation
from kring.policy import accession
from kring.policy import document as documents
from kring.policy.classes import PartyClass, party_classes
from kring.policy.document import Document
from kring.policy.rules import Policy
from kring.policy.shapes import Party

ADOPTERS: Final = frozenset({"secretary_general", "dpo"})


def adopt(*, by: Acting, document: Document | str, parties_are: Mapping[str, UUID], clock: Clock) -> Version:
    """Take the own copy of a text (TOML or read): it gives nothing free until everything required was said about it.

    ``parties_are`` says which organisation is which party of the document; a party that takes no part itself (the person concerned,
    an authority) is left out. Taking the same text twice changes nothing. Raises ``Fault``: ``does_not_compile``, ``is_model``,
    ``wrong_party``, ``not_a_party``, ``version_exists``, ``other_function``.
    """
    text = documents.read(document) if isinstance(document, str) else document
    if accession.open_places(text):
        raise Fault(
            "is_model", "Deze tekst is een model: treed ertoe toe, dan krijgt u de tekst tussen u en de andere."
        )
    compiling.check(text)
    with acting_for(by.organisation, by.position):
        holding(ADOPTERS, clock)
        _check_parties(text, parties_are)
        return _keep(text, parties_are, clock)


def accede(*, by: Acting, model: Document | str, parties_are: Mapping[str, UUID], clock: Clock) -> Version:
    """Take the own copy of the text between ``parties_are`` that a model gives: each side makes it alone and finds the same mark.

    Raises ``Fault`` as ``adopt`` does, ``no_model`` for a text that names its parties already, ``other_class`` or
    ``other_region`` for an organisation that the model does not mean. source: P17, K16
    """
    text = documents.read(model) if isinstance(model, str) else model
    places = {place: parties_are[place] for place in accession.open_places(text) if place in parties_are}
    try:
        named = {place: parties.organisation(organisation) for place, organisation in places.items()}
    except Organisation.DoesNotExist:
        raise Fault("wrong_party", "Een van deze organisaties neemt hier niet deel.") from None
    filled = accession.accede(
        text, {place: accession.Named(one.name, one.enterprise_number) for place, one in named.items()}
    )
    return adopt(by=by, document=filled, parties_are=parties_are, clock=clock)


def witness(
    *, document: Document, parties_are: Mapping[str, UUID], clock: Clock, gated: Callable[[Policy], bool]
) -> Version:
    """Keep the text of others, who make a gate of it depend on the acting organisation; in the caller's transaction.

    Raises ``Fault`` as ``adopt`` does, ``no_gate`` when ``gated`` finds nothing in it to evaluate. source: E17
    """
    policy = compiling.check(document)
    if not gated(policy):
        raise Fault("no_gate", "Deze tekst laat niets door deze organisatie beoordelen.")
    for party in document.party:
        if party.key in parties_are:
            _check_party(party, parties_are[party.key])
    return _keep(document, parties_are, clock)


def _keep(text: Document, parties_are: Mapping[str, UUID], clock: Clock) -> Version:
    hold.alone([text.id])
    mark = documents.digest(text)
    present = queries.version_by_digest(mark)
    if present is not None:
        return _same_parties(present, parties_are)
    if InstrumentVersion.objects.filter(document_id=text.id, version=text.version).exists():
        raise Fault(
            "version_exists",
            f"Uw organisatie heeft al een andere tekst als versie {text.version} van {text.id}. Geef deze een nieuw nummer.",
        )
    InstrumentVersion.objects.create(
        document_id=text.id,
        version=text.version,
        digest=mark,
        document=compiling.stored(text),
        parties={key: str(organisation) for key, organisation in parties_are.items()},
        adopted_at=clock(),
    )
    kept = queries.the_version(mark)
    append([Line("standing", {lines.WHAT: "version.adopted", **about(kept)})])
    tell(VersionAdopted(mark))
    return kept


def _check_parties(text: Document, parties_are: Mapping[str, UUID]) -> None:
    everybody = {party.key for party in text.party}
    taking_part = {party.key for party in text.party if _takes_part(party)}
    if not taking_part <= set(parties_are) <= everybody:
        raise Fault(
            "wrong_party", "Zeg van elke partij van dit instrument welke organisatie ze is, en van geen andere."
        )
    if acting_organisation() not in parties_are.values():
        raise Fault("not_a_party", "Uw organisatie is geen partij bij dit instrument en neemt het niet aan.")
    for party in text.party:
        if party.key in parties_are:
            _check_party(party, parties_are[party.key])


def _takes_part(party: Party) -> bool:
    known = _class_of(party)
    return known is None or known.hosted


def _class_of(party: Party) -> PartyClass | None:
    return party_classes().get(party.class_ or "")


def _check_party(party: Party, which: UUID) -> None:
    """The organisation is the one that the text means: its number, its class, its region."""
    organisation = parties.organisation(which)
    number = read_enterprise_number(party.enterprise_number or "")
    if isinstance(number, EnterpriseNumber) and number.number != organisation.enterprise_number:
        raise Fault(
            "wrong_party",
            f"{organisation.name} heeft een ander ondernemingsnummer dan de partij “{party.key}” in de tekst.",
        )
    meant = _class_of(party)
    if meant is not None and meant.kind not in (None, organisation.kind):
        raise Fault("other_class", f"{organisation.name} hoort niet bij: {meant.title['nl']}.")
    if party.region is not None and party.region != organisation.region:
        raise Fault("other_region", f"{organisation.name} ligt niet in het gewest dat de tekst noemt.")


def _same_parties(present: Version, parties_are: Mapping[str, UUID]) -> Version:
    if present.parties != dict(parties_are):
        raise Fault("wrong_party", "Uw organisatie heeft deze tekst al aangenomen, met andere partijen.")
    return present
