"""What a party does with an instrument: take a copy of its text, and say something about it.

Each verb is one transaction of the party of ``by``: the own statement, signed, its line in the own log, and the news for
the other parties (``StatementMade``), which the exchange carries. Nobody writes on another's copy.
source: DESIGN, "Whose row is it?"; REQUIREMENTS P4 to P7
"""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from kring.core.canonical import Json, canonical
from kring.core.canonical import digest as digest_of
from kring.core.clock import Clock, system_clock
from kring.core.days import belgian_day
from kring.core.enterprise import EnterpriseNumber, read_enterprise_number
from kring.core.errors import Fault
from kring.core.events import StatementMade, tell
from kring.guard.acting import Acting, acting_for, acting_organisation
from kring.guard.keys import data_key
from kring.instruments import compiling, queries, standing_rules, statements
from kring.instruments.models import InstrumentVersion, Statement
from kring.instruments.queries import Version
from kring.instruments.standing_moves import MOVES, Kind
from kring.instruments.statements import NeverTaken, Said
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties
from kring.policy import document as documents
from kring.policy.document import Document

ADOPTERS: Final = frozenset({"secretary_general", "dpo"})
TOO_EARLY: Final = frozenset(
    {"no_copy", "advice_missing", "signature_missing", "no_such_suspension", "resumption_too_early"}
)
"""Why an arriving statement waits: something that was said before it has not arrived yet."""


def adopt(*, by: Acting, document: Document | str, parties_are: Mapping[str, UUID], clock: Clock) -> Version:
    """Take the own copy of a text (TOML or read): it gives nothing free until everything required was said about it.

    ``parties_are`` says which organisation is which party of the document. Taking the same text twice changes nothing.
    Raises ``Fault``: ``does_not_compile``, ``wrong_party``, ``not_a_party``, ``version_exists``, ``other_function``.
    """
    text = documents.read(document) if isinstance(document, str) else document
    compiling.check(text)
    with acting_for(by.organisation, by.position):
        _holding(ADOPTERS, clock)
        _check_parties(text, parties_are)
        mark = documents.digest(text)
        present = queries.version_by_digest(mark)
        if present is not None:
            return _same_parties(present, parties_are)
        if InstrumentVersion.objects.filter(document_id=text.id, version=text.version).exists():
            raise Fault(
                "version_exists",
                f"Uw organisatie heeft al een andere tekst als versie {text.version} van {text.id}. Geef deze een nieuw nummer.",
            )
        InstrumentVersion.objects.create(
            document_id=text.id,
            version=text.version,
            digest=mark,
            document=compiling.stored(text),
            parties={key: str(organisation) for key, organisation in parties_are.items()},
            adopted_at=clock(),
        )
        kept = queries.the_version(mark)
        append([Line("standing", {lines.WHAT: "version.adopted", **_about(kept)})])
    return kept


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
    return _say(
        by, "advice", digest, clock, on=on, office=office, outcome=outcome, text=text, ref=ref, fictitious=fictitious
    )


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
    return _say(by, "signature", digest, clock, on=on, office=offices, text=set_aside, ref=ref, fictitious=fictitious)


def publish(*, by: Acting, digest: str, on: date, clock: Clock, ref: str = "", fictitious: bool = False) -> Said:
    """Record that the own side published the signed text; ``ref`` says where. source: P6"""
    return _say(by, "publication", digest, clock, on=on, ref=ref, fictitious=fictitious)


