"""Read the acting organisation's own log: its lines, who looked at whom, proofs, and checkpoints given and received.

Everything here runs inside ``acting_for``; row security shows no other log.
"""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kring.core.canonical import Json
from kring.core.errors import Fault
from kring.guard.acting import current
from kring.guard.keys import FieldCipher
from kring.journal import lines as names
from kring.journal import merkle, note
from kring.journal.append import own_place
from kring.journal.database import Rows, cursor
from kring.journal.note import Checkpoint
from kring.journal.pseudonym import PersonKey, indices_of_all_years, keys_of, open_own, year_cipher
from kring.journal.stored import StoredTree

_COLUMNS = """
  SELECT leaf.idx, entry.tx::text::int8, entry.n, entry.at, entry.body, about.person_ix, key.year
    FROM journal.entry LEFT JOIN journal.leaf ON leaf.tx = entry.tx AND leaf.n = entry.n
         LEFT JOIN journal.entry_person about ON about.tx = entry.tx AND about.n = entry.n
         LEFT JOIN journal.person_key key ON key.log = entry.log AND key.person_ix = about.person_ix
   WHERE entry.log = %(log)s"""


@dataclass(frozen=True)
class LogLine:
    """One line as its own organisation reads it.

    ``place`` is its number in the tree, from 0 (``None``: not sealed yet). ``subject`` is the pseudonym. ``own`` is what
    was encrypted, without the position; ``own`` and ``position`` are ``None`` once the key was erased: ``term_over`` says whether
    that was the key of the year, at the end of the log's term.
    """

    place: int | None
    tx: int
    n: int
    time: datetime
    kind: str
    exchange: str
    subject: str | None
    content: Mapping[str, Json]
    own: Mapping[str, Json] | None
    position: UUID | None
    term_over: bool = False


@dataclass(frozen=True)
class Proof:
    """That one line lies in the tree of ``size`` lines: its place, the hashes up to the root, and the signed note."""

    place: int
    size: int
    path: tuple[bytes, ...]
    root: bytes
    note: str


def lines(
    *, before: int | None = None, limit: int = 50, kinds: Collection[str] = (), subject: bytes | None = None
) -> list[LogLine]:
    """Sealed lines, newest first: those with a place below ``before``, of these ``kinds``, about this ``subject``."""
    wanted = _COLUMNS + " AND leaf.log = %(log)s"
    values: dict[str, object] = {"log": current().organisation, "limit": limit}
    if before is not None:
        wanted += " AND leaf.idx < %(before)s"
        values["before"] = before
    if kinds:
        wanted += " AND (convert_from(entry.body, 'UTF8')::jsonb ->> 'kind') = ANY (%(kinds)s::text[])"
        values["kinds"] = sorted(kinds)
    if subject is not None:
        wanted += " AND about.log = entry.log AND about.person_ix = ANY (%(found)b::bytea[])"
        values["found"] = indices_of_all_years(subject, current().organisation)
    return _fetch(wanted + " ORDER BY leaf.idx DESC LIMIT %(limit)s", values)


def unsealed() -> list[LogLine]:
    """Lines that have no place yet: normally none that are older than a second."""
    return _fetch(_COLUMNS + " AND leaf.idx IS NULL ORDER BY entry.tx, entry.n", {"log": current().organisation})


def at(places: Collection[int]) -> list[LogLine]:
    """The sealed lines at these places, newest first; a place that the log does not have is left out."""
    wanted = _COLUMNS + " AND leaf.log = %(log)s AND leaf.idx = ANY (%(places)b::int8[]) ORDER BY leaf.idx DESC"
    return _fetch(wanted, {"log": current().organisation, "places": list(places)})


def body(place: int) -> bytes | None:
    """The very bytes of the line at ``place``, as they were hashed; ``None`` when there is no such line."""
    with cursor() as c:
        found = c.execute(
            "SELECT entry.body FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n"
            " WHERE leaf.log = %(log)s AND entry.log = leaf.log AND leaf.idx = %(place)s",
            {"log": current().organisation, "place": place},
            binary=True,
        ).fetchone()
    return bytes(found[0]) if found else None


