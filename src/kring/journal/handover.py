"""One signing key hands over to its successor: the old key signs the new one, and the new one signs that it takes over.

The statement is four lines, and stands with both signatures in ``journal.seal`` and in the ``keys`` file of every bundle. Who
pinned the old fingerprint follows it to the new one. It proves nothing once the old key was stolen: a thief can hand over
too; then the new fingerprint must travel by another way. docs/journal.md "Another key of the sealer"
"""

import base64
import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from uuid import UUID

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kring.core.clock import Clock, system_clock
from kring.core.errors import Fault
from kring.journal import note
from kring.journal.database import cursor
from kring.journal.note import Checkpoint
from kring.journal.signer import Signer

_FORM = "kring/sealer-key/1"
_WORD = "handover"


@dataclass(frozen=True)
class Handover:
    """``old`` and ``new`` are raw public keys, ``at`` seconds since 1970; the signatures are over ``text``."""

    old: bytes
    new: bytes
    at: int
    by_old: bytes
    by_new: bytes

    @property
    def text(self) -> bytes:
        """What both keys sign."""
        return _text(self.old, self.new, self.at)

    @property
    def sound(self) -> bool:
        """Whether both signatures are what they claim to be."""
        return _verifies(self.old, self.by_old, self.text) and _verifies(self.new, self.by_new, self.text)

    @property
    def line(self) -> str:
        """One line of text, as a bundle's ``keys`` file holds it."""
        parts = [base64.b64encode(part).decode() for part in (self.old, self.new, self.by_old, self.by_new)]
        return " ".join([_WORD, *parts[:2], str(self.at), *parts[2:]])


def make(old: Signer, new: Signer, *, clock: Clock = system_clock) -> Handover:
    """Let ``old`` hand over to ``new``."""
    at = int(clock().astimezone(UTC).timestamp())
    text = _text(old.public, new.public, at)
    return Handover(old.public, new.public, at, old.private.sign(text), new.private.sign(text))


def parse(line: str) -> Handover:
    """Read ``Handover.line`` without judging its signatures; raises ``ValueError``."""
    word, *parts = line.split(" ")
    if word != _WORD or len(parts) != 5 or not parts[2].isdecimal():
        raise ValueError("not a handover")
    try:
        old, new, by_old, by_new = (base64.b64decode(parts[at], validate=True) for at in (0, 1, 3, 4))
    except binascii.Error as fault:
        raise ValueError("not base64") from fault
    if (len(old), len(new)) != (32, 32):
        raise ValueError("not two keys")
    return Handover(old, new, int(parts[2]), by_old, by_new)


def follow(trusted: Collection[bytes], lines: Collection[str]) -> set[bytes]:
    """The keys that ``trusted`` ones handed over to, directly or in steps, and these themselves. Unsound lines say nothing."""
    known, found = [], set(trusted)
    for line in lines:
        try:
            known.append(parse(line))
        except ValueError:
            continue
    known = [each for each in known if each.sound]
    while fresh := {each.new for each in known if each.old in found} - found:
        found |= fresh
    return found


def record(conn: psycopg.Connection[tuple[Any, ...]], handover: Handover) -> None:
    """Keep ``handover`` where the sealer and every bundle find it; as ``kring_sealer``. Keeping it twice is harmless.

    Raises ``Fault``: ``handover_of_a_stranger`` when the old key never sealed here, ``sealer_key_retired`` when it has
    handed over to another key before.
    """
    with conn.transaction(), conn.cursor(binary=True) as c:
        ((keys, lines),) = c.execute("SELECT keys, handovers FROM journal.seal FOR UPDATE").fetchall()
        if handover.old not in keys:
            raise Fault(
                "handover_of_a_stranger",
                "Deze sleutel heeft hier nog nooit gezegeld, dus er valt niets over te dragen. Er is niets veranderd.",
            )
        heirs = {each.new for each in map(parse, lines) if each.old == handover.old}
        if heirs - {handover.new}:
            raise _retired(handover.old)
        if not heirs:
            c.execute("UPDATE journal.seal SET handovers = handovers || %s::text", [handover.line])


