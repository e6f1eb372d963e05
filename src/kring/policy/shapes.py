"""The parts of an instrument in TOML: what each may say, strictly. ``document`` puts them together.

Everything here is optional that some real text leaves out, so that a faithful transcription of a poor text can still be read
and judged. source: DESIGN, "The shape of a document"; spikes/document.md.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_by_name=True, validate_by_alias=True)


class Text(Shape):
    """One text; Dutch is the authentic one."""

    nl: str
    fr: str | None = None
    de: str | None = None
    en: str | None = None


class Part(Shape):
    """What any part may say of itself: its place in the source, or that it was added and why."""

    place: str | None = None
    added: bool = False
    why: Text | None = None


class Organisational(Shape):
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


class Decision(Shape):
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
    holder: str | None = None
    manager: str | None = None
    decided_by: str | None = None
    decision: Decision | None = None
    signed_by: tuple[str, ...] = ()
    dpo: Literal["advises", "informed"] | None = None


class Basis(Shape):
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


class Compatibility(Shape):
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


class When(Shape):
    """One level of any or all; no expression language."""

    any: tuple[Condition, ...] | None = None
    all: tuple[Condition, ...] | None = None
    why: Text | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "When":
        if (self.any is None) == (self.all is None):
            raise ValueError("any_or_all")
        return self


class FreeText(Shape):
    """Guidance where the text is written, and its greatest length in characters."""

    guidance: str | None = None
    max: int | None = None


class Pick(Shape):
    """Which entries of a record that may have several: of these kinds, within a term before the day, the latest (of each key).

    ``together`` is a key: with each entry that is chosen go all others, of any kind and day, that have the same (the addenda of
    the latest contract).
    """

    among: tuple[str, ...] | None = None
    within: str | None = None
    latest: str | None = None
    per: str | None = None
    together: str | None = None


class ItemGroup(Part):
    """Items that travel under one condition and for one reason; ``purpose`` empty serves every purpose of the disclosure.

    ``to_confirm`` says that the source does not name them: whoever adopts the text confirms them first.
    """

    names: tuple[str, ...]
    to_confirm: bool = False
    purpose: tuple[str, ...] = ()
    values: tuple[str, ...] | None = None
    pick: Pick | None = None
    when: When | None = None
    free_text: FreeText | None = None
    ground: Text | None = None
    cluster: int | None = None


class Every(Part):
    """At most so many batches per term."""

    at_most: Annotated[int, Field(ge=1)]
    per: str


class Onward(Part):
    """To whom, of those outside, the recipient may give what it received: a class of parties or a party, under these gates."""

    to: str
    gate: tuple[Condition, ...] = ()


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
    onward: tuple[Onward, ...] = ()
    item: tuple[ItemGroup, ...] | None = None

    @property
    def sender_roles(self) -> tuple[str, ...]:
        """The roles that may send, always as several."""
        return (self.sender_role,) if isinstance(self.sender_role, str) else self.sender_role

    @property
    def reader_roles(self) -> tuple[str, ...]:
        """The roles that may read at the recipient, always as several."""
        return (self.reader_role,) if isinstance(self.reader_role, str) else self.reader_role


class WorkingDays(Shape):
    """A term in days that are worked in Belgium."""

    working_days: Annotated[int, Field(ge=1)]


class AnyEvent(Shape):
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


class EndOf(Shape):
    """Ends with an underlying agreement."""

    end_of: str


class Duration(Part):
    """From and until when, both days included, and what follows."""

    from_: date | None = Field(default=None, alias="from")
    until: date | EndOf | None = None
    then: tuple[str, ...] = ()
    notice: str | None = None
    text: Text | None = None


class Issued(Part):
    """The decision of the authority that gave the instrument: who, when, under which number."""

    by: str
    on: date
    reference: str | None = None


class Signing(Part):
    """When and where a text was signed, where the text itself says so; who signed when is its standing. source: DOMAIN §10 (6)"""

    on: date
    at: str | None = None
    copies: Annotated[int, Field(ge=1)] | None = None


class Undertaking(Part):
    """Something that a party must do by a day, and by what it is shown. source: 003 §98-102"""

    key: str
    of: str
    due: date | Literal["as_soon_as_possible"]
    text: Text
    evidence: str | None = None


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


class SpecificMeasures(Shape):
    """Element 13: the format, the logging of access, the reference directory."""

    format: Clause | None = None
    access_logging: AccessLogging | None = None
    reference_directory: ReferenceDirectory | None = None


class CaseEntry(Shape):
    """One entry of a case: its record (none for what is kept once), values by item, and the facts of the entry."""

    record: str | None = None
    values: dict[str, str] = {}
    facts: dict[str, JsonValue] = {}


class Expect(Shape):
    """What a case must give; what is left out is not looked at. ``rows`` are what leaves of the case's entries."""

    permitted: bool | None = None
    items: tuple[str, ...] | None = None
    rows: tuple[dict[str, str], ...] | None = None
    reasons: tuple[str, ...] | None = None
    keep: str | None = None


class Case(Part):
    """A sentence about people that the machine runs."""

    nl: str
    disclosure: str
    at: date | None = None
    role: str | None = None
    asked: tuple[str, ...] | None = None
    purpose: str | None = None
    period_asked: tuple[date, date] | None = None
    facts: dict[str, JsonValue] = {}
    entries: tuple[CaseEntry, ...] = ()
    standing: dict[str, date] = {}
    expect: Expect
