"""The way to a person's lines when the keys by which the person is known change. Outside the tree: no line is touched."""

from collections.abc import Mapping
from uuid import UUID

from kring.journal.database import cursor
from kring.journal.pseudonym import indices, person_place, year_cipher

_MOVE = """
  WITH gone AS (
    DELETE FROM journal.entry_person held USING unnest(%(old)b::bytea[], %(new)b::bytea[]) AS moved(old, new)
     WHERE held.log = %(log)s AND held.person_ix = moved.old RETURNING moved.new, held.tx, held.n)
  INSERT INTO journal.entry_person (log, person_ix, tx, n) SELECT %(log)s, new, tx, n FROM gone"""
_KEYS = "SELECT person_ix, wrapped_key FROM journal.person_key WHERE log = %s AND year = %s AND person_ix = ANY (%b::bytea[])"
_PUT = """
  WITH gone AS (DELETE FROM journal.person_key WHERE log = %(log)s AND person_ix = ANY (%(old)b::bytea[]))
  INSERT INTO journal.person_key (log, person_ix, year, wrapped_key)
  SELECT %(log)s, u.ix, %(year)s, u.key FROM unnest(%(new)b::bytea[], %(wrapped)b::bytea[]) AS u(ix, key)"""


def rename_subjects(renamed: Mapping[bytes, bytes], log: UUID) -> int:
    """Let the lines about each subject in ``renamed`` be found under its new name, in every year that still has its key.

    In the caller's transaction; answers how many persons' keys moved (one per person and year).
    """
    with cursor() as c:
        years = [
            y for (y,) in c.execute("SELECT DISTINCT year FROM journal.person_key WHERE log = %s", [log]).fetchall()
        ]
    return sum(_rename_in(year, renamed, log) for year in sorted(years))


def _rename_in(year: int, renamed: Mapping[bytes, bytes], log: UUID) -> int:
    cipher = year_cipher(year)
    if cipher is None or not renamed:
        return 0
    before, after = indices(renamed.keys(), year), indices(renamed.values(), year)
    moves = {before[old]: after[new] for old, new in renamed.items()}
    with cursor() as c:
        held = c.execute(_KEYS, [log, year, list(moves)], binary=True).fetchall()
        if not held:
            return 0
        old = [index for index, _ in held]
        new = [moves[index] for index in old]
        secrets = [cipher.decrypt(wrapped, place=person_place(log, index)) for index, wrapped in held]
        wrapped = [cipher.encrypt(s, place=person_place(log, index)) for s, index in zip(secrets, new, strict=True)]
        c.execute(_PUT, {"log": log, "year": year, "old": old, "new": new, "wrapped": wrapped})
        c.execute(_MOVE, {"log": log, "old": old, "new": new})
    return len(held)