def kept() -> list[str]:
    """The handovers of this installation, oldest first, as lines; for the application's role."""
    with cursor() as c:
        ((lines,),) = c.execute("SELECT handovers FROM journal.seal").fetchall()
    return list(lines)


def introduce(conn: psycopg.Connection[tuple[Any, ...]], key: Signer, *, unrelated: bool = False) -> None:
    """Let ``key`` seal here from now on; for the sealer that leads, at its start.

    Raises ``Fault``: ``sealer_key_retired`` when it handed over to a key that already seals, ``sealer_key_unrelated`` when
    another key sealed before and did not hand over to it, unless ``unrelated`` says that this is known.
    """
    with conn.cursor(binary=True) as c:
        ((keys, lines),) = c.execute("SELECT keys, handovers FROM journal.seal").fetchall()
        known = [parse(line) for line in lines]
        if key.public in keys:
            if any(each.old == key.public and each.new in keys for each in known):
                raise _retired(key.public)
            return
        if keys and key.public not in follow(keys, lines) and not unrelated:
            raise Fault(
                "sealer_key_unrelated",
                f"De logboeken werden met een andere sleutel gezegeld, en die heeft niet overgedragen aan {key.fingerprint}."
                " Gebruik de juiste sleutel, of laat de oude overdragen: kring sealer --successor. Is de oude verloren of"
                " gestolen: kring sealer --unrelated-key, en deel de nieuwe vingerafdruk op een andere weg mee.",
            )
        c.execute("UPDATE journal.seal SET keys = keys || %s", [key.public])


def sign_again(
    conn: psycopg.Connection[tuple[Any, ...]], key: Signer, *, clock: Clock = system_clock
) -> dict[UUID, str]:
    """Put ``key``'s signatures beside the old ones under the newest note of each log that it has not signed yet.

    So that a log to which nobody writes is not left behind under the old key. Answers the notes that changed; for the sealer
    that leads, after the anchor was checked. Raises ``Fault("tree_out_of_step")`` for a head whose note is none.
    """
    at = int(clock().astimezone(UTC).timestamp())
    with conn.transaction(), conn.cursor(binary=True) as c:
        c.execute("SELECT FROM journal.seal FOR UPDATE")  # as a round does: no head moves meanwhile
        signed = {}
        for log, text in c.execute("SELECT log, note FROM journal.head").fetchall():
            parsed = _read(log, text)
            if not note.signed_by(parsed, key.public):
                signed[log] = (parsed.checkpoint, text + key.sign(parsed.checkpoint, at).partition("\n\n")[2])
        if signed:
            _store(c, signed)
    return {log: text for log, (_, text) in signed.items()}


def _read(log: UUID, text: str) -> note.Note:
    try:
        return note.parse(text)
    except ValueError:
        raise Fault(
            "tree_out_of_step",
            f"De laatste getekende stand van het logboek van {log} is onleesbaar: hij werd gewijzigd.",
        ) from None


def _store(c: psycopg.Cursor[tuple[Any, ...]], signed: Mapping[UUID, tuple[Checkpoint, str]]) -> None:
    logs = list(signed)
    points, notes = zip(*signed.values(), strict=True)
    c.execute(
        "UPDATE journal.head SET note = u.note FROM unnest(%b::uuid[], %s::text[]) u(log, note) WHERE head.log = u.log",
        [logs, list(notes)],
    )
    columns = [logs, [p.origin for p in points], [p.size for p in points], [p.root for p in points], list(notes)]
    c.execute(
        "INSERT INTO journal.checkpoint (log, origin, size, root, note)"
        " SELECT * FROM unnest(%b::uuid[], %s::text[], %b::int8[], %b::bytea[], %s::text[]) ON CONFLICT DO NOTHING",
        columns,
    )


def _text(old: bytes, new: bytes, at: int) -> bytes:
    return "".join(f"{line}\n" for line in (_FORM, *(base64.b64encode(k).decode() for k in (old, new)), at)).encode()


def _verifies(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _retired(public: bytes) -> Fault:
    return Fault(
        "sealer_key_retired",
        f"De sleutel {note.fingerprint(public)} heeft al overgedragen aan een andere. Zet KRING_SEALER_KEY op de nieuwe.",
    )
