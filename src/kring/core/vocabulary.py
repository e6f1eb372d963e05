"""The words that packages declare and that instruments speak: items, gates, row conditions, events, roles, facts.

Each package has a pure ``vocabulary.py`` that makes one ``Vocabulary``; ``kring.config.vocabulary`` merges them.
A new gate or row condition is one entry here with a pure function; nothing in ``policy`` changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from .days import Period
from .errors import Fault
from .reasons import Audience, Localised

Category = Literal["ordinary", "national_number", "special", "judicial"]
EvaluatedBy = Literal["discloser", "recipient", "directory"]
Args = Mapping[str, object]
"""The arguments that a document gives to a gate or row condition."""
Facts = Mapping[str, object]
"""What is known when deciding, keyed by fact; each value as ``Fact.read`` makes it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The answer of a gate that was not told the fact it needs."""

    fact: str


@dataclass(frozen=True, slots=True)
class Context:
    """When and about which days a condition is judged."""

    at: datetime
    day: date
    """The Belgian day of ``at``."""
    round_day: date
    """The day that a round asks about; the day judged unless the request names another."""
    period_asked: Period | None = None


Judge = Callable[[Args, Facts, Context], "bool | Missing"]
"""A pure function: does it hold, or which fact is missing."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a document may write behind a condition. ``choices`` empty means: any text; ``names`` are several texts."""

    name: str
    kind: Literal["text", "names", "numbers", "duration", "declaration"]
    choices: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that must be known; ``read`` takes it from JSON and raises ``NotReadable`` if it cannot.

    ``examples`` gives raw values that together bring out everything which conditions with these arguments can say on a day: a
    comparison of two texts tries them. Not needed for yes or no and for a list of names.
    """

    name: str
    read: Callable[[object], object]
    about: Literal["person", "batch", "entry"]
    required: bool = True
    examples: Callable[[Sequence[Args], date], Sequence[object]] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record of which a discloser keeps several on one person: contracts, courses, conversations.

    ``dates`` and ``keys`` are facts of one entry that a pick may choose by; ``kinds`` the values that its fact ``kind`` may have.
    A record that is declared nowhere is kept once per person.
    """

    name: str
    text: Localised
    dates: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One datum that can travel: ``record`` is where the discloser keeps it."""

    name: str
    record: str
    category: Category
    text: Localised
    free_text: bool = False


def by(side: EvaluatedBy) -> Callable[[Args], EvaluatedBy]:
    """A gate that the same side evaluates whatever its arguments."""
    return lambda _args: side


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition on request and facts, before anything is read. Who evaluates it decides who reads its reason.

    ``says`` is what is so when it holds, as a clause ("a writ is being prepared"), with its arguments in braces.
    """

    name: str
    args: tuple[Argument, ...]
    facts: tuple[str, ...]
    judge: Judge
    evaluated_by: Callable[[Args], EvaluatedBy]
    code: str
    refusal: Localised
    says: Localised = field(default_factory=dict)

    def audience(self, args: Args) -> Audience:
        """What rests on the discloser's facts is read by the discloser alone."""
        return "discloser" if self.evaluated_by(args) == "discloser" else "both"


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A condition on the discloser's own records, after reading; its reason is always the discloser's alone.

    ``about`` a person it is judged once; about an entry, on each entry that was picked, with that entry's facts too.
    """

    name: str
    records: tuple[str, ...]
    args: tuple[Argument, ...]
    facts: tuple[str, ...]
    judge: Judge
    refusal: Localised
    about: Literal["person", "entry"] = "person"
    says: Localised = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens and starts or ends a term; ``held_by`` is the package that knows the day."""

    name: str
    held_by: str
    text: Localised


@dataclass(frozen=True, slots=True)
class Role:
    """A function in which a person, or the organisation's machine, acts."""

    name: str
    text: Localised


@dataclass(frozen=True, slots=True)
class Declaration:
    """Something that the sender may declare about a batch before it goes."""

    name: str
    text: Localised


Word = Item | Record | Gate | RowCondition | Event | Role | Fact | Declaration


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be spoken of, each kind keyed by name."""

    items: Mapping[str, Item] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    rows: Mapping[str, RowCondition] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    declarations: Mapping[str, Declaration] = field(default_factory=dict)


_FIELD_OF: Mapping[type, str] = {
    Item: "items",
    Record: "records",
    Gate: "gates",
    RowCondition: "rows",
    Event: "events",
    Role: "roles",
    Fact: "facts",
    Declaration: "declarations",
}


def vocabulary(*entries: Word) -> Vocabulary:
    """A vocabulary of these entries; raises ``Fault('vocabulary_clash')`` when a name stands twice in one kind."""
    kinds: dict[str, dict[str, Word]] = {name: {} for name in _FIELD_OF.values()}
    for entry in entries:
        _add(kinds[_FIELD_OF[type(entry)]], entry.name, entry)
    return Vocabulary(**kinds)  # type: ignore[arg-type]  # each kind holds its own type, by _FIELD_OF


def merge(*vocabularies: Vocabulary) -> Vocabulary:
    """All words of these vocabularies; raises ``Fault('vocabulary_clash')`` when two give one name a different meaning."""
    kinds: dict[str, dict[str, Word]] = {f.name: {} for f in fields(Vocabulary)}
    for one in vocabularies:
        for kind, entries in kinds.items():
            words: Mapping[str, Word] = getattr(one, kind)
            for name, entry in words.items():
                _add(entries, name, entry)
    return Vocabulary(**kinds)  # type: ignore[arg-type]  # each kind holds its own type, by _FIELD_OF


def _add(entries: dict[str, Word], name: str, entry: Word) -> None:
    if entries.setdefault(name, entry) is not entry:
        raise Fault(
            "vocabulary_clash",
            f"Het woord “{name}” heeft twee betekenissen. Geef een van beide een andere naam.",
            {"name": name},
        )
