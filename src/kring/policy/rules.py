"""What a document compiles to: the rules that ``decide`` and ``minimise`` read. Nothing here is text of the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kring.core.days import Duration, Period, add, add_working_days
from kring.core.reasons import Audience, Localised
from kring.core.vocabulary import Args, EvaluatedBy, Fact, Judge

from .findings import Finding


@dataclass(frozen=True, slots=True)
class Condition:
    """A gate or row condition with its arguments, ready to judge; ``path`` is its place in the document."""

    name: str
    path: str
    args: Args
    facts: tuple[str, ...]
    judge: Judge
    code: str
    refusal: Localised
    audience: Audience
    evaluated_by: EvaluatedBy = "discloser"


@dataclass(frozen=True, slots=True)
class When:
    """Conditions on the discloser's records, one level of any or all.

    With one condition ``about_entries`` the whole is judged on each entry that was picked, by ``minimise``; else once per
    person, by ``decide``.
    """

    mode: Literal["any", "all"]
    conditions: tuple[Condition, ...]
    path: str
    about_entries: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """Which entries of a record: of the kinds ``among``, dated ``within`` a term before the day, the ``latest`` (``per`` key).

    With each chosen entry go all others of the record that have the same ``together`` key.
    """

    among: frozenset[str] | None
    within: Duration | None
    latest: str | None
    per: str | None
    path: str
    together: str | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """At most ``at_most`` batches per ``per``."""

    at_most: int
    per: Duration
    term: str

    def again_from(self, previous: tuple[date, ...], day: date) -> date | None:
        """The first day on which a batch may go again, if that is not yet ``day``; ``previous`` are days of first permits."""
        running = sorted((end for end in (add(before, self.per) for before in previous) if end > day), reverse=True)
        return running[self.at_most - 1] if len(running) >= self.at_most else None


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item of a disclosure: the values it may have, if listed, from which entries, when, and for which purposes (empty: all).

    ``record`` is the record that may have several entries, None for what is kept once.
    """

    name: str
    values: tuple[str, ...] | None
    when: When | None
    max_length: int | None
    record: str | None = None
    pick: Pick | None = None
    purposes: frozenset[str] = frozenset()

    @property
    def when_once(self) -> When | None:
        """The condition that is judged once per person; one about entries is for ``minimise``."""
        return None if self.when is None or self.when.about_entries else self.when


@dataclass(frozen=True, slots=True)
class Onward:
    """A class of parties, or a party, to which the recipient may give what it received, under these gates. source: E15"""

    to: str
    gates: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One disclosure: who to whom, in which roles, for what, under which gates, which items, kept by which rule."""

    key: str
    discloser: str
    recipient: str
    by: Literal["send", "ask"]
    in_reply_to: str | None
    follows: str | None
    purposes: tuple[str, ...]
    sender_roles: tuple[str, ...]
    reader_roles: tuple[str, ...]
    gates: tuple[Condition, ...]
    every: Every | None
    keep: str | None
    after_end: bool
    items: Mapping[str, ItemRule]
    onward: tuple[Onward, ...] = ()
    despite: frozenset[str] = frozenset()
    """What does not stop it: "restriction", "objection"."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long received data stay: ``keep`` after any of ``events``, and never beyond ``cap`` after receipt."""

    name: str
    events: tuple[str, ...]
    keep: Duration
    cap: Duration | int
    """A term, or a number of working days."""
    then: Mapping[str, str | tuple[str, ...]]
    """What follows, by event; ``rest`` for all else. A plain ``then = "erase"`` is ``{"rest": "erase"}``."""

    def due(self, received: date, happened: date | None = None) -> date:
        """The last day on which data received on ``received`` may be kept; ``happened`` is the day of the first event."""
        last = add_working_days(received, self.cap) if isinstance(self.cap, int) else add(received, self.cap)
        return last if happened is None else min(last, add(happened, self.keep))


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the instrument; a class of organisations has no number."""

    key: str
    name: str | None
    enterprise_number: str | None
    of_class: str | None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Undertaking:
    """What a party must do by a day (None: as soon as possible). source: P10"""

    key: str
    of: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Bases:
    """The periods of the laws on which a purpose rests, for collection and for disclosure; none named: it needs none."""

    collection: tuple[Period, ...]
    disclosure: tuple[Period, ...]

    def hold_on(self, day: date) -> bool:
        """Whether on each side some law is in force on ``day``."""
        return _one_covers(self.collection, day) and _one_covers(self.disclosure, day)


def _one_covers(laws: tuple[Period, ...], day: date) -> bool:
    for law in laws:  # a plain loop: it runs in every decision
        if law.covers(day):
            return True
    return not laws


@dataclass(frozen=True, slots=True)
class Policy:
    """A compiled instrument."""

    id: str
    version: int
    kind: str
    digest: str
    parties: Mapping[str, Party]
    begins: date
    ends: date | None
    needs: tuple[str, ...]
    """The statements that must be complete for the instrument to be in force."""
    disclosures: Mapping[str, Rule]
    retentions: Mapping[str, Retention]
    duties_at_end: tuple[str, ...]
    bases: Mapping[str, Bases]
    """By purpose."""
    end_of: str | None
    """The underlying agreement with which the instrument ends."""
    notice: Duration | None
    undertakings: tuple[Undertaking, ...]
    facts: Mapping[str, Fact]
    """How each fact that some condition needs is read."""
    warnings: tuple[Finding, ...]

    def carrying(self, *items: str, discloser: str | None = None, recipient: str | None = None) -> tuple[str, ...]:
        """The keys of the disclosures that list all of ``items`` in this direction: how a flow finds its disclosure."""
        return tuple(
            rule.key
            for rule in self.disclosures.values()
            if set(items) <= rule.items.keys()
            and discloser in (None, rule.discloser)
            and recipient in (None, rule.recipient)
        )
