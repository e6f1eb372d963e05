"""The envelope: sealed to its recipient, written only by ``release()``, opened only by ``collect()``, emptied by ``settle()``.

Sealing is HPKE (RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM) from ``cryptography``; the routing body is bound in, so a
ciphertext fits one envelope only. Everything here runs inside ``acting_for``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.db import connection

from kring.core.canonical import Json, canonical
from kring.core.errors import Fault
from kring.guard.acting import acting_organisation, prove
from kring.guard.keys import all_keys
from kring.guard.rows import ask_now
from kring.parties.queries import public_key

_CODES: Final = ("about", "report", "said", "code", "batch", "chunk", "digest", "disclosure", "ref", "items", "valued")
"""What the routing body of a correction says; its ciphertext holds no more than the digest of this."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Sealed:
    """A closed envelope: the ciphertext, its digest (hexadecimal SHA-256) and the routing body that names both."""

    envelope: UUID
    recipient: UUID
    ciphertext: bytes
    digest: str
    body: bytes


@dataclass(frozen=True)
class Opened:
    """What the recipient finds: who sent it, of which kind, and the content."""

    envelope: UUID
    kind: Literal["disclosure", "standing", "correction"]
    sender: UUID
    digest: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Posted:
    """What became of an envelope that the acting organisation sent."""

    permit: UUID | None
    recipient: UUID
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Codes:
    """What a correction says, all of it: about which row of which release, in codes and names of items.

    ``about`` is the envelope of that release, ``said`` whether it is a ``report`` or an ``outcome``.
    """

    about: UUID
    report: UUID
    said: Literal["report", "outcome"]
    code: str
    batch: UUID
    chunk: int
    digest: str
    disclosure: str
    ref: UUID
    items: tuple[str, ...]
    valued: tuple[str, ...] = ()

    def digested(self) -> str:
        """The digest of it (hexadecimal SHA-256), for the ciphertext."""
        return _digest_of({name: _plain(getattr(self, name)) for name in _CODES})


def envelope_of(batch: UUID, disclosure: str, chunk: int, sender: UUID, corrects: UUID | None = None) -> UUID:
    """The id of the one envelope that this part can have: sending again finds it, delivering again is harmless.

    ``corrects``: the report in answer to which corrected values of that part go.
    """
    return uuid5(batch, f"{disclosure}/{chunk}/{sender}" + (f"/{corrects}" if corrects else ""))


def seal(envelope: UUID, recipient: UUID, content: Mapping[str, Json], *, names: Mapping[str, Json]) -> Sealed:
    """Close ``content`` for ``recipient``; ``names`` go in the routing body (the permit, or the statement)."""
    sender = acting_organisation()
    key = X25519PublicKey.from_public_bytes(public_key(recipient, "seal"))
    ciphertext = _SUITE.encrypt(canonical(content), key, info=_binding(envelope, sender, recipient))
    digest = hashlib.sha256(ciphertext).hexdigest()
    body = canonical(
        {
            "v": 1,
            "envelope": str(envelope),
            "sender": str(sender),
            "recipient": str(recipient),
            "sealed": digest,
            **names,
        }
    )
    return Sealed(envelope, recipient, ciphertext, digest, body)


def release(sealed: Sealed, *, permit: UUID, line: int, items: Sequence[str]) -> None:
    """Let it out under ``permit``; ``line`` is the place of its release line in this transaction. The database checks all of it."""
    proof = prove("release", permit, sealed.envelope, sealed.digest)
    ask_now(
        b"SELECT guard.release(%s, %s, %s::int, %s::text[], %b, %b, %s)",
        [permit, sealed.envelope, line, list(items), sealed.body, sealed.ciphertext, proof],
    )


def release_statement(sealed: Sealed, *, line: int) -> None:
    """Let out a statement on an instrument's standing: no permit, no personal data, a line in the log."""
    proof = prove("statement", sealed.recipient, sealed.envelope, sealed.digest)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT guard.release_statement(%s, %s, %s::int, %s, %s, %s)",
            [sealed.envelope, sealed.recipient, line, sealed.body, sealed.ciphertext, proof],
        )


