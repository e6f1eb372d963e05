"""Keys per organisation: random, stored wrapped by the installation's master key, which lives outside the database.

Everything here runs inside ``acting_for``: an organisation reaches its own keys only.
"""

import hashlib
import hmac
import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from kring.core.errors import Fault
from kring.guard.acting import acting_organisation
from kring.guard.models import DataKey
from kring.guard.rows import ask_now

_NONCE = 12
_INDEX = "index"
_NEVER_RENEWED = "journal-"  # keys of a year: they have one version and go when the year's term is over


@dataclass(frozen=True)
class Key:
    """A data key in clear, with the version under which its products are marked."""

    version: int
    secret: bytes


def data_key(purpose: str, *, version: int | None = None) -> Key:
    """The acting organisation's key for ``purpose`` (the newest, unless ``version`` says which); made on first use.

    Whoever asks for the newest keeps it for the transaction: a new version waits until then (``add_version``), so that nothing
    is written under a version that is being replaced. Raises ``Fault("key_gone")`` when that version was destroyed.
    """
    organisation = acting_organisation()
    rows = DataKey.objects.filter(purpose=purpose).order_by("-version")
    if version is None and not purpose.startswith(_NEVER_RENEWED):
        _lock(purpose, "pg_advisory_xact_lock_shared")
    row = rows.first() if version is None else rows.filter(version=version).first()
    if row is None and version is None:
        fresh = _wrap(organisation, purpose, 1, os.urandom(32))
        DataKey.objects.bulk_create([DataKey(purpose=purpose, version=1, wrapped=fresh)], ignore_conflicts=True)
        row = rows.first()
    if row is None:
        raise Fault(
            "key_gone", "De sleutel van deze gegevens bestaat niet meer: ze zijn gewist of bewust onleesbaar gemaakt."
        )
    return Key(row.version, _unwrap(organisation, purpose, row.version, bytes(row.wrapped)))


@dataclass(frozen=True)
class LastingKey:
    """A key that has one version for as long as it exists. ``wrapped`` is how it is stored: whoever uses it without looking asks
    the database, in the statement that uses it, whether it is stored so still (``STILL_THERE``).
    """

    purpose: str
    key: Key
    wrapped: bytes


STILL_THERE: Final = (
    "EXISTS (SELECT FROM kring.guard_datakey WHERE organisation_id = %(log)s"
    " AND purpose = %(purpose)s AND version = 1 AND wrapped = %(wrapped)b)"
)
"""A condition in SQL for a ``LastingKey`` of the acting organisation ``log``."""
_lasting: dict[tuple[UUID, str], LastingKey] = {}
_MOST_LASTING = 4_096


def lasting_key(purpose: str, *, afresh: bool = False) -> LastingKey:
    """The acting organisation's one key for ``purpose``, made on first use, and then known to this process without a look.

    ``afresh``: look, because it was found not to be stored so any more. What was made or read in a transaction is known only
    once that has committed.
    """
    place = (acting_organisation(), purpose)
    known = None if afresh else _lasting.get(place)
    if known is not None:
        return known
    key = data_key(purpose)
    row = DataKey.objects.get(purpose=purpose, version=key.version)
    fresh = LastingKey(purpose, key, bytes(row.wrapped))

    def keep() -> None:
        if len(_lasting) >= _MOST_LASTING:
            _lasting.clear()
        _lasting[place] = fresh

    _lasting.pop(place, None)
    transaction.on_commit(keep)
    return fresh


def all_keys(purpose: str) -> list[Key]:
    """Every version of the acting organisation's key for ``purpose`` that still exists, the newest first."""
    organisation = acting_organisation()
    rows = ask_now(b"SELECT version, wrapped FROM guard_datakey WHERE purpose = %s ORDER BY version DESC", [purpose])
    return [Key(version, _unwrap(organisation, purpose, version, wrapped)) for version, wrapped in rows]


def versions() -> dict[str, list[int]]:
    """The versions that exist of each of the acting organisation's keys, by purpose, the oldest first."""
    found: dict[str, list[int]] = {}
    for purpose, version in DataKey.objects.order_by("purpose", "version").values_list("purpose", "version"):
        found.setdefault(purpose, []).append(version)
    return found


def keep_key(purpose: str, secret: bytes) -> Key:
    """Store a key that was made elsewhere (the private half of a pair) as the acting organisation's first for ``purpose``."""
    organisation = acting_organisation()
    DataKey.objects.create(purpose=purpose, version=1, wrapped=_wrap(organisation, purpose, 1, secret))
    return Key(1, secret)


def add_version(purpose: str, secret: bytes | None = None) -> Key:
    """The acting organisation's next key for ``purpose`` (random, unless ``secret`` is the private half of a pair).

    Waits for every transaction that holds the present one, and lets later ones wait for this one's end.
    """
    organisation = acting_organisation()
    _lock(purpose, "pg_advisory_xact_lock")
    version = 1 + max((key.version for key in all_keys(purpose)), default=0)
    key = Key(version, secret or os.urandom(32))
    DataKey.objects.create(purpose=purpose, version=version, wrapped=_wrap(organisation, purpose, version, key.secret))
    return key


def destroy(purpose: str, *, below: int | None = None) -> int:
    """Destroy the acting organisation's keys for ``purpose``, or its versions ``below`` a number; answers how many went.

    What they encrypted cannot be read any more, save from a backup that is older than this.
    """
    rows = DataKey.objects.filter(purpose=purpose)
    gone, _ = (rows if below is None else rows.filter(version__lt=below)).delete()
    return gone


