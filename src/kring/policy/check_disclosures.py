"""What compile demands of each disclosure: direction, purpose, roles, gates, items with why, retention and conditions."""

from collections.abc import Iterator

from kring.core.days import is_duration
from kring.core.vocabulary import Argument, Gate, RowCondition, Vocabulary

from .classes import party_classes
from .document import Document
from .findings import Finding, finding
from .kinds import Kind
from .shapes import Condition, Disclosure, Every, ItemGroup, When
from .vocabulary import WENT_BEFORE


def check_disclosures(doc: Document, vocabulary: Vocabulary, kind: Kind) -> Iterator[Finding]:
    """Every finding on every disclosure."""
    parties = {party.key for party in doc.party}
    for one in doc.disclosure:
        where = f"disclosure.{one.key}"
        for name in (one.from_, one.to):
            if name is not None and name not in parties:
                yield finding("unknown_party", element="recipients", where=where, name=name)
        if one.from_ is not None and one.from_ == one.to and kind.negotiated:
            yield finding("disclosure_to_itself", element="recipients", where=where)
        yield from _check_references(doc, one, where)
        yield from _check_roles(one, where, vocabulary)
        for gate in one.gate:
            yield from _check_gate(gate, f"{where}.gate.{gate.is_}", vocabulary)
        if one.by == "ask" and one.item is None:
            yield finding("question_without_items", element="categories", where=where)
        if one.every is None and one.in_reply_to is None and one.follows is None:
            yield finding("periodicity_not_countable", element="periodicity", where=where)
        if isinstance(one.every, Every) and not is_duration(one.every.per):
            yield finding("term_wrong", element="periodicity", where=f"{where}.every", name=one.every.per)
        yield from _check_items(doc, one, where, vocabulary)


def _check_references(doc: Document, one: Disclosure, where: str) -> Iterator[Finding]:
    keys = {other.key for other in doc.disclosure}
    before = [str(gate.args.get("disclosure")) for gate in one.gate if gate.is_ == WENT_BEFORE]
    for name in (one.in_reply_to, one.follows, *before):
        if name is not None and name not in keys:
            yield finding("unknown_disclosure", element="categories", where=where, name=name)
    if not one.purpose:
        yield finding("disclosure_without_purpose", element="purposes", where=where)
    known = {purpose.key for purpose in doc.purpose}
    for purpose in one.purpose:
        if purpose not in known:
            yield finding("unknown_purpose", element="purposes", where=where, name=purpose)
    if one.keep is not None and one.keep not in doc.retention:
        yield finding("unknown_retention", element="categories", where=where, name=one.keep)


def _check_roles(one: Disclosure, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    if not one.sender_roles:
        yield finding("disclosure_without_sender_role", element="recipients", where=where)
    if not one.reader_roles:
        yield finding("disclosure_without_reader_role", element="recipients", where=where)
    for role in one.sender_roles + one.reader_roles:
        if role not in vocabulary.roles:
            yield finding("unknown_role", element="recipients", where=where, name=role)


def _check_gate(condition: Condition, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    gate = vocabulary.gates.get(condition.is_)
    if gate is None:
        yield finding("unknown_gate", element="categories", where=where, name=condition.is_)
    else:
        yield from _check_arguments(condition, gate, where, vocabulary)


def _goes_outside(doc: Document, one: Disclosure) -> bool:
    """To a person, or a body that takes no part in the exchange: what they keep, and how long, is not ours to rule."""
    known = [party_classes().get(party.class_ or "") for party in doc.party if party.key == one.to]
    return any(found is not None and not found.hosted for found in known)


def _check_items(doc: Document, one: Disclosure, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    groups = one.item or ()
    if groups and (one.from_ is None or one.to is None):
        yield finding("item_without_direction", element="categories", where=where)
    if groups and one.keep is None and not _goes_outside(doc, one):
        yield finding("item_without_retention", element="categories", where=where)
    seen: set[str] = set()
    for group in groups:
        names = ", ".join(group.names)
        if group.why is None or not group.why.nl.strip():
            yield finding("item_without_why", element="categories", where=where, name=names)
        if group.to_confirm:
            yield finding("item_to_confirm", element="categories", where=where, name=names)
        if group.values is not None and not group.values:
            yield finding("values_empty", element="categories", where=f"{where}.item.{names}")
        for name in group.names:
            if name in seen:
                yield finding("duplicate_key", element="categories", where=where, name=name)
            seen.add(name)
            yield from _check_item(group, name, where, vocabulary)


def _check_item(group: ItemGroup, name: str, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    item = vocabulary.items.get(name)
    if item is None:
        yield finding("unknown_item", element="categories", where=where, name=name)
        return
    if item.category in ("special", "judicial") and (group.ground is None or not group.ground.nl.strip()):
        yield finding("special_category_without_ground", element="categories", where=where, name=name)
    if item.free_text and not (group.free_text and group.free_text.guidance and group.free_text.max):
        yield finding("free_text_without_guidance", element="categories", where=where, name=name)
    if group.when is not None:
        yield from _check_when(group.when, name, item.record, f"{where}.item.{name}.when", vocabulary)


def _check_when(when: When, item: str, record: str, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    conditions = when.any if when.any is not None else when.all or ()
    if not conditions and when.any is not None:
        yield finding("never_true", element="categories", where=where)
    for condition in conditions:
        row = vocabulary.rows.get(condition.is_)
        if row is None:
            yield finding("unknown_condition", element="categories", where=where, name=condition.is_)
            continue
        if record not in row.records:
            yield finding("condition_on_other_record", element="categories", where=where, name=condition.is_, item=item)
        yield from _check_arguments(condition, row, where, vocabulary)


def _check_arguments(
    condition: Condition, declared: Gate | RowCondition, where: str, vocabulary: Vocabulary
) -> Iterator[Finding]:
    known = {argument.name: argument for argument in declared.args}
    for name, value in condition.args.items():
        if name not in known:
            yield finding("unknown_argument", element="categories", where=where, name=name)
        elif not _possible(known[name], value, vocabulary):
            yield finding("argument_wrong", element="categories", where=where, name=name)
        elif value == []:
            yield finding("never_true", element="categories", where=where)
    for argument in declared.args:
        if argument.required and argument.name not in condition.args:
            yield finding("argument_missing", element="categories", where=where, name=argument.name)


def _possible(argument: Argument, value: object, vocabulary: Vocabulary) -> bool:
    if argument.kind == "numbers":
        whole = isinstance(value, list) and all(isinstance(one, int) and not isinstance(one, bool) for one in value)
        return whole and (not argument.numbers or set(value) <= set(argument.numbers))  # type: ignore[call-overload]
    if argument.kind == "names":
        texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return texts and (not argument.choices or set(value) <= set(argument.choices))  # type: ignore[call-overload]
    if not isinstance(value, str):
        return False
    if argument.kind == "declaration":
        return value in vocabulary.declarations
    return not argument.choices or value in argument.choices
