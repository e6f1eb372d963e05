"""Signed checkpoints: made, read, and refused when false."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kring.journal import lines, note

LOG = UUID("00000000-0000-4000-8000-000000000001")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
CHECKPOINT = note.Checkpoint(note.origin_of(LOG), 7, bytes(32))
SIGNED = note.sign(CHECKPOINT, KEY, PUBLIC, 1_795_000_000)


def test_a_note_says_what_was_signed_and_when() -> None:
    """Written and read again: the same checkpoint, both signatures valid."""
    read = note.parse(SIGNED)
    assert read.checkpoint == CHECKPOINT
    assert note.signed_by(read, PUBLIC)
    assert note.time_signed(read, PUBLIC) == 1_795_000_000
    assert note.log_of(read.checkpoint.origin) == LOG


def test_the_signature_of_another_key_or_text_does_not_count() -> None:
    """Another key, another size: not signed."""
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not note.signed_by(note.parse(SIGNED), other)
    assert note.time_signed(note.parse(SIGNED), other) is None
    changed = note.parse(SIGNED.replace("\n7\n", "\n8\n"))
    assert not note.signed_by(changed, PUBLIC)
    assert note.time_signed(changed, PUBLIC) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        SIGNED[:-1],
        SIGNED.replace("\n7\n", "\n07\n"),
        SIGNED.replace("\n7\n", "\n-7\n"),
        SIGNED.replace("\n7\n", "\n" + "9" * 30 + "\n"),
        SIGNED.replace("—", "-"),
        SIGNED.replace("AAAA", "A*AA"),
        SIGNED + "x" * 20_000,
    ],
)
def test_what_is_not_a_note_is_refused(text: str) -> None:
    """Whatever a partner sends is read strictly."""
    with pytest.raises(ValueError, match=r"note|checkpoint|line|base64"):
        note.parse(text)


def test_a_name_that_is_not_a_log_of_ours_names_no_organisation() -> None:
    """Other origins stay other origins."""
    assert note.log_of("example.com/log") is None
    assert note.log_of("kring/log/" + LOG.hex) is None


def test_a_partners_checkpoint_is_remembered_by_name_size_and_root() -> None:
    """What a receive line says of the discloser's log."""
    assert lines.peer(SIGNED) == {"origin": note.origin_of(LOG), "size": 7, "root": "00" * 32}
