"""What compile demands of picks, of items for some purposes only, and of those to whom received data may go on."""

from collections.abc import Iterator

from kring.core.days import is_duration
from kring.core.vocabulary import Vocabulary

from .classes import party_classes
from .document import Document
from .findings import Finding, finding
from .shapes import Condition, Disclosure, ItemGroup, Pick


def check_picks(doc: Document, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every pick chooses by something that its record has; an item serves only purposes of its disclosure."""
    for one in doc.disclosure:
        for group in one.item or ():
            yield from _check_purposes(one, group)
            for name in group.names:
                item = vocabulary.items.get(name)
                if item is not None and group.pick is not None:
                    yield from _check_pick(
                        group.pick, item.record, f"disclosure.{one.key}.item.{name}.pick", vocabulary
                    )


def _check_purposes(one: Disclosure, group: ItemGroup) -> Iterator[Finding]:
    for purpose in group.purpose:
        if purpose not in one.purpose:
            where = f"disclosure.{one.key}.item.{', '.join(group.names)}"
            yield finding("purpose_not_of_disclosure", element="purposes", where=where, name=purpose)


def _check_pick(pick: Pick, record: str, where: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    declared = vocabulary.records.get(record)
    if declared is None:
        yield finding("pick_on_single_record", element="categories", where=where, name=record)
        return
    unknown = [
        *([pick.latest] if pick.latest is not None and pick.latest not in declared.dates else []),
        *(key for key in (pick.per, pick.together) if key is not None and key not in declared.keys),
        *(kind for kind in pick.among or () if kind not in declared.kinds),
    ]
    for name in unknown:
        yield finding("pick_unknown", element="categories", where=where, name=name, record=record)
    if pick.within is not None and not is_duration(pick.within):
        yield finding("term_wrong", element="categories", where=where, name=pick.within)
    if pick.among == ():
        yield finding("never_true", element="categories", where=where)
    empty = pick.among is None and pick.latest is None
    if empty or (pick.latest is None and (pick.within is not None or pick.per is not None)):
        yield finding("pick_without_date", element="categories", where=where)


def check_onward(doc: Document, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Received data go on only to a class or a party that exists, under gates that exist; special gates name codes that exist."""
    known = {party.key for party in doc.party} | party_classes().keys()
    for one in doc.disclosure:
        for to in one.onward:
            where = f"disclosure.{one.key}.onward.{to.to}"
            if to.to not in known:
                yield finding("unknown_recipient", element="recipients", where=where, name=to.to)
            for gate in to.gate:
                if gate.is_ not in vocabulary.gates:
                    yield finding("unknown_gate", element="recipients", where=where, name=gate.is_)
        for gate in (*one.gate, *(gate for to in one.onward for gate in to.gate)):
            if _for_no_code(gate, vocabulary):
                yield finding(
                    "gate_never_opens",
                    element="categories",
                    where=f"disclosure.{one.key}.gate.{gate.is_}",
                    name=gate.is_,
                )


def _for_no_code(gate: Condition, vocabulary: Vocabulary) -> bool:
    """A gate that asks for one of no codes at all: nobody would ever pass."""
    declared = vocabulary.gates.get(gate.is_)
    numbers = {one.name for one in declared.args if one.kind in ("numbers", "names")} if declared else set()
    return any(gate.args.get(name) == [] for name in numbers)
