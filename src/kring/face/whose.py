"""Whose form it is: a sealed mark beside the token in each form, so that a form sent after the session ended still says for whom
it was made.

It opens nothing by itself. Only this installation can make or read one, so nobody can pass a form off as somebody else's.
source: docs/decisions/0023-unsent-forms.md
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest

from kring.core.clock import house_clock
from kring.face.seats import Sitting

FIELD: Final = "kr-whose"
"""The name of the hidden field."""
STOOD_OPEN: Final = timedelta(days=7)
"""A form that stood open longer is nobody's any more."""
_NONCE: Final = 12
_UUIDS: Final = 3 * 16


@dataclass(frozen=True)
class Whose:
    """The account that a form was made for, and in which position of which organisation."""

    account: UUID
    organisation: UUID
    position: UUID


def sealed(text: bytes, purpose: str) -> str:
    """``text``, readable by this installation alone and for this purpose only; for a hidden field or a session."""
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + _cipher(purpose).encrypt(nonce, text, None)).rstrip(b"=").decode()


def opened(text: str, purpose: str) -> bytes | None:
    """What ``sealed`` took; ``None`` when it was made or changed by somebody else, or under another master key."""
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        return _cipher(purpose).decrypt(raw[:_NONCE], raw[_NONCE:], None)
    except (InvalidTag, binascii.Error, ValueError):  # ValueError: too short, or no ASCII
        return None


def mark_of(request: HttpRequest) -> str:
    """The mark for forms on this page; empty where nobody acts. Made once per request."""
    known: str | None = getattr(request, "whose_mark", None)
    if known is None:
        sitting, user = getattr(request, "sitting", None), request.user
        known = _mark(whose_of(user, sitting)) if isinstance(sitting, Sitting) else ""
        request.whose_mark = known  # type: ignore[attr-defined]  # remembered for the other forms of the page
    return known


def whose_of(user: Any, sitting: Sitting) -> Whose:
    """Whose a form is that is made now for this account in this seat."""
    return Whose(user.pk, sitting.acting.organisation, sitting.acting.position)


def read_mark(text: str) -> Whose | None:
    """For whom a form was made; ``None`` for a mark that is not ours, or that stood open too long."""
    raw = opened(text, FIELD)
    if raw is None:
        return None
    made = datetime.fromtimestamp(int.from_bytes(raw[_UUIDS:], "big"), UTC)
    if house_clock() - made > STOOD_OPEN:
        return None
    return Whose(*(UUID(bytes=raw[at : at + 16]) for at in range(0, _UUIDS, 16)))


def _mark(whose: Whose) -> str:
    ids = whose.account.bytes + whose.organisation.bytes + whose.position.bytes
    return sealed(ids + int(house_clock().timestamp()).to_bytes(8, "big"), FIELD)


def _cipher(purpose: str) -> AESGCM:
    return AESGCM(hashlib.blake2b(purpose.encode(), key=settings.KRING_MASTER_KEY, digest_size=32).digest())
