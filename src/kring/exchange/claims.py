"""Whose a disclosure is: the flow's that claims its key item, or the general flow's."""

from collections.abc import Mapping

from kring.core.registry import key_item
from kring.policy.rules import Policy, Rule


def claimed(policy: Policy, rule: Rule, registry: Mapping[str, object]) -> str | None:
    """The key item under which ``registry`` holds whose this disclosure is; None where no flow claims it.

    What answers or follows a sending that no flow claims is claimed by none either, whatever its items: the flow that knows such
    an item would look for rows of its own, and there are none.
    """
    for before in (policy.disclosures.get(key) for key in (rule.in_reply_to, rule.follows) if key):
        if before is not None and before.by == "send" and claimed(policy, before, registry) is None:
            return None
    return key_item(tuple(rule.items), registry)
