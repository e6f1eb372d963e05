"""What a party does with an instrument: take a copy of its text, and say something about it.

Each verb is one transaction of the party of ``by``: the own statement, signed, its line in the own log, and the news for
the other parties (``StatementMade``), which the exchange carries. Nobody writes on another's copy. Taking a copy is in
``adoption``, the agreement of a pair in ``pair_actions``; both are offered here too.
source: DESIGN, "Whose row is it?"; REQUIREMENTS P4 to P8, P10, P13, P17
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from kring.core.clock import Clock, system_clock
from kring.core.days import add, belgian_day
from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.instruments import keeping, pair_actions, pairs, queries
from kring.instruments.adoption import ADOPTERS, accede, adopt
from kring.instruments.keeping import TOO_EARLY, say
from kring.instruments.pair_actions import end_pair_agreement, record_pair_agreement
from kring.instruments.statements import NeverTaken, Said

__all__ = [
    "ADOPTERS",
    "TOO_EARLY",
    "accede",
    "adopt",
    "close_inquiry",
    "close_review",
    "end",
    "end_pair_agreement",
    "give_advice",
    "give_notice",
    "meet_condition",
    "publish",
    "record_agreement_ended",
    "record_decision",
    "record_pair_agreement",
    "record_paper_signature",
    "record_safeguards",
    "reference_dpia",
    "resume",
    "suspend",
    "take_statement",
    "tell_change",
]
Change = Literal["law", "purpose", "proportionality", "frequency", "duration"]


def give_advice(
    *,
    by: Acting,
    digest: str,
    outcome: Literal["positive", "conditional", "negative"],
    text: str,
    on: date,
    clock: Clock,
    office: str = "",
    ref: str = "",
    fictitious: bool = False,
) -> Said:
    """The advice of the own data protection officer on the text, before anybody signs. source: P4

    One person may be the officer of two parties: each party's advice is then given for that party.
    """
    return say(
        by, "advice", digest, clock, on=on, office=office, outcome=outcome, text=text, ref=ref, fictitious=fictitious
    )


def record_decision(
    *, by: Acting, digest: str, ref: str, on: date, clock: Clock, text: str = "", fictitious: bool = False
) -> Said:
    """Record the authority's decision (an authorisation, a deliberation): its day and its reference. source: P10, P16"""
    return say(by, "decision", digest, clock, on=on, ref=ref, text=text, fictitious=fictitious)


def record_paper_signature(
    *,
    by: Acting,
    digest: str,
    offices: str,
    on: date,
    clock: Clock,
    ref: str = "",
    set_aside: str = "",
    fictitious: bool = False,
) -> Said:
    """Record that the own representatives (``offices``, no names) signed the text on paper on that day. source: P5

    ``set_aside`` is why the own officer's negative advice was not followed; without it a signature against that advice is refused.
    """
    return say(by, "signature", digest, clock, on=on, office=offices, text=set_aside, ref=ref, fictitious=fictitious)


def publish(*, by: Acting, digest: str, on: date, clock: Clock, ref: str = "", fictitious: bool = False) -> Said:
    """Record that the own side published the signed text; ``ref`` says where. source: P6"""
    return say(by, "publication", digest, clock, on=on, ref=ref, fictitious=fictitious)


def suspend(
    *, by: Acting, digest: str, reason: str, clock: Clock, fictitious: bool = False, on: date | None = None
) -> Said:
    """Stop all exchange under the text at once: own halves when this commits, the others' when they hear of it. source: P7

    ``on`` is only for what was decided earlier; a suspension never starts later than it is known.
    """
    return say(by, "suspension", digest, clock, on=on, text=reason, fictitious=fictitious)


def close_inquiry(
    *,
    by: Acting,
    digest: str,
    suspension: UUID,
    findings: str,
    clock: Clock,
    fictitious: bool = False,
    on: date | None = None,
) -> Said:
    """Record what exactly happened, at the end of the inquiry into it. source: 002 §9"""
    return say(by, "inquiry_closed", digest, clock, on=on, text=findings, about=suspension, fictitious=fictitious)


def record_safeguards(
    *,
    by: Acting,
    digest: str,
    suspension: UUID,
    safeguards: str,
    clock: Clock,
    fictitious: bool = False,
    on: date | None = None,
) -> Said:
    """Record what guarantees that the instrument will be kept to again. source: 002 §9"""
    return say(
        by, "safeguards_recorded", digest, clock, on=on, text=safeguards, about=suspension, fictitious=fictitious
    )


def resume(
    *,
    by: Acting,
    digest: str,
    suspension: UUID,
    reason: str,
    clock: Clock,
    fictitious: bool = False,
    on: date | None = None,
) -> Said:
    """Lift the own suspension; refused until its inquiry is closed and safeguards are on record. source: P7"""
    return say(by, "resumption", digest, clock, on=on, text=reason, about=suspension, fictitious=fictitious)


