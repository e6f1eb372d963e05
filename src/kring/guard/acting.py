"""Who acts: one organisation per transaction, proven to the database by the application.

A plain setting would fall to one injected SELECT; the proof is an HMAC over the backend and the start of this very
transaction, under a key that SQL cannot read. source: DESIGN idea 4; docs/decisions/0004-acting-proof.md
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import psycopg
from django.conf import settings
from django.db import connections, transaction

from kring.core.errors import Fault


@dataclass(frozen=True)
class Acting:
    """The organisation for which work is done, and the position (of a person or of the machine) that does it."""

    organisation: UUID
    position: UUID


_ACT = b"SELECT set_config('kring.acting', %s, true)"
_STAMP = b"SELECT guard.stamp()"
_acting: ContextVar[Acting | None] = ContextVar("kring_acting", default=None)
_stamp: ContextVar[tuple[str, str] | None] = ContextVar("kring_stamp", default=None)
"""The alias and the stamp of the transaction that ``acting_for`` holds open: one for as long as it lasts."""


def machine_of(organisation: UUID) -> Acting:
    """The organisation's own machine position, under which its queued work is done."""
    return Acting(organisation, uuid5(organisation, "machine"))


def mac(*parts: object) -> str:
    """HMAC-SHA-256 (hexadecimal) of the parts, under the guard's key."""
    return hmac.new(settings.KRING_GUARD_KEY, "|".join(map(str, parts)).encode(), "sha256").hexdigest()


def prove(*parts: object, using: str = "default") -> str:
    """A proof, for this transaction only, that the application itself wants what ``parts`` say."""
    kept = _stamp.get()
    return mac(kept[1] if kept and kept[0] == using else _asked(using, _STAMP), *parts)


def _asked(using: str, statement: bytes, *values: str) -> Any:
    """One value, by psycopg's own cursor and from a prepared statement: this is done in every transaction."""
    wrapper = connections[using]
    wrapper.ensure_connection()
    connection: psycopg.Connection[tuple[Any, ...]] = wrapper.connection
    if connection.prepare_threshold is None:
        connection.prepare_threshold = 1 << 30  # only what says so itself is prepared
    with wrapper.wrap_database_errors, psycopg.Cursor(connection) as cursor:
        row = cursor.execute(statement, values, prepare=True).fetchone()
    return row and row[0]


@contextmanager
def acting_for(organisation: UUID, position: UUID, *, using: str = "default") -> Iterator[Acting]:
    """One short, durable transaction in which the database shows and takes rows of ``organisation`` only.

    Never nested: no transaction acts for two. Commits when the block ends, rolls back on an exception.
    """
    acting = Acting(organisation, position)
    with transaction.atomic(using=using, durable=True):
        stamp = str(_asked(using, _STAMP))
        proof = mac(stamp, "acting", organisation, position)
        _asked(using, _ACT, f"{organisation}|{position}|{proof}")
        token, stamped = _acting.set(acting), _stamp.set((using, stamp))
        try:
            yield acting
        finally:
            _acting.reset(token)
            _stamp.reset(stamped)


def current() -> Acting:
    """Who acts in the transaction that is open now; raises ``Fault`` outside ``acting_for``."""
    acting = _acting.get()
    if acting is None:
        raise Fault(
            "not_acting", "Er is geen organisatie waarvoor gehandeld wordt. Dit is een fout van Kring, meld ze."
        )
    return acting


def acting_organisation() -> UUID:
    """The acting organisation: the default of every own row's ``organisation_id``."""
    return current().organisation