def rewrap() -> int:
    """Wrap by ``KRING_MASTER_KEY`` what the other one wraps of the acting organisation; answers how many keys changed.

    Raises ``Fault("wrong_master_key")`` when neither opens one of them: then none is changed.
    """
    organisation, changed = acting_organisation(), []
    for row in _under_another(DataKey.objects.select_for_update()):
        secret = _unwrap(organisation, row.purpose, row.version, bytes(row.wrapped))
        row.wrapped = _wrap(organisation, row.purpose, row.version, secret)
        changed.append(row)
    for row in changed:
        row.save(update_fields=["wrapped"])
    return len(changed)


def under_another() -> int:
    """How many keys of the acting organisation ``KRING_MASTER_KEY`` does not open: they need the other one still."""
    return len(_under_another(DataKey.objects.all()))


class FieldCipher:
    """AES-256-GCM under the acting organisation's key for one purpose; made once per transaction, used for many values.

    ``place`` (table, column, row) is bound in, so that values cannot be swapped. The first two bytes name the key's version.
    """

    def __init__(self, purpose: str, newest: Key | None = None) -> None:
        self._purpose = purpose
        self._newest = newest or data_key(purpose)
        self._known = {self._newest.version: self._newest}

    @property
    def key(self) -> Key:
        """The key under which this one encrypts."""
        return self._newest

    def encrypt(self, plaintext: bytes, *, place: str) -> bytes:
        """The ciphertext of ``plaintext``, readable only at ``place``."""
        nonce = os.urandom(_NONCE)
        sealed = _cipher(self._newest.secret).encrypt(nonce, plaintext, place.encode())
        return self._newest.version.to_bytes(2, "big") + nonce + sealed

    def decrypt(self, ciphertext: bytes, *, place: str) -> bytes:
        """The plaintext that ``encrypt`` took. Raises ``Fault("unreadable")`` when bytes or place were changed."""
        version = int.from_bytes(ciphertext[:2], "big")
        if version not in self._known:
            self._known[version] = data_key(self._purpose, version=version)
        try:
            return _cipher(self._known[version].secret).decrypt(
                ciphertext[2 : 2 + _NONCE], ciphertext[2 + _NONCE :], place.encode()
            )
        except InvalidTag:
            raise Fault(
                "unreadable", "Een versleutelde waarde klopt niet met haar plaats: ze is beschadigd of verwisseld."
            ) from None


def blind(values: list[str]) -> list[bytes]:
    """Keyed pseudonyms (HMAC-SHA-256, 32 bytes) under the acting organisation's index key: equal values, equal bytes, here only.

    Each version of the key is applied to what the one before gives, so that stored pseudonyms can be renewed (``renewed``)
    without the values, which for some of them are not kept anywhere.
    """
    data_key(_INDEX)
    return _blinded(values, all_keys(_INDEX))


def blind_ever(value: str) -> list[bytes]:
    """The pseudonyms of ``value`` under each version of the index key, the newest first: what older papers may still name."""
    data_key(_INDEX)
    keys = all_keys(_INDEX)
    return [_blinded([value], keys[at:])[0] for at in range(len(keys))]


def renewed(pseudonyms: Collection[bytes], key: Key) -> dict[bytes, bytes]:
    """What pseudonyms of the version before become under ``key``, the index key's next version."""
    return {before: hmac.digest(key.secret, before, "sha256") for before in pseudonyms}


def _blinded(values: list[str], newest_first: list[Key]) -> list[bytes]:
    found = [value.encode() for value in values]
    for key in reversed(newest_first):
        found = [hmac.digest(key.secret, each, "sha256") for each in found]
    return found


def _under_another(rows: QuerySet[DataKey]) -> list[DataKey]:
    organisation, master = acting_organisation(), settings.KRING_MASTER_KEY
    return [
        row
        for row in rows.order_by("id")
        if _opened(master, organisation, row.purpose, row.version, bytes(row.wrapped)) is None
    ]


def _lock(purpose: str, how: str) -> None:
    """Held until the transaction ends. Shared by those who use the newest version, alone for who replaces it."""
    name = hashlib.sha256(f"kring.key|{acting_organisation()}|{purpose}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s)", [int.from_bytes(name[:8], "big", signed=True)])


@lru_cache(maxsize=256)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _wrap(organisation: UUID, purpose: str, version: int, secret: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.KRING_MASTER_KEY).encrypt(
        nonce, secret, f"{organisation}|{purpose}|{version}".encode()
    )


@lru_cache(maxsize=4096)
def _unwrap(organisation: UUID, purpose: str, version: int, wrapped: bytes) -> bytes:
    for master in (settings.KRING_MASTER_KEY, settings.KRING_MASTER_KEY_OTHER):
        if master and (secret := _opened(master, organisation, purpose, version, wrapped)) is not None:
            return secret
    raise Fault("wrong_master_key", "De hoofdsleutel past niet bij deze databank. Controleer KRING_MASTER_KEY.")


def _opened(master: bytes, organisation: UUID, purpose: str, version: int, wrapped: bytes) -> bytes | None:
    try:
        return _cipher(master).decrypt(
            wrapped[:_NONCE], wrapped[_NONCE:], f"{organisation}|{purpose}|{version}".encode()
        )
    except InvalidTag:
        return None
