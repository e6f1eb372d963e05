"""What the log's pages show. Everything here runs inside the view's ``acting_for`` and writes its own look there: no line,
no page.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.desks.privacy.fields import FIELDS
from kring.desks.privacy.telling import Known, Told, tell, uuid_in, who
from kring.desks.privacy.values import as_written, in_words
from kring.face.words import function_label
from kring.guard.acting import current, machine_of
from kring.instruments import compiling
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.journal import acts, merkle, note, read, receipts
from kring.journal import lines as names
from kring.journal.append import append
from kring.journal.lines import KINDS, Kind, Line
from kring.journal.read import LogLine
from kring.parties import queries as parties

PAGE = 50  # acts on a page
PER_PERSON: Kind = "subject"
"""Lines that the lines of their batch already count: shown only to who asks for them."""


@dataclass(frozen=True)
class Wanted:
    """Which acts: of a kind, under an agreement (digest of its text), from ``since`` up to ``until``, below a place."""

    kind: str = ""
    instrument: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class Page:
    """Acts in words, newest first; ``before`` is where to read on, ``searched`` that it was not looked through to its end."""

    acts: tuple[Told, ...]
    before: int | None
    searched: bool


@dataclass(frozen=True)
class Field:
    """One field of a line: its code, its name, its value in words and as written, and what it is for."""

    code: str
    name: str
    value: str
    written: str
    why: str


@dataclass(frozen=True)
class Proof:
    """Whether the line lies in the tree, computed anew from its bytes: its place, of how many, under which seal."""

    holds: bool
    size: int
    sealed_at: datetime | None
    fingerprint: str


@dataclass(frozen=True)
class LinePage:
    """One line: in words, field by field, as it was hashed, and its proof. ``others`` is how many were written with it,
    ``disclosure`` whether it belongs to one, of which the proof can be taken out.
    """

    told: Told
    fields: tuple[Field, ...]
    own: tuple[Field, ...]
    term_over: bool
    body: str
    leaf: str
    proof: Proof
    others: int
    disclosure: bool


def page(wanted: Wanted) -> Page:
    """The acts that ``wanted`` names; writes that the log was read."""
    append([Line("look", {names.WHAT: "log"})])
    kinds = {wanted.kind} if wanted.kind in KINDS else KINDS - {PER_PERSON}
    found = acts.acts(
        kinds=kinds,
        before=wanted.before,
        limit=PAGE,
        instrument=wanted.instrument,
        since=wanted.since,
        until=wanted.until,
    )
    known = _known([act.line for act in found.acts])
    return Page(tuple(tell(act.line, act.persons, known) for act in found.acts), found.before, found.searched)


def agreements() -> list[tuple[str, str]]:
    """The agreements to choose from: digest and name."""
    return [
        (kept.digest, _("%(title)s, version %(number)s") % {"title": kept.title, "number": kept.version})
        for kept in instruments.versions()
    ]


def line(place: int) -> LinePage | None:
    """One line with its proof; None when there is no such place. Writes that it was opened."""
    found, body = read.at([place]), read.body(place)
    span = acts.together(place)
    if not found or body is None or span is None:
        return None
    append([Line("look", {names.WHAT: "log.line", "line": place})])
    (it,) = found
    known = _known(found)
    said: dict[str, Json] = json.loads(body)
    version = known.versions.get(str(said.get(names.INSTRUMENT_HASH, "")))
    return LinePage(
        told=tell(it, 1 if it.subject else 0, known),
        fields=tuple(_field(code, said[code], known, version) for code in sorted(said, key=_order)),
        own=_own(it, known),
        term_over=it.term_over,
        body=body.decode(),
        leaf=merkle.leaf_hash(body).hex(),
        proof=_proof(place, body),
        others=span[1] - span[0],
        disclosure=receipts.is_of_disclosure(it),
    )


def count_together(place: int) -> tuple[int, int] | None:
    """The first place, and the number, of the lines that were written together with the line at ``place``."""
    span = acts.together(place)
    return None if span is None else (span[0], span[1] - span[0] + 1)


def together(first: int, count: int) -> tuple[Told, ...]:
    """The ``count`` lines from ``first`` on, each by itself, in the order of the tree; writes that they were seen."""
    append([Line("look", {names.WHAT: "log.together", "line": first})])
    found = sorted(read.at(range(first, first + count)), key=lambda one: one.place or 0)
    known = _known(found)
    return tuple(tell(one, 1 if one.subject else 0, known) for one in found)


def _known(shown: list[LogLine]) -> Known:
    own = current().organisation
    mentioned = {position for one in shown if (position := uuid_in(one.content.get("position")))}
    return Known(
        organisations={party.id: party.name for party in parties.organisations()},
        positions={
            position: f"{name}, {function_label(function)}"
            for position, (name, function) in parties.people_of(
                {one.position for one in shown if one.position} | mentioned
            ).items()
        },
        machine=machine_of(own).position,
        versions={kept.digest: kept for kept in instruments.versions()},
        words=compiling.vocabulary(),
    )


def _proof(place: int, body: bytes) -> Proof:
    """Computed from the bytes of the line and the hashes of the tree, never from what was computed before."""
    keys = read.signing_keys()
    try:
        proof = read.inclusion(place)
    except (ValueError, Fault):
        return Proof(False, read.size(), None, "")
    holds = merkle.includes(merkle.leaf_hash(body), place, proof.size, proof.path, proof.root)
    signed = note.parse(proof.note)
    signer = next((key for key in keys if note.signed_by(signed, key)), None)
    at = note.time_signed(signed, signer) if signer else None
    return Proof(
        holds and signer is not None,
        proof.size,
        datetime.fromtimestamp(at, UTC) if at else None,
        note.fingerprint(signer) if signer else "",
    )


def _order(code: str) -> tuple[int, str]:
    order = list(FIELDS)
    return (order.index(code) if code in FIELDS else len(order), code)


def _field(code: str, value: Json, known: Known, version: Version | None = None) -> Field:
    name, why = FIELDS.get(code, (code, ""))
    told, written = in_words(code, value, known, version), as_written(value)
    return Field(code, str(name), told, written if told != written else "", str(why))


def _own(it: LogLine, known: Known) -> tuple[Field, ...]:
    if it.own is None:
        return ()
    acted = Field(names.POSITION, _("who acted"), who(it, known), str(it.position or ""), "")
    return (acted, *(_field(code, value, known) for code, value in sorted(it.own.items())))
