"""Minimisation: of a record only what may go. source: REQUIREMENTS E3; 002 §3."""

from collections.abc import Collection, Mapping

from .decide import Decision
from .rules import ItemRule, Rule


def minimise(
    items: Collection[str], rule: Rule, record: Mapping[str, str | None], decision: Decision | None = None
) -> dict[str, str]:
    """The values of ``record`` by item that may leave, in the order of the instrument.

    ``items`` are those of the recorded permit; with ``decision`` (this person's own, taken afresh at release) only those that
    it permits as well. An item that the disclosure does not list, an empty value, a value that is not among the listed ones and a
    text beyond its limit never leave.
    """
    if decision is not None and not decision.permitted:
        return {}
    allowed = set(items) if decision is None else set(items) & set(decision.items)
    return {
        name: value
        for name, item in rule.items.items()
        if name in allowed and (value := record.get(name)) is not None and _may_be_said(item, value)
    }


def _may_be_said(item: ItemRule, value: str) -> bool:
    if item.values is not None and value not in item.values:
        return False
    return item.max_length is None or len(value) <= item.max_length
