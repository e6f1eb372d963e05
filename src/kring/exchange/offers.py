"""Every disclosure of the own copies in words: what a flow that knows no instrument shows and asks before anything leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal
from uuid import UUID

from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.readers import read_yes_or_no
from kring.core.reasons import Localised
from kring.core.registry import knowers, sources
from kring.core.vocabulary import Category, Vocabulary
from kring.exchange.agreements import Agreement
from kring.exchange.claims import claimed
from kring.exchange.models import Batch
from kring.instruments import compiling
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.policy.decide import not_in_force
from kring.policy.rules import Policy, Rule
from kring.policy.shapes import ItemGroup


@dataclass(frozen=True)
class Offered:
    """One item of a disclosure: its name for people, why it is needed, what it may hold, for which purposes (empty: all)."""

    name: str
    text: Localised
    why: Localised
    category: Category
    free_text: bool
    guidance: str
    max_length: int | None
    values: tuple[str, ...]
    purposes: frozenset[str]
    record: str | None
    entry_facts: tuple[str, ...] = ()

    def serves(self, purpose: str) -> bool:
        """Whether it may leave for ``purpose``."""
        return not self.purposes or purpose in self.purposes


@dataclass(frozen=True)
class Offer:
    """One disclosure by sending, of one version of which the acting organisation holds its own copy.

    ``declarations`` are what the sender declares (name, text); ``decided`` the facts that a person decides, because nobody else
    can say them and a condition on the discloser's records asks for them; ``gates`` what must hold besides, as clauses.
    ``keeps`` says how long the recipient keeps it (what it receives today at the latest until ``kept_until``), ``events`` which
    happenings start that term. ``general``: no special flow sends it, nor what it follows on.
    """

    agreement: Agreement
    version_number: int
    kind: str
    by: Literal["send", "ask"]
    items: tuple[Offered, ...]
    purposes: tuple[tuple[str, Localised], ...]
    declarations: tuple[tuple[str, Localised], ...]
    decided: tuple[tuple[str, Localised], ...]
    gates: tuple[Localised, ...]
    sender_roles: tuple[str, ...]
    reader_roles: tuple[str, ...]
    keep: str
    reply_keep: str
    keeps: Localised
    kept_until: date | None
    events: tuple[tuple[str, Localised], ...]
    in_reply_to: str | None
    follows: str | None
    general: bool
    every: tuple[int, str] | None = None
    item: Mapping[str, Offered] = field(default_factory=dict)

    def for_purpose(self, purpose: str) -> tuple[Offered, ...]:
        """The items that may leave for ``purpose``."""
        return tuple(one for one in self.items if one.serves(purpose))


def offers(*, clock: Clock, sender: UUID | None = None, recipient: UUID | None = None) -> list[Offer]:
    """Every disclosure by sending in this direction, newest version of a document first; inside ``acting_for``."""
    return [
        _offer(version, policy, rule, clock)
        for version, policy, rule in _sendings()
        if None not in version.between(rule)
        and sender in (None, version.between(rule)[0])
        and recipient in (None, version.between(rule)[1])
    ]


def offer_of(digest: str, disclosure: str, *, clock: Clock) -> Offer | None:
    """One disclosure of the own copy of this very text, whether by sending or in answer to a question."""
    version = instruments.version_by_digest(digest)
    if version is None:
        return None
    policy = instruments.compiled(version)
    rule = policy.disclosures.get(disclosure)
    return None if rule is None or None in version.between(rule) else _offer(version, policy, rule, clock)


def _sendings() -> Iterator[tuple[Version, Policy, Rule]]:
    for version in instruments.versions():
        policy = instruments.compiled(version)
        for rule in policy.disclosures.values():
            if rule.by == "send":
                yield version, policy, rule


def _offer(version: Version, policy: Policy, rule: Rule, clock: Clock) -> Offer:
    words = compiling.vocabulary()
    document = instruments.document(version)
    items = tuple(_offered(rule, name, group, words) for name, group in _groups(version, rule.key).items())
    retention = policy.retentions.get(rule.keep or "")
    purposes = {one.key: dict(_told(one.text)) for one in document.purpose}
    return Offer(
        agreement=_agreement(version, policy, rule, clock),
        version_number=version.version,
        kind=document.kind,
        by=rule.by,
        items=items,
        purposes=tuple((key, purposes.get(key, {"nl": key})) for key in rule.purposes),
        declarations=tuple(
            (str(gate.args["what"]), words.declarations[str(gate.args["what"])].text)
            for gate in rule.gates
            if gate.name == "declared"
        ),
        decided=_decided(policy, rule, words),
        gates=tuple(_clause(gate.name, gate.args, words) for gate in rule.gates if gate.name != "declared"),
        sender_roles=rule.sender_roles,
        reader_roles=rule.reader_roles,
        keep=rule.keep or "",
        reply_keep=next((one.keep or "" for one in policy.disclosures.values() if one.in_reply_to == rule.key), ""),
        keeps=_told(document.retention[rule.keep].text or document.retention[rule.keep].why)
        if rule.keep in document.retention
        else {},
        kept_until=_kept_until(policy, rule, belgian_day(clock())),
        events=tuple(
            (event, words.events[event].text)
            for event in (retention.events if retention else ())
            if event in words.events
        ),
        in_reply_to=rule.in_reply_to,
        follows=rule.follows,
        general=_general(policy, rule) and (rule.follows is None or _general(policy, policy.disclosures[rule.follows])),
        every=(rule.every.at_most, rule.every.term) if rule.every else None,
        item={one.name: one for one in items},
    )


def _general(policy: Policy, rule: Rule) -> bool:
    return claimed(policy, rule, sources) is None


def _kept_until(policy: Policy, rule: Rule, day: date) -> date | None:
    retention = policy.retentions.get(rule.keep or "")
    if retention is None:
        return None
    return retention.due(day, policy.ends if "instrument_ended" in retention.events else None)


def _agreement(version: Version, policy: Policy, rule: Rule, clock: Clock) -> Agreement:
    now = clock()
    day = belgian_day(now)
    sender, recipient = version.between(rule)
    if sender is None or recipient is None:
        raise AssertionError("only disclosures between two known organisations are offered")
    earlier = Batch.objects.filter(document=policy.id, disclosure=rule.key, recipient=recipient)
    days = tuple(earlier.values_list("first_permit_on", flat=True)) if rule.every else ()
    return Agreement(
        version=version.id,
        document=policy.id,
        digest=version.digest,
        title=version.title,
        disclosure=rule.key,
        sender=sender,
        recipient=recipient,
        ends_on=policy.ends,
        reasons=not_in_force(policy, instruments.standing(version, now), day, after_end=rule.after_end),
        next_day=(rule.every.again_from(days, day) if rule.every else None) or day,
    )


def _groups(version: Version, disclosure: str) -> dict[str, ItemGroup]:
    """The group of the document in which each item of this disclosure stands, in the order of the text."""
    said = next(one for one in instruments.document(version).disclosure if one.key == disclosure)
    return {name: group for group in said.item or () for name in group.names}


def _offered(rule: Rule, name: str, group: ItemGroup, words: Vocabulary) -> Offered:
    item, limited = words.items[name], rule.items[name]
    record = words.records.get(limited.record or "")
    return Offered(
        name=name,
        text=item.text,
        why=_told(group.why),
        category=item.category,
        free_text=item.free_text,
        guidance=(group.free_text.guidance or "") if group.free_text else "",
        max_length=limited.max_length,
        values=limited.values or (),
        purposes=limited.purposes,
        record=limited.record,
        entry_facts=(*record.dates, *record.keys, *(("kind",) if record.kinds else ())) if record else (),
    )


def _decided(policy: Policy, rule: Rule, words: Vocabulary) -> tuple[tuple[str, Localised], ...]:
    """Facts about a person, yes or no, that conditions on the own records need and that nobody but a person can say."""
    found: dict[str, Localised] = {}
    for item in rule.items.values():
        for condition in item.when.conditions if item.when else ():
            for name in condition.facts:
                fact = policy.facts[name]
                if fact.about == "person" and fact.required and name not in knowers and fact.read is read_yes_or_no:
                    found.setdefault(name, words.rows[condition.name].says or {"nl": name})
    return tuple(found.items())


_SIDES: Final[Mapping[tuple[str, str], str]] = {
    ("sender", "nl"): "hier",
    ("sender", "en"): "here",
    ("reader", "nl"): "bij de ontvanger",
    ("reader", "en"): "at the recipient",
}
"""A side of a disclosure as its sender speaks of it."""


def _clause(name: str, args: Mapping[str, object], words: Vocabulary) -> Localised:
    said = words.gates[name].says
    try:
        return {
            language: text.format(**{key: _SIDES.get((str(value), language), value) for key, value in args.items()})
            for language, text in said.items()
        } or {"nl": name}
    except (KeyError, IndexError):
        return {"nl": name}


def _told(text: object) -> Localised:
    """A text of a document by language; empty when it says nothing."""
    dump = getattr(text, "model_dump", None)
    return {key: value for key, value in dump().items() if value} if dump else {}


_NOT_YET: Final = frozenset({"not_in_force", "not_yet_in_force"})


def usable_first(found: Sequence[Offer]) -> list[Offer]:
    """One offer for each disclosure of a document to somebody: the newest version, an older one while that is not in force yet.

    A newer version that was suspended or ended gives no older one back.
    """
    chosen: dict[tuple[str, str, UUID, UUID], Offer] = {}
    for one in found:
        place = (one.agreement.document, one.agreement.disclosure, one.agreement.sender, one.agreement.recipient)
        before = chosen.get(place)
        waits = before is not None and any(reason.code in _NOT_YET for reason in before.agreement.reasons)
        if before is None or (waits and one.agreement.in_force):
            chosen[place] = one
    return list(chosen.values())
