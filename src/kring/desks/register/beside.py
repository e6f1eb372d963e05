"""The text beside its rule: left what people sign, right what the machine does with it, or who answers for it.

Made from the stored document and what it compiles to, never from a text of its own: the page cannot say another thing than
the machine does. source: SCREENS 5; DESIGN, first of the five ideas
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.policy.check_clauses import GUARANTEES
from kring.policy.document import Document
from kring.policy.rules import Policy, Rule
from kring.policy.shapes import Clause, Disclosure, Part, Recital, Saying, Text


@dataclass(frozen=True)
class Row:
    """One clause. ``does`` is what the machine does; empty for what people answer for (``answers``) or what binds nobody."""

    text: str
    does: tuple[str, ...] = ()
    answers: str = ""
    added: str = ""


@dataclass(frozen=True)
class Section:
    """Clauses under one heading."""

    title: str
    rows: tuple[Row, ...]


def sections(document: Document, policy: Policy, words: Vocabulary) -> tuple[Section, ...]:
    """The whole document, in the order in which it is read."""
    names = {party.key: party.name or party.class_ or party.key for party in document.party}
    made = [
        Section(_("Why there is this agreement"), tuple(_plain(document.recital))),
        Section(
            _("What it is for"),
            tuple(
                Row(
                    one.text.nl,
                    (_("What goes, goes for a purpose named here; the log says which."),),
                    added=_added(one),
                )
                for one in document.purpose
            ),
        ),
        *(
            Section(
                _("What goes: %(sender)s to %(recipient)s (“%(key)s”)")
                % {"key": one.key, **_between(policy.disclosures[one.key], names)},
                tuple(_disclosure(one, document, policy.disclosures[one.key], words, names)),
            )
            for one in document.disclosure
        ),
        Section(_("Why this is compatible with what the data were collected for"), tuple(_plain(_analysis(document)))),
        Section(_("How long it is kept"), tuple(_retentions(document, policy, words))),
        Section(_("Term and breach"), tuple(_term(document, policy))),
        Section(_("Measures"), tuple(_clause(one, names) for one in _clauses(document))),
    ]
    return tuple(section for section in made if section.rows)


def _plain(parts: Iterable[Recital | Saying]) -> Iterator[Row]:
    """Sentences that explain."""
    return (Row(part.text.nl, added=_added(part)) for part in parts)


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


def _disclosure(
    one: Disclosure, document: Document, rule: Rule, words: Vocabulary, names: dict[str, str]
) -> Iterator[Row]:
    yield Row(
        " ".join(purpose.text.nl for purpose in document.purpose if purpose.key in rule.purposes),
        (
            ngettext(
                "Lets pass: %(count)s item, %(sender)s → %(recipient)s",
                "Lets pass: %(count)s items, %(sender)s → %(recipient)s",
                len(rule.items),
            )
            % {"count": len(rule.items), **_between(rule, names)},
            _("Sent by: %(roles)s") % {"roles": _roles(rule.sender_roles, words)},
            _("Read by: %(roles)s") % {"roles": _roles(rule.reader_roles, words)},
            *(_("Refused otherwise: %(reason)s") % {"reason": _in(gate.refusal)} for gate in rule.gates),
        ),
    )
    if rule.every is not None and not isinstance(one.every, str) and one.every is not None:
        yield Row(
            "" if one.every.added else _nl(one.every.why),
            (
                _("At most %(count)s per %(term)s")
                % {"count": rule.every.at_most, "term": _term_words(rule.every.term)},
            ),
            added=_added(one.every),
        )
    for group in one.item or ():
        does = [_("Lets pass: %(items)s") % {"items": ", ".join(_in(words.items[name].text) for name in group.names)}]
        if group.values:
            does.append(
                _("No other value than: %(values)s") % {"values": ", ".join(f"“{value}”" for value in group.values)}
            )
        when = rule.items[group.names[0]].when
        if when is not None:
            conditions = [_in(condition.refusal) for condition in when.conditions]
            does.append(
                (
                    _("Refused if all of these hold: %(reasons)s")
                    if when.mode == "any"
                    else _("Refused if one of these holds: %(reasons)s")
                )
                % {"reasons": " ".join(conditions)}
            )
        yield Row(_said(group, None), tuple(does), added=_added(group))


def _retentions(document: Document, policy: Policy, words: Vocabulary) -> Iterator[Row]:
    for name, one in document.retention.items():
        rule = policy.retentions[name]
        events = ", ".join(_in(words.events[event].text) for event in rule.events if event in words.events)
        cap = (
            ngettext("%(count)s working day", "%(count)s working days", rule.cap) % {"count": rule.cap}
            if isinstance(rule.cap, int)
            else _term_words(str(one.cap))
        )
        does = (
            _("Erased once: %(events)s") % {"events": events}
            if rule.keep.is_zero
            else _("Kept for a term after: %(events)s") % {"events": events},
            _("In any case erased %(cap)s after receipt") % {"cap": cap},
        )
        yield Row(_said(one, one.text), does, added=_added(one))


def _term(document: Document, policy: Policy) -> Iterator[Row]:
    if document.duration is not None:
        until = f"{policy.ends:%d/%m/%Y}" if policy.ends else _("no fixed day")
        yield Row(
            _said(document.duration, document.duration.text),
            (
                _("Nothing passes before %(first)s or after %(last)s")
                % {"first": f"{policy.begins:%d/%m/%Y}", "last": until},
            ),
            added=_added(document.duration),
        )
    if document.sanction is not None:
        yield Row(
            _said(document.sanction, document.sanction.text),
            (
                _("After a breach: either party stops all exchange at once.")
                if document.sanction.do == "suspend"
                else _("After a breach: the agreement ends."),
                _("Resumed only after the inquiry is closed and safeguards are recorded."),
            ),
            added=_added(document.sanction),
        )


def _clause(clause: Clause, names: dict[str, str]) -> Row:
    does = tuple(
        GUARANTEES.get(name) or _("Rule “%(rule)s” of this agreement.") % {"rule": name} for name in clause.enforced_by
    )
    answers = ""
    if clause.organisational is not None:
        owner = names.get(clause.organisational.owner, clause.organisational.owner)
        answers = _("%(owner)s answers for this; shown by: %(evidence)s") % {
            "owner": owner,
            "evidence": clause.organisational.evidence,
        }
    return Row(clause.text.nl, does, answers, _added(clause))


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


def _between(rule: Rule, names: dict[str, str]) -> dict[str, str]:
    return {"sender": names[rule.discloser], "recipient": names[rule.recipient]}


def _roles(roles: Iterable[str], words: Vocabulary) -> str:
    return ", ".join(_in(words.roles[role].text) if role in words.roles else role for role in roles)


def _term_words(term: str) -> str:
    """A term of one unit as people say it; another one as it is written."""
    said = {
        "P1D": _("day"),
        "P1W": _("week"),
        "P1M": _("month"),
        "P6M": _("six months"),
        "P1Y": _("year"),
        "P2Y": _("two years"),
    }
    return said.get(term, term)


def _in(text: Localised) -> str:
    return text.get((get_language() or "nl")[:2], text["nl"])


def _nl(text: Text | None) -> str:
    return text.nl if text else ""


def _said(part: Part, text: Text | None) -> str:
    """The sentence of a rule; its reason stands in for it, unless that is told as the reason of an addition."""
    return _nl(text) or ("" if part.added else _nl(part.why))


def _added(part: Part) -> str:
    """The reason of an addition to the source; empty for what the source says itself."""
    return _nl(part.why) if part.added else ""
