"""New keys for an organisation, and for the installation. Each is a line in the log, in the transaction that makes it.

What was sealed to, signed with or encrypted under an older version still opens. source: DESIGN ground rules, "rotation"
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps

from kring.core.canonical import Json
from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.guard import keys
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.keys import FieldCipher
from kring.guard.models import OwnRow
from kring.guard.rows import select_rows, update_column
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.renewal import rename_subjects
from kring.parties import queries
from kring.parties.models import OrganisationKey

KEEPERS: Final = frozenset({"dpo", "secretary_general"})
"""The functions that may give an organisation new keys."""
FIELDS, INDEX = "fields", "index"
_AT_ONCE = 500


@dataclass(frozen=True)
class Renewed:
    """What a renewal came to: the new version, and how many values it renewed."""

    version: int
    values: int


def new_pair(*, by: Acting, use: Literal["seal", "sign"], clock: Clock, stolen: bool = False) -> Renewed:
    """Give the organisation a new key pair to receive with (``seal``) or to sign with (``sign``); published at once.

    The older private keys stay, for what is still on its way. ``stolen`` takes the older public ones back: nothing that was
    signed with them is taken in any more.
    """
    pair: Any = X25519PrivateKey.generate() if use == "seal" else Ed25519PrivateKey.generate()
    with acting_for(by.organisation, by.position):
        _check(clock)
        key = keys.add_version(use, pair.private_bytes_raw())
        now = clock()
        for row in OrganisationKey.objects.filter(organisation_id=by.organisation, use=use):
            row.valid_until = _until(row, now, stolen=stolen)
            row.save(update_fields=["valid_until"])
        public = pair.public_key().public_bytes_raw()
        OrganisationKey.objects.create(organisation_id=by.organisation, use=use, public=public, valid_from=now)
        told: dict[str, Json] = {"use": use, "version": key.version, "public": public.hex(), "stolen": stolen}
        append([Line("action", {lines.WHAT: "key.renewed", **told})])
    return Renewed(key.version, 0)


def new_fields_key(*, by: Acting, clock: Clock) -> Renewed:
    """Give the organisation a new key for encrypted fields. What is there is read with the old one until ``reseal`` is through."""
    with acting_for(by.organisation, by.position):
        _check(clock)
        key = keys.add_version(FIELDS)
        append([Line("action", {lines.WHAT: "key.renewed", "use": FIELDS, "version": key.version})])
    return Renewed(key.version, 0)


def reseal(*, by: Acting, clock: Clock) -> Renewed:
    """Encrypt under the newest key what is still under an older one, a part at a time, and then destroy the older ones.

    While pages and worker go on. May be stopped and given again: what is done is done.
    """
    done = 0
    for table, column, place in _sealed_columns():
        while part := _reseal_part(by, table, column, place):
            done += part
    with acting_for(by.organisation, by.position):
        _check(clock)
        newest = keys.data_key(FIELDS)
        left = sum(len(_under_older(table, column, newest.version)) for table, column, _ in _sealed_columns())
        gone = 0 if left else keys.destroy(FIELDS, below=newest.version)
        if done or gone:
            told: dict[str, Json] = {"use": FIELDS, "version": newest.version, lines.COUNT: done, "destroyed": gone}
            append([Line("action", {lines.WHAT: "key.old_destroyed" if gone else "key.resealed", **told})])
    return Renewed(newest.version, done)


def new_index_key(*, by: Acting, clock: Clock) -> Renewed:
    """Give the organisation a new key for pseudonyms, and renew every stored pseudonym and the way to the log, all at once.

    Others of this organisation who look up or write pseudonyms wait until it is done.
    """
    with acting_for(by.organisation, by.position):
        _check(clock)
        keys.data_key(INDEX)  # the first version, where nothing was ever looked up
        key = keys.add_version(INDEX)
        known: dict[bytes, bytes] = {}
        for table, column in _blind_columns():
            found = [
                value for (value,) in select_rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
            ]
            renewed = keys.renewed(found, key)
            update_column(table, column, renewed)
            known |= renewed
        rename_subjects(known, by.organisation)
        told: dict[str, Json] = {"use": INDEX, "version": key.version, lines.COUNT: len(known)}
        append([Line("action", {lines.WHAT: "key.renewed", **told})])
    return Renewed(key.version, len(known))


@dataclass(frozen=True)
class Wrapped:
    """What became of one organisation's keys under a new master key: how many changed, or why none did."""

    name: str
    keys: int
    fault: Fault | None = None


