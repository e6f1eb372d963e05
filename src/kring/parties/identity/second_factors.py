"""Second factors are stored encrypted, under a key made from the installation's master key: a copy of the accounts opens none.

They belong to people, not to an organisation: a new master key takes them along in transactions that act for nobody.
"""

import base64
import hashlib
from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction

_ENCRYPTED = ("secret", "seed")  # of an authenticator app, of recovery codes; a passkey has none


def encrypt(text: str) -> str:
    """A secret, as it is stored: under ``KRING_MASTER_KEY``."""
    return _opened_by(settings.KRING_MASTER_KEY).encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The secret, as it is used; while the master key is being replaced the other one opens too. Raises ``InvalidToken``."""
    return _either().decrypt(stored.encode()).decode()


def rewrap() -> int:
    """Encrypt by ``KRING_MASTER_KEY`` what the other one opens, an authenticator at a time; answers how many changed.

    May be stopped and given again. What neither opens stays as it is, and is counted by ``under_another``.
    """
    changed = 0
    for number in [row.pk for row, _ in _under_another()]:
        with transaction.atomic(using="identity"):
            for row, names in _under_another(number):
                try:
                    fresh = {name: _either().rotate(row.data[name].encode()).decode() for name in names}
                except InvalidToken:
                    continue
                row.data = {**row.data, **fresh}
                row.save(update_fields=["data"])
                changed += 1
    return changed


def under_another() -> int:
    """How many second factors ``KRING_MASTER_KEY`` does not open."""
    return sum(1 for _ in _under_another())


def _under_another(locked: int | None = None) -> Iterator[tuple[Authenticator, list[str]]]:
    """Each authenticator with which of its values the newest master key does not open; of one, ``locked`` until the end."""
    rows = Authenticator.objects.using("identity").order_by("pk")
    cipher = _opened_by(settings.KRING_MASTER_KEY)
    for row in rows if locked is None else rows.select_for_update().filter(pk=locked):
        names = [name for name in _ENCRYPTED if name in row.data and not _opens(cipher, row.data[name])]
        if names:
            yield row, names


def _opens(cipher: Fernet, stored: str) -> bool:
    try:
        cipher.decrypt(stored.encode())
    except InvalidToken:
        return False
    return True


def _opened_by(master: bytes) -> Fernet:
    key = hashlib.blake2b(b"second factors", key=master, digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _either() -> MultiFernet:
    masters = (settings.KRING_MASTER_KEY, settings.KRING_MASTER_KEY_OTHER)
    return MultiFernet([_opened_by(master) for master in masters if master])
