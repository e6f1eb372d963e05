"""The instrument as a document: its shape in TOML, strictly. What it must hold is the matter of ``compile``.

Everything here is optional that some real text leaves out, so that a faithful transcription of a poor text can still be read
and judged. An unknown key, a wrong type or a missing key of the shape is a finding with its place.
source: DESIGN, "The shape of a document"; spikes/document.md.
"""

import json
import tomllib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from kring.core import canonical
from kring.core.errors import Fault

from .findings import Finding, finding

SCHEMA = "kring/instrument/1"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Text(_Shape):
    """One text; Dutch is the authentic one."""

    nl: str
    fr: str | None = None
    de: str | None = None
    en: str | None = None


class Part(_Shape):
    """What any part may say of itself: its place in the source, or that it was added and why."""

    place: str | None = None
    added: bool = False
    why: Text | None = None


class Organisational(_Shape):
    """Who answers for a clause that no machine enforces, and by what it is shown."""

    owner: str
    evidence: str


class Clause(Part):
    """A sentence that binds: it names the rules that enforce it, or who answers for it."""

    text: Text
    enforced_by: tuple[str, ...] = ()
    organisational: Organisational | None = None


class Recital(Part):
    """A sentence that explains and binds nobody."""

    text: Text


class Decision(_Shape):
    """The decision of a party's deciding body."""

    on: date | None = None
    reference: str | None = None


class Party(Part):
    """A controller: one organisation by its enterprise number, or a class of them."""

    key: str
    name: str | None = None
    address: str | None = None
    enterprise_number: str | None = None
    number_to_confirm: bool = False
    class_: str | None = Field(default=None, alias="class")
    region: str | None = None
    decided_by: str | None = None
    decision: Decision | None = None
    signed_by: tuple[str, ...] = ()
    dpo: Literal["advises", "informed"] | None = None


class Basis(_Shape):
    """On what law collection and disclosure rest; keys of ``laws.toml``."""

    collection: tuple[str, ...] = ()
    disclosure: tuple[str, ...] = ()


class Purpose(Part):
    """What the data are disclosed for."""

    key: str
    text: Text
    basis: Basis = Basis()


class Saying(Part):
    """What one party (or, without a party, all of them) says on a subject."""

    party: str | None = None
    text: Text


class Compatibility(_Shape):
    """The five parts of the analysis of GDPR art. 6(4), or why the processing is not further processing."""

    not_further: Text | None = None
    intro: Text | None = None
    link: tuple[Saying, ...] = ()
    expectation: tuple[Saying, ...] = ()
    nature: tuple[Saying, ...] = ()
    consequences: tuple[Saying, ...] = ()
    safeguards: tuple[Saying, ...] = ()


class ThirdParties(Clause):
    """Who else may receive the data; ``parties`` empty means nobody."""

    parties: tuple[str, ...] = ()


class Condition(BaseModel):
    """A gate or row condition by name; every other key is an argument that the vocabulary must know."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    is_: str = Field(alias="is")
    place: str | None = None
    added: bool = False
    why: Text | None = None

    @property
    def args(self) -> dict[str, object]:
        """What stands behind the condition's name."""
        return dict(self.model_extra or {})


class When(_Shape):
    """One level of any or all; no expression language."""

    any: tuple[Condition, ...] | None = None
    all: tuple[Condition, ...] | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "When":
        if (self.any is None) == (self.all is None):
            raise ValueError("any_or_all")
        return self


class FreeText(_Shape):
    """Guidance where the text is written, and its greatest length in characters."""

    guidance: str | None = None
    max: int | None = None


class ItemGroup(Part):
    """Items that travel under one condition and for one reason."""

    names: tuple[str, ...]
    values: tuple[str, ...] | None = None
    when: When | None = None
    free_text: FreeText | None = None
    ground: Text | None = None
    cluster: int | None = None


class Every(Part):
    """At most so many batches per term."""

    at_most: Annotated[int, Field(ge=1)]
    per: str


class Disclosure(Part):
    """One discloser, one recipient, one direction, an item list."""

    key: str
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    by: Literal["send", "ask"]
    in_reply_to: str | None = None
    follows: str | None = None
    purpose: tuple[str, ...] = ()
    sender_role: str | tuple[str, ...] = ()
    reader_role: str | tuple[str, ...] = ()
    gate: tuple[Condition, ...] = ()
    every: Every | Literal["on_event"] | None = None
    keep: str | None = None
    after_end: bool = False
    item: tuple[ItemGroup, ...] | None = None

    @property
    def sender_roles(self) -> tuple[str, ...]:
        """The roles that may send, always as several."""
        return (self.sender_role,) if isinstance(self.sender_role, str) else self.sender_role

    @property
    def reader_roles(self) -> tuple[str, ...]:
        """The roles that may read at the recipient, always as several."""
        return (self.reader_role,) if isinstance(self.reader_role, str) else self.reader_role


class WorkingDays(_Shape):
    """A term in days that are worked in Belgium."""

    working_days: Annotated[int, Field(ge=1)]


class AnyEvent(_Shape):
    """Whichever of these comes first."""

    any: tuple[str, ...]


class Retention(Part):
    """How long: a term after an event, and never beyond the cap, which counts from receipt."""

    from_: str | None = Field(default=None, alias="from")
    until: AnyEvent | None = None
    keep: str | None = None
    cap: str | WorkingDays | None = None
    then: str | dict[str, str | tuple[str, ...]] | None = None
    series: str | None = None
    text: Text | None = None


class EndOf(_Shape):
    """Ends with an underlying agreement."""

    end_of: str


class Duration(Part):
    """From and until when, both days included, and what follows."""

    from_: date | None = Field(default=None, alias="from")
    until: date | EndOf | None = None
    then: tuple[str, ...] = ()
    notice: str | None = None
    text: Text | None = None


class Sanction(Part):
    """What follows a breach, and what must be recorded before the exchange resumes."""

    on: Literal["breach"]
    do: Literal["suspend", "end"]
    resume: tuple[str, ...] = ()
    text: Text | None = None


class AccessLogging(Clause):
    """Whether access is logged: who, when, which data, why."""

    kept: bool


class ReferenceDirectory(Clause):
    """Whether changes are told automatically."""

    applies: bool


class SpecificMeasures(_Shape):
    """Element 13: the format, the logging of access, the reference directory."""

    format: Clause | None = None
    access_logging: AccessLogging | None = None
    reference_directory: ReferenceDirectory | None = None


class Expect(_Shape):
    """What a case must give; what is left out is not looked at."""

    permitted: bool | None = None
    items: tuple[str, ...] | None = None
    reasons: tuple[str, ...] | None = None
    keep: str | None = None


class Case(Part):
    """A sentence about people that the machine runs."""

    nl: str
    disclosure: str
    at: date | None = None
    role: str | None = None
    asked: tuple[str, ...] | None = None
    facts: dict[str, JsonValue] = {}
    standing: dict[str, date] = {}
    expect: Expect


class Document(_Shape):
    """An instrument as written."""

    schema_: Literal["kring/instrument/1"] = Field(alias="schema")
    id: str
    version: Annotated[int, Field(ge=1)]
    kind: str
    title: Text
    source: str | None = None
    replaces: str | None = None
    fictitious: bool = False
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
    except (tomllib.TOMLDecodeError, TypeError) as broken:
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


def digest(doc: Document) -> str:
    """``sha256:…`` over the canonical JSON of what the document says; comments, order of keys and defaults are not content."""
    return canonical.digest(doc.model_dump(mode="json", by_alias=True, exclude_defaults=True))


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
