"""The standing of an instrument: dates beside the text, judged at a day. source: REQUIREMENTS P4, P6, P7, P8; DOMAIN §10 (5, 6)."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kring.core.reasons import Reason

from .texts import reason

EndedBy = Literal["party", "notice", "agreement"]
"""What ended it: one party alone, notice that was given, or the end of the agreement that it rested on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """On which day all statements of a kind were complete; None while they are not.

    ``signed`` is the day of the last signature and ``first_signed`` that of the first (the same, unless said otherwise): every
    party's officer must have advised on or before it. ``suspended`` is the first day of a suspension that still runs, ``ended`` the
    first day on which nothing passes any more, ``replaced`` the day since when a newer version is in force instead.
    """

    signed: date | None = None
    advised: date | None = None
    published: date | None = None
    suspended: date | None = None
    ended: date | None = None
    first_signed: date | None = None
    decided: date | None = None
    replaced: date | None = None
    ended_by: EndedBy = "party"


ALL_NEEDED: tuple[str, ...] = ("advised", "signed", "published")
_ENDED: Final[dict[EndedBy, str]] = {
    "party": "ended",
    "notice": "ended_by_notice",
    "agreement": "ended_with_agreement",
}


def refusals(
    standing: Standing, day: date, *, needs: tuple[str, ...] = ALL_NEEDED, after_end: bool = False
) -> tuple[Reason, ...]:
    """Why the instrument is not in force on ``day``; empty when it is.

    ``after_end``: this disclosure survives suspension, end and a newer version.
    """
    found = [
        reason("not_in_force", f"standing.{need}", statement=need)
        for need in needs
        if not _done(getattr(standing, need), day)
    ]
    if not found and {"advised", "signed"} <= set(needs) and _signed_before_advice(standing):
        found.append(reason("not_in_force", "standing.advised", statement="advised_late"))
    if not after_end:
        if _done(standing.suspended, day):
            found.append(reason("suspended", "standing.suspended", day=standing.suspended))
        if _done(standing.ended, day):
            found.append(reason(_ENDED[standing.ended_by], "standing.ended", day=standing.ended))
        if _done(standing.replaced, day):
            found.append(reason("replaced", "standing.replaced", day=standing.replaced))
    return tuple(found)


def _done(on: date | None, day: date) -> bool:
    return on is not None and on <= day


def _signed_before_advice(standing: Standing) -> bool:
    signed = standing.first_signed or standing.signed
    return signed is not None and standing.advised is not None and signed < standing.advised
