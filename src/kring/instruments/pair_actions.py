"""Record the agreement between the own organisation and another: its terms, its early end. source: REQUIREMENTS K17

As with statements, each side keeps its own row of what each said, signed; no personal data, no permit, a line on both sides.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic import ValidationError

from kring.core.canonical import Json, canonical
from kring.core.canonical import digest as digest_of
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.events import StatementMade, tell
from kring.guard.acting import Acting, acting_for, acting_organisation
from kring.guard.keys import data_key
from kring.instruments import hold, pair_queries, pairs, queries, statements
from kring.instruments.keeping import check_fictitious, check_maker, holding
from kring.instruments.models import PairRecord
from kring.instruments.pairs import PairSaid, PairTerms, Sanction, Steering
from kring.instruments.standing_moves import PAIR_AGREEMENT
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties

RECORDERS: Final = frozenset({"secretary_general", "dpo"})
_KINDS: Final = ("ocmw", "reception_office")


def record_pair_agreement(
    *,
    by: Acting,
    ocmw: UUID,
    office: UUID,
    first: date,
    last: date | None,
    steering: Steering,
    sanction: Sanction,
    ref: str,
    clock: Clock,
    fictitious: bool = False,
) -> PairSaid:
    """Record the terms that an OCMW and a reception office agreed; they count once both recorded the same. ``ref``: the decision.

    Raises ``Fault``: ``wrong_party`` for other kinds of organisation, ``agreement_overlaps``, ``said_already``, ``other_function``.
    """
    try:
        terms = PairTerms(
            ocmw=ocmw, office=office, first=first, last=last, steering=steering, sanction=sanction, ref=ref
        )
    except ValidationError:
        raise Fault("terms_wrong", "Deze overeenkomst is niet volledig, of haar einde ligt voor haar begin.") from None
    found = [parties.organisation(one).kind for one in (ocmw, office)]
    if tuple(found) != _KINDS:
        raise Fault("wrong_party", "Deze overeenkomst wordt gesloten tussen een OCMW en een onthaalbureau.")
    return _say(by, terms, clock, fictitious=fictitious)


def end_pair_agreement(
    *, by: Acting, other: UUID, pair: str, last_day: date, clock: Clock, fictitious: bool = False
) -> PairSaid:
    """End the agreement ``pair`` (the mark of its terms): ``last_day`` is the last on which it runs. One side suffices."""
    with acting_for(by.organisation, by.position):
        terms = next((one.terms for one in pair_queries.agreements_with(other) if one.terms.pair == pair), None)
    if terms is None:
        raise Fault("no_such_agreement", "Deze overeenkomst is hier niet bekend.")
    return _say(by, terms, clock, fictitious=fictitious, last_day=last_day)


def _say(by: Acting, terms: PairTerms, clock: Clock, *, fictitious: bool, last_day: date | None = None) -> PairSaid:
    with acting_for(by.organisation, by.position):
        said = PairSaid(
            id=uuid4(),
            kind="ended" if last_day else "agreed",
            terms=terms,
            made_by=by.organisation,
            office=holding(RECORDERS, clock),
            on=belgian_day(clock()),
            last_day=last_day,
            fictitious=fictitious,
        )
        other = _other(said)
        _hold(other)
        pairs.check(said, pair_queries.known_with(other))
        check_fictitious(said.made_by, fictitious=fictitious)
        _store(said, statements.sign(said, data_key("sign").secret), other, clock)
        append([Line("standing", {lines.WHAT: "statement.made", **_told(said)})])
        tell(StatementMade(said.id, (other,), urgent=last_day is not None))
    return said


def take(content: Mapping[str, Any], sender: UUID, clock: Clock) -> None:
    """Take in what the other side recorded, in the caller's transaction; raises ``Fault`` for what is not taken."""
    statement, signature = statements.unpacked(content)
    said = pairs.read(canonical(statement))
    check_maker(said, said.made_by, signature, sender)
    other = said.made_by
    if acting_organisation() not in said.terms.members:
        raise Fault("not_a_party", "Uw organisatie is geen partij bij deze overeenkomst.")
    present = PairRecord.objects.filter(said=said.id).first()
    if present is not None:
        if pairs.read(present.content) != said:
            raise Fault("statement_differs", "Onder dit kenmerk is al een andere verklaring opgenomen.")
        return
    _hold(other)
    pairs.check(said, pair_queries.known_with(other))
    check_fictitious(said.made_by, fictitious=said.fictitious)
    _store(said, signature, other, clock)
    append([Line("standing", {lines.WHAT: "statement.taken", **_told(said)})])


def _other(said: PairSaid) -> UUID:
    others = said.terms.members - {acting_organisation()}
    if len(others) != 1:
        raise Fault("not_a_party", "Uw organisatie is geen partij bij deze overeenkomst.")
    return next(iter(others))


def _hold(other: UUID) -> None:
    """Wait for what is on its way under the instruments that end with this agreement."""
    hold.alone(
        [
            f"{PAIR_AGREEMENT}|{other}",
            *(
                kept.document_id
                for kept in queries.versions()
                if queries.compiled(kept).end_of == PAIR_AGREEMENT and other in kept.members
            ),
        ]
    )


def _store(said: PairSaid, signature: bytes, other: UUID, clock: Clock) -> None:
    PairRecord.objects.create(
        said=said.id,
        pair=said.terms.pair,
        kind=said.kind,
        other=other,
        made_by=said.made_by,
        content=said.content(),
        signed=signature,
        received_at=clock(),
    )


def _told(said: PairSaid) -> dict[str, Json]:
    return {
        "statement": str(said.id),
        "said": f"pair_agreement.{said.kind}",
        "made_by": str(said.made_by),
        "on": said.on.isoformat(),
        "fictitious": said.fictitious,
        "content": digest_of(said.content()),
    }
