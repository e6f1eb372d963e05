"""A statement as it is signed and as it travels: one canonical form, signed by the party that made it."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kring.core.canonical import Json, canonical
from kring.core.errors import Fault
from kring.instruments.standing_moves import Kind

SCHEMA: Final = "kring/statement/1"


@dataclass(frozen=True)
class Said:
    """What a party says: about which text (``digest``), what (``kind``), from which day (``on``), in which office.

    ``outcome`` of an advice: ``positive``, ``conditional`` or ``negative``; ``text`` the advice, the reason, the findings; ``ref``
    where the evidence is (a decision, an address); ``about`` the suspension or the change that it concerns; ``key`` the condition,
    the agreement or the kind of change; ``effect_on`` of a notice the first day on which nothing passes.
    The ``text`` of a signature is why the own functionary's negative advice was set aside. Offices, never people.
    """

    id: UUID
    digest: str
    kind: Kind
    made_by: UUID
    office: str
    on: date
    fictitious: bool
    outcome: str = ""
    text: str = ""
    ref: str = ""
    about: UUID | None = None
    key: str = ""
    effect_on: date | None = None

    def content(self) -> dict[str, Json]:
        """The JSON object that is signed; words that few statements have stand in it only when they say something."""
        plain: dict[str, Any] = asdict(self) | {
            "schema": SCHEMA,
            "id": str(self.id),
            "made_by": str(self.made_by),
            "on": self.on.isoformat(),
            "about": str(self.about) if self.about else None,
            "effect_on": self.effect_on.isoformat() if self.effect_on else None,
        }
        return {name: value for name, value in plain.items() if value or name not in ("key", "effect_on")}


class NeverTaken(Fault):
    """A statement that arrived and never will be taken in: delivering it again changes nothing."""


class _Content(BaseModel):
    """The strict shape of a statement that arrives: nothing more, nothing missing, nothing without a limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: str = Field(alias="schema", pattern=f"^{SCHEMA}$")
    id: UUID
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    kind: Kind
    made_by: UUID
    office: str = Field(min_length=1, max_length=200)
    on: date
    fictitious: bool
    outcome: str = Field(pattern=r"^(positive|conditional|negative)?$")
    text: str = Field(max_length=20_000)
    ref: str = Field(max_length=200)
    about: UUID | None
    key: str = Field(default="", max_length=120)
    effect_on: date | None = None


def read(content: bytes | Mapping[str, Json]) -> Said:
    """The statement in ``content``, refused (``Fault("statement_unreadable")``) when it has any other shape."""
    try:
        parsed = (
            _Content.model_validate_json(content)
            if isinstance(content, bytes)
            else _Content.model_validate(dict(content))
        )
    except ValidationError:
        raise unreadable() from None
    return Said(**parsed.model_dump(exclude={"schema_"}))


class Signable(Protocol):
    """What a party signs."""

    def content(self) -> dict[str, Json]:
        """The JSON object that is signed."""


def sign(said: Signable, private: bytes) -> bytes:
    """The signature (64 bytes) of the party that made the statement, under its private Ed25519 key (32 bytes)."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(canonical(said.content()))


def holds(said: Signable, signature: bytes, public: bytes) -> bool:
    """Whether ``signature`` was made over this statement with the private half of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(said.content()))
    except InvalidSignature:
        return False
    return True


def unpacked(content: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What arrived, as the statement's content and its signature; ``Fault("statement_unreadable")`` when it is neither."""
    statement = content.get("statement")
    try:
        signature = b64decode(content["signature"], validate=True)
    except (KeyError, TypeError, NotBase64, ValueError):
        signature = b""
    if not isinstance(statement, dict) or not signature:
        raise unreadable()
    return statement, signature


def unreadable() -> Fault:
    """A statement of another shape than Kring's; none of it is repeated."""
    return Fault("statement_unreadable", "Deze verklaring heeft niet de vorm die Kring kent. Ze is niet opgenomen.")
