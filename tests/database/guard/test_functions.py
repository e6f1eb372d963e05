"""Every function that the application may call is known here, and what each of them does for whoever should not call it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from kring.guard.acting import acting_for

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("E1")]

GUARDS = {
    "guard.acting": "SELECT guard.acting()",
    "guard.collect": "SELECT count(*) FROM guard.collect(gen_random_uuid())",
    "guard.posted": "SELECT count(*) FROM guard.posted(gen_random_uuid())",
    "guard.release": "SELECT guard.release(gen_random_uuid(), gen_random_uuid(), 0, '{}', '{}', '', '')",
    "guard.release_correction": "SELECT guard.release_correction(gen_random_uuid(), gen_random_uuid(), 0, gen_random_uuid(),"
    " gen_random_uuid(), 'report', 'wrong', '{}', '{}', '', '')",
    "guard.release_statement": "SELECT guard.release_statement(gen_random_uuid(), gen_random_uuid(), 0, '{}', '', '')",
    "guard.settle": "SELECT guard.settle(gen_random_uuid())",
    "guard.stamp": "SELECT guard.stamp() <> ''",
    "guard.waiting": "SELECT count(*) FROM guard.waiting()",
}
"""Each called by hand, for things that are nobody's or not the caller's."""
NOTHING = {
    "guard.acting": None,
    "guard.collect": 0,
    "guard.posted": 0,
    "guard.settle": False,
    "guard.stamp": True,
    "guard.waiting": 0,
}
"""What they answer to whoever acts for nobody; the three that are not here refuse."""


def _callable() -> dict[str, bool]:
    """Every function outside PostgreSQL's own that this role may execute, and whether it runs with its owner's rights."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT n.nspname || '.' || p.proname, p.prosecdef FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_function_privilege(p.oid, 'EXECUTE')"""
        )
        return dict(cursor.fetchall())


def test_no_function_can_be_called_that_is_not_tried_here() -> None:
    """A new one fails here until it is attacked; all others belong to the queue and run with the caller's own rights."""
    found = _callable()
    assert {name for name in found if not name.startswith("kring.procrastinate_")} == GUARDS.keys()
    assert {name for name, definer in found.items() if definer} <= GUARDS.keys()


@pytest.mark.parametrize("name", GUARDS)
def test_whoever_acts_for_nobody_gets_nothing_from_any_function(name: str) -> None:
    """Nothing, or a refusal."""
    if name not in NOTHING:
        with pytest.raises(DatabaseError, match=r"not proven|not in the log"), transaction.atomic():
            _asked(GUARDS[name])
        return
    with transaction.atomic():
        assert _asked(GUARDS[name]) == NOTHING[name]


@pytest.mark.parametrize("name", [name for name in GUARDS if name != "guard.acting"])
def test_whoever_acts_gets_nothing_that_is_not_theirs(name: str) -> None:
    """The same by somebody who acts, lawfully, for an organisation without anything."""
    if name not in NOTHING:
        with pytest.raises(DatabaseError, match=r"not proven|not in the log"), acting_for(uuid4(), uuid4()):
            _asked(GUARDS[name])
        return
    with acting_for(uuid4(), uuid4()):
        assert _asked(GUARDS[name]) == NOTHING[name]


@pytest.mark.parametrize("nothing", ["NULL", "''", "'00000000-0000-0000-0000-000000000000'"])
def test_nothing_in_the_place_of_an_id_opens_nothing(nothing: str) -> None:
    """NULL in every place, and ids that are none: a comparison with nothing is no permission."""
    for call in (
        f"SELECT guard.release({nothing}, {nothing}, NULL, NULL, NULL, NULL, NULL)",
        f"SELECT guard.release({nothing}, {nothing}, 0, '{{}}', '{{}}', '', NULL)",
        f"SELECT guard.release_correction({nothing}, {nothing}, NULL, {nothing}, {nothing}, NULL, NULL, NULL, NULL, NULL, NULL)",
        f"SELECT guard.release_correction({nothing}, {nothing}, 0, {nothing}, {nothing}, 'report', '', NULL, '{{}}', '', NULL)",
        f"SELECT guard.release_statement({nothing}, {nothing}, NULL, NULL, NULL, NULL)",
        f"SELECT guard.release_statement({nothing}, {nothing}, 0, '{{}}', '', NULL)",
    ):
        with pytest.raises(DatabaseError), acting_for(uuid4(), uuid4()):
            _asked(call)


def _asked(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
