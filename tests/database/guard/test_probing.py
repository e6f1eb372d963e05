"""What a probe learns of others' rows without reading them: by keys, errors, plans, statistics, or over somebody's shoulder.

Each test either shows that nothing comes out, or shows exactly what does: that is then said in ``docs/security.md``.
"""

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from kring.clients.models import ClientFile
from kring.guard.acting import acting_for
from kring.persons.models import Person
from tests.database.guard.strangers import plant, tables_of

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("E1")]
SECRET = "Zomerregenboog"


@pytest.fixture
def admin(server: Any, database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(server.conninfo(database)) as superuser:
        yield superuser


@pytest.fixture
def stranger(admin: psycopg.Connection[Any]) -> UUID:
    """Somebody else's person, with a name that nobody else has; returns the person's id."""
    organisation = uuid4()
    with admin.transaction():
        plant("kring", "persons_person", "organisation_id", organisation, admin)
        admin.execute(
            "UPDATE kring.persons_person SET last_name = %s WHERE organisation_id = %s", [SECRET, organisation]
        )
        row = admin.execute("SELECT id FROM kring.persons_person WHERE organisation_id = %s", [organisation]).fetchone()
    assert row
    return UUID(str(row[0]))


@pytest.mark.parametrize(
    "probe",
    [
        "SELECT count(*) FROM persons_person WHERE last_name::int > 0",
        "SELECT count(*) FROM persons_person WHERE 1 / length(replace(last_name, 'Zomerregenboog', '')) > 0",
        "SELECT count(*) FROM persons_person WHERE to_date(last_name, 'YYYY') IS NULL",
        "SELECT count(*) FROM persons_person WHERE last_name::json IS NULL",
        "SELECT max(last_name::numeric) FROM persons_person",
        "UPDATE persons_person SET first_name = last_name::int::text",
        "DELETE FROM persons_person WHERE last_name::int = 1",
    ],
)
def test_an_error_never_tells_what_a_stranger_s_row_holds(stranger: UUID, probe: str) -> None:
    """A condition that breaks on a value is not tried on rows that are not shown: no error, so nothing in it."""
    assert stranger
    with acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        cursor.execute(probe)


@pytest.mark.parametrize(
    "probe",
    [
        "SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename LIKE '%%person%%'",
        "SELECT most_common_vals::text FROM pg_stats_ext",
    ],
)
def test_statistics_show_no_values_of_anybody(admin: psycopg.Connection[Any], stranger: UUID, probe: str) -> None:
    """After ANALYZE the server knows frequent names; the view on it leaves out every table with row security."""
    assert stranger
    admin.execute("ANALYZE kring.persons_person")
    admin.commit()
    with acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
        cursor.execute(probe)
        assert cursor.fetchall() == []


@pytest.mark.parametrize("catalog", ["pg_statistic", "pg_statistic_ext_data", "pg_authid"])
def test_the_statistics_themselves_are_closed(catalog: str) -> None:
    """What stands behind the views."""
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting_for(uuid4(), uuid4()),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT * FROM {catalog}")


def test_a_plan_tells_sizes_and_no_values(admin: psycopg.Connection[Any], stranger: UUID) -> None:
    """EXPLAIN shows estimates over all rows, as the security page says; of a name that exists and one that does not, the same."""
    assert stranger
    admin.execute("ANALYZE kring.persons_person")
    admin.commit()

    def plan(name: str) -> str:
        with acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
            cursor.execute("EXPLAIN SELECT * FROM persons_person WHERE last_name = %s", [name])
            return "\n".join(line for (line,) in cursor.fetchall()).replace(name, "…")

    seen, unseen = plan(SECRET), plan("Winterregenboog")
    assert SECRET not in seen
    assert [line.split("(cost")[0] for line in seen.splitlines()] == [
        line.split("(cost")[0] for line in unseen.splitlines()
    ]


def test_a_link_to_a_stranger_s_row_is_refused_like_a_link_to_nothing(stranger: UUID) -> None:
    """Every link between own tables holds the organisation too: whether the other row exists makes no difference."""
    mine = uuid4()
    told = []
    for person in (stranger, uuid4()):
        with pytest.raises(DatabaseError) as refused, acting_for(mine, uuid4()):
            ClientFile.objects.create(organisation_id=mine, person_id=person, opened_on=date(2026, 1, 1))
        told.append(str(refused.value).replace(str(person), "…"))
    assert [text.replace(str(mine), "…") for text in told] == [told[0].replace(str(mine), "…")] * 2
    assert "foreign key" in told[0]


def test_every_link_between_own_tables_holds_the_organisation(admin: psycopg.Connection[Any]) -> None:
    """Checked on the catalogue, for each foreign key there is: none can point across."""
    own = {f"{schema}.{table}" for schema, table, _ in tables_of("own", admin)}
    links = admin.execute(
        """SELECT f.conname, f.conrelid::regclass::text, f.confrelid::regclass::text,
                  ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = f.conrelid AND a.attnum = ANY(f.conkey))
             FROM pg_constraint f WHERE f.contype = 'f'"""
    ).fetchall()
    across = [
        name
        for name, table, to, columns in links
        if {table, to} <= {one.removeprefix("kring.") for one in own} | own
        and not {"organisation_id", "log"} & set(columns)
    ]
    assert len(links) > 5
    assert across == []


def test_a_known_id_shows_that_it_is_taken_and_nothing_else(stranger: UUID) -> None:
    """A primary key is one for all: who already knows an id learns that it exists, as the security page says. Ids are random."""
    mine = uuid4()
    with pytest.raises(DatabaseError, match="duplicate key") as refused, acting_for(mine, uuid4()):
        Person.objects.bulk_create([Person(id=stranger, organisation_id=mine, last_name="x")])
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("ending", ["DO NOTHING", "(id) DO UPDATE SET first_name = 'x'"])
def test_an_insert_that_gives_way_shows_and_changes_nothing_of_a_stranger(
    admin: psycopg.Connection[Any], stranger: UUID, ending: str
) -> None:
    """ON CONFLICT … DO UPDATE RETURNING would be a way to read the row that is in the way: row security stops it."""
    mine = uuid4()
    try:
        with acting_for(mine, uuid4()), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO persons_person (id, organisation_id, first_name, last_name, street, house_number, postcode,"
                f" municipality) VALUES (%s, %s, '', '', '', '', '', '') ON CONFLICT {ending} RETURNING last_name",
                [stranger, mine],
            )
            assert cursor.fetchall() == []
    except DatabaseError as refused:
        assert SECRET not in str(refused)  # noqa: PT017 - either way will do
    kept = admin.execute("SELECT last_name, first_name FROM kring.persons_person WHERE id = %s", [stranger]).fetchone()
    assert kept is not None
    assert kept[0] == SECRET
    assert kept[1] != "x"


def test_nobody_looks_over_the_shoulder_of_a_running_question(server: Any, database: str) -> None:
    """Another connection's statement, with a name in it, is not told by the list of activity."""
    settings = connection.settings_dict
    dsn = psycopg.conninfo.make_conninfo(
        server.conninfo(database), user=settings["USER"], password=settings.get("PASSWORD") or None
    )
    with psycopg.connect(dsn, autocommit=True) as other:
        runs = threading.Thread(target=other.execute, args=(f"SELECT pg_sleep(0.5), '{SECRET}'",))
        runs.start()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            (seen,) = cursor.fetchone()
        runs.join()
    assert SECRET not in (seen or "")


def test_a_lock_or_a_notice_carries_nothing(admin: psycopg.Connection[Any], stranger: UUID) -> None:
    """Locks name tables and transactions; a foreign row cannot be locked, so waiting for it tells nothing."""
    with admin.transaction():
        admin.execute("SELECT 1 FROM kring.persons_person WHERE id = %s FOR UPDATE", [stranger])
        with acting_for(uuid4(), uuid4()), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            cursor.execute("SELECT count(*) FROM (SELECT 1 FROM persons_person WHERE id = %s FOR UPDATE) x", [stranger])
            assert cursor.fetchone() == (0,)
