"""A statement is what its maker signed, to the letter."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kring.core.canonical import canonical
from kring.core.errors import Fault
from kring.instruments.statements import Said, holds, read, sign

SAID = Said(
    uuid4(),
    "sha256:" + "a" * 64,
    "advice",
    uuid4(),
    "dpo",
    date(2026, 1, 5),
    fictitious=True,
    outcome="positive",
    text="Ja.",
)


def test_a_statement_travels_and_comes_out_the_same() -> None:
    """What is read from the bytes is what was said."""
    assert read(canonical(SAID.content())) == SAID
    assert read(canonical(replace(SAID, about=uuid4()).content())).about is not None


def test_a_signature_holds_for_this_statement_and_this_maker_only() -> None:
    """One word changed, or another key, and it does not."""
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signature = sign(SAID, key.private_bytes_raw())
    public = key.public_key().public_bytes_raw()
    assert holds(SAID, signature, public)
    for changed in (
        replace(SAID, outcome="negative"),
        replace(SAID, text="Neen."),
        replace(SAID, on=date(2026, 1, 6)),
        replace(SAID, fictitious=False),
        replace(SAID, digest="sha256:" + "b" * 64),
        replace(SAID, made_by=uuid4()),
    ):
        assert not holds(changed, signature, public)
    assert not holds(SAID, signature, other.public_key().public_bytes_raw())
    assert not holds(SAID, b"", public)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "kring/statement/2"},
        {"kind": "approval"},
        {"signed_by": "a name"},
        {"digest": "sha256:12"},
        {"text": "x" * 20_001},
        {"outcome": "perhaps"},
        {"office": ""},
    ],
)
def test_a_statement_of_another_shape_is_refused(change: dict[str, str]) -> None:
    """Nothing that Kring does not know is taken in, and the message repeats none of it."""
    with pytest.raises(Fault, match="statement_unreadable"):
        read(canonical({**SAID.content(), **change}))


def test_a_statement_that_lacks_something_is_refused() -> None:
    """Every key is there, also when it is empty."""
    content = SAID.content()
    del content["fictitious"]
    with pytest.raises(Fault, match="statement_unreadable"):
        read(canonical(content))
