"""The small world said once more, in Cedar: another engine, by others, in another language, judges the same requests."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cedarpy import Decision as Answer
from cedarpy import PolicySet, is_authorized_batch

from kring.core.days import add, parse_duration
from kring.policy.decide import Request
from kring.policy.document import Document
from kring.policy.shapes import Disclosure, Every, ItemGroup
from kring.policy.standing import Standing

FACTS = ("red", "green", "blue")
LATER = date.max.toordinal()


def policies(document: Document) -> PolicySet:
    """One Cedar policy for each item of each disclosure of ``document``, whose conditions are those of the small world."""
    assert document.duration is not None
    assert isinstance(document.duration.until, date)
    assert document.duration.from_ is not None
    first, last = document.duration.from_.toordinal(), document.duration.until.toordinal()
    return PolicySet.from_str(
        "\n".join(
            f'permit(principal, action == Action::"{one.key}", resource == Item::"{name}") when {{ '
            + " && ".join(_conditions(one, group, first, last))
            + " };"
            for one in document.disclosure
            for group in one.item or ()
            for name in group.names
        )
    )


def _conditions(one: Disclosure, group: ItemGroup, first: int, last: int) -> list[str]:
    found = [
        "context.signed >= context.advised",
        "context.day >= context.advised && context.day >= context.signed",
        f"context.day >= {first}",
        f"{_texts(one.sender_roles)}.contains(context.role)",
        f"{_texts(one.purpose)}.contains(context.purpose)",
        "!context.restricted",
        "context.day >= context.free_from" if isinstance(one.every, Every) else "true",
    ]
    if not one.after_end:
        found.append(f"context.day <= {last} && context.day < context.stopped")
    if group.purpose:
        found.append(f"{_texts(group.purpose)}.contains(context.purpose)")
    found += [f"context.{gate.is_.removeprefix('is_')}" for gate in one.gate]
    if group.when is not None:
        conditions = [f"context.{row.is_.removeprefix('row_')}" for row in group.when.any or group.when.all or ()]
        found.append("(" + (" || " if group.when.any else " && ").join(conditions) + ")")
    return found


def _texts(names: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def asked(
    document: Document, request: Request, standing: Standing, facts: Mapping[str, Any], day: date
) -> dict[str, Any]:
    """The context of a request: every fact told, days as numbers."""
    one = next(one for one in document.disclosure if one.key == request.disclosure)
    purpose = request.purpose or (one.purpose[0] if len(one.purpose) == 1 else "")
    free_from = 0
    if isinstance(one.every, Every) and facts.get("previous"):
        term = parse_duration(one.every.per)
        free_from = max(add(date.fromisoformat(before), term) for before in facts["previous"]).toordinal()
    stops = [stop.toordinal() for stop in (standing.suspended, standing.ended) if stop is not None]
    return {
        "day": day.toordinal(),
        "role": request.acting_role,
        "purpose": purpose,
        "advised": standing.advised.toordinal() if standing.advised else LATER,
        "signed": standing.signed.toordinal() if standing.signed else LATER,
        "stopped": min(stops, default=LATER),
        "free_from": free_from,
        "restricted": facts.get("restricted", False),
        **{name: facts[name] for name in FACTS},
    }


def permitted(found: PolicySet, questions: Sequence[tuple[Request, Mapping[str, Any]]]) -> list[frozenset[str]]:
    """For each request with its context: the items that Cedar permits."""
    single = [
        {
            "principal": 'Clerk::"x"',
            "action": f'Action::"{request.disclosure}"',
            "resource": f'Item::"{name}"',
            "context": context,
        }
        for request, context in questions
        for name in request.asked
    ]
    answers = iter(is_authorized_batch(single, found, []))
    return [
        frozenset(name for name in request.asked if next(answers).decision == Answer.Allow) for request, _ in questions
    ]
