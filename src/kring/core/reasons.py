"""Reasons: why something was refused or left out, and who may read it.

source: REQUIREMENTS E2 - the other side reads only reasons that rest on its own facts or on the document.
"""

from dataclasses import dataclass
from typing import Literal

Audience = Literal["discloser", "recipient", "both"]
Localised = dict[str, str]
"""One text in several languages, keyed by language code; ``nl`` is always there."""


@dataclass(frozen=True)
class Reason:
    """One reason, with a stable ``code``, the ``element`` of the instrument it rests on and who may read it."""

    code: str
    element: str
    text: Localised
    audience: Audience


def told_to(reasons: tuple[Reason, ...], reader: Literal["discloser", "recipient"]) -> tuple[Reason, ...]:
    """The reasons that ``reader`` may see. What rests on the other side's facts is not among them."""
    return tuple(r for r in reasons if r.audience in ("both", reader))
