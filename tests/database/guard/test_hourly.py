"""The posture is looked at again while the house stands."""

import logging
from typing import Any

import psycopg
import pytest

from kring.config.jobs import check_posture

pytestmark = pytest.mark.usefixtures("committed")


def test_a_table_that_nobody_declared_is_told_within_the_hour(
    server: Any, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Sound: silence. An undeclared table: an error that names it."""
    with caplog.at_level(logging.ERROR):
        check_posture(0)
        assert not [said for said in caplog.messages if "stray" in said]
        with psycopg.connect(server.conninfo(database), autocommit=True) as admin:
            admin.execute("CREATE TABLE kring.stray (x int)")
            try:
                check_posture(0)
            finally:
                admin.execute("DROP TABLE kring.stray")
    assert "posture: table kring.stray is not declared" in caplog.messages
