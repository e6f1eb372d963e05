"""Text and rule are one: every clause names what enforces it or who answers for it, and every rule is named by a clause.

A rule that carries its own sentence (``text`` or ``why`` beside it) is named by that. A clause names a rule by the end of its
path: ``sender_role`` means that of every disclosure, ``list.sender_role`` of one. source: DESIGN, first of the five ideas.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from .document import Document
from .findings import Finding, finding
from .shapes import Clause, Disclosure, Every, Part, Text

GUARANTEES = frozenset(
    {
        "basis",
        "standing",
        "restriction",
        "objection",
        "log",
        "envelope",
        "row_security",
        "encryption",
        "sweep",
        "no_enrichment",
        "second_factor",
    }
)
"""What the house always does. A clause may rest on it; no document needs to write it down. In words: ``desks.register.words``."""


@dataclass(frozen=True, slots=True)
class _Rule:
    path: str
    said: bool
    element: str


def check_clauses(doc: Document) -> Iterator[Finding]:
    """Clauses without answer, clauses that name no rule, rules that no clause names, additions without reason, empty texts."""
    rules = tuple(_rules(doc))
    named: set[str] = set()
    parties = {party.key for party in doc.party}
    for where, element, clause in _clauses(doc):
        if not clause.enforced_by and clause.organisational is None:
            yield finding(
                "clause_unanswered", element=element, where=where, place=f" ({clause.place})" if clause.place else ""
            )
        if clause.organisational is not None and clause.organisational.owner not in parties:
            yield finding("unknown_party", element=element, where=where, name=clause.organisational.owner)
        for name in clause.enforced_by:
            meant = {rule.path for rule in rules if rule.path == name or rule.path.endswith(f".{name}")}
            if not meant and name not in GUARANTEES:
                yield finding("clause_enforced_by_nothing", element=element, where=where, name=name)
            named |= meant
    for rule in rules:
        if not rule.said and rule.path not in named:
            yield finding("rule_without_clause", element=rule.element, where=rule.path, name=rule.path)
    yield from _check_texts(doc, "")


def check_keys(doc: Document) -> Iterator[Finding]:
    """Keys that stand twice."""
    for kind, keys in (
        ("party", [one.key for one in doc.party]),
        ("purpose", [one.key for one in doc.purpose]),
        ("disclosure", [one.key for one in doc.disclosure]),
        ("condition", [one.key for one in doc.condition]),
    ):
        for key in dict.fromkeys(one for one in keys if keys.count(one) > 1):
            yield finding("duplicate_key", element="shape", where=kind, name=key)


def _clauses(doc: Document) -> Iterator[tuple[str, str, Clause]]:
    for element, where, clauses in (
        ("security", "measure", doc.measure),
        ("quality", "quality", doc.quality),
        ("closing", "clause", doc.clause),
    ):
        for number, clause in enumerate(clauses):
            yield f"{where}[{number}]", element, clause
    if doc.third_parties is not None and doc.third_parties.enforced_by:
        yield "third_parties", "recipients", doc.third_parties
    if doc.publication is not None:
        yield "publication", "closing", doc.publication
    measures = doc.specific_measures
    if measures is None:
        return
    if measures.format is not None:
        yield "specific_measures.format", "specific_measures", measures.format
    if measures.access_logging is not None and measures.access_logging.kept:
        yield "specific_measures.access_logging", "specific_measures", measures.access_logging
    if measures.reference_directory is not None and measures.reference_directory.applies:
        yield "specific_measures.reference_directory", "specific_measures", measures.reference_directory


def _rules(doc: Document) -> Iterator[_Rule]:
    for one in doc.disclosure:
        yield from _rules_of(one)
    for name, retention in doc.retention.items():
        yield _Rule(f"retention.{name}", bool(retention.text or retention.why), "categories")
    if doc.duration is not None:
        said = bool(doc.duration.text or doc.duration.why)
        yield _Rule("duration", said, "duration")
        if doc.duration.then:
            yield _Rule("duration.then", said, "duration")
    if doc.sanction is not None:
        yield _Rule("sanction", bool(doc.sanction.text or doc.sanction.why), "sanctions")
    for condition in doc.condition:
        yield _Rule(f"condition.{condition.key}", said=True, element="security")
    if doc.third_parties is not None:
        yield _Rule("third_parties", True, "recipients")


def _rules_of(one: Disclosure) -> Iterator[_Rule]:
    if one.sender_roles:
        yield _Rule(f"{one.key}.sender_role", said=False, element="recipients")
    if one.reader_roles:
        yield _Rule(f"{one.key}.reader_role", said=False, element="recipients")
    for gate in one.gate:
        yield _Rule(f"{one.key}.gate.{gate.is_}", said=gate.why is not None, element="categories")
    if isinstance(one.every, Every):
        yield _Rule(f"{one.key}.every", said=one.every.why is not None, element="periodicity")
    for to in one.onward:
        yield _Rule(f"{one.key}.onward.{to.to}", said=to.why is not None, element="recipients")
    if one.after_end:
        yield _Rule(f"{one.key}.after_end", said=False, element="duration")
    if one.item:
        yield _Rule(f"{one.key}.items", said=True, element="categories")
    yield from _rules_of_items(one)


def _rules_of_items(one: Disclosure) -> Iterator[_Rule]:
    for group in one.item or ():
        for name in group.names:
            if group.when is not None:
                yield _Rule(f"{one.key}.{name}.when", said=group.when.why is not None, element="categories")
            if group.pick is not None:
                yield _Rule(f"{one.key}.{name}.pick", said=False, element="categories")
            if group.purpose:
                yield _Rule(f"{one.key}.{name}.purpose", said=False, element="purposes")
            if group.values:
                yield _Rule(f"{one.key}.{name}.values", said=False, element="categories")


def _check_texts(value: object, where: str) -> Iterator[Finding]:
    """Everywhere: no empty text, no addition without its reason."""
    if isinstance(value, Text) and not value.nl.strip():
        yield finding("text_empty", element="shape", where=where)
    if isinstance(value, Part) and value.added and value.why is None:
        yield finding("addition_without_why", element="shape", where=where)
    for key, inner in _inner(value):
        yield from _check_texts(inner, f"{where}{key}" if key.startswith("[") else f"{where}.{key}" if where else key)


def _inner(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, tuple):
        yield from ((f"[{number}]", one) for number, one in enumerate(value))
    elif isinstance(value, dict):
        yield from ((str(key), one) for key, one in value.items())
