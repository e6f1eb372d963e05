"""The proof of who acts: worthless elsewhere, unforgeable by SQL."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from kring.core.errors import Fault
from kring.guard.acting import acting_for, current, machine_of
from kring.guard.keys import FieldCipher, data_key
from kring.guard.models import DataKey

pytestmark = pytest.mark.usefixtures("committed")


def _acting_according_to_the_database() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.acting()")
        (organisation,) = cursor.fetchone()
    return organisation  # type: ignore[no-any-return]


def test_the_database_knows_for_whom_the_transaction_acts() -> None:
    """Inside: the organisation; outside: nobody."""
    city = uuid4()
    with acting_for(city, uuid4()):
        assert _acting_according_to_the_database() == city
        assert current().organisation == city
    with transaction.atomic():
        assert _acting_according_to_the_database() is None
    with pytest.raises(Fault, match="not_acting"):
        current()


def test_no_transaction_acts_for_two() -> None:
    """A block inside a block is refused before it begins."""
    with acting_for(uuid4(), uuid4()), pytest.raises(RuntimeError), acting_for(uuid4(), uuid4()):
        pass


@pytest.mark.req("E1")
def test_sql_alone_cannot_change_for_whom_it_acts() -> None:
    """An injected SELECT that sets the setting, with any proof it can think of, gets an error and no rows."""
    city, ocmw = uuid4(), uuid4()
    for forged in (f"{ocmw}|{uuid4()}|", f"{ocmw}|{uuid4()}|{'0' * 64}", "x", f"{ocmw}"):
        with pytest.raises(DatabaseError, match="not proven"), acting_for(city, uuid4()), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kring.acting', %s, true)", [forged])
            DataKey.objects.exists()


def test_a_proof_is_worthless_in_the_next_transaction() -> None:
    """What was overheard in one transaction is refused in any other, also on the same connection."""
    city = uuid4()
    with acting_for(city, uuid4()), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('kring.acting')")
        (overheard,) = cursor.fetchone()
    with pytest.raises(DatabaseError, match="not proven"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kring.acting', %s, true)", [overheard])
        DataKey.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "SELECT * FROM guard.secret",
        "SELECT guard.proven('acting', 'x')",
        "SET ROLE kring_guard",
        "SET ROLE kring_owner",
        "SET row_security = off; SELECT * FROM guard_datakey",
        "CREATE TEMP TABLE guard_datakey (x int)",
        "CREATE FUNCTION kring.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE guard_datakey DISABLE ROW LEVEL SECURITY",
        "TRUNCATE guard_datakey",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY guard_datakey TO PROGRAM 'cat'",
    ],
)
def test_the_application_s_role_cannot_lift_the_guard(attack: str) -> None:
    """Keys, roles, policies, shadow tables, files: all out of reach of SQL as the application."""
    with pytest.raises(DatabaseError), acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        for statement in attack.split("; "):
            cursor.execute(statement)


def test_keys_differ_by_organisation_and_come_back(settings: Any) -> None:
    """Each organisation has its own key; a value read at another place, or by another, is no value."""
    city, ocmw = machine_of(uuid4()), machine_of(uuid4())
    with acting_for(city.organisation, city.position):
        first = data_key("fields")
        sealed = FieldCipher("fields").encrypt(b"Elif", place="a.b.1")
        assert data_key("fields") == first
        assert FieldCipher("fields").decrypt(sealed, place="a.b.1") == b"Elif"
        with pytest.raises(Fault, match="unreadable"):
            FieldCipher("fields").decrypt(sealed, place="a.b.2")
    with acting_for(ocmw.organisation, ocmw.position):
        assert data_key("fields") != first
        with pytest.raises(Fault, match="unreadable"):
            FieldCipher("fields").decrypt(sealed, place="a.b.1")
