"""Who a line is about, for those who hold the key: erasable, while the line stays as it is.

The organisation's key of the year wraps a random key per person and year. In a line stands HMAC(person key, exchange ‖
log), another in each exchange; what is the organisation's own is encrypted under the same key. Erase the person's key,
or the year's, and the lines say nothing of anybody any more; the tree is as it was. source: spikes/journal.md "Erasure"
"""

import hmac
import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kring.core.errors import Fault
from kring.guard.keys import FieldCipher, Key, data_key
from kring.journal.database import cursor

_NONCE = 12


@dataclass(frozen=True)
class PersonKey:
    """The key of one person for one year, and the index under which its lines are found."""

    index: bytes
    secret: bytes


def purpose(year: int) -> str:
    """The name of the organisation's data key of ``year``."""
    return f"journal-{year}"


def indices(subjects: Collection[bytes], year: int) -> dict[bytes, bytes]:
    """The keyed index of each subject in ``year``: the same person has another in each year and organisation."""
    return indices_under(data_key(purpose(year), version=1), subjects)


def indices_under(year_key: Key, subjects: Collection[bytes]) -> dict[bytes, bytes]:
    """As ``indices``, for who has the key of the year in hand."""
    secret = year_key.secret
    return {subject: hmac.digest(secret, b"person|" + subject, "sha256") for subject in subjects}


def indices_of_all_years(subject: bytes, log: UUID) -> list[bytes]:
    """The indices under which lines about ``subject`` may be found; years whose key was destroyed are left out."""
    with cursor() as c:
        years = [year for (year,) in c.execute("SELECT DISTINCT year FROM journal.person_key WHERE log = %s", [log])]
    return [indices([subject], year)[subject] for year in years if year_cipher(year) is not None]


def keys_for(subjects: Collection[bytes], year: int, log: UUID, cipher: FieldCipher) -> dict[bytes, PersonKey]:
    """The key of each subject for ``year``, made where there is none yet, in the transaction that is open.

    ``cipher`` is that of the year (``FieldCipher(purpose(year))``).
    """
    if not subjects:
        return {}
    of = indices_under(cipher.key, subjects)
    wanted = sorted(of.values())  # in one order, so that two transactions do not wait for each other in a circle
    known = _unwrapped(cipher, log, wanted)
    missing = [index for index in wanted if index not in known]
    if missing:
        fresh = {index: os.urandom(32) for index in missing}
        wrapped = [cipher.encrypt(fresh[index], place=person_place(log, index)) for index in missing]
        with cursor() as c:
            made = c.execute(
                "INSERT INTO journal.person_key (log, person_ix, year, wrapped_key)"
                " SELECT %s, u.ix, %s, u.key FROM unnest(%b::bytea[], %b::bytea[]) AS u(ix, key)"
                " ON CONFLICT DO NOTHING RETURNING person_ix",
                [log, year, missing, wrapped],
                binary=True,
                prepare=True,
            ).fetchall()
        known |= {index: fresh[index] for (index,) in made}
        known |= _unwrapped(cipher, log, [index for index in missing if index not in known])  # another was first
    return {subject: PersonKey(index, known[index]) for subject, index in of.items()}


def keys_of(found: Collection[tuple[bytes, int]], log: UUID) -> dict[bytes, PersonKey]:
    """The keys that still exist, by index, of (index, year); erased ones are not among them."""
    keys: dict[bytes, PersonKey] = {}
    for year in {year for _, year in found}:
        cipher = year_cipher(year)
        if cipher is not None:
            known = _unwrapped(cipher, log, [index for index, its_year in found if its_year == year])
            keys |= {index: PersonKey(index, secret) for index, secret in known.items()}
    return keys


def year_cipher(year: int) -> FieldCipher | None:
    """What opens that year's own part of lines; ``None`` when the key of the year was destroyed (none is made)."""
    try:
        data_key(purpose(year), version=1)
    except Fault as fault:
        if fault.code != "key_gone":
            raise
        return None
    return FieldCipher(purpose(year))


def pseudonym(key: PersonKey, exchange: str, log: UUID) -> bytes:
    """What stands in the line for the person: 32 bytes, meaningless without the key."""
    return hmac.digest(subject_key(key), exchange.encode() + log.bytes, "sha256")


def subject_key(key: PersonKey) -> bytes:
    """What makes the pseudonyms: whoever is given it can tell which lines are about the person, and opens nothing."""
    return hmac.digest(key.secret, b"subject", "sha256")


def own_key(key: PersonKey) -> bytes:
    """What encrypts the own part of lines about the person."""
    return hmac.digest(key.secret, b"own", "sha256")


def seal_own(key: PersonKey, plaintext: bytes, named: bytes) -> bytes:
    """Encrypt what is the organisation's own in a line about a person; ``named`` (the pseudonym) is bound in."""
    nonce = os.urandom(_NONCE)
    return nonce + _own_cipher(key).encrypt(nonce, plaintext, named)


def open_own(key: PersonKey, sealed: bytes, named: bytes) -> bytes | None:
    """What ``seal_own`` took; ``None`` when it was not sealed with this key for this line."""
    try:
        return _own_cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], named)
    except InvalidTag:
        return None


def forget(subjects: Collection[bytes], log: UUID) -> int:
    """Erase the keys of these people in every year, and the way to find their lines; answers how many keys went."""
    gone = [index for subject in subjects for index in indices_of_all_years(subject, log)]
    with cursor() as c:
        c.execute("DELETE FROM journal.entry_person WHERE log = %s AND person_ix = ANY(%b::bytea[])", [log, gone])
        c.execute("DELETE FROM journal.person_key WHERE log = %s AND person_ix = ANY(%b::bytea[])", [log, gone])
        return c.rowcount


def _own_cipher(key: PersonKey) -> AESGCM:
    return AESGCM(own_key(key))


def _unwrapped(cipher: FieldCipher, log: UUID, wanted: list[bytes]) -> dict[bytes, bytes]:
    if not wanted:
        return {}
    with cursor() as c:
        rows: list[Any] = c.execute(
            "SELECT person_ix, wrapped_key FROM journal.person_key WHERE log = %s AND person_ix = ANY(%b::bytea[])",
            [log, wanted],
            binary=True,
            prepare=True,
        ).fetchall()
    return {index: cipher.decrypt(wrapped, place=person_place(log, index)) for index, wrapped in rows}


def person_place(log: UUID, index: bytes) -> str:
    """What is bound into a person's wrapped key."""
    return f"journal.person_key|{log}|{index.hex()}"
