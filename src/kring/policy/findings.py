"""Findings: what is wrong with a document, told so that a data protection officer knows where to look and what to do."""

from dataclasses import dataclass
from typing import Literal

from kring.core.reasons import Localised

from .finding_texts import TEXTS

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable ``code``, the ``element`` of the instrument, ``where`` in the document, and its text.

    An error blocks adoption: the document does not compile. A warning is shown and does not block.
    """

    code: str
    element: str
    where: str
    text: Localised
    severity: Severity = "error"


def finding(code: str, *, element: str, where: str, **words: object) -> Finding:
    """A finding with the house's own text for ``code``; ``words`` fill its blanks."""
    text = TEXTS[code]
    return Finding(
        code=code,
        element=element,
        where=where,
        text={"nl": text.nl.format(where=where, **words), "en": text.en.format(where=where, **words)},
        severity="warning" if text.warns else "error",
    )