def bodies(places: Collection[int]) -> dict[int, bytes]:
    """The very bytes of the lines at these places, as they were hashed; a place that the log does not have is left out."""
    with cursor() as c:
        rows = c.execute(
            "SELECT leaf.idx, entry.body FROM journal.leaf JOIN journal.entry ON entry.tx = leaf.tx AND entry.n = leaf.n"
            " WHERE leaf.log = %s AND entry.log = leaf.log AND leaf.idx = ANY (%b::int8[])",
            [current().organisation, list(places)],
            binary=True,
        ).fetchall()
    return {place: bytes(found) for place, found in rows}


def last_place(tx: int) -> int | None:
    """The place of the last line of transaction ``tx``, None while it is not sealed; it shows nothing of what the line says."""
    with cursor() as c:
        found = c.execute(
            "SELECT max(idx) FROM journal.leaf WHERE log = %(log)s AND tx = %(tx)s::text::xid8",
            {"log": current().organisation, "tx": str(tx)},
        ).fetchone()
    return found[0] if found else None


def looks_at(subject: bytes, *, limit: int = 200) -> list[LogLine]:
    """Who saw this person's data here, newest first, also when not sealed yet. source: REQUIREMENTS D6"""
    wanted = (
        _COLUMNS
        + " AND about.log = entry.log AND about.person_ix = ANY (%(found)b::bytea[])"
        + " AND (convert_from(entry.body, 'UTF8')::jsonb ->> 'kind') = 'look'"
        + " ORDER BY entry.at DESC, entry.tx DESC, entry.n DESC LIMIT %(limit)s"
    )
    log = current().organisation
    return _fetch(wanted, {"log": log, "found": indices_of_all_years(subject, log), "limit": limit})


def count_unsealed() -> tuple[int, datetime | None]:
    """How many lines have no place yet, and the time of the oldest; by the seal's snapshot, so quick however long the log is."""
    with cursor() as c:
        ((count, oldest),) = c.execute(
            "SELECT count(*), min(at) FROM journal.entry"
            " WHERE log = %s AND tx >= (SELECT pg_snapshot_xmin(snap) FROM journal.seal)"
            " AND NOT pg_visible_in_snapshot(tx, (SELECT snap FROM journal.seal))",
            [current().organisation],
        ).fetchall()
    return int(count), oldest


def size() -> int:
    """How many lines of the acting organisation are sealed."""
    head = _head()
    return head[0] if head else 0


def newest_note() -> str:
    """The newest signed note of the own log, to be shown, not handed out; empty when nothing was sealed yet."""
    head = _head()
    return head[1] if head else ""


def newest_checkpoint(organisation: UUID) -> str:
    """The newest signed note of ``organisation``'s log, to be handed out; empty when nothing was sealed yet.

    What is handed out is kept, so that a bundle can show it. Raises ``Fault`` for another organisation than the acting one.
    """
    if organisation != current().organisation:
        raise Fault(
            "not_acting", "Het zegel van een ander kan niet worden uitgedeeld. Dit is een fout van Kring, meld ze."
        )
    head = _head()
    if head is None:
        return ""
    _keep(note.parse(head[1]).checkpoint, head[1])
    return head[1]


def remember_checkpoint(signed_note: str, *, sender: UUID, keys: Collection[bytes] | None = None) -> Checkpoint:
    """Keep the checkpoint that ``sender`` handed out, and answer what it says.

    Raises ``ValueError`` when it is not one, is of another log than the sender's (a partner could otherwise plant false
    evidence against us or a third), or is not signed by any of the partner's pinned ``keys`` (default: this installation's).
    Two roots for one size are both kept: they prove a fork.
    """
    parsed = note.parse(signed_note)
    if parsed.checkpoint.origin != note.origin_of(sender) or sender == current().organisation:
        raise ValueError("a checkpoint of another log than the sender's")
    if not any(note.signed_by(parsed, key) for key in (signing_keys() if keys is None else keys)):
        raise ValueError("a checkpoint that no known key signed")
    _keep(parsed.checkpoint, signed_note)
    return parsed.checkpoint


def remembered() -> list[str]:
    """The partners' notes that this organisation keeps, newest first."""
    with cursor() as c:
        rows = c.execute(
            "SELECT note FROM journal.checkpoint WHERE log = %s AND origin <> %s ORDER BY at DESC, origin, size DESC",
            [current().organisation, note.origin_of(current().organisation)],
        ).fetchall()
    return [kept for (kept,) in rows]


