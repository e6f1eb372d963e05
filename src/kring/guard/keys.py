"""Keys per organisation: random, stored wrapped by the installation's master key, which lives outside the database.

Everything here runs inside ``acting_for``: an organisation reaches its own keys only.
"""

import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kring.core.errors import Fault
from kring.guard.acting import acting_organisation
from kring.guard.models import DataKey

_NONCE = 12


@dataclass(frozen=True)
class Key:
    """A data key in clear, with the version under which its products are marked."""

    version: int
    secret: bytes


def data_key(purpose: str, *, version: int | None = None) -> Key:
    """The acting organisation's key for ``purpose`` (the newest, unless ``version`` says which); made on first use.

    Raises ``Fault("key_gone")`` when that version was destroyed.
    """
    organisation = acting_organisation()
    rows = DataKey.objects.filter(purpose=purpose).order_by("-version")
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


def keep_key(purpose: str, secret: bytes) -> Key:
    """Store a key that was made elsewhere (the private half of a pair) as the acting organisation's first for ``purpose``."""
    organisation = acting_organisation()
    DataKey.objects.create(purpose=purpose, version=1, wrapped=_wrap(organisation, purpose, 1, secret))
    return Key(1, secret)


class FieldCipher:
    """AES-256-GCM under the acting organisation's key for one purpose; made once per transaction, used for many values.

    ``place`` (table, column, row) is bound in, so that values cannot be swapped. The first two bytes name the key's version.
    """

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose
        self._newest = data_key(purpose)
        self._known = {self._newest.version: self._newest}

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
    """Keyed pseudonyms (HMAC-SHA-256, 32 bytes) under the acting organisation's index key: equal values, equal bytes, here only."""
    secret = data_key("index").secret
    return [hmac.digest(secret, value.encode(), "sha256") for value in values]


@lru_cache(maxsize=256)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _wrap(organisation: UUID, purpose: str, version: int, secret: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.KRING_MASTER_KEY).encrypt(
        nonce, secret, f"{organisation}|{purpose}|{version}".encode()
    )


@lru_cache(maxsize=1024)
def _unwrap(organisation: UUID, purpose: str, version: int, wrapped: bytes) -> bytes:
    try:
        return _cipher(settings.KRING_MASTER_KEY).decrypt(
            wrapped[:_NONCE], wrapped[_NONCE:], f"{organisation}|{purpose}|{version}".encode()
        )
    except InvalidTag:
        raise Fault(
            "wrong_master_key", "De hoofdsleutel past niet bij deze databank. Controleer KRING_MASTER_KEY."
        ) from None
