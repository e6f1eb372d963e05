"""Append: lines go into the log in the caller's own transaction. No line, no change: they commit or vanish together."""

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from kring.core.canonical import Json, canonical
from kring.core.clock import Clock, system_clock
from kring.core.errors import Fault
from kring.guard.acting import Acting, current
from kring.guard.keys import STILL_THERE, FieldCipher, Key, lasting_key
from kring.journal import lines as names
from kring.journal.database import cursor
from kring.journal.lines import KINDS, RESERVED, Line
from kring.journal.pseudonym import keys_for, pseudonym, purpose, seal_own

_LONGEST = 65_535
# One statement. The numbers within the transaction are counted in a setting that lives and rolls back with it: without it, two
# logs of one transaction would take the same numbers, for neither sees the other's rows.
_PUT = f"""
  WITH here AS MATERIALIZED (SELECT coalesce(nullif(current_setting('kring.lines', true), ''), '0')::int AS first),
  next AS MATERIALIZED (SELECT set_config('kring.lines', (first + %(count)s::int)::text, true) FROM here),
  new AS MATERIALIZED (
    SELECT (here.first + u.k - 1)::int AS n, u.body, u.person
      FROM here, next, unnest(%(bodies)b::bytea[], %(persons)b::bytea[]) WITH ORDINALITY AS u(body, person, k)
     WHERE {STILL_THERE}),
  put AS (INSERT INTO journal.entry (n, log, body) SELECT n, %(log)s, body FROM new RETURNING tx, n),
  about AS (
    INSERT INTO journal.entry_person (log, person_ix, tx, n)
    SELECT %(log)s, person, pg_current_xact_id(), n FROM new WHERE person IS NOT NULL)
  SELECT min(tx::text::int8), min(n) FROM put""".encode()
# The same for the one line that most transactions write, in two thirds of the time.
_PUT_ONE = f"""
  WITH put AS (
    INSERT INTO journal.entry (n, log, body)
    SELECT set_config('kring.lines', (coalesce(nullif(current_setting('kring.lines', true), ''), '0')::int + 1)::text, true)::int
           - 1, %(log)s, %(body)b::bytea
     WHERE {STILL_THERE} RETURNING tx, n),
  about AS (
    INSERT INTO journal.entry_person (log, person_ix, tx, n)
    SELECT %(log)s, %(person)b::bytea, tx, n FROM put WHERE %(person)b::bytea IS NOT NULL)
  SELECT tx::text::int8, n FROM put""".encode()
_at: ContextVar[str] = ContextVar("kring_written_at", default="")


@dataclass(frozen=True)
class Written:
    """Where lines are, before they have a place in the tree: the transaction, the first number in it, and how many."""

    tx: int
    first: int
    count: int


@dataclass(frozen=True)
class _Composed:
    body: bytes
    person: bytes | None


@contextmanager
def written_at(place: str) -> Iterator[None]:
    """Every line written in this block says that it was done at ``place`` (a code, such as ``console``), beside who acted.

    Queued work that follows from it says nothing of the kind: the machine does it.
    """
    token = _at.set(place)
    try:
        yield
    finally:
        _at.reset(token)


def append(lines: Sequence[Line], *, clock: Clock = system_clock) -> Written:
    """Write ``lines`` for the acting organisation; they count only if the caller's transaction commits.

    The time of a line is the real time, also when another day is judged. Raises ``Fault`` outside ``acting_for``, and
    when a line is of an unknown kind, uses a reserved name or is too long: then the caller's change must fail too.
    """
    acting = current()
    now = clock().astimezone(UTC)
    for line in lines:
        _check(line)
    if not lines:
        return _nothing()
    return _put(lines, acting, now) or _put(lines, acting, now, afresh=True) or _lost()


def _put(lines: Sequence[Line], acting: Acting, now: datetime, *, afresh: bool = False) -> Written | None:
    """``None`` when the key of the year is not stored as this process thinks: then no line was written."""
    year = lasting_key(purpose(now.year), afresh=afresh)  # made when this is the year's first line
    composed = _compose(lines, acting, now, year.key)
    where = {"log": acting.organisation, "purpose": year.purpose, "wrapped": year.wrapped}
    with cursor() as c:
        if len(composed) == 1:
            (only,) = composed
            row = c.execute(_PUT_ONE, where | {"body": only.body, "person": only.person}, prepare=True).fetchone()
        else:
            bodies, persons = [each.body for each in composed], [each.person for each in composed]
            many = where | {"count": len(composed), "bodies": bodies, "persons": persons}
            row = c.execute(_PUT, many, prepare=True).fetchone()
    return None if row is None or row[0] is None else Written(row[0], row[1], len(lines))


def _nothing() -> Written:
    with cursor() as c:
        ((tx,),) = c.execute("SELECT pg_current_xact_id()::text::int8").fetchall()
    return Written(tx, 0, 0)


def _lost() -> Written:
    raise Fault("line_unwritten", "Een logregel kon niet worden geschreven. Er is niets veranderd.")


def _compose(lines: Sequence[Line], acting: Acting, now: datetime, year: Key) -> list[_Composed]:
    time = now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    cipher = FieldCipher(purpose(now.year), year)
    keys = keys_for({line.subject for line in lines if line.subject is not None}, now.year, acting.organisation, cipher)
    composed = []
    for line in lines:
        said: dict[str, Json] = {**line.content, names.VERSION: 1, names.TIME: time, names.KIND: line.kind}
        if place := _at.get():
            said[names.AT] = place
        if line.exchange:
            said[names.EXCHANGE] = line.exchange
        own = canonical({**(line.own or {}), names.POSITION: str(acting.position)})
        key = None if line.subject is None else keys[line.subject]
        if key is None:
            sealed = cipher.encrypt(own, place=own_place(acting.organisation, time))
        else:
            if not line.exchange:  # else all lines about this person outside any exchange would bear one pseudonym
                said[names.NONCE] = os.urandom(16).hex()
            named = pseudonym(key, line.exchange or str(said[names.NONCE]), acting.organisation)
            said[names.SUBJECT] = named.hex()
            sealed = seal_own(key, own, named)
        said[names.OWN] = base64.b64encode(sealed).decode()
        composed.append(_Composed(_body(said), None if key is None else key.index))
    return composed


def own_place(log: UUID, time: str) -> str:
    """What is bound into the encryption of ``own`` in a line without a person."""
    return f"journal.entry|{log}|{time}"


def _body(said: Mapping[str, Json]) -> bytes:
    body = canonical(said)
    if len(body) > _LONGEST:
        raise Fault("line_too_long", "Een logregel is te lang. Dit is een fout van Kring, meld ze.")
    return body


def _check(line: Line) -> None:
    if line.kind not in KINDS or RESERVED & line.content.keys() or names.POSITION in (line.own or {}):
        raise Fault("line_unsound", "Een logregel heeft een vorm die niet bestaat. Dit is een fout van Kring, meld ze.")
