"""One person's extract: every line of the own log about one person, so that a stranger can check that it is about this person.

The ``person`` file names the person and gives, by year, the key from which the ``subject`` of each line follows; with it nothing
encrypted can be opened. Its digest, made unguessable by a salt that is kept nowhere else, is written in the log by the very line
that records the taking out: so the organisation has said in its log who this is, and cannot say another thing later. Who acted
is left out unless asked for. docs/journal.md "One person's extract"; docs/decisions/0016-extract.md
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256

from kring.core.canonical import Json, canonical
from kring.core.clock import Clock, system_clock
from kring.guard.acting import current
from kring.guard.keys import FieldCipher
from kring.journal import lines as names
from kring.journal import read
from kring.journal.append import Written, append
from kring.journal.database import cursor
from kring.journal.lines import Line
from kring.journal.pseudonym import PersonKey, indices_of_all_years, keys_for, keys_of, own_key, purpose, subject_key

TAKEN_OUT = "log.person_taken_out"
_MOST = 100_000  # lines about one person


@dataclass(frozen=True)
class Begun:
    """An extract whose line was written but is not sealed yet: the ``person`` file, and the places of the lines in it."""

    person: bytes
    places: tuple[int, ...]
    written: Written


def begin(*, subject: bytes, ssin: str, with_who: bool, clock: Clock = system_clock) -> Begun | None:
    """Gather what the acting organisation's log says of the person and write that it is taken out, in the open transaction.

    ``subject`` is what names the person in the log, ``ssin`` the eleven digits that the extract shows. ``with_who``: the
    own parts whole, with the position that acted and the keys that prove it. ``None``, and nothing written, when there is no
    sealed line about the person. source: REQUIREMENTS V4, V6; E4 - the employee's identity does not travel
    """
    found = read.lines(subject=subject, limit=_MOST)
    if not found:
        return None
    keys = _keys(subject, clock)
    told: dict[str, Json] = {}
    for line in found:
        who: dict[str, Json] = {names.POSITION: str(line.position)} if with_who else {}
        told[str(line.place)] = {**(line.own or {}), **who}
    said: dict[str, Json] = {
        "v": 1,
        "ssin": ssin,
        "salt": secrets.token_hex(32),
        "keys": {str(year): subject_key(key).hex() for year, key in keys.items()},
        "told": told,
    }
    if with_who:
        said["own_keys"] = {str(year): own_key(key).hex() for year, key in keys.items()}
    person = canonical(said)
    content: dict[str, Json] = {
        names.WHAT: TAKEN_OUT,
        "sha256": sha256(person).hexdigest(),
        "lines": len(found),
        "with_who": with_who,
    }
    written = append([Line("action", content, subject=subject)], clock=clock)
    return Begun(person, tuple(line.place for line in found if line.place is not None), written)


def place_of(written: Written) -> int | None:
    """The place of the line that ``begin`` wrote; ``None`` as long as it is not sealed."""
    with cursor() as c:
        row = c.execute(
            "SELECT idx FROM journal.leaf WHERE log = %s AND tx = %s::text::xid8 AND n = %s",
            [current().organisation, str(written.tx), written.first],
        ).fetchone()
    return None if row is None else int(row[0])


def _keys(subject: bytes, clock: Clock) -> Mapping[int, PersonKey]:
    """The person's keys by year, this year's among them: the line about the taking out needs it."""
    log, year = current().organisation, clock().astimezone(UTC).year
    keys_for({subject}, year, log, FieldCipher(purpose(year)))
    with cursor() as c:
        rows = c.execute(
            "SELECT person_ix, year FROM journal.person_key WHERE log = %s AND person_ix = ANY (%b::bytea[])",
            [log, indices_of_all_years(subject, log)],
            binary=True,
        ).fetchall()
    known = keys_of([(bytes(index), year) for index, year in rows], log)
    return {year: known[bytes(index)] for index, year in rows if bytes(index) in known}
