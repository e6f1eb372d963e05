"""What statements together amount to, on a day. Pure; reads the moves, knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kring.core.days import belgian_day
from kring.instruments.standing_moves import PAIR_AGREEMENT, STEPS, Kind, Need, State
from kring.instruments.statements import Said
from kring.instruments.terms import Parties, Terms
from kring.policy.standing import EndedBy, Standing


@dataclass(frozen=True)
class Known:
    """A statement on the own copy, and the instant since when it lies there."""

    said: Said
    at: datetime

    @property
    def since(self) -> date:
        """The Belgian day since when it is known."""
        return belgian_day(self.at)


@dataclass(frozen=True)
class End:
    """The first day on which nothing passes any more, and what brought it about."""

    day: date
    by: EndedBy


def dates(
    terms: Terms,
    known: Sequence[Known],
    day: date,
    *,
    without_agreement: date | None = None,
    replaced: date | None = None,
) -> Standing:
    """The standing as it is on ``day``. What all must say is so from the last of their days.

    ``without_agreement``: the first day of the term on which the pair agreement under it does not run (``pairs``). ``replaced``:
    since when a newer version is in force instead. Both are known from elsewhere than the statements.
    """
    stops = [stop for k in open_suspensions(known, day) if (stop := _bites(k)) <= day]
    over = end(terms, known, without_agreement)
    return Standing(
        advised=completed(terms, known, "advised"),
        decided=completed(terms, known, "decided"),
        signed=completed(terms, known, "signed"),
        first_signed=min((k.said.on for k in _steps(terms, known, "signature")), default=None),
        published=completed(terms, known, "published"),
        suspended=min(stops, default=None),
        ended=over.day if over else None,
        ended_by=over.by if over else "party",
        replaced=replaced,
    )


def state(terms: Terms, known: Sequence[Known], now: Standing, day: date) -> State:
    """Where the version stands in its life on ``day``: what may be said next depends on it.

    A text that rests on an agreement of the pair that is not there yet has not ended: it can be advised on and signed.
    """
    said = end(terms, known)
    if (said is not None and said.day <= day) or (
        now.ended is not None and now.ended <= day and awaited(terms, known) is None
    ):
        return "ended"
    if open_suspensions(known):
        return "suspended"
    if now.replaced is not None and now.replaced <= day:
        return "replaced"
    return reached(terms, known)


def reached(terms: Terms, known: Sequence[Known]) -> State:
    """How far the steps of its kind are made."""
    so_far: State = "draft" if terms.needs else "adopted"
    for need in terms.path:
        if terms.makers <= makers(known, STEPS[need]):
            so_far = need
        elif need in terms.needs:
            break
    return so_far


@dataclass(frozen=True)
class Awaited:
    """The next statement that the text needs, and those who still have to make it."""

    kind: Kind
    of: Parties


def awaited(terms: Terms, known: Sequence[Known]) -> Awaited | None:
    """What the text waits for; None once every statement that it needs is there."""
    for need in (one for one in terms.path if one in terms.needs):
        left = terms.makers - makers(known, STEPS[need])
        if left:
            return Awaited(STEPS[need], left)
    return None


def end(terms: Terms, known: Sequence[Known], without_agreement: date | None = None) -> End | None:
    """The first end that was said or that follows from the agreement under it; None when there is none."""
    found = [End(k.said.on, "party") for k in known if k.said.kind == "end"]
    found += [
        End(k.said.effect_on, "notice") for k in known if k.said.kind == "termination_notice" and k.said.effect_on
    ]
    found += [End(k.said.on, "agreement") for k in known if k.said.kind == "agreement_ended"]
    if terms.agreement == PAIR_AGREEMENT and without_agreement is not None:
        found.append(End(without_agreement, "agreement"))
    return min(found, key=lambda one: one.day, default=None)


def completed(terms: Terms, known: Sequence[Known], need: Need) -> date | None:
    """The day on which the last of those who must made this step; None while one of them has not."""
    kind = STEPS[need]
    if not terms.makers or not terms.makers <= makers(known, kind):
        return None
    return max(k.said.on for k in _steps(terms, known, kind))


def open_suspensions(known: Sequence[Known], day: date | None = None) -> list[Known]:
    """The suspensions that their makers have not lifted (by ``day``). Nobody lifts another's suspension."""
    lifted = {
        (k.said.about, k.said.made_by)
        for k in known
        if k.said.kind == "resumption" and (day is None or k.said.on <= day)
    }
    return [k for k in known if k.said.kind == "suspension" and (k.said.id, k.said.made_by) not in lifted]


def makers(known: Sequence[Known], kind: Kind) -> Parties:
    """Who has said this."""
    return frozenset(k.said.made_by for k in known if k.said.kind == kind)


def _steps(terms: Terms, known: Sequence[Known], kind: Kind) -> list[Known]:
    return [k for k in known if k.said.kind == kind and k.said.made_by in terms.makers]


def _bites(suspension: Known) -> date:
    """A suspension bites as soon as it is known, whatever later day it names."""
    return min(suspension.said.on, suspension.since)