def end(*, by: Acting, digest: str, reason: str, from_day: date, clock: Clock, fictitious: bool = False) -> Said:
    """One party ends the instrument by itself: from ``from_day`` on nothing passes under it. source: P7"""
    return say(by, "end", digest, clock, on=from_day, text=reason, fictitious=fictitious)


def give_notice(
    *,
    by: Acting,
    digest: str,
    reason: str,
    clock: Clock,
    on: date | None = None,
    from_day: date | None = None,
    fictitious: bool = False,
) -> Said:
    """Give notice on day ``on`` (today): the instrument ends when the text's own term of notice is over, or later. source: P7

    ``from_day`` is the first day on which nothing passes; left out, it is the earliest possible, which
    ``Fault("notice_too_short")`` names; ``Fault("no_notice_term")`` when the text knows no notice.
    """
    given = on or belgian_day(clock())
    effect = from_day or _earliest(by, digest, given)
    return say(by, "termination_notice", digest, clock, on=given, effect_on=effect, text=reason, fictitious=fictitious)


def record_agreement_ended(
    *, by: Acting, digest: str, from_day: date, clock: Clock, text: str = "", fictitious: bool = False
) -> Said:
    """Record that the agreement with which the text ends (``until.end_of``) no longer runs from ``from_day`` on. source: P7"""
    with acting_for(by.organisation, by.position):
        agreement = queries.terms(queries.the_version(digest)).agreement
    if agreement is None:
        raise Fault("other_agreement", "Volgens de tekst eindigt dit instrument niet met een andere overeenkomst.")
    return say(by, "agreement_ended", digest, clock, on=from_day, key=agreement, text=text, fictitious=fictitious)


def meet_condition(
    *,
    by: Acting,
    digest: str,
    key: str,
    evidence: str,
    clock: Clock,
    on: date | None = None,
    text: str = "",
    fictitious: bool = False,
) -> Said:
    """Show that a condition of the text that rests on the own party is met; ``evidence`` says by what. source: P10"""
    return say(by, "condition_met", digest, clock, on=on, key=key, ref=evidence, text=text, fictitious=fictitious)


def tell_change(
    *,
    by: Acting,
    digest: str,
    what: Change,
    text: str,
    clock: Clock,
    on: date | None = None,
    ref: str = "",
    fictitious: bool = False,
) -> Said:
    """Tell the other parties that the law, the purpose, the proportionality, the frequency or the duration changes; a review
    is open until every party closed it. source: P13, 004 art. 9
    """
    return say(by, "change_told", digest, clock, on=on, key=what, text=text, ref=ref, fictitious=fictitious)


def close_review(
    *,
    by: Acting,
    digest: str,
    change: UUID,
    conclusion: str,
    clock: Clock,
    on: date | None = None,
    ref: str = "",
    fictitious: bool = False,
) -> Said:
    """Close the own side's review of a change that was told. source: P13"""
    return say(by, "review_closed", digest, clock, on=on, about=change, text=conclusion, ref=ref, fictitious=fictitious)


def reference_dpia(
    *, by: Acting, digest: str, ref: str, clock: Clock, on: date | None = None, text: str = "", fictitious: bool = False
) -> Said:
    """Say where the own data protection impact assessment of this exchange is; a later one takes its place. source: P17"""
    return say(by, "dpia_referenced", digest, clock, on=on, ref=ref, text=text, fictitious=fictitious)


def take_statement(*, content: Mapping[str, Any], sender: UUID, clock: Clock = system_clock) -> bool:
    """Take in what another party said (``queries.statement_content`` of its side), in the caller's transaction.

    True when it lies on the own copy, now or already; False when something said before it has not arrived yet, so that it
    must be delivered again. Raises ``NeverTaken`` for what is never taken: another sender than its maker, a signature that does
    not hold, a maker that is no party, a statement that does not fit. Kept as it was signed; the own log has a line.
    """
    statement = content.get("statement")
    of_a_pair = isinstance(statement, dict) and statement.get("schema") == pairs.SCHEMA
    try:
        (pair_actions.take if of_a_pair else keeping.take)(content, sender, clock)
    except Fault as fault:
        if fault.code in TOO_EARLY:
            return False
        raise NeverTaken(fault.code, fault.message) from None
    return True


def _earliest(by: Acting, digest: str, given: date) -> date:
    """The first day after the text's own term of notice."""
    with acting_for(by.organisation, by.position):
        term = queries.terms(queries.the_version(digest)).notice
    if term is None:
        raise Fault("no_notice_term", "Deze tekst kent geen opzegging. Een partij kan hem wel alleen beëindigen.")
    return add(given, term)
