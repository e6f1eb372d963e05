"""The instrument as a document: read strictly from TOML, and its mark. What it must hold is the matter of ``compile``.

An unknown key, a wrong type or a missing key of the shape is a finding with its place.
source: DESIGN, "The shape of a document"; spikes/document.md.
"""

import json
import tomllib
from datetime import date
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import Field, ValidationError

from kring.core import canonical
from kring.core.errors import Fault

from .findings import Finding, finding
from .shapes import (
    Case,
    Clause,
    Compatibility,
    Disclosure,
    Duration,
    Issued,
    Party,
    Purpose,
    Recital,
    Retention,
    Sanction,
    Saying,
    Shape,
    Signing,
    SpecificMeasures,
    Text,
    ThirdParties,
    Undertaking,
)

SCHEMA = "kring/instrument/1"


class Document(Shape):
    """An instrument as written."""

    schema_: Literal["kring/instrument/1"] = Field(alias="schema")
    id: str
    version: Annotated[int, Field(ge=1)]
    kind: str
    title: Text
    source: str | None = None
    replaces: str | None = None
    model: str | None = None
    dpia: str | None = None
    fictitious: bool = False
    issued: Issued | None = None
    recital: tuple[Recital, ...] = ()
    party: tuple[Party, ...] = ()
    purpose: tuple[Purpose, ...] = ()
    original_purpose: tuple[Saying, ...] = ()
    compatibility: Compatibility | None = None
    third_parties: ThirdParties | None = None
    disclosure: tuple[Disclosure, ...] = ()
    periodicity: Recital | None = None
    retention: dict[str, Retention] = {}
    duration: Duration | None = None
    signing: Signing | None = None
    condition: tuple[Undertaking, ...] = ()
    sanction: Sanction | None = None
    measure: tuple[Clause, ...] = ()
    quality: tuple[Clause, ...] = ()
    specific_measures: SpecificMeasures | None = None
    publication: Clause | None = None
    clause: tuple[Clause, ...] = ()
    case: tuple[Case, ...] = ()


class Unreadable(Fault):
    """The document has not the shape of one; ``findings`` says where. Empty when it is no TOML at all."""

    def __init__(self, code: str, message: str, en: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(code, message, en=en)
        self.findings = findings


def read(text: str) -> Document:
    """The document in ``text``; raises ``Unreadable``: ``not_toml``, or ``wrong_shape`` with a finding for each place."""
    try:
        raw = tomllib.loads(text)
        as_json = json.dumps(raw, default=_day)
    except (ValueError, TypeError, RecursionError) as broken:  # also a number without end, or brackets without end
        raise Unreadable(
            "not_toml", f"Dit bestand is geen leesbare TOML: {broken}.", f"This file is not readable TOML: {broken}."
        ) from broken
    try:
        return Document.model_validate_json(as_json)
    except ValidationError as wrong:
        raise Unreadable(
            "wrong_shape",
            "Dit document heeft niet de vorm van een instrument.",
            "This document does not have the shape of an instrument.",
            tuple(
                _shape_finding(error["type"], error["loc"])
                for error in wrong.errors(include_url=False, include_input=False)
            ),
        ) from wrong


def write(doc: Document) -> str:
    """``doc`` as TOML that ``read`` reads as the same document; comments and the order of keys are not content."""
    content = doc.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    return tomli_w.dumps(_plain(content), multiline_strings=False)


def digest(doc: Document) -> str:
    """``sha256:…`` over the canonical JSON of what the document says; comments, order of keys and defaults are not content."""
    return canonical.digest(doc.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _plain(value: Any) -> Any:
    """Tuples as lists, for TOML has no other; what is absent is left out."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


_CODES = {"extra_forbidden": "unknown_key", "missing": "missing_key"}


def _shape_finding(kind: str, loc: tuple[int | str, ...]) -> Finding:
    where = ""
    for step in loc:
        where += f"[{step}]" if isinstance(step, int) else f".{step}" if where else step
    return finding(_CODES.get(kind, "wrong_value"), element="shape", where=where)


def _day(value: object) -> str:
    if type(value) is date:
        return value.isoformat()
    raise TypeError("een tijdstip hoort niet in een document, een dag wel")