def suspend(
    *, by: Acting, digest: str, reason: str, clock: Clock, fictitious: bool = False, on: date | None = None
) -> Said:
    """Stop all exchange under the text at once: own halves when this commits, the others' when they hear of it. source: P7

    ``on`` is only for what was decided earlier; a suspension never starts later than it is known.
    """
    return _say(by, "suspension", digest, clock, on=on, text=reason, fictitious=fictitious)


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
    return _say(by, "inquiry_closed", digest, clock, on=on, text=findings, about=suspension, fictitious=fictitious)


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
    return _say(
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
    return _say(by, "resumption", digest, clock, on=on, text=reason, about=suspension, fictitious=fictitious)


def end(*, by: Acting, digest: str, reason: str, from_day: date, clock: Clock, fictitious: bool = False) -> Said:
    """End the instrument: from ``from_day`` on nothing passes under it (by notice, that day lies ahead). source: P7"""
    return _say(by, "end", digest, clock, on=from_day, text=reason, fictitious=fictitious)


def take_statement(*, content: Mapping[str, Any], sender: UUID, clock: Clock = system_clock) -> bool:
    """Take in what another party said (``queries.statement_content`` of its side), in the caller's transaction.

    True when it lies on the own copy, now or already; False when something said before it has not arrived yet, so that it
    must be delivered again. Raises ``NeverTaken`` for what is never taken: another sender than its maker, a signature that does
    not hold, a maker that is no party, a statement that does not fit. Kept as it was signed; the own log has a line.
    """
    try:
        said, signature = _from_its_maker(content, sender)
        if _taken_before(said):
            return True
        kept = _fitted(said)
    except Fault as fault:
        if fault.code in TOO_EARLY:
            return False
        raise NeverTaken(fault.code, fault.message) from None
    _store(said, signature, clock)
    append([Line("standing", {lines.WHAT: "statement.taken", **_about(kept), **_told(said)})])
    return True


def _from_its_maker(content: Mapping[str, Any], sender: UUID) -> tuple[Said, bytes]:
    said, signature = _opened(content)
    if said.made_by != sender:
        raise Fault("wrong_sender", "Deze verklaring is niet van wie ze stuurde. Ze is niet opgenomen.")
    if not statements.holds(said, signature, parties.public_key(said.made_by, "sign")):
        raise Fault("wrong_signature", "De handtekening onder deze verklaring klopt niet. Ze is niet opgenomen.")
    return said, signature


def _taken_before(said: Said) -> bool:
    present = Statement.objects.filter(said=said.id).first()
    if present is not None and queries.said_in(present) != said:
        raise Fault("statement_differs", "Onder dit kenmerk is al een andere verklaring opgenomen.")
    return present is not None


def _fitted(said: Said) -> Version:
    """The own copy that an arriving statement is about, once it is sure that it fits there."""
    if said.made_by == acting_organisation():
        raise Fault("wrong_sender", "Een eigen verklaring komt niet van buiten. Ze is niet opgenomen.")
    kept = queries.the_version(said.digest)
    standing_rules.check_fits(said, kept.members, queries.known(said.digest))
    _check_fictitious(said)
    return kept


def _say(
    by: Acting,
    kind: Kind,
    mark: str,
    clock: Clock,
    *,
    fictitious: bool,
    on: date | None = None,
    office: str = "",
    outcome: str = "",
    text: str = "",
    ref: str = "",
    about: UUID | None = None,
) -> Said:
    with acting_for(by.organisation, by.position):
        function = _holding(MOVES[kind].functions, clock)
        kept = queries.the_version(mark)
        today = belgian_day(clock())
        said = Said(
            id=uuid4(),
            digest=mark,
            kind=kind,
            made_by=by.organisation,
            office=office or function,
            on=on or today,
            fictitious=fictitious,
            outcome=outcome,
            text=text,
            ref=ref,
            about=about,
        )
        statements.read(said.content())  # what the others would refuse is not said
        standing_rules.check_made(said, kept.members, queries.known(mark), today)
        _check_fictitious(said)
        _store(said, statements.sign(said, data_key("sign").secret), clock)
        append([Line("standing", {lines.WHAT: "statement.made", **_about(kept), **_told(said)})])
        tell(StatementMade(said.id, tuple(sorted(kept.members - {by.organisation}))))
    return said


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
        fictitious=said.fictitious,
        signed=signature,
        received_at=clock(),
    )


def _holding(functions: frozenset[str], clock: Clock) -> str:
    """The function of whoever acts; raises ``Fault("other_function")`` when it is not one of ``functions``."""
    held = parties.held_now(clock)
    if held is None or held.function not in functions:
        raise Fault(
            "other_function", "Uw functie laat dit niet toe, of u vervult ze vandaag niet. Vraag het wie bevoegd is."
        )
    return held.function


def _check_parties(text: Document, parties_are: Mapping[str, UUID]) -> None:
    if set(parties_are) != {party.key for party in text.party}:
        raise Fault(
            "wrong_party", "Zeg van elke partij van dit instrument welke organisatie ze is, en van geen andere."
        )
    if acting_organisation() not in parties_are.values():
        raise Fault("not_a_party", "Uw organisatie is geen partij bij dit instrument en neemt het niet aan.")
    for party in text.party:
        organisation = parties.organisation(parties_are[party.key])
        number = read_enterprise_number(party.enterprise_number or "")
        if isinstance(number, EnterpriseNumber) and number.number != organisation.enterprise_number:
            raise Fault(
                "wrong_party",
                f"{organisation.name} heeft een ander ondernemingsnummer dan de partij “{party.key}” in de tekst.",
            )


def _same_parties(present: Version, parties_are: Mapping[str, UUID]) -> Version:
    if present.parties != dict(parties_are):
        raise Fault("wrong_party", "Uw organisatie heeft deze tekst al aangenomen, met andere partijen.")
    return present


def _check_fictitious(said: Said) -> None:
    """Nothing invented ever puts a real organisation's instrument in force."""
    if said.fictitious and not parties.organisation(said.made_by).fictitious:
        raise Fault("fictitious_here", "Een fictieve verklaring bestaat alleen bij een fictieve organisatie.")


def _opened(content: Mapping[str, Any]) -> tuple[Said, bytes]:
    try:
        statement, signature = content["statement"], b64decode(content["signature"], validate=True)
    except (KeyError, TypeError, NotBase64, ValueError):
        raise Fault(
            "statement_unreadable", "Deze verklaring heeft niet de vorm die Kring kent. Ze is niet opgenomen."
        ) from None
    return statements.read(canonical(statement)), signature


def _about(kept: Version) -> dict[str, Json]:
    return {
        lines.INSTRUMENT: kept.document_id,
        lines.INSTRUMENT_VERSION: kept.version,
        lines.INSTRUMENT_HASH: kept.digest,
    }


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
