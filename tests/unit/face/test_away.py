"""What somebody reads while the database is away: that it comes back, in the own language, and nothing of what went wrong."""

import logging
import sys

import psycopg
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from kring.config.logs import DiscreetFormatter
from kring.face.problems import server_error


def answered(fault: Exception, language: str) -> HttpResponse:
    """The answer to a request that ended in ``fault``."""
    with translation.override(language):
        try:
            raise fault
        except type(fault):
            return server_error(RequestFactory().get("/vandaag/"))


@pytest.mark.parametrize(("language", "title"), [("nl", "Kring is even weg"), ("en", "Kring is away for a moment")])
def test_a_database_that_is_away_is_told_as_such_and_not_as_a_fault(language: str, title: str) -> None:
    """503, with when to ask again; the page names no machine and no error."""
    answer = answered(psycopg.OperationalError("connection to 10.1.2.3 refused"), language)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'<html lang="{language}"' in text
    assert title in text
    assert "database_away" in text
    assert "10.1.2.3" not in text
    assert "OperationalError" not in text


def test_any_other_fault_stays_a_fault() -> None:
    """500: nobody is told to come back in ten seconds for what will still be broken."""
    answer = answered(ZeroDivisionError(), "nl")
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "Er is iets stuk" in answer.content.decode()


def test_the_log_says_that_the_database_is_away_without_the_road_there() -> None:
    """A line a request, not a page; another fault keeps its places."""
    told = []
    for fault in (psycopg.OperationalError("user kring_app, host 10.1.2.3"), ZeroDivisionError()):
        try:
            raise fault
        except (psycopg.OperationalError, ZeroDivisionError):
            record = logging.LogRecord("django.request", logging.ERROR, "", 0, "asked", None, sys.exc_info())
            told.append(DiscreetFormatter().format(record))
    away, broken = told
    assert away.splitlines()[1:] == ["OperationalError: the database is away"]
    assert "test_away.py" in broken
