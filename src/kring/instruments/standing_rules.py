"""What statements together amount to, and whether one more may be made. Pure; reads the moves, knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kring.core.errors import Fault
from kring.instruments.standing_moves import BEFORE_RESUMPTION, MOVES, WHILE, Kind, Move, State
from kring.instruments.statements import Said

Parties = frozenset[UUID]


@dataclass(frozen=True)
class Known:
    """A statement on the own copy, and the Belgian day since when it lies there."""

    said: Said
    since: date


@dataclass(frozen=True)
class Dates:
    """The standing of a version: the first day of each fact, None while it is not so. ``advised``: by every party."""

    advised: date | None = None
    signed: date | None = None
    first_signed: date | None = None
    published: date | None = None
    suspended: date | None = None
    ended: date | None = None


def dates(parties: Parties, known: Sequence[Known], day: date) -> Dates:
    """The standing as it is on ``day``. Something that every party must say is so from the last of their days."""
    ends = [k.said.on for k in known if k.said.kind == "end"]
    stops = [stop for k in open_suspensions(known, day) if (stop := _bites(k)) <= day]
    return Dates(
        advised=_last(parties, known, "advice"),
        signed=_last(parties, known, "signature"),
        first_signed=min((k.said.on for k in known if k.said.kind == "signature"), default=None),
        published=_last(parties, known, "publication"),
        suspended=min(stops, default=None),
        ended=min(ends, default=None),
    )


def state(parties: Parties, known: Sequence[Known], day: date) -> State:
    """Where the version stands in its life: what may be said next depends on it."""
    if any(k.said.kind == "end" and k.said.on <= day for k in known):
        return "ended"
    if open_suspensions(known):
        return "suspended"
    reached: State = "draft"
    for kind, move in MOVES.items():
        leads = move.leads.get(reached, "before")
        if move.every and leads != "before" and parties <= _makers(known, kind):
            reached = leads
    return reached


def open_suspensions(known: Sequence[Known], day: date | None = None) -> list[Known]:
    """The suspensions that their makers have not lifted (by ``day``). Nobody lifts another's suspension."""
    lifted = {
        (k.said.about, k.said.made_by)
        for k in known
        if k.said.kind == "resumption" and (day is None or k.said.on <= day)
    }
    return [k for k in known if k.said.kind == "suspension" and (k.said.id, k.said.made_by) not in lifted]


def check_made(said: Said, parties: Parties, known: Sequence[Known], day: date) -> None:
    """Whether the own party may say this now; raises ``Fault`` with the reason and what to do."""
    move = MOVES[said.kind]
    check_fits(said, parties, known)
    now = state(parties, known, day)
    if now not in move.leads:
        refused = WHILE.get(now, move.no_longer)
        raise Fault(refused.code, refused.nl)
    if move.every and said.on > day and not said.fictitious:
        raise Fault("day_in_future", "Deze dag is nog niet gekomen. Neem op wat gebeurd is, niet wat gepland is.")


def check_fits(said: Said, parties: Parties, known: Sequence[Known]) -> None:
    """Whether this statement fits those on the own copy, whoever made it; raises ``Fault``.

    A suspension and an end always fit: what stops the exchange must never wait for what allows it.
    """
    move = MOVES[said.kind]
    if said.made_by not in parties:
        raise Fault("not_a_party", "Deze organisatie is geen partij bij dit instrument en kan er niets over verklaren.")
    if move.every and said.made_by in _makers(known, said.kind):
        raise Fault("said_already", f"Uw organisatie heeft dit al opgenomen: {move.nl}.")
    _check_text(said)
    _check_order(said, move, parties, known)
    if move.about:
        _check_about(said, known)
    if said.kind == "signature":
        _check_own_advice(said, known)


def _check_text(said: Said) -> None:
    if said.kind == "advice" and not said.outcome:
        raise Fault(
            "outcome_missing", "Een advies is gunstig, gunstig onder voorwaarden, of ongunstig. Kies een ervan."
        )
    if said.kind != "advice" and said.outcome:
        raise Fault("outcome_misplaced", "Alleen een advies heeft een uitkomst.")
    if not said.text.strip() and said.kind not in ("signature", "publication"):
        raise Fault("text_missing", f"Schrijf erbij wat u verklaart: {MOVES[said.kind].nl}.")
    if (said.about is None) != (MOVES[said.kind].about is None):
        raise Fault("about_missing", "Noem de schorsing waarover dit gaat.")


def _check_order(said: Said, move: Move, parties: Parties, known: Sequence[Known]) -> None:
    if move.after is None or move.not_yet is None:
        return
    before = _last(parties, known, move.after)
    if before is None:
        raise Fault(move.not_yet.code, move.not_yet.nl)
    if said.on < before:
        raise Fault(
            "wrong_order",
            f"De dag {said.on:%d/%m/%Y} ligt voor {before:%d/%m/%Y}, de laatste dag van: {MOVES[move.after].nl}.",
        )


def _check_about(said: Said, known: Sequence[Known]) -> None:
    suspension = next((k.said for k in open_suspensions(known) if k.said.id == said.about), None)
    if suspension is None:
        raise Fault("no_such_suspension", "Deze schorsing is hier niet bekend of is al opgeheven.")
    if said.on < suspension.on:
        raise Fault("wrong_order", f"De dag {said.on:%d/%m/%Y} ligt voor de schorsing van {suspension.on:%d/%m/%Y}.")
    if said.kind != "resumption":
        return
    if said.made_by != suspension.made_by:
        raise Fault("not_your_suspension", "Alleen de partij die schorste, kan haar schorsing opheffen.")
    on_record = {k.said.kind for k in known if k.said.about == said.about and k.said.on <= said.on}
    missing = [MOVES[kind].nl for kind in BEFORE_RESUMPTION if kind not in on_record]
    if missing:
        raise Fault(
            "resumption_too_early",
            f"Hervatten kan pas als dit over de schorsing is vastgelegd: {', '.join(missing)}.",
        )


def _check_own_advice(said: Said, known: Sequence[Known]) -> None:
    negative = any(
        k.said.kind == "advice" and k.said.made_by == said.made_by and k.said.outcome == "negative" for k in known
    )
    if negative and not said.text.strip():
        raise Fault(
            "advice_not_answered",
            "Het advies van uw functionaris is ongunstig. Schrijf waarom u toch tekent: die reden staat bij het advies.",
        )


def _makers(known: Sequence[Known], kind: Kind) -> Parties:
    return frozenset(k.said.made_by for k in known if k.said.kind == kind)


def _last(parties: Parties, known: Sequence[Known], kind: Kind) -> date | None:
    """The day on which the last party said this; None while one of them has not."""
    if not parties or not parties <= _makers(known, kind):
        return None
    return max(k.said.on for k in known if k.said.kind == kind and k.said.made_by in parties)


def _bites(suspension: Known) -> date:
    """A suspension bites as soon as it is known, whatever later day it names."""
    return min(suspension.said.on, suspension.since)
