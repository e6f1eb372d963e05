"""What the kind of instrument demands of the whole: its elements, its parties, its bases, its duration, its retention rules."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from kring.core.days import Period
from kring.core.enterprise import EnterpriseFault, read_enterprise_number

from .classes import party_classes
from .document import Document
from .findings import Finding, finding
from .kinds import Kind, elements, laws
from .shapes import Party

COMPATIBILITY_PARTS = {
    "link": "koppeling tussen de doeleinden en kader",
    "expectation": "redelijke verwachting van de betrokkenen",
    "nature": "aard van de gegevens",
    "consequences": "gevolgen voor de betrokkenen",
    "safeguards": "passende waarborgen",
}


def check_elements(doc: Document, kind: Kind) -> Iterator[Finding]:
    """Each element that this kind requires on the first day of the duration and that is missing or empty."""
    day = doc.duration.from_ if doc.duration and doc.duration.from_ else date.max
    required = kind.required_on(day)
    for name in required.elements:
        if not _PRESENT[name](doc):
            yield finding(
                "element_missing",
                element=name,
                where=name,
                element_nl=elements()[name]["nl"],
                name=elements()[name]["en"],
                citation=required.citation,
            )
    if "compatibility" in required.elements and doc.compatibility and not doc.compatibility.not_further:
        for part, part_nl in COMPATIBILITY_PARTS.items():
            if not _said(getattr(doc.compatibility, part)):
                yield finding(
                    "compatibility_part_missing",
                    element="compatibility",
                    where=f"compatibility.{part}",
                    part_nl=part_nl,
                    name=part,
                )
    measures = doc.specific_measures
    if (
        "specific_measures" in required.elements
        and measures
        and not (measures.access_logging and measures.access_logging.kept)
    ):
        yield finding("logging_absent", element="specific_measures", where="specific_measures.access_logging")


def _said(sayings: object) -> bool:
    return isinstance(sayings, tuple) and bool(sayings) and all(one.text.nl.strip() for one in sayings)


_PRESENT: Mapping[str, Callable[[Document], bool]] = {
    "controllers": lambda doc: bool(doc.party),
    "purposes": lambda doc: _said(doc.purpose),
    "categories": lambda doc: any(one.item for one in doc.disclosure),
    "recipients": lambda doc: doc.third_parties is not None and bool(doc.third_parties.text.nl.strip()),
    "legal_basis": lambda doc: any(one.basis.collection or one.basis.disclosure for one in doc.purpose),
    "security": lambda doc: _said(doc.measure),
    "periodicity": lambda doc: doc.periodicity is not None or any(one.every for one in doc.disclosure),
    "duration": lambda doc: doc.duration is not None,
    "sanctions": lambda doc: doc.sanction is not None,
    "original_purposes": lambda doc: _said(doc.original_purpose),
    "compatibility": lambda doc: doc.compatibility is not None,
    "quality": lambda doc: _said(doc.quality),
    "specific_measures": lambda doc: doc.specific_measures is not None and doc.specific_measures.format is not None,
}


def check_parties(doc: Document, kind: Kind) -> Iterator[Finding]:
    """Number or class, deciding body, signatories by office, the officer's advice."""
    if kind.issued and doc.issued is None:
        yield finding("issued_missing", element="controllers", where="issued")
    if kind.issued and doc.sanction is None:
        yield finding("sanction_absent", element="sanctions", where="sanction")
    for party in doc.party:
        yield from _check_number(party)
        if party.class_ is not None and party.class_ not in party_classes():
            yield finding("unknown_class", element="controllers", where=f"party.{party.key}", name=party.class_)
        elif party.enterprise_number is None and party.class_ is not None and (kind.issued or kind.negotiated):
            yield finding("party_is_class", element="controllers", where=f"party.{party.key}", name=party.class_)
        yield from _check_adoption(party, kind)
    offices = [office for party in doc.party for office in dict.fromkeys(party.signed_by)]
    for office in dict.fromkeys(one for one in offices if offices.count(one) > 1):
        yield finding("one_signatory_for_both", element="controllers", where="party", office=office)
    yield from _check_names(doc)
    used = {one.from_ for one in doc.disclosure} | {one.to for one in doc.disclosure}
    for party in doc.party:
        if party.key not in used:
            yield finding("recipient_unused", element="recipients", where=f"party.{party.key}", name=party.key)