def inclusion(place: int) -> Proof:
    """The proof that line ``place`` lies under the newest checkpoint; raises ``ValueError`` when it has no such place."""
    log, head = current().organisation, _head()
    if head is None:
        raise ValueError("nothing is sealed yet")
    with cursor() as c:
        path = merkle.inclusion_path(place, head[0], StoredTree(c, log).subtree)
    return Proof(place, head[0], tuple(path), note.parse(head[1]).checkpoint.root, head[1])


def consistency(old: int, new: int) -> list[bytes]:
    """The hashes that show that the first ``old`` lines of the first ``new`` are still the same."""
    with cursor() as c:
        return merkle.consistency_path(old, new, StoredTree(c, current().organisation).subtree)


def signing_keys() -> list[bytes]:
    """The raw public keys under which this installation's logs were sealed: to be pinned by their fingerprints."""
    with cursor() as c:
        ((keys,),) = c.execute("SELECT keys FROM journal.seal", binary=True, prepare=True).fetchall()
    return list(keys)


def _head() -> tuple[int, str] | None:
    with cursor() as c:
        rows = c.execute(
            "SELECT size, note FROM journal.head WHERE log = %s", [current().organisation], prepare=True
        ).fetchall()
    return (rows[0][0], rows[0][1]) if rows else None


def _keep(checkpoint: Checkpoint, signed_note: str) -> None:
    with cursor() as c:
        c.execute(
            "INSERT INTO journal.checkpoint (log, origin, size, root, note) VALUES (%s, %s, %s, %b, %s)"
            " ON CONFLICT DO NOTHING",
            [current().organisation, checkpoint.origin, checkpoint.size, checkpoint.root, signed_note],
            prepare=True,
        )


def _fetch(statement: str, values: Mapping[str, object]) -> list[LogLine]:
    with cursor() as c:
        rows: Rows = c.execute(statement.encode(), values, binary=True).fetchall()
    opener = _Opener(current().organisation, rows)
    return [_line(row, opener) for row in rows]


class _Opener:
    """Opens what is encrypted in lines, with each key looked up once."""

    def __init__(self, log: UUID, rows: Rows) -> None:
        self._log = log
        self._persons = keys_of({(row[5], row[6]) for row in rows if row[6] is not None}, log)
        self._years: dict[str, FieldCipher | None] = {}

    def open(self, said: Mapping[str, Any], person: bytes | None) -> dict[str, Json] | None:
        sealed = base64.b64decode(said[names.OWN])
        if names.SUBJECT in said:
            key: PersonKey | None = self._persons.get(person or b"")
            plain = open_own(key, sealed, bytes.fromhex(said[names.SUBJECT])) if key else None
        else:
            plain = self._of_year(said[names.TIME], sealed)
        return None if plain is None else json.loads(plain)

    def cipher(self, time: str) -> FieldCipher | None:
        """The key of the year in which a line was written; ``None`` when it was destroyed."""
        if time[:4] not in self._years:
            self._years[time[:4]] = year_cipher(int(time[:4]))
        return self._years[time[:4]]

    def _of_year(self, time: str, sealed: bytes) -> bytes | None:
        cipher = self.cipher(time)
        try:
            return cipher.decrypt(sealed, place=own_place(self._log, time)) if cipher else None
        except Fault:
            return None


def _line(row: tuple[Any, ...], opener: _Opener) -> LogLine:
    place, tx, n, _, body, person, _ = row
    said = json.loads(body)
    own = opener.open(said, person)
    position = own.pop(names.POSITION, None) if own else None
    return LogLine(
        place=place,
        tx=tx,
        n=n,
        time=datetime.fromisoformat(said[names.TIME]),
        kind=said[names.KIND],
        exchange=said.get(names.EXCHANGE, ""),
        subject=said.get(names.SUBJECT),
        content={key: value for key, value in said.items() if key not in names.RESERVED},
        own=own,
        position=UUID(str(position)) if position else None,
        term_over=own is None and opener.cipher(said[names.TIME]) is None,
    )
