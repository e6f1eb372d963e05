"""What may be said about a text now, by whom, and what saying it will do: from the moves as data, tried before it is done.

Nothing here knows a kind of statement by name, save in the words of ``words``. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from kring.core.days import add
from kring.core.errors import Fault
from kring.instruments import queries as instruments
from kring.instruments import standing_checks, standing_rules
from kring.instruments.queries import Situation, Version
from kring.instruments.standing_moves import CHANGES, MOVES, Kind, State
from kring.instruments.standing_rules import Awaited, Known
from kring.instruments.statements import Said
from kring.instruments.terms import Terms
from kring.policy.decide import not_in_force
from kring.policy.rules import Policy
from kring.policy.standing import Standing


@dataclass(frozen=True)
class Stand:
    """How a version stands, as far as saying something about it depends on it."""

    digest: str
    terms: Terms
    known: tuple[Known, ...]
    now: Standing
    policy: Policy
    in_force: bool


@dataclass(frozen=True)
class Offer:
    """One kind of statement that may be made now; ``about`` and ``keys`` are what it may name, where it must name one."""

    kind: Kind
    about: tuple[Said, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a statement would do. ``ends``: the first day on which nothing passes, if it ends the text."""

    state: State
    was_in_force: bool
    in_force: bool
    ends: date | None
    awaited: Awaited | None


def stand(kept: Version, now: Situation) -> Stand:
    """How an own copy stands; inside ``acting_for``."""
    known = tuple(instruments.known(kept.digest))
    return Stand(kept.digest, instruments.terms(kept), known, now.standing, instruments.compiled(kept), now.in_force)


def offers(stands: Stand, own: UUID, function: str, day: date) -> tuple[Offer, ...]:
    """Every kind of statement that whoever has this function may make for ``own`` on ``day``, in the order of the moves."""
    found = (_offer(stands, kind, own, day) for kind, move in MOVES.items() if function in move.functions)
    return tuple(offer for offer in found if offer is not None)


def _offer(stands: Stand, kind: Kind, own: UUID, day: date) -> Offer | None:
    tried = [said for said in _tries(stands, kind, own, day) if refusal(stands, said, day) is None]
    if not tried:
        return None
    named = {said.about for said in tried}
    about = tuple(k.said for k in stands.known if k.said.id in named)
    return Offer(kind, about, tuple(dict.fromkeys(said.key for said in tried if said.key)))


def _tries(stands: Stand, kind: Kind, own: UUID, day: date) -> Iterator[Said]:
    """The shortest statements of a kind that say all they must: for each that they could be about, and each word."""
    move, terms = MOVES[kind], stands.terms
    abouts = [k.said.id for k in stands.known if k.said.kind == move.about] if move.about else [None]
    words = [*terms.undertakings, *CHANGES, *([terms.agreement] if terms.agreement else [])]
    issued, reference = terms.issued
    for about in abouts:
        for key in words if "key" in move.asks else [""]:
            yield Said(
                id=uuid4(),
                digest=stands.digest,
                kind=kind,
                made_by=own,
                office="-",
                on=issued if issued is not None and move.step == "decided" else day,
                fictitious=False,
                outcome="positive" if "outcome" in move.asks else "",
                text="-",
                ref=(reference or "-") if move.step == "decided" or "ref" in move.asks else "",
                about=about,
                key=key,
                effect_on=earliest(terms, day) if "effect_on" in move.asks else None,
            )


def refusal(stands: Stand, said: Said, day: date) -> Fault | None:
    """Why this may not be said now; None when it may."""
    try:
        standing_checks.check_made(said, stands.terms, stands.known, stands.now, day)
    except Fault as fault:
        return fault
    return None


def why_not(stands: Stand, kind: Kind, own: UUID, day: date) -> Fault | None:
    """Why nothing of this kind may be said now; None when there is nothing that it could be about."""
    found = (refusal(stands, said, day) for said in _tries(stands, kind, own, day))
    return next((fault for fault in found if fault is not None), None)


def earliest(terms: Terms, day: date) -> date:
    """The first day after the term of notice."""
    return add(day, terms.notice) if terms.notice is not None else day


def effect(stands: Stand, said: Said, at: datetime, day: date) -> Effect:
    """What saying it will do, on the own copy and today."""
    after = (*stands.known, Known(said, at))
    standing = _with(stands.now, standing_rules.dates(stands.terms, after, day, replaced=stands.now.replaced))
    return Effect(
        state=standing_rules.state(stands.terms, after, standing, day),
        was_in_force=stands.in_force,
        in_force=not not_in_force(stands.policy, standing, day),
        ends=standing.ended if standing.ended != stands.now.ended else None,
        awaited=standing_rules.awaited(stands.terms, after),
    )


def _with(now: Standing, after: Standing) -> Standing:
    """What is known from elsewhere than the statements (the agreement of the pair) stays as it is."""
    if now.ended is not None and (after.ended is None or now.ended < after.ended):
        return replace(after, ended=now.ended, ended_by=now.ended_by)
    return after
