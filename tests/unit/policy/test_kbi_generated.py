"""Hundreds of invented dossiers, made on both sides of every limit: what leaves is what the maker said, by both minimisers."""

import random
from collections.abc import Iterator, Mapping

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import Period, start_of
from kring.policy.decide import Decision, Request, context_of, decide
from kring.policy.document import Document
from kring.policy.minimise import minimise
from kring.policy.reference import permitted_items, said_values
from kring.policy.shapes import ItemGroup

from .kbi_people import CLUSTERS, DAY, Made, expected, person, serves
from .test_kbi import ANSWERABLE, DECIDED, document, policy

PURPOSES = ("guidance", "willingness_to_work")
PEOPLE = [person(random.Random(seed)) for seed in range(400)]
RULE = policy().disclosures["dossier"]
AT = start_of(DAY)


def asked_for(purpose: str) -> Request:
    """Everything that serves the purpose."""
    items = tuple(name for name in RULE.items if serves(name, purpose))
    return Request("dossier", "kbi_answer_job", items, purpose, Period(DAY, DAY))


def decided(made: Made, purpose: str) -> tuple[Request, Mapping[str, object], Decision]:
    """The request, the facts and the decision on one person."""
    request, facts = asked_for(purpose), {**ANSWERABLE, **made.facts}
    return request, facts, decide(policy(), DECIDED, request, facts, AT)


@pytest.mark.req("K5", "K13", "K15", "E3")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_leaves_is_what_the_maker_said(purpose: str) -> None:
    """Row by row, through the decision and the minimiser."""
    for number, made in enumerate(PEOPLE):
        request, facts, decision = decided(made, purpose)
        entries = [entry for entry, _ in made.entries]
        rows = minimise(
            policy(), RULE, request.asked, entries, context=context_of(request, AT), facts=facts, decision=decision
        )
        assert decision.permitted
        assert rows == expected(made, purpose)[0], number


@pytest.mark.req("K5", "E3")
@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_slow_reader_of_the_document_says_the_same(purpose: str) -> None:
    """Item by item, from which entry which value; and the same items are permitted."""
    for number, made in enumerate(PEOPLE[:60]):
        request, facts, decision = decided(made, purpose)
        entries, said = [entry for entry, _ in made.entries], expected(made, purpose)[1]
        items = permitted_items(document(), VOCABULARY, DECIDED, request, facts, at=AT)
        assert set(decision.items) == items
        for name in items:
            slow = said_values(
                document(), VOCABULARY, "dossier", name, entries, facts=facts, context=context_of(request, AT)
            )
            assert slow == said.get(name, []), (number, name)
        assert said.keys() <= items


def test_the_two_purposes_bring_out_every_item() -> None:
    """What is asked for one purpose or the other is all there is; the rest of the tests leave none out."""
    assert {name for purpose in PURPOSES for name in asked_for(purpose).asked} == set(RULE.items)
    for purpose in PURPOSES:
        everything = Request("dossier", "kbi_answer_job", tuple(RULE.items), purpose, Period(DAY, DAY))
        refused = decide(policy(), DECIDED, everything, ANSWERABLE, AT).reasons
        other = {name for name in RULE.items if not serves(name, purpose)}
        assert sum(one.code == "item_not_for_purpose" for one in refused) == len(other) > 0


def test_the_dossiers_lie_on_both_sides() -> None:
    """Of every item some value left and some stayed: an item of which all or nothing leaves shows no limit."""
    left = {name for made in PEOPLE for _, leaves in made.entries for name in leaves}
    stayed = {name for made in PEOPLE for entry, leaves in made.entries for name in entry.values.keys() - leaves}
    assert left == set(RULE.items)
    assert set(RULE.items) - stayed == {
        "integration.steering_partner",
        "integration.steering_since",
        "integration.literacy",
    }
    assert len(CLUSTERS) == 16


# ----- Each limit by itself: taken out, somebody among these people shows it.


def loosened(group: ItemGroup) -> Iterator[tuple[str, ItemGroup]]:
    """The group with one of its limits gone, and which."""
    if group.values is not None:
        yield "values", group.model_copy(update={"values": None})
    if group.free_text is not None:
        yield "max", group.model_copy(update={"free_text": None})
    if len(group.purpose) == 1:
        yield "purpose", group.model_copy(update={"purpose": ()})
    if group.when is not None:
        conditions = group.when.any if group.when.any is not None else group.when.all or ()
        yield "when", group.model_copy(update={"when": None})
        for condition in conditions:
            which = "all" if group.when.any is None else "any"
            rest = tuple(one for one in conditions if one is not condition)
            fewer = group.when.model_copy(update={which: rest}) if rest else None
            yield condition.is_, group.model_copy(update={"when": fewer})
    if group.pick is not None:
        yield "pick", group.model_copy(update={"pick": None})
        for name in ("among", "within", "latest", "per", "together"):
            if getattr(group.pick, name) is not None:
                looser = {name: None} | ({"within": None, "per": None} if name == "latest" else {})
                yield name, group.model_copy(update={"pick": group.pick.model_copy(update=looser)})


LIMITS = [
    (number, name, looser)
    for number, group in enumerate(next(one for one in document().disclosure if one.key == "dossier").item or ())
    for name, looser in loosened(group)
]


def without(number: int, looser: ItemGroup) -> Document:
    """The text with one group in another form."""
    changed = []
    for one in document().disclosure:
        groups = one.item or ()
        items = tuple(looser if place == number else group for place, group in enumerate(groups))
        changed.append(one.model_copy(update={"item": items}) if one.key == "dossier" else one)
    return document().model_copy(update={"disclosure": tuple(changed)})


@pytest.mark.req("K5", "K13", "K15")
@pytest.mark.parametrize(
    ("number", "name", "looser"), LIMITS, ids=[f"{looser.names[0]}-{name}" for _, name, looser in LIMITS]
)
def test_each_limit_matters_to_somebody(number: int, name: str, looser: ItemGroup) -> None:
    """Take one limit out of the text and what leaves of somebody is no longer what the maker said."""
    text = without(number, looser)
    item = looser.names[-1] if name == "max" else looser.names[0]
    assert any(_differs(text, item, made, purpose) for made in PEOPLE for purpose in PURPOSES), name


def _differs(text: Document, item: str, made: Made, purpose: str) -> bool:
    facts = {**ANSWERABLE, **made.facts}
    request = Request("dossier", "kbi_answer_job", (item,), purpose, Period(DAY, DAY))
    entries = [entry for entry, _ in made.entries]
    said: list[tuple[int, str]] = []
    if item in permitted_items(text, VOCABULARY, DECIDED, request, facts, at=AT):
        said = said_values(text, VOCABULARY, "dossier", item, entries, facts=facts, context=context_of(request, AT))
    return said != expected(made, purpose)[1].get(item, [])