def _check_names(doc: Document) -> Iterator[Finding]:
    """Parties that speak, or that may receive as a third, are parties of the document."""
    known = {party.key for party in doc.party}
    named = [("original_purposes", "original_purpose", one.party) for one in doc.original_purpose]
    if doc.compatibility is not None:
        for part in COMPATIBILITY_PARTS:
            where = f"compatibility.{part}"
            named += [("compatibility", where, one.party) for one in getattr(doc.compatibility, part)]
    if doc.third_parties is not None:
        named += [("recipients", "third_parties", one) for one in doc.third_parties.parties]
    for element, where, name in named:
        if name is not None and name not in known:
            yield finding("unknown_party", element=element, where=where, name=name)


def _check_number(party: Party) -> Iterator[Finding]:
    name, where = party.name or party.key, f"party.{party.key}"
    if party.enterprise_number is None:
        if party.class_ is None:
            yield finding("party_without_number", element="controllers", where=where, name=name)
    elif isinstance(read_enterprise_number(party.enterprise_number), EnterpriseFault):
        yield finding("party_number_wrong", element="controllers", where=where, name=name)
    elif party.number_to_confirm:
        yield finding("party_number_to_confirm", element="controllers", where=where, name=name)


def _check_adoption(party: Party, kind: Kind) -> Iterator[Finding]:
    """Where a kind needs signatures and advice, it says of each party who does so. source: P4; art. 8 §3"""
    name, where = party.name or party.key, f"party.{party.key}"
    if "signed" in kind.needs and not party.decided_by:
        yield finding("party_without_deciding_body", element="controllers", where=where, name=name)
    if "signed" in kind.needs and not party.signed_by:
        yield finding("party_without_signatory", element="controllers", where=where, name=name)
    if "advised" in kind.needs and party.dpo != "advises":
        code = "dpo_only_informed" if party.dpo == "informed" else "dpo_not_named"
        yield finding(code, element="controllers", where=where, name=name)


def check_purposes(doc: Document, kind: Kind) -> Iterator[Finding]:
    """Each purpose is served by a disclosure and rests on laws for both sides that hold all the while."""
    used = {purpose for one in doc.disclosure for purpose in one.purpose}
    needs_basis = any("legal_basis" in one.elements for one in kind.requires)
    duration = _period(doc)
    for purpose in doc.purpose:
        where = f"purpose.{purpose.key}"
        if purpose.key not in used:
            yield finding("purpose_unused", element="purposes", where=where, name=purpose.key)
        collection, disclosure = purpose.basis.collection, purpose.basis.disclosure
        if needs_basis and not collection and not disclosure:
            yield finding("basis_missing", element="legal_basis", where=where, name=purpose.key)
        elif needs_basis and not (collection and disclosure):
            side_nl, side = ("mededeling", "disclosure") if collection else ("inzameling", "collection")
            yield finding(
                "basis_one_sided", element="legal_basis", where=where, name=purpose.key, side_nl=side_nl, side=side
            )
        for key in dict.fromkeys(collection + disclosure):
            law = laws().get(key)
            if law is None:
                yield finding("unknown_law", element="legal_basis", where=f"{where}.basis", name=key)
            elif duration is not None and not law.period.covers_all_of(duration):
                yield finding("basis_not_in_force", element="legal_basis", where=f"{where}.basis", name=key)


def _period(doc: Document) -> Period | None:
    if doc.duration is None or doc.duration.from_ is None:
        return None
    until = doc.duration.until if isinstance(doc.duration.until, date) else None
    return Period(doc.duration.from_, until) if until is None or until >= doc.duration.from_ else None
