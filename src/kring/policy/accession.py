"""A model that is signed with many: each pair that accedes has a text of its own, made from the model and nothing else.

Both sides make it by themselves and find the same mark. source: REQUIREMENTS P17 - one model, adopted per pair
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kring.core.enterprise import EnterpriseFault, read_enterprise_number
from kring.core.errors import Fault

from .classes import party_classes
from .document import Document, digest
from .shapes import Party


@dataclass(frozen=True, slots=True)
class Named:
    """The organisation that takes the place of a class."""

    name: str
    enterprise_number: str


def open_places(doc: Document) -> tuple[str, ...]:
    """The parties of ``doc`` that are a class whose organisations take part: empty for a text that is no model."""
    return tuple(party.key for party in doc.party if _is_open(party))


def accede(model: Document, named: Mapping[str, Named]) -> Document:
    """The text between the organisations ``named`` by party key, made from ``model``.

    Raises ``Fault``: ``no_model`` when nothing in it is open, ``place_open`` or ``no_such_place`` when ``named`` is not exactly its
    open places, ``number_wrong`` for an enterprise number that is none, ``name_missing``, ``same_twice`` for one organisation in
    two places. However a number is written, it is one text.
    """
    places = open_places(model)
    if not places:
        raise Fault(
            "no_model",
            "Deze tekst noemt zijn partijen al: toetreden kan alleen tot een model.",
            en="This text names its parties already: one accedes to a model only.",
        )
    missing = [place for place in places if place not in named]
    if missing:
        raise Fault(
            "place_open", f"Zeg welke organisatie “{missing[0]}” is.", en=f"Say which organisation “{missing[0]}” is."
        )
    unknown = sorted(named.keys() - set(places))
    if unknown:
        raise Fault(
            "no_such_place",
            f"“{unknown[0]}” is geen open plaats in dit model.",
            en=f"“{unknown[0]}” is no open place in this model.",
        )
    named = {place: _checked(place, named[place]) for place in places}
    taken = [one.enterprise_number for one in named.values()]
    if len(set(taken)) < len(taken):
        raise Fault(
            "same_twice",
            "Dezelfde organisatie kan geen twee plaatsen in één tekst innemen.",
            en="One organisation cannot take two places in one text.",
        )
    numbers = ".".join(taken)
    return model.model_copy(
        update={
            "id": f"{model.id}.{numbers}",
            "model": digest(model),
            "party": tuple(_filled(party, named) for party in model.party),
        }
    )


def _checked(place: str, one: Named) -> Named:
    """Name and number in one form."""
    name, number = " ".join(one.name.split()), read_enterprise_number(one.enterprise_number)
    if not name:
        raise Fault(
            "name_missing",
            f"Zeg hoe de organisatie “{place}” heet.",
            en=f"Say what the organisation “{place}” is called.",
        )
    if isinstance(number, EnterpriseFault):
        raise Fault(
            "number_wrong",
            f"Het ondernemingsnummer van {name} klopt niet. {number.nl}",
            en=f"The enterprise number of {name} is wrong. {number.en}",
        )
    return Named(name, number.number)


def _is_open(party: Party) -> bool:
    known = party_classes().get(party.class_ or "")
    return party.enterprise_number is None and known is not None and known.hosted


def _filled(party: Party, named: Mapping[str, Named]) -> Party:
    one = named.get(party.key)
    if one is None:
        return party
    return party.model_copy(update={"name": one.name, "enterprise_number": one.enterprise_number})
