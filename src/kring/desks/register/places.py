"""Which hosted organisation is which party of a text: what can be chosen, what is filled in beforehand, and the text that results.

source: REQUIREMENTS P4 (by enterprise number or by class), P17 (a model is adopted per pair)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kring.core.enterprise import EnterpriseNumber, read_enterprise_number
from kring.parties import queries as parties
from kring.parties.queries import Party as Hosted
from kring.policy.accession import Named, accede, open_places
from kring.policy.classes import party_classes
from kring.policy.document import Document
from kring.policy.shapes import Party


@dataclass(frozen=True)
class Place:
    """One party of the text. ``fits``: the organisations that can take it, by name; ``chosen``: the only one, or the own one."""

    key: str
    name: str
    by: str
    fits: tuple[Hosted, ...]
    chosen: UUID | None

    @property
    def problem(self) -> str:
        """Why nobody here can take the place; empty when somebody can."""
        if self.fits:
            return ""
        return _("No organisation on this installation fits: %(by)s.") % {"by": self.by}


def places(document: Document, own: UUID) -> tuple[Place, ...]:
    """The parties that an organisation takes; a class that takes no part itself (the person concerned) has no place."""
    hosted = parties.organisations()
    return tuple(_place(party, hosted, own) for party in document.party if _takes_part(party))


def filled(document: Document, chosen: Mapping[str, UUID]) -> Document:
    """The text as it will hold between these organisations: of a model the text of this pair, else the text itself.

    Raises the ``Fault`` of ``accede``.
    """
    open_ = open_places(document)
    if not open_:
        return document
    named = {key: parties.organisation(chosen[key]) for key in open_ if key in chosen}
    return accede(document, {key: Named(one.name, one.enterprise_number) for key, one in named.items()})


def _takes_part(party: Party) -> bool:
    known = party_classes().get(party.class_ or "")
    return party.enterprise_number is not None or known is None or known.hosted


def _place(party: Party, hosted: list[Hosted], own: UUID) -> Place:
    number = read_enterprise_number(party.enterprise_number or "")
    known = party_classes().get(party.class_ or "")
    if isinstance(number, EnterpriseNumber):
        fits = [one for one in hosted if one.enterprise_number == number.number]
        by = _("enterprise number %(number)s") % {"number": party.enterprise_number}
    elif known is not None:
        fits = [one for one in hosted if one.kind == known.kind and party.region in (None, one.region)]
        by = known.title["nl"]
    else:
        fits, by = hosted, _("no number and no class in the text")
    mine = next((one.id for one in fits if one.id == own), None)
    return Place(
        key=party.key,
        name=party.name or (known.title["nl"] if known else party.key),
        by=by,
        fits=tuple(fits),
        chosen=fits[0].id if len(fits) == 1 else mine,
    )