def wrap_again() -> Iterator[Wrapped]:
    """Wrap the keys of every organisation by ``KRING_MASTER_KEY``, one organisation at a time; no datum is touched.

    Each is a transaction of its own, with its machine's line, and is told once it has committed: no transaction acts for two. So
    it may stop half-way and be given again: what is done is done, and until then both master keys open. Where neither key opens
    one of an organisation's, none of that organisation's changes and the next one's turn comes.
    """
    for party in queries.organisations():
        yield _wrap_again(party)


def _wrap_again(party: queries.Party) -> Wrapped:
    machine = machine_of(party.id)
    try:
        with acting_for(machine.organisation, machine.position):
            count = keys.rewrap()
            if count:
                append([Line("action", {lines.WHAT: "key.master", lines.COUNT: count})])
    except Fault as fault:
        return Wrapped(party.name, 0, fault)
    return Wrapped(party.name, count)


def under_another() -> dict[str, int]:
    """How many keys ``KRING_MASTER_KEY`` does not open, by organisation's name; empty: the other one is needed no more."""
    found: dict[str, int] = {}
    for party in queries.organisations():
        machine = machine_of(party.id)
        with acting_for(machine.organisation, machine.position):
            if count := keys.under_another():
                found[party.name] = found.get(party.name, 0) + count
    return found


def kept(by: Acting) -> Mapping[str, list[int]]:
    """The versions that exist of each of the organisation's keys, by use."""
    with acting_for(by.organisation, by.position):
        return keys.versions()


def _check(clock: Clock) -> None:
    held = queries.held_now(clock)
    if held is None or held.function not in KEEPERS:
        raise Fault(
            "other_function",
            "Nieuwe sleutels geven de functionaris voor gegevensbescherming of de secretaris-generaal.",
        )


def _until(row: OrganisationKey, now: datetime, *, stolen: bool) -> datetime | None:
    if stolen:
        return row.valid_from
    return row.valid_until or max(now, row.valid_from + timedelta(microseconds=1))


def _own_tables() -> Iterator[type[OwnRow]]:
    for model in apps.get_models():
        if issubclass(model, OwnRow):
            yield model


def _sealed_columns() -> list[tuple[str, str, str]]:
    return [(model._meta.db_table, column, place) for model in _own_tables() for column, place in model.SEALED.items()]


def _blind_columns() -> list[tuple[str, str]]:
    return [(model._meta.db_table, column) for model in _own_tables() for column in model.BLIND]


def _under_older(table: str, column: str, version: int) -> list[Any]:
    """Up to so many rows (id, ciphertext) that are under an older version than ``version``."""
    return select_rows(
        f"SELECT id, {column} FROM {table} WHERE substring({column} FROM 1 FOR 2) < %b ORDER BY id LIMIT {_AT_ONCE}",
        [version.to_bytes(2, "big")],
    )


def _reseal_part(by: Acting, table: str, column: str, place: str) -> int:
    with acting_for(by.organisation, by.position):
        cipher = FieldCipher(FIELDS)
        rows = _under_older(table, column, cipher.key.version)
        fresh = {}
        for row, sealed in rows:
            here = f"{place}.{row}"
            fresh[sealed] = cipher.encrypt(cipher.decrypt(sealed, place=here), place=here)
        update_column(table, column, fresh)  # by the old ciphertext: what another changed meanwhile stays as he left it
    return len(rows)
