"""The text beside its rule: left what people sign, right what the machine does with it, or who answers for it.

Made from the stored document and what it compiles to, never from a text of its own: the page cannot say another thing than
the machine does. source: SCREENS 5; DESIGN, first of the five ideas
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from django.utils.translation import gettext as _

from kring.core.vocabulary import Vocabulary
from kring.desks.register import beside_rules as rules
from kring.desks.register.beside_rows import Row, Section, added, in_words
from kring.desks.register.words import GUARANTEES
from kring.policy.classes import party_classes
from kring.policy.document import Document
from kring.policy.rules import Policy
from kring.policy.shapes import Clause, Party, Recital, Saying

__all__ = ["Row", "Section", "sections"]


def sections(document: Document, policy: Policy, words: Vocabulary) -> tuple[Section, ...]:
    """The whole document, in the order in which it is read; its clauses numbered through."""
    names = party_names(document)
    made = [
        Section(_("Between whom"), tuple(_party(one, document) for one in document.party)),
        Section(_("Why there is this agreement"), tuple(_plain(document.recital))),
        Section(_("What it is for"), tuple(rules.purpose(one) for one in document.purpose)),
        *(
            Section(
                _("What goes: %(sender)s to %(recipient)s (“%(key)s”)")
                % {"key": one.key, "sender": names[one.from_ or ""], "recipient": names[one.to or ""]},
                tuple(rules.disclosure(one, document, policy.disclosures[one.key], words, names)),
            )
            for one in document.disclosure
        ),
        Section(_("Why this is compatible with what the data were collected for"), tuple(_plain(_analysis(document)))),
        Section(_("How long it is kept"), tuple(rules.retentions(document, policy, words))),
        Section(_("Term and breach"), tuple(rules.term(document, policy))),
        Section(_("Conditions with a deadline"), tuple(rules.undertakings(document, names))),
        Section(_("Measures"), tuple(_clause(one, names) for one in _clauses(document))),
    ]
    numbers = count(1)
    return tuple(
        replace(section, rows=tuple(replace(row, number=next(numbers)) for row in section.rows))
        for section in made
        if section.rows
    )


def party_names(document: Document) -> dict[str, str]:
    """What each party is called: by name, else by its class."""
    return {party.key: _named(party) for party in document.party}


def _named(party: Party) -> str:
    known = party_classes().get(party.class_ or "")
    return party.name or (in_words(known.title) if known else party.class_ or party.key)


def _party(party: Party, document: Document) -> Row:
    facts = [party.address, _("enterprise number %(number)s") % {"number": party.enterprise_number}]
    does = []
    if party.enterprise_number:
        does.append(_("Only the organisation with this enterprise number takes this place."))
    elif party.class_:
        does.append(_("A model: each pair that accedes gets a text of its own."))
    if party.number_to_confirm:
        does.append(_("The number is still to be confirmed."))
    if document.model:
        does.append(_("Filled in from a model (%(mark)s).") % {"mark": document.model})
    if party.dpo == "informed":
        does.append(_("Its officer was only informed; that is no advice."))
    told = [_named(party), *(fact for fact in facts if fact and (party.enterprise_number or fact == party.address))]
    if party.decided_by:
        told.append(_("decided by: %(body)s") % {"body": party.decided_by})
    if party.signed_by:
        told.append(_("signed by: %(offices)s") % {"offices": ", ".join(party.signed_by)})
    return Row("; ".join(told), tuple(does), added=added(party), place=party.place or "")


def _plain(parts: Iterable[Recital | Saying]) -> Iterator[Row]:
    """Sentences that explain."""
    return (Row(part.text.nl, added=added(part), place=part.place or "") for part in parts)


def _analysis(document: Document) -> Iterator[Recital | Saying]:
    yield from document.original_purpose
    if document.periodicity is not None:
        yield document.periodicity
    analysis = document.compatibility
    if analysis is None:
        return
    yield from (Recital(text=text) for text in (analysis.not_further, analysis.intro) if text is not None)
    for part in (analysis.link, analysis.expectation, analysis.nature, analysis.consequences, analysis.safeguards):
        yield from part


def _clause(clause: Clause, names: dict[str, str]) -> Row:
    does = tuple(
        str(GUARANTEES.get(name, "")) or _("Rule “%(rule)s” of this agreement.") % {"rule": name}
        for name in clause.enforced_by
    )
    answers = ""
    if clause.organisational is not None:
        owner = names.get(clause.organisational.owner, clause.organisational.owner)
        answers = rules.shown_by(owner, clause.organisational.evidence)
    return Row(clause.text.nl, does, answers, added(clause), clause.place or "")


def _clauses(document: Document) -> Iterable[Clause]:
    specific = document.specific_measures
    some = (
        document.third_parties,
        *document.measure,
        *document.quality,
        *((specific.format, specific.access_logging, specific.reference_directory) if specific else ()),
        document.publication,
        *document.clause,
    )
    return [one for one in some if one is not None]
