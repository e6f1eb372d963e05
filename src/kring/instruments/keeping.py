"""Keep a statement on the own copy: made by the own party, or taken in from another. The verbs are in ``actions``."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from kring.core.canonical import Json, canonical
from kring.core.canonical import digest as digest_of
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.events import StatementMade, tell
from kring.guard.acting import Acting, acting_for, acting_organisation
from kring.guard.keys import data_key
from kring.instruments import hold, queries, standing_checks, statements
from kring.instruments.models import Statement
from kring.instruments.queries import Version
from kring.instruments.standing_moves import MOVES, STOPPING, Kind
from kring.instruments.statements import Said, Signable
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties

MACHINE: Final = "automatische verwerking"
"""The office under which a machine makes a statement."""
TOO_EARLY: Final = frozenset(
    {
        "no_copy",
        "advice_missing",
        "decision_missing",
        "signature_missing",
        "no_such_suspension",
        "resumption_too_early",
        "change_not_told",
        "agreement_overlaps",
        "no_such_agreement",
    }
)
"""Why an arriving statement waits: something that was said before it has not arrived yet."""


def say(by: Acting, kind: Kind, mark: str, clock: Clock, **words: Any) -> Said:
    """Make a statement of this kind about the text ``mark`` in one transaction of ``by``; ``words`` are those of ``Said``.

    ``on`` None is today, ``office`` empty the function of whoever acts.
    """
    with acting_for(by.organisation, by.position):
        return _said(kind, mark, clock, holding(MOVES[kind].functions, clock), words)


def say_as_machine(kind: Kind, mark: str, clock: Clock, **words: Any) -> Said:
    """Make a statement that no function makes, as the machine that acts in the caller's transaction. Raises ``Fault``."""
    if MOVES[kind].functions:
        raise Fault("other_function", "Deze verklaring legt een mens af, geen machine.")
    fictitious = parties.organisation(acting_organisation()).fictitious
    return _said(kind, mark, clock, MACHINE, {**words, "fictitious": fictitious})


def _said(kind: Kind, mark: str, clock: Clock, function: str, words: Mapping[str, Any]) -> Said:
    own, kept = acting_organisation(), queries.the_version(mark)
    hold.alone([kept.document_id])
    now = clock()
    said = Said(
        **{
            **words,
            "id": uuid4(),
            "digest": mark,
            "kind": kind,
            "made_by": own,
            "office": words.get("office") or function,
            "on": words.get("on") or belgian_day(now),
        }
    )
    statements.read(said.content())  # what the others would refuse is not said
    standing_checks.check_made(
        said, queries.terms(kept), queries.known(mark), queries.standing(kept, now), belgian_day(now)
    )
    check_fictitious(said.made_by, fictitious=said.fictitious)
    _store(said, statements.sign(said, data_key("sign").secret), clock)
    append([Line("standing", {lines.WHAT: "statement.made", **about(kept), **_told(said)})])
    tell(StatementMade(said.id, tuple(sorted(kept.members - {own})), urgent=kind in STOPPING))
    return said


def take(content: Mapping[str, Any], sender: UUID, clock: Clock) -> None:
    """Take in a statement of another party in the caller's transaction; raises ``Fault`` for what is not taken, or not yet."""
    statement, signature = statements.unpacked(content)
    said = statements.read(canonical(statement))
    check_maker(said, said.made_by, signature, sender)
    if _taken_before(said):
        return
    kept = queries.the_version(said.digest)
    hold.alone([kept.document_id])
    standing_checks.check_fits(said, queries.terms(kept), queries.known(said.digest))
    check_fictitious(said.made_by, fictitious=said.fictitious)
    _store(said, signature, clock)
    append([Line("standing", {lines.WHAT: "statement.taken", **about(kept), **_told(said)})])


def holding(functions: frozenset[str], clock: Clock) -> str:
    """The function of whoever acts; raises ``Fault("other_function")`` when it is not one of ``functions``."""
    held = parties.held_now(clock)
    if held is None or held.function not in functions:
        raise Fault(
            "other_function", "Uw functie laat dit niet toe, of u vervult ze vandaag niet. Vraag het wie bevoegd is."
        )
    return held.function


def check_fictitious(made_by: UUID, *, fictitious: bool) -> None:
    """Nothing invented ever puts a real organisation's instrument in force."""
    if fictitious and not parties.organisation(made_by).fictitious:
        raise Fault("fictitious_here", "Een fictieve verklaring bestaat alleen bij een fictieve organisatie.")


def check_maker(said: Signable, made_by: UUID, signature: bytes, sender: UUID) -> None:
    """What arrives comes from another, who made it, and under its signature; raises ``Fault``."""
    if made_by != sender or made_by == acting_organisation():
        raise Fault(
            "wrong_sender", "Deze verklaring is niet van wie ze stuurde, of ze is een eigen. Ze is niet opgenomen."
        )
    if not any(statements.holds(said, signature, key) for key in parties.public_keys(made_by, "sign")):
        raise Fault("wrong_signature", "De handtekening onder deze verklaring klopt niet. Ze is niet opgenomen.")


def about(kept: Version) -> dict[str, Json]:
    """Which text a line is about."""
    return {
        lines.INSTRUMENT: kept.document_id,
        lines.INSTRUMENT_VERSION: kept.version,
        lines.INSTRUMENT_HASH: kept.digest,
    }


def _taken_before(said: Said) -> bool:
    present = Statement.objects.filter(said=said.id).first()
    if present is not None and queries.said_in(present) != said:
        raise Fault("statement_differs", "Onder dit kenmerk is al een andere verklaring opgenomen.")
    return present is not None


def _store(said: Said, signature: bytes, clock: Clock) -> None:
    Statement.objects.create(
        said=said.id,
        digest=said.digest,
        kind=said.kind,
        made_by=said.made_by,
        office=said.office,
        on=said.on,
        outcome=said.outcome,
        text=said.text,
        ref=said.ref,
        about=said.about,
        key=said.key,
        effect_on=said.effect_on,
        fictitious=said.fictitious,
        signed=signature,
        received_at=clock(),
    )


def _told(said: Said) -> dict[str, Json]:
    """What the log says of a statement: which, whose, from when, and a digest that binds the rest."""
    return {
        "statement": str(said.id),
        "said": said.kind,
        "made_by": str(said.made_by),
        "on": said.on.isoformat(),
        "fictitious": said.fictitious,
        "content": digest_of(said.content()),
    }
