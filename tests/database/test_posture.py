"""The first test of every worker: the tests mean nothing on a database that guards nothing."""

import pytest
from django.db import connections

from kring.guard import posture


@pytest.mark.django_db
def test_this_worker_stands_on_a_guarded_database(worker_number: int) -> None:
    """No role can more than it should, every table is declared and guarded as its kind demands, the log only grows."""
    assert posture.findings(connections["default"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("alias", "role"), [("default", "kring_app"), ("identity", "kring_identity")])
def test_the_tests_run_as_the_roles_of_service(alias: str, role: str) -> None:
    """Neither owner nor superuser: what a test may do, the application may do."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (role, False, False)
