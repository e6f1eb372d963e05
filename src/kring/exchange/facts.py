"""The facts that a decision needs: what the source gave, completed by whoever can say the rest, one question per fact.

What nobody knows stays unknown, and refuses. source: DESIGN, "The life of a disclosure"; REQUIREMENTS E2
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal
from uuid import UUID

from kring.core.days import Period
from kring.core.registry import BATCH, Question, Subject, knowers
from kring.core.vocabulary import Args
from kring.guard.acting import current
from kring.persons import queries as persons
from kring.policy.rules import Condition, Policy, Rule

BY_THE_DOOR: Final = frozenset({"restricted", "objection", "previous"})
"""What the door finds out itself, for every disclosure."""

Raw = Mapping[str, object]
Needed = Mapping[str, list[Args]]
"""The facts that conditions need, by name, with the arguments of each condition that does."""


def needed(policy: Policy, rule: Rule, about: Literal["person", "batch"]) -> Needed:
    """The facts about persons, or about the batch, on which this rule's conditions rest."""
    found: dict[str, list[Args]] = {}
    for condition in _conditions(rule):
        for name in condition.facts:
            if policy.facts[name].about == about and name not in BY_THE_DOOR:
                found.setdefault(name, []).append(condition.args)
    return found


def _conditions(rule: Rule) -> Iterator[Condition]:
    """Gates and conditions on items, those about entries too: they may need facts about the person besides."""
    yield from rule.gates
    for item in rule.items.values():
        if item.when is not None:
            yield from item.when.conditions


def question(
    policy: Policy,
    rule: Rule,
    fact: str,
    conditions: Sequence[Args],
    *,
    day: date,
    recipient: UUID,
    persons: Mapping[str, bytes | None] | None = None,
    period_asked: Period | None = None,
    side: Literal["discloser", "recipient"] = "discloser",
    stated: Raw | None = None,
    acting: UUID | None = None,
) -> Question:
    """One question about one fact, as a knower reads it; inside ``acting_for`` of the side that is asked."""
    return Question(
        fact=fact,
        persons=persons or {},
        day=day,
        period_asked=period_asked,
        document=policy.id,
        digest=policy.digest,
        disclosure=rule.key,
        recipient=recipient,
        conditions=conditions,
        acting=acting or current().position,
        side=side,
        stated=stated or {},
    )


def of_batch(
    policy: Policy,
    rule: Rule,
    *,
    day: date,
    recipient: UUID,
    period_asked: Period | None,
    stated: Raw,
    acting: UUID | None = None,
) -> dict[str, object]:
    """What is known of the whole batch, before anybody is looked at. ``acting``: another position than the one that acts."""
    found = {}
    for fact, conditions in needed(policy, rule, "batch").items():
        if fact in knowers:
            asked = question(
                policy,
                rule,
                fact,
                conditions,
                day=day,
                recipient=recipient,
                period_asked=period_asked,
                stated=stated,
                acting=acting,
            )
            said = knowers[fact].know(asked)
            if BATCH in said:
                found[fact] = said[BATCH]
    return found


def of_recipient(policy: Policy, rule: Rule, *, day: date, recipient: UUID) -> dict[str, object]:
    """What the acting organisation states of itself with a question, for the gates of its answer that the recipient evaluates."""
    found = {}
    for gate in rule.gates:
        for fact in gate.facts if gate.evaluated_by == "recipient" else ():
            if fact in knowers:
                asked = question(policy, rule, fact, [gate.args], day=day, recipient=recipient, side="recipient")
                found[fact] = knowers[fact].know(asked).get(BATCH, {})
    return found


def complete(
    policy: Policy,
    rule: Rule,
    subjects: Sequence[Subject],
    *,
    asked_about: Mapping[str, bytes | None],
    batch: Raw,
    gathered: Mapping[str, Raw],
    day: date,
    recipient: UUID,
    period_asked: Period | None,
) -> list[Subject]:
    """The subjects with every fact that somebody could say of them, in set queries: one per fact for the whole part.

    ``asked_about`` are those whom a question names, known here or not: they are looked up alike, so that neither the number of
    queries nor the time tells which. ``gathered`` is what other organisations answered before; ``batch`` holds for everybody.
    """
    people: dict[str, bytes | None] = {**asked_about, **{subject.ref: subject.person for subject in subjects}}
    elsewhere = evaluated_elsewhere(rule)
    said: dict[str, Raw] = {fact: answers for fact, answers in gathered.items() if fact in elsewhere}
    for fact, conditions in needed(policy, rule, "person").items():
        lacking = people if asked_about else {s.ref: s.person for s in subjects if fact not in s.facts}
        if fact in knowers and fact not in elsewhere and lacking:
            said[fact] = knowers[fact].know(
                question(
                    policy,
                    rule,
                    fact,
                    conditions,
                    day=day,
                    recipient=recipient,
                    persons=lacking,
                    period_asked=period_asked,
                )
            )
    known = {person for person in people.values() if person is not None}
    restricted, objected = persons.restricted_and_objected(known, day)
    return [
        replace(
            subject,
            facts={
                **{fact: answers[subject.ref] for fact, answers in said.items() if subject.ref in answers},
                **{fact: raw for fact, raw in subject.facts.items() if fact not in elsewhere},
                **batch,
                "restricted": subject.person in restricted,
                "objection": subject.person in objected,
            },
        )
        for subject in subjects
    ]


def evaluated_elsewhere(rule: Rule) -> frozenset[str]:
    """The facts that only a third organisation can say: a source that gave one of them would answer in its place."""
    return frozenset(fact for gate in rule.gates if gate.evaluated_by == "directory" for fact in gate.facts)