def release_correction(sealed: Sealed, codes: Codes, *, line: int) -> None:
    """Let out a report, or its outcome: no permit and no value. The database composes the body from the permit of that release."""
    items, valued = list(codes.items), list(codes.valued)
    said: list[object] = [sealed.envelope, codes.about, codes.report, codes.ref, codes.said, codes.code]
    proof = prove("correction", *said, ",".join(items), ",".join(valued), sealed.digest)
    ask_now(
        b"SELECT guard.release_correction(%s, %s, %s::int, %s, %s, %s, %s, %s::text[], %s::text[], %b, %s)",
        [*said[:2], line, *said[2:], items, valued, sealed.ciphertext, proof],
    )


def collect(envelope: UUID) -> Opened | None:
    """Open an envelope that waits for the acting organisation; None when it is not sealed in the log yet, or settled, or not ours.

    Raises ``Fault("damaged_envelope")`` when the ciphertext is not what was released.
    """
    rows = ask_now(b"SELECT kind, sender, body, sealed FROM guard.collect(%s)", [envelope])
    if not rows:
        return None
    kind, sender, body, ciphertext = rows[0]
    digest = hashlib.sha256(ciphertext).hexdigest()
    plain = _opened(ciphertext, _binding(envelope, sender, acting_organisation()))
    said = json.loads(body)
    if not plain or said["sealed"] != digest or (kind == "correction" and not _bound(said, plain)):
        raise Fault("damaged_envelope", "Een zending is beschadigd en werd niet geopend. De afzender houdt ze bij.")
    return Opened(envelope, kind, sender, digest, said if kind == "correction" else json.loads(plain))


def codes_in(opened: Opened) -> Codes:
    """What a correction says; raises ``ValueError`` for anything that has not its form."""
    said = opened.content
    try:
        return Codes(
            about=UUID(said["about"]),
            report=UUID(said["report"]),
            said={"report": "report", "outcome": "outcome"}[said["said"]],  # type: ignore[arg-type]
            code=str(said["code"]),
            batch=UUID(said["batch"]),
            chunk=int(said["chunk"]),
            digest=str(said["digest"]),
            disclosure=str(said["disclosure"]),
            ref=UUID(said["ref"]),
            items=tuple(map(str, said["items"])),
            valued=tuple(map(str, said["valued"])),
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError("not a correction") from None


def _bound(said: Mapping[str, Any], plain: bytes) -> bool:
    """Whether the ciphertext of a correction holds the digest of what its body says."""
    kept = json.loads(plain)
    return isinstance(kept, dict) and kept == {"codes": _digest_of({name: said.get(name) for name in _CODES})}


def _digest_of(codes: Mapping[str, Json]) -> str:
    return hashlib.sha256(canonical(codes)).hexdigest()


def _plain(value: UUID | str | int | tuple[str, ...]) -> Json:
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _opened(ciphertext: bytes, info: bytes) -> bytes:
    """The content, by whichever of the own keys it was sealed to: it may have been on its way while a new one came. Else empty."""
    for key in all_keys("seal"):
        try:
            return _SUITE.decrypt(ciphertext, X25519PrivateKey.from_private_bytes(key.secret), info=info)
        except InvalidTag:
            continue
    return b""


def settle(envelope: UUID) -> bool:
    """Empty an envelope that the acting organisation took in; False when that was done before."""
    ((done,),) = ask_now(b"SELECT guard.settle(%s)", [envelope])
    return bool(done)


def waiting() -> list[UUID]:
    """The envelopes that wait for the acting organisation, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT envelope FROM guard.waiting()")
        return [envelope for (envelope,) in cursor.fetchall()]


def posted(envelope: UUID) -> Posted | None:
    """What became of an envelope that the acting organisation sent; None when it never left."""
    rows = ask_now(b"SELECT permit, recipient, at, settled_at FROM guard.posted(%s)", [envelope])
    return Posted(*rows[0]) if rows else None


def _binding(envelope: UUID, sender: UUID, recipient: UUID) -> bytes:
    return f"kring/envelope/1|{envelope}|{sender}|{recipient}".encode()
