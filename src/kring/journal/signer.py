"""The sealer's signing key: a file outside the database, one per installation, whose fingerprint people pin."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kring.core.errors import Fault
from kring.journal import note
from kring.journal.note import Checkpoint


@dataclass(frozen=True, repr=False)
class Signer:
    """The key pair that signs every log of this installation; ``public`` is the raw public half."""

    private: Ed25519PrivateKey
    public: bytes

    @property
    def fingerprint(self) -> str:
        """What a verifier is given as ``--key``."""
        return note.fingerprint(self.public)

    def sign(self, checkpoint: Checkpoint, at: int) -> str:
        """The signed note; ``at`` in seconds since 1970."""
        return note.sign(checkpoint, self.private, self.public, at)


def from_seed(seed: bytes) -> Signer:
    """The key pair of a seed of 32 bytes."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(private, private.public_key().public_bytes_raw())


def read(path: Path) -> Signer:
    """The key in ``path``: 64 hexadecimal digits. Raises ``Fault``; a key is never made silently."""
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise Fault(
            "sealer_key_missing",
            f"Er is geen sleutel om te zegelen: {path} bestaat niet. Maak er een met: kring sealer --new-key.",
        ) from None
    except (OSError, ValueError):
        seed = b""
    if len(seed) != 32:
        raise Fault("sealer_key_unsound", f"De sleutel in {path} is niet te lezen: 64 hexadecimale tekens verwacht.")
    return from_seed(seed)


def new_key(path: Path) -> Signer:
    """Make a key file that only its owner can read; raises ``Fault`` when there is one already."""
    seed = secrets.token_bytes(32)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Fault("sealer_key_exists", f"Er is al een sleutel in {path}; die wordt niet overschreven.") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(descriptor)
    return from_seed(seed)
